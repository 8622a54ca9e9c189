#include "crypto/child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

extern "C" {  // glibc 2.36 forgot to say so itself
#include <sys/pidfd.h>
}

#include "domain/error.h"

namespace crypto {

namespace {

using Clock = std::chrono::steady_clock;
using domain::Bytes;
using domain::ByteView;

[[noreturn]] void fail(const char* what) {
    throw domain::Error(domain::Fault::unavailable, std::string("no process can be made: ") + what);
}

class Descriptor {
  public:
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { close(); }
    void close() {
        if (fd_ >= 0) ::close(fd_);
        fd_ = -1;
    }
    int get() const { return fd_; }

  private:
    int fd_;
};

void limit(int resource, std::size_t value) {
    if (value == 0) return;
    const rlimit both{value, value};
    if (::setrlimit(static_cast<__rlimit_resource_t>(resource), &both) != 0) ::_exit(126);
}

/// Between fork and exec of a program with many threads: async-signal-safe calls only.
[[noreturn]] void become(char* const* argv, char* const* environment, int socket, pid_t parent,
                         const ChildLimits& limits) {
    ::setsid();
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(126);  // it died before we asked to be told
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    for (int number = 1; number < SIGRTMIN; ++number) ::signal(number, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);

    const int line = ::fcntl(socket, F_DUPFD, 3);
    const int nowhere = ::open("/dev/null", O_WRONLY);
    if (line < 0 || nowhere < 0 || ::dup2(nowhere, 2) < 0 || ::dup2(line, 0) < 0 || ::dup2(line, 1) < 0)
        ::_exit(126);
    ::close_range(3, ~0U, 0);

    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
#if !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)  // their shadow memory is larger than any sane limit
    limit(RLIMIT_AS, limits.memory);
#endif
    limit(RLIMIT_CPU, limits.cpu_seconds);
    limit(RLIMIT_FSIZE, limits.file_bytes);
    limit(RLIMIT_NOFILE, limits.open_files);
    ::execvpe(argv[0], argv, environment);
    ::_exit(127);
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
    std::vector<char*> out;
    for (const auto& word : words)
        out.push_back(const_cast<char*>(word.c_str()));  // exec does not write to them
    out.push_back(nullptr);
    return out;
}

/// The running child; leaving the scope kills its session and reaps it.
class Child {
  public:
    Child(const std::vector<std::string>& argv, int socket, const ChildLimits& limits) {
        static const std::vector<std::string> environment{"PATH=/usr/bin:/bin", "LC_ALL=C"};
        const auto words = pointers(argv), variables = pointers(environment);
        const pid_t parent = ::getpid();
        pid_ = ::fork();
        if (pid_ < 0) fail("fork");
        if (pid_ == 0) become(words.data(), variables.data(), socket, parent, limits);
        pidfd_ = ::pidfd_open(pid_, 0);
        if (pidfd_ < 0) {
            end();
            fail("pidfd_open");
        }
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        end();
        if (pidfd_ >= 0) ::close(pidfd_);
    }

    int pidfd() const { return pidfd_; }

    /// Kills what is left of the session, the child too when it still runs, and returns its wait status.
    int end() {
        if (pid_ <= 0) return status_;
        ::kill(pid_, SIGKILL);  // it may not have its session yet
        ::kill(-pid_, SIGKILL);
        while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
        }
        pid_ = 0;
        return status_;
    }

  private:
    pid_t pid_ = 0;
    int pidfd_ = -1, status_ = 0;
};

/// Both directions of the child's socket, never blocking.
class Line {
  public:
    Line(int socket, ByteView input, std::size_t output_limit)
        : socket_(socket), input_(input), limit_(output_limit) {
        if (input_.empty()) ::shutdown(socket_, SHUT_WR);
    }

    short wants() const {
        return static_cast<short>((reading_ ? POLLIN : 0) | (input_.empty() ? 0 : POLLOUT));
    }
    bool flooded() const { return output.size() > limit_; }

    void send() {
        if (input_.empty()) return;
        const auto sent = ::send(socket_, input_.data(), input_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent > 0)
            input_ = input_.subspan(static_cast<std::size_t>(sent));
        else if (errno != EAGAIN && errno != EINTR)
            input_ = {};  // it does not listen any more: its answer will say why
        if (input_.empty()) ::shutdown(socket_, SHUT_WR);
    }

    /// Reads what is there. False when there is nothing more for now.
    bool receive() {
        std::array<std::uint8_t, 65536> room;
        const auto size = ::recv(socket_, room.data(), room.size(), MSG_DONTWAIT);
        if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR)) reading_ = false;
        if (size > 0) output.insert(output.end(), room.begin(), room.begin() + size);
        return size > 0;
    }

    Bytes output;

  private:
    int socket_;
    ByteView input_;
    std::size_t limit_;
    bool reading_ = true;
};

int milliseconds_until(Clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, 60'000));
}

}  // namespace

ChildEnd run_child(const std::vector<std::string>& argv, ByteView input, const ChildLimits& limits) {
    const auto deadline = Clock::now() + limits.wall;
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) fail("socketpair");
    Descriptor ours(ends[0]), theirs(ends[1]);
    Child child(argv, theirs.get(), limits);
    theirs.close();

    Line line(ours.get(), input, limits.output);
    ChildEnd end;
    for (bool running = true; running;) {
        pollfd watched[] = {{child.pidfd(), POLLIN, 0}, {line.wants() ? ours.get() : -1, line.wants(), 0}};
        const int ready = ::poll(watched, 2, milliseconds_until(deadline));
        if (ready < 0 && errno != EINTR) fail("poll");
        if (watched[1].revents & (POLLOUT | POLLERR | POLLHUP)) line.send();
        if (watched[1].revents & (POLLIN | POLLERR | POLLHUP)) line.receive();
        if (watched[0].revents != 0) {
            running = false;
            while (!line.flooded() && line.receive()) {
            }
        }
        if (line.flooded()) {
            end.how = ChildEnd::How::flooded;
            return end;
        }
        if (running && Clock::now() >= deadline) {
            end.how = ChildEnd::How::overran;
            return end;
        }
    }
    const int status = child.end();
    end.how = WIFEXITED(status) ? ChildEnd::How::exited : ChildEnd::How::crashed;
    end.code = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    end.output = std::move(line.output);
    return end;
}

}  // namespace crypto
