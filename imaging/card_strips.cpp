#include "imaging/card_strips.h"

#include <algorithm>
#include <cctype>
#include <opencv2/imgproc.hpp>

#include "imaging/print_lines.h"
#include "imaging/reduce.h"

namespace imaging {
namespace {

constexpr int search_side = 1000;                    // lines of print
constexpr double capital = 30, pad = 1.7 * capital;  // pixels; what cut_strip leaves beyond either end
constexpr int high = 56, most_wide = 1600;
constexpr std::size_t most_lines =
    40;  // a card has twenty; what a screen of dots seems to have is not worth the time

/// Black on white, whichever way it was printed. What is fainter than seven tenths of the print is pattern,
/// and goes.
struct Bleached {
    cv::Mat strip;
    bool light = false;
};
Bleached bleached(const cv::Mat& strip) {
    const cv::Mat core = strip.rowRange(strip.rows / 4, strip.rows * 3 / 4);
    std::vector<uchar> values;
    for (int y = 0; y < core.rows; ++y) values.insert(values.end(), core.ptr(y), core.ptr(y) + core.cols);
    const auto at = [&](double share) {
        const auto nth = values.begin() + std::ptrdiff_t(share * double(values.size() - 1));
        std::nth_element(values.begin(), nth, values.end());
        return double(*nth);
    };
    // Print covers less of a strip than paper does: the rarer end is the print.
    const double dark = at(0.04), middle = at(0.55), bright = at(0.96);
    Bleached out;
    out.light = bright - middle >= middle - dark;
    const double ink = out.light ? bright : dark, paper = at(out.light ? 0.4 : 0.6);
    const double slope = 235 / std::max(12.0, 0.7 * std::abs(paper - ink)), sign = out.light ? -1 : 1;
    strip.convertTo(out.strip, CV_8U, sign * slope, 10 - sign * slope * ink);
    return out;
}

/// Pixels of a strip → pixels of the card.
cv::Rect on_card(const cv::Rect& box, const Strip& strip) {
    const float length = std::max(1.f, strip.where.length()), down = strip.where.height / float(capital);
    const float along = (float(strip.gray.cols) - 2 * float(pad)) / length;
    const cv::Point2f way = (strip.where.end - strip.where.start) / length;
    const cv::Point2f left = strip.where.start + way * ((float(box.x) - float(pad)) / along),
                      right = left + way * (float(box.width) / along);
    const float middle = (left.y + right.y) / 2, top = middle + (float(box.y) - high / 2.f) * down;
    return {int(left.x), int(top), std::max(1, int(right.x - left.x)),
            std::max(1, int(float(box.height) * down))};
}

/// Without what the ends of the strip caught of a portrait or a seal.
void drop_specks(OcrLine& line) {
    const auto speck = [](const OcrWord& word) {
        const auto some = [&](auto is) { return std::any_of(word.text.begin(), word.text.end(), is); };
        if (some([](unsigned char c) { return std::isdigit(c); }))
            return false;  // the day of a date, it may be
        return word.confidence < 0.35 || !some([](unsigned char c) { return std::isalnum(c) || c >= 0xC3; });
    };
    const auto first = std::find_if_not(line.words.begin(), line.words.end(), speck);
    line.words.erase(line.words.begin(), first);
    while (!line.words.empty() && speck(line.words.back())) line.words.pop_back();
    put_together(line);
}

}  // namespace

StripReading read_strips(TextReader::Engine::Reader& reader, const cv::Mat& gray) {
    const GrayLevels levels(gray);
    const double shrink = std::min(1.0, double(search_side) / std::max(gray.cols, gray.rows));
    StripReading reading;
    double light = 0, dark = 0;
    std::vector<PrintLine> found_lines = find_print_lines(reduced(gray, shrink));
    if (found_lines.size() > most_lines) {
        std::nth_element(found_lines.begin(), found_lines.begin() + most_lines, found_lines.end(),
                         [](const PrintLine& a, const PrintLine& b) { return a.length() > b.length(); });
        found_lines.resize(most_lines);
    }
    for (const PrintLine& found : found_lines) {
        const Strip strip = cut_strip(levels, scaled(found, 1 / shrink), capital, high, most_wide);
        if (strip.gray.empty()) continue;
        const Bleached print = bleached(strip.gray);
        OcrLine line = reader.read_line(print.strip);
        drop_specks(line);
        if (line.words.empty()) continue;
        for (OcrWord& word : line.words) word.box = on_card(word.box, strip);
        line.box = on_card(line.box, strip);
        (print.light ? light : dark) += double(line.text.size()) * line.confidence;
        reading.lines.push_back(std::move(line));
    }
    reading.light = light > dark;
    return reading;
}

}  // namespace imaging
