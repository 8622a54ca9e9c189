#include "intake/http_grammar.h"

#include <Poco/Net/HTTPRequest.h>
#include <Poco/String.h>

#include <algorithm>
#include <cctype>

#include "domain/error.h"
#include "intake/server.h"

namespace intake {
namespace {

using domain::Error;
using domain::Fault;

constexpr std::size_t header_bytes_limit = 32 * 1024, uri_limit = 4096;

[[noreturn]] void refuse(const std::string& sentence, int status = 400) {
    throw Refusal{status, "bad_request", sentence};
}

bool is_token(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) ||
               std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
    });
}

}  // namespace

std::uint64_t strict(const Poco::Net::HTTPRequest& request) {
    const auto version = request.getVersion();
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        refuse("only HTTP/1.1 and HTTP/1.0 are spoken here", 505);
    if (request.getURI().size() > uri_limit) refuse("the address is too long", 414);
    std::size_t total = 0, hosts = 0, lengths = 0;
    std::string length;
    for (const auto& [name, value] : request) {
        total += name.size() + value.size() + 4;
        if (!is_token(name)) refuse("a header name is malformed");
        for (const unsigned char c : value)
            if ((c < 0x20 && c != '\t') || c == 0x7f) refuse("a header value has a control character");
        const auto key = Poco::toLower(name);
        if (key == "host") ++hosts;
        if (key == "transfer-encoding")
            throw Refusal{411, "length_required", "Send the body with a Content-Length, not chunked."};
        if (key == "content-length") {
            ++lengths;
            length = value;
        }
    }
    if (total > header_bytes_limit) refuse("the headers are too large", 431);
    if (hosts > 1 || (hosts == 0 && version == "HTTP/1.1")) refuse("exactly one Host header is needed");
    if (lengths > 1) refuse("only one Content-Length is allowed");
    if (lengths == 0) return 0;
    if (length.empty() || length.size() > 18 || length.find_first_not_of("0123456789") != std::string::npos)
        refuse("Content-Length must be a plain number");
    return std::stoull(length);
}

std::map<std::string, std::string> cookies_of(std::string_view header) {
    std::map<std::string, std::string> cookies;
    while (!header.empty()) {
        const auto end = header.find(';');
        auto part = header.substr(0, end);
        header = end == std::string_view::npos ? std::string_view{} : header.substr(end + 1);
        while (part.starts_with(' ')) part.remove_prefix(1);
        if (const auto equals = part.find('='); equals != std::string_view::npos)
            cookies[std::string(part.substr(0, equals))] = part.substr(equals + 1);
    }
    return cookies;
}

std::string percent_decoded(std::string_view text) {
    const auto digit = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            result += text[i];
            continue;
        }
        if (i + 2 >= text.size() || digit(text[i + 1]) < 0 || digit(text[i + 2]) < 0)
            throw Error(Fault::invalid, "a percent sign is not followed by two hex digits");
        result += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
        i += 2;
    }
    if (result.find('\0') != std::string::npos) throw Error(Fault::invalid, "a NUL is not allowed here");
    return result;
}

std::vector<std::pair<std::string, std::string>> form_fields(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> fields;
    const auto decoded = [](std::string_view part) {
        std::string spaced(part);
        std::replace(spaced.begin(), spaced.end(), '+', ' ');
        return percent_decoded(spaced);
    };
    while (!text.empty()) {
        const auto end = text.find('&');
        const auto part = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        if (part.empty()) continue;
        const auto equals = part.find('=');
        fields.emplace_back(decoded(part.substr(0, equals)),
                            equals == std::string_view::npos ? "" : decoded(part.substr(equals + 1)));
        if (fields.size() > 200) throw Error(Fault::invalid, "too many form fields");
    }
    return fields;
}

}  // namespace intake
