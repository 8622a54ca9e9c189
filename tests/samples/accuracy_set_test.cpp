#include "samples/accuracy_set.h"

#include <gmock/gmock.h>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <set>

#include "samples/crowd.h"
#include "samples/mrz.h"
#include "samples/recapture.h"

namespace samples {
namespace {

using namespace std::chrono_literals;
const Date today = 2026y / 1 / 15;

cv::Mat decode(const std::string& bytes, int how = cv::IMREAD_COLOR) {
    return cv::imdecode(std::vector<uchar>(bytes.begin(), bytes.end()), how);
}

/// A card with colours all over, text-like bars, 600 × 380.
cv::Mat coloured_card() {
    cv::Mat made(380, 600, CV_8UC3, cv::Scalar(200, 235, 215));
    for (int i = 0; i < 9; ++i)
        made(cv::Rect(20 + i * 64, 40, 44, 90)) = cv::Scalar(40 + i * 20, 200 - i * 18, 90 + (i % 3) * 60);
    for (int i = 0; i < 40; ++i) made(cv::Rect(20 + i * 14, 300, 7, 22)) = cv::Scalar(25, 25, 28);
    return made;
}

Retaken taken(const std::string& capture, std::uint64_t seed = 1) {
    Random random(seed, capture);
    return recapture(printed(coloured_card()), capture, {1264, 948}, today, random);
}

/// Mean saturation, 0 … 255, where it is not dark.
double saturation(const cv::Mat& bgr) {
    cv::Mat hsv, light;
    cv::cvtColor(bgr, hsv, cv::COLOR_BGR2HSV);
    cv::inRange(hsv, cv::Scalar(0, 0, 60), cv::Scalar(180, 255, 255), light);
    return cv::mean(hsv, light)[1];
}

TEST(AccuracySet, HasEveryKindAndEveryFormatOfZone) {
    std::set<std::string> kinds, shapes;
    for (int i = 0; i < 16; ++i) {
        const Specimen specimen = document_of_stranger(stranger(3, i, today), i, 3);
        kinds.insert(specimen.kind);
        if (specimen.mrz.empty()) continue;
        shapes.insert(specimen.mrz[0].substr(0, 1) + std::to_string(specimen.mrz.size()) + "x" +
                      std::to_string(specimen.mrz[0].size()) + (specimen.mrz[0][1] == 'D' ? "fr" : ""));
    }
    EXPECT_THAT(kinds,
                testing::UnorderedElementsAre("passport", "identity_card", "visa", "driving_licence", "bill",
                                              "bank_statement", "letter", "company_extract", "payment_card"));
    EXPECT_THAT(shapes,
                testing::UnorderedElementsAre("P2x44", "I3x30", "I2x36", "I2x36fr", "V2x44", "V2x36"));
}

TEST(AccuracySet, PrintsOnlyDigitsThatHold) {
    for (int i = 0; i < 64; ++i) {
        const Specimen made = document_of_stranger(stranger(9, i, today), i, 9);
        for (const std::string& line : made.mrz) {
            EXPECT_THAT(line, testing::MatchesRegex("[A-Z0-9<]+")) << line;
            EXPECT_EQ(line.size(), made.mrz[0].size());
        }
        if (made.mrz.size() != 2 || made.mrz[0].starts_with("IDFRA")) continue;
        const std::string& second = made.mrz[1];
        EXPECT_EQ(second[9], check_digit(second.substr(0, 9)));
        EXPECT_EQ(second[19], check_digit(second.substr(13, 6)));
        EXPECT_EQ(second[27], check_digit(second.substr(21, 6)));
    }
}

TEST(AccuracySet, GivesTheSameBytesAgain) {
    const Person person = stranger(3, 1, today);
    Original once(person, document_of_stranger(person, 1, 3), 3),
        again(person, document_of_stranger(person, 1, 3), 3);
    const auto first = take_for_accuracy(once, "small_jpeg", 3, today),
               second = take_for_accuracy(again, "small_jpeg", 3, today),
               other = take_for_accuracy(again, "small_jpeg", 4, today);
    ASSERT_EQ(first.size(), 1u);
    EXPECT_EQ(first[0].name, "identity_card-back-small_jpeg.jpg");
    EXPECT_EQ(first[0].bytes, second[0].bytes);
    EXPECT_NE(first[0].bytes, other[0].bytes);
}

TEST(Recapture, KnowsEveryCaptureThatItNames) {
    for (std::string_view capture : recaptures) {
        const cv::Mat picture = decode(taken(std::string(capture)).bytes);
        EXPECT_GE(std::min(picture.cols, picture.rows), 400) << capture;
    }
    EXPECT_THROW(taken("painted"), std::invalid_argument);
}

TEST(Recapture, CopiesLoseTheirColourAndTheRestKeepsIt) {
    EXPECT_EQ(decode(taken("gray").bytes, cv::IMREAD_UNCHANGED).channels(), 1);
    for (const char* capture : {"photo", "app_scan", "screen_photo"})
        EXPECT_GT(saturation(decode(taken(capture).bytes)), 25) << capture;
    const cv::Mat sepia = decode(taken("sepia").bytes), bluish = decode(taken("bluish").bytes);
    const cv::Scalar warm = cv::mean(sepia), cold = cv::mean(bluish);
    EXPECT_GT(warm[2], warm[0] + 20);
    EXPECT_GT(cold[0], cold[2] + 10);
}

TEST(Recapture, TwoTonesAreTwo) {
    for (std::uint64_t seed = 1; seed < 6; ++seed) {
        const Retaken made = taken("bitonal", seed);
        const cv::Mat gray = decode(made.bytes, cv::IMREAD_GRAYSCALE);
        cv::Mat middle;
        cv::inRange(gray, 70, 185, middle);
        EXPECT_LT(cv::countNonZero(middle), gray.total() / 100) << seed;  // JPEG blurs some edges
        if (made.extension == ".png") {
            EXPECT_EQ(cv::countNonZero(middle), 0);
        }
    }
}

TEST(Recapture, ExifTurnsBackWhatTheTurnedOneLeavesTurned) {
    Random one(5, "x"), two(5, "x"), three(5, "x");
    const Subject subject = printed(coloured_card());
    const cv::Mat turned = decode(recapture(subject, "turned", {1264, 948}, today, one).bytes),
                  exif = decode(recapture(subject, "exif", {1264, 948}, today, two).bytes);
    EXPECT_GT(exif.cols, exif.rows) << "a card is wide when a reader obeys EXIF";
    const std::string stored = recapture(subject, "exif", {1264, 948}, today, three).bytes;
    EXPECT_EQ(decode(stored, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION).size(), turned.size());
}

TEST(Recapture, SaysHowLargeAPhotoShowsIt) {
    const Subject magenta = printed(cv::Mat(380, 600, CV_8UC3, cv::Scalar(220, 20, 220)));
    for (const char* capture : {"photo", "small_jpeg", "turned", "exif"})
        for (std::uint64_t seed = 1; seed < 3; ++seed) {
            Random random(seed, capture);
            const Retaken made = recapture(magenta, capture, {1264, 948}, today, random);
            cv::Mat hsv, seen;
            cv::cvtColor(decode(made.bytes), hsv, cv::COLOR_BGR2HSV);
            cv::inRange(hsv, cv::Scalar(140, 120, 40), cv::Scalar(165, 255, 255), seen);
            std::vector<cv::Point> points;
            cv::findNonZero(seen, points);
            const cv::Size2f size = cv::minAreaRect(points).size;
            const double width = double(std::max(size.width, size.height));
            EXPECT_NEAR(made.px_per_mm * magenta.focus.width, width, 0.08 * width) << capture << seed;
        }
    EXPECT_LT(taken("gray_photo").px_per_mm, 0.7 * taken("photo").px_per_mm) << "a whole sheet";
    EXPECT_EQ(taken("gray").px_per_mm, 0);
}

}  // namespace
}  // namespace samples
