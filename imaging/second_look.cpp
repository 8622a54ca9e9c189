#include "imaging/second_look.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "domain/reading.h"
#include "imaging/classify.h"
#include "imaging/fields.h"

namespace imaging {
namespace {

namespace f = domain::field;
// What a field rests on is asked about unless it is beyond doubt; elsewhere only what is probably wrong.
constexpr double good_enough = 0.85;
constexpr double hopeless = 2;             // letters seen: noise
constexpr std::ptrdiff_t long_number = 8;  // digits: an account, perhaps a card
constexpr std::size_t sentence = 60;       // letters: so long is no name, no address, no date

double least_sure(const Line& line) {
    double least = 1;
    for (const Word& word : line.words) least = std::min(least, word.confidence);
    return least;
}

double letters_seen(const Line& line) {
    double sum = 0;
    for (const Word& word : line.words) sum += word.confidence * double(word.text.size());
    return sum;
}

/// In words that are mostly digits, with the letters that may be some.
bool has_long_number(const Line& line) {
    std::ptrdiff_t digits = 0;
    for (const Word& word : line.words) {
        const auto count = [&](std::string_view these) {
            return std::count_if(word.text.begin(), word.text.end(),
                                 [&](char c) { return these.find(c) != std::string_view::npos; });
        };
        const auto plain = count("0123456789");
        if (plain * 2 >= std::ptrdiff_t(word.text.size())) digits += plain + count("OoIlSB");
    }
    return digits >= long_number;
}

/// The lines of an address stand above its postal code, which is where its box is.
domain::Box with_what_belongs_to_it(const domain::Field& field) {
    domain::Box box = field.box;
    if (field.name != f::address) return box;
    box.y -= 5 * box.height, box.height *= 6;
    return box;
}

bool meet(const domain::Box& a, const domain::Box& b) {
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

bool tell_all(const std::vector<domain::Field>& fields, domain::DocumentKind kind) {
    const auto has = [&](std::string_view name) {
        return std::any_of(fields.begin(), fields.end(),
                           [&](const auto& field) { return field.name == name; });
    };
    if (kind == domain::DocumentKind::company_extract) return has(f::registration_number) && has(f::company);
    return has(f::name) && has(f::address) && has(f::issue_date) && has(f::sender);
}

}  // namespace

std::vector<std::size_t> worth_a_second_look(const std::vector<Line>& lines, double aspect, int height,
                                             std::size_t most) {
    const domain::DocumentKind kind = classify(nullptr, lines, false, aspect).kind;
    const auto fields = read_fields(lines, kind, height);
    std::vector<std::size_t> chosen, others;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (least_sure(lines[i]) >= beyond_doubt || letters_seen(lines[i]) < hopeless) continue;
        const bool doubted = least_sure(lines[i]) < good_enough,
                   is_sentence = lines[i].text.size() >= sentence;
        const bool holds_field = std::any_of(fields.begin(), fields.end(), [&](const auto& field) {
            return meet(with_what_belongs_to_it(field), lines[i].box);
        });
        if ((holds_field && !is_sentence) || (doubted && has_long_number(lines[i])))
            chosen.push_back(i);
        else if (doubted && !is_sentence && lines[i].place.y < height / 2)
            others.push_back(i);
    }
    if (others.empty() || tell_all(fields, kind)) return chosen;
    // Large print first (names of companies, titles), the rest as it is read.
    std::vector<int> heights;
    for (const Line& line : lines) heights.push_back(line.place.height);
    const auto usual = heights.begin() + std::ptrdiff_t(heights.size() / 2);
    std::nth_element(heights.begin(), usual, heights.end());
    std::stable_partition(others.begin(), others.end(),
                          [&](std::size_t i) { return lines[i].place.height * 3 > *usual * 4; });
    std::size_t letters = 0;
    for (const std::size_t i : others) {
        letters += lines[i].text.size();
        if (letters > most) break;
        chosen.push_back(i);
    }
    return chosen;
}

bool shows_zone(const std::vector<Line>& lines) {
    constexpr std::size_t long_line = 26, long_word = 20;
    constexpr std::ptrdiff_t many_digits = 8;
    return std::any_of(lines.begin(), lines.end(), [](const Line& line) {
        if (line.text.size() >= long_line && line.text.find('<') != std::string::npos) return true;
        return std::any_of(line.words.begin(), line.words.end(), [](const Word& word) {
            const auto digits = std::count_if(word.text.begin(), word.text.end(),
                                              [](unsigned char c) { return std::isdigit(c); });
            const bool address = word.text.find_first_of("/@") != std::string::npos;
            return word.text.size() >= long_word && !address && digits >= many_digits;
        });
    });
}

}  // namespace imaging
