#include "imaging/wire.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "domain/error.h"

namespace {

using namespace imaging;
using domain::Error;

Examination full() {
    Examination e;
    e.pages.push_back({4, 3, Bytes(36, 7)});
    e.pages.push_back({2, 2, Bytes(12, 9)});
    e.page_count = 2;
    e.shows_payment_card = true;
    e.overlays = {{"colour", 1, {2, 1, Bytes(6, 5)}}};
    e.reading.kind = domain::DocumentKind::residence_card;
    e.reading.kind_confidence = 0.75;
    e.reading.colour = domain::Colour::tinted;
    e.reading.origin = domain::Origin::scan;
    e.reading.mrz.emplace();
    e.reading.mrz->lines = {"P<UTO", "L898902C3"};
    e.reading.mrz->checks.number = true;
    e.reading.mrz->checks.optional = false;
    e.reading.mrz->valid = true;
    e.reading.mrz->box = {1, 0, 0, 2, 1};
    e.reading.fields = {{"surname", "M\xC3\x9CLLER", domain::Source::mrz, {0, 1, 1, 2, 1}, 0.5}};
    e.reading.lines = {{"Hello", {0, 0, 0, 4, 3}, 0.25}};
    e.reading.page_hashes = {1, ~0ULL};
    domain::Finding finding;
    finding.check = "colour";
    finding.outcome = domain::Outcome::consider;
    finding.reason = domain::Reason::img_tinted;
    finding.measure = 1.5;
    finding.region = domain::Box{0, 0, 0, 1, 1};
    e.findings = {finding, {}};
    e.colour_measure = {{"chroma", 12.5}};
    e.origin_evidence = {"text layer of 412 words"};
    e.quality.blur = 0.125;
    e.ms.ocr = 88;
    return e;
}

Bytes encoded(const Examination& e) {
    Bytes bytes;
    encode_answer(e, [&](ByteView part) { bytes.insert(bytes.end(), part.begin(), part.end()); });
    return bytes;
}

/// Every refusal must be the typed one.
bool refused(ByteView bytes, const Limits& limits = {}) {
    try {
        (void)decode_answer(bytes, limits);
        return false;
    } catch (const Error& error) {
        return error.fault() == domain::Fault::corrupt;
    }
}

TEST(Wire, CarriesAWholeExaminationUnchanged) {
    const Examination sent = full(), got = decode_answer(encoded(sent));
    EXPECT_EQ(got.reading, sent.reading);
    EXPECT_EQ(got.findings, sent.findings);
    EXPECT_EQ(got.colour_measure, sent.colour_measure);
    EXPECT_EQ(got.origin_evidence, sent.origin_evidence);
    EXPECT_EQ(got.quality.blur, sent.quality.blur);
    EXPECT_EQ(got.ms.ocr, sent.ms.ocr);
    ASSERT_EQ(got.pages.size(), 2u);
    EXPECT_EQ(got.pages[1].rgb, sent.pages[1].rgb);
    EXPECT_EQ(got.page_count, 2);
    EXPECT_TRUE(got.shows_payment_card);
    ASSERT_EQ(got.overlays.size(), 1u);
    EXPECT_EQ(got.overlays[0].check, "colour");
    EXPECT_EQ(got.overlays[0].page, 1);
    EXPECT_EQ(got.overlays[0].picture.width, 2);
    EXPECT_EQ(got.overlays[0].picture.rgb, sent.overlays[0].picture.rgb);
}

TEST(Wire, X8RefusesEveryPrefixAndAnythingBehindTheEnd) {
    Bytes bytes = encoded(full());
    for (std::size_t length = 0; length < bytes.size(); ++length)
        ASSERT_TRUE(refused(ByteView(bytes).first(length))) << length;
    bytes.push_back(0);
    EXPECT_TRUE(refused(bytes));
}

TEST(Wire, X8RefusesPagesThatExceedTheLimits) {
    const Bytes bytes = encoded(full());
    Limits limits;
    limits.pages = 1;
    EXPECT_TRUE(refused(bytes, limits)) << "more pages than allowed";
    limits = {};
    limits.working_pixels = 11;
    EXPECT_TRUE(refused(bytes, limits)) << "more pixels than allowed";
    limits = {};
    limits.side_pixels = 3;
    EXPECT_TRUE(refused(bytes, limits)) << "a longer side than allowed";
}

TEST(Wire, X8RefusesOverlaysThatAreTooLargeTooManyOrOfNoPage) {
    const auto with = [](std::size_t count, int page, int width, int height) {
        Examination e = full();
        const Picture picture{width, height, Bytes(std::size_t(width) * std::size_t(height) * 3)};
        e.overlays.assign(count, {"colour", page, picture});
        return encoded(e);
    };
    EXPECT_FALSE(refused(with(most_overlays, 1, overlay_side, 1)));
    EXPECT_TRUE(refused(with(most_overlays + 1, 1, 2, 2))) << "too many";
    EXPECT_TRUE(refused(with(1, 1, overlay_side + 1, 1))) << "too wide";
    EXPECT_TRUE(refused(with(1, 1, 1, overlay_side + 1))) << "too high";
    EXPECT_TRUE(refused(with(1, 1, 0, 1))) << "nothing";
    EXPECT_TRUE(refused(with(1, 2, 1, 1))) << "of a page that is not there";
    EXPECT_TRUE(refused(with(1, -1, 1, 1)));
    // A size that does not fit its pixels, whatever their product would wrap to.
    Bytes bytes = with(1, 1, 2, 2);
    const std::uint32_t huge = 0x80000001;
    std::memcpy(bytes.data() + bytes.size() - 12 - 8, &huge, sizeof huge);
    EXPECT_TRUE(refused(bytes));
}

TEST(Wire, X8RefusesNumbersThatAreNotNumbers) {
    // The confidence of the kind is the first double: behind the mark and the kind.
    for (const double bad : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
        Bytes bytes = encoded(full());
        std::memcpy(bytes.data() + 5, &bad, sizeof bad);
        EXPECT_TRUE(refused(bytes)) << bad;
    }
}

TEST(Wire, X8RefusesEnumeratorsOutOfRange) {
    for (const std::size_t at : {4u, 13u, 14u}) {  // kind, colour, origin
        Bytes bytes = encoded(full());
        bytes[at] = 200;
        EXPECT_TRUE(refused(bytes)) << at;
    }
}

TEST(Wire, X8RefusesTextThatIsNotPlainUtf8) {
    const Bytes good = encoded(full());
    const std::string_view text = domain::text_of(good);
    const auto at = text.find("Hello");
    ASSERT_NE(at, std::string_view::npos);
    for (const std::string_view bad : {"H\xFFllo", "H\0llo", "H\nllo",
                                       "\xC0\xAF"
                                       "abc",
                                       "\xED\xA0\x80"
                                       "ab",
                                       "Hell\xC3",
                                       "\xC2\x85"
                                       "abc"}) {
        Bytes bytes = good;
        std::ranges::copy(std::string_view(bad.data(), 5), bytes.begin() + static_cast<std::ptrdiff_t>(at));
        EXPECT_TRUE(refused(bytes)) << testing::PrintToString(bad);
    }
}

TEST(Wire, X8RefusesABoxOutsideItsPage) {
    const Bytes good = encoded(full());
    const auto at = domain::text_of(good).find("Hello") + 5;  // page, x, y, width, height
    for (const auto& [which, value] :
         {std::pair{0, 2}, {0, -1}, {1, -1}, {1, 1}, {3, 5}, {4, std::numeric_limits<int>::max()}}) {
        Bytes bytes = good;
        std::memcpy(bytes.data() + at + static_cast<std::size_t>(which) * 4, &value, 4);
        EXPECT_TRUE(refused(bytes)) << which << '=' << value;
    }
}

TEST(Wire, MakesAnHonestAnswerThatTheStrictSideTakes) {
    Examination e = full();
    e.reading.lines = {{"line\nfeed \xFF \xC2\x85 end", {7, -5, 1, 900, 900}, std::nan("")}};
    e.origin_evidence = {std::string(10'000, 'x')};
    const Examination got = decode_answer(encoded(e));
    EXPECT_EQ(got.reading.lines[0].text, "line feed ?   end");
    EXPECT_EQ(got.reading.lines[0].box, (domain::Box{1, 0, 1, 2, 1})) << "cut to the page";
    EXPECT_EQ(got.reading.lines[0].confidence, 0);
    EXPECT_LE(got.origin_evidence[0].size(), 4096u);
}

TEST(Wire, X8SurvivesSeededMutations) {
    std::mt19937 random(20261122);
    const Bytes good = encoded(full());
    int taken = 0;
    for (int round = 0; round < 20'000; ++round) {
        Bytes bytes = good;
        for (int i = 0; i < 1 + round % 4; ++i)
            bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
        if (refused(bytes)) continue;
        ++taken;
        const Examination got = decode_answer(bytes);
        ASSERT_LE(got.pages.size(), 10u);
        for (const auto& page : got.pages)
            ASSERT_EQ(page.rgb.size(), std::size_t(page.width) * std::size_t(page.height) * 3);
    }
    EXPECT_GT(taken, 0) << "a changed pixel or letter is not a lie about sizes";
}

TEST(Wire, PartsComeBackAndNothingElseDoes) {
    const Bytes a{1, 2}, b, c{3};
    const Bytes joined = join(std::vector<ByteView>{a, b, c});
    const auto parts = part(joined, 3);
    EXPECT_EQ(Bytes(parts[0].begin(), parts[0].end()), a);
    EXPECT_TRUE(parts[1].empty());
    EXPECT_THROW(part(joined, 2), Error);
    EXPECT_THROW(part(joined, 4), Error);
    EXPECT_THROW(part(ByteView(joined).first(9), 1), Error);
}

}  // namespace
