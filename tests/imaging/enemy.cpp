#include "enemy.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <vector>

#include "imaging/server.h"
#include "imaging/wire.h"

namespace imaging_test {
namespace {

using namespace imaging;

constexpr std::string_view mark = "\xFF\xD8\xFF ENEMY ";

struct Deed {
    std::string rest;
    const Limits& limits;
    int answer;
};

void tell(const Deed& deed, std::vector<std::string> sentences) {
    Examination examination;
    examination.origin_evidence = std::move(sentences);
    encode_answer(examination, [&](ByteView part) { write_or_leave(deed.answer, part); });
}

void read_files(const Deed& deed) {
    std::vector<std::string> got;
    for (const char* path :
         {"/etc/passwd", "/proc/1/environ", "/proc/self/maps", "/", "/tmp", "/dev/shm", "../..", "x"}) {
        const auto fd = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY);
        got.push_back(std::string(path) + ": " + (fd >= 0 ? "opened" : std::strerror(errno)));
    }
    for (int fd = 0; fd < 64;
         ++fd) {  // what was left open: three times /dev/null and the pipe that cannot be read
        char byte;
        const auto count = read(fd, &byte, 1);
        if (count > 0) got.push_back("read from descriptor " + std::to_string(fd));
    }
    tell(deed, got);
}

void eat_memory(const Deed&) {
    std::vector<std::unique_ptr<char[]>> kept;
    for (int i = 0; i < 8192; ++i) {
        kept.push_back(std::make_unique_for_overwrite<char[]>(1 << 20));
        std::memset(kept.back().get(), 1, 1 << 20);
    }
}

void flood(const Deed& deed) {
    const std::vector<char> block(1 << 20, 'x');
    for (;;) (void)!write(deed.answer, block.data(), block.size());  // does not care that nobody reads
}

void sleep_on(const Deed&) {
    for (;;) {
        const timespec hour{3600, 0};
        nanosleep(&hour, nullptr);
    }
}

void spin(const Deed&) {
    static std::atomic<unsigned> count;
    for (;;) ++count;
}

/// The number of a call and its arguments, blank by blank.
void call(const Deed& deed) {
    std::array<long, 7> a{};
    const char* at = deed.rest.c_str();
    for (auto& value : a) {
        char* end = nullptr;
        value = std::strtol(at, &end, 0);
        at = end;
    }
    const long result = syscall(a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
    tell(deed, {result >= 0 ? "done" : std::strerror(errno)});
}

void touch_nothing(const Deed&) {
    *static_cast<volatile char*>(mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) = 1;
}

void lie(const Deed& deed) {
    write_or_leave(deed.answer, domain::bytes_of(deed.rest));
}

const std::map<std::string, std::function<void(const Deed&)>>& deeds() {
    static const std::map<std::string, std::function<void(const Deed&)>> table{
        {"read files", read_files},
        {"eat memory", eat_memory},
        {"flood", flood},
        {"sleep", sleep_on},
        {"spin", spin},
        {"call", call},
        {"lie", lie},
        {"segfault", touch_nothing},
        {"abort", [](const Deed&) { std::abort(); }},
        {"throw", [](const Deed&) { throw 1; }},
    };
    return table;
}

void look(JobKind kind, ByteView document, const Limits& limits, TextReader& reader, int answer) {
    const auto text = domain::text_of(document);
    if (!text.starts_with(mark)) return look_at(kind, document, limits, reader, answer);
    const auto end = text.find('\n');
    const std::string name(text.substr(mark.size(), end - mark.size()));
    deeds().at(name)({std::string(text.substr(end + 1)), limits, answer});
}

}  // namespace

domain::Bytes enemy(const std::string& deed, const std::string& rest) {
    const std::string text = std::string(mark) + deed + '\n' + rest;
    return {text.begin(), text.end()};
}

int serve_enemies(int argc, char** argv) {
    return run_server(argc, argv, look);
}

}  // namespace imaging_test
