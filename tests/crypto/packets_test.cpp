#include "crypto/packets.h"

#include "crypto/pgp_answer.h"
#include "crypto/pgp_content.h"
#include "crypto/secret.h"
#include "tests/crypto/pgp_fixture.h"

using namespace crypto;

namespace {

Bytes session_key(std::string_view key_id = "\x01\x23\x45\x67\x89\xAB\xCD\xEF") {
    return packet(1, Bytes{3} + bytes(key_id) + Bytes{18} + noise(80));
}
Bytes sealed_body() {
    return packet(18, Bytes{1} + noise(100));
}
Bytes literal(ByteView content, std::string_view name = "") {
    return packet(
        11, Bytes{'b', static_cast<std::uint8_t>(name.size())} + bytes(name) + Bytes{0, 0, 0, 0} + content);
}
std::string armor(ByteView message) {
    const auto text = base64(message);
    std::string out = "-----BEGIN PGP MESSAGE-----\n\n";
    for (std::size_t at = 0; at < text.size(); at += 64) out += text.substr(at, 64) + "\n";
    return out + "=AAAA\n-----END PGP MESSAGE-----\n";
}

TEST(Packets, ReadsEveryFormOfLength) {
    const auto body = noise(300);
    const Bytes forms[] = {Bytes{0xCB, 0xC0, 0x6C} + body,           // new format, two octets: 192 + 108
                           Bytes{0xCB, 0xFF, 0, 0, 1, 0x2C} + body,  // five octets
                           Bytes{0xAD, 1, 0x2C} + body,              // old format, two octets
                           Bytes{0xAE, 0, 0, 1, 0x2C} + body,        // four octets
                           Bytes{0xAF} + body,                       // to the end
                           Bytes{0xCB, 0xE8} + ByteView(body).first(256) + Bytes{0xE5} +
                               ByteView(body).subspan(256, 32) + Bytes{12} + ByteView(body).subspan(288)};
    for (const auto& form : forms) {
        const auto found = first_packet(form);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->tag, 11);
        EXPECT_EQ(found->whole.size(), form.size());
        EXPECT_EQ(body_of(*found), body);
    }
    EXPECT_EQ(body_of(*first_packet(Bytes{0xCB, 2, 7, 8, 9})), (Bytes{7, 8}))
        << "what follows is another packet's";
}

TEST(Packets, RefusesLengthsThatLie) {
    for (const auto& bad :
         {Bytes{}, Bytes{0xCB}, Bytes{0x4B, 1, 1}, Bytes{0xCB, 2, 1}, Bytes{0xCB, 0xC0},
          Bytes{0xCB, 0xFF, 0, 0, 1}, Bytes{0xCB, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1}, Bytes{0xCB, 0xE1, 1},
          Bytes{0xCB, 0xE0, 1}, Bytes{0xCB, 0xE0, 1, 5, 1}, Bytes{0xCB, 0xFE, 1},
          Bytes{0xC1, 0xE0, 1, 0} /* a key in parts */, Bytes{0x87, 1}})
        EXPECT_FALSE(first_packet(bad)) << hex(bad);
}

TEST(Packets, KeepsOnlyWhatGpgMayRead) {
    const auto marker = packet(10, bytes("PGP")), padding = packet(21, noise(9)),
               password = packet(3, Bytes{4, 9, 3, 8} + noise(9)), newer = packet(1, Bytes{6} + noise(40));
    const auto scanned =
        scan_message(marker + password + session_key() + newer + padding + sealed_body() + padding);
    EXPECT_FALSE(scanned.refused);
    EXPECT_EQ(scanned.packets, session_key() + sealed_body());
    EXPECT_EQ(scanned.recipients, std::vector<std::string>{"0123456789ABCDEF"});
    EXPECT_EQ(scan_message(bytes(armor(session_key() + sealed_body()))).packets,
              session_key() + sealed_body());
}

TEST(Packets, NamesTheReasonOfWhatItRefuses) {
    const std::pair<Bytes, Reason> table[] = {
        {packet(3, Bytes{4, 9, 3, 8} + noise(9)) + sealed_body(), Reason::pgp_password},
        {packet(3, Bytes{6, 9, 3, 8} + noise(9)) + packet(18, Bytes{2} + noise(50)), Reason::pgp_password},
        {session_key() + packet(18, Bytes{2} + noise(50)), Reason::pgp_newer_format},
        {packet(1, Bytes{6} + noise(40)) + sealed_body(), Reason::pgp_newer_format},
        {session_key() + packet(18, Bytes{9} + noise(50)), Reason::pgp_broken},
        {session_key() + packet(9, noise(50)), Reason::pgp_broken},
        {session_key(), Reason::pgp_broken},
        {sealed_body(), Reason::pgp_broken},
        {session_key() + sealed_body() + session_key() + sealed_body(), Reason::pgp_broken},
        {session_key() + literal(noise(5)) + sealed_body(), Reason::pgp_broken},
        {literal(noise(5)), Reason::pgp_unencrypted_inner},
        {packet(8, Bytes{0} + literal(noise(5))), Reason::pgp_unencrypted_inner},
        {packet(4, Bytes{3} + noise(12)) + literal(noise(5)), Reason::pgp_unencrypted_inner},
        {packet(6, Bytes{4} + noise(50)), Reason::pgp_broken},
        {bytes("no message at all"), Reason::pgp_broken},
        {bytes("-----BEGIN PGP MESSAGE-----\n\n!!!!\n-----END PGP MESSAGE-----\n"), Reason::pgp_broken},
        {bytes("-----BEGIN PGP SIGNED MESSAGE-----\n\nhi\n"), Reason::pgp_unencrypted_inner},
        {bytes("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n"), Reason::pgp_broken},
        {{}, Reason::pgp_broken}};
    for (const auto& [message, reason] : table) {
        const auto scanned = scan_message(message);
        EXPECT_EQ(scanned.refused, reason)
            << hex(ByteView(message).first(std::min<std::size_t>(message.size(), 20)));
        EXPECT_TRUE(scanned.packets.empty());
    }
}

TEST(Packets, AnyPrefixAndAnyDamageIsRefusedOrRead) {
    const auto good = packet(10, bytes("PGP")) + session_key() + sealed_body();
    const auto text = bytes("hello\n" + armor(good));
    for (std::size_t size = 0; size < good.size(); ++size)
        EXPECT_TRUE(scan_message(ByteView(good).first(size)).refused) << size;
    int read = 0;
    for (std::uint32_t seed = 0; seed < 20'000; ++seed) {
        auto damaged = seed % 2 ? good : text;
        for (const auto random : noise(6, seed))
            damaged[(random * 131u + seed * 7u) % damaged.size()] = static_cast<std::uint8_t>(random ^ seed);
        const auto scanned = scan_message(damaged);
        EXPECT_NE(scanned.refused.has_value(), !scanned.packets.empty());
        read += !scanned.refused;
        starts_openpgp_message(damaged);
        open_content(scanned.refused ? damaged : scanned.packets, 1000);
    }
    EXPECT_GT(read, 0);
    EXPECT_LT(read, 20'000);
}

TEST(PgpContent, OpensOneLiteralAndItsName) {
    const auto opened = open_content(literal(noise(50), "dir/pass.jpg"), 50);
    EXPECT_EQ(opened.plain, noise(50));
    EXPECT_EQ(opened.file_name, "pass.jpg");
    EXPECT_EQ(open_content(literal({}, "a\nb\x7f"), 50).file_name, "ab");
    EXPECT_EQ(open_content(literal({}, "na\xC3"), 50).file_name, "") << "not UTF-8";
    EXPECT_EQ(open_content(packet(8, Bytes{0} + literal(noise(9))), 50).plain, noise(9));
    EXPECT_EQ(open_content(packet(4, noise(13)) + literal(noise(9)) + packet(2, noise(30)), 50).plain,
              noise(9));
}

TEST(PgpContent, RefusesWhatIsNotOneLiteral_P7_P8) {
    auto deep = literal(noise(5));
    for (int i = 0; i < 8; ++i) deep = packet(8, Bytes{0} + deep);
    for (const auto& bad :
         {Bytes{}, literal(noise(5)) + literal(noise(5)), packet(2, noise(9)), packet(11, Bytes{'b'}),
          packet(11, Bytes{'b', 9, 'x', 0, 0, 0, 0}), packet(8, Bytes{}), packet(8, Bytes{1} + noise(50)),
          packet(8, Bytes{2} + noise(50)), packet(8, Bytes{3} + noise(50)), packet(8, Bytes{9} + noise(50)),
          packet(8, Bytes{0} + literal(noise(5))) + literal(noise(5)), literal(noise(5)) + Bytes{0},
          session_key() + sealed_body(), deep})
        EXPECT_EQ(open_content(bad, 1000).refused, Reason::pgp_broken)
            << hex(ByteView(bad).first(std::min<std::size_t>(bad.size(), 20)));
    EXPECT_EQ(open_content(literal(noise(51)), 50).refused, Reason::file_too_large);
}

TEST(PgpAnswer, SurvivesThePipe) {
    const PgpAnswer answers[] = {
        {.verdict = PgpAnswer::Verdict::plain, .text = "a.jpg", .plain = noise(1000)},
        {.verdict = PgpAnswer::Verdict::doubtful, .reason = Reason::pgp_wrong_key},
        {.verdict = PgpAnswer::Verdict::trouble, .text = "gpg: no"}};
    for (const auto& answer : answers) {
        const auto decoded = decode_answer(encode(answer), 1000);
        ASSERT_TRUE(decoded);
        EXPECT_EQ(decoded->verdict, answer.verdict);
        EXPECT_EQ(decoded->reason, answer.reason);
        EXPECT_EQ(decoded->text, answer.text);
        EXPECT_EQ(decoded->plain, answer.plain);
    }
}

TEST(PgpAnswer, BelievesNoSizeThatLies) {
    const auto good = encode({.verdict = PgpAnswer::Verdict::plain, .text = "a.jpg", .plain = noise(100)});
    EXPECT_TRUE(decode_answer(good, 100));
    EXPECT_FALSE(decode_answer(good, 99)) << "more than was allowed";
    for (std::size_t size = 0; size < good.size(); ++size)
        EXPECT_FALSE(decode_answer(ByteView(good).first(size), 100)) << size;
    EXPECT_FALSE(decode_answer(good + Bytes{0}, 100));
    for (std::size_t at = 0; at < 24; ++at) {
        auto lie = good;
        lie[at] = 0xFF;
        EXPECT_FALSE(decode_answer(lie, 100)) << at;
    }
}

}  // namespace
