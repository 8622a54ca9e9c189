#include "imaging/payment_card.h"

#include <algorithm>
#include <cctype>
#include <regex>

namespace imaging {
namespace {

constexpr std::string_view misread = "OoDQIl|ZSsBGTb", meant = "00001112558676";

std::string as_digits(std::string text) {
    for (char& c : text)
        if (const auto k = misread.find(c); k != std::string_view::npos) c = meant[k];
    return text;
}

/// The digits a word stands for, empty when it is not a number. A word counts when at least half of it truly
/// is digits.
std::string digits_of(std::string_view word) {
    std::string digits;
    std::size_t sure = 0;
    for (const char c : word) {
        if (c >= '0' && c <= '9')
            digits += c, ++sure;
        else if (const auto k = misread.find(c); k != std::string_view::npos)
            digits += meant.substr(k, 1);
        else if (c != '-' && c != '.' && c != ',' && c != '\'')
            return "";
    }
    return sure * 2 >= digits.size() ? digits : "";
}

/// The part of a word's box from digit `from` on, or before it.
domain::Box part(domain::Box box, std::size_t from, std::size_t to, std::size_t all) {
    const int left = int(double(box.width) * double(from) / double(all)),
              right = int(double(box.width) * double(to) / double(all));
    return {box.page, box.x + left, box.y, right - left, box.height};
}

std::optional<CardNumber> number_at(const Line& line, std::size_t first) {
    std::string digits;
    std::optional<CardNumber> found;
    for (std::size_t last = first; last < line.words.size(); ++last) {
        const std::string more = digits_of(line.words[last].text);
        if (more.empty() || digits.size() + more.size() > 19) break;
        digits += more;
        if (digits.size() < 13 || digits[0] < '2' || digits[0] > '6' || !passes_luhn(digits)) continue;
        found = CardNumber{digits.substr(digits.size() - 4), {}, {}, 0, first, last, 0};
    }
    if (!found) return std::nullopt;
    std::size_t total = 0, at = 0;
    for (std::size_t w = first; w <= found->last_word; ++w) total += digits_of(line.words[w].text).size();
    for (std::size_t w = first; w <= found->last_word; ++w) {
        const std::size_t n = digits_of(line.words[w].text).size(),
                          hide = std::min(n, total - 4 > at ? total - 4 - at : 0);
        if (hide) found->hidden.push_back(part(line.words[w].box, 0, hide, n));
        if (hide < n) found->shown = part(line.words[w].box, hide, n, n);
        found->confidence += line.words[w].confidence / double(found->last_word - first + 1);
        at += n;
    }
    return found;
}

bool is_code(const Line& line, std::size_t w) {
    const std::string& text = line.words[w].text;
    const bool digits =
        std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
    if (!digits || text.size() < 3 || text.size() > 4) return false;
    const auto numeric = [&](std::size_t k) {
        return k < line.words.size() && !digits_of(line.words[k].text).empty();
    };
    return !numeric(w + 1) && !(w > 0 && numeric(w - 1));
}

/// Two to four words of capital letters, as a holder's name is embossed.
bool looks_like_a_holder(const Line& line) {
    static const std::regex name(
        R"(^[A-Z\x80-\xff][A-Z\x80-\xff.'-]*( [A-Z\x80-\xff][A-Z\x80-\xff.'-]*){1,4}$)");
    static constexpr std::string_view not_a_name[] = {
        "BANK",       "VALID",   "THRU",       "DEBIT",     "CREDIT",     "CARD",       "EXPIRES",
        "GOOD",       "MONTH",   "YEAR",       "END",       "MEMBER",     "SINCE",      "BUSINESS",
        "PLATINUM",   "GOLD",    "WORLD",      "SIGNATURE", "AUTHORISED", "AUTHORIZED", "VISA",
        "MASTERCARD", "MAESTRO", "ELECTRONIC", "USE",       "ONLY"};
    if (!std::regex_match(line.text, name) || line.text.size() < 5) return false;
    std::size_t letters = 0;
    for (const Word& word : line.words) {
        if (std::find(std::begin(not_a_name), std::end(not_a_name), word.text) != std::end(not_a_name))
            return false;
        letters = std::max(letters, word.text.size());
    }
    return letters >= 3;
}

bool is_all_digits(const Line& line) {
    return std::all_of(line.words.begin(), line.words.end(), [](const Word& word) {
        const std::string digits = digits_of(word.text);
        return digits.size() >= 3 && digits.size() <= 19;
    });
}

bool goes_on(const Line& left, const Line& right) {
    const auto &a = left.place, &b = right.place;
    const int overlap = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y),
              gap = b.x - (a.x + a.width);
    return a.page == b.page && overlap * 2 > std::min(a.height, b.height) && gap > -a.height / 2 &&
           gap < a.height * 3;
}

/// The line of a number in four groups of four, of which the last was read clearly and at most one other was
/// not.
const Line* grouped_number(const std::vector<Line>& lines) {
    const auto is_clear = [](const Word& word) {
        return word.text.size() == 4 && word.confidence > 0.8 &&
               std::all_of(word.text.begin(), word.text.end(),
                           [](unsigned char c) { return std::isdigit(c); });
    };
    for (const Line& line : lines) {
        const auto& words = line.words;
        if (words.size() != 4 || !is_clear(words[3]) || line.text[0] < '2' || line.text[0] > '6') continue;
        const bool fours = std::all_of(words.begin(), words.end(),
                                       [](const Word& word) { return digits_of(word.text).size() == 4; });
        if (fours && std::count_if(words.begin(), words.end(), is_clear) >= 3) return &line;
    }
    return nullptr;
}

/// A name in small letters: only under the number, where its column begins.
bool stands_as_a_holder(const Line& line, const Line& number) {
    static const std::regex name(
        R"(^[A-Z\x80-\xff][a-z\x80-\xff.'-]*( [A-Z\x80-\xff][A-Za-z\x80-\xff.'-]*){1,3}$)");
    std::string capitals = line.text;
    std::transform(capitals.begin(), capitals.end(), capitals.begin(),
                   [](unsigned char c) { return c < 0x80 ? char(std::toupper(c)) : char(c); });
    Line upper = line;
    upper.text = capitals;
    for (Word& word : upper.words)
        std::transform(word.text.begin(), word.text.end(), word.text.begin(),
                       [](unsigned char c) { return c < 0x80 ? char(std::toupper(c)) : char(c); });
    return line.box.y > number.box.y + number.box.height &&
           std::abs(line.box.x - number.box.x) < 2 * number.box.height && line.confidence > 0.6 &&
           std::regex_match(line.text, name) && looks_like_a_holder(upper);
}

/// The last `03/30` of a line as `2030-03`, empty: none. Embossed digits are misread as letters, and the
/// stroke between them as `|`, `I`, `l` or not at all where its word says what it is.
std::string expiry_of(const Line& line) {
    static const std::regex plain(
        R"((?:^|[^0-9/.-])(0[1-9]|1[0-2]) ?[/\\-] ?(20[2-4]\d|[1-4]\d)(?![0-9/-]))"),
        worn(R"(([0OoQD][1-9IlZSsBGT]|[1Il|][0-2OoIlZ]) ?[/\\|Il!1] ?([2-4Z][0-9OoQIlZSsBGT])$)");
    std::string last;
    for (std::sregex_iterator it(line.text.begin(), line.text.end(), plain), end; it != end; ++it)
        last = ((*it)[2].length() == 4 ? (*it)[2].str() : "20" + (*it)[2].str()) + "-" + (*it)[1].str();
    if (!last.empty()) return last;
    for (const Word& word : line.words) {
        std::smatch m;
        if (word.text.size() != 5 || !std::regex_match(word.text, m, worn)) continue;
        const std::string month = as_digits(m[1].str()), year = as_digits(m[2].str());
        if (month >= "01" && month <= "12") last = "20" + year + "-" + month;
    }
    return last;
}

}  // namespace

std::vector<Line> with_whole_numbers(std::vector<Line> lines) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!is_all_digits(lines[i])) continue;
        for (std::size_t k = 0; k < lines.size(); ++k) {
            if (k == i || !is_all_digits(lines[k]) || !goes_on(lines[i], lines[k])) continue;
            std::vector<Word> words = lines[i].words;
            words.insert(words.end(), lines[k].words.begin(), lines[k].words.end());
            lines[i] = line_of(std::move(words), lines[i].source);
            lines.erase(lines.begin() + std::ptrdiff_t(k));
            if (k < i) --i;
            k = std::size_t(-1);  // what goes on from there may stand anywhere
        }
    }
    return lines;
}

std::vector<CardNumber> find_card_numbers(const std::vector<Line>& lines) {
    std::vector<CardNumber> numbers;
    for (std::size_t i = 0; i < lines.size(); ++i)
        for (std::size_t w = 0; w < lines[i].words.size(); ++w)
            if (auto number = number_at(lines[i], w)) {
                number->line = i;
                w = number->last_word;
                numbers.push_back(std::move(*number));
            }
    return numbers;
}

void mask_text(std::vector<Line>& lines, const std::vector<CardNumber>& numbers, bool also_codes) {
    std::vector<std::string*>
        codes;  // asked before the numbers are gone, or the last four would seem to stand alone
    if (also_codes)
        for (Line& line : lines)
            for (std::size_t w = 0; w < line.words.size(); ++w)
                if (is_code(line, w)) codes.push_back(&line.words[w].text);
    for (std::string* code : codes) code->assign(code->size(), '*');
    for (const CardNumber& number : numbers) {
        Line& line = lines[number.line];
        std::size_t keep = 4;
        for (std::size_t w = number.last_word + 1; w-- > number.first_word;) {
            std::string& text = line.words[w].text;
            for (std::size_t k = text.size(); k-- > 0;) {
                if (keep > 0 && std::isalnum(static_cast<unsigned char>(text[k])))
                    --keep;
                else if (keep == 0)
                    text[k] = '*';
            }
        }
    }
    for (Line& line : lines) line.text = line_of(line.words, line.source).text;
}

std::vector<domain::Box> find_codes(const std::vector<Line>& lines) {
    std::vector<domain::Box> boxes;
    for (const Line& line : lines)
        for (std::size_t w = 0; w < line.words.size(); ++w)
            if (is_code(line, w)) boxes.push_back(line.words[w].box);
    return boxes;
}

std::vector<domain::Field> card_fields(const std::vector<Line>& lines,
                                       const std::vector<CardNumber>& numbers) {
    std::vector<domain::Field> fields;
    namespace f = domain::field;
    for (const CardNumber& number : numbers)
        fields.push_back({std::string(f::card_last_four), number.last_four, lines[number.line].source,
                          number.shown, number.confidence});
    const Line* grouped = numbers.empty() ? grouped_number(lines) : &lines[numbers[0].line];
    if (numbers.empty() && grouped) {
        const Word& last = grouped->words.back();
        fields.push_back({std::string(f::card_last_four), last.text, grouped->source, last.box,
                          0.5 * grouped->confidence});
    }
    std::string latest;
    for (const Line& line : lines) {
        const std::string value = expiry_of(line);
        // `valid from 01/24  until 01/28`: the later of the two.
        if (value.empty() || value <= latest) continue;
        std::erase_if(fields, [&](const auto& field) { return field.name == f::card_expiry; });
        fields.push_back(
            {std::string(f::card_expiry), latest = value, line.source, line.box, line.confidence});
    }
    const int below = grouped ? grouped->box.y : 0;
    const Line* holder = nullptr;
    for (const Line& line : lines)
        if (line.box.y > below && looks_like_a_holder(line) &&
            (!holder || line.confidence > holder->confidence))
            holder = &line;
    for (const Line& line : lines)
        if (!holder && grouped && stands_as_a_holder(line, *grouped)) holder = &line;
    if (holder)
        fields.push_back(
            {std::string(f::card_holder), holder->text, holder->source, holder->box, holder->confidence});
    return fields;
}

}  // namespace imaging
