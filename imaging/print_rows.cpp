#include "imaging/print_rows.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <opencv2/imgproc.hpp>

#include "imaging/text_line.h"

namespace imaging {
namespace {

constexpr double sure_enough = 0.9;              // not to be looked at again
constexpr double next_to_nothing = 0.7;          // letters: no other look makes print of it
constexpr double benefit = 0.05;                 // of the doubt: Tesseract's
constexpr double unread = 0.45, doubtful = 0.5;  // capitals at the end of a row; how sure its word is then
constexpr double margin = 0.8;                   // capitals of a strip before the first letter
constexpr double below = 0.2;                    // capitals: a descender, mostly
constexpr double apart = 4, too_short = 6;       // capitals: between parts, and of one
constexpr int paper = 245;                       // evened

struct StripSize {
    double capital;
    int high;
    double spread;  // wider than high print: narrow letters stand apart
};
constexpr StripSize quick_size{TextLineSize::capital, TextLineSize::high, 1.12};
constexpr StripSize careful_size{30, 56, 1};  // as Tesseract likes it

/// A row, or a part of one: how far beyond its ends the paper is its own, in pixels of the page.
struct Part {
    PrintRow row;
    double before = 1e9, after = 1e9;  // as far as one likes
};

/// A part cut out and straightened, and the way back.
struct Cut {
    cv::Mat strip;
    cv::Matx23d back;  // pixels of the strip → pixels of the page
    double ahead = 0;  // pixels of the strip before the row
};

double tilt_of(const PrintRow& row) {
    return std::atan2(double(row.foot_right - row.foot_left), std::max(1, row.box.width));
}

double foot_at(const PrintRow& row, double x) {
    return double(row.foot_left) + std::tan(tilt_of(row)) * (x - row.box.x);
}

/// `larger`: than the capitals of the row are taken to be.
Cut cut_out(const Part& part, const GrayLevels& page, const StripSize& size, double larger = 1) {
    const PrintRow& row = part.row;
    const double scale = larger * size.capital / double(row.capital), ahead = margin * size.capital;
    const double tilt = tilt_of(row), c = std::cos(tilt) / scale, s = std::sin(tilt) / scale;
    const double along = c / size.spread, aside = s / size.spread;
    // From the middle of the strip's left edge, which lies that far ahead of the row and half a capital above
    // its foot.
    const double up = size.high / 2.0, half = double(row.capital) * scale / 2;
    const double x0 = row.box.x - along * ahead + s * (half + up),
                 y0 = double(row.foot_left) - aside * ahead - c * (half + up);
    Cut cut{{}, {along, -s, x0, aside, c, y0}, ahead};
    const auto& level = page.above(scale);
    const int wide = int(row.box.width * scale * size.spread / std::cos(tilt) + 2 * ahead);
    cv::warpAffine(level.gray, cut.strip, level.scale * cut.back, {wide, size.high},
                   cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
    // The neighbours' letters.
    const auto foreign = [&](double own) { return int(std::max(0.0, ahead - own / along)); };
    cut.strip.colRange(0, foreign(part.before)).setTo(paper);
    cut.strip.colRange(wide - foreign(part.after), wide).setTo(paper);
    return cut;
}

void put_on_page(OcrLine& line, const Cut& cut, const PrintRow& row) {
    for (OcrWord& word : line.words) {
        const double left = cut.back(0, 0) * word.box.x + double(row.box.x) - cut.back(0, 0) * cut.ahead,
                     wide = cut.back(0, 0) * word.box.width;
        word.box = {int(left), int(foot_at(row, left + wide / 2) - double(row.capital)),
                    std::max(1, int(wide)), std::max(1, int(double(row.capital) * (1 + below)))};
    }
    put_together(line);
}

/// Print at either end of the row of which nothing was read: its neighbour cannot be trusted.
void doubt_ends(OcrLine& line, const PrintRow& row) {
    if (line.words.empty()) return;
    const int most = int(unread * double(row.capital));
    OcrWord &first = line.words.front(), &last = line.words.back();
    if (first.box.x - row.box.x > most) first.confidence = std::min(first.confidence, doubtful);
    if (row.box.br().x - last.box.br().x > most) last.confidence = std::min(last.confidence, doubtful);
    put_together(line);
}

struct Words {
    std::size_t first = 0, end = 0;
};

/// Runs of words that are less sure than that, each with as many neighbours as make a line of it.
std::vector<Words> doubted(const OcrLine& line, const PrintRow& row, double sure) {
    const auto& words = line.words;
    const auto gap = [&](std::size_t i) { return words[i].box.x - words[i - 1].box.br().x; };
    std::vector<Words> runs;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i].confidence >= sure || (!runs.empty() && i < runs.back().end)) continue;
        Words run{i, i + 1};
        const auto wide = [&] { return words[run.end - 1].box.br().x - words[run.first].box.x; };
        while (wide() < too_short * double(row.capital)) {
            const bool left = run.first > 0 && gap(run.first) < apart * double(row.capital),
                       right = run.end < words.size() && gap(run.end) < apart * double(row.capital);
            if (left && (!right || gap(run.first) <= gap(run.end)))
                --run.first;
            else if (right)
                ++run.end;
            else
                break;
        }
        const bool goes_on = !runs.empty() && run.first <= runs.back().end &&
                             gap(runs.back().end) < apart * double(row.capital);
        if (goes_on)
            runs.back().end = run.end;
        else
            runs.push_back(run);
    }
    return runs;
}

/// As far as the row goes when nothing was read beyond: a letter may be missing.
Part part_of(const PrintRow& row, const OcrLine& line, const Words& words) {
    const cv::Rect &first = line.words[words.first].box, &last = line.words[words.end - 1].box;
    Part part{row};
    int left = row.box.x, right = row.box.br().x;
    if (words.first > 0) {
        const int other = line.words[words.first - 1].box.br().x;
        left = std::max(first.x, other), part.before = double(std::max(0, first.x - other)) / 2;
    }
    if (words.end < line.words.size()) {
        const int other = line.words[words.end].box.x;
        right = std::min(last.br().x, other), part.after = double(std::max(0, other - last.br().x)) / 2;
    }
    part.row.box.x = left, part.row.box.width = std::max(1, right - left);
    part.row.foot_left = float(foot_at(row, left));
    part.row.foot_right = float(foot_at(row, left + part.row.box.width));
    return part;
}

OcrLine words_of(const OcrLine& line, const Words& words) {
    OcrLine part;
    part.words.assign(line.words.begin() + std::ptrdiff_t(words.first),
                      line.words.begin() + std::ptrdiff_t(words.end));
    put_together(part);
    return part;
}

/// Each run of doubted words once more by `read`; what is `better` than before stands.
template <typename Read, typename Better>
void read_doubted(OcrLine& line, const PrintRow& row, double sure, const Read& read, const Better& better) {
    const std::vector<Words> runs = doubted(line, row, sure);
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
        OcrLine other = read(part_of(row, line, *run));
        if (!better(other, words_of(line, *run))) continue;
        const auto at = line.words.erase(line.words.begin() + std::ptrdiff_t(run->first),
                                         line.words.begin() + std::ptrdiff_t(run->end));
        line.words.insert(at, other.words.begin(), other.words.end());
    }
    put_together(line);
}

OcrLine read_quickly(TextLineReader& reader, const Part& part, const GrayLevels& page, double larger) {
    const Cut cut = cut_out(part, page, quick_size, larger);
    OcrLine line = reader.read(cut.strip);
    put_on_page(line, cut, part.row);
    doubt_ends(line, part.row);
    return line;
}

/// What is doubted is looked at again a little smaller and a little larger: a row without capitals is taken
/// for a smaller one, one with a bracket for a larger.
OcrLine read_quickly(TextLineReader& reader, const PrintRow& row, const GrayLevels& page) {
    OcrLine line = read_quickly(reader, Part{row}, page, 1);
    for (const double larger : {0.83, 1.2}) {
        if (letters_seen(line) < next_to_nothing) break;
        read_doubted(
            line, row, sure_enough,
            [&](const Part& part) { return read_quickly(reader, part, page, larger); },
            [](const OcrLine& other, const OcrLine& old) { return least_sure(other) > least_sure(old); });
    }
    return line;
}

/// One letter or two, and not even those for sure.
bool is_noise(const OcrLine& line) {
    std::size_t letters = 0;
    for (const OcrWord& word : line.words) letters += word.text.size();
    return letters == 0 || (letters <= 2 && line.confidence < 0.6);
}

OcrLine read_carefully(TextReader::Engine::Reader& reader, const Part& part, const GrayLevels& page) {
    const Cut cut = cut_out(part, page, careful_size);
    OcrLine line = reader.read_line(cut.strip);
    put_on_page(line, cut, part.row);
    return line;
}

/// `one` for each position in `wide`: each thread takes the next, the widest first, so that none is still at
/// a long row when the other has nothing left.
template <typename One>
void on_both_threads(TextReader::Engine& engine, const std::vector<int>& wide, const One& one) {
    std::vector<std::size_t> order(wide.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return wide[a] > wide[b]; });
    std::atomic<std::size_t> next = 0;
    const auto take = [&](auto& reader) {
        for (std::size_t i; (i = next++) < order.size();) one(reader, order[i]);
        return true;
    };
    engine.at_once(take, take);
}

}  // namespace

std::vector<ReadRow> read_rows(TextReader::Engine& engine, const GrayLevels& page,
                               const std::vector<PrintRow>& rows) {
    std::vector<ReadRow> read(rows.size());
    std::vector<int> wide;
    for (const PrintRow& row : rows) wide.push_back(row.box.width);
    on_both_threads(engine, wide, [&](auto& reader, std::size_t i) {
        read[i] = {rows[i], read_quickly(reader.quick(), rows[i], page)};
    });
    std::erase_if(read, [](const ReadRow& row) { return is_noise(row.line); });
    return read;
}

void read_again(TextReader::Engine& engine, const GrayLevels& page, std::vector<ReadRow>& rows,
                const std::vector<std::size_t>& which, double sure) {
    std::vector<int> wide;
    for (const std::size_t i : which) wide.push_back(rows[i].where.box.width);
    on_both_threads(engine, wide, [&](auto& reader, std::size_t i) {
        ReadRow& row = rows[which[i]];
        read_doubted(
            row.line, row.where, sure, [&](const Part& part) { return read_carefully(reader, part, page); },
            [](const OcrLine& other, const OcrLine& old) {
                return other.confidence + benefit > old.confidence;
            });
    });
}

}  // namespace imaging
