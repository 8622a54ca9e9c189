#include "mailers/webhook.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/hmac.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "mailers/base64.h"
#include "mailers/curl.h"

namespace mailers {

using domain::Error;
using domain::Fault;

// ---- signing (Standard Webhooks 1.0.0) ----

namespace {

std::string seconds_of(domain::Instant instant) {
    return std::to_string(std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count());
}

std::string key_of(std::string_view secret) {
    constexpr std::string_view prefix = "whsec_";
    const auto key = secret.starts_with(prefix) ? from_base64(secret.substr(prefix.size())) : std::nullopt;
    if (!key || key->size() < 24 || key->size() > 64)
        throw Error(Fault::invalid, "a webhook secret is whsec_ and base64 of 24 to 64 bytes");
    return *key;
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned size = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), &size) == nullptr)
        throw Error(Fault::unavailable, "OpenSSL cannot make an HMAC");
    return {reinterpret_cast<const char*>(mac.data()), size};
}

/// A dot would make two different messages sign alike; a line break would make a header of its own.
void check(const Message& message) {
    const bool named = !message.id.empty() && message.id.size() <= 128 &&
                       std::all_of(message.id.begin(), message.id.end(), [](char c) {
                           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                                  (c >= 'a' && c <= 'z') || c == '_' || c == '-';
                       });
    if (!named) throw Error(Fault::invalid, "a webhook's id must be letters, digits, '_' and '-'");
    if (message.body.size() >= 20'000) throw Error(Fault::invalid, "a webhook's body must be under 20 kB");
}

}  // namespace

std::string signature(const Endpoint& endpoint, const Message& message) {
    check(message);
    if (endpoint.secrets.empty()) throw Error(Fault::invalid, "a webhook endpoint needs a secret");
    const auto signed_text = message.id + '.' + seconds_of(message.timestamp) + '.' + message.body;
    std::string signatures;
    for (const auto& secret : endpoint.secrets)
        signatures +=
            (signatures.empty() ? "v1," : " v1,") + to_base64(hmac_sha256(key_of(secret), signed_text));
    return signatures;
}

// ---- the guard ----

namespace {

struct Range {
    std::array<std::uint8_t, 16> network;
    unsigned bits;
};

bool is_within(const std::array<std::uint8_t, 16>& address, const Range& range) {
    for (unsigned bit = 0; bit < range.bits; ++bit) {
        const unsigned mask = 0x80U >> (bit % 8);
        if ((address[bit / 8] & mask) != (range.network[bit / 8] & mask)) return false;
    }
    return true;
}

using Address4 = std::array<std::uint8_t, 4>;
using Address6 = std::array<std::uint8_t, 16>;

/// IANA's special-purpose registries (RFC 6890), multicast and what is reserved.
bool is_private(const Address4& address) {
    static constexpr std::array<Range, 15> ranges{{{{0}, 8},
                                                   {{10}, 8},
                                                   {{100, 64}, 10},
                                                   {{127}, 8},
                                                   {{169, 254}, 16},
                                                   {{172, 16}, 12},
                                                   {{192, 0, 0}, 24},
                                                   {{192, 0, 2}, 24},
                                                   {{192, 88, 99}, 24},
                                                   {{192, 168}, 16},
                                                   {{198, 18}, 15},
                                                   {{198, 51, 100}, 24},
                                                   {{203, 0, 113}, 24},
                                                   {{224}, 4},
                                                   {{240}, 4}}};
    Address6 widened{};
    std::copy(address.begin(), address.end(), widened.begin());
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const Range& range) { return is_within(widened, range); });
}

Address4 four_at(const Address6& address, std::size_t offset) {
    return {address[offset], address[offset + 1], address[offset + 2], address[offset + 3]};
}

/// Only global unicast (2000::/3) can be public; what carries an IPv4 address is as private as that.
bool is_private(const Address6& address) {
    static constexpr Range mapped{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96};
    static constexpr Range translated{{0, 0x64, 0xff, 0x9b}, 96};  // NAT64, RFC 6052
    static constexpr Range six_to_four{{0x20, 0x02}, 16};
    static constexpr Range global{{0x20}, 3};
    static constexpr Range protocols{{0x20, 0x01}, 23};  // Teredo, ORCHID, benchmarking
    static constexpr Range documentation{{0x20, 0x01, 0x0d, 0xb8}, 32};
    if (is_within(address, mapped) || is_within(address, translated)) return is_private(four_at(address, 12));
    if (is_within(address, six_to_four)) return is_private(four_at(address, 2));
    return !is_within(address, global) || is_within(address, protocols) || is_within(address, documentation);
}

bool is_private(const sockaddr* address) {
    if (address->sa_family == AF_INET) {
        Address4 four{};
        std::memcpy(four.data(), &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, four.size());
        return is_private(four);
    }
    if (address->sa_family == AF_INET6) {
        Address6 six{};
        std::memcpy(six.data(), &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, six.size());
        return is_private(six);
    }
    return true;  // a Unix socket, or something newer than this line
}

}  // namespace

bool is_private_address(const std::string& numeric_address) {
    Address4 four{};
    if (inet_pton(AF_INET, numeric_address.c_str(), four.data()) == 1) return is_private(four);
    Address6 six{};
    if (inet_pton(AF_INET6, numeric_address.c_str(), six.data()) == 1) return is_private(six);
    return true;  // not a numeric address: nothing that may be connected to
}

// ---- delivery ----

namespace {

struct Exchange {
    bool allow_private = false;
    bool refused = false, opened = false;  // whether any address was refused, whether any was connected to
    std::size_t received = 0, received_headers = 0;
};

constexpr std::size_t answer_limit = 4096;
constexpr std::size_t header_limit = 65536;

/// libcurl asks here for each socket, with the very address it is about to connect to: after the name was
/// resolved, so that a name that resolves anew cannot change it.
curl_socket_t open_socket(void* exchange_pointer, curlsocktype purpose, curl_sockaddr* address) {
    auto& exchange = *static_cast<Exchange*>(exchange_pointer);
    if (purpose != CURLSOCKTYPE_IPCXN || (!exchange.allow_private && is_private(&address->addr))) {
        exchange.refused = true;
        return CURL_SOCKET_BAD;
    }
    exchange.opened = true;
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t receive(char*, std::size_t size, std::size_t count, void* exchange_pointer) {
    auto& exchange = *static_cast<Exchange*>(exchange_pointer);
    exchange.received += size * count;
    return exchange.received <= answer_limit ? size * count : 0;
}

std::size_t receive_header(char*, std::size_t size, std::size_t count, void* exchange_pointer) {
    auto& exchange = *static_cast<Exchange*>(exchange_pointer);
    exchange.received_headers += size * count;
    return exchange.received_headers <= header_limit ? size * count : 0;
}

List headers_of(const Endpoint& endpoint, const Message& message) {
    List headers;
    append(headers, "Content-Type: application/json");
    append(headers, "User-Agent: gatehouse");
    append(headers, "Expect:");  // one round trip
    append(headers, "webhook-id: " + message.id);
    append(headers, "webhook-timestamp: " + seconds_of(message.timestamp));
    append(headers, "webhook-signature: " + signature(endpoint, message));
    return headers;
}

bool is_malformed(CURLcode result) {
    return result == CURLE_URL_MALFORMAT || result == CURLE_UNSUPPORTED_PROTOCOL ||
           result == CURLE_LOGIN_DENIED;
}

Delivery delivery_of(long status) {
    if (status >= 200 && status < 300) return Delivery::delivered;
    return status == 410 ? Delivery::gone : Delivery::retry;
}

std::optional<std::chrono::seconds> retry_after_of(const Transfer& transfer) {
    curl_off_t seconds = 0;
    curl_easy_getinfo(transfer.get(), CURLINFO_RETRY_AFTER, &seconds);
    if (seconds <= 0) return std::nullopt;
    return std::min(std::chrono::seconds(seconds), std::chrono::seconds(std::chrono::hours(24)));
}

}  // namespace

Answer deliver(const Endpoint& endpoint, const Message& message) {
    const auto headers = headers_of(endpoint, message);
    Exchange exchange{.allow_private = endpoint.allow_private};
    const auto transfer = new_transfer("http,https");
    set(transfer, CURLOPT_URL, endpoint.url.c_str());
    set(transfer, CURLOPT_POSTFIELDSIZE, static_cast<long>(message.body.size()));
    set(transfer, CURLOPT_POSTFIELDS, message.body.c_str());
    set(transfer, CURLOPT_HTTPHEADER, headers.get());
    set(transfer, CURLOPT_CONNECTTIMEOUT_MS, 5000L);
    set(transfer, CURLOPT_TIMEOUT_MS, 15000L);
    set(transfer, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    set(transfer, CURLOPT_OPENSOCKETDATA, static_cast<void*>(&exchange));
    set(transfer, CURLOPT_WRITEFUNCTION, receive);
    set(transfer, CURLOPT_WRITEDATA, static_cast<void*>(&exchange));
    set(transfer, CURLOPT_HEADERFUNCTION, receive_header);
    set(transfer, CURLOPT_HEADERDATA, static_cast<void*>(&exchange));

    const auto result = curl_easy_perform(transfer.get());
    long status = 0;
    curl_easy_getinfo(transfer.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status == 0) {
        const bool refused = !exchange.opened && (exchange.refused || is_malformed(result));
        return {.delivery = refused ? Delivery::refused : Delivery::retry,
                .status = 0,
                .retry_after = std::nullopt};
    }
    return {.delivery = delivery_of(status),
            .status = static_cast<int>(status),
            .retry_after = retry_after_of(transfer)};
}

std::optional<std::chrono::seconds> back_off(int attempt) {
    using namespace std::chrono_literals;
    static constexpr std::array<std::chrono::seconds, 9> delays{5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h};
    if (attempt < 1) return 0s;
    if (static_cast<std::size_t>(attempt) > delays.size()) return std::nullopt;
    return delays[static_cast<std::size_t>(attempt) - 1];
}

}  // namespace mailers
