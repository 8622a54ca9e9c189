#pragma once
// Argon2id (libsodium), for analysts.
#include <string>
#include <string_view>

namespace crypto {

/// `$argon2id$…`; about 60 ms and 64 MiB.
std::string hash_password(std::string_view password);
/// False for a wrong password or anything that is not such a hash. Takes as long either way.
bool verify_password(std::string_view hash, std::string_view password);

}  // namespace crypto
