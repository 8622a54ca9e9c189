#include "samples/files.h"

#include <gmock/gmock.h>
#include <libheif/heif.h>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFExc.hh>

#include "samples/canvas.h"

namespace samples {
namespace {

using namespace std::chrono_literals;
const Date today = 2026y / 11 / 22;

cv::Mat decode(const std::string& bytes, int how = cv::IMREAD_COLOR) {
    return cv::imdecode(std::vector<uchar>(bytes.begin(), bytes.end()), how);
}

/// 60 × 40, red on the left half and blue on the right.
Shot two_colours(int orientation) {
    cv::Mat picture(40, 60, CV_8UC3, cv::Scalar(200, 30, 20));
    picture.colRange(0, 30) = cv::Scalar(20, 30, 200);
    return {.picture = picture, .orientation = orientation, .exposure = {}};
}

const Sheet sheet{.width = 100, .height = 50, .draw = [](Canvas& canvas) {
                      canvas.text({10, 20}, "Voorbeeld", {.size = 8});
                  }};

TEST(SampleFiles, CameraWritesAnExifHeaderThatReadersObey) {
    const std::string upright = camera_jpeg(two_colours(1), 90, today),
                      turned = camera_jpeg(two_colours(6), 90, today);
    EXPECT_THAT(upright, testing::HasSubstr(std::string("Exif\0\0MM", 8)));
    EXPECT_THAT(upright, testing::HasSubstr("Kamera K1"));
    EXPECT_THAT(upright, testing::HasSubstr("2026:11:22 10:"));
    EXPECT_EQ(upright.find("JFIF"), std::string::npos);
    EXPECT_EQ(decode(upright).size(), cv::Size(60, 40));
    const cv::Mat seen = decode(turned);
    ASSERT_EQ(seen.size(), cv::Size(40, 60));
    EXPECT_GT(seen.at<cv::Vec3b>(5, 20)[2], 150) << "turned right, the left half is on top";
    EXPECT_GT(seen.at<cv::Vec3b>(55, 20)[0], 150);
}

TEST(SampleFiles, ScannerTellsItsDensity) {
    const std::string jpeg = scanner_jpeg(two_colours(1).picture, 90, 300);
    EXPECT_EQ(jpeg.substr(6, 4), "JFIF");
    EXPECT_EQ(jpeg.substr(13, 5), std::string("\x01\x01\x2C\x01\x2C", 5));
    EXPECT_FALSE(decode(jpeg).empty());
}

TEST(SampleFiles, OtherFormatsDecodeToTheSameSize) {
    for (const std::string& bytes :
         {png(two_colours(1).picture), webp(two_colours(1).picture, 80), tiff(two_colours(1).picture, 200)})
        EXPECT_EQ(decode(bytes).size(), cv::Size(60, 40));
}

TEST(SampleFiles, HeicIsTurnedByItsContainer) {
    Shot shot = two_colours(6);
    cv::resize(shot.picture, shot.picture, {240, 160});
    const std::string bytes = heic(shot, 60);
    heif_context* context = heif_context_alloc();
    ASSERT_EQ(heif_context_read_from_memory(context, bytes.data(), bytes.size(), nullptr).code,
              heif_error_Ok);
    heif_image_handle* handle = nullptr;
    ASSERT_EQ(heif_context_get_primary_image_handle(context, &handle).code, heif_error_Ok);
    EXPECT_EQ(heif_image_handle_get_width(handle), 160);
    EXPECT_EQ(heif_image_handle_get_height(handle), 240);
    heif_image_handle_release(handle);
    heif_context_free(context);
}

TEST(SampleFiles, HugePictureIsTinyButForItsHeader) {
    const std::string bytes = huge_png();
    EXPECT_LT(bytes.size(), 1000u);
    EXPECT_EQ(bytes.substr(0, 8), "\x89PNG\r\n\x1a\n");
    EXPECT_EQ(bytes.substr(16, 8), std::string("\0\0\xEA\x60\0\0\xEA\x60", 8));  // 60000 twice
}

TEST(SampleFiles, LockedPdfOpensWithItsPasswordOnly) {
    const std::string locked = with_password(vector_pdf(sheet, {"t", "p", "2026-11-22T10:12:00Z"}), "geheim");
    QPDF with, without;
    EXPECT_THROW(without.processMemoryFile("x", locked.data(), locked.size()), QPDFExc);
    EXPECT_NO_THROW(with.processMemoryFile("x", locked.data(), locked.size(), "geheim"));
}

TEST(SampleFiles, PictureInAPdfIsTheSameJpegOnAPageOfItsSize) {
    const std::string jpeg = scanner_jpeg(cv::Mat(2339, 1654, CV_8UC3, cv::Scalar(240, 240, 240)), 80, 200);
    const std::string bytes = picture_pdf({jpeg, jpeg}, 200, {"scan", "Scanner S2", "2026-11-22T10:12:00Z"});
    EXPECT_THAT(bytes, testing::HasSubstr(jpeg.substr(2, 2000)));
    QPDF pdf;
    pdf.processMemoryFile("x", bytes.data(), bytes.size());
    std::vector<QPDFObjectHandle> pages = pdf.getAllPages();
    ASSERT_EQ(pages.size(), 2u);
    EXPECT_NEAR(std::stod(pages[0].getKey("/MediaBox").getArrayItem(2).unparse()), 595, 1.5);
}

}  // namespace
}  // namespace samples
