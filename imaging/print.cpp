#include "imaging/print.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "imaging/card_strips.h"
#include "imaging/print_rows.h"

namespace imaging {
namespace {

constexpr double little_sense = 25;  // letters

double covered(const cv::Rect& box, const cv::Rect& by) {
    return double((box & by).area()) / std::max(1, box.area());
}

/// Lines of the weaker reading where the stronger one saw nothing, was less sure, or saw only a part of the
/// line.
std::vector<OcrLine> merged(std::vector<OcrLine> strong, const std::vector<OcrLine>& weak,
                            double least = 0.5) {
    for (const OcrLine& line : weak) {
        if (line.confidence < least) continue;
        bool free = true;
        for (auto it = strong.begin(); it != strong.end();) {
            const cv::Rect both = it->box & line.box;
            const bool overlap = both.area() * 3 > std::min(it->box.area(), line.box.area());
            const bool part = covered(it->box, line.box) > 0.7 && it->text.size() + 2 <= line.text.size() &&
                              line.confidence > 0.7;
            const bool surer = it->confidence + 0.15 < line.confidence &&
                               (covered(it->box, line.box) > 0.5 || it->confidence < 0.3);
            if (overlap && (surer || part))
                it = strong.erase(it);
            else
                free = free && !overlap, ++it;
        }
        if (free) strong.push_back(line);
    }
    return strong;
}

/// The layout analysis sometimes offers a piece of a line once more as a line of its own.
std::vector<OcrLine> without_doubles(const std::vector<OcrLine>& lines) {
    std::vector<OcrLine> kept;
    for (const OcrLine& line : lines) {
        const bool twice = std::any_of(lines.begin(), lines.end(), [&](const OcrLine& other) {
            if (&other == &line || other.text.size() <= line.text.size()) return false;
            return std::all_of(line.words.begin(), line.words.end(), [&](const OcrWord& word) {
                return std::any_of(other.words.begin(), other.words.end(),
                                   [&](const OcrWord& whole) { return covered(word.box, whole.box) > 0.5; });
            });
        });
        if (!twice) kept.push_back(line);
    }
    return kept;
}

/// The row without print that halves the print best, between 25 and 75 % of the height; 0: there is none.
/// Frames and the rules of tables may cross it.
int blank_row(const cv::Mat& evened) {
    cv::Mat dark, tall, rows;
    cv::compare(evened, 150, dark, cv::CMP_LT);
    const auto box = [](int wide, int high) {
        return cv::getStructuringElement(cv::MORPH_RECT, {wide, high});
    };
    cv::morphologyEx(dark, tall, cv::MORPH_OPEN, box(1, std::max(30, evened.rows / 30)));
    cv::dilate(tall, tall, box(3, 3));
    dark.setTo(0, tall);
    cv::reduce(dark, rows, 1, cv::REDUCE_SUM, CV_32S);
    const int allowed = 255 * evened.cols / 400, least = std::max(4, evened.rows / 250);
    const double all = cv::sum(rows)[0];
    int best = 0, blank = 0;
    double above = 0, nearest = all;
    for (int y = 0; y < evened.rows * 3 / 4; ++y) {
        above += rows.at<int>(y);
        blank = rows.at<int>(y) > allowed ? 0 : blank + 1;
        const int middle = y - blank / 2;
        if (blank < least || middle < evened.rows / 4) continue;
        const double uneven = std::abs(2 * above - all);
        // Of one blank band the middle: it grows as long as no print is added.
        if (uneven <= nearest) nearest = uneven, best = middle;
    }
    return best;
}

/// Whether anything is much darker than the paper: of bare paper the layout analysis would take the noise for
/// print, at length.
bool has_ink(const cv::Mat& evened) {
    cv::Mat dark;
    cv::compare(evened, 170, dark, cv::CMP_LT);
    return cv::countNonZero(dark) > int(evened.total() / 4000);
}

std::vector<OcrLine> read_ink(TextReader::Engine::Reader& reader, const cv::Mat& evened) {
    return has_ink(evened) ? reader.read_pieces(evened) : std::vector<OcrLine>{};
}

/// In two halves at the same time, where a blank row allows it.
std::vector<OcrLine> read_page(TextReader::Engine& engine, const cv::Mat& gray) {
    const cv::Mat page = evened(gray);
    const int cut = blank_row(page);
    if (!cut) return without_doubles(read_ink(engine.reader(), page));
    const auto [upper, lower] =
        engine.at_once([&](auto& reader) { return read_ink(reader, page.rowRange(0, cut)); },
                       [&](auto& reader) { return read_ink(reader, page.rowRange(cut, page.rows)); });
    std::vector<OcrLine> lines = without_doubles(upper);
    for (OcrLine& line : without_doubles(lower)) {
        line.box.y += cut;
        for (OcrWord& word : line.words) word.box.y += cut;
        lines.push_back(std::move(line));
    }
    return lines;
}

/// Line by line, and what that missed in rows. Light print is that of payment cards: letters so far apart
/// that they make no lines, so there the pieces come first.
std::vector<OcrLine> read_card(TextReader::Engine& engine, const cv::Mat& gray) {
    StripReading strips = read_strips(engine, gray);
    if (!strips.light) {
        const cv::Mat dark = evened(gray);
        return has_ink(dark) ? merged(std::move(strips.lines), read_rows(engine.reader(), dark), 0)
                             : std::move(strips.lines);
    }
    cv::Mat inverted;
    cv::bitwise_not(gray, inverted);
    auto [dark, light] = engine.at_once([&](auto& reader) { return read_ink(reader, evened(gray)); },
                                        [&](auto& reader) { return read_ink(reader, evened(inverted)); });
    auto pieces =
        sense(light) > sense(dark) ? merged(std::move(light), dark) : merged(std::move(dark), light);
    return merged(std::move(pieces), strips.lines);
}

}  // namespace

std::vector<OcrLine> read_print(TextReader::Engine& engine, const cv::Mat& gray, bool card) {
    if (card) return read_card(engine, gray);
    std::vector<OcrLine> lines = read_page(engine, gray);
    if (sense(lines) >= little_sense) return lines;
    // Light print, or a card whose rim was not seen.
    std::vector<OcrLine> other = read_card(engine, gray);
    return sense(other) > 1.5 * sense(lines) + 5 ? other : lines;
}

std::vector<Line> on_page(const std::vector<OcrLine>& read, const cv::Mat& back, const Picture& page,
                          int number) {
    std::vector<Line> lines;
    for (const OcrLine& line : read) {
        std::vector<Word> words;
        for (const OcrWord& word : line.words) {
            domain::Box box = box_on_page(word.box, back, page);
            box.page = number;
            words.push_back({word.text,
                             box,
                             word.confidence,
                             {number, word.box.x, word.box.y, word.box.width, word.box.height}});
        }
        lines.push_back(line_of(std::move(words), domain::Source::printed));
    }
    return lines;
}

}  // namespace imaging
