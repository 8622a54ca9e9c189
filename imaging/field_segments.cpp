#include "imaging/field_segments.h"

#include <algorithm>
#include <cctype>

#include "imaging/field_labels.h"

namespace imaging {
namespace {

/// Specks beside the print, taken for short words, are not part of it; microprint that runs over the whole
/// page says nothing.
std::vector<Line> without_specks(const std::vector<Line>& segments) {
    constexpr std::size_t longest = 240;  // characters: twice a line of prose
    const auto speck = [](const Word& word, const Line& line) {
        const bool digits =
            std::any_of(word.text.begin(), word.text.end(), [](unsigned char c) { return std::isdigit(c); });
        const bool name =
            word.text.size() == 3 && word.place.height * 3 > line.place.height * 2 &&
            std::all_of(word.text.begin(), word.text.end(), [](unsigned char c) { return std::isupper(c); });
        return !digits && !name && word.text.size() <= 3 &&
               (word.confidence < 0.5 || word.place.height * 3 < line.place.height);
    };
    std::vector<Line> clean;
    for (const Line& line : segments) {
        if (line.text.size() > longest) continue;
        auto first = line.words.begin(), last = line.words.end();
        while (first != last && speck(*first, line)) ++first;
        while (first != last && speck(*(last - 1), line)) --last;
        if (first != last) clean.push_back(line_of({first, last}, line.source));
    }
    return clean;
}

/// Dates mended, and two that were taken for one line apart: on a card each stands under its own label.
std::vector<Line> a_date_each(const std::vector<Line>& segments) {
    std::vector<Line> apart;
    for (const Line& segment : segments) {
        const Line line = with_mended_dates(segment);
        std::size_t from = 0;
        for (std::size_t w = 1; w < line.words.size(); ++w) {
            const auto part = [&](std::size_t first, std::size_t last) {
                return line_of(
                    {line.words.begin() + std::ptrdiff_t(first), line.words.begin() + std::ptrdiff_t(last)},
                    line.source);
            };
            const bool digit = std::isdigit(static_cast<unsigned char>(line.words[w].text[0]));
            const bool value = line.words[w].text.size() >= 6 || find_date(part(w, line.words.size()).text);
            if (!digit || !find_date(part(from, w).text) || !value) continue;
            apart.push_back(part(from, w));
            from = w;
        }
        apart.push_back(line_of({line.words.begin() + std::ptrdiff_t(from), line.words.end()}, line.source));
    }
    return apart;
}

/// `Type / Code   Passport No.` was read as one line where the columns stand close: a long label begins a
/// segment of its own, unless it repeats the one before in another language.
std::vector<Line> cut_at_labels(const std::vector<Line>& segments) {
    constexpr std::size_t long_label = 8;
    std::vector<Line> apart;
    for (const Line& line : segments) {
        const auto part = [&](std::size_t first, std::size_t last) {
            return line_of(
                {line.words.begin() + std::ptrdiff_t(first), line.words.begin() + std::ptrdiff_t(last)},
                line.source);
        };
        std::size_t from = 0;
        for (std::size_t w = 1; w < line.words.size(); ++w) {
            if (line.words[w - 1].text.ends_with("/")) continue;
            constexpr std::size_t words_of_a_label = 8;
            const std::string rest = folded(part(w, std::min(w + words_of_a_label, line.words.size())).text);
            const bool begins =
                std::any_of(std::begin(identity_labels), std::end(identity_labels), [&](const Label& label) {
                    return label.words.size() >= long_label && begins_with(rest, label.words);
                });
            if (!begins) continue;
            apart.push_back(part(from, w));
            from = w;
        }
        apart.push_back(part(from, line.words.size()));
    }
    return apart;
}

}  // namespace

std::vector<Line> field_segments(const std::vector<Line>& lines, bool identity_document) {
    std::vector<Line> segments = without_specks(segments_of(lines));
    return identity_document ? a_date_each(cut_at_labels(segments)) : segments;
}

}  // namespace imaging
