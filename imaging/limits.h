#pragma once
// One set of limits for both sandboxes; configuration, so that sanitizer builds run the same code with their
// own.
#include <cstddef>
#include <cstdint>

namespace imaging {

struct Limits {
    std::size_t file_bytes = 25u << 20;
    std::uint32_t side_pixels = 12'000;         // of the file, by its header
    std::uint64_t file_pixels = 60'000'000;     // of the file, by its header
    std::uint64_t working_pixels = 12'200'000;  // of the picture we work on (a phone's 4032 × 3024 as it is);
                                                // decoders scale while reading
    int pages = 10;         // read of a document; more: FILE_TOO_MANY_PAGES
    int wall_seconds = 45;  // a document, then SIGKILL by the parent
    int cpu_seconds = 30;
    std::size_t memory_bytes = 1024u << 20;  // RLIMIT_AS of a sandboxed child; 0: none (sanitizers)
};

}  // namespace imaging
