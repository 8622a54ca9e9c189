#include "imaging/mrz_find.h"

#include <gtest/gtest.h>

#include "imaging/mrz.h"
#include "tests/imaging/paint.h"

using namespace imaging;

namespace {

const std::vector<std::string> td1{"I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6",
                                   "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"};

/// A card at 260 dpi whose ground above the zone is a word in microprint, over and over, a little aslant.
cv::Mat card_with_microprint() {
    cv::Mat card = paint::sheet(876, 552, {236, 232, 240}), micro = paint::sheet(1200, 700, {236, 232, 240});
    std::string word;
    for (int i = 0; i < 60; ++i) word += "UTOPIA ";
    for (int y = 4; y < 690; y += 15) paint::text(micro, 4, y, word, 7, "Liberation Sans", {120, 110, 160});
    cv::Mat aslant;
    cv::warpAffine(micro, aslant, cv::getRotationMatrix2D({600, 350}, -6, 1), micro.size());
    aslant(cv::Rect{150, 150, 876, 320}).copyTo(card.rowRange(0, 320));
    for (int i = 0; i < 3; ++i) paint::text(card, 50, 335 + 66 * i, td1[std::size_t(i)], 36, "OCR B");
    return card;
}

}  // namespace

TEST(MrzFind, MicroprintOverTheWholeCardDoesNotHideTheZone) {
    const GrayLevels page(card_with_microprint());
    PrintSearch search(page);
    ASSERT_GT(search.lines(PrintRuns::across).size(), 12u) << "far more lines than are read";
    MrzLineReader reader;
    const auto found = find_mrz(page, search, PrintRuns::across, reader, 6);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->mrz.lines, td1);
    EXPECT_TRUE(found->mrz.valid);
    EXPECT_TRUE(found->settled);
    EXPECT_FALSE(find_mrz(page, search, PrintRuns::down, reader, 6));
}

TEST(MrzFind, OfTwoTheOneThatFitsBetterIsTheZone) {
    const FoundMrz poor{.mrz = {}, .merit = 0.2, .doubts = {}}, good{.mrz = {}, .merit = 0.9, .doubts = {}};
    EXPECT_EQ(likelier(poor, good)->merit, 0.9);
    EXPECT_EQ(likelier(good, poor)->merit, 0.9);
    EXPECT_EQ(likelier(std::nullopt, poor)->merit, 0.2);
    EXPECT_FALSE(likelier(std::nullopt, std::nullopt));
}

// A speck before the line was read as a 4: 4 and O are alike to the check digits (24 and 4, modulo 10).
TEST(MrzLine, WhatTheGrammarHasNoPlaceForMayStandForItsNeighbour) {
    constexpr std::string_view symbols = "<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                               seen = "4O0120186<8AFG8001014M1710135<<<<<<<<<<<<<<<4";
    MrzLineScores scores;
    scores.log_probability = cv::Mat(MrzLineSize::steps, MrzLineSize::classes, CV_32F, cv::Scalar(-12));
    scores.log_probability.col(0).setTo(-0.001);
    for (std::size_t i = 0; i < seen.size(); ++i) {
        float* step = scores.log_probability.ptr<float>(int(4 * i + 2));
        step[0] = -9;
        step[symbols.find(seen[i]) + 1] = i == 1 ? -0.5f : -0.001f;
    }
    scores.greedy = seen;
    const MrzLayout* td3 = nullptr;
    for (const MrzLayout& layout : mrz_layouts())
        if (layout.format == domain::MrzFormat::td3) td3 = &layout;
    ASSERT_TRUE(td3);
    const MrzLineText line = decode(scores, td3->lines[1]);
    EXPECT_EQ(line.text, "40120186<8AFG8001014M1710135<<<<<<<<<<<<<<<4");
    ASSERT_FALSE(line.others[0].empty());
    EXPECT_EQ(line.others[0][0].symbol, 'O');
    EXPECT_LT(line.others[0][0].gap, 1);
}
