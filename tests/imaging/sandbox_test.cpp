#include "imaging/sandbox.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <future>
#include <set>

#include "domain/error.h"
#include "enemy.h"
#include "files.h"
#include "imaging/eye.h"
#include "imaging/wire.h"
#include "processes.h"

namespace {

using namespace imaging;
using namespace imaging_test;
using namespace std::chrono_literals;
using domain::Reason;

/// One server for the tests that share its limits: it must outlive them all, as the service's does.
Eye& eye() {
    static Eye shared(
        {.limits = {.working_pixels = 1'000'000, .pages = 2, .wall_seconds = 3, .cpu_seconds = 1}});
    return shared;
}

Limits roomy() {
    Limits limits;
    limits.wall_seconds = 60;
    return limits;
}

/// The one finding of a child that did not answer: always FILE_CORRUPT with a measure, never a page.
domain::Finding fate_of(Eye& eye, const domain::Bytes& file) {
    const pid_t server = eye.server_pid();
    const Examination examination = eye.look(file);
    EXPECT_EQ(eye.server_pid(), server) << "the server lives";
    EXPECT_TRUE(examination.pages.empty());
    if (examination.findings.size() != 1) return {};
    EXPECT_EQ(examination.findings[0].reason, Reason::file_corrupt);
    EXPECT_TRUE(examination.findings[0].measure.has_value());
    return examination.findings[0];
}

std::string call(long number, std::initializer_list<long> arguments = {}) {
    std::string text = std::to_string(number);
    for (const long argument : arguments) text += ' ' + std::to_string(argument);
    return text;
}

// ---- the lists, exactly ----

/// What the filter says to a call: the classic BPF of seccomp, interpreted.
std::uint32_t verdict(std::span<const sock_filter> program, const seccomp_data& about) {
    std::uint32_t a = 0;
    for (std::size_t at = 0; at < program.size(); ++at) {
        const sock_filter& step = program[at];
        const auto jump = [&](bool yes) { at += yes ? step.jt : step.jf; };
        switch (step.code) {
            case BPF_LD | BPF_W | BPF_ABS:
                std::memcpy(&a, reinterpret_cast<const char*>(&about) + step.k, 4);
                break;
            case BPF_ALU | BPF_AND | BPF_K:
                a &= step.k;
                break;
            case BPF_JMP | BPF_JA:
                at += step.k;
                break;
            case BPF_JMP | BPF_JEQ | BPF_K:
                jump(a == step.k);
                break;
            case BPF_JMP | BPF_JGE | BPF_K:
                jump(a >= step.k);
                break;
            case BPF_JMP | BPF_JGT | BPF_K:
                jump(a > step.k);
                break;
            case BPF_JMP | BPF_JSET | BPF_K:
                jump((a & step.k) != 0);
                break;
            case BPF_RET | BPF_K:
                return step.k;
            default:
                ADD_FAILURE() << "an instruction that this test does not know: " << step.code;
                return 0;
        }
    }
    return 0;
}

seccomp_data call_of(int number) {
    seccomp_data about{};
    about.nr = number;
    about.arch = seccomp_arch_native();
    return about;
}

TEST(Sandbox, LetsExactlyTheListedCallsThrough) {
    const Sandbox sandbox;
    std::set<std::string> allowed, failing;
    for (int number = 0; number < 1024; ++number) {
        auto about = call_of(number);
        about.args[0] =
            CLONE_THREAD;  // the one form of clone that is allowed; mmap and mprotect without PROT_EXEC
        const auto said = verdict(sandbox.filter(), about) & SECCOMP_RET_ACTION_FULL;
        if (said == SECCOMP_RET_KILL_PROCESS) continue;
        char* name = seccomp_syscall_resolve_num_arch(seccomp_arch_native(), number);
        (said == SECCOMP_RET_ALLOW ? allowed : failing).insert(name == nullptr ? "?" : name);
        std::free(name);
    }
    // Written out again on purpose: a call more must be a decision, not a line that slips in.
    EXPECT_EQ(allowed, (std::set<std::string>{"brk",
                                              "clock_gettime",
                                              "clock_nanosleep",
                                              "clone",
                                              "close",
                                              "exit",
                                              "exit_group",
                                              "futex",
                                              "getpid",
                                              "getrandom",
                                              "gettid",
                                              "gettimeofday",
                                              "madvise",
                                              "mmap",
                                              "mprotect",
                                              "mremap",
                                              "munmap",
                                              "nanosleep",
                                              "read",
                                              "rseq",
                                              "rt_sigaction",
                                              "rt_sigprocmask",
                                              "rt_sigreturn",
                                              "sched_getaffinity",
                                              "sched_yield",
                                              "set_robust_list",
                                              "sigaltstack",
                                              "tgkill",
                                              "write"}));
    for (const auto& name : failing)
        EXPECT_NE(std::ranges::find(failing_calls(), name), failing_calls().end()) << name;
    EXPECT_FALSE(failing.contains("socket") || failing.contains("execve") || failing.contains("ptrace"));
}

TEST(Sandbox, LetsThreadsBeMadeButNoProcessAndNoCode) {
    const Sandbox sandbox;
    const auto said = [&](int number, std::size_t argument, std::uint64_t value) {
        auto about = call_of(number);
        about.args[argument] = value;
        return verdict(sandbox.filter(), about) & SECCOMP_RET_ACTION_FULL;
    };
    EXPECT_EQ(said(SYS_clone, 0, SIGCHLD), SECCOMP_RET_KILL_PROCESS);
    EXPECT_EQ(said(SYS_clone, 0, CLONE_THREAD | CLONE_NEWUSER), SECCOMP_RET_KILL_PROCESS);
    EXPECT_EQ(said(SYS_clone, 0, CLONE_VM | CLONE_SIGHAND | CLONE_THREAD), SECCOMP_RET_ALLOW);
    EXPECT_EQ(said(SYS_mmap, 2, PROT_READ | PROT_EXEC), SECCOMP_RET_KILL_PROCESS);
    EXPECT_EQ(said(SYS_mprotect, 2, PROT_EXEC), SECCOMP_RET_KILL_PROCESS);
    EXPECT_EQ(said(SYS_mmap, 2, PROT_READ | PROT_WRITE), SECCOMP_RET_ALLOW);
    auto foreign = call_of(SYS_read);
    foreign.arch = SCMP_ARCH_X86;
    EXPECT_EQ(verdict(sandbox.filter(), foreign) & SECCOMP_RET_ACTION_FULL, SECCOMP_RET_KILL_PROCESS);
}

// ---- what a child has ----

/// Runs `with` on the child of a job that only sleeps, then kills that child.
void beside_a_sleeper(Eye& eye, const std::function<void(pid_t)>& with) {
    auto looking = std::async(std::launch::async, [&] { return eye.look(enemy("sleep")); });
    pid_t child = 0;
    ASSERT_TRUE(within(5s, [&] {
        const auto children = children_of(eye.server_pid());
        if (!children.empty()) child = children.front();
        return child != 0 && status_line(child, "Seccomp") == "2";
    }));
    with(child);
    kill(child, SIGKILL);
    EXPECT_THROW(looking.get(), domain::Error);
}

TEST(Sandbox, AChildHasNoPrivilegeAtAll) {
    Eye mine({.limits = roomy()});
    beside_a_sleeper(mine, [](pid_t child) {
        for (const char* set : {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"})
            EXPECT_EQ(status_line(child, set), "0000000000000000") << set;
        EXPECT_EQ(status_line(child, "NoNewPrivs"), "1");
        EXPECT_EQ(status_line(child, "Seccomp"), "2");
        EXPECT_EQ(status_line(child, "Threads"), "1");
        EXPECT_TRUE(status_line(child, "NSpid").ends_with("\t1")) << "the first of its own pid namespace";
        for (const char* space : {"user", "pid", "net", "mnt", "ipc", "uts"}) {
            const auto link = [&](const std::string& process) {
                std::error_code error;
                return std::filesystem::read_symlink("/proc/" + process + "/ns/" + space, error).string();
            };
            EXPECT_NE(link(std::to_string(child)), link("self")) << space;
        }
    });
}

TEST(Sandbox, X2AChildSeesNoFile) {
    const Examination seen = eye().look(enemy("read files"));
    ASSERT_EQ(seen.origin_evidence.size(), 8u) << testing::PrintToString(seen.origin_evidence);
    for (const auto& line : seen.origin_evidence) EXPECT_TRUE(line.ends_with("Permission denied")) << line;
}

TEST(Sandbox, X1X3X7ForbiddenCallsKill) {
    const long self = getpid();
    const std::pair<const char*, std::string> calls[]{
        {"socket inet", call(SYS_socket, {AF_INET, SOCK_STREAM})},
        {"socket unix", call(SYS_socket, {AF_UNIX, SOCK_STREAM})},
        {"connect", call(SYS_connect, {1, 0, 0})},
        {"ptrace", call(SYS_ptrace, {16, self})},
        {"kill", call(SYS_kill, {self, SIGKILL})},
        {"process_vm_readv", call(SYS_process_vm_readv, {self})},
        {"keyctl", call(SYS_keyctl, {0})},
        {"io_uring_setup", call(SYS_io_uring_setup, {1, 0})},
        {"bpf", call(SYS_bpf, {0})},
        {"userfaultfd", call(SYS_userfaultfd, {0})},
        {"mount", call(SYS_mount, {0})},
        {"unshare", call(SYS_unshare, {CLONE_NEWUSER})},
        {"setns", call(SYS_setns, {0, 0})},
        {"execve", call(SYS_execve, {0, 0, 0})},
        {"fork by clone", call(SYS_clone, {SIGCHLD})},
        {"memfd_create", call(SYS_memfd_create, {0, 0})},
        {"executable memory",
         call(SYS_mmap, {0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0})},
        {"setrlimit", call(SYS_setrlimit, {RLIMIT_AS, 0})},
    };
    for (const auto& [name, deed] : calls) {
        const domain::Finding fate = fate_of(eye(), enemy("call", deed));
        EXPECT_EQ(fate.check, "sandbox_violation") << name;
        EXPECT_EQ(fate.measure, SIGSYS) << name;
    }
    const auto refused = [&](const std::string& deed) {
        return eye().look(enemy("call", deed)).origin_evidence.at(0);
    };
    EXPECT_EQ(refused(call(SYS_clone3, {0, 0})), "Function not implemented");
    EXPECT_EQ(refused(call(SYS_prlimit64, {0, RLIMIT_AS, 0, 0})), "Permission denied");
}

TEST(Sandbox, X4MemoryEndsAtTheLimit) {
    Eye mine({.limits = {.memory_bytes = 700u << 20}});
    const Examination examination = mine.look(enemy("eat memory"));
    ASSERT_EQ(examination.findings.size(), 1u);
    EXPECT_EQ(examination.findings[0].check, "memory");
    EXPECT_EQ(examination.findings[0].reason, Reason::file_corrupt);
    EXPECT_GT(examination.findings[0].measure, 100) << "megabytes";
    EXPECT_LT(examination.findings[0].measure, 700);
    EXPECT_EQ(examination.findings[0].threshold, 700);
}

TEST(Sandbox, X5TimeEndsAtTheLimit) {
    Limits limits = roomy();
    limits.cpu_seconds = 1;
    Eye mine({.limits = limits});
    const domain::Finding spun = fate_of(mine, enemy("spin"));
    EXPECT_EQ(spun.check, "cpu_time");
    EXPECT_NEAR(spun.measure.value_or(0), 1, 0.5);
    EXPECT_EQ(spun.threshold, 1);
    const domain::Finding slept = fate_of(eye(), enemy("sleep"));
    EXPECT_EQ(slept.check, "wall_clock");
    EXPECT_NEAR(slept.measure.value_or(0), 3, 0.5);
    EXPECT_TRUE(within(5s, [] { return children_of(eye().server_pid()).empty(); }));
}

TEST(Sandbox, X6AFloodEndsAtTheLimit) {
    const domain::Finding fate = fate_of(eye(), enemy("flood"));
    EXPECT_EQ(fate.check, "sandbox_violation");
    EXPECT_TRUE(within(5s, [] { return children_of(eye().server_pid()).empty(); }));
}

TEST(Sandbox, ACrashIsTheDocumentsFault) {
    EXPECT_EQ(fate_of(eye(), enemy("segfault")).check, "crash");
    EXPECT_EQ(fate_of(eye(), enemy("abort")).check, "crash");
    EXPECT_EQ(fate_of(eye(), enemy("throw")).check, "crash");
}

TEST(Sandbox, X8LiesAreRefused) {
    Examination honest;
    honest.page_count = 1;
    honest.pages.push_back({2, 2, domain::Bytes(12, 9)});
    std::string truth;
    encode_answer(honest, [&](ByteView part) { truth += domain::text_of(part); });
    EXPECT_EQ(eye().look(enemy("lie", truth)).pages.size(), 1u) << "the frame of the lies below is right";

    const std::size_t overlays = truth.size() - 4, sides = overlays - 12 - 8;
    const auto changed = [&](std::size_t at, std::uint32_t value) {
        std::string lie = truth;
        std::memcpy(lie.data() + at, &value, sizeof value);
        return lie;
    };
    const std::pair<const char*, std::string> lies[]{
        {"nothing", ""},
        {"65,535 pages", changed(sides - 4, 65'535)},
        {"a width that does not fit", changed(sides, 3)},
        {"a picture of 2^32 pixels", changed(sides + 4, 0xFFFFFFFF)},
        {"no pixel at all", changed(sides, 0)},
        {"a negative count of pages", changed(sides - 8, 0x80000000)},
        {"65,535 overlays", changed(overlays, 65'535)},
        {"missing pixels", truth.substr(0, truth.size() - 1)},
        {"more behind the end", truth + 'x'},
        {"another language", changed(0, 0)},
        {"a number that is none", changed(9, 0x7FF80000)},
    };
    for (const auto& [name, lie] : lies)
        EXPECT_EQ(fate_of(eye(), enemy("lie", lie)).check, "sandbox_violation") << name;
}

// ---- what is left ----

TEST(Sandbox, X10AServerKilledOnItsWayIsStartedAgain) {
    const auto before = children_of(getpid());
    std::atomic<int> killed = 0;
    std::thread killer([&] {
        within(10s, [&] {
            for (const pid_t child : children_of(getpid()))
                if (std::find(before.begin(), before.end(), child) == before.end() &&
                    kill(child, SIGKILL) == 0)
                    return ++killed, true;
            return false;
        });
    });
    Eye mine({});
    killer.join();
    EXPECT_EQ(killed, 1);
    EXPECT_EQ(mine.look(jpeg(quadrants(64, 64))).pages.size(), 1u);
}

TEST(Sandbox, X10NothingOutlivesAKilledServer) {
    Eye mine({.limits = roomy()});
    const pid_t server = mine.server_pid();
    auto looking = std::async(std::launch::async, [&] { return mine.look(enemy("sleep")); });
    std::vector<pid_t> children;
    ASSERT_TRUE(within(5s, [&] { return !(children = children_of(server)).empty(); }));
    kill(server, SIGKILL);
    try {
        looking.get();
        FAIL() << "a file was judged by an eye that was killed";
    } catch (const domain::Error& error) {
        EXPECT_EQ(error.fault(), domain::Fault::unavailable) << "never the document's fault";
    }
    EXPECT_TRUE(within(5s, [&] { return std::ranges::all_of(children, gone); }));
    EXPECT_EQ(mine.look(jpeg(quadrants(64, 64))).pages.size(), 1u) << "the next look starts another";
    EXPECT_NE(mine.server_pid(), server);
}

TEST(Sandbox, X10AServerKilledBetweenLooksIsNotNoticed) {
    Eye mine({.limits = roomy()});
    kill(mine.server_pid(), SIGKILL);
    EXPECT_EQ(mine.look(jpeg(quadrants(64, 64))).pages.size(), 1u);
}

TEST(Sandbox, X10AKilledChildIsNotTheDocumentsFault) {
    Eye mine({.limits = roomy()});
    const pid_t server = mine.server_pid();
    beside_a_sleeper(mine, [](pid_t) {});
    EXPECT_EQ(mine.look(jpeg(quadrants(64, 64))).pages.size(), 1u);
    EXPECT_EQ(mine.server_pid(), server);
}

/// A service that looks at a file and is killed while it does; its descendants by then.
std::vector<pid_t> kill_a_service_that_looks_at(const domain::Bytes& file,
                                                const std::function<bool(std::vector<pid_t>)>& ready) {
    const pid_t service = fork();
    if (service == 0) {
        try {
            Eye mine({.limits = roomy()});
            (void)mine.look(file);
        } catch (...) {
        }
        _exit(0);
    }
    std::vector<pid_t> all;  // as seen when it was ready: a list read twice may differ
    EXPECT_TRUE(within(20s, [&] { return ready(all = descendants_of(service)); }));
    kill(service, SIGKILL);
    waitpid(service, nullptr, 0);
    return all;
}

TEST(Sandbox, X10NothingOutlivesAKilledService) {
    const auto all = kill_a_service_that_looks_at(enemy("sleep"), [](const std::vector<pid_t>& now) {
        return now.size() == 2 &&
               std::ranges::any_of(now, [](pid_t p) { return status_line(p, "Seccomp") == "2"; });
    });
    EXPECT_EQ(all.size(), 2u);
    EXPECT_TRUE(within(5s, [&] { return std::ranges::all_of(all, gone); }));
}

/// Transparent fills of the whole page, thousands: valid, small, and seconds of work.
domain::Bytes slow_pdf() {
    std::string paint = "/G gs 1 0 0 rg\n";
    for (int i = 0; i < 20'000; ++i) paint += "0 0 595 842 re f\n";
    return pdf({"<< /Type /Catalog /Pages 2 0 R >>",
                "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>",
                "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /ExtGState << /G << /ca 0.01 /BM "
                "/Luminosity >> >> >> >>",
                "<< /Length " + std::to_string(paint.size()) + " >>\nstream\n" + paint + "endstream"});
}

TEST(Sandbox, X10NothingOutlivesAServiceKilledWhileTheToolRuns) {
    const auto all = kill_a_service_that_looks_at(slow_pdf(), [](const std::vector<pid_t>& now) {
        return std::ranges::any_of(now, [](pid_t p) { return status_line(p, "Name") == "pdftoppm"; });
    });
    EXPECT_GE(all.size(), 3u);
    EXPECT_TRUE(within(5s, [&] { return std::ranges::all_of(all, gone); }));
}

TEST(Sandbox, X5ADocumentThatKeepsTheToolBusyIsCorrupt) {
    Eye mine({.limits = {.wall_seconds = 2}});
    const domain::Finding fate = fate_of(mine, slow_pdf());
    EXPECT_EQ(fate.threshold, 2);
    EXPECT_TRUE(within(5s, [] {
        return std::ranges::none_of(descendants_of(getpid()),
                                    [](pid_t p) { return status_line(p, "Name") == "pdftoppm"; });
    }));
}

TEST(Sandbox, TheEndOfAnEyeIsTheEndOfItsServer) {
    pid_t server = 0;
    {
        Eye mine({.limits = roomy()});
        server = mine.server_pid();
        EXPECT_FALSE(gone(server));
    }
    EXPECT_TRUE(gone(server));
}

TEST(Sandbox, TheServerInheritsNoSecret) {
    setenv("GATEHOUSE_TEST_SECRET", "canary", 1);
    const int leaked = open("/dev/zero", O_RDONLY);  // without CLOEXEC, as a library might
    Eye mine({.limits = roomy()});
    std::ifstream file("/proc/" + std::to_string(mine.server_pid()) + "/environ");
    const std::string environment((std::istreambuf_iterator<char>(file)), {});
    EXPECT_NE(environment.find("OMP_THREAD_LIMIT=1"), std::string::npos);
    EXPECT_EQ(environment.find("canary"), std::string::npos);
    for (const auto& entry :
         std::filesystem::directory_iterator("/proc/" + std::to_string(mine.server_pid()) + "/fd"))
        EXPECT_NE(std::filesystem::read_symlink(entry), "/dev/zero");
    close(leaked);
    unsetenv("GATEHOUSE_TEST_SECRET");
}

TEST(Sandbox, X9NothingOfADocumentStaysOnDisk) {
    const std::string canary = "canary-8c1f0b7e5d2a4936-never-on-disk";
    const auto began = std::filesystem::file_time_type::clock::now();
    domain::Bytes picture = jpeg(quadrants(64, 64), {.exif = exif(1, canary, canary, canary)});
    EXPECT_EQ(eye().look(picture).pages.size(), 1u);
    EXPECT_EQ(eye().look(text_pdf(canary)).page_count, 1);
    (void)eye().look(enemy("segfault", canary));
    for (const char* place : {"/tmp", "/dev/shm", "/var/tmp", "."}) {
        std::error_code error;
        for (auto it = std::filesystem::recursive_directory_iterator(
                 place, std::filesystem::directory_options::skip_permission_denied, error);
             !error && it != std::filesystem::recursive_directory_iterator(); it.increment(error)) {
            std::error_code ignored;
            if (it.depth() > 3) it.disable_recursion_pending();
            if (!it->is_regular_file(ignored) || it->last_write_time(ignored) < began ||
                it->file_size(ignored) > (32u << 20))
                continue;
            std::ifstream file(it->path(), std::ios::binary);
            const std::string text((std::istreambuf_iterator<char>(file)), {});
            EXPECT_EQ(text.find(canary), std::string::npos) << it->path();
        }
    }
}

TEST(Sandbox, WorksForAUserWithoutAnyPrivilege) {
    if (geteuid() != 0) GTEST_SKIP() << "already such a user";
    const pid_t nobody = fork();
    if (nobody == 0) {
        int code = 1;
        if (syscall(SYS_setgroups, 0, nullptr) != 0 || setgid(12345) != 0 || setuid(12345) != 0) _exit(9);
        try {
            Eye mine({.limits = roomy()});
            const bool picture = mine.look(jpeg(quadrants(64, 64))).pages.size() == 1;
            const bool document = mine.look(text_pdf("words")).pages.size() == 1;
            code = picture && document ? 0 : 2;
        } catch (const std::exception& exception) {
            std::fprintf(stderr, "as user 12345: %s\n", exception.what());
        }
        _exit(code);
    }
    int status = 0;
    waitpid(nobody, &status, 0);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(Sandbox, SaysWhatTheMachineMustAllow) {
    const pid_t poor = fork();
    if (poor == 0) {
        // No namespaces from here on, as on a machine or in a container that forbids them.
        scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
        seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                         SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_NEWUSER, CLONE_NEWUSER));
        seccomp_load(filter);
        int code = 1;
        try {
            Eye mine({.limits = roomy()});
        } catch (const domain::Error& error) {
            const std::string what = error.what();
            code = error.fault() == domain::Fault::unavailable &&
                           what.find("user.max_user_namespaces") != std::string::npos &&
                           what.find("--security-opt") != std::string::npos &&
                           what.find("Operation not permitted") != std::string::npos
                       ? 0
                       : 2;
        }
        _exit(code);
    }
    int status = 0;
    waitpid(poor, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(Sandbox, AProgramThatIsNoEyeIsRefusedAtOnce) {
    EXPECT_THROW(Eye({.program = "/bin/false"}), domain::Error);
    EXPECT_THROW(Eye({.languages = "no_such_language"}), domain::Error);
}

}  // namespace
