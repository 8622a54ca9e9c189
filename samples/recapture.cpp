#include "samples/recapture.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <stdexcept>

#include "samples/app_scan.h"
#include "samples/mishap.h"
#include "samples/scanner.h"
#include "samples/screen_photo.h"

namespace samples {
namespace {

std::string plain_jpeg(const cv::Mat& picture, int quality) {
    std::vector<uchar> bytes;
    cv::imencode(".jpg", picture, bytes, {cv::IMWRITE_JPEG_QUALITY, quality});
    return {bytes.begin(), bytes.end()};
}

std::string two_tone_png(const cv::Mat& picture) {
    std::vector<uchar> bytes;
    cv::imencode(".png", picture, bytes, {cv::IMWRITE_PNG_BILEVEL, 1});
    return {bytes.begin(), bytes.end()};
}

Shot photo(const Subject& subject, cv::Size frame, Random& random) {
    const Subject held = perhaps_held(subject, random);
    Shot shot = photograph(held, frame, random.pick(tables), random);
    mishaps(shot, subject.gloss, random);
    return shot;
}

cv::Mat upright(Shot shot) {
    if (shot.orientation == 6) cv::rotate(shot.picture, shot.picture, cv::ROTATE_90_CLOCKWISE);
    return shot.picture;
}

/// Stored as EXIF `orientation` says it must be turned back.
cv::Mat stored(const cv::Mat& seen, int orientation) {
    cv::Mat made = seen;
    if (orientation == 3) cv::rotate(seen, made, cv::ROTATE_180);
    if (orientation == 6) cv::rotate(seen, made, cv::ROTATE_90_COUNTERCLOCKWISE);
    if (orientation == 8) cv::rotate(seen, made, cv::ROTATE_90_CLOCKWISE);
    return made;
}

/// Wide enough that the subject itself is 540 px wide.
Retaken small_jpeg(const Subject& subject, cv::Size frame, Random& random) {
    const Shot shot = photo(subject, frame, random);
    const cv::Mat seen = upright(shot);
    const double tall = std::max(1.0, subject.focus.height / subject.focus.width * seen.cols / seen.rows);
    const double width = std::max(random.between(640, 900), 640 * tall), scale = width / seen.cols;
    cv::Mat small = seen;
    if (scale < 1) cv::resize(seen, small, {}, scale, scale, cv::INTER_AREA);
    return {plain_jpeg(small, random.whole(40, 60)), ".jpg", shot.px_per_mm * std::min(1.0, scale)};
}

/// Paper and ink of other colours, as sepia filters and tired copiers make them.
cv::Mat toned(const cv::Mat& gray, const cv::Vec3d& paper, const cv::Vec3d& ink) {
    cv::Mat lookup(1, 256, CV_8UC3), bgr, made;
    for (int v = 0; v < 256; ++v)
        for (int c = 0; c < 3; ++c)
            lookup.at<cv::Vec3b>(v)[c] = cv::saturate_cast<uchar>(ink[c] + (paper[c] - ink[c]) * v / 255);
    cv::cvtColor(gray, bgr, cv::COLOR_GRAY2BGR);
    cv::LUT(bgr, lookup, made);
    return made;
}

cv::Vec3d about(const cv::Vec3d& colour, Random& random) {
    return {colour[0] + random.between(-8, 8), colour[1] + random.between(-5, 5),
            colour[2] + random.between(-8, 8)};
}

cv::Mat toned_copy(const Subject& subject, std::string_view capture, Random& random) {
    const cv::Mat gray =
        scan(photocopied(subject, random), random.chance(0.5) ? 200 : 300, ScanMode::gray, random);
    return capture == "sepia" ? toned(gray, about({196, 226, 244}, random), about({22, 40, 62}, random))
                              : toned(gray, about({252, 240, 224}, random), about({92, 52, 30}, random));
}

/// Text mode: everything is ink or paper.
cv::Mat two_tones(const cv::Mat& gray, Random& random) {
    cv::Mat made;
    if (random.chance(0.5)) {
        const int block = 2 * (gray.cols / random.whole(70, 140)) + 1;
        cv::adaptiveThreshold(gray, made, 255, cv::ADAPTIVE_THRESH_MEAN_C, cv::THRESH_BINARY, block,
                              random.whole(12, 22));
    } else {
        cv::threshold(gray, made, random.whole(118, 152), 255, cv::THRESH_BINARY);
    }
    return made;
}

cv::Mat two_tone_scan(const Subject& subject, Random& random) {
    const bool page = subject.picture.cols / subject.px_per_mm > 180;
    cv::Mat colour = scan(subject, page && random.chance(0.5) ? 200 : 300, ScanMode::colour, random), gray;
    cv::cvtColor(colour, gray, cv::COLOR_BGR2GRAY);
    return two_tones(gray, random);
}

Subject two_tone_print(const Subject& subject, Random& random) {
    Subject made{.px_per_mm = 300 / 25.4, .focus = {0, 0, 210, 297}, .waviness = 0.8};
    cv::Mat gray;
    cv::cvtColor(scan(subject, 300, ScanMode::colour, random), gray, cv::COLOR_BGR2GRAY);
    cv::cvtColor(two_tones(gray, random), made.picture, cv::COLOR_GRAY2BGRA);
    wear(made.picture, made.px_per_mm, {}, random);
    return made;
}

}  // namespace

Retaken recapture(const Subject& subject, std::string_view capture, cv::Size frame, Date taken,
                  Random& random) {
    const auto camera = [&](const Shot& shot) {
        return Retaken{camera_jpeg(shot, random.whole(82, 93), taken), ".jpg", shot.px_per_mm};
    };
    if (capture == "photo") return camera(photo(subject, frame, random));
    if (capture == "small_jpeg") return small_jpeg(subject, frame, random);
    if (capture == "turned" || capture == "exif" || capture == "mirrored") {
        Shot shot = photo(subject, frame, random);
        shot.picture = upright(shot);
        shot.orientation = 1;
        if (capture == "mirrored") {
            cv::flip(shot.picture, shot.picture, 1);
        } else {
            const int orientation = random.pick(std::array{3, 6, 8});
            shot.picture = stored(shot.picture, orientation);
            if (capture == "exif") shot.orientation = orientation;
        }
        return camera(shot);
    }
    if (capture == "gray") {
        const int dpi = random.chance(0.5) ? 200 : 300;
        return {scanner_jpeg(scan(photocopied(subject, random), dpi, ScanMode::gray, random),
                             random.whole(80, 92), dpi),
                ".jpg"};
    }
    if (capture == "gray_photo") return camera(photo(photocopied(subject, random), frame, random));
    if (capture == "sepia" || capture == "bluish") {
        const cv::Mat picture = toned_copy(subject, capture, random);
        return {scanner_jpeg(picture, random.whole(80, 92), 200), ".jpg"};
    }
    if (capture == "bitonal") {
        const cv::Mat picture = two_tone_scan(subject, random);
        if (random.chance(0.5)) return {two_tone_png(picture), ".png"};
        return {scanner_jpeg(picture, random.whole(75, 90), 300), ".jpg"};
    }
    if (capture == "bitonal_photo") return camera(photo(two_tone_print(subject, random), frame, random));
    if (capture == "app_scan") return {plain_jpeg(app_scan(subject, random), random.whole(70, 88)), ".jpg"};
    if (capture == "screen_photo") return camera(photograph_screen(subject, frame, random));
    throw std::invalid_argument("no such capture: " + std::string(capture));
}

Subject printed(const cv::Mat& bgr) {
    Subject made{.thickness = 0.3, .waviness = 0.1, .gloss = 0.3};
    cv::cvtColor(bgr, made.picture, cv::COLOR_BGR2BGRA);
    const double width = bgr.rows > bgr.cols * 1.25 ? 180 : bgr.rows > bgr.cols ? 125 : 110;
    made.px_per_mm = bgr.cols / width;
    made.focus = {0, 0, width, bgr.rows / made.px_per_mm};
    return made;
}

cv::Size frame_for(const Subject& subject) {
    const double across = std::max(subject.focus.width, subject.focus.height) * subject.px_per_mm,
                 down = std::min(subject.focus.width, subject.focus.height) * subject.px_per_mm;
    const double width = std::clamp(std::max(across, down * 4 / 3) / 0.84 * 1.15, 1264.0, 4032.0);
    return {cvRound(width / 4) * 4, cvRound(width / 4) * 3};
}

Subject photocopied(const Subject& original, Random& random) {
    constexpr double dpi = 300;
    Subject copy{.picture = photocopy(original.picture, original.px_per_mm * 25.4, dpi, random),
                 .px_per_mm = dpi / 25.4,
                 .waviness = 0.8};
    copy.focus = {0, 0, 210, 297};
    return copy;
}

}  // namespace samples
