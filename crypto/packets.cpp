#include "crypto/packets.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "crypto/secret.h"

namespace crypto {

namespace {

using domain::Reason;
using domain::text_of;

using namespace tag;

constexpr std::size_t most_session_keys = 128;  // each one that may be ours is a trip to the agent
constexpr std::size_t preamble_limit = 4096;    // text that mail programs put before an armor

// ---- armor (RFC 9580, section 6.2) ----

struct Armor {
    std::string_view label;  // `PGP MESSAGE`
    std::string_view rest;   // after the header line
};

std::string_view trim(std::string_view line) {
    const auto first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

/// Takes the first line off `text`, without its end.
std::string_view take_line(std::string_view& text) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return trim(line);
}

std::optional<Armor> find_armor(ByteView bytes) {
    static constexpr std::string_view begin = "-----BEGIN PGP ", end = "-----", mark = "\xEF\xBB\xBF";
    auto text = text_of(bytes);
    if (text.starts_with(mark)) text.remove_prefix(mark.size());
    if (text.starts_with("%PDF")) return std::nullopt;
    const auto window = text.substr(0, preamble_limit);
    for (auto rest = window; !rest.empty();) {
        const auto line = take_line(rest);
        if (line.find('\0') != std::string_view::npos) return std::nullopt;
        if (line.starts_with(begin) && line.size() > begin.size() + end.size() && line.ends_with(end)) {
            const auto label = line.substr(11, line.size() - 11 - end.size());
            return Armor{label, text.substr(window.size() - rest.size())};
        }
    }
    return std::nullopt;
}

/// The armored bytes. The CRC is not looked at (RFC 9580, section 6.1): what is inside is protected better.
std::optional<Bytes> dearmor(std::string_view rest) {
    std::string digits;
    digits.reserve(rest.size());
    bool in_headers = true;
    while (!rest.empty()) {
        const auto line = take_line(rest);
        if (line.starts_with("-----") || (line.starts_with('=') && !digits.empty())) break;
        if (in_headers && line.find(": ") != std::string_view::npos) continue;
        in_headers = in_headers && line.empty();
        digits += line;
    }
    return from_base64(digits);
}

// ---- packets ----

struct Length {
    std::size_t header = 0;  // bytes that say it
    std::uint64_t body = 0;
    bool partial = false, to_the_end = false;
};

std::uint64_t big_endian(ByteView bytes) {
    std::uint64_t value = 0;
    for (auto byte : bytes) value = value << 8 | byte;
    return value;
}

std::optional<Length> fixed_length(ByteView bytes, std::size_t skip, std::size_t octets) {
    if (bytes.size() < skip + octets) return std::nullopt;
    return Length{skip + octets, big_endian(bytes.subspan(skip, octets))};
}

std::optional<Length> new_length(ByteView bytes) {
    if (bytes.empty()) return std::nullopt;
    const std::uint64_t first = bytes[0];
    if (first < 192) return Length{1, first};
    if (first == 255) return fixed_length(bytes, 1, 4);
    if (first >= 224) return Length{1, std::uint64_t{1} << (first & 31u), true};
    if (bytes.size() < 2) return std::nullopt;
    return Length{2, ((first - 192) << 8) + bytes[1] + 192};
}

std::optional<Length> old_length(ByteView bytes, int type) {
    if (type == 3) return Length{0, bytes.size(), false, true};
    return fixed_length(bytes, 0, std::size_t{1} << type);
}

bool may_come_in_parts(int tag) {
    return tag == compressed || tag == sed || tag == literal || tag == seipd || tag == aead;
}

/// Bytes of the parts that follow a partial first one, their lengths included; nullopt when they are cut
/// short.
std::optional<std::size_t> size_of_parts(ByteView bytes) {
    for (std::size_t at = 0;;) {
        const auto length = new_length(bytes.subspan(at));
        if (!length || length->body > bytes.size() - at - length->header) return std::nullopt;
        at += length->header + static_cast<std::size_t>(length->body);
        if (!length->partial) return at;
    }
}

struct Header {
    int tag = 0;
    Length length;
    std::size_t size = 0;
};

std::optional<Header> read_header(ByteView bytes) {
    if (bytes.empty() || (bytes[0] & 0x80) == 0) return std::nullopt;
    const bool new_format = (bytes[0] & 0x40) != 0;
    const int tag = new_format ? bytes[0] & 0x3F : bytes[0] >> 2 & 0x0F;
    const auto length =
        new_format ? new_length(bytes.subspan(1)) : old_length(bytes.subspan(1), bytes[0] & 3);
    if (!length || ((length->partial || length->to_the_end) && !may_come_in_parts(tag))) return std::nullopt;
    return Header{tag, *length, 1 + length->header};
}

bool is_version(ByteView body, std::initializer_list<int> known) {
    return !body.empty() && std::find(known.begin(), known.end(), body[0]) != known.end();
}

bool is_blank(ByteView bytes) {
    return std::all_of(bytes.begin(), bytes.end(),
                       [](auto byte) { return byte == 0 || byte == '\n' || byte == '\r' || byte == ' '; });
}

PgpMessage refuse(Reason reason) {
    return {.refused = reason};
}

void append(Bytes& to, ByteView bytes) {
    to.insert(to.end(), bytes.begin(), bytes.end());
}

std::string key_id(ByteView bytes) {
    auto text = hex(bytes);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text;
}

/// The session key packets before the encrypted one.
struct SessionKeys {
    std::size_t all = 0, readable = 0, newer = 0, passwords = 0;
    Bytes packets;
    std::vector<std::string> recipients;

    void add(const Packet& packet) {
        ++all;
        if (packet.tag == skesk)
            ++passwords;
        else if (is_version(packet.body, {2, 3}) && packet.body.size() > 9)
            add_readable(packet);
        else if (is_version(packet.body, {4, 5, 6, 7}))
            ++newer;
    }
    void add_readable(const Packet& packet) {
        ++readable;
        append(packets, packet.whole);
        recipients.push_back(key_id(packet.body.subspan(1, 8)));
    }
};

/// The one encrypted packet of the message, with all that precedes it; `rest` is what follows it.
PgpMessage scan_encrypted(const Packet& packet, SessionKeys keys, ByteView rest) {
    while (!rest.empty() && !is_blank(rest)) {
        const auto trailer = first_packet(rest);
        if (!trailer || !is_ignorable(trailer->tag)) return refuse(Reason::pgp_broken);  // a second message
        rest = rest.subspan(trailer->whole.size());
    }
    if (packet.tag == sed)
        return refuse(Reason::pgp_broken);  // no integrity protection: an attacker may have changed it
    if (keys.all == keys.passwords && keys.passwords > 0) return refuse(Reason::pgp_password);
    if (packet.tag == seipd && is_version(packet.body, {2})) return refuse(Reason::pgp_newer_format);
    if (!is_version(packet.body, {1})) return refuse(Reason::pgp_broken);
    if (keys.readable == 0) return refuse(keys.newer > 0 ? Reason::pgp_newer_format : Reason::pgp_broken);
    append(keys.packets, packet.whole);
    return {.refused = std::nullopt,
            .packets = std::move(keys.packets),
            .recipients = std::move(keys.recipients)};
}

PgpMessage scan_packets(ByteView bytes) {
    SessionKeys keys;
    while (const auto packet = first_packet(bytes)) {
        bytes = bytes.subspan(packet->whole.size());
        switch (packet->tag) {
            case pkesk:
            case skesk:
                keys.add(*packet);
                if (keys.all > most_session_keys) return refuse(Reason::pgp_broken);
                break;
            case sed:
            case seipd:
            case aead:
                return scan_encrypted(*packet, std::move(keys), bytes);
            case signature:
            case one_pass:
            case compressed:
            case literal:
                return refuse(keys.all == 0 ? Reason::pgp_unencrypted_inner : Reason::pgp_broken);
            default:
                if (!is_ignorable(packet->tag)) return refuse(Reason::pgp_broken);
        }
    }
    return refuse(Reason::pgp_broken);
}

bool is_unencrypted(std::string_view label) {
    return label == "PGP SIGNED MESSAGE" || label == "PGP SIGNATURE";
}

/// The first byte of the body of a packet that may open a message: its version, mode or algorithm.
bool opens_message(int tag, ByteView body) {
    switch (tag) {
        case pkesk:
            return is_version(body, {2, 3, 6});
        case skesk:
            return is_version(body, {4, 5, 6});
        case one_pass:
            return is_version(body, {3, 6});
        case signature:
            return is_version(body, {2, 3, 4, 5, 6});
        case compressed:
            return is_version(body, {0, 1, 2, 3, 110});
        case marker:
            return text_of(body).starts_with("PGP");
        case literal:
            return is_version(body, {'b', 't', 'u', 'l', '1', 'm'});
        case seipd:
            return is_version(body, {1, 2});
        case aead:
            return is_version(body, {1});
        case sed:
            return true;
        default:
            return false;
    }
}

bool starts_binary_message(ByteView bytes) {
    const auto header = read_header(bytes);  // the packet may be longer than what we are shown
    return header && opens_message(header->tag, bytes.subspan(std::min(header->size, bytes.size())));
}

}  // namespace

std::optional<Packet> first_packet(ByteView bytes) {
    const auto header = read_header(bytes);
    if (!header || header->length.body > bytes.size() - header->size) return std::nullopt;
    const auto body = bytes.subspan(header->size, static_cast<std::size_t>(header->length.body));
    auto size = header->size + body.size();
    if (header->length.partial) {
        const auto parts = size_of_parts(bytes.subspan(size));
        if (!parts) return std::nullopt;
        size += *parts;
    }
    return Packet{header->tag, bytes.first(size), body};
}

bool is_ignorable(int packet_tag) {
    return packet_tag == marker || packet_tag == padding || packet_tag >= 40;
}

Bytes body_of(const Packet& packet) {
    Bytes body(packet.body.begin(), packet.body.end());
    const auto header = read_header(packet.whole);
    if (!header || !header->length.partial) return body;
    body.reserve(packet.whole.size());
    for (auto rest = packet.whole.subspan(header->size + packet.body.size()); !rest.empty();) {
        const auto length = *new_length(rest);  // first_packet has walked them all
        append(body, rest.subspan(length.header, static_cast<std::size_t>(length.body)));
        rest = rest.subspan(length.header + static_cast<std::size_t>(length.body));
    }
    return body;
}

PgpMessage scan_message(ByteView bytes) {
    const auto armor = starts_binary_message(bytes) ? std::nullopt : find_armor(bytes);
    if (!armor) return scan_packets(bytes);
    if (is_unencrypted(armor->label)) return refuse(Reason::pgp_unencrypted_inner);
    if (armor->label != "PGP MESSAGE") return refuse(Reason::pgp_broken);
    const auto binary = dearmor(armor->rest);
    return binary ? scan_packets(*binary) : refuse(Reason::pgp_broken);
}

bool starts_openpgp_message(ByteView bytes) {
    if (starts_binary_message(bytes)) return true;
    const auto armor = find_armor(bytes);
    return armor && (armor->label.starts_with("PGP MESSAGE") || is_unencrypted(armor->label));
}

}  // namespace crypto
