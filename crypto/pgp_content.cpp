#include "crypto/pgp_content.h"

#include <bzlib.h>
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "crypto/packets.h"

namespace crypto {

namespace {

using domain::Bytes;
using domain::ByteView;
using domain::Reason;

constexpr int deepest = 8;                         // compressed in compressed; nobody needs more than two
constexpr std::size_t piece = 256u << 10;          // of decompressed output
constexpr std::size_t room_for_others = 1u << 20;  // packets around the content: signatures, lengths of parts

PgpContent refuse(Reason reason) {
    return {.refused = reason};
}

// ---- decompression (RFC 9580, section 9.4) ----

struct Inflater {
    z_stream stream{};
    explicit Inflater(int window) { ready = inflateInit2(&stream, window) == Z_OK; }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    ~Inflater() { inflateEnd(&stream); }
    bool ready = false;

    static constexpr int ended = Z_STREAM_END, going_on = Z_OK;
    int step() { return inflate(&stream, Z_NO_FLUSH); }
};

struct Bunzipper {
    bz_stream stream{};
    Bunzipper() { ready = BZ2_bzDecompressInit(&stream, 0, 0) == BZ_OK; }
    Bunzipper(const Bunzipper&) = delete;
    Bunzipper& operator=(const Bunzipper&) = delete;
    ~Bunzipper() { BZ2_bzDecompressEnd(&stream); }
    bool ready = false;

    static constexpr int ended = BZ_STREAM_END, going_on = BZ_OK;
    int step() { return BZ2_bzDecompress(&stream); }
};

/// All of `in` and nothing behind its end; a step that neither takes nor gives anything means that it was cut
/// short.
template <class Decompressor>
PgpContent expand(Decompressor&& decompressor, ByteView in, std::size_t limit) {
    if (!decompressor.ready || in.size() > std::numeric_limits<unsigned>::max())
        return refuse(Reason::pgp_broken);
    auto& stream = decompressor.stream;
    using Byte = std::remove_reference_t<decltype(*stream.next_out)>;
    stream.next_in =
        reinterpret_cast<Byte*>(const_cast<std::uint8_t*>(in.data()));  // old interfaces: they only read it
    stream.avail_in = static_cast<unsigned>(in.size());
    Bytes out;
    for (int state = decompressor.going_on; state != decompressor.ended;) {
        const auto before = out.size();
        if (before > limit) return refuse(Reason::file_too_large);
        out.resize(before + piece);
        stream.next_out = reinterpret_cast<Byte*>(out.data() + before);
        stream.avail_out = static_cast<unsigned>(piece);
        const auto in_before = stream.avail_in;
        state = decompressor.step();
        out.resize(out.size() - stream.avail_out);
        const bool stuck = out.size() == before && stream.avail_in == in_before;
        if (state != decompressor.ended && (state != decompressor.going_on || stuck))
            return refuse(Reason::pgp_broken);
    }
    if (stream.avail_in != 0) return refuse(Reason::pgp_broken);
    return {.refused = std::nullopt, .plain = std::move(out)};
}

PgpContent decompress(ByteView body, std::size_t limit) {
    if (body.empty()) return refuse(Reason::pgp_broken);
    const auto in = body.subspan(1);
    switch (body[0]) {
        case 0:
            return {.refused = std::nullopt, .plain = Bytes(in.begin(), in.end())};
        case 1:
            return expand(Inflater(-15), in, limit);
        case 2:
            return expand(Inflater(15), in, limit);
        case 3:
            return expand(Bunzipper(), in, limit);
        default:
            return refuse(Reason::pgp_broken);
    }
}

// ---- the literal packet (RFC 9580, section 5.9) ----

bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at++]);
        const int more = lead < 0x80                   ? 0
                         : lead >= 0xC2 && lead < 0xE0 ? 1
                         : lead >= 0xE0 && lead < 0xF0 ? 2
                         : lead >= 0xF0 && lead < 0xF5 ? 3
                                                       : -1;
        if (more < 0) return false;
        for (int i = 0; i < more; ++i)
            if (at == text.size() || (static_cast<unsigned char>(text[at++]) & 0xC0) != 0x80) return false;
    }
    return true;
}

std::string tidy_name(std::string_view name) {
    std::string out(name.substr(name.find_last_of("/\\") + 1));
    std::erase_if(out, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
    return out == "_CONSOLE" || !is_utf8(out) ? std::string() : out;  // "for your eyes only" is not a name
}

PgpContent read_literal(Bytes body, std::size_t limit) {
    constexpr std::size_t mode_and_length = 2, date = 4;
    if (body.size() < mode_and_length || body.size() < mode_and_length + body[1] + date)
        return refuse(Reason::pgp_broken);
    const auto name = domain::text_of(ByteView(body).subspan(mode_and_length, body[1]));
    PgpContent content{.refused = std::nullopt, .plain = {}, .file_name = tidy_name(name)};
    body.erase(body.begin(),
               body.begin() + static_cast<std::ptrdiff_t>(mode_and_length + name.size() + date));
    if (body.size() > limit) return refuse(Reason::file_too_large);
    content.plain = std::move(body);
    return content;
}

/// The one packet with content among its signatures; nullopt when there is none, more than one, or something
/// else.
std::optional<Packet> find_content(ByteView packets) {
    std::optional<Packet> content;
    while (!packets.empty()) {
        const auto packet = first_packet(packets);
        if (!packet) return std::nullopt;
        const bool is_content = packet->tag == tag::literal || packet->tag == tag::compressed;
        const bool is_beside =
            packet->tag == tag::signature || packet->tag == tag::one_pass || is_ignorable(packet->tag);
        if ((is_content && content) || (!is_content && !is_beside)) return std::nullopt;
        if (is_content) content = packet;
        packets = packets.subspan(packet->whole.size());
    }
    return content;
}

}  // namespace

PgpContent open_content(Bytes packets, std::size_t limit) {
    for (int depth = 0; depth < deepest; ++depth) {
        const auto packet = find_content(packets);
        if (!packet) return refuse(Reason::pgp_broken);
        if (packet->tag == tag::literal) return read_literal(body_of(*packet), limit);
        auto inner = decompress(body_of(*packet), limit + limit / 256 + room_for_others);
        if (inner.refused) return inner;
        packets = std::move(inner.plain);
    }
    return refuse(Reason::pgp_broken);
}

}  // namespace crypto
