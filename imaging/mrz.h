#pragma once
// What a machine readable zone means: formats, grammar, check digits, dates and names. Text in, values out;
// no pixels. ICAO Doc 9303 (8th edition) part 3 section 4 (check digits, names), parts 4 (TD3), 5 (TD1), 6
// (TD2), 7 (visas A and B); the French national card of 1988–2021 (2 × 36) after its decree's annex, as
// commonly described; the one line of 30 on driving licences of the Union (ISO/IEC 18013-3: a code D and a
// digit, the state, at the end one check digit over all). What stands between is the state's own affair and
// is taken apart only where a second check digit and a date stand where France puts them.
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/reading.h"

namespace imaging {

/// One format: its lines, and for each position what may stand there:
/// `P` `V` `I` `D` a document code of that kind, `A` letter or filler, `n` digit, `N` digit or filler, `S`
/// sex, `X` anything.
struct MrzLayout {
    domain::MrzFormat format;
    std::array<std::string_view, 3> lines;  // empty when there is none
    std::size_t count() const { return lines[1].empty() ? 1 : lines[2].empty() ? 2 : 3; }
};
std::span<const MrzLayout> mrz_layouts();

/// True when `symbol` (one of `<0-9A-Z`) may stand at a position of that class.
bool mrz_allows(char position_class, char symbol);

/// True for a code of 9303-3 section 5 (states, organisations, refugees, specimens), padded with fillers to
/// three.
bool is_state_code(std::string_view code);

/// Where a format has its codes of states: (line, position), three characters each.
std::vector<std::pair<std::size_t, std::size_t>> state_positions(domain::MrzFormat format);

/// 9303-3 section 4.9: weights 7 3 1, filler 0, A = 10 … Z = 35, modulo 10.
int check_digit(std::string_view text);

/// Checks every digit of that format and its codes of states: a code that no state has is misread or made up.
/// Precondition: as many lines, as long, as the layout says; only
/// `<0-9A-Z`.
domain::Mrz check_mrz(domain::MrzFormat format, std::vector<std::string> lines);

/// The lines under the format that suits them best (valid first), nullopt when their number or length is
/// none.
std::optional<domain::Mrz> parse_mrz(std::vector<std::string> lines);

/// The stretches of text that each failing check covers: (line, first, length), the digit itself included.
struct MrzSpan {
    std::size_t line, first, length;
};
std::vector<MrzSpan> failing_spans(const domain::Mrz& mrz);

/// The stretches that most documents print elsewhere, too: names, numbers, optional data.
std::vector<MrzSpan> printed_spans(domain::MrzFormat format);

/// True when no check digit tells the two apart: 9303-3 section 4.9 counts modulo 10, so S is 8, G is 6, L is
/// 1 to it.
bool same_to_check_digits(char one, char other);

/// True for the characters that a check digit of the format covers, or that are one.
std::vector<std::vector<bool>> covered_by_digits(domain::MrzFormat format);

/// How many check digits of the format are right, and how many there are (an absent optional one counts as
/// neither).
struct MrzDigits {
    int right = 0, all = 0;
};
MrzDigits count_digits(const domain::Mrz& mrz);

/// Every field the zone holds, source mrz, boxes those of the zone. Two-digit years: an expiry is in
/// 1970–2069; a birth lies before the expiry (before 2030 where there is none).
std::vector<domain::Field> mrz_fields(const domain::Mrz& mrz);

}  // namespace imaging
