#pragma once
// The service's own keys on disk, one file a key, mode 0600, one line of base64: `kek` (wraps stream keys),
// `intake.pub` (seals originals), `intake.key` (opens them; only `examine` needs it) and `api` (the order
// system's key, as it sends it).
#include <filesystem>
#include <string>

#include "crypto/seal.h"

namespace crypto {

/// Makes every key file that is missing in `directory` (0700). Never overwrites; two processes may do it at
/// once. The intake pair is one thing: a lost `intake.pub` is computed again, but where only `intake.pub` is
/// present (a machine that receives and may not read) no secret is invented beside it. Throws
/// Error(unavailable) with the path and the remedy.
void make_keyring(const std::filesystem::path& directory);

/// Error(unavailable) with the path and the remedy when the file is missing, damaged, or a secret readable by
/// others.
Key load_kek(const std::filesystem::path& directory);
IntakePublicKey load_intake_public_key(const std::filesystem::path& directory);
IntakeKeyPair load_intake_key_pair(const std::filesystem::path& directory);
std::string load_api_key(const std::filesystem::path& directory);

}  // namespace crypto
