// Messages made to do harm (hardening, table P): each is refused for the right reason, in bounded time,
// without a byte of plaintext.
#include <chrono>
#include <random>

#include "crypto/packets.h"
#include "tests/crypto/pgp_fixture.h"

namespace {

class HostilePgp : public WithEntity {
  protected:
    using Clock = std::chrono::steady_clock;

    /// The encrypted packet at the end of `message`: its body, and what precedes it.
    struct Parts {
        Bytes session_keys, body;
    };
    static Parts take_apart(ByteView message) {
        Parts parts;
        for (auto rest = message; !rest.empty();) {
            const auto found = crypto::first_packet(rest);
            if (!found) throw std::runtime_error("not a message");
            if (found->tag == 18)
                parts.body = crypto::body_of(*found);
            else
                parts.session_keys = std::move(parts.session_keys) + found->whole;
            rest = rest.subspan(found->whole.size());
        }
        return parts;
    }
    static double seconds_of(const std::function<void()>& action) {
        const auto begin = Clock::now();
        action();
        return std::chrono::duration<double>(Clock::now() - begin).count();
    }
    static Bytes literal(ByteView content) { return packet(11, bytes("b") + Bytes{0, 0, 0, 0, 0} + content); }
};

TEST_F(HostilePgp, RefusesAMessageWithoutIntegrityProtection_P1_P4) {
    const auto parts = take_apart(entity().encrypt(noise(200), "--compress-level 0"));
    const auto stripped =
        parts.session_keys + packet(9, ByteView(parts.body).subspan(1));  // EFAIL: tag 18 becomes tag 9
    EXPECT_TRUE(is_refused(entity().open(stripped), Reason::pgp_broken));
}

TEST_F(HostilePgp, RefusesAMessageCutShort_P2) {
    const auto message = entity().encrypt(noise(40'000));
    for (std::size_t cut : {1u, 2u, 19u, 22u, 23u, 1000u, 30'000u})
        EXPECT_TRUE(
            is_refused(entity().open(ByteView(message).first(message.size() - cut)), Reason::pgp_broken))
            << cut;
    for (std::size_t size : {0u, 1u, 2u, 10u, 90u})
        EXPECT_TRUE(is_refused(entity().open(ByteView(message).first(size)), Reason::pgp_broken)) << size;
}

TEST_F(HostilePgp, RefusesAMessageCutShortWhoseLengthWasMended_P2) {
    const auto parts = take_apart(entity().encrypt(noise(3000), "--compress-level 0"));
    for (std::size_t cut : {1u, 19u, 20u, 22u, 23u, 500u, 3000u}) {
        const auto shorter = ByteView(parts.body).first(parts.body.size() - cut);
        EXPECT_TRUE(is_refused(entity().open(parts.session_keys + packet(18, shorter)), Reason::pgp_broken))
            << cut;
    }
}

TEST_F(HostilePgp, AFlippedBitNeverChangesThePlaintext_P3) {
    const auto plain = noise(2000);
    const auto message = entity().encrypt(plain, "--compress-level 0");
    std::mt19937 random(20'261'122);
    std::vector<std::size_t> bits(is_long_run() ? 1000 : 200);
    for (auto& bit : bits) bit = random() % (message.size() * 8);
    std::atomic<int> refused{0}, unchanged{0};
    for_each_in_parallel(static_cast<int>(bits.size()), 4, [&](int i) {
        const auto bit = bits[static_cast<std::size_t>(i)];
        auto flipped = message;
        flipped[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
        const auto decrypted = entity().open(flipped);
        if (decrypted.plain) {
            EXPECT_TRUE(is_plain(decrypted, plain)) << "bit " << bit;
        }
        ++(decrypted.plain ? unchanged : refused);
    });
    EXPECT_EQ(refused + unchanged, static_cast<int>(bits.size()));
    EXPECT_LT(unchanged, 5) << "only unused bits of the headers may go unnoticed";
}

TEST_F(HostilePgp, RefusesBlocksMovedInsideTheCiphertext_P4) {
    auto parts = take_apart(entity().encrypt(Bytes(4096, 'a'), "--compress-level 0"));
    std::swap_ranges(parts.body.begin() + 1024, parts.body.begin() + 1040, parts.body.begin() + 2048);
    EXPECT_TRUE(is_refused(entity().open(parts.session_keys + packet(18, parts.body)), Reason::pgp_broken));
    parts.body.insert(parts.body.begin() + 512, parts.body.begin() + 64, parts.body.begin() + 96);
    EXPECT_TRUE(is_refused(entity().open(parts.session_keys + packet(18, parts.body)), Reason::pgp_broken));
}

TEST_F(HostilePgp, RefusesMoreThanOneContentInside_P7) {
    const auto one = literal(noise(20, 1)), two = literal(noise(20, 2));
    EXPECT_TRUE(is_plain(entity().open(entity().encrypt_raw(one)), noise(20, 1)))
        << "the way of making them works";
    EXPECT_TRUE(is_refused(entity().open(entity().encrypt_raw(one + two)), Reason::pgp_broken));
    const auto compressed = packet(8, Bytes{0} + one);
    EXPECT_TRUE(is_refused(entity().open(entity().encrypt_raw(compressed + two)), Reason::pgp_broken));
    EXPECT_TRUE(is_refused(entity().open(entity().encrypt_raw(compressed + compressed)), Reason::pgp_broken));
    const auto twice = packet(8, Bytes{0} + compressed);
    EXPECT_TRUE(is_refused(entity().open(entity().encrypt_raw(twice + two)), Reason::pgp_broken));
    EXPECT_TRUE(is_refused(entity().open(entity().encrypt_raw(packet(8, Bytes{0} + compressed + two))),
                           Reason::pgp_broken));
    const auto longer_than_it_is = packet(11, bytes("b") + Bytes{0, 0, 0, 0, 0} + noise(20), 26 + 22);
    EXPECT_TRUE(is_refused(entity().open(entity().encrypt_raw(longer_than_it_is)), Reason::pgp_broken))
        << "a literal that eats the MDC";
}

TEST_F(HostilePgp, RefusesUnprotectedContentAroundTheMessage_P7) {
    const auto message = entity().encrypt(noise(100));
    const auto smuggled = literal(noise(20));
    EXPECT_TRUE(is_refused(entity().open(message + smuggled), Reason::pgp_broken));
    EXPECT_TRUE(is_refused(entity().open(message + message), Reason::pgp_broken));
    EXPECT_FALSE(entity().open(smuggled + message).plain);
    const auto parts = take_apart(message);
    EXPECT_TRUE(is_refused(entity().open(parts.session_keys + smuggled + packet(18, parts.body)),
                           Reason::pgp_broken));
    EXPECT_TRUE(is_refused(entity().open(packet(18, parts.body)), Reason::pgp_broken)) << "no session key";
}

TEST_F(HostilePgp, RefusesDeepNesting_P8) {
    auto nested = literal(noise(10));
    for (int depth = 0; depth < 200; ++depth) nested = packet(8, Bytes{0} + nested);
    const auto message = entity().encrypt_raw(nested);
    EXPECT_LT(seconds_of([&] { EXPECT_TRUE(is_refused(entity().open(message), Reason::pgp_broken)); }), 5);
}

TEST_F(HostilePgp, StopsABombAtTheLimit_P9) {
    struct Bomb {
        const char* options;
        std::size_t zeros;
        PgpLimits limits;
    };
    const Bomb bombs[] = {
        {"--compress-algo zlib", (is_long_run() ? 2048u : 64u) << 20, {}},
        {"--compress-algo bzip2", (is_long_run() ? 2048u : 16u) << 20, {.output_bytes = 4u << 20}}};
    for (const auto& [options, zeros, limits] : bombs) {
        const auto bomb = entity().encrypt(Bytes(zeros), options);
        EXPECT_LT(bomb.size(), zeros / 500);
        EXPECT_LT(
            seconds_of([&] { EXPECT_TRUE(is_refused(entity().open(bomb, limits), Reason::file_too_large)); }),
            10)
            << options;
    }
}

TEST_F(HostilePgp, TheLimitIsExact) {
    const auto plain = noise(1000);
    const auto message = entity().encrypt(plain);
    EXPECT_TRUE(is_plain(entity().open(message, {.output_bytes = 1000}), plain));
    EXPECT_TRUE(is_refused(entity().open(message, {.output_bytes = 999}), Reason::file_too_large));
}

TEST_F(HostilePgp, RefusesHugeDeclaredLengthsAtOnce_P10) {
    const auto key = take_apart(entity().encrypt(noise(10))).session_keys;
    const double seconds = seconds_of([&] {
        EXPECT_TRUE(is_refused(entity().open(key + packet(18, noise(100), 0xFFFFFFFF)), Reason::pgp_broken));
        EXPECT_TRUE(is_refused(entity().open(packet(1, noise(100), 0xFFFFFFFE)), Reason::pgp_broken));
        EXPECT_TRUE(is_refused(entity().open(key + Bytes{0xD2, 0xFE, 1}),
                               Reason::pgp_broken));  // a first part of 1 GiB
    });
    EXPECT_LT(seconds, 6);
}

TEST_F(HostilePgp, AMessageUnderAPasswordIsSaidToBeOne_P11) {
    const auto message =
        entity().customer().gpg("--s2k-count 65536 --passphrase secret --symmetric", noise(100));
    EXPECT_TRUE(is_refused(entity().open(message), Reason::pgp_password));
    Bytes slow;
    for (int i = 0; i < 32; ++i)
        slow = std::move(slow) +
               packet(3, Bytes{4, 9, 3, 8} + noise(8) + Bytes{0xFF});  // 65,011,712 octets to hash
    slow = std::move(slow) + packet(18, Bytes{1} + noise(100));
    EXPECT_LT(seconds_of([&] { EXPECT_TRUE(is_refused(entity().open(slow), Reason::pgp_password)); }), 5);
}

TEST_F(HostilePgp, AKeyOfOursOpensWhatAPasswordWouldToo_P11) {
    const auto message = entity().encrypt(noise(100), "--s2k-count 65536 --passphrase secret --symmetric");
    EXPECT_TRUE(is_plain(entity().open(message), noise(100)));
}

TEST_F(HostilePgp, ManyRecipientsStayBounded_P12) {
    const auto message = entity().encrypt(noise(100));
    Bytes strangers;
    for (std::uint32_t i = 0; i < 100; ++i) strangers = std::move(strangers) + strangers_session_key(i);
    EXPECT_LT(seconds_of([&] { EXPECT_TRUE(is_plain(entity().open(strangers + message), noise(100))); }), 5);
    const auto body = packet(18, take_apart(message).body);
    EXPECT_LT(
        seconds_of([&] { EXPECT_TRUE(is_refused(entity().open(strangers + body), Reason::pgp_wrong_key)); }),
        15);
    Bytes hidden;
    for (std::uint32_t i = 0; i < 100; ++i) {
        auto key = strangers_session_key(i);
        std::fill(key.begin() + 7, key.begin() + 15, std::uint8_t{0});
        hidden = std::move(hidden) + key;
    }
    EXPECT_LT(seconds_of([&] { EXPECT_FALSE(entity().open(hidden + body).plain); }), 60) << "each is tried";
    EXPECT_TRUE(is_refused(entity().open(strangers + strangers + message), Reason::pgp_broken))
        << "nobody writes to 200";
}

TEST_F(HostilePgp, ANewerFormatIsSaidToBeOne_P13) {
    const auto v6_key = packet(1, Bytes{6, 0} + Bytes{25} + noise(80));
    const auto v2_body = packet(18, Bytes{2, 9, 2, 6} + noise(100));
    EXPECT_TRUE(is_refused(entity().open(v6_key + v2_body), Reason::pgp_newer_format));
    EXPECT_TRUE(
        is_refused(entity().open(v6_key + packet(18, Bytes{1} + noise(100))), Reason::pgp_newer_format));
    EXPECT_TRUE(is_plain(entity().open(v6_key + entity().encrypt(noise(100))), noise(100)))
        << "ours is among them";
}

TEST_F(HostilePgp, RandomBytesAreRefused) {
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        auto garbage = noise(seed * 50, seed);
        garbage[0] |= 0x80;
        EXPECT_FALSE(entity().open(garbage).plain) << seed;
    }
    const auto key = take_apart(entity().encrypt(noise(10))).session_keys;
    EXPECT_TRUE(is_refused(entity().open(key + packet(18, Bytes{1} + noise(500))), Reason::pgp_broken));
}

}  // namespace
