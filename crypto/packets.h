#pragma once
// For the sources of this room only: what an OpenPGP message is made of (RFC 4880, RFC 9580 sections 4, 5.1,
// 6), read by us because GnuPG's error codes do not say which of many things is wrong, and so that gpg is
// never given armor, text around it, password packets, packets that it cannot read, or anything behind the
// message. Pure; never reads outside `bytes`; linear.
#include <optional>
#include <string>
#include <vector>

#include "domain/bytes.h"
#include "domain/reason.h"

namespace crypto {

/// Tags of the packets that we know by name (RFC 9580, section 5).
namespace tag {
enum {
    pkesk = 1,
    signature = 2,
    skesk = 3,
    one_pass = 4,
    compressed = 8,
    sed = 9,
    marker = 10,
    literal = 11,
    seipd = 18,
    aead = 20,
    padding = 21
};
}

/// Marker, padding and the tags that RFC 9580 (section 4.3) calls non-critical: may stand anywhere and mean
/// nothing.
bool is_ignorable(int packet_tag);

/// One packet. `body` is the first part only when the packet comes in parts.
struct Packet {
    int tag = 0;
    domain::ByteView whole, body;
};

/// The packet at the front of `bytes`; nullopt when there is none or it is cut short.
std::optional<Packet> first_packet(domain::ByteView bytes);

/// Its whole body, the parts joined.
domain::Bytes body_of(const Packet& packet);

struct PgpMessage {
    /// Why it cannot be opened: PGP_UNENCRYPTED_INNER, PGP_PASSWORD, PGP_NEWER_FORMAT or PGP_BROKEN (also
    /// when the format has no protection against change: EFAIL).
    std::optional<domain::Reason> refused;
    /// Otherwise: the session key packets that gpg 2.2 can read, then the one encrypted packet. Binary.
    domain::Bytes packets{};
    /// For whom: key ids as 16 hex digits in upper case, as gpg writes them; all zero for a hidden recipient.
    std::vector<std::string> recipients{};
};

PgpMessage scan_message(domain::ByteView bytes);

/// See openpgp.h: looks_like_openpgp.
bool starts_openpgp_message(domain::ByteView bytes);

}  // namespace crypto
