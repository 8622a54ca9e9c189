#include "imaging/ocr.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "paint.h"

using namespace imaging;

namespace {

cv::Mat page_of(const std::vector<std::string>& lines) {
    cv::Mat page = paint::sheet(900, 120 + 60 * int(lines.size())), gray;
    int y = 40;
    for (const auto& line : lines) paint::text(page, 60, y, line, 32), y += 60;
    cv::cvtColor(page, gray, cv::COLOR_RGB2GRAY);
    return gray;
}

std::vector<std::string> texts_of(const std::vector<OcrLine>& lines) {
    std::vector<std::string> texts;
    for (const auto& line : lines) texts.push_back(line.text);
    return texts;
}

}  // namespace

TEST(TextReader, ReadsTwoPicturesAtOnceAsItReadsEach) {
    TextReader text;
    TextReader::Engine& engine = text.engine();
    const std::vector<std::string> first{"Water for the month of May", "Jürgen Müller", "Hauptstraße 12"},
        second{"To be paid within thirty days", "Thank you"};
    const std::array pages{page_of(first), page_of(second)};
    for (int round = 0; round < 3; ++round) {
        const auto [one, other] = engine.at_once([&](auto& reader) { return reader.read_pieces(pages[0]); },
                                                 [&](auto& reader) { return reader.read_pieces(pages[1]); });
        EXPECT_EQ(texts_of(one), first);
        EXPECT_EQ(texts_of(other), second);
        EXPECT_EQ(texts_of(one), texts_of(engine.reader().read_pieces(pages[0])));
        EXPECT_EQ(texts_of(other), texts_of(engine.reader().read_pieces(pages[1])));
    }
}

TEST(TextReader, SenseIsLettersThatWereReadSurely) {
    const auto word = [](std::string text, double sure) {
        return OcrLine{.text = text, .box = {}, .confidence = sure, .words = {{text, {}, sure}}};
    };
    EXPECT_DOUBLE_EQ(sense({word("water", 0.9), word("bill", 0.5)}), 4.5 + 2);
    EXPECT_DOUBLE_EQ(sense({word("jƏƎ", 0.2), word("a", 0.9), word("--", 0.9)}), 0);
}

TEST(TextReader, APictureThatFailsOnTheOtherThreadFailsHere) {
    TextReader text;
    EXPECT_THROW(text.engine().at_once([](auto&) { return 1; },
                                         [](auto&) -> int { throw std::runtime_error("second"); }),
                 std::runtime_error);
    EXPECT_THROW(text.engine().at_once([](auto&) -> int { throw std::runtime_error("first"); },
                                         [](auto&) { return 1; }),
                 std::runtime_error);
}
