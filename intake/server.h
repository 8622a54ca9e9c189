#pragma once
// HTTP/1.1 on Poco, wrapped once: one handler, one table of routes, strict about what is a request (hardening
// H5–H17; Poco 1.11 accepts every classic smuggling form and ends a cut body as if it were whole), and every
// exception becomes an answer.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/bytes.h"

namespace intake {

/// The body of a request, read piece by piece. Ends only when exactly the announced bytes have come.
class Body {
  public:
    virtual ~Body() = default;
    virtual std::uint64_t announced() const = 0;
    /// Up to `room` bytes; 0 at the honest end. Throws Refusal 400 when the connection ends early, 408 when
    /// it is too slow.
    virtual std::size_t read(std::uint8_t* into, std::size_t room) = 0;
    /// All of it, at most `limit` bytes (Error(too_large)).
    std::string text(std::size_t limit);
};

/// An answer that is not one of the nine faults: status, code and a sentence for the person.
struct Refusal {
    int status;
    std::string code, sentence;
};

struct Request {
    std::string method, path;                       // percent-decoded path
    std::map<std::string, std::string> parameters;  // `{name}` parts of the route
    std::map<std::string, std::string> query;
    std::map<std::string, std::string> headers;  // lower-case names
    std::map<std::string, std::string> cookies;
    std::string peer;      // address, for rate limits only
    Body* body = nullptr;  // never null in an action

    std::string header(const std::string& lower_case_name) const;
    bool wants_json() const;
};

struct Response {
    int status = 200;
    std::string content_type = "text/html; charset=utf-8";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
};
Response redirect(const std::string& path);  // 303
Response json_response(int status, const std::string& body);
Response no_content();

using Action = std::function<Response(Request&)>;

class Server {
  public:
    struct Options {
        std::string listen = "127.0.0.1:8080";  // HOST:PORT or unix:PATH
        int threads = 64;
        bool trusted_proxy = false;
    };
    explicit Server(Options options);
    ~Server();

    /// `pattern`: `/u/{token}/files`; a parameter is one path segment. GET serves HEAD too.
    void route(const std::string& method, const std::string& pattern, Action action);
    /// How a failure looks for this request: status, code and sentence → page or problem document (RFC 9457).
    using Explain = std::function<Response(const Request&, const Refusal&)>;
    void explain(Explain explain);

    void start();
    int port() const;
    void stop();  // lets requests under way finish, at most a few seconds

    class Table;

  private:
    Options options_;
    std::shared_ptr<Table> table_;
    class Listener;
    std::unique_ptr<Listener> listener_;
};

/// RFC 9457.
Response problem(const Refusal& refusal);

}  // namespace intake
