#include "imaging/print_rows.h"

#include <algorithm>
#include <cmath>
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

struct StripSize {
    double capital;
    int high;
    double spread;  // wider than high print: narrow letters stand apart
};
constexpr StripSize quick_size{TextLineSize::capital, TextLineSize::high, 1.12};
constexpr StripSize careful_size{30, 56, 1};  // as Tesseract likes it

/// A row cut out and straightened, and the way back.
struct Cut {
    cv::Mat strip;
    cv::Matx23d back;  // pixels of the strip → pixels of the page
    double ahead = 0;  // pixels of the strip before the row
};

double tilt_of(const PrintRow& row) {
    return std::atan2(double(row.foot_right - row.foot_left), std::max(1, row.box.width));
}

/// `larger`: than the capitals of the row are taken to be.
Cut cut_out(const PrintRow& row, const GrayLevels& page, const StripSize& size, double larger = 1) {
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
    cv::warpAffine(level.gray, cut.strip, level.scale * cut.back,
                   {int(row.box.width * scale * size.spread / std::cos(tilt) + 2 * ahead), size.high},
                   cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
    return cut;
}

void put_on_page(OcrLine& line, const Cut& cut, const PrintRow& row) {
    for (OcrWord& word : line.words) {
        const double left = cut.back(0, 0) * word.box.x + double(row.box.x) - cut.back(0, 0) * cut.ahead,
                     wide = cut.back(0, 0) * word.box.width;
        const double foot = double(row.foot_left) + std::tan(tilt_of(row)) * (left + wide / 2 - row.box.x);
        word.box = {int(left), int(foot - double(row.capital)), std::max(1, int(wide)),
                    std::max(1, int(double(row.capital) * (1 + below)))};
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

/// What is doubted is looked at again a little smaller and a little larger: a row without capitals is taken
/// for a smaller one, one with a bracket for a larger.
OcrLine read_quickly(TextLineReader& reader, const PrintRow& row, const GrayLevels& page) {
    OcrLine best;
    for (const double larger : {1.0, 0.83, 1.2}) {
        const Cut cut = cut_out(row, page, quick_size, larger);
        OcrLine line = reader.read(cut.strip);
        put_on_page(line, cut, row);
        doubt_ends(line, row);
        if (best.words.empty() || least_sure(line) > least_sure(best)) best = std::move(line);
        if (least_sure(best) >= sure_enough || letters_seen(best) < next_to_nothing) break;
    }
    return best;
}

/// One letter or two, and not even those for sure.
bool is_noise(const OcrLine& line) {
    std::size_t letters = 0;
    for (const OcrWord& word : line.words) letters += word.text.size();
    return letters == 0 || (letters <= 2 && line.confidence < 0.6);
}

OcrLine read_carefully(TextReader::Engine::Reader& reader, const PrintRow& row, const GrayLevels& page) {
    const Cut cut = cut_out(row, page, careful_size);
    OcrLine line = reader.read_line(cut.strip);
    put_on_page(line, cut, row);
    return line;
}

/// `one` for 0 … `count`: every other one on the other thread, for rows of one length lie together.
template <typename One>
void on_both_threads(TextReader::Engine& engine, std::size_t count, const One& one) {
    const auto every_other = [&](auto& reader, std::size_t first) {
        for (std::size_t i = first; i < count; i += 2) one(reader, i);
        return true;
    };
    engine.at_once([&](auto& reader) { return every_other(reader, 0); },
                   [&](auto& reader) { return every_other(reader, 1); });
}

}  // namespace

std::vector<ReadRow> read_rows(TextReader::Engine& engine, const GrayLevels& page,
                               const std::vector<PrintRow>& rows) {
    std::vector<ReadRow> read(rows.size());
    on_both_threads(engine, rows.size(), [&](auto& reader, std::size_t i) {
        read[i] = {rows[i], read_quickly(reader.quick(), rows[i], page)};
    });
    std::erase_if(read, [](const ReadRow& row) { return is_noise(row.line); });
    return read;
}

void read_again(TextReader::Engine& engine, const GrayLevels& page, std::vector<ReadRow>& rows,
                const std::vector<std::size_t>& which) {
    on_both_threads(engine, which.size(), [&](auto& reader, std::size_t i) {
        ReadRow& row = rows[which[i]];
        OcrLine careful = read_carefully(reader, row.where, page);
        if (careful.confidence + benefit > row.line.confidence) row.line = std::move(careful);
    });
}

}  // namespace imaging
