#include "imaging/quality.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace imaging {
namespace {

/// From one pixel to the next along a direction, and how much of it a box blur takes away.
struct Variation {
    cv::Mat steps, lost;
};
Variation variation_of(const cv::Mat& gray, bool upright) {
    cv::Mat soft, soft_steps;
    Variation variation;
    cv::blur(gray, soft, upright ? cv::Size{1, 9} : cv::Size{9, 1});
    const int dx = upright ? 0 : 1, dy = 1 - dx;
    const cv::Rect a{0, 0, gray.cols - dx, gray.rows - dy}, b{dx, dy, gray.cols - dx, gray.rows - dy};
    cv::absdiff(gray(a), gray(b), variation.steps);
    cv::absdiff(soft(a), soft(b), soft_steps);
    cv::subtract(variation.steps, soft_steps, variation.lost);
    return variation;
}

/// 0 sharp … 1: nothing left to blur. The variation that a box blur removes, along each direction; the
/// blurrier direction counts (a moved camera blurs one).
double blur_of(const cv::Mat& gray) {
    double worst = 0;
    for (const bool upright : {false, true}) {
        const auto [steps, lost] = variation_of(gray, upright);
        const double all = cv::sum(steps)[0];
        if (all < 1) return 1;
        worst = std::max(worst, (all - cv::sum(lost)[0]) / all);
    }
    return worst;
}

/// Burnt out and round about still bright but coloured or gray: a lamp's reflection. White paper is not
/// glare.
double glare_of(const cv::Mat& rgb) {
    cv::Mat gray, near, ring;
    cv::cvtColor(rgb, gray, cv::COLOR_RGB2GRAY);
    const cv::Mat burnt = burnt_areas(rgb);
    const double share = double(cv::countNonZero(burnt)) / double(burnt.total());
    if (share < 0.001 || share > 0.35) return 0;  // more is paper
    cv::dilate(burnt, near, cv::getStructuringElement(cv::MORPH_ELLIPSE, {41, 41}));
    cv::subtract(near, burnt, ring);
    return cv::mean(gray, ring)[0] < 225 ? share : 0;
}

/// The bright end of the page: paper at `darkest_paper` is at the limit.
double dark_of(const cv::Mat& gray) {
    std::vector<std::uint8_t> sample;
    for (int y = 0; y < gray.rows; y += 4)
        for (int x = 0; x < gray.cols; x += 4) sample.push_back(gray.at<std::uint8_t>(y, x));
    const auto bright = sample.begin() + std::ptrdiff_t(sample.size() * 9 / 10);
    std::nth_element(sample.begin(), bright, sample.end());
    return std::clamp(1 - double(*bright) / 140, 0.0, 1.0);
}

domain::Finding finding(const char* check, double measure, double threshold, bool bad,
                        domain::Reason reason) {
    domain::Finding f{.check = check, .reason = {}, .measure = measure, .threshold = threshold, .region = {}};
    if (bad) f.outcome = domain::Outcome::unreadable, f.reason = reason;
    return f;
}

}  // namespace

Quality judge_quality(const cv::Mat& rgb, const Sheet& sheet, double scale) {
    cv::Mat gray;
    cv::cvtColor(rgb, gray, cv::COLOR_RGB2GRAY);
    return {.blur = blur_of(gray),
            .glare = glare_of(rgb),
            .dark = dark_of(gray),
            .resolution = sheet.long_edge() / std::max(scale, 1e-6),
            .cut_off = sheet.found ? sheet.cut_off : 0};
}

cv::Mat blur_of_parts(const cv::Mat& gray, int cell) {
    constexpr double least_print = 2;  // deviation of light within a part, once its noise is smoothed away
    const cv::Size parts{std::max(1, gray.cols / cell), std::max(1, gray.rows / cell)};
    const auto part = [&](const cv::Mat& of, int x, int y) {
        const cv::Rect at{x * of.cols / parts.width, y * of.rows / parts.height, of.cols / parts.width,
                          of.rows / parts.height};
        return of(at);
    };
    const Variation along[2] = {variation_of(gray, false), variation_of(gray, true)};
    cv::Mat blur(parts, CV_32F), soft;
    cv::blur(gray, soft, {5, 5});
    for (int y = 0; y < parts.height; ++y)
        for (int x = 0; x < parts.width; ++x) {
            cv::Scalar mean, deviation;
            cv::meanStdDev(part(soft, x, y), mean, deviation);
            double worst = deviation[0] < least_print ? -1 : 0;
            for (const auto& [steps, lost] : along) {
                if (worst < 0) break;
                const double all = cv::sum(part(steps, x, y))[0], gone = cv::sum(part(lost, x, y))[0];
                worst = std::max(worst, all < 1 ? 1 : (all - gone) / all);
            }
            blur.at<float>(y, x) = float(worst);
        }
    return blur;
}

cv::Mat burnt_areas(const cv::Mat& rgb) {
    cv::Mat gray, burnt;
    cv::cvtColor(rgb, gray, cv::COLOR_RGB2GRAY);
    cv::compare(gray, 252, burnt, cv::CMP_GE);
    cv::morphologyEx(burnt, burnt, cv::MORPH_OPEN, cv::getStructuringElement(cv::MORPH_ELLIPSE, {9, 9}));
    return burnt;
}

std::vector<domain::Finding> findings_of(const Quality& q, bool legible) {
    constexpr double most_blur = 0.86, most_glare = 0.12, most_dark = 1 - darkest_paper / 140.0,
                     least_resolution = 320;
    using domain::Reason;
    return {finding("blur", q.blur, most_blur, !legible && q.blur > most_blur, Reason::img_blur),
            finding("glare", q.glare, most_glare, !legible && q.glare > most_glare, Reason::img_glare),
            finding("dark", q.dark, most_dark, !legible && q.dark > most_dark, Reason::img_dark),
            finding("resolution", q.resolution, least_resolution, !legible && q.resolution < least_resolution,
                    Reason::img_low_dpi)};
}

}  // namespace imaging
