#include "imaging/server.h"

#include <fcntl.h>
#include <libheif/heif.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <opencv2/core.hpp>

#include "domain/error.h"
#include "imaging/eye.h"
#include "imaging/sandbox.h"
#include "imaging/spawn.h"
#include "imaging/wire.h"

namespace imaging {
namespace {

constexpr int control = 3;  // the socket to the service

struct Received {
    Job job;
    Fd document, answer;
};

/// Nothing when the service is gone. A stop for a child that had just ended is passed over.
std::optional<Received> receive() {
    for (;;) {
        Job job;
        std::array<Fd, 2> descriptors;
        const auto size = receive_message(control, as_room(job), descriptors);
        if (size == 0) return std::nullopt;
        if (size == sizeof job) return Received{job, std::move(descriptors[0]), std::move(descriptors[1])};
    }
}

ByteView map(const Fd& document) {
    struct stat about {};
    if (fstat(document.number(), &about) != 0 || about.st_size <= 0) return {};
    const auto size = static_cast<std::size_t>(about.st_size);
    const void* bytes = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, document.number(), 0);
    return bytes == MAP_FAILED ? ByteView{} : ByteView{static_cast<const std::uint8_t*>(bytes), size};
}

[[noreturn]] void be_child(const Received& received, const Sandbox& sandbox, TextReader& reader, Look look) {
    const int answer = received.answer.number();
    const ByteView document = map(received.document);
    const std::string trouble = sandbox.confine(received.job.limits, answer);
    if (!trouble.empty()) {
        write_or_leave(answer, Bytes{not_confined});
        write_or_leave(answer, domain::bytes_of(trouble));
        _exit(0);
    }
    int code = 0;
    try {
        write_or_leave(answer, Bytes{confined});
        look(received.job.kind, document, received.job.limits, reader, answer);
    } catch (const std::bad_alloc&) {
        code = exit_out_of_memory;
    } catch (const cv::Exception& exception) {
        code = exception.code == cv::Error::StsNoMem ? exit_out_of_memory : exit_exception;
    } catch (...) {
        code = exit_exception;
    }
    _exit(code);
}

/// Until the child ends, its time is over, or the service says stop or is gone; then it is killed.
Ending watch(pid_t child, std::chrono::milliseconds time) {
    const auto began = Clock::now();
    const Fd process(static_cast<int>(syscall(SYS_pidfd_open, child, 0)));
    pollfd waits[2]{{process.number(), POLLIN, 0}, {control, POLLIN, 0}};
    int ready = 0;
    while ((ready = poll(waits, 2, milliseconds_until(began + time))) < 0 && errno == EINTR) {
    }
    Ending ending{.timed_out = ready == 0};
    if (waits[0].revents == 0) kill(child, SIGKILL);
    rusage used{};
    while (wait4(child, &ending.status, 0, &used) < 0 && errno == EINTR) {
    }
    const auto seconds = [](const timeval& t) { return double(t.tv_sec) + double(t.tv_usec) / 1e6; };
    ending.cpu_seconds = seconds(used.ru_utime) + seconds(used.ru_stime);
    ending.wall_seconds = std::chrono::duration<double>(Clock::now() - began).count();
    ending.peak_rss_mb = double(used.ru_maxrss) / 1024;
    return ending;
}

void serve(const Sandbox& sandbox, TextReader& reader, Look look) {
    while (auto received = receive()) {
        const pid_t child = sandbox.fork();
        if (child == 0) be_child(*received, sandbox, reader, look);
        if (child < 0) {
            const std::string trouble = std::string("making namespaces: ") + std::strerror(errno);
            (void)!write(received->answer.number(), &not_confined, 1);
            (void)!write(received->answer.number(), trouble.data(), trouble.size());
        }
        received->answer.reset();
        const Ending ending =
            child > 0 ? watch(child, std::chrono::milliseconds(received->job.wall_milliseconds)) : Ending{};
        if (!send_message(control, as_bytes(ending))) return;
    }
}

/// A child of a process of several threads would wait for ever for a lock that one of the others held.
void require_one_thread() {
    const std::filesystem::directory_iterator tasks("/proc/self/task");
    if (std::distance(begin(tasks), end(tasks)) != 1)
        throw domain::Error(domain::Fault::unavailable,
                            "the eye has more than one thread; OMP_THREAD_LIMIT=1 must be set");
}

void greet(const std::string& trouble) {
    Greeting greeting{.ready = trouble.empty()};
    trouble.copy(greeting.trouble, sizeof greeting.trouble - 1);
    send_message(control, as_bytes(greeting));
}

}  // namespace

void write_or_leave(int fd, ByteView bytes) {
    while (!bytes.empty()) {
        const auto count = write(fd, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) _exit(0);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
}

Examination refusal(const Refused& refused, std::string check) {
    Examination examination;
    domain::Finding finding;
    finding.check = std::move(check);
    finding.outcome = domain::Outcome::unreadable;
    finding.reason = refused.reason;
    finding.measure = refused.measure;
    finding.threshold = refused.threshold;
    examination.findings.push_back(std::move(finding));
    return examination;
}

void look_at(JobKind kind, ByteView bytes, const Limits& limits, TextReader& reader, int answer) {
    if (kind == JobKind::probe) return;
    const auto began = Clock::now();
    const auto passed = [&] {
        return std::chrono::duration<double, std::milli>(Clock::now() - began).count();
    };
    Examination examination;
    try {
        const auto format = format_of(bytes);
        if (kind == JobKind::picture && !format) throw Refused(domain::Reason::file_type);
        Document document =
            kind == JobKind::picture ? decode(*format, bytes, limits) : decode_rendering(bytes, limits);
        const double decoded = passed();
        examination = examine(std::move(document), reader);
        examination.ms.decode = decoded;
    } catch (const Refused& refused) {
        examination = refusal(refused);
    }
    examination.ms.total = passed();
    encode_answer(examination, [&](ByteView part) { write_or_leave(answer, part); });
}

int run_server(int argc, char** argv, Look look) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // and the end of the socket, should the service be gone already
    prctl(PR_SET_DUMPABLE, 1);
    try {
        cv::setNumThreads(1);
        heif_init(nullptr);
        TextReader reader(argc > 2 ? argv[2] : "Latin");
        warm_up(reader);
        malloc_trim(0);  // memory that is used again costs a child a copy of it, fresh memory none
        const Sandbox sandbox;
        require_one_thread();
        greet({});
        serve(sandbox, reader, look);
        return 0;
    } catch (const std::exception& exception) {
        greet(exception.what());
        return 1;
    }
}

int eye_server(int argc, char** argv) {
    return run_server(argc, argv, look_at);
}

}  // namespace imaging
