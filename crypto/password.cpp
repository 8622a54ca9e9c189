#include "crypto/password.h"

#include <array>
#include <string>

#include "crypto/sodium_start.h"

namespace crypto {

namespace {

constexpr auto operations = crypto_pwhash_OPSLIMIT_INTERACTIVE;  // 2 passes
constexpr auto memory = crypto_pwhash_MEMLIMIT_INTERACTIVE;      // 64 MiB

using HashText = std::array<char, crypto_pwhash_STRBYTES>;  // NUL-terminated

/// As a hash of ours in form and cost, of no password anybody knows.
constexpr std::string_view nobodys_hash =
    "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

HashText terminated(std::string_view hash) {
    HashText text{};
    hash.copy(text.data(), text.size() - 1);
    return text;
}

bool is_hash(std::string_view hash) {
    return hash.size() < crypto_pwhash_STRBYTES && hash.starts_with(crypto_pwhash_STRPREFIX) &&
           hash.find('\0') == std::string_view::npos &&
           crypto_pwhash_str_needs_rehash(terminated(hash).data(), operations, memory) >= 0;
}

}  // namespace

std::string hash_password(std::string_view password) {
    start_sodium();
    HashText text{};
    if (crypto_pwhash_str(text.data(), password.data(), password.size(), operations, memory) != 0)
        throw domain::Error(domain::Fault::unavailable, "no memory to hash a password (64 MiB are needed)");
    return text.data();
}

bool verify_password(std::string_view hash, std::string_view password) {
    start_sodium();
    // A stranger must not learn from the clock whether an account has a password: the work is done either
    // way.
    const bool real = is_hash(hash);
    const auto text = terminated(real ? hash : nobodys_hash);
    const bool same = crypto_pwhash_str_verify(text.data(), password.data(), password.size()) == 0;
    return real && same;
}

}  // namespace crypto
