#include "imaging/origin.h"

#include <gtest/gtest.h>

#include "imaging/exif.h"
#include "imaging/origin_model.h"
#include "paint.h"

using namespace imaging;
using domain::Origin;
using domain::Reason;

namespace {

cv::Mat letter() {
    cv::Mat page = paint::sheet(1080, 1400, {255, 255, 255});
    for (int i = 0; i < 30; ++i)
        paint::text(page, 60, 80 + i * 40, "een nota voor de levering van energie en gas op uw adres", 24);
    return page;
}

cv::Mat sensed(const cv::Mat& page) {
    // No sheet lies straight to the pixel.
    cv::Mat askew;
    cv::warpAffine(page, askew, cv::getRotationMatrix2D({540, 700}, 0.8, 0.97), page.size(), cv::INTER_CUBIC,
                   cv::BORDER_REPLICATE);
    return paint::taken(askew, 4);
}

Provenance file_of(std::uint32_t wide, std::uint32_t high, bool lossless) {
    return {.file_width = wide,
            .file_height = high,
            .make = {},
            .model = {},
            .software = {},
            .lossless = lossless,
            .pdf = {}};
}

}  // namespace

TEST(Origin, V9ARenderRepeatsItsGlyphsToThePixelAndASensorNever) {
    const OriginMeasure render = measure_origin(letter()), photo = measure_origin(sensed(letter()));
    EXPECT_GT(render.glyphs, 200);
    EXPECT_GT(render.twins, 0.24);
    EXPECT_LT(photo.twins, 0.2);
    EXPECT_GT(render.base_lines, photo.base_lines);
    EXPECT_GT(render_score(render), least_render);
    EXPECT_LT(render_score(photo), 0);
}

TEST(Origin, V9PaperThatAnAppHasWhitenedIsNoRender) {
    cv::Mat page = sensed(letter()), whitened;
    page.convertTo(whitened, CV_8U, 255.0 / 205, -255.0 * 20 / 205);  // paper to white, ink to black
    const OriginMeasure measure = measure_origin(whitened);
    EXPECT_GT(measure.flat_white, 0.3);
    EXPECT_LT(render_score(measure), least_render);
}

TEST(Origin, V9TheBarsOfAViewerSayNothingAboutWhatItShows) {
    const cv::Mat photo = sensed(letter());
    cv::Mat shown;
    cv::copyMakeBorder(photo, shown, 0, 0, 300, 300, cv::BORDER_CONSTANT);
    EXPECT_EQ(numbers_of(measure_origin(shown)), numbers_of(measure_origin(photo)));
}

TEST(Origin, V9AProgramThatTakesPicturesOfScreensOrInventsThemIsBelieved) {
    const OriginMeasure paper = measure_origin(sensed(letter()));
    Provenance from = file_of(1000, 1400, true);
    EXPECT_FALSE(judge_origin(from, paper, false, false).finding.reason);
    from.generated = true;
    EXPECT_EQ(judge_origin(from, paper, false, false).origin, Origin::digital);
    from.generated = false;
    from.software = "gnome-screenshot";
    const OriginMeasure render = measure_origin(letter());
    EXPECT_EQ(judge_origin(from, render, false, false).origin, Origin::screenshot);
}

TEST(Origin, ItIsSaidThatAProgramChangedOrPutTogetherAPicture) {
    const OriginMeasure paper = measure_origin(sensed(letter()));
    Provenance from = file_of(1000, 1400, false);
    const double before = *judge_origin(from, paper, false, false).finding.measure;
    from.software = "Adobe Photoshop CC 2019 (Windows)";
    from.transparent = true;
    const OriginVerdict verdict = judge_origin(from, paper, false, false);
    EXPECT_NEAR(*verdict.finding.measure, before + 2, 1e-9);
    EXPECT_FALSE(verdict.finding.reason) << "who crops a scan of paper is not refused for it";
    EXPECT_EQ(verdict.evidence[0], "saved by a program that changes pictures; no camera is named");
    EXPECT_EQ(verdict.evidence[1], "parts of it are transparent: a program put it together");
    from.make = "a maker of cameras", from.transparent = false;
    EXPECT_NEAR(*judge_origin(from, paper, false, false).finding.measure, before, 1e-9);
}

TEST(Origin, AFileOfOneBitIsACopiersPageHoweverItsLettersRepeat) {
    Provenance from = file_of(1000, 1400, true);
    from.source_bits = 1, from.source_channels = 1;
    EXPECT_EQ(judge_origin(from, measure_origin(letter()), false, true).origin, Origin::photocopy);
}

TEST(Origin, V9ARenderIsRefusedAndSaysWhy) {
    const Provenance from = file_of(1000, 1400, true);
    const auto verdict = judge_origin(from, measure_origin(letter()), false, false);
    EXPECT_EQ(verdict.origin, Origin::digital);
    EXPECT_EQ(verdict.finding.reason, Reason::doc_born_digital);
    EXPECT_FALSE(verdict.evidence.empty());
}

TEST(Origin, V9APictureOfAScreensSizeKeptWithoutLossIsAScreenshot) {
    const Provenance from = file_of(1080, 2400, true);
    EXPECT_EQ(judge_origin(from, measure_origin(letter()), false, false).finding.reason,
              Reason::img_screenshot);
}

TEST(Origin, V9APhotoShownOnATelephoneAndSavedFromItsScreenIsAScreenshotToo) {
    const OriginMeasure paper = measure_origin(sensed(letter()));
    EXPECT_EQ(judge_origin(file_of(1080, 2400, true), paper, false, false).finding.reason,
              Reason::img_screenshot);
    EXPECT_FALSE(judge_origin(file_of(1080, 2400, false), paper, false, false).finding.reason)
        << "a JPEG may have been cropped to that";
    EXPECT_FALSE(judge_origin(file_of(1920, 1080, true), paper, false, false).finding.reason)
        << "webcams have that size";
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

TEST(Origin, XmpOfAGenerativeProgramIsRead) {
    Provenance from = file_of(10, 10, false);
    read_xmp(
        "<x "
        "Iptc4xmpExt:DigitalSourceType=\"http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture\"/>",
        from);
    EXPECT_FALSE(from.generated);
    read_xmp(
        "<x "
        "Iptc4xmpExt:DigitalSourceType=\"http://cv.iptc.org/newscodes/digitalsourcetype/"
        "trainedAlgorithmicMedia\"/>",
        from);
    EXPECT_TRUE(from.generated);
}
