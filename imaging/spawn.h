#pragma once
// Descriptors that close themselves, memory that is passed as one, and starting a program from a process of
// many threads.
#include <sys/resource.h>
#include <sys/types.h>

#include <chrono>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "domain/bytes.h"

namespace imaging {

class Fd {
  public:
    Fd() = default;
    explicit Fd(int fd) : fd_(fd) {}
    Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Fd& operator=(Fd&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Fd() { reset(); }
    int number() const { return fd_; }
    void reset();

  private:
    int fd_ = -1;
};

/// Both ends close on exec. Throws Error(unavailable), as all below do when the machine is out of something.
std::pair<Fd, Fd> make_pipe();

/// The bytes in sealed anonymous memory, positioned at 0: never a file, so nothing of it can be left behind.
Fd make_memory(domain::ByteView bytes);

using Clock = std::chrono::steady_clock;
/// Milliseconds until then as poll(2) takes them, never negative.
int milliseconds_until(Clock::time_point deadline);

/// One message of a SOCK_SEQPACKET socket with descriptors beside it; false when it is not taken. Never
/// raises SIGPIPE.
bool send_message(int socket, domain::ByteView message, std::initializer_list<int> descriptors = {});
/// Its length and descriptors; 0 when the other end is gone. More descriptors than asked for are dropped.
std::size_t receive_message(int socket, std::span<std::uint8_t> message, std::span<Fd> descriptors = {});

template <class Message>
domain::ByteView as_bytes(const Message& message) {
    static_assert(std::is_trivially_copyable_v<Message>);
    return {reinterpret_cast<const std::uint8_t*>(&message), sizeof message};
}
template <class Message>
std::span<std::uint8_t> as_room(Message& message) {
    static_assert(std::is_trivially_copyable_v<Message>);
    return {reinterpret_cast<std::uint8_t*>(&message), sizeof message};
}

struct Launch {
    std::vector<std::string> argv;                 // argv[0] is a path; PATH is not searched
    std::vector<std::string> environment;          // the whole of it
    std::vector<std::pair<int, int>> descriptors;  // ours → theirs; every other one is closed
    std::vector<std::pair<int, rlim_t>> limits;    // RLIMIT_… → soft and hard
};

/// Forks and executes. The program leads a process group and is killed when the calling thread ends.
pid_t launch(const Launch& launch);

/// From now on what outlives its parent below this process becomes its child.
void adopt_orphans();
/// Kills the adopted children that bear this name (at most 15 letters) and still live; says how many.
/// A bwrap whose parent was killed between its clone and its PR_SET_PDEATHSIG waits for it for ever.
int end_orphans(std::string_view name);

}  // namespace imaging
