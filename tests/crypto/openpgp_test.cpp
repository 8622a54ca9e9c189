#include "crypto/openpgp.h"

#include <chrono>

#include "tests/crypto/pgp_fixture.h"

namespace {

class OpenPgp : public WithEntity {};

TEST_F(OpenPgp, MakesOneKeyForAnEntity) {
    const auto& key = entity().key();
    EXPECT_EQ(key.fingerprint.size(), 40u);
    EXPECT_EQ(key.fingerprint.find_first_not_of("0123456789ABCDEF"), std::string::npos);
    EXPECT_TRUE(key.armored.starts_with("-----BEGIN PGP PUBLIC KEY BLOCK-----"));
    EXPECT_EQ(key.user_id, "Gatehouse: Example <verify@nl.example>");

    const auto again = crypto::make_entity_key(entity().home().path(), "Another <other@us.example>");
    EXPECT_EQ(again.fingerprint, key.fingerprint);
    EXPECT_EQ(again.armored, key.armored);
    EXPECT_EQ(crypto::load_entity_key(entity().home().path()).armored, key.armored);
}

TEST_F(OpenPgp, TwoMakersAtOnceMakeOneKey) {
    const GnupgHome home;
    std::vector<std::string> fingerprints(4);
    for_each_in_parallel(4, 4, [&](int i) {
        fingerprints[static_cast<std::size_t>(i)] =
            crypto::make_entity_key(home.path(), "Ünïcode B.V. <v@nl.example>").fingerprint;
    });
    for (const auto& fingerprint : fingerprints) EXPECT_EQ(fingerprint, fingerprints[0]);
    EXPECT_EQ(crypto::load_entity_key(home.path()).user_id, "Ünïcode B.V. <v@nl.example>");
}

TEST_F(OpenPgp, ThePublishedKeyPromisesOnlyWhatWeCanRead_P13) {
    const auto listing = entity().customer().gpg("--list-packets", domain::bytes_of(entity().key().armored));
    const auto text = domain::text_of(listing);
    EXPECT_NE(text.find("(features: 01)"), std::string_view::npos) << text;  // MDC, no AEAD
    EXPECT_EQ(text.find("aead"), std::string_view::npos) << text;
}

TEST_F(OpenPgp, TheKeyIsCurve25519AndLastsThreeYears) {
    const auto listing = entity().customer().gpg("--with-colons --list-keys");
    const std::string text(listing.begin(), listing.end());
    const auto at = text.find("pub:");
    ASSERT_NE(at, std::string::npos);
    std::vector<std::string> field(1);
    for (char c : text.substr(at, text.find('\n', at) - at))
        c == ':' ? void(field.emplace_back()) : void(field.back() += c);
    EXPECT_EQ(field[3], "22");  // EdDSA
    EXPECT_NEAR(std::stod(field[6]) - std::stod(field[5]), 3 * 365.0 * 86400, 2 * 86400);
    EXPECT_NE(text.find("cv25519"), std::string::npos);
}

TEST_F(OpenPgp, SetsTheAgentUpForParallelWork) {
    EXPECT_NE(GnupgHome::text_of_file(entity().home() / "gpg-agent.conf").find("auto-expand-secmem"),
              std::string::npos);
    write_file(entity().home() / "gpg-agent.conf", domain::bytes_of("max-cache-ttl 60"));
    crypto::load_entity_key(entity().home().path());
    EXPECT_EQ(GnupgHome::text_of_file(entity().home() / "gpg-agent.conf")
                  .find("max-cache-ttl 60\nauto-expand-secmem\n"),
              0u)
        << "an operator's own lines stay";
}

TEST_F(OpenPgp, AHomeWithoutAKeyIsNotFound) {
    const GnupgHome home;
    for (const auto& where : {home.path(), home / "absent"}) try {
            crypto::load_entity_key(where);
            ADD_FAILURE() << "a key came from nowhere";
        } catch (const domain::Error& error) {
            EXPECT_EQ(error.fault(), domain::Fault::not_found);
        }
}

TEST_F(OpenPgp, OpensWhatTheGpgProgramMakes) {
    const auto photo = noise(5000);
    EXPECT_TRUE(is_plain(entity().open(entity().encrypt(photo)), photo));
    EXPECT_TRUE(is_plain(entity().open(entity().encrypt(photo, "--armor")), photo));
    EXPECT_TRUE(is_plain(entity().open(entity().encrypt(photo, "--compress-algo bzip2")), photo));
    EXPECT_TRUE(is_plain(entity().open(entity().encrypt(photo, "--compress-level 0")), photo));
    EXPECT_TRUE(is_plain(entity().open(entity().encrypt({})), {}));
}

TEST_F(OpenPgp, OpensALargeMessage) {
    const auto photo = noise(5u << 20);
    EXPECT_TRUE(is_plain(entity().open(entity().encrypt(photo, "--compress-level 0")), photo));
    EXPECT_TRUE(is_plain(entity().open(entity().encrypt(photo, "--compress-level 0 --armor")), photo));
}

TEST_F(OpenPgp, TellsTheFileNameInsideWithoutItsDirectories) {
    EXPECT_EQ(entity().open(entity().encrypt(noise(10), "--set-filename 'pass port.jpg'")).file_name,
              "pass port.jpg");
    EXPECT_EQ(entity().open(entity().encrypt(noise(10), "--set-filename ../../etc/passwd")).file_name,
              "passwd");
    EXPECT_EQ(entity().open(entity().encrypt(noise(10), "--set-filename _CONSOLE")).file_name, "");
}

TEST_F(OpenPgp, OpensWhatMailProgramsDoToAnArmor) {
    const auto photo = noise(300);
    const auto armored = entity().encrypt(photo, "--armor");
    const std::string text(armored.begin(), armored.end());
    std::string crlf;
    for (char c : text) crlf += c == '\n' ? "  \r\n" : std::string(1, c);
    EXPECT_TRUE(is_plain(entity().open(bytes("Hello,\nmy passport:\n\n" + text + "\nregards\n")), photo));
    EXPECT_TRUE(is_plain(entity().open(bytes("\xEF\xBB\xBF" + crlf)), photo));
    const auto crc = text.rfind("\n=");
    EXPECT_TRUE(is_plain(entity().open(bytes(text.substr(0, crc + 1))), photo))
        << "neither CRC nor last line";
    EXPECT_TRUE(is_plain(entity().open(bytes(text.substr(0, crc) + "\n=AAAA" + text.substr(crc + 6))), photo))
        << "wrong CRC";
}

TEST_F(OpenPgp, OpensWhatIsSignedToo) {
    entity().customer().gpg(
        "--passphrase '' --quick-generate-key 'Customer <c@us.example>' ed25519 default 1y");
    const auto photo = noise(1000);
    EXPECT_TRUE(is_plain(entity().open(entity().encrypt(photo, "--sign")), photo));
}

TEST_F(OpenPgp, OpensWhatAnExpiredKeySigned_P14) {
    const GnupgHome signer;
    signer.gpg("--import", domain::bytes_of(entity().key().armored));
    signer.gpg(
        "--passphrase '' --faked-system-time 20200101T000000 --quick-generate-key 'Old <old@us.example>' "
        "ed25519 default 1d");
    crypto::make_entity_key(entity().home().path(), "");  // its agent is up
    entity().home().gpg("--import", signer.gpg("--armor --export old@us.example"));
    const auto signed_then = signer.gpg(
        "--passphrase '' --faked-system-time 20200101T010000 --compress-level 0 --sign --local-user "
        "old@us.example",
        noise(900));
    EXPECT_TRUE(is_plain(entity().open(entity().encrypt_raw(signed_then)), noise(900)));
}

TEST_F(OpenPgp, OpensAMessageToHiddenRecipients_P12) {
    const auto photo = noise(100);
    EXPECT_TRUE(is_plain(entity().open(entity().encrypt(photo, "--throw-keyids")), photo));
}

TEST_F(OpenPgp, SaysWhenTheMessageIsForAnotherKey) {
    const GnupgHome other;
    const auto key = crypto::make_entity_key(other.path(), "Other <verify@us.example>");
    entity().customer().gpg("--import", domain::bytes_of(key.armored));
    const auto wrong = entity().customer().gpg("--encrypt --recipient " + key.fingerprint, noise(100));
    EXPECT_TRUE(is_refused(entity().open(wrong), Reason::pgp_wrong_key));
    const auto hidden =
        entity().customer().gpg("--encrypt --hidden-recipient " + key.fingerprint, noise(100));
    EXPECT_TRUE(is_refused(entity().open(hidden), Reason::pgp_wrong_key));
    const auto both = entity().encrypt(noise(100), "--recipient " + key.fingerprint);
    EXPECT_TRUE(is_plain(entity().open(both), noise(100)));
}

TEST_F(OpenPgp, SaysWhenTheFileIsNotEncrypted) {
    entity().customer().gpg(
        "--passphrase '' --quick-generate-key 'Signer <s@us.example>' ed25519 default 1y");
    for (const char* how : {"--sign", "--clear-sign", "--store", "--detach-sign", "--sign --armor",
                            "--sign --compress-level 0", "--detach-sign --armor"})
        EXPECT_TRUE(
            is_refused(entity().open(entity().customer().gpg(how, noise(50))), Reason::pgp_unencrypted_inner))
            << how;
    EXPECT_TRUE(is_refused(entity().open(bytes(entity().key().armored)), Reason::pgp_broken))
        << "a key is not a message";
}

TEST_F(OpenPgp, KnowsAMessageByItsFirstBytes) {
    for (const char* options : {"", "--armor", "--throw-keyids"})
        EXPECT_TRUE(crypto::looks_like_openpgp(entity().encrypt(noise(10), options)));
    EXPECT_TRUE(crypto::looks_like_openpgp(entity().customer().gpg("--store", noise(10))));
    EXPECT_TRUE(crypto::looks_like_openpgp(bytes("Dear all,\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQ")));
    EXPECT_TRUE(crypto::looks_like_openpgp(bytes("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n")));
    const auto long_message = entity().encrypt(noise(100'000));
    EXPECT_TRUE(crypto::looks_like_openpgp(ByteView(long_message).first(64))) << "the first bytes are enough";
}

TEST_F(OpenPgp, OurOtherFormatsAreNeverOpenPgp) {
    using namespace std::string_view_literals;
    for (auto head : {"\xFF\xD8\xFF\xE0\0\x10JFIF"sv,
                      "\xFF\xD8\xFF\xE1\x1C\x0B"
                      "Exif"sv,
                      "\x89PNG\r\n\x1A\n\0\0\0\rIHDR"sv,
                      "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"sv,
                      "GIF89a"sv,
                      "RIFF\x10\0\0\0WEBPVP8 "sv,
                      "II*\0\x08\0\0\0"sv,
                      "MM\0*\0\0\0\x08"sv,
                      "\0\0\0\x18"
                      "ftypheic"sv,
                      "BM"sv,
                      "PK\x03\x04"sv,
                      "\xEF\xBB\xBF<html>"sv,
                      "\xFF\xFEh\0i\0"sv,
                      "\xFE\xFF\0h\0i"sv,
                      "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv,
                      "\xCA\xFE\xBA\xBE"sv,
                      "\x1F\x8B\x08"sv,
                      "hello"sv,
                      ""sv,
                      "%PDF-1.4\n-----BEGIN PGP MESSAGE-----\n"sv,
                      "-----BEGIN PGP PUBLIC KEY BLOCK-----\n"sv,
                      "-----BEGIN CERTIFICATE-----\n"sv})
        EXPECT_FALSE(crypto::looks_like_openpgp(domain::bytes_of(head)))
            << testing::PrintToString(std::string(head));
    EXPECT_FALSE(crypto::looks_like_openpgp(bytes(entity().key().armored)));
}

}  // namespace
