#pragma once
// For the sources of this room only: what the OpenPGP helper process says to its parent. Fixed-size
// big-endian integers, then two length-prefixed byte strings, and nothing behind them.
#include <optional>
#include <string>

#include "domain/bytes.h"
#include "domain/reason.h"

namespace crypto {

struct PgpAnswer {
    enum class Verdict {
        plain,     // good to the last byte: `plain`, `text` is the file name inside
        refused,   // `reason`, certain from the message alone
        doubtful,  // `reason`, if the agent was well: a dead agent looks the same
        trouble    // ours; `text` says what, for the log
    } verdict = Verdict::trouble;
    domain::Reason reason = domain::Reason::pgp_broken;
    std::string text{};
    domain::Bytes plain{};
};

constexpr std::size_t pgp_text_limit = 255;
constexpr std::size_t pgp_frame_overhead = 24 + pgp_text_limit;

domain::Bytes encode(const PgpAnswer& answer);
/// nullopt when the bytes are not one whole answer with at most `limit` bytes of plaintext and a reason of
/// OpenPGP's.
std::optional<PgpAnswer> decode_answer(domain::ByteView bytes, std::size_t limit);

}  // namespace crypto
