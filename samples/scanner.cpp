#include "samples/scanner.h"

#include <numbers>
#include <opencv2/imgproc.hpp>

namespace samples {
namespace {

struct Bed {
    cv::Mat glass;  // BGR
    double mm;      // pixels
};

Bed empty_bed(double dpi) {
    const double mm = dpi / 25.4;
    return {cv::Mat(cvRound(297 * mm), cvRound(210 * mm), CV_8UC3, cv::Scalar(243, 245, 244)), mm};
}

/// From the subject's pixels to the bed's: a small turn about its middle, small things away from the corner.
cv::Matx23d placement(const Subject& subject, double px_per_mm, double mm, Random& random) {
    const double width = subject.picture.cols / px_per_mm, height = subject.picture.rows / px_per_mm;
    const bool page = width > 180;
    const double turn =
        random.between(0.25, page ? 0.8 : 1.6) * (random.chance(0.5) ? 1 : -1) * std::numbers::pi / 180;
    const double x = page ? random.between(-0.6, 0.9) : random.between(12, 40),
                 y = page ? random.between(-0.4, 1) : random.between(10, 40);
    const double scale = mm / px_per_mm, c = std::cos(turn) * scale, s = std::sin(turn) * scale;
    const double cx = subject.picture.cols / 2.0, cy = subject.picture.rows / 2.0;
    return {c, -s, (x + width / 2) * mm - c * cx + s * cy, s, c, (y + height / 2) * mm - s * cx - c * cy};
}

void cast_shadow(Bed& bed, const cv::Mat& alpha, double thickness) {
    cv::Mat shade;
    const double reach = 0.35 + thickness * 0.35;
    const cv::Matx23d down(1, 0, 0.25 * bed.mm, 0, 1, reach * 0.7 * bed.mm);
    cv::warpAffine(alpha, shade, down, alpha.size());
    shade = softened(shade, reach * bed.mm);
    for (int y = 0; y < shade.rows; ++y)
        for (int x = 0; x < shade.cols; ++x)
            if (const int dark = shade.at<uchar>(y, x))
                bed.glass.at<cv::Vec3b>(y, x) *= 1 - dark / 255.0 * 0.38;
}

void dust(cv::Mat& picture, double mm, Random& random) {
    for (int i = random.whole(8, 20); i > 0; --i) {
        const cv::Point at(random.whole(0, picture.cols - 1), random.whole(0, picture.rows - 1));
        const double tone = random.between(120, 215);
        cv::circle(picture, at, std::max(1, cvRound(random.between(0.02, 0.08) * mm)), cv::Scalar::all(tone),
                   -1, cv::LINE_AA);
    }
    for (int i = random.whole(0, 2); i > 0; --i) {  // a hair
        const cv::Point at(random.whole(0, picture.cols - 1), random.whole(0, picture.rows - 1));
        cv::ellipse(picture, at, {cvRound(random.between(2, 6) * mm), cvRound(random.between(1, 3) * mm)},
                    random.between(0, 360), 0, random.between(50, 120),
                    cv::Scalar::all(random.between(140, 200)), 1, cv::LINE_AA);
    }
}

void lamp_and_sensor(cv::Mat& picture, Random& random) {
    Grain grain(random, 0.8, 0.3);
    const std::array<double, 3> tint{random.between(0.965, 0.985), random.between(0.985, 0.995), 1};
    const double phase = random.between(0, 6);
    for (int y = 0; y < picture.rows; ++y) {
        uchar* pixel = picture.ptr<uchar>(y);
        const std::int8_t* speck = grain.next_row(picture.cols);
        const double light = 0.992 + 0.008 * std::sin(y * 0.0021 + phase);
        std::array<int, 3> gain{};
        for (std::size_t c = 0; c < 3; ++c) gain[c] = cvRound(tint[c] * light * 256);
        for (int x = 0; x < picture.cols; ++x)
            for (std::size_t c = 0; c < 3; ++c, ++pixel, ++speck)
                *pixel = cv::saturate_cast<uchar>((*pixel * gain[c] + *speck * 13) >> 8);
    }
}

cv::Mat toned(const cv::Mat& gray) {
    cv::Mat lookup(1, 256, CV_8UC3), bgr, made;
    for (int v = 0; v < 256; ++v)
        lookup.at<cv::Vec3b>(v) = {cv::saturate_cast<uchar>(v * 0.76), cv::saturate_cast<uchar>(v * 0.9 + 6),
                                   cv::saturate_cast<uchar>(v * 0.97 + 14)};
    cv::cvtColor(gray, bgr, cv::COLOR_GRAY2BGR);
    cv::LUT(bgr, lookup, made);
    return made;
}

}  // namespace

cv::Mat scan(const Subject& subject, double dpi, ScanMode mode, Random& random) {
    Bed bed = empty_bed(dpi);
    cv::Mat smaller = subject.picture;
    double px_per_mm = subject.px_per_mm;
    if (px_per_mm > bed.mm * 1.2) {
        cv::resize(subject.picture, smaller, {}, bed.mm / px_per_mm, bed.mm / px_per_mm, cv::INTER_AREA);
        px_per_mm = bed.mm;
    }
    const Subject shrunk{
        .picture = smaller, .px_per_mm = px_per_mm, .focus = subject.focus, .thickness = subject.thickness};
    cv::Mat placed, alpha;
    cv::warpAffine(smaller, placed, placement(shrunk, px_per_mm, bed.mm, random), bed.glass.size(),
                   cv::INTER_LINEAR);
    cv::extractChannel(placed, alpha, 3);
    cast_shadow(bed, alpha, subject.thickness);
    for (int y = 0; y < placed.rows; ++y)
        for (int x = 0; x < placed.cols; ++x) {
            const cv::Vec4b& top = placed.at<cv::Vec4b>(y, x);
            cv::Vec3b& under = bed.glass.at<cv::Vec3b>(y, x);
            for (int c = 0; c < 3; ++c)
                under[c] = cv::saturate_cast<uchar>(top[c] + under[c] * (255 - top[3]) / 255);
        }
    dust(bed.glass, bed.mm, random);
    lamp_and_sensor(bed.glass, random);
    if (mode == ScanMode::colour) return bed.glass;
    cv::Mat gray;
    cv::cvtColor(bed.glass, gray, cv::COLOR_BGR2GRAY);
    return mode == ScanMode::gray ? gray : toned(gray);
}

}  // namespace samples
