#include "crypto/pgp_answer.h"

#include <algorithm>
#include <array>

namespace crypto {

namespace {

using domain::Bytes;
using domain::ByteView;
using domain::Reason;

constexpr std::uint32_t magic = 0x47485031;  // "GHP1"
constexpr std::size_t header_bytes =
    24;  // magic, verdict, reason, length of text (4 each), length of plain (8)

constexpr std::array reasons{Reason::pgp_broken,       Reason::pgp_wrong_key,         Reason::pgp_password,
                             Reason::pgp_newer_format, Reason::pgp_unencrypted_inner, Reason::file_too_large};

void put(Bytes& to, std::uint64_t value, int octets) {
    for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8)
        to.push_back(static_cast<std::uint8_t>(value >> shift));
}

std::uint64_t take(ByteView& from, std::size_t octets) {
    std::uint64_t value = 0;
    for (auto byte : from.first(octets)) value = value << 8 | byte;
    from = from.subspan(octets);
    return value;
}

}  // namespace

Bytes encode(const PgpAnswer& answer) {
    const auto text = domain::bytes_of(answer.text).first(std::min(answer.text.size(), pgp_text_limit));
    const auto reason = std::find(reasons.begin(), reasons.end(), answer.reason) - reasons.begin();
    Bytes out;
    out.reserve(header_bytes + text.size() + answer.plain.size());
    put(out, magic, 4);
    put(out, static_cast<std::uint64_t>(answer.verdict), 4);
    put(out, static_cast<std::uint64_t>(reason), 4);
    put(out, text.size(), 4);
    put(out, answer.plain.size(), 8);
    out.insert(out.end(), text.begin(), text.end());
    out.insert(out.end(), answer.plain.begin(), answer.plain.end());
    return out;
}

std::optional<PgpAnswer> decode_answer(ByteView bytes, std::size_t limit) {
    if (bytes.size() < header_bytes || take(bytes, 4) != magic) return std::nullopt;
    const auto verdict = take(bytes, 4), reason = take(bytes, 4), text = take(bytes, 4),
               plain = take(bytes, 8);
    if (verdict > static_cast<std::uint64_t>(PgpAnswer::Verdict::trouble) || reason >= reasons.size())
        return std::nullopt;
    if (text > pgp_text_limit || plain > limit || bytes.size() != text + plain) return std::nullopt;
    const auto words = domain::text_of(bytes.first(static_cast<std::size_t>(text)));
    const auto rest = bytes.subspan(static_cast<std::size_t>(text));
    return PgpAnswer{.verdict = static_cast<PgpAnswer::Verdict>(verdict),
                     .reason = reasons[static_cast<std::size_t>(reason)],
                     .text = std::string(words),
                     .plain = Bytes(rest.begin(), rest.end())};
}

}  // namespace crypto
