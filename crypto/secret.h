#pragma once
// Random numbers, digests and keyed hashes (libsodium, OpenSSL). All functions are thread-safe.
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "domain/bytes.h"

struct evp_md_ctx_st;  // OpenSSL's

namespace crypto {

using domain::Bytes;
using domain::ByteView;

using Key = std::array<std::uint8_t, 32>;

Key random_key();
/// `prefix` + 26 characters of Crockford base32 in lower case (130 random bits): `ord_…`, `evd_…`.
std::string new_id(std::string_view prefix);

std::string hex(ByteView bytes);
std::string base64url(ByteView bytes);  // RFC 4648 section 5, no padding
std::string base64(ByteView bytes);     // RFC 4648 section 4
/// nullopt when the text is not base64 (padding optional, both alphabets accepted).
std::optional<Bytes> from_base64(std::string_view text);

Bytes sha256(ByteView bytes);
std::string sha256_hex(ByteView bytes);
Bytes hmac_sha256(ByteView key, ByteView message);

/// SHA-256 piece by piece, by OpenSSL: it uses the processor's own instructions, which libsodium's does not (a ninth of the time, on
/// the way of every upload's acknowledgement).
class Digest {
  public:
    Digest();
    void add(ByteView bytes);
    std::string hex();  // ends it

  private:
    std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)> state_;
};

/// A key for one purpose, derived from another (BLAKE2b, keyed): `derive(kek, "link")`.
Key derive(const Key& key, std::string_view purpose);
/// 43 characters of base64url: BLAKE2b-256 of `text` under `key`. For look-ups without the value (e-mail) and
/// link tokens.
std::string keyed_hash(const Key& key, std::string_view text);
/// The same as a number in [0,1): the draw of rule V4(c).
double keyed_draw(const Key& key, std::string_view text);

bool equal(std::string_view a, std::string_view b);  // constant time for equal lengths

}  // namespace crypto
