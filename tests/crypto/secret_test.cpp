#include "crypto/secret.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

using namespace crypto;
using domain::bytes_of;

namespace {

Bytes bytes(std::string_view text) {
    return {text.begin(), text.end()};
}

TEST(Secret, IdsAre26CrockfordDigitsAndNeverRepeat) {
    std::set<std::string> seen, digits;
    for (int i = 0; i < 2000; ++i) {
        const auto id = new_id("ord_");
        ASSERT_EQ(id.size(), 30u);
        ASSERT_TRUE(id.starts_with("ord_"));
        EXPECT_EQ(id.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz", 4), std::string::npos) << id;
        for (char c : id.substr(4)) digits.insert(std::string(1, c));
        seen.insert(id);
    }
    EXPECT_EQ(seen.size(), 2000u);
    EXPECT_EQ(digits.size(), 32u);
    EXPECT_NE(random_key(), random_key());
}

TEST(Secret, Base64FollowsRfc4648) {
    const std::pair<std::string, std::string> vectors[] = {
        {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, coded] : vectors) {
        EXPECT_EQ(base64(bytes_of(plain)), coded);
        EXPECT_EQ(from_base64(coded), bytes(plain));
        EXPECT_EQ(from_base64(coded.substr(0, coded.find('='))), bytes(plain));
    }
    const Bytes high{0xFB, 0xFF, 0xFE};
    EXPECT_EQ(base64(high), "+//+");
    EXPECT_EQ(base64url(high), "-__-");
    EXPECT_EQ(from_base64("+//+"), high);
    EXPECT_EQ(from_base64("-__-"), high);
}

TEST(Secret, RefusesWhatIsNotBase64) {
    for (const char* bad :
         {"Z", "Zg=", "Zg===", "Z===", "=", "==", "Zm9v=", "Zm 9v", "Zm9v\n", "Zm!v", "Zh==",
          "Zg=="
          "Zg=="})
        EXPECT_EQ(from_base64(bad), std::nullopt) << bad;
}

TEST(Secret, DigestsMatchPublishedVectors) {
    EXPECT_EQ(sha256_hex(bytes_of("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-2
    EXPECT_EQ(sha256_hex({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex(hmac_sha256(bytes_of("Jefe"),
                              bytes_of("what do ya want for nothing?"))),  // RFC 4231, test case 2
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    Digest digest;
    for (char c : std::string("abc")) digest.add(bytes_of({&c, 1}));
    EXPECT_EQ(digest.hex(), sha256_hex(bytes_of("abc")));
}

TEST(Secret, KeyedHashesDependOnKeyAndTextOnly) {
    const Key key = random_key(), other = random_key();
    EXPECT_EQ(keyed_hash(key, "a@nl.example"), keyed_hash(key, "a@nl.example"));
    EXPECT_NE(keyed_hash(key, "a@nl.example"), keyed_hash(key, "b@nl.example"));
    EXPECT_NE(keyed_hash(key, "a@nl.example"), keyed_hash(other, "a@nl.example"));
    EXPECT_EQ(keyed_hash(key, "").size(), 43u);
    EXPECT_EQ(derive(key, "link"), derive(key, "link"));
    EXPECT_NE(derive(key, "link"), derive(key, "draw"));
    EXPECT_NE(base64url(derive(key, "link")), keyed_hash(key, "link"))
        << "a looked-up text must never yield a derived key";
}

TEST(Secret, DrawsAreSpreadOverTheUnitInterval_V4) {
    const Key key = random_key();
    std::array<int, 10> bins{};
    for (int i = 0; i < 10'000; ++i) {
        const auto draw = keyed_draw(key, "ord_" + std::to_string(i));
        ASSERT_GE(draw, 0.0);
        ASSERT_LT(draw, 1.0);
        ++bins[static_cast<std::size_t>(draw * 10)];
    }
    for (int count : bins) EXPECT_NEAR(count, 1000, 200);
    EXPECT_EQ(keyed_draw(key, "ord_1"), keyed_draw(key, "ord_1"));
}

TEST(Secret, ComparesInConstantTimeForEqualLengths) {
    EXPECT_TRUE(equal("", ""));
    EXPECT_TRUE(equal("abc", "abc"));
    EXPECT_FALSE(equal("abc", "abd"));
    EXPECT_FALSE(equal("abc", "abcd"));
}

}  // namespace
