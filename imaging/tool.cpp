#include "imaging/tool.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "domain/error.h"
#include "imaging/exif.h"
#include "imaging/wire.h"

namespace imaging {
namespace {

constexpr std::size_t most_words = 8u << 20, most_facts = 256u << 10, most_complaints = 8u << 10;
constexpr double best_dpi = 200;

using Words = std::vector<std::string>;

Words sandboxed(const Words& program) {
    Words argv{"/usr/bin/bwrap",
               "--unshare-all",
               "--die-with-parent",
               "--new-session",
               "--cap-drop",
               "ALL",
               "--clearenv",
               "--setenv",
               "PATH",
               "/usr/bin",
               "--ro-bind",
               "/usr",
               "/usr",
               "--symlink",
               "usr/lib",
               "/lib",
               "--symlink",
               "usr/lib64",
               "/lib64",
               "--symlink",
               "usr/bin",
               "/bin",
               "--ro-bind",
               "/etc/fonts",
               "/etc/fonts",
               "--ro-bind-try",
               "/var/cache/fontconfig",
               "/var/cache/fontconfig",
               "--tmpfs",
               "/tmp",
               "--chdir",
               "/tmp",
               "--json-status-fd",
               "3",
               "--"};
    argv.insert(argv.end(), program.begin(), program.end());
    return argv;
}

/// A stream of the tool: what fits is kept, and whether more came.
struct Stream {
    Fd fd;
    std::size_t most;
    Bytes bytes;
    bool overflowed = false;

    bool open() const { return fd.number() >= 0; }
    void read_some() {
        std::array<std::uint8_t, 1 << 16> buffer;
        const auto count = ::read(fd.number(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) return;
        if (count <= 0) return fd.reset();
        const auto kept = std::min<std::size_t>(static_cast<std::size_t>(count), most - bytes.size());
        bytes.insert(bytes.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(kept));
        overflowed = overflowed || kept < static_cast<std::size_t>(count);
    }
};

struct Outcome {
    std::optional<int> exit_code;  // of the program; nothing when it was never run or killed with its sandbox
    Bytes output;
    std::string complaints;
    bool overflowed = false, timed_out = false;
    double cpu_seconds = 0;
};

std::optional<int> exit_code_of(std::string_view status) {
    constexpr std::string_view key = "\"exit-code\":";
    const auto at = status.rfind(key);
    if (at == std::string_view::npos) return std::nullopt;
    const auto digits = status.find_first_of("0123456789", at + key.size());
    int code = 0;
    if (digits == std::string_view::npos ||
        std::from_chars(status.data() + digits, status.data() + status.size(), code).ec != std::errc{})
        return std::nullopt;
    return code;
}

/// Kills at the end of its scope: bwrap's child dies with it, and that one's whole pid namespace.
class Running {
  public:
    explicit Running(pid_t pid) : pid_(pid) {}
    ~Running() {
        if (pid_ > 0) kill();
        if (pid_ > 0) wait();
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    void kill() { ::kill(-pid_, SIGKILL); }
    double wait() {
        rusage used{};
        while (wait4(pid_, nullptr, 0, &used) < 0 && errno == EINTR) {
        }
        pid_ = -1;
        const auto seconds = [](const timeval& t) { return double(t.tv_sec) + double(t.tv_usec) / 1e6; };
        return seconds(used.ru_utime) + seconds(used.ru_stime);
    }

  private:
    pid_t pid_;
};

std::vector<std::pair<int, rlim_t>> limits_of(const Limits& limits) {
    std::vector<std::pair<int, rlim_t>> all{{RLIMIT_CPU, static_cast<rlim_t>(limits.cpu_seconds)},
                                            {RLIMIT_FSIZE, 0},
                                            {RLIMIT_NOFILE, 64},
                                            {RLIMIT_CORE, 0}};
    if (limits.memory_bytes != 0) all.emplace_back(RLIMIT_AS, limits.memory_bytes);
    return all;
}

Outcome run(const Words& program, const Fd& document, std::size_t most, const Limits& limits,
            Clock::time_point deadline) {
    auto [out, out_end] = make_pipe();
    auto [err, err_end] = make_pipe();
    auto [status, status_end] = make_pipe();
    lseek(document.number(), 0, SEEK_SET);
    Running running(launch({.argv = sandboxed(program),
                            .environment = {"LC_ALL=C.UTF-8"},
                            .descriptors = {{document.number(), 0},
                                            {out_end.number(), 1},
                                            {err_end.number(), 2},
                                            {status_end.number(), 3}},
                            .limits = limits_of(limits)}));
    out_end.reset(), err_end.reset(), status_end.reset();

    std::array<Stream, 3> streams{Stream{std::move(out), most, {}},
                                  Stream{std::move(err), most_complaints, {}},
                                  Stream{std::move(status), 4096, {}}};
    Outcome outcome;
    while (std::ranges::any_of(streams, &Stream::open)) {
        std::array<pollfd, 3> waits;
        for (std::size_t i = 0; i < 3; ++i) waits[i] = {streams[i].fd.number(), POLLIN, 0};
        const int ready = poll(waits.data(), waits.size(), milliseconds_until(deadline));
        outcome.timed_out = ready == 0;
        if (outcome.timed_out || streams[0].overflowed) break;
        for (std::size_t i = 0; ready > 0 && i < 3; ++i)
            if (waits[i].revents != 0) streams[i].read_some();
    }
    if (outcome.timed_out || streams[0].overflowed) running.kill();
    outcome.cpu_seconds = running.wait();
    outcome.overflowed = streams[0].overflowed;
    outcome.output = std::move(streams[0].bytes);
    outcome.complaints = domain::text_of(streams[1].bytes);
    outcome.exit_code = exit_code_of(domain::text_of(streams[2].bytes));
    return outcome;
}

/// Tells the document's fault from ours: only what the program itself did inside its sandbox is blamed on the
/// document.
void check(const Outcome& outcome, const std::string& program, const Limits& limits) {
    if (outcome.timed_out)
        throw Refused(domain::Reason::file_corrupt, limits.wall_seconds, limits.wall_seconds);
    if (outcome.overflowed) throw Refused(domain::Reason::file_corrupt);
    const bool cpu_spent = outcome.cpu_seconds >= limits.cpu_seconds - 0.5;
    if (cpu_spent) throw Refused(domain::Reason::file_corrupt, outcome.cpu_seconds, limits.cpu_seconds);
    constexpr int killed = 128 + SIGKILL;
    if (!outcome.exit_code || *outcome.exit_code == killed)
        throw domain::Error(domain::Fault::unavailable,
                            "the sandbox of " + program + " ended before its program did");
}

PdfFacts facts_of(const Outcome& outcome) {
    if (*outcome.exit_code != 0) {
        const bool locked = outcome.complaints.find("Incorrect password") != std::string::npos ||
                            outcome.complaints.find("security handler") != std::string::npos;
        throw Refused(locked ? domain::Reason::file_password : domain::Reason::file_corrupt);
    }
    return read_facts(domain::text_of(outcome.output));
}

void check_pages(const PdfFacts& facts, const Limits& limits) {
    if (facts.pages < 1 || facts.sizes.empty()) throw Refused(domain::Reason::file_corrupt);
    if (facts.pages > limits.pages)
        throw Refused(domain::Reason::file_too_many_pages, facts.pages, limits.pages);
    if (static_cast<int>(facts.sizes.size()) != facts.pages) throw Refused(domain::Reason::file_corrupt);
    // At 72 dpi, the least at which anything could be read, a point is a pixel.
    for (const auto& [width, height] : facts.sizes)
        check_size(static_cast<std::uint64_t>(std::ceil(width)),
                   static_cast<std::uint64_t>(std::ceil(height)), limits);
}

/// Many pages share the pixels of two photographs: the eye holds them all.
std::string dpi_for(const PageSize& page, std::size_t pages, const Limits& limits) {
    const double pixels = double(limits.working_pixels) * std::min(1.0, 2.0 / double(pages));
    const double fitting = 72 * std::sqrt(pixels / (page.width * page.height)) * 0.995;
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", std::min(best_dpi, std::floor(fitting * 10) / 10));
    return text;
}

/// Neighbours of one resolution in one run: nearly always all of them.
Bytes render_pages(const PdfFacts& facts, const Fd& document, const Limits& limits,
                   Clock::time_point deadline) {
    Bytes pages;
    const std::size_t count = facts.sizes.size();
    for (std::size_t first = 0, next; first < count; first = next) {
        const std::string dpi = dpi_for(facts.sizes[first], count, limits);
        for (next = first + 1; next < count && dpi_for(facts.sizes[next], count, limits) == dpi;) ++next;
        const std::size_t most = (next - first) * (limits.working_pixels * 3 + 64);
        const Outcome outcome =
            run({"pdftoppm", "-r", dpi, "-f", std::to_string(first + 1), "-l", std::to_string(next), "-"},
                document, most, limits, deadline);
        check(outcome, "pdftoppm", limits);
        if (*outcome.exit_code != 0) throw Refused(domain::Reason::file_corrupt);
        pages.insert(pages.end(), outcome.output.begin(), outcome.output.end());
    }
    return pages;
}

}  // namespace

void probe_tool(const Limits& limits) {
    const Outcome outcome =
        run({"pdfinfo", "-v"}, make_memory({}), most_facts, limits, Clock::now() + std::chrono::seconds(20));
    if (outcome.exit_code == 0) return;
    const auto said = [&](std::string_view words) {
        return outcome.complaints.find(words) != std::string::npos;
    };
    std::string why = "the PDF sandbox cannot be made: ";
    if (said("execvp"))
        why += "install poppler-utils";
    else if (outcome.complaints.empty())
        why += "install bubblewrap";
    else
        why += printable(outcome.complaints) +
               " (allow unprivileged user namespaces: sysctl kernel.unprivileged_userns_clone=1 and "
               "user.max_user_namespaces > 0; in a container --security-opt seccomp=unconfined "
               "--security-opt apparmor=unconfined)";
    throw domain::Error(domain::Fault::unavailable, why);
}

Bytes render(ByteView pdf, const Limits& limits, Clock::time_point deadline) {
    const Fd document = make_memory(pdf);
    const std::string last = std::to_string(limits.pages);
    const auto ask = [&](const Words& program, std::size_t most) {
        Outcome outcome = run(program, document, most, limits, deadline);
        outcome.overflowed = false;  // of a text, the part that fits is enough
        if (!outcome.exit_code && outcome.output.size() == most) outcome.exit_code = 0;
        check(outcome, program.front(), limits);
        return outcome;
    };
    const Outcome info = ask({"pdfinfo", "-f", "1", "-l", last, "-"}, most_facts);
    const PdfFacts facts = facts_of(info);
    check_pages(facts, limits);
    const Bytes pages = render_pages(facts, document, limits, deadline);
    const Outcome words = ask({"pdftotext", "-bbox-layout", "-l", last, "-", "-"}, most_words);
    const Outcome fonts = ask({"pdffonts", "-l", last, "-"}, most_facts);
    const Outcome pictures = ask({"pdfimages", "-list", "-l", last, "-"}, most_facts);
    return join(std::array<ByteView, 5>{info.output, words.output, fonts.output, pictures.output, pages});
}

}  // namespace imaging
