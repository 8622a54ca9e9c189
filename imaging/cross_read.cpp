#include "imaging/cross_read.h"

#include <algorithm>
#include <map>

#include "domain/names.h"
#include "imaging/mrz.h"

namespace imaging {
namespace {

constexpr std::size_t most_readings = 64;

std::vector<std::string> split(std::string_view text, char at) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(at), text.size());
        if (end > 0) parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

/// A stretch of a line between two fillers, with the filler on either side: a letter may have been taken for
/// one.
struct Stretch {
    std::size_t line = 0, first = 0, length = 0;
    bool at_the_end = false;  // of its span: what stands there may be cut off
    bool operator<(const Stretch& other) const {
        return std::tie(line, first) < std::tie(other.line, other.first);
    }
};

/// The span that a doubt is about, nullptr when what stands there is printed nowhere else.
const MrzSpan* span_of(const std::vector<MrzSpan>& spans, const MrzDoubt& doubt) {
    const auto holds = [&](const MrzSpan& span) {
        return span.line == doubt.line && doubt.position >= span.first &&
               doubt.position < span.first + span.length;
    };
    const auto found = std::find_if(spans.begin(), spans.end(), holds);
    return found == spans.end() ? nullptr : &*found;
}

Stretch stretch_around(const std::vector<std::string>& lines, const MrzDoubt& doubt, const MrzSpan& span) {
    const std::string& text = lines[doubt.line];
    const std::size_t begin = span.first, end = span.first + span.length;
    std::size_t first = doubt.position, last = doubt.position;
    // A doubtful filler belongs to the name before it.
    if (text[first] == '<' && first > begin) --first, --last;
    while (first > begin && text[first - 1] != '<') --first;
    while (last + 1 < end && text[last + 1] != '<') ++last;
    if (last + 1 < end) ++last;
    return {doubt.line, first, last - first + 1, last + 1 == end};
}

/// All words of a stretch are printed. One that runs into the end of its span may be cut off there.
bool is_printed(std::string_view stretch, bool at_the_end, const std::set<std::string>& printed) {
    const auto words = split(stretch, '<');
    if (words.empty()) return false;
    return std::all_of(words.begin(), words.end(), [&](const std::string& word) {
        if (printed.contains(word)) return true;
        const auto longer = printed.lower_bound(word);
        return at_the_end && &word == &words.back() && stretch.back() != '<' && longer != printed.end() &&
               longer->starts_with(word);
    });
}

/// The stretch with every choice of what the reader thought possible, its own first.
std::vector<std::string> readings(const std::string& text, const Stretch& stretch,
                                  const std::vector<const MrzDoubt*>& doubts) {
    std::vector<std::string> all{text.substr(stretch.first, stretch.length)};
    for (const MrzDoubt* doubt : doubts) {
        const std::size_t before = all.size();
        for (std::size_t i = 0; i < before; ++i)
            for (const char other : doubt->others) {
                if (all.size() >= most_readings) return all;
                all.push_back(all[i]);
                all.back()[doubt->position - stretch.first] = other;
            }
    }
    return all;
}

}  // namespace

std::set<std::string> words_of(const std::vector<Line>& printed) {
    std::set<std::string> words;
    for (const Line& line : printed)
        for (const std::string& form : domain::forms_of(line.text))
            for (std::string& word : split(form, ' ')) words.insert(std::move(word));
    return words;
}

void cross_read(domain::Mrz& mrz, const std::vector<MrzDoubt>& doubts, const std::set<std::string>& printed) {
    std::map<Stretch, std::vector<const MrzDoubt*>> stretches;
    bool vouched = true;
    auto lines = mrz.lines;
    const std::vector<MrzSpan> spans = printed_spans(mrz.format);
    for (const MrzDoubt& doubt : doubts) {
        if (const MrzSpan* span = span_of(spans, doubt))
            stretches[stretch_around(lines, doubt, *span)].push_back(&doubt);
        else
            vouched = false;
    }
    for (const auto& [stretch, within] : stretches) {
        std::string& line = lines[stretch.line];
        const bool at_the_end = stretch.at_the_end;
        const auto all = readings(line, stretch, within);
        std::vector<std::string> right;
        std::copy_if(all.begin(), all.end(), std::back_inserter(right),
                     [&](const std::string& one) { return is_printed(one, at_the_end, printed); });
        if (!right.empty() && (right.front() == all.front() || right.size() == 1))
            line.replace(stretch.first, stretch.length, right.front());
        else
            vouched = false;
    }
    if (lines != mrz.lines) {
        domain::Mrz other = check_mrz(mrz.format, std::move(lines));
        other.box = mrz.box;
        other.corrected = true;
        // Readers of print take O for 0, too: what the check digits contradict is no better reading.
        if (mrz.valid && !other.valid)
            vouched = false;
        else
            mrz = std::move(other);
    }
    mrz.valid = mrz.valid && vouched;
}

}  // namespace imaging
