#pragma once
// Recognised text as the other checks see it: lines of words with boxes on the page, and text made
// comparable. Pure values.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/reading.h"
#include "domain/time.h"

namespace imaging {

/// `box` is on the full page as it was photographed, `place` on the sheet laid flat: what stands beside or
/// beneath what is asked there. A place that is not given is the box.
struct Word {
    std::string text;
    domain::Box box;
    double confidence = 0;
    domain::Box place{};
};

struct Line {
    std::string text;
    domain::Box box;
    double confidence = 0;
    std::vector<Word> words;
    domain::Source source = domain::Source::printed;
    domain::Box place{};
};

Line line_of(std::vector<Word> words, domain::Source source);

/// Words of a text layer, or anything in reading order, gathered into lines.
std::vector<Line> lines_of(std::vector<Word> words, domain::Source source);

/// Lines cut where the gap between words is wider than two and a half times their height: columns of a form.
std::vector<Line> segments_of(const std::vector<Line>& lines);

/// Lower case ASCII: `Geschäftsführer` → `geschaftsfuhrer`; what is no Latin letter, digit or punctuation
/// becomes a space.
std::string folded(std::string_view utf8);

/// True when `text` begins with `label` up to one wrong, lost or added letter in six, two in nine of a label
/// of ten and more; both folded. Returns where the label ends.
std::optional<std::size_t> begins_with(std::string_view text, std::string_view label);

/// The first date in the text, and where it stands: `22 November 2026`, `22 NOV/NOV 26`, `22-11-2026`,
/// `2026-11-22`, `November 22, 2026`, `11/22/2026` (day first unless that is impossible or `month_first`);
/// months in English, Dutch, German, French.
struct FoundDate {
    domain::Date date;
    std::size_t first, length;
};
std::optional<FoundDate> find_date(std::string_view text, bool month_first = false);

/// True for `29 NOV 20`: no year of two digits, perhaps, but the first half of one of four.
bool may_be_cut(const FoundDate& date, std::string_view text);

/// A line whose dates are as they were printed before the pattern under them took their points for colons, or
/// for nothing, and an O for a nought: `1805:2023` → `18.05.2023`, `19% 0CT 2005` → `19 OCT 2005`. What stuck
/// to the head of a date becomes a word of its own.
Line with_mended_dates(const Line& line);

/// ISO/IEC 7812-1 annex B.
bool passes_luhn(std::string_view digits);

}  // namespace imaging
