#include "samples/mishap.h"

#include <opencv2/imgproc.hpp>

namespace samples {
namespace {

constexpr double reach = 40;  // mm of room around the subject, for the rest of the thumb

/// A thumb from outside whose tip is at `tip`, pointing along `towards` (radians); all in pixels.
void draw_thumb(cv::Mat& bgra, cv::Point2d tip, double towards, double radius, const cv::Vec3d& skin) {
    const cv::Point2d along(std::cos(towards), std::sin(towards));
    for (int y = 0; y < bgra.rows; ++y)
        for (int x = 0; x < bgra.cols; ++x) {
            const cv::Point2d from(x - tip.x, y - tip.y);
            const double back = -from.dot(along), off = from.x * along.y - from.y * along.x;
            const double from_end = back < radius ? std::hypot(back - radius, off) : std::abs(off);
            const double width = radius * (1 + 0.12 * std::clamp(back / (4 * radius), 0.0, 1.0));
            if (from_end > width) continue;
            const double round = std::sqrt(std::max(0.0, 1 - from_end * from_end / (width * width)));
            const double nail_x = (back - radius * 1.05) / (radius * 0.72), nail_y = off / (radius * 0.58);
            const bool nail = nail_x * nail_x + nail_y * nail_y < 1;
            const double light = (0.62 + 0.42 * round) * (nail ? 1.06 : 1);
            cv::Vec4b& pixel = bgra.at<cv::Vec4b>(y, x);
            for (int c = 0; c < 3; ++c)
                pixel[c] = cv::saturate_cast<uchar>((nail ? skin[c] * 0.8 + 40 : skin[c]) * light);
            pixel[3] = 255;
        }
}

cv::Mat shaken_by(double length, double angle) {
    const int size = 2 * cvCeil(length / 2) + 1;
    cv::Mat kernel(size, size, CV_32F, cv::Scalar(0));
    const cv::Point2d middle(size / 2, size / 2),
        half(std::cos(angle) * length / 2, std::sin(angle) * length / 2);
    cv::line(kernel, middle - half, middle + half, cv::Scalar(1), 1, cv::LINE_AA);
    return kernel / cv::sum(kernel)[0];
}

/// A lamp's image on plastic: a soft bright patch, anywhere.
void shine(cv::Mat& picture, Random& random) {
    const double x0 = random.between(0.15, 0.85), y0 = random.between(0.15, 0.85),
                 wide = random.between(0.04, 0.13), tall = random.between(0.02, 0.07),
                 strength = random.between(30, 150), turn = random.between(0, 3.1);
    for (int y = 0; y < picture.rows; ++y)
        for (int x = 0; x < picture.cols; ++x) {
            const double u = double(x) / picture.cols - x0, v = (double(y) / picture.rows - y0) * 0.75;
            const double p = (u * std::cos(turn) + v * std::sin(turn)) / wide,
                         q = (v * std::cos(turn) - u * std::sin(turn)) / tall, far = p * p + q * q;
            if (far > 9) continue;
            const double glow = strength * std::exp(-far);
            cv::Vec3b& pixel = picture.at<cv::Vec3b>(y, x);
            for (int c = 0; c < 3; ++c) pixel[c] = cv::saturate_cast<uchar>(pixel[c] + glow);
        }
}

void darken(cv::Mat& picture, Random& random) {
    const double gain = random.between(0.45, 0.8), warm = random.between(0.82, 1);
    Grain grain(random, 0.7, 0.5);
    for (int y = 0; y < picture.rows; ++y) {
        const std::int8_t* speck = grain.next_row(picture.cols);
        for (int x = 0; x < picture.cols; ++x) {
            cv::Vec3b& pixel = picture.at<cv::Vec3b>(y, x);
            for (int c = 0; c < 3; ++c)
                pixel[c] =
                    cv::saturate_cast<uchar>(pixel[c] * gain * (c == 0 ? warm : 1) + speck[3 * x + c] * 0.12);
        }
    }
}

}  // namespace

Subject perhaps_held(const Subject& subject, Random& random) {
    if (!random.chance(0.25)) return subject;
    Subject held = subject;
    const double mm = subject.px_per_mm;
    const int room = cvRound(reach * mm);
    cv::copyMakeBorder(subject.picture, held.picture, room, room, room, room, cv::BORDER_CONSTANT,
                       cv::Scalar(0, 0, 0, 0));
    held.focus.x += room / mm, held.focus.y += room / mm;
    const bool right = random.chance(0.5), page = subject.focus.width > 180;
    const double deep = page ? random.between(6, 14) : random.between(2.5, 6);
    const cv::Point2d tip((right ? held.focus.x + held.focus.width - deep : held.focus.x + deep) * mm,
                          (held.focus.y + held.focus.height * random.between(0.15, 0.5)) * mm);
    const double towards = (right ? CV_PI : 0) + random.between(-0.5, 0.5), tone = random.between(0.5, 1);
    draw_thumb(held.picture, tip, towards, random.between(8.5, 11) * mm,
               {150 * tone * tone, 180 * tone * tone + 5, 228 * tone});
    return held;
}

void mishaps(Shot& shot, double gloss, Random& random) {
    cv::Mat& picture = shot.picture;
    const double size = std::max(picture.cols, picture.rows) / 2048.0;
    if (random.chance(0.3)) cv::GaussianBlur(picture, picture, {0, 0}, size * random.between(0.5, 1.5));
    if (random.chance(0.2))
        cv::filter2D(picture, picture, -1, shaken_by(size * random.between(1.5, 5), random.between(0, 3.1)));
    if (random.chance(0.25)) darken(picture, random);
    if (random.chance(gloss > 0.2 ? 0.4 : 0.1)) shine(picture, random);
}

}  // namespace samples
