#include "imaging/sandbox.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <system_error>

#include "domain/error.h"

namespace imaging {
namespace {

using namespace std::string_view_literals;

// Memory, threads of the HEIC decoder, clocks, and the two descriptors. `mmap` and `mprotect` never
// executable, `clone` only threads.
constexpr std::array allowed{
    "brk"sv,
    "clock_gettime"sv,
    "clock_nanosleep"sv,
    "clone"sv,
    "close"sv,
    "exit"sv,
    "exit_group"sv,
    "futex"sv,
    "getpid"sv,
    "getrandom"sv,
    "gettid"sv,
    "gettimeofday"sv,
    "madvise"sv,
    "mmap"sv,
    "mprotect"sv,
    "mremap"sv,
    "munmap"sv,
    "nanosleep"sv,
    "read"sv,
    "rseq"sv,
    "rt_sigaction"sv,
    "rt_sigprocmask"sv,
    "rt_sigreturn"sv,
    "sched_getaffinity"sv,
    "sched_yield"sv,
    "set_robust_list"sv,
    "sigaltstack"sv,
    "tgkill"sv,
    "write"sv,
};

// Libraries look for configuration, terminals and the like, and do without. `clone3` must say ENOSYS, so that
// libc takes `clone`.
constexpr std::array failing{
    "access"sv,
    "clone3"sv,
    "fstat"sv,
    "getcwd"sv,
    "getdents64"sv,
    "getrusage"sv,
    "ioctl"sv,
    "lseek"sv,
    "newfstatat"sv,
    "open"sv,
    "openat"sv,
    "prctl"sv,
    "prlimit64"sv,
    "readlink"sv,
    "readlinkat"sv,
    "sched_getparam"sv,
    "sched_getscheduler"sv,
    "sched_setscheduler"sv,
    "stat"sv,
    "statfs"sv,
    "sysinfo"sv,
    "uname"sv,
};

int failure_of(std::string_view call) {
    if (call == "clone3") return ENOSYS;
    if (call == "ioctl") return ENOTTY;
    return EACCES;
}

constexpr unsigned namespaces =
    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS;

int add_rule(scmp_filter_ctx context, std::string_view name) {
    const int call = seccomp_syscall_resolve_name(std::string(name).c_str());
    if (call < 0) return 0;  // not a call of this machine
    if (name == "clone")
        return seccomp_rule_add(context, SCMP_ACT_ALLOW, call, 1,
                                SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD | namespaces, CLONE_THREAD));
    if (name == "mmap" || name == "mprotect")
        return seccomp_rule_add(context, SCMP_ACT_ALLOW, call, 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    return seccomp_rule_add(context, SCMP_ACT_ALLOW, call, 0);
}

bool write_file(const char* path, const std::string& text) {
    const Fd file(open(path, O_WRONLY | O_CLOEXEC));
    return file.number() >= 0 &&
           write(file.number(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

/// An unprivileged process may map only itself, and only after giving up setgroups (user_namespaces(7)).
bool map_user(uid_t user, gid_t group) {
    return write_file("/proc/self/setgroups", "deny") &&
           write_file("/proc/self/uid_map", "65534 " + std::to_string(user) + " 1") &&
           write_file("/proc/self/gid_map", "65534 " + std::to_string(group) + " 1");
}

/// An empty root that cannot be written to. /proc serves as the place for it: it was needed a line ago, so it
/// exists.
bool leave_files() {
    return mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           mount("none", "/proc", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC,
                 "size=4k,nr_inodes=2,mode=0555") == 0 &&
           chdir("/proc") == 0 && syscall(SYS_pivot_root, ".", ".") == 0 && umount2(".", MNT_DETACH) == 0 &&
           chdir("/") == 0 &&
           mount(nullptr, "/", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC,
                 nullptr) == 0;
}

bool set_ceilings(const Limits& limits) {
    const auto set = [](auto resource, rlim_t value) {
        const rlimit limit{value, value};
        return setrlimit(resource, &limit) == 0;
    };
    // Soft = hard: SIGXCPU would be ignored by the first process of a pid namespace, SIGKILL is not.
    return set(RLIMIT_CPU, static_cast<rlim_t>(limits.cpu_seconds)) && set(RLIMIT_FSIZE, 0) &&
           set(RLIMIT_NOFILE, 16) && set(RLIMIT_CORE, 0) && set(RLIMIT_MEMLOCK, 0) &&
           set(RLIMIT_MSGQUEUE, 0) && (limits.memory_bytes == 0 || set(RLIMIT_AS, limits.memory_bytes));
}

bool drop_capabilities() {
    for (int capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; ++capability)
        if (prctl(PR_CAPBSET_DROP, capability) != 0) return false;
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct none[2]{};
    return syscall(SYS_capset, &header, none) == 0;
}

void close_others(int keep) {
    if (keep > 3) syscall(SYS_close_range, 3U, static_cast<unsigned>(keep - 1), 0U);
    syscall(SYS_close_range, static_cast<unsigned>(keep + 1), ~0U, 0U);
}

bool ended(int process) {
    pollfd wait{process, POLLIN, 0};
    return poll(&wait, 1, 0) != 0;
}

}  // namespace

std::span<const std::string_view> allowed_calls() {
    return allowed;
}
std::span<const std::string_view> failing_calls() {
    return failing;
}

namespace {

std::vector<sock_filter> compile() {
    const std::unique_ptr<void, decltype([](void* c) { seccomp_release(c); })> context(
        seccomp_init(SCMP_ACT_KILL_PROCESS));
    bool good = context != nullptr &&
                seccomp_attr_set(context.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0;
    for (const auto name : allowed) good = good && add_rule(context.get(), name) == 0;
    for (const auto name : failing) {
        const int call = seccomp_syscall_resolve_name(std::string(name).c_str());
        if (call >= 0)
            good = good && seccomp_rule_add(context.get(), SCMP_ACT_ERRNO(failure_of(name)), call, 0) == 0;
    }
    const Fd memory(memfd_create("filter", MFD_CLOEXEC));
    good = good && memory.number() >= 0 && seccomp_export_bpf(context.get(), memory.number()) == 0;
    const auto size = good ? lseek(memory.number(), 0, SEEK_END) : 0;
    std::vector<sock_filter> filter(static_cast<std::size_t>(size) / sizeof(sock_filter));
    if (filter.empty() || pread(memory.number(), filter.data(), static_cast<std::size_t>(size), 0) != size)
        throw domain::Error(domain::Fault::unavailable,
                            "the list of allowed system calls cannot be compiled");
    return filter;
}

}  // namespace

Sandbox::Sandbox()
    : filter_(compile()),
      user_(geteuid()),
      group_(getegid()),
      self_(static_cast<int>(syscall(SYS_pidfd_open, getpid(), 0))) {}

pid_t Sandbox::fork() const {
    // The raw call, since libc's fork makes no namespaces; it would also refresh the thread id that libc
    // keeps, so we ask the kernel to: a stale one could equal that of a thread in the new pid namespace.
    int* thread_id = nullptr;
    prctl(PR_GET_TID_ADDRESS, &thread_id);
    const unsigned long flags =
        SIGCHLD | namespaces | (thread_id != nullptr ? CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID : 0);
    return static_cast<pid_t>(syscall(SYS_clone, flags, nullptr, nullptr, thread_id, nullptr));
}

std::string Sandbox::confine(const Limits& limits, int keep) const {
    const auto failed = [](const char* step) {
        return std::string(step) + ": " + std::generic_category().message(errno);
    };
    if (prctl(PR_SET_DUMPABLE, 1) != 0 || !map_user(user_, group_)) return failed("mapping the user");
    if (!leave_files()) return failed("making an empty root");
    if (!set_ceilings(limits)) return failed("setting limits");
    if (!drop_capabilities()) return failed("dropping capabilities");
    if (prctl(PR_SET_DUMPABLE, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return failed("giving up privileges");
    // Late, since the kernel forgets it when credentials change; what happened before is seen on the pidfd.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ended(self_.number())) return failed("following the parent");
    close_others(keep);
    const sock_fprog program{static_cast<unsigned short>(filter_.size()),
                             const_cast<sock_filter*>(filter_.data())};
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) return failed("filtering system calls");
    return {};
}

std::string_view sandbox_remedy() {
    return "allow unprivileged user namespaces: sysctl kernel.unprivileged_userns_clone=1 and "
           "user.max_user_namespaces > 0 "
           "(Ubuntu also kernel.apparmor_restrict_unprivileged_userns=0); in a container start it with "
           "--security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt "
           "systempaths=unconfined";
}

}  // namespace imaging
