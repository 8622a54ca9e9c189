#pragma once
// OpenPGP (RFC 4880) by GnuPG through GPGME, each message in a short-lived helper process of this same
// program (`gatehouse pgp`), so that hostile packets never share memory with anything. gpg is given only what
// a scan of ours let through, and takes off only the encryption; what is inside is read by us. One GNUPGHOME
// an entity; its agent is started outside the helper's limits and lives on until stop_agent. Plaintext is
// held back until the *final* result is good; output is capped. Thread-safe. Sources: hardening P1–P21.
#include <filesystem>
#include <optional>
#include <string>

#include "domain/bytes.h"
#include "domain/reason.h"

namespace crypto {

using domain::Bytes;
using domain::ByteView;

/// True for armored messages and for binary packets that start an OpenPGP message (PKESK, SKESK, SEIPD, AEAD,
/// compressed, literal …). Looks at the first bytes only; JPEG, PNG, PDF and the other formats we take are
/// never OpenPGP.
bool looks_like_openpgp(ByteView bytes);

struct EntityKey {
    std::string fingerprint;  // 40 hex digits, upper case
    std::string armored;      // the public key
    std::string user_id;
};

/// Makes the entity's key (ed25519/cv25519, no passphrase, as gpg 2.2 makes it) in `home` unless there is
/// one. Writes gpg-agent.conf (auto-expand-secmem). Throws Error(unavailable) when gpg fails or the socket
/// path would pass 90 bytes.
EntityKey make_entity_key(const std::filesystem::path& home, const std::string& user_id);
/// Error(not_found) when the home holds no secret key.
EntityKey load_entity_key(const std::filesystem::path& home);

struct PgpLimits {
    std::size_t output_bytes = 50u << 20;  // more plaintext than this: FILE_TOO_LARGE
    int seconds = 20;
};

/// What came of a message: `plain`, or the reason why not (PGP_WRONG_KEY, PGP_BROKEN, PGP_PASSWORD,
/// PGP_NEWER_FORMAT, PGP_UNENCRYPTED_INNER, FILE_TOO_LARGE).
struct Decrypted {
    std::optional<Bytes> plain;
    std::optional<domain::Reason> reason;
    std::string file_name;  // from the literal packet, may be empty
};

/// At most eight helpers run at once; a caller waits for its turn. One try lasts `seconds` at most, a failure
/// is tried up to four times. Throws Error(unavailable) when the trouble is ours (agent down, no memory, a
/// control message of our own does not decrypt either): retry, never blame the customer. `program` is the
/// gatehouse binary (its `pgp` sub-command is run).
Decrypted decrypt(const std::filesystem::path& program, const std::filesystem::path& home, ByteView message,
                  const PgpLimits& limits = {});

/// Entry of the helper process (`gatehouse pgp HOME LIMIT`): takes the arguments of main as they are; message
/// on standard input, framed answer on standard output; exit status 0 whenever there is an answer.
int pgp_helper(int argc, char** argv);

/// Ends the agent of that home (gpgconf --kill). For tests and shutdown.
void stop_agent(const std::filesystem::path& home);

}  // namespace crypto
