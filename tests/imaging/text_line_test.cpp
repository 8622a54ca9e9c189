#include "imaging/text_line.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <opencv2/imgproc.hpp>

#include "paint.h"

using namespace imaging;

namespace {

/// One line as the locators cut it: capitals TextLineSize::capital high in the middle of the strip.
cv::Mat strip_of(const std::string& text, const char* family = "Liberation Sans", int wide = 480) {
    cv::Mat strip = paint::sheet(wide, TextLineSize::high), gray;
    const double em = TextLineSize::capital / 0.729;
    paint::text(strip, 14, 3, text, em, family);
    cv::cvtColor(strip, gray, cv::COLOR_RGB2GRAY);
    return gray;
}

double surest(const OcrLine& line) {
    double most = 0;
    for (const auto& word : line.words) most = std::max(most, word.confidence);
    return most;
}

}  // namespace

/// A ratchet: more of them after every further training.
TEST(TextLine, ReadsPlainPrintAndDoubtsWhatItReadsWrong) {
    TextLineReader reader;
    int right = 0;
    for (const char* text : {"Jürgen Müller", "Hauptstraße 12", "1234 AB Utopia", "22 November 2026",
                             "Société Générale", "Invoice no. 2024-0117", "Gdańsk, ul. Długa 5"})
        for (const char* family : {"Liberation Sans", "Liberation Serif", "DejaVu Sans"}) {
            const OcrLine line = reader.read(strip_of(text, family));
            if (line.text == text)
                ++right;
            else
                EXPECT_LT(least_sure(line), 0.98) << line.text << " for " << text << ", " << family;
        }
    EXPECT_GE(right, 14) << "of 21";
}

TEST(TextLine, BoxesLieOnTheirWords) {
    TextLineReader reader;
    const cv::Mat strip = strip_of("Name          Utopia");
    const OcrLine line = reader.read(strip);
    ASSERT_EQ(line.words.size(), 2u) << line.text;
    cv::Mat dark;
    cv::compare(strip, 128, dark, cv::CMP_LT);
    const int print = cv::countNonZero(dark);
    for (const auto& word : line.words) {
        EXPECT_EQ(word.box & cv::Rect({}, strip.size()), word.box);
        const double inside = cv::countNonZero(dark(word.box));
        dark(word.box).setTo(0);
        EXPECT_GT(inside, 100) << word.text;
    }
    EXPECT_LT(cv::countNonZero(dark), print / 20) << "outside of every box";
    EXPECT_GT(line.words[1].box.x - (line.words[0].box.x + line.words[0].box.width), 20);
}

TEST(TextLine, NoughtsAndOnesStandAmongDigitsOnly) {
    TextLineReader reader;
    const auto digits = [](const std::string& text) {
        return std::count_if(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
    };
    for (const char* family : {"Liberation Sans", "Liberation Serif", "DejaVu Sans", "Liberation Mono"}) {
        for (const char* words : {"full illness of school", "BOARD LOT JOHOR", "still foolish pools"}) {
            const std::string text = reader.read(strip_of(words, family)).text;
            EXPECT_EQ(digits(text), 0) << family << ": " << text;
        }
        for (const char* code : {"No. 2 Main Street", "SE17 3AB London", "2011 AB Utrecht", "lot 1010"}) {
            const std::string text = reader.read(strip_of(code, family)).text;
            EXPECT_EQ(digits(text), digits(code)) << family << ": " << text;
        }
    }
}

/// As wide as the rows of a page are cut, and a little narrower.
TEST(TextLine, TwoNarrowLettersSideBySideAreTwo) {
    TextLineReader reader;
    struct Print {
        const char* text;
        const char* family;
        double spread;
    };
    for (const auto& [text, family, spread] : {Print{"carefully", "Liberation Sans", 1.15},
                                               {"carefully", "Liberation Serif", 0.9},
                                               {"2 Allée du Gare", "DejaVu Sans Condensed", 0.95},
                                               {"Gelderland", "Liberation Sans", 1.15}}) {
        cv::Mat page = paint::sheet(1000, 2 * TextLineSize::high), gray, strip;
        paint::text(page, 28, 6, text, 2 * TextLineSize::capital / 0.729, family);
        cv::cvtColor(page, gray, cv::COLOR_RGB2GRAY);
        cv::resize(gray, strip, {int(gray.cols * spread / 2), TextLineSize::high}, 0, 0, cv::INTER_AREA);
        EXPECT_EQ(reader.read(strip).text, text) << family;
    }
}

TEST(TextLine, PaperAndNoiseSayNothingSurely) {
    TextLineReader reader;
    EXPECT_TRUE(reader.read(cv::Mat(TextLineSize::high, 400, CV_8U, cv::Scalar(230))).words.empty());
    cv::Mat noise(TextLineSize::high, 400, CV_8U);
    cv::RNG(7).fill(noise, cv::RNG::NORMAL, 150, 40);
    EXPECT_LT(surest(reader.read(noise)), 0.8);
}

TEST(TextLine, PrintOnItsHeadMakesLessSense) {
    TextLineReader reader;
    const cv::Mat strip = strip_of("The amount is due within thirty days");
    cv::Mat turned;
    cv::rotate(strip, turned, cv::ROTATE_180);
    EXPECT_GT(sense({reader.read(strip)}), 1.5 * sense({reader.read(turned)}) + 8);
}

TEST(TextLine, TakesStripsOfAnyWidth) {
    TextLineReader reader;
    for (const int wide : {1, 7, 16, 17, 300, 3000})
        EXPECT_NO_THROW(reader.read(cv::Mat(TextLineSize::high, wide, CV_8U, cv::Scalar(200)))) << wide;
    // What follows a wide one is read as before.
    EXPECT_EQ(reader.read(strip_of("Utopia")).text, "Utopia");
}
