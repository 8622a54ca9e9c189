#include "domain/names.h"

#include <algorithm>

#include "domain/transliteration.h"

namespace domain {
namespace {

/// Optimal string alignment distance: insertion, deletion, substitution, transposition of neighbours.
template <class Text>
std::size_t distance(const Text& a, const Text& b) {
    const std::size_t width = b.size() + 1;
    std::vector<std::size_t> rows(3 * width);
    std::size_t *before = rows.data(), *last = before + width, *row = last + width;
    for (std::size_t j = 0; j < width; ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j < width; ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

template <class Text>
double share_of_equals(const Text& a, const Text& b) {
    const std::size_t longer = std::max(a.size(), b.size());
    return longer == 0 ? 1 : 1 - static_cast<double>(distance(a, b)) / static_cast<double>(longer);
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const std::string& word : words) all += (all.empty() ? "" : " ") + word;
    return all;
}

}  // namespace

std::string icao_form(std::string_view text) {
    std::vector<std::string> parts;
    for (const Word& word : words_of(text)) parts.push_back(word.forms[0].text);
    return joined(parts);
}

std::string plain_form(std::string_view text) {
    std::vector<std::string> parts;
    for (const Word& word : words_of(text)) parts.push_back(word.forms[word.plain].text);
    return joined(parts);
}

std::vector<std::string> forms_of(std::string_view text) {
    constexpr std::size_t most = 64;
    std::vector<std::string> all{""};
    for (const Word& word : words_of(text)) {
        std::vector<std::string> longer;
        for (const std::string& begun : all)
            for (const WordForm& form : word.forms)
                if (longer.size() < most)
                    longer.push_back(begun.empty() ? form.text : begun + " " + form.text);
        all = std::move(longer);
    }
    std::erase(all, "");
    return all;
}

double similarity(std::string_view a, std::string_view b) {
    return is_ascii(a) && is_ascii(b) ? share_of_equals(a, b)
                                      : share_of_equals(code_points(a), code_points(b));
}

}  // namespace domain
