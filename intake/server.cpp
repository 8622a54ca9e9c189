#include "intake/server.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/String.h>
#include <Poco/ThreadPool.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <nlohmann/json.hpp>

#include "domain/error.h"
#include "intake/http_grammar.h"
#include "intake/log.h"

namespace intake {
namespace {

using domain::Error;
using domain::Fault;
namespace net = Poco::Net;

constexpr std::uint64_t drain_limit = 64u << 20;
constexpr auto linger = std::chrono::seconds(2);

int status_of(Fault fault) {
    switch (fault) {
        case Fault::invalid:
            return 400;
        case Fault::unauthenticated:
            return 401;
        case Fault::forbidden:
            return 403;
        case Fault::not_found:
            return 404;
        case Fault::conflict:
            return 409;
        case Fault::too_large:
            return 413;
        case Fault::busy:
            return 503;
        case Fault::unavailable:
            return 503;
        case Fault::corrupt:
            return 500;
    }
    return 500;
}

std::string code_of(Fault fault) {
    switch (fault) {
        case Fault::invalid:
            return "invalid";
        case Fault::unauthenticated:
            return "unauthenticated";
        case Fault::forbidden:
            return "forbidden";
        case Fault::not_found:
            return "not_found";
        case Fault::conflict:
            return "conflict";
        case Fault::too_large:
            return "too_large";
        case Fault::busy:
            return "busy";
        case Fault::unavailable:
            return "unavailable";
        case Fault::corrupt:
            return "corrupt";
    }
    return "corrupt";
}

/// Reads exactly `Content-Length` bytes, with a grace of 10 s and then at least 1 KiB/s on average (H2).
class PocoBody : public Body {
  public:
    PocoBody(std::istream& stream, std::uint64_t announced)
        : stream_(stream), announced_(announced), left_(announced) {}
    std::uint64_t announced() const override { return announced_; }
    std::size_t read(std::uint8_t* into, std::size_t room) override {
        if (left_ == 0) return 0;
        const auto wanted = static_cast<std::streamsize>(std::min<std::uint64_t>({left_, room, 64 * 1024}));
        stream_.read(reinterpret_cast<char*>(into), wanted);
        const auto got = stream_.gcount();
        if (got <= 0)
            throw Refusal{400, "incomplete",
                          "The file did not arrive whole: the connection ended early. Please try again."};
        left_ -= static_cast<std::uint64_t>(got);
        const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
        if (seconds > 10 && static_cast<double>(announced_ - left_) < (seconds - 10) * 1024)
            throw Refusal{
                408, "too_slow",
                "The upload was too slow and was stopped. Please try again on a better connection."};
        return static_cast<std::size_t>(got);
    }
    std::uint64_t left() const { return left_; }

    /// Before an early answer the rest is read, so that the client sees the answer and not a broken pipe.
    bool drain() {
        if (left_ > drain_limit) return false;
        try {
            std::vector<std::uint8_t> scrap(64 * 1024);
            while (read(scrap.data(), scrap.size()) > 0) {
            }
            return true;
        } catch (const Refusal&) {
            return false;
        }
    }

  private:
    std::istream& stream_;
    std::uint64_t announced_, left_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

}  // namespace

std::string Body::text(std::size_t limit) {
    if (announced() > limit) throw Error(Fault::too_large, "the body is larger than this address takes");
    std::string whole;
    std::vector<std::uint8_t> piece(64 * 1024);
    while (const auto got = read(piece.data(), piece.size()))
        whole.append(reinterpret_cast<char*>(piece.data()), got);
    return whole;
}

std::string Request::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
}

bool Request::wants_json() const {
    return header("accept").find("application/json") != std::string::npos;
}

Response redirect(const std::string& path) {
    return {.status = 303, .content_type = "", .body = "", .headers = {{"Location", path}}};
}
Response json_response(int status, const std::string& body) {
    return {.status = status, .content_type = "application/json", .body = body, .headers = {}};
}
Response no_content() {
    return {.status = 204, .content_type = "", .body = "", .headers = {}};
}

Response problem(const Refusal& refusal) {
    const nlohmann::ordered_json body{
        {"type", "about:blank"},
        {"title",
         net::HTTPResponse::getReasonForStatus(static_cast<net::HTTPResponse::HTTPStatus>(refusal.status))},
        {"status", refusal.status},
        {"detail", refusal.sentence},
        {"code", refusal.code}};
    return {.status = refusal.status,
            .content_type = "application/problem+json",
            .body = body.dump(),
            .headers = {}};
}

/// Routes by path segments.
class Server::Table {
  public:
    struct Row {
        std::string method;
        std::vector<std::string> segments;
        Action action;
    };
    std::vector<Row> rows;
    Explain explain;
    bool trusted_proxy = false;

    static std::vector<std::string> split(std::string_view path) {
        std::vector<std::string> segments;
        while (!path.empty()) {
            path.remove_prefix(1);  // the slash
            const auto end = path.find('/');
            segments.emplace_back(path.substr(0, end));
            path = end == std::string_view::npos ? std::string_view{} : path.substr(end);
        }
        return segments;
    }

    static bool matches(const Row& row, const std::vector<std::string>& segments,
                        std::map<std::string, std::string>& parameters) {
        if (row.segments.size() != segments.size()) return false;
        std::map<std::string, std::string> found;
        for (std::size_t i = 0; i < segments.size(); ++i) {
            const auto& part = row.segments[i];
            if (part.starts_with('{'))
                found[part.substr(1, part.size() - 2)] = percent_decoded(segments[i]);
            else if (part != segments[i])
                return false;
        }
        parameters = std::move(found);
        return true;
    }

    Response answer(Request& request, std::string_view raw_path) const {
        if (!raw_path.starts_with('/'))
            throw Refusal{400, "bad_request", "the address must start with a slash"};
        const auto segments = split(raw_path);
        const auto method = request.method == "HEAD" ? "GET" : request.method;
        bool path_known = false;
        for (const auto& row : rows) {
            if (!matches(row, segments, request.parameters)) continue;
            if (row.method == method) return row.action(request);
            path_known = true;
        }
        if (path_known) throw Refusal{405, "method_not_allowed", "This address does not take that method."};
        throw Error(Fault::not_found, "There is nothing at this address.");
    }
};

namespace {

class Handler : public net::HTTPRequestHandler {
  public:
    explicit Handler(std::shared_ptr<Server::Table> table) : table_(std::move(table)) {}

    void handleRequest(net::HTTPServerRequest& from, net::HTTPServerResponse& to) override {
        Request request;
        Response response;
        std::optional<PocoBody> body;
        bool close = false;
        try {
            const auto length = strict(from);
            body.emplace(from.stream(), length);
            fill(request, from);
            request.body = &*body;
            const auto uri = std::string_view(from.getURI());
            response = table_->answer(request, uri.substr(0, uri.find('?')));
        } catch (const Refusal& refusal) {
            close = true;
            response = explained(request, refusal);
        } catch (const Error& error) {
            response = explained(request, {status_of(error.fault()), code_of(error.fault()), error.what()});
            if (response.status >= 500)
                log("request_failed", {{"fault", code_of(error.fault())}, {"why", error.what()}});
        } catch (const Poco::Exception& error) {
            close = true;
            log("request_broken", {{"why", error.name()}});
            response =
                explained(request, {500, "internal", "Something went wrong on our side. Please try again."});
        } catch (const std::exception&) {
            close = true;
            log("request_broken", {{"why", "unexpected exception"}});
            response =
                explained(request, {500, "internal", "Something went wrong on our side. Please try again."});
        }
        const bool unread = !body || !body->drain();
        send(from, to, response, close || unread);
        if (unread) linger_on(from);
    }

  private:
    Response explained(const Request& request, const Refusal& refusal) const {
        try {
            if (table_->explain) return table_->explain(request, refusal);
        } catch (const std::exception&) {
            log("explain_failed");
        }
        return problem(refusal);
    }

    void fill(Request& request, const net::HTTPServerRequest& from) const {
        request.method = from.getMethod();
        const std::string& uri = from.getURI();
        const auto mark = uri.find('?');
        request.path = percent_decoded(std::string_view(uri).substr(0, mark));
        if (mark != std::string::npos)
            for (auto& [name, value] : form_fields(std::string_view(uri).substr(mark + 1)))
                request.query[name] = value;
        for (const auto& [name, value] : from) request.headers[Poco::toLower(name)] = value;
        request.cookies = cookies_of(request.header("cookie"));
        request.peer = from.clientAddress().host().toString();
        if (table_->trusted_proxy)
            if (const auto forwarded = request.header("x-forwarded-for"); !forwarded.empty()) {
                const auto comma = forwarded.rfind(',');
                request.peer = comma == std::string::npos ? forwarded : forwarded.substr(comma + 1);
            }
    }

    /// What is still on its way when a socket is closed makes the kernel reset the connection, and the client
    /// may lose the answer. So: say that no more will be said, and read for a moment what still comes.
    static void linger_on(net::HTTPServerRequest& from) {
        auto* request = dynamic_cast<net::HTTPServerRequestImpl*>(&from);
        if (!request) return;
        try {
            auto& socket = request->socket();
            socket.shutdownSend();
            const auto end = std::chrono::steady_clock::now() + linger;
            std::array<char, 16 * 1024> scrap;
            for (auto left = linger; left.count() > 0;
                 left = std::chrono::ceil<std::chrono::seconds>(end - std::chrono::steady_clock::now())) {
                socket.setReceiveTimeout(Poco::Timespan(left.count(), 0));
                if (socket.receiveBytes(scrap.data(), int(scrap.size())) <= 0) return;
            }
        } catch (const Poco::Exception&) {
            // gone, or silent: nothing is left to be said
        }
    }

    static void send(const net::HTTPServerRequest& from, net::HTTPServerResponse& to,
                     const Response& response, bool close) {
        to.setStatusAndReason(static_cast<net::HTTPResponse::HTTPStatus>(response.status));
        to.setVersion("HTTP/1.1");
        if (!response.content_type.empty()) to.setContentType(response.content_type);
        // The same on every answer; an action may add, never weaken (S6).
        to.set("Cache-Control", "no-store");
        to.set("Content-Security-Policy",
               "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src "
               "'self'; "
               "form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
        to.set("X-Content-Type-Options", "nosniff");
        to.set("Referrer-Policy", "no-referrer");
        to.set("Cross-Origin-Opener-Policy", "same-origin");
        to.set("Cross-Origin-Resource-Policy", "same-origin");
        to.set("Permissions-Policy", "camera=(self), microphone=(), geolocation=()");
        to.set("X-Robots-Tag", "noindex");
        for (const auto& [name, value] : response.headers) to.set(name, value);
        if (close) to.setKeepAlive(false);
        if (response.status == 204 || response.status == 304) {
            to.setContentLength(net::HTTPMessage::UNKNOWN_CONTENT_LENGTH);
            to.send().flush();
            return;
        }
        to.setContentLength64(static_cast<Poco::Int64>(response.body.size()));
        auto& out = to.send();
        if (from.getMethod() != "HEAD")
            out.write(response.body.data(), static_cast<std::streamsize>(response.body.size()));
        out.flush();
    }

    std::shared_ptr<Server::Table> table_;
};

class Factory : public net::HTTPRequestHandlerFactory {
  public:
    explicit Factory(std::shared_ptr<Server::Table> table) : table_(std::move(table)) {}
    net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
        return new Handler(table_);
    }

  private:
    std::shared_ptr<Server::Table> table_;
};

net::ServerSocket listening_socket(const std::string& listen) {
    try {
        if (listen.starts_with("unix:")) {
            const auto path = listen.substr(5);
            ::unlink(path.c_str());
            net::ServerSocket socket(net::SocketAddress(net::SocketAddress::UNIX_LOCAL, path));
            ::chmod(path.c_str(), 0660);
            return socket;
        }
        net::ServerSocket socket;
        socket.bind(net::SocketAddress(listen), true);
        socket.listen(256);
        return socket;
    } catch (const Poco::Exception&) {
        throw Error(Fault::unavailable,
                    "cannot listen on " + listen + ": is another program there? Change [server] listen");
    }
}

}  // namespace

class Server::Listener {
  public:
    Listener(const Options& options, const std::shared_ptr<Table>& table)
        : socket_(listening_socket(options.listen)),
          pool_(4, options.threads),
          server_(new Factory(table), pool_, socket_, parameters(options)) {
        server_.start();
    }
    ~Listener() {
        server_.stop();
        for (int i = 0; i < 50 && server_.currentConnections() > 0; ++i) Poco::Thread::sleep(100);
        server_.stopAll(true);
    }
    int port() const {
        return socket_.address().family() == net::AddressFamily::UNIX_LOCAL ? 0 : socket_.address().port();
    }

  private:
    static net::HTTPServerParams* parameters(const Options& options) {
        auto* parameters = new net::HTTPServerParams;
        parameters->setMaxThreads(options.threads);
        parameters->setMaxQueued(256);
        parameters->setTimeout(Poco::Timespan(10, 0));
        parameters->setKeepAliveTimeout(Poco::Timespan(5, 0));
        parameters->setMaxKeepAliveRequests(100);
        return parameters;
    }
    net::ServerSocket socket_;
    Poco::ThreadPool pool_;
    net::HTTPServer server_;
};

Server::Server(Options options) : options_(std::move(options)), table_(std::make_shared<Table>()) {
    table_->trusted_proxy = options_.trusted_proxy;
}
Server::~Server() = default;

void Server::route(const std::string& method, const std::string& pattern, Action action) {
    table_->rows.push_back(
        {.method = method, .segments = Table::split(pattern), .action = std::move(action)});
}
void Server::explain(Explain explain) {
    table_->explain = std::move(explain);
}
void Server::start() {
    listener_ = std::make_unique<Listener>(options_, table_);
}
int Server::port() const {
    return listener_->port();
}
void Server::stop() {
    listener_.reset();
}

}  // namespace intake
