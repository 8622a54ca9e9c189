#include "intake/sessions.h"

#include "crypto/password.h"
#include "domain/error.h"
#include "intake/config.h"
#include "intake/json.h"
#include "intake/log.h"

namespace intake {
namespace {

constexpr auto touch_every = std::chrono::minutes(1);

std::string key_of(const std::string& token) {
    return crypto::sha256_hex(domain::bytes_of(token));
}
std::string csrf_of(const std::string& token) {
    return crypto::sha256_hex(domain::bytes_of("csrf/" + token));
}

}  // namespace

std::string Sessions::cookie_name() const {
    return cases_.config().public_url.starts_with("https://") ? "__Host-gatehouse" : "gatehouse";
}

std::string Sessions::cookie(const std::string& value, long seconds) const {
    return cookie_name() + "=" + value +
           "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(seconds) +
           (cookie_name().starts_with("__Host-") ? "; Secure" : "");
}

std::optional<Session> Sessions::find(const Request& request) {
    const auto found = request.cookies.find(cookie_name());
    if (found == request.cookies.end() || found->second.size() != 43) return std::nullopt;
    const auto key = key_of(found->second);
    const auto at = now();
    const auto entry = cases_.ledger().entry("session", key, at);
    if (!entry) return std::nullopt;
    auto value = parse_json(entry->value);
    const auto analyst = value["analyst"].get<std::string>();
    const auto& analysts = cases_.config().analysts;
    if (std::none_of(analysts.begin(), analysts.end(),
                     [&](const auto& known) { return known.name == analyst; }))
        return std::nullopt;
    const auto began = domain::parse_instant(value["began"].get<std::string>());
    const auto seen = domain::parse_instant(value["seen"].get<std::string>());
    if (!began || !seen) return std::nullopt;
    if (at - *seen > touch_every) {
        value["seen"] = domain::to_string(at);
        const auto ends =
            std::min(*began + cases_.config().session_absolute, at + cases_.config().session_idle);
        cases_.ledger().put({.kind = "session", .key = key, .value = value.dump(), .expires = ends});
    }
    return Session{.analyst = analyst, .csrf = csrf_of(found->second), .key = key};
}

std::optional<std::string> Sessions::sign_in(const Request& request, const std::string& name,
                                             const std::string& password) {
    if (!tries_.allow(request.peer) || !tries_.allow("name/" + name))
        throw Refusal{429, "too_many", "Too many tries. Please wait a minute and try again."};
    // A wrong name takes as long as a wrong password.
    std::string hash;
    for (const auto& analyst : cases_.config().analysts)
        if (analyst.name == name) hash = analyst.password_hash;
    if (!crypto::verify_password(hash, password)) {
        tries_.count(request.peer);
        tries_.count("name/" + name);
        log("sign_in_failed");
        return std::nullopt;
    }
    const auto token = crypto::base64url(crypto::random_key());
    const auto at = domain::to_string(now());
    cases_.ledger().put(
        {.kind = "session",
         .key = key_of(token),
         .value = Json{{"analyst", name}, {"began", at}, {"seen", at}}.dump(),
         .expires = now() + std::min<std::chrono::milliseconds>(cases_.config().session_idle,
                                                                cases_.config().session_absolute)});
    return cookie(token, std::chrono::seconds(cases_.config().session_absolute).count());
}

std::string Sessions::sign_out(const Session& session) {
    cases_.ledger().remove("session", session.key);
    return cookie("", 0);
}

}  // namespace intake
