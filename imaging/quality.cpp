#include "imaging/quality.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace imaging {
namespace {

/// 0 sharp … 1: nothing left to blur. The variation that a box blur removes, along each direction; the
/// blurrier direction counts (a moved camera blurs one).
double blur_of(const cv::Mat& gray) {
    double worst = 0;
    for (const bool upright : {false, true}) {
        cv::Mat soft, steps, soft_steps, lost, edges;
        cv::blur(gray, soft, upright ? cv::Size{1, 9} : cv::Size{9, 1});
        const int dx = upright ? 0 : 1, dy = 1 - dx;
        const cv::Rect a{0, 0, gray.cols - dx, gray.rows - dy}, b{dx, dy, gray.cols - dx, gray.rows - dy};
        cv::absdiff(gray(a), gray(b), steps);
        cv::absdiff(soft(a), soft(b), soft_steps);
        cv::subtract(steps, soft_steps, lost);
        const double all = cv::sum(steps)[0];
        if (all < 1) return 1;
        worst = std::max(worst, (all - cv::sum(lost)[0]) / all);
    }
    return worst;
}

/// Burnt out and round about still bright but coloured or gray: a lamp's reflection. White paper is not
/// glare.
double glare_of(const cv::Mat& rgb) {
    cv::Mat gray, burnt, near, ring;
    cv::cvtColor(rgb, gray, cv::COLOR_RGB2GRAY);
    cv::compare(gray, 252, burnt, cv::CMP_GE);
    cv::morphologyEx(burnt, burnt, cv::MORPH_OPEN, cv::getStructuringElement(cv::MORPH_ELLIPSE, {9, 9}));
    const double share = double(cv::countNonZero(burnt)) / double(burnt.total());
    if (share < 0.001 || share > 0.35) return 0;  // more is paper
    cv::dilate(burnt, near, cv::getStructuringElement(cv::MORPH_ELLIPSE, {41, 41}));
    cv::subtract(near, burnt, ring);
    return cv::mean(gray, ring)[0] < 225 ? share : 0;
}

/// The bright end of the page: paper at 70 of 255 is dark.
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

std::vector<domain::Finding> findings_of(const Quality& q, bool legible) {
    constexpr double most_blur = 0.86, most_glare = 0.12, most_dark = 0.6, least_resolution = 320;
    using domain::Reason;
    return {finding("blur", q.blur, most_blur, !legible && q.blur > most_blur, Reason::img_blur),
            finding("glare", q.glare, most_glare, !legible && q.glare > most_glare, Reason::img_glare),
            finding("dark", q.dark, most_dark, !legible && q.dark > most_dark, Reason::img_dark),
            finding("resolution", q.resolution, least_resolution, !legible && q.resolution < least_resolution,
                    Reason::img_low_dpi)};
}

}  // namespace imaging
