#pragma once
// For the sources of this room only: one short-lived program, input and output by one socket, in a session of
// its own. Whatever happens, when run_child returns or this process dies, the program and what it started in
// its session are gone.
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "domain/bytes.h"

namespace crypto {

struct ChildLimits {
    std::chrono::seconds wall{30};
    std::size_t output = 1u << 20;  // bytes; more ends the child
    // 0: as ours. What the child starts inherits them: never set them for a program that may start an agent.
    std::size_t memory = 0, cpu_seconds = 0, file_bytes = 0, open_files = 0;
};

struct ChildEnd {
    enum class How { exited, crashed, overran, flooded };  // flooded: more output than allowed
    How how = How::exited;
    int code = 0;  // exit status, or the signal
    domain::Bytes output;

    bool succeeded() const { return how == How::exited && code == 0; }
};

/// Runs `argv` (looked up in /usr/bin:/bin unless it holds a slash) with an environment of PATH and LC_ALL=C,
/// standard error closed off, no inherited descriptor. A program that cannot be run exits with 127.
/// Thread-safe. Throws Error(unavailable) when no process can be made.
ChildEnd run_child(const std::vector<std::string>& argv, domain::ByteView input, const ChildLimits& limits);

}  // namespace crypto
