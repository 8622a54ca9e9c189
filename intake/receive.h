#pragma once
// Hop 1: bytes from outside → a sealed object in the vault. Nothing of it is held in memory beyond one piece;
// nothing is received before the announced length has come and the object is on disk.
#include <string>

#include "crypto/seal.h"
#include "intake/server.h"
#include "storage/vault.h"

namespace intake {

struct Received {
    std::string object;      // vault name of the ciphertext
    std::uint64_t size = 0;  // of the original
    std::string digest;      // SHA-256 of the original, hex
    crypto::Bytes wrapped_key;
};

/// Seals what `next` hands out, piece by piece, until it returns an empty view. Throws Error(too_large) past
/// `limit` bytes. Whatever `next` throws goes through, and nothing remains.
Received receive(const std::function<domain::ByteView()>& next, const crypto::IntakePublicKey& to,
                 storage::Vault& vault, std::size_t limit);

/// The same for a whole body.
Received receive(Body& body, const crypto::IntakePublicKey& to, storage::Vault& vault, std::size_t limit);

}  // namespace intake
