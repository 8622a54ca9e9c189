#pragma once
// For the sources of this room only: what stands inside a decrypted message (RFC 9580, section 10.3: exactly
// one literal packet, which may be signed and compressed). Read by us and not by gpg, which takes the first
// of two contents and a literal packet that is cut short for good (P7). Runs in the helper process.
#include <optional>
#include <string>

#include "domain/bytes.h"
#include "domain/reason.h"

namespace crypto {

struct PgpContent {
    std::optional<domain::Reason>
        refused;  // PGP_BROKEN, or FILE_TOO_LARGE when more than `limit` bytes would come out
    domain::Bytes plain{};
    std::string
        file_name{};  // one line of valid UTF-8 without directories or control characters; may be empty
};

/// Signatures are passed over, not verified. Text is left as it came (its lines end in CR LF).
PgpContent open_content(domain::Bytes packets, std::size_t limit);

}  // namespace crypto
