#include "samples/app_scan.h"

#include <opencv2/imgproc.hpp>

namespace samples {
namespace {

cv::Mat on_white(const cv::Mat& premultiplied) {
    cv::Mat made(premultiplied.size(), CV_8UC3);
    for (int y = 0; y < made.rows; ++y)
        for (int x = 0; x < made.cols; ++x) {
            const cv::Vec4b& top = premultiplied.at<cv::Vec4b>(y, x);
            for (int c = 0; c < 3; ++c)
                made.at<cv::Vec3b>(y, x)[c] = cv::saturate_cast<uchar>(top[c] + 235 * (255 - top[3]) / 255);
        }
    return made;
}

/// Cut out by corners that were found a little off.
cv::Mat straightened(const Subject& subject, Random& random) {
    const double mm = subject.px_per_mm;
    const cv::Rect whole(0, 0, subject.picture.cols, subject.picture.rows);
    const cv::Rect part = cv::Rect(cvRound(subject.focus.x * mm), cvRound(subject.focus.y * mm),
                                   cvRound(subject.focus.width * mm), cvRound(subject.focus.height * mm)) &
                          whole;
    const cv::Mat flat = on_white(subject.picture(part));
    const double scale = random.between(1500, 2300) / std::max(flat.cols, flat.rows);
    const cv::Size size(cvRound(flat.cols * scale), cvRound(flat.rows * scale));
    const auto w = static_cast<float>(flat.cols), h = static_cast<float>(flat.rows);
    const auto off = [&](float at, float length) {
        return at + length * static_cast<float>(random.between(-0.008, 0.012));
    };
    const std::array<cv::Point2f, 4> from{cv::Point2f(off(0, w), off(0, h)),
                                          {off(w, w), off(0, h)},
                                          {off(w, w), off(h, h)},
                                          {off(0, w), off(h, h)}};
    const auto W = static_cast<float>(size.width), H = static_cast<float>(size.height);
    const std::array<cv::Point2f, 4> to{cv::Point2f(0, 0), {W, 0}, {W, H}, {0, H}};
    cv::Mat smooth = flat, made;
    if (scale < 0.9) cv::GaussianBlur(flat, smooth, {0, 0}, 0.45 / scale);
    cv::warpPerspective(smooth, made, cv::getPerspectiveTransform(from.data(), to.data()), size,
                        cv::INTER_CUBIC, cv::BORDER_CONSTANT, cv::Scalar(70, 84, 96));
    return made;
}

/// A lamp at one side, a camera's noise.
void light(cv::Mat& picture, Random& random) {
    const double angle = random.between(0, 6.283), slope = random.between(0.06, 0.2);
    const cv::Vec3d balance(random.between(0.88, 0.99), random.between(0.96, 1), 1);
    Grain grain(random, random.between(0.6, 1.1), 0.35);
    const double strength = random.between(0.06, 0.16);
    for (int y = 0; y < picture.rows; ++y) {
        const std::int8_t* speck = grain.next_row(std::min(picture.cols, 4000));
        for (int x = 0; x < picture.cols; ++x) {
            const double gain = 0.86 + slope * ((double(x) / picture.cols - 0.5) * std::cos(angle) +
                                                (double(y) / picture.rows - 0.5) * std::sin(angle));
            cv::Vec3b& pixel = picture.at<cv::Vec3b>(y, x);
            for (int c = 0; c < 3; ++c)
                pixel[c] =
                    cv::saturate_cast<uchar>(pixel[c] * gain * balance[c] + speck[3 * x + c] * strength);
        }
    }
}

/// The paper's own light, taken from the brightest of each neighbourhood, becomes white.
void whiten(cv::Mat& picture, double strength) {
    cv::Mat small, paper;
    cv::resize(picture, small, {}, 0.125, 0.125, cv::INTER_AREA);
    cv::dilate(small, small, cv::getStructuringElement(cv::MORPH_ELLIPSE, {17, 17}));
    cv::GaussianBlur(small, small, {0, 0}, 14);
    cv::resize(small, paper, picture.size(), 0, 0, cv::INTER_LINEAR);
    for (int y = 0; y < picture.rows; ++y)
        for (int x = 0; x < picture.cols; ++x) {
            cv::Vec3b& pixel = picture.at<cv::Vec3b>(y, x);
            const cv::Vec3b& white = paper.at<cv::Vec3b>(y, x);
            for (int c = 0; c < 3; ++c) {
                const double even = pixel[c] * 250.0 / std::max<int>(white[c], 90);
                const double mixed = pixel[c] + (even - pixel[c]) * strength;
                pixel[c] =
                    cv::saturate_cast<uchar>((mixed - 128) * (1 + 0.22 * strength) + 128 + 12 * strength);
            }
        }
}

void saturate_and_sharpen(cv::Mat& picture, double colour, double edge) {
    cv::Mat soft, gray, gray3;
    cv::GaussianBlur(picture, soft, {0, 0}, 1.4);
    cv::addWeighted(picture, 1 + edge, soft, -edge, 0, picture);
    cv::cvtColor(picture, gray, cv::COLOR_BGR2GRAY);
    cv::cvtColor(gray, gray3, cv::COLOR_GRAY2BGR);
    cv::addWeighted(picture, colour, gray3, 1 - colour, 0, picture);
}

}  // namespace

cv::Mat app_scan(const Subject& subject, Random& random) {
    cv::Mat picture = straightened(subject, random);
    cv::GaussianBlur(picture, picture, {0, 0}, random.between(0.5, 0.9));
    light(picture, random);
    const bool page = subject.focus.width > 180;
    whiten(picture, page ? random.between(0.7, 1) : random.between(0.3, 0.8));
    saturate_and_sharpen(picture, random.between(1.05, 1.35), random.between(0.3, 0.9));
    return picture;
}

}  // namespace samples
