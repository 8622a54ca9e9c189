#include "crypto/secret.h"

#include <openssl/evp.h>

#include <algorithm>

#include "crypto/sodium_start.h"
#include "domain/error.h"

namespace crypto {

namespace {

std::string encode_base64(ByteView bytes, int variant) {
    std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), variant);
    text.pop_back();  // its NUL
    return text;
}

/// BLAKE2b-256 under `key`. The personalisation keeps the two uses of one key apart: whoever may choose a
/// text to be looked up must not be able to obtain a derived key by it.
Key keyed_blake2b(const Key& key, std::string_view text, const char (&personal)[17]) {
    static_assert(sizeof personal == crypto_generichash_blake2b_PERSONALBYTES + 1);
    Key out{};
    crypto_generichash_blake2b_salt_personal(out.data(), out.size(), domain::bytes_of(text).data(),
                                             text.size(), key.data(), key.size(), nullptr,
                                             reinterpret_cast<const unsigned char*>(personal));
    return out;
}

Key hash_of_text(const Key& key, std::string_view text) {
    return keyed_blake2b(key, text, "gatehouse.lookup");
}

}  // namespace

Key random_key() {
    start_sodium();
    Key key;
    randombytes_buf(key.data(), key.size());
    return key;
}

std::string new_id(std::string_view prefix) {
    static constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    start_sodium();
    std::array<std::uint8_t, 26> random;
    randombytes_buf(random.data(), random.size());
    std::string id(prefix);
    for (auto byte : random) id += alphabet[byte & 31u];
    return id;
}

std::string hex(ByteView bytes) {
    std::string text(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
    text.pop_back();  // its NUL
    return text;
}

std::string base64url(ByteView bytes) {
    return encode_base64(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}
std::string base64(ByteView bytes) {
    return encode_base64(bytes, sodium_base64_VARIANT_ORIGINAL);
}

std::optional<Bytes> from_base64(std::string_view text) {
    const auto end = text.find_last_not_of('=');
    const auto digits = text.substr(0, end == std::string_view::npos ? 0 : end + 1);
    const auto padding = text.size() - digits.size();
    if (padding > 2 || (padding > 0 && text.size() % 4 != 0)) return std::nullopt;

    std::string standard(digits);
    std::replace(standard.begin(), standard.end(), '-', '+');
    std::replace(standard.begin(), standard.end(), '_', '/');
    Bytes out(standard.size() / 4 * 3 + 3);
    std::size_t size = 0;
    if (sodium_base642bin(out.data(), out.size(), standard.data(), standard.size(), nullptr, &size, nullptr,
                          sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0)
        return std::nullopt;
    out.resize(size);
    return out;
}

Bytes sha256(ByteView bytes) {
    Bytes out(crypto_hash_sha256_BYTES);
    crypto_hash_sha256(out.data(), bytes.data(), bytes.size());
    return out;
}

std::string sha256_hex(ByteView bytes) {
    return hex(sha256(bytes));
}

Bytes hmac_sha256(ByteView key, ByteView message) {
    Bytes out(crypto_auth_hmacsha256_BYTES);
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key.data(), key.size());
    crypto_auth_hmacsha256_update(&state, message.data(), message.size());
    crypto_auth_hmacsha256_final(&state, out.data());
    sodium_memzero(&state, sizeof state);
    return out;
}

Digest::Digest() : state_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    if (!state_ || EVP_DigestInit_ex(state_.get(), EVP_sha256(), nullptr) != 1)
        throw domain::Error(domain::Fault::unavailable, "SHA-256 cannot be started");
}

void Digest::add(ByteView bytes) {
    EVP_DigestUpdate(state_.get(), bytes.data(), bytes.size());
}

std::string Digest::hex() {
    std::array<std::uint8_t, 32> out;
    EVP_DigestFinal_ex(state_.get(), out.data(), nullptr);
    return crypto::hex(out);
}

Key derive(const Key& key, std::string_view purpose) {
    return keyed_blake2b(key, purpose, "gatehouse.derive");
}
std::string keyed_hash(const Key& key, std::string_view text) {
    return base64url(hash_of_text(key, text));
}

double keyed_draw(const Key& key, std::string_view text) {
    const auto hash = hash_of_text(key, text);
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < 8; ++i) bits = bits << 8 | hash[i];
    return static_cast<double>(bits >> 11) *
           0x1p-53;  // the 53 bits a double holds exactly: never rounds up to 1
}

bool equal(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace crypto
