#pragma once
// Card numbers wherever they stand (PCI DSS v4 3.3, 3.4: at most the last four may be shown, the code never
// kept): found by their grouping, their first digit and ISO/IEC 7812-1's check digit. What leaves this module
// never holds a whole number.
#include <string>
#include <vector>

#include "imaging/text.h"

namespace imaging {

struct CardNumber {
    std::string last_four;
    domain::Box shown;                // of the four that stay
    std::vector<domain::Box> hidden;  // to be painted over
    std::size_t line = 0, first_word = 0, last_word = 0;
    double confidence = 0;
};

/// Groups of digits on one row that were read as lines of their own, put together again: a number cut in two
/// is no less a number.
std::vector<Line> with_whole_numbers(std::vector<Line> lines);

/// Every number of 13–19 digits that begins with 2–6 and passes the check, over the words of one line
/// (letters that digits are misread as count as digits).
std::vector<CardNumber> find_card_numbers(const std::vector<Line>& lines);

/// `4111 1111 1111 1111` → `**** **** **** 1111` in the lines; `also_codes`: words of three or four digits
/// standing alone as well.
void mask_text(std::vector<Line>& lines, const std::vector<CardNumber>& numbers, bool also_codes);

/// Words of three or four digits with no other digits beside them: what may be a CVV.
std::vector<domain::Box> find_codes(const std::vector<Line>& lines);

/// card_last_four, card_holder, card_expiry. Where no number passes its check, as on specimens, four groups
/// of four that were read clearly still tell their last four, at half the confidence.
std::vector<domain::Field> card_fields(const std::vector<Line>& lines,
                                       const std::vector<CardNumber>& numbers);

}  // namespace imaging
