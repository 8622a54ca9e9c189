#pragma once
// The text of HTTP as this house takes it: stricter than Poco (RFC 9112; no chunked bodies, one Host, one
// plain Content-Length), and the few encodings that forms and links use. Pure.
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace Poco::Net {
class HTTPRequest;
}

namespace intake {

/// Throws Refusal for what the grammar does not allow. Returns the announced length of the body.
std::uint64_t strict(const Poco::Net::HTTPRequest& request);

std::map<std::string, std::string> cookies_of(std::string_view header);
std::string percent_decoded(std::string_view text);
/// `a=1&b=2` → names and values, in order (forms and queries).
std::vector<std::pair<std::string, std::string>> form_fields(std::string_view text);

}  // namespace intake
