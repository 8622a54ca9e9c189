#include "imaging/spawn.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace imaging;

/// A child that makes a child of its own, of that name and waiting for ever, and dies before it.
void leave_orphan(const char* name) {
    auto [ready, ready_end] = make_pipe();
    const pid_t parent = fork();
    if (parent == 0) {
        if (fork() == 0) {
            prctl(PR_SET_NAME, name);
            (void)!write(ready_end.number(), "!", 1);
            while (true) pause();
        }
        char said = 0;
        (void)!read(ready.number(), &said, 1);
        _exit(0);
    }
    waitpid(parent, nullptr, 0);
}

/// 0, or the first thing that was not as it should be. In a process of its own: who adopts once adopts for
/// good.
int first_fault() {
    if (end_orphans("bwrap") != 0) return 1;
    adopt_orphans();
    leave_orphan("bwrap");
    if (end_orphans("gpg-agent") != 0) return 2;
    if (end_orphans("bwrap") != 1) return 3;
    siginfo_t ended{};
    if (waitid(P_ALL, 0, &ended, WEXITED | WNOWAIT) != 0) return 6;
    if (end_orphans("bwrap") != 0) return 7;  // it has ended, nobody has asked for it yet
    int status = 0;
    if (waitpid(-1, &status, 0) <= 0 || !WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) return 4;
    return waitpid(-1, nullptr, WNOHANG) == -1 ? 0 : 5;
}

TEST(Spawn, EndsWhatASandboxLeftBehind) {
    const pid_t supervisor = fork();
    if (supervisor == 0) {
        alarm(10);
        _exit(first_fault());
    }
    int status = 0;
    ASSERT_EQ(waitpid(supervisor, &status, 0), supervisor);
    ASSERT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status);
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
