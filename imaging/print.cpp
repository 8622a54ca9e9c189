#include "imaging/print.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <set>

#include "imaging/card_strips.h"
#include "imaging/evened.h"
#include "imaging/payment_card.h"
#include "imaging/print_rows.h"
#include "imaging/second_look.h"

namespace imaging {
namespace {

constexpr double little_sense = 25;     // letters
constexpr double perhaps_a_card = 0.1;  // of a page is dark and carries light print, and there are
constexpr double on_a_card = 100;       // letters at most

double covered(const cv::Rect& box, const cv::Rect& by) {
    return double((box & by).area()) / std::max(1, box.area());
}

bool overlap(const cv::Rect& a, const cv::Rect& b) {
    return (a & b).area() * 3 > std::min(a.area(), b.area());
}

constexpr double clearly = 0.15;  // surer

enum class Pieces { as_read, of_one };  // of_one: the same print, cut in two places

/// Whether a word of `lines` stands there; one that is clearly less sure gives way, and one that was cut
/// short: what is left of `25.12.2023` at the end of a line is `)23`.
bool is_told(const OcrWord& word, std::vector<OcrLine>& lines, Pieces pieces) {
    for (OcrLine& line : lines)
        for (OcrWord& other : line.words) {
            if (!overlap(word.box, other.box)) continue;
            const bool surer = other.confidence + clearly < word.confidence;
            const bool whole = pieces == Pieces::of_one && word.text.size() > other.text.size() &&
                               word.confidence > 0.7 && word.text.find(other.text) != std::string::npos;
            const bool end = word.text.size() >= 2 * other.text.size() && word.confidence > 0.85 &&
                             word.confidence >= other.confidence && covered(other.box, word.box) > 0.8;
            if ((surer || whole || end) && covered(other.box, word.box) > 0.5)
                other = word, put_together(line);
            return true;
        }
    return false;
}

void add_untold(std::vector<OcrLine>& lines, OcrLine line, Pieces pieces) {
    std::erase_if(line.words, [&](const OcrWord& word) { return is_told(word, lines, pieces); });
    put_together(line);
    if (!line.words.empty()) lines.push_back(std::move(line));
}

void sort_by_confidence(std::vector<OcrLine>& lines) {
    std::stable_sort(lines.begin(), lines.end(),
                     [](const OcrLine& a, const OcrLine& b) { return a.confidence > b.confidence; });
}

/// Letters set wide are found as lines that overlap.
std::vector<OcrLine> pieced_together(std::vector<OcrLine> pieces) {
    std::vector<OcrLine> lines;
    sort_by_confidence(pieces);
    for (OcrLine& piece : pieces) add_untold(lines, std::move(piece), Pieces::of_one);
    return lines;
}

/// Lines of the weaker reading, the surest first, where the stronger one saw nothing, was less sure, or saw
/// only a part of the line; else those of its words that are new.
std::vector<OcrLine> merged(std::vector<OcrLine> strong, std::vector<OcrLine> weak, double least = 0.5) {
    sort_by_confidence(weak);
    for (OcrLine& line : weak) {
        if (line.confidence < least) continue;
        std::erase_if(strong, [&](const OcrLine& one) {
            const bool part = covered(one.box, line.box) > 0.7 && one.text.size() + 2 <= line.text.size() &&
                              line.confidence > 0.7;
            const bool surer = one.confidence + clearly < line.confidence &&
                               (covered(one.box, line.box) > 0.5 || one.confidence < 0.3);
            return overlap(one.box, line.box) && (surer || part);
        });
        add_untold(strong, std::move(line), Pieces::as_read);
    }
    return strong;
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

/// As the rules for fields see them, on the sheet itself.
std::vector<Line> on_sheet(const std::vector<OcrLine>& read) {
    std::vector<Line> lines;
    for (const OcrLine& line : read) {
        std::vector<Word> words;
        for (const OcrWord& word : line.words)
            words.push_back({word.text,
                             {0, word.box.x, word.box.y, word.box.width, word.box.height},
                             word.confidence,
                             {}});
        lines.push_back(line_of(std::move(words), domain::Source::printed));
    }
    return lines;
}

std::vector<OcrLine> lines_of(const std::vector<ReadRow>& rows) {
    std::vector<OcrLine> lines;
    for (const ReadRow& row : rows) lines.push_back(row.line);
    return lines;
}

/// `gray`: evened.
std::vector<OcrLine> read_rows_of(TextReader::Engine& engine, const cv::Mat& gray) {
    const GrayLevels page(gray);
    const cv::Mat& whole = page.above(1).gray;
    std::vector<ReadRow> rows = read_rows(engine, page, find_rows(whole));
    const double aspect =
        double(std::max(gray.cols, gray.rows)) / std::max(1, std::min(gray.cols, gray.rows));
    // What is read better may change what is looked for: a street that was none.
    std::set<std::size_t> asked;
    std::size_t letters = 50;  // a tenth of a second by Tesseract
    for (int round = 0; round < 3; ++round) {
        auto again = worth_a_second_look(on_sheet(lines_of(rows)), aspect, gray.rows, letters);
        std::erase_if(again, [&](std::size_t i) { return !asked.insert(i).second; });
        if (again.empty()) break;
        for (const std::size_t i : again) letters -= std::min(letters, rows[i].line.text.size());
        read_again(engine, page, rows, again, beyond_doubt);
    }
    return lines_of(rows);
}

/// What no line surely told: the rest of a card is searched in rows.
std::vector<PrintRow> untold(std::vector<PrintRow> rows, const std::vector<OcrLine>& told) {
    std::erase_if(rows, [&](const PrintRow& row) {
        return std::any_of(told.begin(), told.end(), [&](const OcrLine& line) {
            return line.confidence > 0.9 && covered(row.box, line.box) > 0.7;
        });
    });
    return rows;
}

/// Number, holder and expiry.
bool tells_whole_card(const std::vector<OcrLine>& read) {
    const std::vector<Line> lines = with_whole_numbers(on_sheet(read));
    const auto numbers = find_card_numbers(lines);
    const auto fields = card_fields(lines, numbers);
    const auto has = [&](std::string_view name) {
        return std::any_of(fields.begin(), fields.end(),
                           [&](const domain::Field& field) { return field.name == name; });
    };
    namespace f = domain::field;
    return !numbers.empty() && has(f::card_holder) && has(f::card_expiry);
}

/// Both ways by Tesseract in pieces.
std::vector<OcrLine> read_pieces(TextReader::Engine& engine, const cv::Mat& gray, const cv::Mat& inverted) {
    auto [dark, light] = engine.at_once([&](auto& reader) { return read_ink(reader, evened(gray)); },
                                        [&](auto& reader) { return read_ink(reader, evened(inverted)); });
    return sense(light) > sense(dark) ? merged(std::move(light), dark) : merged(std::move(dark), light);
}

}  // namespace

// Line by line, and what that missed in rows. Light print is that of payment cards, whose letters may stand
// so far apart that they make neither: what is not told whole is read once more in pieces.
std::vector<OcrLine> read_card(TextReader::Engine& engine, const cv::Mat& gray, bool in_pieces) {
    StripReading strips = read_strips(engine, gray);
    cv::Mat inverted;
    if (strips.light) {
        cv::bitwise_not(gray, inverted);
        strips.lines = pieced_together(std::move(strips.lines));
    }
    const GrayLevels print(strips.light ? evened(inverted) : evened_both_ways(gray).gray);
    const std::vector<PrintRow> rows = untold(find_rows(print.above(1).gray), strips.lines);
    auto lines = merged(strips.lines, lines_of(read_rows(engine, print, rows)), 0);
    if (!strips.light || !in_pieces || tells_whole_card(lines)) return lines;
    return merged(read_pieces(engine, gray, inverted), strips.lines);
}

PagePrint read_page(TextReader::Engine& engine, const cv::Mat& gray) {
    const BothWays print = evened_both_ways(gray);
    return {read_rows_of(engine, print.gray), print.turned >= perhaps_a_card};
}

bool may_be_card(const PagePrint& page) {
    return sense(page.lines) < (page.dark ? on_a_card : little_sense);
}

bool says_more(const std::vector<OcrLine>& as_card, const PagePrint& page) {
    const double said = sense(page.lines);
    return sense(as_card) > (page.dark ? said : 1.5 * said + 5);
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
