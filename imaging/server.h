#pragma once
// The fork server behind an Eye: what goes over its socket, and what its children do. Only eye.cpp and the
// tests of the sandbox include this.
#include "imaging/decode.h"
#include "imaging/examine.h"
#include "imaging/limits.h"

namespace imaging {

enum class JobKind : std::uint32_t { probe, picture, rendering };

/// One message to the server, with two descriptors beside it: the document in sealed memory and the pipe for
/// the answer. Any other message, and the end of the socket, stops the child at work.
struct Job {
    JobKind kind = JobKind::probe;
    int wall_milliseconds = 0;
    Limits limits;
};

/// The server's only other messages: that it is ready (or why not), and how a child ended.
struct Greeting {
    bool ready = false;
    char trouble[1023] = {};
};
struct Ending {
    int status = 0;  // as of waitpid
    bool timed_out = false;
    double cpu_seconds = 0, wall_seconds = 0, peak_rss_mb = 0;
};

/// The first byte on the pipe: the child is confined and will look, or the text of what could not be done
/// follows.
inline constexpr std::uint8_t confined = 'R', not_confined = 'F';

/// Exit codes of a child that could not finish; anything else is 0.
enum ExitCode { exit_out_of_memory = 3, exit_exception = 4 };

/// What a child does once it is confined: reads the document, writes one answer (wire.h).
using Look = void (*)(JobKind kind, ByteView document, const Limits& limits, TextReader& reader, int answer);
void look_at(JobKind kind, ByteView document, const Limits& limits, TextReader& reader, int answer);

/// eye_server with another look: the tests of the sandbox put enemies there.
int run_server(int argc, char** argv, Look look);

/// All of the bytes, or the process ends: nobody reads them any more.
void write_or_leave(int fd, ByteView bytes);

/// The examination of a file that is not looked at: one finding, no page.
Examination refusal(const Refused& refused, std::string check = "file");

}  // namespace imaging
