#include "imaging/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <regex>
#include <utility>

namespace imaging {
namespace {

domain::Box united(const domain::Box& a, const domain::Box& b) {
    if (a.width == 0) return b;
    const int x = std::min(a.x, b.x), y = std::min(a.y, b.y);
    return {a.page, x, y, std::max(a.x + a.width, b.x + b.width) - x,
            std::max(a.y + a.height, b.y + b.height) - y};
}

/// U+00C0 … U+017F without their marks; empty: not a letter.
std::string_view plain_letter(unsigned code) {
    static constexpr std::string_view latin1[] = {
        "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
        "d", "n", "o", "o", "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "ss",
        "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
        "d", "n", "o", "o", "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "y"};
    if (code >= 0xC0 && code <= 0xFF) return latin1[code - 0xC0];
    static constexpr std::string_view extended =
        "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooorrrrrrsssssssstt"
        "tttt"
        "uuuuuuuuuuuuwwyyyzzzzzzs";
    if (code >= 0x100 && code < 0x100 + extended.size()) return extended.substr(code - 0x100, 1);
    return "";
}

unsigned next_code(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    const unsigned lead = byte(at);
    const std::size_t more = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    unsigned code = more == 0 ? lead : lead & (0x3Fu >> more);
    for (std::size_t i = 1; i <= more; ++i) code = code << 6 | (byte(at + i) & 0x3F);
    at += more + 1;
    return code;
}

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t k = 0; k <= b.size(); ++k) row[k] = k;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t k = 1; k <= b.size(); ++k) {
            const std::size_t change = diagonal + (a[i - 1] != b[k - 1]);
            diagonal = row[k];
            row[k] = std::min({row[k] + 1, row[k - 1] + 1, change});
        }
    }
    return row.back();
}

int month_of(std::string_view word) {
    static constexpr std::array<std::string_view, 12> stems[] = {
        {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"},
        {"jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"},
        {"jan", "feb", "mae", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"},
        {"jan", "fev", "mrt", "avr", "mai", "juin", "juil", "aou", "sep", "oct", "nov", "dec"},
    };
    static constexpr std::string_view whole[] = {
        "january",   "february",  "march",    "april",    "may",      "june",     "july",  "august",
        "september", "october",   "november", "december", "januari",  "februari", "maart", "mei",
        "juni",      "juli",      "augustus", "oktober",  "januar",   "februar",  "marz",  "maerz",
        "mai",       "dezember",  "janvier",  "fevrier",  "mars",     "avril",    "juin",  "juillet",
        "aout",      "septembre", "octobre",  "novembre", "decembre", "sept",     "jan",   "feb",
        "mar",       "mrt",       "apr",      "jun",      "jul",      "aug",      "sep",   "oct",
        "okt",       "nov",       "dec",      "dez",      "fev",      "avr",      "juil",  "aou"};
    if (std::find(std::begin(whole), std::end(whole), word) == std::end(whole)) return 0;
    for (const auto& language : stems)
        for (std::size_t m = 0; m < 12; ++m)
            if (word.starts_with(language[m]) && !(word.starts_with("juin") && m == 6)) return int(m) + 1;
    return 0;
}

std::optional<domain::Date> date_of(int year, int month, int day) {
    if (year < 100) year += year < 70 ? 2000 : 1900;
    if (year < 1900 || year > 2100 || month < 1 || day < 1) return std::nullopt;
    const domain::Date date{std::chrono::year{year}, std::chrono::month(unsigned(month)),
                            std::chrono::day(unsigned(day))};
    return date.ok() ? std::optional{date} : std::nullopt;
}

}  // namespace

Line line_of(std::vector<Word> words, domain::Source source) {
    Line line{
        .text = {}, .box = {}, .confidence = 0, .words = std::move(words), .source = source, .place = {}};
    for (Word& word : line.words) {
        if (word.place.width == 0) word.place = word.box;
        line.place = united(line.place, word.place);
        line.text += (line.text.empty() ? "" : " ") + word.text;
        line.box = united(line.box, word.box);
        line.confidence += word.confidence / double(line.words.size());
    }
    return line;
}

std::vector<Line> lines_of(std::vector<Word> words, domain::Source source) {
    std::stable_sort(words.begin(), words.end(), [](const Word& a, const Word& b) {
        return std::pair(a.box.page, a.box.y + a.box.height / 2) <
               std::pair(b.box.page, b.box.y + b.box.height / 2);
    });
    std::vector<std::vector<Word>> rows;
    for (Word& word : words) {
        const int middle = word.box.y + word.box.height / 2;
        const bool same =
            !rows.empty() && rows.back().back().box.page == word.box.page &&
            std::abs(rows.back().back().box.y + rows.back().back().box.height / 2 - middle) * 2 <
                std::max(4, word.box.height);
        if (!same) rows.emplace_back();
        rows.back().push_back(std::move(word));
    }
    std::vector<Line> lines;
    for (auto& row : rows) {
        std::sort(row.begin(), row.end(), [](const Word& a, const Word& b) { return a.box.x < b.box.x; });
        lines.push_back(line_of(std::move(row), source));
    }
    return lines;
}

std::vector<Line> segments_of(const std::vector<Line>& lines) {
    std::vector<Line> segments;
    for (const Line& line : lines) {
        std::vector<Word> part;
        for (const Word& word : line.words) {
            const int high = std::max({1, word.place.height, part.empty() ? 0 : part.back().place.height});
            if (!part.empty() &&
                word.place.x - (part.back().place.x + part.back().place.width) > high * 5 / 2)
                segments.push_back(line_of(std::exchange(part, {}), line.source));
            part.push_back(word);
        }
        if (!part.empty()) segments.push_back(line_of(std::move(part), line.source));
    }
    return segments;
}

std::string folded(std::string_view utf8) {
    std::string plain;
    for (std::size_t at = 0; at < utf8.size();) {
        const unsigned code = next_code(utf8, at);
        if (code < 0x80)
            plain += code >= 0x20 ? char(std::tolower(int(code))) : ' ';
        else if (const auto letter = plain_letter(code); !letter.empty())
            plain += letter;
        else if (code == 0x2019 || code == 0x2018)
            plain += '\'';
        else
            plain += ' ';
    }
    return plain;
}

std::optional<std::size_t> begins_with(std::string_view text, std::string_view label) {
    const std::size_t allowed = label.size() < 10 ? label.size() / 6 : label.size() * 2 / 9;
    for (const std::size_t more : {1u, 0u, 2u}) {  // as long, one shorter, one longer
        if (label.size() + more < 1) continue;
        const std::size_t length = label.size() + more - 1;
        if (length > text.size() || (length != label.size() && allowed == 0)) continue;
        if (length < text.size() && std::isalnum(static_cast<unsigned char>(text[length])) &&
            std::isalnum(static_cast<unsigned char>(text[length - 1])))
            continue;
        if (distance(text.substr(0, length), label) <= allowed) return length;
    }
    return std::nullopt;
}

std::optional<FoundDate> find_date(std::string_view utf8, bool month_first) {
    const std::string text = folded(utf8);
    static const std::regex iso(R"((\d{4})[-./](\d{1,2})[-./](\d{1,2}))"),
        close_numbers(R"((\d{1,2})[-./](\d{1,2})[-./](\d{4})(?!\d))"),
        numbers(R"((\d{1,2}) ?[-./] ?(\d{1,2}) ?[-./] ?(\d{4}|\d{2})(?!\d))"),
        day_first(
            R"((\d{1,2})(?:st|nd|rd|th|er|e)?[. -]{1,2}([a-z]{3,10})\.?(?: ?/ ?[a-z]{3,10})?[ ,./-]{1,3}(\d{4}|\d{2})(?!\d))"),
        month_named_first(R"(([a-z]{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?[, ]{1,2}(\d{4}))");
    std::optional<FoundDate> best;
    const auto offer = [&](const std::smatch& m, std::optional<domain::Date> date) {
        const auto first = std::size_t(m.position(0));
        if (date && (!best || first < best->first)) best = FoundDate{*date, first, std::size_t(m.length(0))};
    };
    for (std::sregex_iterator it(text.begin(), text.end(), iso), end; it != end; ++it)
        offer(*it, date_of(std::stoi((*it)[1]), std::stoi((*it)[2]), std::stoi((*it)[3])));
    for (std::sregex_iterator it(text.begin(), text.end(), day_first), end; it != end; ++it)
        offer(*it, date_of(std::stoi((*it)[3]), month_of((*it)[2].str()), std::stoi((*it)[1])));
    for (std::sregex_iterator it(text.begin(), text.end(), month_named_first), end; it != end; ++it)
        offer(*it, date_of(std::stoi((*it)[3]), month_of((*it)[1].str()), std::stoi((*it)[2])));
    if (best) return best;
    // Closely written with a whole year first: before it may stand the number of a field (`4b. 30.09.2030`).
    for (const std::regex* form : {&close_numbers, &numbers}) {
        for (std::sregex_iterator it(text.begin(), text.end(), *form), end; it != end; ++it) {
            const int a = std::stoi((*it)[1]), b = std::stoi((*it)[2]), year = std::stoi((*it)[3]);
            offer(*it, b > 12 || (month_first && a <= 12) ? date_of(year, a, b) : date_of(year, b, a));
        }
        if (best) break;
    }
    return best;
}

bool may_be_cut(const FoundDate& date, std::string_view text) {
    const auto last = date.first + date.length;
    const std::string plain = folded(text);
    const auto digit = [&](std::size_t at) {
        return at < plain.size() && std::isdigit(static_cast<unsigned char>(plain[at]));
    };
    if (last < 3 || last > plain.size() || digit(last - 3) || !digit(last - 1)) return false;
    const std::string_view year = std::string_view(plain).substr(last - 2, 2);
    return year == "19" || year == "20";
}

Line with_mended_dates(const Line& line) {
    static const std::regex worn(R"(^(.*?)([0-3]\d)([.:,;/-]?)([01]\d)([.:,;/-]?)((?:19|20)\d\d)[.,:;-]?$)"),
        blotted(R"(^(\d{1,2})[^0-9A-Za-z]{1,3}$)");
    std::vector<Word> words;
    for (std::size_t w = 0; w < line.words.size(); ++w) {
        Word word = line.words[w];
        std::smatch m;
        // `08/1 2/2020`: one date.
        static const std::regex whole(R"(^[0-3]?\d[./-][0-3]?\d[./-](?:19|20)\d\d$)");
        if (w + 1 < line.words.size() && std::regex_match(word.text + line.words[w + 1].text, whole)) {
            const Word& rest = line.words[++w];
            word.text += rest.text;
            word.box = united(word.box, rest.box), word.place = united(word.place, rest.place);
            word.confidence = std::min(word.confidence, rest.confidence);
        }
        if (std::regex_match(word.text, m, worn) && m[3].length() + m[5].length() > 0 && m[1].length() < 9 &&
            !(m[1].length() > 0 && std::isdigit(static_cast<unsigned char>(*(m[1].second - 1))) &&
              m[3] != "/")) {
            const std::string date =
                m[2].str() + (m[3] == "/" ? "/" : ".") + m[4].str() + (m[3] == "/" ? "/" : ".") + m[6].str();
            if (m[1].length() > 0) {
                Word head = word;
                const auto part = [&](int all) {
                    return int(all * m[1].length() / std::ptrdiff_t(word.text.size()));
                };
                head.text = m[1].str();
                head.box.width = part(word.box.width), head.place.width = part(word.place.width);
                word.box.x += head.box.width, word.box.width -= head.box.width;
                word.place.x += head.place.width, word.place.width -= head.place.width;
                words.push_back(std::move(head));
            }
            word.text = date;
        }
        const auto as_month = [](std::string text) {
            std::replace(text.begin(), text.end(), '0', 'O');
            return text;
        };
        if (word.text.find('0') != std::string::npos && month_of(folded(as_month(word.text))))
            word.text = as_month(word.text);
        if (w + 1 < line.words.size() && std::regex_match(word.text, m, blotted) &&
            month_of(folded(as_month(line.words[w + 1].text))))
            word.text = m[1].str();
        words.push_back(std::move(word));
    }
    return line_of(std::move(words), line.source);
}

bool passes_luhn(std::string_view digits) {
    if (digits.empty()) return false;
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const char c = digits[digits.size() - 1 - i];
        if (c < '0' || c > '9') return false;
        const int value = c - '0', twice = value * 2;
        sum += i % 2 ? (twice > 9 ? twice - 9 : twice) : value;
    }
    return sum % 10 == 0;
}

}  // namespace imaging
