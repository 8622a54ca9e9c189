#pragma once
// Sealing at rest. Two kinds of secret: *payloads and pages* under a per-stream key that serve, examine and
// courier may open (the stream key is wrapped by the KEK), and *originals* under a key of their own that only
// `examine` can unwrap. XChaCha20-Poly1305 throughout (libsodium secretstream for originals: chunked,
// truncation-safe). Thread-safe.
#include <string_view>

#include "crypto/secret.h"

namespace crypto {

// ---- payloads and pages: short, in memory ----

/// nonce ‖ ciphertext ‖ tag. `context` is bound to it and must be the same to open (stream, type, version …).
Bytes seal(const Key& key, std::string_view context, ByteView plain);
/// Throws domain::Error(corrupt) when key, context or a single bit differ.
Bytes open(const Key& key, std::string_view context, ByteView sealed);

/// A stream's key under the key-encryption key. Context: the stream's id.
Bytes wrap(const Key& kek, std::string_view context, const Key& key);
Key unwrap(const Key& kek, std::string_view context, ByteView wrapped);

// ---- originals: streamed, to a public key ----

struct IntakePublicKey {
    Key bytes{};
};
struct IntakeKeyPair {
    IntakePublicKey public_key;
    Key secret{};
};
IntakeKeyPair new_intake_key_pair();
/// The pair of which `secret` is the secret half (X25519).
IntakeKeyPair intake_key_pair_of(const Key& secret);

/// Seals one original while it arrives. `wrapped_key()` (the object's own key, sealed to the intake public
/// key) goes to the ledger's keys table; whoever holds only the public key can never read the result back.
class OriginalSealer {
  public:
    explicit OriginalSealer(const IntakePublicKey& to);
    OriginalSealer(const OriginalSealer&) = delete;
    OriginalSealer& operator=(const OriginalSealer&) = delete;
    ~OriginalSealer();  // forgets the object's key
    /// Ciphertext to append to the object: header first, then one frame a call. `last` seals the end; nothing
    /// may follow.
    Bytes add(ByteView plain, bool last);
    const Bytes& wrapped_key() const { return wrapped_key_; }

  private:
    Bytes wrapped_key_;
    Bytes header_;  // goes out with the first frame
    alignas(16) std::array<std::uint8_t, 64> state_{};
    bool ended_ = false;
};

/// The whole original, or Error(corrupt): truncated, reordered, changed, or sealed to another key.
/// Throws Error(too_large) when the plaintext would pass `limit` bytes.
Bytes open_original(const IntakeKeyPair& keys, ByteView wrapped_key, ByteView sealed, std::size_t limit);

}  // namespace crypto
