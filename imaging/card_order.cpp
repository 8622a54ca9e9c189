#include "imaging/card_order.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <regex>

namespace imaging {
namespace {

namespace f = domain::field;

/// `4a.`, `2`: the number of a field, alone or before its value; `s. 509036754`: a small five.
const std::regex& field_number() {
    static const std::regex number(
        R"(^ ?[(\[|]?(4[abcd]|[1-9]|s(?=[.,:)]{0,2} ?[0-9]))( ?[.,:)]{1,2} ?| +|$))");
    return number;
}

/// The line without the number of its field; empty when nothing else is there.
Line value_of(const Line& line) {
    std::smatch m;
    const std::string text = folded(line.text);
    if (!std::regex_search(text, m, field_number())) return line;
    std::size_t at = 0, w = 0;
    for (; w < line.words.size() && at < std::size_t(m.length(0)); ++w)
        at += folded(line.words[w].text).size() + 1;
    return line_of({line.words.begin() + std::ptrdiff_t(w), line.words.end()}, line.source);
}

/// The first line that shows each date, in the order of time.
std::map<domain::Date, const Line*> dates_on(const std::vector<Line>& segments, bool month_first) {
    std::map<domain::Date, const Line*> dates;
    // Of the form that the card was printed on, and of the audit number (AAMVA).
    static const std::regex not_the_bearers(R"(\b(rev|dd)\b)");
    for (const Line& line : segments) {
        if (std::regex_search(folded(line.text), not_the_bearers)) continue;
        // `3. 04.05.1986` is no third of April; `4 AUG 2006` has a day before its month.
        std::string text = value_of(line).text;
        auto found = find_date(text, month_first);
        if (!found) found = find_date(text = line.text, month_first);
        if (found && !may_be_cut(*found, text)) dates.emplace(found->date, &line);
    }
    return dates;
}

bool is_name(const Line& line) {
    std::size_t letters = 0;
    for (const unsigned char c : line.text) {
        if (std::isdigit(c)) return false;
        letters += std::isalpha(c) || c >= 0x80;
    }
    return letters >= 2 && letters * 10 >= line.text.size() * 7 && line.confidence > 0.4 &&
           !is_short_label(line.text);
}

class Column {
  public:
    Column(const std::vector<Line>& segments, const Line& anchor) : anchor_(value_of(anchor)) {
        for (const Line& segment : segments) {
            Line value = value_of(segment);
            if (!value.words.empty() && in_column(value)) lines_.push_back(std::move(value));
        }
        std::sort(lines_.begin(), lines_.end(),
                  [](const Line& a, const Line& b) { return a.place.y < b.place.y; });
    }

    /// Names above the anchor, the nearest first.
    std::vector<const Line*> names_above() const {
        std::vector<const Line*> names;
        for (auto it = lines_.rbegin(); it != lines_.rend(); ++it)
            if (it->place.y < anchor_.place.y - anchor_.place.height / 2 && is_name(*it))
                names.push_back(&*it);
        return names;
    }
    const std::vector<Line>& lines() const { return lines_; }

  private:
    bool in_column(const Line& line) const {
        const int high = anchor_.place.height;
        return line.place.page == anchor_.place.page && std::abs(line.place.x - anchor_.place.x) < 2 * high &&
               line.place.height * 10 > high * 6 && line.place.height * 10 < high * 16;
    }

    Line anchor_;
    std::vector<Line> lines_;
};

domain::Field field_of(std::string_view name, std::string value, const Line& line, double trust) {
    return {.name = std::string(name),
            .value = std::move(value),
            .source = line.source,
            .box = line.box,
            .confidence = trust * line.confidence};
}

/// `5 746575437` with a speck read beside the five: the one line of a licence that is a five and a number
/// (ISO/IEC 18013-1).
std::optional<domain::Field> number_of_field_five(const std::vector<Line>& segments) {
    static const std::regex five(R"(^.?.?5[.,:]?$|^s[.,:]?$)"), number("^[0-9]{7,12}$");
    std::optional<domain::Field> found;
    for (const Line& line : segments) {
        if (line.words.size() != 2 || !std::regex_match(folded(line.words[0].text), five) ||
            !std::regex_match(line.words[1].text, number))
            continue;
        if (found) return std::nullopt;
        found = field_of(f::document_number, line.words[1].text, line, 0.6);
    }
    return found;
}

}  // namespace

bool is_short_label(std::string_view text) {
    static const std::regex label(R"(^(sex|dob|exp|iss|eyes|hgt|wgt|class|end|rest|donor|dl|id)\b.*)");
    return std::regex_match(folded(text), label);
}

std::vector<domain::Field> dates_by_order(const std::vector<Line>& segments, bool month_first, bool licence) {
    const auto dates = dates_on(segments, month_first);
    if (dates.size() == 2) {
        const auto birth = dates.begin(), later = std::next(birth);
        const int apart = int(later->first.year()) - int(birth->first.year());
        const bool above = birth->second->place.y + birth->second->place.height / 2 < later->second->place.y;
        if (apart > 110 || apart < (licence && above ? 21 : 40)) return {};
        return {field_of(f::birth_date, domain::to_string(birth->first), *birth->second, 0.7)};
    }
    if (dates.size() != 3) return {};
    const auto birth = dates.begin(), issue = std::next(birth), expiry = std::next(issue);
    const auto years = [](const auto& from, const auto& to) {
        return int(to->first.year()) - int(from->first.year());
    };
    if (years(birth, issue) > 110 || years(issue, expiry) < 1 || years(issue, expiry) > 20) return {};
    // Nobody drives before fourteen: these are the dates of categories on the back.
    if (licence && years(birth, issue) < 14) return {};
    return {field_of(f::birth_date, domain::to_string(birth->first), *birth->second, 0.9),
            field_of(f::issue_date, domain::to_string(issue->first), *issue->second, 0.9),
            field_of(f::expiry_date, domain::to_string(expiry->first), *expiry->second, 0.9)};
}

std::vector<domain::Field> values_by_order(const std::vector<Line>& segments, bool month_first) {
    const auto dates = dates_on(segments, month_first);
    if (dates.size() < 2) return {};
    const Column column(segments, *dates.begin()->second);
    std::vector<domain::Field> fields;
    const auto names = column.names_above();
    if (names.size() >= 2) {
        fields.push_back(field_of(f::given_names, names[0]->text, *names[0], 0.6));
        fields.push_back(field_of(f::surname, names[1]->text, *names[1], 0.6));
    }
    // Under the last of the dates in the column: its number.
    int last = 0;
    for (const Line& line : column.lines())
        if (find_date(line.text, month_first)) last = std::max(last, line.place.y);
    static const std::regex number(R"(^[A-Z0-9][A-Z0-9 ./-]{3,22}$)"),
        date(R"(^[0-9]{1,2}[./ -]+[0-9]{1,2}([./ -]+.*|$))");
    for (const Line& line : column.lines()) {
        const auto digits = std::count_if(line.text.begin(), line.text.end(),
                                          [](unsigned char c) { return std::isdigit(c); });
        if (line.place.y <= last + line.place.height / 2 || digits < 4 ||
            digits * 2 < std::ptrdiff_t(line.text.size()) || !std::regex_match(line.text, number) ||
            std::regex_match(line.text, date))
            continue;
        std::string value = line.text;
        value.erase(std::remove(value.begin(), value.end(), ' '), value.end());
        fields.push_back(field_of(f::document_number, std::move(value), line, 0.6));
        break;
    }
    if (const auto numbered = number_of_field_five(segments);
        numbered && std::none_of(fields.begin(), fields.end(),
                                 [](const auto& field) { return field.name == f::document_number; }))
        fields.push_back(*numbered);
    return fields;
}

}  // namespace imaging
