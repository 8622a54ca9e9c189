#include "imaging/origin.h"

#include <gtest/gtest.h>

#include "paint.h"

using namespace imaging;
using domain::Origin;
using domain::Reason;

namespace {

cv::Mat letter() {
    cv::Mat page = paint::sheet(1080, 1400, {255, 255, 255});
    for (int i = 0; i < 30; ++i)
        paint::text(page, 60, 80 + i * 40, "een nota voor de levering van energie en gas op uw adres", 24);
    cv::Mat gray;
    cv::cvtColor(page, gray, cv::COLOR_RGB2GRAY);
    return gray;
}

cv::Mat sensed(const cv::Mat& gray) {
    // No sheet lies straight to the pixel.
    cv::Mat three, one, askew;
    cv::warpAffine(gray, askew, cv::getRotationMatrix2D({540, 700}, 0.8, 0.97), gray.size(), cv::INTER_CUBIC,
                   cv::BORDER_REPLICATE);
    cv::cvtColor(askew, three, cv::COLOR_GRAY2RGB);
    cv::cvtColor(paint::taken(three, 4), one, cv::COLOR_RGB2GRAY);
    return one;
}

}  // namespace

TEST(Origin, V9ARenderRepeatsItsGlyphsToThePixelAndASensorNever) {
    const OriginMeasure render = measure_origin(letter()), photo = measure_origin(sensed(letter()));
    EXPECT_GT(render.glyphs, 200);
    EXPECT_GT(render.twins, 0.24);
    EXPECT_LT(photo.twins, 0.2);
}

TEST(Origin, V9ARenderIsRefusedAndSaysWhy) {
    Provenance from{.format = Format::png,
                    .file_width = 1000,
                    .file_height = 1400,
                    .make = {},
                    .model = {},
                    .software = {},
                    .lossless = true,
                    .pdf = {}};
    const auto verdict = judge_origin(from, measure_origin(letter()), false, false);
    EXPECT_EQ(verdict.origin, Origin::digital);
    EXPECT_EQ(verdict.finding.reason, Reason::doc_born_digital);
    EXPECT_FALSE(verdict.evidence.empty());
}

TEST(Origin, V9APictureOfAScreensSizeKeptWithoutLossIsAScreenshot) {
    Provenance from{.format = Format::png,
                    .file_width = 1080,
                    .file_height = 2400,
                    .make = {},
                    .model = {},
                    .software = {},
                    .lossless = true,
                    .pdf = {}};
    EXPECT_EQ(judge_origin(from, measure_origin(letter()), false, false).finding.reason,
              Reason::img_screenshot);
}

TEST(Origin, V9APdfWithoutAFullPagePictureIsBornDigitalAndAScanInAPdfIsNot) {
    Provenance from{
        .format = Format::pdf,
        .make = {},
        .model = {},
        .software = {},
        .pdf = Provenance::Pdf{.pages = 1, .producer = {}, .creator = {}, .fonts = 3, .text_words = 197}};
    const OriginMeasure measure = measure_origin(sensed(letter()));
    EXPECT_EQ(judge_origin(from, measure, false, false).finding.reason, Reason::doc_born_digital);
    from.pdf->full_page_picture = true;
    const auto scan = judge_origin(from, measure, false, false);
    EXPECT_EQ(scan.origin, Origin::scan);
    EXPECT_EQ(scan.finding.outcome, domain::Outcome::clear);
}

TEST(Origin, APhotoIsAPhoto) {
    Provenance from{.file_width = 4000,
                    .file_height = 3000,
                    .make = "Kamera",
                    .model = {},
                    .software = {},
                    .has_exposure = true,
                    .pdf = {}};
    const auto verdict = judge_origin(from, measure_origin(sensed(letter())), true, false);
    EXPECT_EQ(verdict.origin, Origin::photo);
    EXPECT_FALSE(verdict.finding.reason);
}
