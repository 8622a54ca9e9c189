#include "imaging/card_strips.h"

#include <algorithm>
#include <cctype>
#include <opencv2/imgproc.hpp>

#include "imaging/print_lines.h"

namespace imaging {
namespace {

// A strip as Tesseract likes it.
constexpr double capital = 30;  // pixels
constexpr int high = 56, most_wide = 1600;
// What the quick reader is so sure of is not asked again; where it sees next to nothing, there is no print.
constexpr double beyond_doubt = 0.98, next_to_nothing = 2;
constexpr double benefit = 0.2;  // of the doubt: Tesseract's
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

/// Pixels of a strip → pixels of the card. `size`: of a capital on the strip.
cv::Rect on_card(const cv::Rect& box, const Strip& strip, double size) {
    const float pad = float(1.7 * size);
    const float length = std::max(1.f, strip.where.length()), down = strip.where.height / float(size);
    const float along = (float(strip.gray.cols) - 2 * pad) / length;
    const cv::Point2f way = (strip.where.end - strip.where.start) / length;
    const cv::Point2f left = strip.where.start + way * ((float(box.x) - pad) / along),
                      right = left + way * (float(box.width) / along);
    const float middle = (left.y + right.y) / 2,
                top = middle + (float(box.y) - float(strip.gray.rows) / 2.f) * down;
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

/// On the strip as it is and bleached: what the pattern under the print leaves of the one it spoils in the
/// other.
OcrLine read_quickly(TextLineReader& reader, const Strip& strip, bool light) {
    OcrLine best;
    cv::Mat plain = strip.gray;
    if (light) cv::bitwise_not(strip.gray, plain);
    for (const cv::Mat& look : {plain, bleached(strip.gray).strip}) {
        OcrLine line = reader.read(look);
        if (best.words.empty() || line.confidence > best.confidence) best = std::move(line);
    }
    drop_specks(best);
    for (OcrWord& word : best.words) word.box = on_card(word.box, strip, TextLineSize::capital);
    put_together(best);
    return best;
}

OcrLine read_carefully(TextReader::Engine::Reader& reader, const Strip& strip, const cv::Mat& print) {
    OcrLine line = reader.read_line(print);
    drop_specks(line);
    for (OcrWord& word : line.words) word.box = on_card(word.box, strip, capital);
    put_together(line);
    return line;
}

struct ReadStrip {
    OcrLine line;
    bool light = false;
};

ReadStrip read_strip(TextReader::Engine::Reader& reader, const GrayLevels& levels, const PrintLine& where) {
    const Strip large = cut_strip(levels, where, capital, high, most_wide);
    const Strip small = cut_strip(levels, where, TextLineSize::capital, TextLineSize::high, most_wide);
    if (large.gray.empty() || small.gray.empty()) return {};
    const Bleached print = bleached(large.gray);
    ReadStrip read{read_quickly(reader.quick(), small, print.light), print.light};
    if (least_sure(read.line) > beyond_doubt || letters_seen(read.line) < next_to_nothing) return read;
    OcrLine careful = read_carefully(reader, large, print.strip);
    if (careful.confidence + benefit > read.line.confidence) read.line = std::move(careful);
    return read;
}

}  // namespace

StripReading read_strips(TextReader::Engine& engine, const cv::Mat& gray) {
    const GrayLevels levels(gray);
    PrintSearch search(levels);
    std::vector<PrintLine> found = search.lines(PrintRuns::across);
    if (found.size() > most_lines) {
        std::nth_element(found.begin(), found.begin() + most_lines, found.end(),
                         [](const PrintLine& a, const PrintLine& b) { return a.length() > b.length(); });
        found.resize(most_lines);
    }
    // Every other line on the other thread: those of one size lie together.
    std::vector<ReadStrip> strips(found.size());
    const auto every_other = [&](auto& reader, std::size_t first) {
        for (std::size_t i = first; i < found.size(); i += 2)
            strips[i] = read_strip(reader, levels, scaled(found[i], 1 / search.shrink()));
        return true;
    };
    engine.at_once([&](auto& reader) { return every_other(reader, 0); },
                   [&](auto& reader) { return every_other(reader, 1); });
    StripReading reading;
    double light = 0, dark = 0;
    for (ReadStrip& strip : strips) {
        if (strip.line.words.empty()) continue;
        (strip.light ? light : dark) += double(strip.line.text.size()) * strip.line.confidence;
        reading.lines.push_back(std::move(strip.line));
    }
    reading.light = light > dark;
    return reading;
}

}  // namespace imaging
