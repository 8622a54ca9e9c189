#include "imaging/eye.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "domain/error.h"
#include "imaging/exif.h"
#include "imaging/sandbox.h"
#include "imaging/server.h"
#include "imaging/spawn.h"
#include "imaging/tool.h"
#include "imaging/wire.h"

namespace imaging {
namespace {

constexpr auto start_time = std::chrono::seconds(60);  // models from a cold disk, in a sanitizer's build
constexpr auto grace = std::chrono::seconds(5);        // the server kills first; then we kill the server

[[noreturn]] void give_up(const std::string& what) {
    throw domain::Error(domain::Fault::unavailable, what);
}

bool readable(int fd, Clock::time_point deadline) {
    pollfd wait{fd, POLLIN, 0};
    int ready = 0;
    while ((ready = poll(&wait, 1, milliseconds_until(deadline))) < 0 && errno == EINTR) {
    }
    return ready > 0;
}

/// Only what the server needs: the service's own environment may hold secrets, and a child is a copy of the
/// server. Every child touches its pictures' memory for the first time: in huge pages, where the machine has
/// them, that faults half as often. Calls into libraries are bound once, at the start, not by every child.
std::vector<std::string> environment() {
    std::vector<std::string> variables{"OMP_THREAD_LIMIT=1", "LC_ALL=C.UTF-8", "LD_BIND_NOW=1",
                                       "GLIBC_TUNABLES=glibc.malloc.hugetlb=1"};
    for (const char* name : {"TESSDATA_PREFIX", "ASAN_OPTIONS", "UBSAN_OPTIONS"})
        if (const char* value = std::getenv(name)) variables.push_back(std::string(name) + "=" + value);
    return variables;
}

struct Ended {
    Bytes answer;
    bool overflowed = false;
    Ending ending;
};

/// Trouble of ours: no document had been touched yet.
void require_confined(const Bytes& answer) {
    if (!answer.empty() && answer.front() == confined) return;
    if (answer.empty()) give_up("the eye was killed before it looked; the file can be looked at again");
    give_up("a sandbox cannot be made (" + printable(domain::text_of(ByteView(answer).subspan(1))) +
            "): " + std::string(sandbox_remedy()));
}

/// The answer if the child gave one, else what became of it, as a finding. Trouble of ours throws.
Examination judge(const Ended& ended, const Limits& limits) {
    const auto& [answer, overflowed, ending] = ended;
    const auto corrupt = [](std::string check, std::optional<double> measure,
                            std::optional<double> threshold = {}) {
        return refusal(Refused(domain::Reason::file_corrupt, measure, threshold), std::move(check));
    };
    require_confined(answer);
    if (overflowed)
        return corrupt("sandbox_violation", double(answer.size()), double(most_answer_bytes(limits)));
    if (ending.timed_out) return corrupt("wall_clock", ending.wall_seconds, limits.wall_seconds);
    if (WIFSIGNALED(ending.status)) {
        const int signal = WTERMSIG(ending.status);
        if (signal == SIGSYS) return corrupt("sandbox_violation", signal);
        if (signal != SIGKILL) return corrupt("crash", signal);
        if (ending.cpu_seconds >= limits.cpu_seconds - 0.5)
            return corrupt("cpu_time", ending.cpu_seconds, limits.cpu_seconds);
        give_up("the eye was killed at work; the file can be looked at again");
    }
    constexpr double megabyte = 1 << 20;
    if (WEXITSTATUS(ending.status) == exit_out_of_memory)
        return corrupt("memory", ending.peak_rss_mb, double(limits.memory_bytes) / megabyte);
    if (ending.status != 0) return corrupt("crash", WEXITSTATUS(ending.status));
    try {
        return decode_answer(ByteView(answer).subspan(1), limits);
    } catch (const domain::Error&) {
        return corrupt("sandbox_violation", double(answer.size()));
    }
}

}  // namespace

class Eye::Server {
  public:
    explicit Server(Options options) : options_(std::move(options)) { start(); }
    ~Server() { stop(); }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    pid_t pid() const { return pid_; }
    const Limits& limits() const { return options_.limits; }

    Ended run(JobKind kind, ByteView bytes, Clock::time_point deadline) {
        const Fd document = make_memory(bytes);
        for (int attempt = 0; attempt < 2; ++attempt) {
            if (!alive()) start();
            if (auto ended = attempt_run(kind, document, deadline)) return std::move(*ended);
            stop();
        }
        give_up("the eye's server does not take work");
    }

  private:
    bool alive() const { return pid_ > 0 && waitpid(pid_, nullptr, WNOHANG) == 0; }

    /// A server that says why it cannot work will not be better the second time; one that ends without a word
    /// was killed on its way, and nobody's work is lost by another try.
    void start() {
        for (int attempt = 0; attempt < 3; ++attempt)
            if (start_once()) return;
        give_up("the eye's server ends before it says a word");
    }

    bool start_once() {
        stop();
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
            give_up("the eye's socket cannot be made");
        control_ = Fd(ends[0]);
        Fd theirs(ends[1]);
        const Fd nothing(open("/dev/null", O_RDWR | O_CLOEXEC));
        pid_ = launch({.argv = {options_.program, "eye", options_.languages},
                       .environment = environment(),
                       .descriptors = {{nothing.number(), 0},
                                       {nothing.number(), 1},
                                       {nothing.number(), 2},
                                       {theirs.number(), 3}},
                       .limits = {{RLIMIT_CORE, 0}}});
        theirs.reset();  // its end must be the server's death
        Greeting greeting;
        const bool answered = receive(greeting, Clock::now() + start_time);
        if (answered && greeting.ready) return true;
        stop();
        if (answered) give_up("the eye's server did not start: " + std::string(greeting.trouble));
        return false;
    }

    void stop() {
        control_.reset();
        if (pid_ <= 0) return;
        kill(pid_, SIGKILL);
        while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
        }
        pid_ = -1;
    }

    /// Nothing when the server was gone before a child of it began: then, and only then, another may try the
    /// same document.
    std::optional<Ended> attempt_run(JobKind kind, const Fd& document, Clock::time_point deadline) {
        auto [answer, answer_end] = make_pipe();
        const Job job{kind, milliseconds_until(deadline), options_.limits};
        if (!send_message(control_.number(), as_bytes(job), {document.number(), answer_end.number()}))
            return std::nullopt;
        answer_end.reset();
        Ended ended;
        ended.overflowed = !read_answer(answer, deadline + grace, ended.answer);
        answer.reset();
        if (ended.overflowed) send_message(control_.number(), domain::bytes_of("stop"));
        if (receive(ended.ending, deadline + grace)) return ended;
        if (ended.answer.empty()) return std::nullopt;
        stop();
        give_up("the eye's server was killed at work; the file can be looked at again");
    }

    template <class Message>
    bool receive(Message& message, Clock::time_point deadline) {
        return readable(control_.number(), deadline) &&
               receive_message(control_.number(), as_room(message)) == sizeof message;
    }

    /// To the end, or false: more came than an honest child has to say. A server that overruns its time is
    /// killed.
    bool read_answer(const Fd& pipe, Clock::time_point deadline, Bytes& answer) {
        constexpr std::size_t at_a_time = 1 << 18, usual = 32 << 20;  // room that is not used is not touched
        const std::size_t most = most_answer_bytes(options_.limits);
        answer.reserve(std::min(most, usual));
        while (answer.size() <= most) {
            if (!readable(pipe.number(), deadline)) {
                stop();
                give_up("the eye's server does not answer");
            }
            const std::size_t had = answer.size();
            answer.resize(had + at_a_time);
            const auto count = read(pipe.number(), answer.data() + had, at_a_time);
            answer.resize(had + std::size_t(std::max<ssize_t>(count, 0)));
            if (count == 0) return true;
        }
        return false;
    }

    Options options_;
    Fd control_;
    pid_t pid_ = -1;
};

Eye::Eye(Options options) : server_(std::make_unique<Server>(std::move(options))) {
    const auto& limits = server_->limits();
    const auto ended =
        server_->run(JobKind::probe, {}, Clock::now() + std::chrono::seconds(limits.wall_seconds));
    require_confined(ended.answer);
    if (ended.ending.status != 0) give_up("a sandbox can be made, but not used on this machine");
    probe_tool(limits);
}

Eye::~Eye() = default;

int Eye::server_pid() const {
    return server_->pid();
}

Examination Eye::look(ByteView file) {
    const Limits& limits = server_->limits();
    const auto began = Clock::now();
    const auto deadline = began + std::chrono::seconds(limits.wall_seconds);
    try {
        if (file.empty()) throw Refused(domain::Reason::file_empty, 0, 1);
        if (file.size() > limits.file_bytes)
            throw Refused(domain::Reason::file_too_large, double(file.size()), double(limits.file_bytes));
        const auto format = format_of(file);
        if (!format) throw Refused(domain::Reason::file_type);
        const bool pdf = *format == Format::pdf;
        const Bytes rendering = pdf ? render(file, limits, deadline) : Bytes{};
        const std::chrono::duration<double, std::milli> rendered = Clock::now() - began;
        const Ended ended =
            server_->run(pdf ? JobKind::rendering : JobKind::picture, pdf ? rendering : file, deadline);
        Examination examination = judge(ended, limits);
        examination.peak_rss_mb = ended.ending.peak_rss_mb;
        examination.ms.decode += pdf ? rendered.count() : 0;
        examination.ms.total = std::chrono::duration<double, std::milli>(Clock::now() - began).count();
        return examination;
    } catch (const Refused& refused) {
        return refusal(refused);
    }
}

}  // namespace imaging
