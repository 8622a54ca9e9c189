#pragma once
// For the sources of this room only: one entity's GNUPGHOME, worked by the gpg programs (never inside the
// helper's limits, which an agent started there would inherit).
#include <filesystem>
#include <string>

#include "domain/bytes.h"

namespace crypto {

/// Refuses a home whose agent socket would not fit (gpg says "No data" then, as for a damaged message) and
/// sees to the settings that the rest relies on: gpg never starts an agent by itself, asks no network, and
/// the agent's secure memory grows. Throws Error(unavailable).
void prepare_home(const std::filesystem::path& home);

/// Starts the home's agent unless it runs. What it returns differs when it is another agent than before.
/// Throws Error(unavailable) when there is none to be had.
std::string wake_agent(const std::filesystem::path& home);

/// `plain` encrypted to the home's own key. Throws Error(unavailable) when it has none.
domain::Bytes encrypt_to_self(const std::filesystem::path& home, domain::ByteView plain);

}  // namespace crypto
