#include "samples/grain.h"

#include <array>
#include <opencv2/imgproc.hpp>

namespace samples {
namespace {

cv::Mat normal_noise(cv::Size size, int type, Random& random, double deviation = 1) {
    cv::Mat made(size, type);
    cv::RNG source(random.bits());
    source.fill(made, cv::RNG::NORMAL, 0, deviation);
    return made;
}

/// Smooth noise in -1 … 1 or so, features `across` × `along` pixels large.
cv::Mat clouds(cv::Size size, double across, double along, Random& random) {
    const cv::Size small(std::max(3, cvCeil(size.width / across) + 2),
                         std::max(3, cvCeil(size.height / along) + 2));
    cv::Mat made;
    cv::resize(normal_noise(small, CV_32F, random), made, size, 0, 0, cv::INTER_CUBIC);
    return made * 0.7;
}

void colour_by(const cv::Mat& height, const std::array<cv::Vec3f, 3>& ramp, cv::Mat& out) {
    std::array<cv::Vec3b, 256> shades;
    for (int i = 0; i < 256; ++i) {
        const float t = static_cast<float>(i) / 127.5f;
        const cv::Vec3f colour =
            t < 1 ? ramp[0] + (ramp[1] - ramp[0]) * t : ramp[1] + (ramp[2] - ramp[1]) * (t - 1);
        shades[static_cast<std::size_t>(i)] =
            cv::Vec3b(cv::saturate_cast<uchar>(colour[0]), cv::saturate_cast<uchar>(colour[1]),
                      cv::saturate_cast<uchar>(colour[2]));
    }
    out.create(height.size(), CV_8UC3);
    for (int y = 0; y < height.rows; ++y)
        for (int x = 0; x < height.cols; ++x)
            out.at<cv::Vec3b>(y, x) =
                shades[cv::saturate_cast<uchar>(127.5f + 127.5f * height.at<float>(y, x))];
}

cv::Mat wood(cv::Size size, double px_per_mm, const std::array<cv::Vec3f, 3>& ramp, Random& random) {
    const double mm = px_per_mm;
    const cv::Mat bend = clouds(size, 130 * mm, 22 * mm, random),
                  streaks = clouds(size, 60 * mm, 0.9 * mm, random),
                  pores = clouds(size, 9 * mm, 0.35 * mm, random),
                  patches = clouds(size, 90 * mm, 30 * mm, random);
    cv::Mat height(size, CV_32F);
    const double phase = random.between(0, 50), plank = 118 * mm, first = random.between(0.2, 0.9) * plank;
    for (int y = 0; y < size.height; ++y) {
        const int board = cvFloor((y - first) / plank);
        const double seam = std::abs((y - first) / plank - std::round((y - first) / plank)) * plank / mm;
        const float gap = seam < 0.55 ? -1.5f : seam < 1.1 ? -0.35f : 0.f;
        const float tone = static_cast<float>(std::sin(board * 12.9898 + phase) * 0.22);
        for (int x = 0; x < size.width; ++x) {
            const double ring = (y / mm + bend.at<float>(y, x) * 9 + board * 37 + phase) / 6.5;
            const double saw = ring - std::floor(ring);
            height.at<float>(y, x) = static_cast<float>(0.34 * (saw * saw - 0.4)) +
                                     0.27f * streaks.at<float>(y, x) + 0.16f * pores.at<float>(y, x) +
                                     0.2f * patches.at<float>(y, x) + tone + gap;
        }
    }
    cv::Mat made;
    colour_by(height, ramp, made);
    return made;
}

cv::Mat linen(cv::Size size, double px_per_mm, Random& random) {
    const double thread = std::max(2.6, 0.62 * px_per_mm);
    const cv::Mat waves = clouds(size, 70 * px_per_mm, 50 * px_per_mm, random),
                  slub_x = clouds(size, thread * 30, thread, random),
                  slub_y = clouds(size, thread, thread * 30, random);
    cv::Mat height(size, CV_32F);
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
            const double u = x / thread * 3.14159, v = y / thread * 3.14159;
            const bool over = (cvFloor(x / thread) + cvFloor(y / thread)) % 2 == 0;
            const double weave = over ? std::abs(std::sin(u)) : std::abs(std::sin(v));
            height.at<float>(y, x) = static_cast<float>(0.55 * (weave - 0.6) + (over ? 0.12 : -0.12)) +
                                     0.22f * waves.at<float>(y, x) +
                                     0.2f * (over ? slub_y : slub_x).at<float>(y, x);
        }
    cv::Mat made;
    colour_by(height, {cv::Vec3f{96, 84, 66}, cv::Vec3f{150, 132, 108}, cv::Vec3f{190, 176, 152}}, made);
    return made;
}

cv::Mat slate(cv::Size size, double px_per_mm, Random& random) {
    const cv::Mat height = clouds(size, 40 * px_per_mm, 36 * px_per_mm, random) * 0.3 +
                           clouds(size, 4 * px_per_mm, 4 * px_per_mm, random) * 0.2 +
                           normal_noise(size, CV_32F, random, 0.22);
    cv::Mat made;
    colour_by(height, {cv::Vec3f{52, 46, 44}, cv::Vec3f{82, 74, 70}, cv::Vec3f{122, 112, 106}}, made);
    return made;
}

std::vector<float> fold_light(int rows, double px_per_mm, const std::vector<double>& folds, Random& random) {
    std::vector<float> light(static_cast<std::size_t>(rows), 1.f);
    double tilt = random.chance(0.5) ? 1 : -1;
    std::vector<double> edges = folds;
    edges.push_back(rows / px_per_mm);
    double from = 0;
    for (double to : edges) {
        for (int y = cvFloor(from * px_per_mm); y < std::min(rows, cvCeil(to * px_per_mm)); ++y) {
            const double along = (y / px_per_mm - from) / (to - from) - 0.5,
                         near_fold = std::min(y / px_per_mm - from, to - y / px_per_mm);
            const double crease = folds.empty() ? 0
                                                : std::exp(-near_fold * near_fold / 1.1) * 0.05 +
                                                      std::exp(-near_fold / 9) * 0.028;
            light[static_cast<std::size_t>(y)] =
                static_cast<float>(1 + tilt * (along * 0.022 - crease) - 0.004);
        }
        tilt = -tilt;
        from = to;
    }
    return light;
}

}  // namespace

Grain::Grain(Random& random, double softness, double colourful) : random_(random) {
    const cv::Size size(widest + spare, rows);
    cv::Mat shared = normal_noise(size, CV_32F, random_), single[3], made;
    for (cv::Mat& channel : single) {
        cv::Mat own = normal_noise(size, CV_32F, random_);
        if (colourful > 0) cv::GaussianBlur(own, own, {0, 0}, 1.6 + softness);
        own *= (1.6 + softness) * 2.6;  // blurring took the strength out of it
        channel = shared * std::sqrt(1 - colourful) + own * std::sqrt(colourful);
    }
    cv::merge(single, 3, made);
    if (softness > 0) cv::GaussianBlur(made, made, {0, 0}, softness);
    cv::Scalar mean, deviation;
    cv::meanStdDev(made, mean, deviation);
    made.convertTo(tile_, CV_8S, 32 / deviation[1]);
}

const std::int8_t* Grain::next_row(int width) {
    CV_Assert(width <= widest);
    if (row_ == 0) shift_ = random_.whole(0, widest + spare - width);
    const std::int8_t* row = tile_.ptr<std::int8_t>(row_) + 3 * shift_;
    row_ = (row_ + 1) % rows;
    return row;
}

void wear(cv::Mat& sheet, double px_per_mm, const std::vector<double>& folds, Random& random) {
    CV_Assert(sheet.type() == CV_8UC4);
    Grain fibres(random, 0.9, 0.15), ink(random, 0.6, 0.25);
    const std::vector<float> light = fold_light(sheet.rows, px_per_mm, folds, random);
    for (int y = 0; y < sheet.rows; ++y) {
        uchar* pixel = sheet.ptr<uchar>(y);
        const std::int8_t *fibre = fibres.next_row(sheet.cols), *blot = ink.next_row(sheet.cols);
        const int gain = cvRound(light[static_cast<std::size_t>(y)] * 256);
        for (int x = 0; x < sheet.cols; ++x, pixel += 4) {
            if (pixel[3] != 255) continue;
            for (int c = 0; c < 3; ++c) {
                const int value = pixel[c],
                          noise = fibre[3 * x + c] * 14 + blot[3 * x + c] * (255 - value) / 9;
                pixel[c] = cv::saturate_cast<uchar>(((value * 252 / 255 + 3) * gain + noise) >> 8);
            }
        }
    }
}

cv::Mat softened(const cv::Mat& mask, double sigma) {
    const double shrink = std::max(1.0, sigma / 2.5);
    cv::Mat small, made;
    cv::resize(mask, small, {}, 1 / shrink, 1 / shrink, cv::INTER_AREA);
    cv::GaussianBlur(small, small, {0, 0}, sigma / shrink);
    cv::resize(small, made, mask.size(), 0, 0, cv::INTER_LINEAR);
    return made;
}

cv::Mat photocopy(const cv::Mat& sheet, double sheet_dpi, double dpi, Random& random) {
    cv::Mat gray, smaller;
    cv::resize(sheet, smaller, {}, dpi / sheet_dpi, dpi / sheet_dpi, cv::INTER_AREA);
    std::vector<cv::Mat> planes;
    cv::split(smaller, planes);
    cv::cvtColor(smaller, gray, cv::COLOR_BGRA2GRAY);
    const double mm = dpi / 25.4;
    cv::Mat page(cvRound(297 * mm), cvRound(210 * mm), CV_8U, cv::Scalar(248));
    const bool large = gray.rows > page.rows * 0.8 || gray.cols > page.cols * 0.8;
    const cv::Rect spot((large ? 0 : cvRound(random.between(16, 40) * mm)),
                        large ? 0 : cvRound(random.between(14, 44) * mm), std::min(gray.cols, page.cols),
                        std::min(gray.rows, page.rows));
    cv::Mat shade(page.size(), CV_8U, cv::Scalar(0));
    if (!large) {
        shade(cv::Rect(spot.x + 2, spot.y + 3, spot.width, spot.height)).setTo(150);
        shade = softened(shade, 0.5 * mm);
        page -= shade * 0.8;
    }
    gray(cv::Rect(0, 0, spot.width, spot.height))
        .copyTo(page(spot), planes[3](cv::Rect(0, 0, spot.width, spot.height)) > 127);
    Grain toner(random, 0.7, 0);
    const int streak = random.whole(page.cols / 5, page.cols * 4 / 5);
    for (int y = 0; y < page.rows; ++y) {
        uchar* row = page.ptr<uchar>(y);
        const std::int8_t* speck = toner.next_row(page.cols);
        for (int x = 0; x < page.cols; ++x) {
            const double value = row[x],
                         curve = 255 / (1 + std::exp(-(value - 122) / 34));  // copiers love contrast
            const double strip = std::abs(x - streak) < 2 ? 9 : 0;
            row[x] = cv::saturate_cast<uchar>(22 + curve * 0.89 + speck[3 * x] * (0.1 + (255 - curve) / 900) -
                                              strip);
        }
    }
    cv::Mat made;
    cv::cvtColor(page, made, cv::COLOR_GRAY2BGRA);
    return made;
}

cv::Mat table(Table stuff, cv::Size size, double px_per_mm, Random& random) {
    switch (stuff) {
        case Table::oak:
            return wood(size, px_per_mm,
                        {cv::Vec3f{58, 92, 134}, cv::Vec3f{98, 146, 190}, cv::Vec3f{136, 184, 222}}, random);
        case Table::walnut:
            return wood(size, px_per_mm,
                        {cv::Vec3f{22, 34, 52}, cv::Vec3f{42, 64, 96}, cv::Vec3f{72, 102, 140}}, random);
        case Table::linen:
            return linen(size, px_per_mm, random);
        case Table::slate:
            return slate(size, px_per_mm, random);
    }
    throw std::logic_error("no such table");
}

}  // namespace samples
