#include "imaging/overlay.h"

#include <gtest/gtest.h>

#include <ctime>

#include "imaging/colour.h"
#include "imaging/origin.h"
#include "imaging/screen_photo.h"
#include "paint.h"

using namespace imaging;
using domain::Outcome;
using domain::Reason;

namespace {

const std::string line1 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
                  line2 = "L898902C36UTO7408122F1204159ZE184226B<<<<<10";

TextReader& reader() {
    static TextReader one;
    return one;
}

/// A page as the examiner has it once the checks are done.
struct Page {
    Picture picture;
    Copy copy;
    Sheet sheet;
    OriginPlaces repeats;

    /// All of the picture is the sheet.
    explicit Page(const cv::Mat& rgb) : picture(paint::picture(rgb)), copy(shrunk(picture, 1.6e6)) {
        const float w = float(copy.rgb.cols), h = float(copy.rgb.rows);
        sheet.corners = {cv::Point2f{0, 0}, {w, 0}, {w, h}, {0, h}};
    }
    OriginMeasure measure_repeats() {
        return measure_origin(middle_of(picture, sheet, copy.scale), &repeats);
    }
    std::optional<Picture> overlay(const char* check, Reason reason,
                                   std::optional<double> threshold = {}) const {
        const domain::Finding finding{.check = check,
                                      .outcome = Outcome::consider,
                                      .reason = reason,
                                      .measure = {},
                                      .threshold = threshold,
                                      .region = {}};
        const Chroma chroma = judge_colour_of(picture, copy, sheet, {}).chroma;
        return overlay_of(finding, {picture, copy, sheet, chroma, repeats});
    }
};

/// Of each pixel, how far its channels are apart.
cv::Mat colourfulness(const Picture& picture) {
    cv::Mat parts[3], most, least;
    cv::split(as_matrix(picture), parts);
    cv::max(parts[0], cv::max(parts[1], parts[2]), most);
    cv::min(parts[0], cv::min(parts[1], parts[2]), least);
    return most - least;
}

double most_colour(const cv::Mat& colourfulness) {
    double most = 0;
    cv::minMaxLoc(colourfulness, nullptr, &most);
    return most;
}

/// Share of the pixels of a part of an overlay that are painted in the colour of what speaks against.
double share_orange(const Picture& overlay, cv::Rect part) {
    int orange = 0;
    const cv::Mat rgb = as_matrix(overlay)(part);
    for (int y = 0; y < rgb.rows; ++y)
        for (int x = 0; x < rgb.cols; ++x) {
            const cv::Vec3b p = rgb.at<cv::Vec3b>(y, x);
            orange += p[0] > p[2] + 50;
        }
    return double(orange) / double(rgb.total());
}

double share_teal(const Picture& overlay, cv::Rect part) {
    int teal = 0;
    const cv::Mat rgb = as_matrix(overlay)(part);
    for (int y = 0; y < rgb.rows; ++y)
        for (int x = 0; x < rgb.cols; ++x) {
            const cv::Vec3b p = rgb.at<cv::Vec3b>(y, x);
            teal += p[2] > p[0] + 50;
        }
    return double(teal) / double(rgb.total());
}

cv::Mat letter() {
    cv::Mat page = paint::sheet(1080, 1400, {255, 255, 255});
    for (int i = 0; i < 14; ++i)
        paint::text(page, 60, 80 + i * 40, "een nota voor de levering van energie en gas op uw adres", 24);
    return page;
}

}  // namespace

TEST(Overlay, AGrayCopyStaysGrayWhateverTheLamp) {
    const cv::Mat copy = paint::gray(paint::passport(line1, line2));
    for (const cv::Mat& page : {paint::taken(copy), paint::taken(paint::lit(copy, {1.0, 0.87, 0.66}))}) {
        const auto overlay = Page(page).overlay("colour", Reason::img_greyscale);
        ASSERT_TRUE(overlay);
        const cv::Mat colour = colourfulness(*overlay);
        EXPECT_LT(cv::mean(colour)[0], 1.5);
        EXPECT_LT(cv::countNonZero(colour > 24), int(colour.total() / 500));
    }
}

TEST(Overlay, ColourShowsJustWhereItIs) {
    cv::Mat page = paint::gray(paint::passport(line1, line2));
    const cv::Rect stamp{800, 250, 200, 150};
    cv::rectangle(page, stamp, {60, 90, 190}, cv::FILLED);
    const auto overlay = Page(paint::taken(page)).overlay("colour", Reason::img_greyscale);
    ASSERT_TRUE(overlay);
    const double scale = overlay->width / double(page.cols);
    cv::Mat colour = colourfulness(*overlay);
    const cv::Rect there{int(stamp.x * scale), int(stamp.y * scale), int(stamp.width * scale),
                         int(stamp.height * scale)};
    EXPECT_GT(cv::mean(colour(there))[0], 60);
    const cv::Vec3b middle =
        as_matrix(*overlay).at<cv::Vec3b>(there.y + there.height / 2, there.x + there.width / 2);
    EXPECT_GT(middle[2], middle[0]) << "blue stays blue";
    colour(there + cv::Size{12, 12} - cv::Point{6, 6}).setTo(0);
    EXPECT_LT(most_colour(colour), 30) << "and the rest has none";
}

TEST(Overlay, OneTintIsShownAsTheEvenTintThatItIs) {
    const cv::Mat sepia = paint::lit(paint::gray(paint::passport(line1, line2)), {1.0, 0.82, 0.58});
    const auto overlay = Page(paint::taken(sepia)).overlay("colour", Reason::img_tinted);
    ASSERT_TRUE(overlay);
    const cv::Scalar mean = cv::mean(as_matrix(*overlay));
    EXPECT_GT(mean[0], mean[2] + 20) << "warm all over";
    EXPECT_LT(share_teal(*overlay, {0, 0, overlay->width, overlay->height}), 0.01);
}

TEST(Overlay, LettersThatRepeatArePaintedAndWhereThereAreNoneNothingIs) {
    Page page(letter());
    ASSERT_TRUE(letters_repeat(page.measure_repeats()));
    const auto overlay = page.overlay("origin", Reason::doc_born_digital, least_render);
    ASSERT_TRUE(overlay);
    EXPECT_EQ(overlay->height, overlay_side);
    const double scale = overlay->height / 1400.0;
    // The middle of the page is looked at: rows 150 to 1250 of 1400.
    EXPECT_GT(share_orange(*overlay, {int(60 * scale), int(240 * scale), int(500 * scale), int(380 * scale)}),
              0.1);
    EXPECT_EQ(share_orange(*overlay, {0, int(760 * scale), overlay->width, int(600 * scale)}), 0);
}

TEST(Overlay, TheGroundOfARepeatedPageCannotBeRead) {
    cv::Mat card = paint::sheet(1370, 864, {250, 250, 250});
    paint::text(card, 90, 380, "4000 1234 5678 9010", 100, "Liberation Mono");
    Page page(card);
    page.measure_repeats();
    const auto overlay = page.overlay("origin", Reason::img_screenshot, least_render);
    if (!overlay) return;  // nothing repeats: nothing is kept
    // Along a line through the digits no edge is left but those of the boxes painted over them.
    cv::Mat gray, steps;
    cv::cvtColor(as_matrix(*overlay), gray, cv::COLOR_RGB2GRAY);
    gray.setTo(128, colourfulness(*overlay) > 20);
    const cv::Mat a = gray.colRange(1, gray.cols), b = gray.colRange(0, gray.cols - 1);
    cv::absdiff(a, b, steps);
    steps.setTo(0, (a == 128) | (b == 128));
    EXPECT_LE(most_colour(steps), 16) << "black on white makes 150";
}

TEST(Overlay, AFileThatSpeaksForItselfHasNoPicture) {
    EXPECT_FALSE(Page(letter()).overlay("origin", Reason::doc_born_digital, 0)) << "a PDF's own words";
    EXPECT_FALSE(Page(letter()).overlay("mrz", Reason::mrz_checksum)) << "its region says it";
}

TEST(Overlay, ClearFindingsHaveNone) {
    const Page page(letter());
    const domain::Finding clear{.check = "colour", .reason = {}, .region = {}};
    EXPECT_FALSE(overlay_of(clear, {page.picture, page.copy, page.sheet, {}, page.repeats}));
}

TEST(Overlay, BlurIsToldFromWhatIsSharp) {
    cv::Mat page = paint::taken(letter(), 2, 0.6), soft;
    cv::Mat below = page.rowRange(355, page.rows);
    cv::GaussianBlur(below, soft, {}, 5);
    soft.copyTo(below);
    const auto overlay = Page(page).overlay("blur", Reason::img_blur, 0.86);
    ASSERT_TRUE(overlay);
    const double scale = overlay->height / 1400.0;
    const auto part = [&](int from, int to) {
        return cv::Rect{int(70 * scale), int(from * scale), int(500 * scale), int((to - from) * scale)};
    };
    EXPECT_GT(share_teal(*overlay, part(90, 310)), 0.8);
    EXPECT_EQ(share_orange(*overlay, part(90, 310)), 0);
    EXPECT_GT(share_orange(*overlay, part(390, 600)), 0.7);
    EXPECT_LT(share_teal(*overlay, part(390, 600)), 0.15);
    EXPECT_EQ(share_teal(*overlay, part(800, 1390)) + share_orange(*overlay, part(800, 1390)), 0)
        << "no print there";
}

TEST(Overlay, GlareAndDarkAreWhereTheyAre) {
    cv::Mat page = paint::taken(paint::sheet(1200, 900, {170, 170, 165}));
    cv::circle(page, {900, 300}, 120, {255, 255, 255}, cv::FILLED);
    const auto glare = Page(page).overlay("glare", Reason::img_glare, 0.12);
    ASSERT_TRUE(glare);
    const double scale = glare->width / 1200.0;
    EXPECT_GT(share_orange(*glare, {int(850 * scale), int(250 * scale), 50, 50}), 0.95);
    EXPECT_EQ(share_orange(*glare, {0, 0, glare->width / 2, glare->height}), 0);

    page.setTo(cv::Scalar(20, 20, 20));
    page(cv::Rect{0, 0, 300, 900}).setTo(cv::Scalar(150, 150, 150));
    const auto overlay = Page(page).overlay("dark", Reason::img_dark, 0.6);
    ASSERT_TRUE(overlay);
    EXPECT_EQ(share_orange(*overlay, {0, 0, int(280 * scale), overlay->height}), 0);
    EXPECT_GT(share_orange(*overlay, {int(320 * scale), 0, int(800 * scale), overlay->height}), 0.95);
}

TEST(Overlay, TheLinesOfAScreenArePaintedWhereTheyAre) {
    cv::Mat page = paint::taken(paint::sheet(1300, 1000, {200, 205, 210}), 2, 0.5);
    for (int y = 0; y < page.rows; ++y)
        for (int x = 0; x < 600; ++x)
            for (int k = 0; k < 3; ++k) {
                auto& value = page.at<cv::Vec3b>(y, x)[k];
                value = cv::saturate_cast<std::uint8_t>(
                    value * (0.8 + 0.2 * std::cos(2 * CV_PI * ((x + 0.3 * y) / 3.3 - k / 3.0))));
            }
    const auto overlay = Page(page).overlay("screen", Reason::other, least_screen);
    ASSERT_TRUE(overlay);
    const int half = overlay->width / 2;
    EXPECT_GT(share_orange(*overlay, {0, 0, half - 40, overlay->height}), 0.5);
    EXPECT_LT(share_orange(*overlay, {half + 80, 0, half - 80, overlay->height}), 0.3);
}

TEST(Overlay, IsSmallAndOfThePagesAspect) {
    for (const cv::Size size : {cv::Size{4000, 3000}, {3000, 4000}, {4000, 40}, {300, 200}, {1, 1}}) {
        const auto overlay =
            Page(cv::Mat(size, CV_8UC3, cv::Scalar(120, 120, 120))).overlay("colour", Reason::img_greyscale);
        ASSERT_TRUE(overlay);
        EXPECT_EQ(overlay->rgb.size(), std::size_t(overlay->width) * std::size_t(overlay->height) * 3);
        EXPECT_LE(std::max(overlay->width, overlay->height),
                  std::min(overlay_side, std::max(size.width, size.height)));
        if (std::min(overlay->width, overlay->height) > 20) {
            EXPECT_NEAR(double(overlay->width) / overlay->height, double(size.width) / size.height, 0.02);
        }
    }
}

TEST(Overlay, I12EveryCheckEndsOnAnySizeAndAnySheet) {
    cv::RNG random(11);
    for (const cv::Size size :
         {cv::Size{1, 1}, {7, 3}, {8, 8}, {31, 700}, {4000, 9}, {9, 4000}, {257, 255}, {1600, 1200}}) {
        cv::Mat noise(size, CV_8UC3);
        random.fill(noise, cv::RNG::UNIFORM, 0, 255);
        for (const cv::Mat& rgb : {noise, cv::Mat(size, CV_8UC3, cv::Scalar(128, 128, 128))})
            for (const bool odd : {false, true}) {
                Page page(rgb);
                const float w = float(page.copy.rgb.cols), h = float(page.copy.rgb.rows);
                // As a card within a sheet may come out: partly beside the picture.
                if (odd)
                    page.sheet.found = true,
                    page.sheet.corners = {cv::Point2f{-w, -2}, {w / 2, 1}, {w + 9, 2 * h}, {0, h / 3}};
                for (const char* check : {"colour", "origin", "screen", "blur", "glare", "dark"}) {
                    const auto overlay = page.overlay(check, Reason::other, least_render);
                    EXPECT_LE(overlay ? std::max(overlay->width, overlay->height) : 0, overlay_side);
                }
            }
    }
}

TEST(Overlay, ExaminationExplainsAGrayCopyUprightAndACleanOneNot) {
    cv::Mat lying;
    cv::rotate(paint::taken(paint::gray(paint::passport(line1, line2))), lying, cv::ROTATE_90_CLOCKWISE);
    const Examination e = examine(paint::photo(lying), reader());
    ASSERT_EQ(e.overlays.size(), 1u);
    EXPECT_EQ(e.overlays[0].check, "colour");
    EXPECT_EQ(e.overlays[0].page, 0);
    EXPECT_EQ(e.overlays[0].picture.width, overlay_side) << "upright, as the page";
    EXPECT_EQ(e.pages[0].width, 1250);
    EXPECT_TRUE(
        examine(paint::photo(paint::taken(paint::passport(line1, line2))), reader()).overlays.empty());
}

TEST(Overlay, NeverShowsACardNumberThatThePageHides) {
    cv::Mat page = paint::sheet(1240, 900);
    paint::text(page, 80, 100, "Receipt for your payment by card", 34);
    paint::text(page, 80, 240, "Card 4111 1111 1111 1111 was charged", 34);
    paint::text(page, 80, 380, "Thank you and see you again soon", 34);
    const Examination e = examine(paint::photo(paint::gray(paint::taken(page, 2, 0.6))), reader());
    ASSERT_EQ(e.overlays.size(), 1u);
    const cv::Mat kept = as_matrix(e.pages[0]);
    cv::Mat hidden, small;
    cv::inRange(kept, cv::Scalar::all(0), cv::Scalar::all(0), hidden);
    ASSERT_GT(cv::countNonZero(hidden), 1000);
    const cv::Mat shown = as_matrix(e.overlays[0].picture);
    cv::resize(hidden, small, shown.size(), 0, 0, cv::INTER_AREA);
    cv::erode(small == 255, small, cv::getStructuringElement(cv::MORPH_RECT, {3, 3}));
    cv::Scalar mean, deviation;
    cv::meanStdDev(shown, mean, deviation, small);
    EXPECT_LT(deviation[0], 2) << "one black bar";
}

TEST(Overlay, ShowsNoColourOfWhatThePageHides) {
    // Too weak to make the page a coloured one, but enough to be seen.
    const auto page = [](const std::string& number) {
        cv::Mat rgb = paint::sheet(2480, 1800);
        paint::text(rgb, 80, 100, "Receipt for your payment by card", 34);
        paint::text(rgb, 80, 240, number, 34, "DejaVu Sans", {50, 50, 100});
        paint::text(rgb, 80, 380, "Thank you and see you again soon", 34);
        return examine(paint::photo(paint::taken(rgb, 2, 0.6)), reader());
    };
    const auto colour = [](const Examination& e) {
        return e.overlays.empty() ? -1 : most_colour(colourfulness(e.overlays[0].picture));
    };
    EXPECT_GT(colour(page("Sum of 4111 pounds and 11 pence in all")), 20) << "it would be seen";
    const Examination hidden = page("Card 4111 1111 1111 1111 was charged");
    ASSERT_EQ(hidden.overlays.size(), 1u);
    const cv::Mat kept = as_matrix(hidden.pages[0]), shown = as_matrix(hidden.overlays[0].picture);
    cv::Mat bar, small, colours = colourfulness(hidden.overlays[0].picture);
    cv::inRange(kept, cv::Scalar::all(0), cv::Scalar::all(0), bar);
    ASSERT_GT(cv::countNonZero(bar), 1000);
    cv::resize(bar, small, shown.size(), 0, 0, cv::INTER_AREA);
    cv::erode(small == 255, small, cv::getStructuringElement(cv::MORPH_RECT, {5, 5}));
    double most = 0;
    cv::minMaxLoc(colours, nullptr, &most, nullptr, nullptr, small);
    EXPECT_LT(most, 4) << "one black bar";
}

TEST(Overlay, TakesLittleTime) {
    Page page(paint::taken(paint::on_table(paint::gray(paint::passport(line1, line2, 3000)))));
    page.sheet = find_sheet(page.copy.rgb);
    page.measure_repeats();
    for (const char* check : {"colour", "origin", "screen", "blur", "glare", "dark"}) {
        double best = 1e9;
        for (int round = 0; round < 5; ++round) {
            const auto start = std::clock();
            (void)page.overlay(check, Reason::other, least_render);
            best = std::min(best, double(std::clock() - start) * 1e3 / CLOCKS_PER_SEC);
        }
        RecordProperty(check, std::to_string(best));
        EXPECT_LT(best, 250) << check;  // far from the 30 that it takes: sanitizers and busy machines
    }
}
