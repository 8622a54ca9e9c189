#pragma once
// Webhooks out after Standard Webhooks 1.0.0, with a guard against private targets (hardening K1–K5).
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "domain/time.h"

namespace mailers {

struct Endpoint {
    std::string url;                   // http(s)://
    std::vector<std::string> secrets;  // `whsec_…`; two while one is being replaced: both sign
    bool allow_private = false;        // loopback and private addresses, only when the configuration says so
};

struct Message {
    std::string id;             // stable over retries
    domain::Instant timestamp;  // of this attempt
    std::string body;           // JSON, under 20 kB
};

/// `v1,<base64>` for each secret, joined by spaces. Throws Error(invalid) for a secret that is not `whsec_` +
/// base64 of 24–64 bytes.
std::string signature(const Endpoint& endpoint, const Message& message);

enum class Delivery {
    delivered,  // 2xx
    retry,      // no connection, time-out, 3xx, 4xx, 5xx: later
    gone,       // 410: the endpoint wants no more
    refused     // a private or malformed target: never connected to
};
struct Answer {
    Delivery delivery = Delivery::retry;
    int status = 0;  // 0: no answer
    std::optional<std::chrono::seconds> retry_after;
};

/// One attempt: no redirects, 5 s to connect, 15 s in all, the answer's body is not read beyond 4 kB. The
/// address that is connected to is the one that was checked. Never throws for what the other side does.
Answer deliver(const Endpoint& endpoint, const Message& message);

/// Delay before attempt `attempt` + 1: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h; nullopt after
/// the last: park it.
std::optional<std::chrono::seconds> back_off(int attempt);

/// True for loopback, private, link-local, unique-local, multicast, unspecified and mapped forms of them.
bool is_private_address(const std::string& numeric_address);

}  // namespace mailers
