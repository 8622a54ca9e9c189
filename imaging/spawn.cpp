#include "imaging/spawn.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "domain/error.h"

namespace imaging {
namespace {

constexpr std::size_t most_descriptors = 4;  // in one message

[[noreturn]] void fail(const char* what) {
    throw domain::Error(domain::Fault::unavailable,
                        std::string("cannot make ") + what + ": " + std::generic_category().message(errno));
}

std::vector<char*> pointers_to(const std::vector<std::string>& words) {
    std::vector<char*> pointers;
    pointers.reserve(words.size() + 1);
    for (const auto& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

/// Runs between fork and exec in a copy of a process of many threads: system calls only, no allocation.
[[noreturn]] void become(const Launch& launch, char* const* argv, char* const* environment, int* spare,
                         pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);  // it died before we asked to be told
    setpgid(0, 0);
    for (int signal : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGCHLD}) ::signal(signal, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);

    // First out of the way, then into place: a number of ours may be one of theirs.
    const std::size_t count = launch.descriptors.size();
    for (std::size_t i = 0; i < count; ++i)
        if ((spare[i] = fcntl(launch.descriptors[i].first, F_DUPFD, 64)) < 0) _exit(127);
    unsigned last = 2;
    for (std::size_t i = 0; i < count; ++i) {
        if (dup2(spare[i], launch.descriptors[i].second) < 0) _exit(127);
        last = std::max(last, static_cast<unsigned>(launch.descriptors[i].second));
    }
    syscall(SYS_close_range, last + 1, ~0U, 0U);
    for (const auto& [resource, value] : launch.limits) {
        const rlimit limit{value, value};
        if (setrlimit(static_cast<__rlimit_resource_t>(resource), &limit) != 0) _exit(127);
    }
    execve(argv[0], argv, environment);
    _exit(127);
}

}  // namespace

void Fd::reset() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
}

std::pair<Fd, Fd> make_pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) fail("a pipe");
    fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);  // pages are megabytes; a refusal by the kernel only costs time
    return {Fd(ends[0]), Fd(ends[1])};
}

Fd make_memory(domain::ByteView bytes) {
    Fd memory(memfd_create("document", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (memory.number() < 0) fail("anonymous memory");
    for (std::size_t done = 0; done < bytes.size();) {
        const auto written = write(memory.number(), bytes.data() + done, bytes.size() - done);
        if (written < 0 && errno != EINTR) fail("anonymous memory");
        if (written > 0) done += static_cast<std::size_t>(written);
    }
    // A reader that maps it can then not be hurt by its shrinking.
    if (fcntl(memory.number(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) != 0)
        fail("sealed memory");
    lseek(memory.number(), 0, SEEK_SET);
    return memory;
}

int milliseconds_until(Clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    return static_cast<int>(std::clamp<decltype(left)>(left, 0, 1 << 30));
}

bool send_message(int socket, domain::ByteView message, std::initializer_list<int> descriptors) {
    iovec part{const_cast<std::uint8_t*>(message.data()), message.size()};
    alignas(cmsghdr) char space[CMSG_SPACE(most_descriptors * sizeof(int))]{};
    msghdr envelope{};
    envelope.msg_iov = &part;
    envelope.msg_iovlen = 1;
    if (descriptors.size() > 0) {
        envelope.msg_control = space;
        envelope.msg_controllen = CMSG_SPACE(descriptors.size() * sizeof(int));
        cmsghdr* header = CMSG_FIRSTHDR(&envelope);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(descriptors.size() * sizeof(int));
        std::memcpy(CMSG_DATA(header), descriptors.begin(), descriptors.size() * sizeof(int));
    }
    return sendmsg(socket, &envelope, MSG_NOSIGNAL) == static_cast<ssize_t>(message.size());
}

std::size_t receive_message(int socket, std::span<std::uint8_t> message, std::span<Fd> descriptors) {
    iovec part{message.data(), message.size()};
    alignas(cmsghdr) char space[CMSG_SPACE(most_descriptors * sizeof(int))];
    msghdr envelope{};
    envelope.msg_iov = &part;
    envelope.msg_iovlen = 1;
    envelope.msg_control = space;
    envelope.msg_controllen = sizeof space;
    ssize_t size;
    while ((size = recvmsg(socket, &envelope, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR) {
    }
    const cmsghdr* header = size > 0 ? CMSG_FIRSTHDR(&envelope) : nullptr;
    if (header != nullptr && header->cmsg_type == SCM_RIGHTS) {
        const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int number;
            std::memcpy(&number, CMSG_DATA(header) + i * sizeof number, sizeof number);
            Fd received(number);
            if (i < descriptors.size()) descriptors[i] = std::move(received);
        }
    }
    return size > 0 ? static_cast<std::size_t>(size) : 0;
}

pid_t launch(const Launch& launch) {
    const auto argv = pointers_to(launch.argv);
    const auto environment = pointers_to(launch.environment);
    std::vector<int> spare(launch.descriptors.size());
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child < 0) fail("a process");
    if (child == 0) become(launch, argv.data(), environment.data(), spare.data(), parent);
    setpgid(child, child);  // both sides, so that neither has to be first
    return child;
}

void adopt_orphans() {
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) fail("a parent of orphans");
}

int end_orphans(std::string_view name) {
    int ended = 0;
    for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
        std::ifstream children(thread.path() / "children");
        for (pid_t child; children >> child;) {
            // Empty while it lives; what has ended still waits to be asked for, and a signal would reach it.
            siginfo_t end{};
            if (waitid(P_PID, id_t(child), &end, WEXITED | WNOHANG | WNOWAIT) != 0 || end.si_pid != 0)
                continue;
            std::ifstream named("/proc/" + std::to_string(child) + "/comm");
            std::string its;
            if (std::getline(named, its) && its == name && kill(child, SIGKILL) == 0) ++ended;
        }
    }
    return ended;
}

}  // namespace imaging
