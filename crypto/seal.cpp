#include "crypto/seal.h"

#include <algorithm>
#include <limits>
#include <new>
#include <utility>

#include "crypto/sodium_start.h"

namespace crypto {

namespace {

using domain::Error;
using domain::Fault;

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t header_bytes = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t frame_tag_bytes = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t length_bytes = 4;  // before each frame, big-endian: the size of its ciphertext

using Stream = crypto_secretstream_xchacha20poly1305_state;

Stream* stream_in(std::array<std::uint8_t, 64>& room) {
    static_assert(sizeof(Stream) <= 64 && alignof(Stream) <= 16);
    return std::launder(reinterpret_cast<Stream*>(room.data()));
}

/// A key that leaves no copy behind.
struct ShortLivedKey {
    Key bytes{};
    ShortLivedKey() = default;
    ShortLivedKey(const ShortLivedKey&) = delete;
    ShortLivedKey& operator=(const ShortLivedKey&) = delete;
    ~ShortLivedKey() { sodium_memzero(bytes.data(), bytes.size()); }
};

[[noreturn]] void refuse_original() {
    throw Error(Fault::corrupt,
                "a sealed original does not open: cut short, changed, or sealed to another key");
}

std::uint32_t frame_length(ByteView at) {
    return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
}

}  // namespace

Bytes seal(const Key& key, std::string_view context, ByteView plain) {
    Bytes out(nonce_bytes + plain.size() + tag_bytes);
    start_sodium();
    randombytes_buf(out.data(), nonce_bytes);
    const auto bound = domain::bytes_of(context);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out.data() + nonce_bytes, nullptr, plain.data(), plain.size(),
                                               bound.data(), bound.size(), nullptr, out.data(), key.data());
    return out;
}

Bytes open(const Key& key, std::string_view context, ByteView sealed) {
    if (sealed.size() < nonce_bytes + tag_bytes)
        throw Error(Fault::corrupt, "a sealed value is too short to be one");
    const auto bound = domain::bytes_of(context);
    const auto body = sealed.subspan(nonce_bytes);
    Bytes plain(body.size() - tag_bytes);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain.data(), nullptr, nullptr, body.data(), body.size(),
                                                   bound.data(), bound.size(), sealed.data(),
                                                   key.data()) != 0)
        throw Error(Fault::corrupt,
                    "a sealed value does not open: changed, or sealed under another key or context");
    return plain;
}

Bytes wrap(const Key& kek, std::string_view context, const Key& key) {
    return seal(kek, context, key);
}

Key unwrap(const Key& kek, std::string_view context, ByteView wrapped) {
    auto plain = open(kek, context, wrapped);
    Key key{};
    if (plain.size() != key.size()) throw Error(Fault::corrupt, "a wrapped key is not 32 bytes long");
    std::copy(plain.begin(), plain.end(), key.begin());
    sodium_memzero(plain.data(), plain.size());
    return key;
}

IntakeKeyPair new_intake_key_pair() {
    return intake_key_pair_of(random_key());
}

IntakeKeyPair intake_key_pair_of(const Key& secret) {
    static_assert(crypto_box_PUBLICKEYBYTES == sizeof(Key) && crypto_box_SECRETKEYBYTES == sizeof(Key));
    IntakeKeyPair keys{.public_key = {}, .secret = secret};
    crypto_scalarmult_base(keys.public_key.bytes.data(), secret.data());
    return keys;
}

OriginalSealer::OriginalSealer(const IntakePublicKey& to) : wrapped_key_(sizeof(Key) + crypto_box_SEALBYTES) {
    ShortLivedKey key;
    key.bytes = random_key();
    if (crypto_box_seal(wrapped_key_.data(), key.bytes.data(), key.bytes.size(), to.bytes.data()) != 0)
        throw Error(Fault::unavailable, "the intake public key is not a valid one: restore intake.pub");
    header_.resize(header_bytes);
    crypto_secretstream_xchacha20poly1305_init_push(new (state_.data()) Stream, header_.data(),
                                                    key.bytes.data());
}

OriginalSealer::~OriginalSealer() {
    sodium_memzero(state_.data(), state_.size());
}

Bytes OriginalSealer::add(ByteView plain, bool last) {
    if (ended_) throw Error(Fault::invalid, "nothing may follow the last piece of an original");
    if (plain.size() > std::numeric_limits<std::uint32_t>::max() - frame_tag_bytes)
        throw Error(Fault::too_large, "a piece of an original is larger than 4 GiB");
    ended_ = last;
    const auto length = static_cast<std::uint32_t>(plain.size() + frame_tag_bytes);
    Bytes out = std::exchange(header_, {});
    out.reserve(out.size() + length_bytes + length);
    for (int shift : {24, 16, 8, 0}) out.push_back(static_cast<std::uint8_t>(length >> shift));
    const auto at = out.size();
    out.resize(at + length);
    crypto_secretstream_xchacha20poly1305_push(stream_in(state_), out.data() + at, nullptr, plain.data(),
                                               plain.size(), nullptr, 0,
                                               last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                                                    : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
    return out;
}

Bytes open_original(const IntakeKeyPair& keys, ByteView wrapped_key, ByteView sealed, std::size_t limit) {
    ShortLivedKey key;
    if (wrapped_key.size() != key.bytes.size() + crypto_box_SEALBYTES || sealed.size() < header_bytes)
        refuse_original();
    if (crypto_box_seal_open(key.bytes.data(), wrapped_key.data(), wrapped_key.size(),
                             keys.public_key.bytes.data(), keys.secret.data()) != 0)
        refuse_original();
    Stream stream;
    if (crypto_secretstream_xchacha20poly1305_init_pull(&stream, sealed.data(), key.bytes.data()) != 0)
        refuse_original();

    Bytes plain;
    plain.reserve(std::min(limit, sealed.size()));
    unsigned char tag = 0;
    auto rest = sealed.subspan(header_bytes);
    while (tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
        if (rest.size() < length_bytes) refuse_original();  // the end is missing
        const std::size_t length = frame_length(rest);
        rest = rest.subspan(length_bytes);
        if (length < frame_tag_bytes || length > rest.size()) refuse_original();
        const auto at = plain.size(), size = length - frame_tag_bytes;
        if (size > limit - at) throw Error(Fault::too_large, "a sealed original is larger than the limit");
        plain.resize(at + size);
        if (crypto_secretstream_xchacha20poly1305_pull(&stream, plain.data() + at, nullptr, &tag, rest.data(),
                                                       length, nullptr, 0) != 0)
            refuse_original();
        rest = rest.subspan(length);
    }
    sodium_memzero(&stream, sizeof stream);
    if (!rest.empty()) refuse_original();
    return plain;
}

}  // namespace crypto
