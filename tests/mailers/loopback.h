#pragma once
// Small real servers on loopback: a listener with a thread a connection, and on it an SMTP server that
// answers as told.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace loopback {

/// A self-signed certificate for 127.0.0.1, made anew; its PEM lies in a file for those who shall trust it.
class Certificate {
  public:
    Certificate() {
        EVP_PKEY* key = EVP_EC_gen("P-256");
        X509* certificate = X509_new();
        X509_set_version(certificate, X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
        X509_set_pubkey(certificate, key);
        X509_NAME* name = X509_get_subject_name(certificate);
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"),
                                   -1, -1, 0);
        X509_set_issuer_name(certificate, name);
        X509_EXTENSION* place = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
        X509_add_ext(certificate, place, -1);
        X509_EXTENSION_free(place);
        X509_sign(certificate, key, EVP_sha256());
        SSL_CTX_use_certificate(context_, certificate);
        SSL_CTX_use_PrivateKey(context_, key);
        std::FILE* file = ::fdopen(::mkstemp(path_), "w");
        PEM_write_X509(file, certificate);
        std::fclose(file);
        X509_free(certificate);
        EVP_PKEY_free(key);
    }
    ~Certificate() {
        ::unlink(path_);
        SSL_CTX_free(context_);
    }
    Certificate(const Certificate&) = delete;
    Certificate& operator=(const Certificate&) = delete;

    const char* path() const { return path_; }
    SSL_CTX* context() const { return context_; }

  private:
    SSL_CTX* context_ = SSL_CTX_new(TLS_server_method());
    char path_[32] = "/tmp/gatehouse_test_XXXXXX";
};

/// One accepted connection. Reads give up after ten seconds, so that no test hangs.
class Connection {
  public:
    explicit Connection(int socket) : socket_(socket) {
        const timeval patience{10, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    ~Connection() {
        SSL_free(tls_);
        ::close(socket_);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    bool start_tls(const Certificate& certificate) {
        tls_ = SSL_new(certificate.context());
        SSL_set_fd(tls_, socket_);
        return SSL_accept(tls_) == 1;
    }
    /// Without its line break; nullopt at the end.
    std::optional<std::string> line() {
        for (;;) {
            const auto end = buffer_.find("\r\n");
            if (end != std::string::npos) {
                auto text = buffer_.substr(0, end);
                buffer_.erase(0, end + 2);
                return text;
            }
            if (!fill()) return std::nullopt;
        }
    }
    std::string bytes(std::size_t count) {
        while (buffer_.size() < count && fill()) {
        }
        auto text = buffer_.substr(0, count);
        buffer_.erase(0, count);
        return text;
    }
    bool say(const std::string& text) const {
        const auto size = tls_ == nullptr ? ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL)
                                          : SSL_write(tls_, text.data(), static_cast<int>(text.size()));
        return size == static_cast<ssize_t>(text.size());
    }

  private:
    bool fill() {
        char chunk[4096];
        const auto size =
            tls_ == nullptr ? ::recv(socket_, chunk, sizeof chunk, 0) : SSL_read(tls_, chunk, sizeof chunk);
        if (size > 0) buffer_.append(chunk, static_cast<std::size_t>(size));
        return size > 0;
    }

    int socket_;
    SSL* tls_ = nullptr;
    std::string buffer_;
};

class Listener {
  public:
    using Serve = std::function<void(Connection&)>;

    explicit Listener(Serve serve, const char* address = "127.0.0.1") : serve_(std::move(serve)) {
        sockaddr_storage storage{};
        socklen_t size = 0;
        const bool six = std::strchr(address, ':') != nullptr;
        if (six) {
            auto& in6 = reinterpret_cast<sockaddr_in6&>(storage);
            in6.sin6_family = AF_INET6;
            ::inet_pton(AF_INET6, address, &in6.sin6_addr);
            size = sizeof in6;
        } else {
            auto& in4 = reinterpret_cast<sockaddr_in&>(storage);
            in4.sin_family = AF_INET;
            ::inet_pton(AF_INET, address, &in4.sin_addr);
            size = sizeof in4;
        }
        socket_ = ::socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (::bind(socket_, reinterpret_cast<sockaddr*>(&storage), size) != 0 || ::listen(socket_, 64) != 0 ||
            ::getsockname(socket_, reinterpret_cast<sockaddr*>(&storage), &size) != 0)
            throw std::runtime_error("loopback: cannot listen");
        port_ = ntohs(six ? reinterpret_cast<sockaddr_in6&>(storage).sin6_port
                          : reinterpret_cast<sockaddr_in&>(storage).sin_port);
        acceptor_ = std::thread([this] { accept_all(); });
    }
    ~Listener() {
        ::shutdown(socket_, SHUT_RDWR);
        acceptor_.join();
        for (auto& thread : threads_) thread.join();
        ::close(socket_);
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    std::string port() const { return std::to_string(port_); }
    int connects() const { return connects_; }

  private:
    void accept_all() {
        for (int socket; (socket = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
            ++connects_;
            threads_.emplace_back([this, socket] {
                Connection connection(socket);
                serve_(connection);
            });
        }
    }

    Serve serve_;
    int socket_ = -1;
    int port_ = 0;
    std::atomic<int> connects_{0};
    std::thread acceptor_;
    std::vector<std::thread> threads_;  // the acceptor's alone until it is joined
};

/// RFC 5321 as far as a sender needs it. `answers` maps a verb (`CONNECT`, `EHLO`, `MAIL`, `RCPT`, `DATA`,
/// `TEXT`) to a reply other than the friendly one; an empty reply hangs up.
class SmtpServer {
  public:
    using Answers = std::map<std::string, std::string>;
    enum class Tls { none, offered, from_the_start };

    explicit SmtpServer(Answers answers = {}) : SmtpServer(std::move(answers), Tls::none, nullptr) {}
    SmtpServer(Tls tls, const Certificate& certificate)
        : SmtpServer(tls == Tls::offered ? Answers{{"EHLO", "250-test.example\r\n250 STARTTLS"}} : Answers{},
                     tls, &certificate) {}

    std::string url() const {
        return (tls_ == Tls::from_the_start ? "smtps" : "smtp") + ("://127.0.0.1:" + listener_.port());
    }
    std::vector<std::string> commands(const std::string& verb) {
        const std::lock_guard lock(mutex_);
        std::vector<std::string> found;
        for (const auto& command : commands_)
            if (command.starts_with(verb)) found.push_back(command);
        return found;
    }
    std::vector<std::string> letters() {
        const std::lock_guard lock(mutex_);
        return letters_;
    }

  private:
    SmtpServer(Answers answers, Tls tls, const Certificate* certificate)
        : answers_(std::move(answers)),
          tls_(tls),
          certificate_(certificate),
          listener_([this](Connection& connection) { serve(connection); }) {}

    bool reply(Connection& connection, const std::string& verb, const std::string& friendly) {
        const auto answer = answers_.find(verb);
        const auto& text = answer == answers_.end() ? friendly : answer->second;
        return !text.empty() && connection.say(text + "\r\n");
    }
    void serve(Connection& connection) {
        if (tls_ == Tls::from_the_start && !connection.start_tls(*certificate_)) return;
        if (!reply(connection, "CONNECT", "220 test.example ready")) return;
        while (const auto line = connection.line()) {
            {
                const std::lock_guard lock(mutex_);
                commands_.push_back(*line);
            }
            const auto verb = line->substr(0, 4);
            if (verb == "QUIT") {
                connection.say("221 bye\r\n");
                return;
            }
            const bool data = verb == "DATA" && !answers_.contains("DATA");
            if (!reply(connection, verb, verb == "STAR" ? "220 go ahead" : data ? "354 go on" : "250 fine"))
                return;
            if (data && !take_letter(connection)) return;
            if (verb == "STAR" && !connection.start_tls(*certificate_)) return;
        }
    }
    bool take_letter(Connection& connection) {
        std::string text;
        for (;;) {
            const auto line = connection.line();
            if (!line) return false;
            if (*line == ".") break;
            text += (line->starts_with('.') ? line->substr(1) : *line) + "\r\n";
        }
        if (!answers_.contains("TEXT")) {
            const std::lock_guard lock(mutex_);
            letters_.push_back(text);
        }
        return reply(connection, "TEXT", "250 taken");
    }

    Answers answers_;
    Tls tls_;
    const Certificate* certificate_;
    std::mutex mutex_;
    std::vector<std::string> commands_, letters_;
    Listener listener_;  // last: its threads use what is above
};

}  // namespace loopback
