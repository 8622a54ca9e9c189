#include "imaging/mrz_find.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <opencv2/imgproc.hpp>

#include "imaging/mrz.h"
#include "imaging/print_lines.h"

namespace imaging {
namespace {

constexpr double line_step =
    1.76;  // capitals from one line to the next: 4.23 mm against 2.4 mm (9303-3 section 4.2)
constexpr int most_lines_read = 14;
// On the real documents zones had sure ≥ 0.83 (0.9 without right digits) and cost ≤ 0.4; what else was tried
// stayed under 0.7.
constexpr double most_cost = 0.5, least_sure = 0.9, least_sure_with_digits = 0.76;

struct ReadLine {
    PrintLine where;  // in the full picture
    MrzLineScores scores;
};

std::optional<ReadLine> read(const GrayLevels& page, const PrintLine& line, MrzLineReader& reader,
                             double capital = MrzLineSize::capital) {
    const Strip strip = cut_strip(page, line, capital, MrzLineSize::high, MrzLineSize::wide);
    if (strip.gray.empty()) return std::nullopt;
    return ReadLine{strip.where, reader.look(strip.gray)};
}

/// How much a text looks like a line of a zone: long, sure, and with the fillers or digits that prose has
/// not.
double likeness(const MrzLineScores& scores) {
    const auto n = scores.greedy.size();
    if (n < 24 || n > 52) return 0;
    const auto fillers = std::count(scores.greedy.begin(), scores.greedy.end(), '<');
    const auto digits = std::count_if(scores.greedy.begin(), scores.greedy.end(),
                                      [](char c) { return c >= '0' && c <= '9'; });
    const double special = std::min(1.0, double(fillers) / 6 + double(digits) / 24);
    return scores.certainty * (0.35 + 0.65 * special);
}

/// Long thin lines, those with a parallel neighbour first.
std::vector<PrintLine> candidates(const cv::Mat& gray, double shrink) {
    std::vector<PrintLine> lines = find_print_lines(gray), upright = find_upright_lines(gray);
    lines.insert(lines.end(), upright.begin(), upright.end());
    std::erase_if(lines, [&](const PrintLine& l) {
        return l.length() < 15 * l.height || l.length() < 0.14f * float(std::max(gray.cols, gray.rows));
    });
    const auto mates = [&](const PrintLine& a) {
        return std::count_if(lines.begin(), lines.end(), [&](const PrintLine& b) {
            const cv::Point2f way = (a.end - a.start) / a.length(), gap = b.middle() - a.middle();
            const float aside = float(std::abs(gap.cross(way))), along = std::abs(gap.dot(way));
            return aside > 0.8f * a.height && aside < 5 * a.height && along < 0.2f * a.length() &&
                   std::min(a.length(), b.length()) > 0.7f * std::max(a.length(), b.length()) &&
                   std::abs(a.angle() - b.angle()) < 0.1f;
        });
    };
    std::vector<std::pair<double, PrintLine>> ranked;
    for (const auto& line : lines) {
        const auto n = mates(line);
        ranked.push_back({double(line.length() / line.height) * (n == 1 || n == 2 ? 2.0
                                                                 : n              ? 1.3
                                                                                  : 1.0),
                          line});
    }
    std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    if (ranked.size() > most_lines_read) ranked.resize(most_lines_read);
    std::vector<PrintLine> best;
    for (const auto& [rank, line] : ranked) best.push_back(scaled(line, 1 / shrink));
    return best;
}

/// The lines above and below an anchor, read when asked for.
class Stack {
  public:
    Stack(const GrayLevels& page, ReadLine anchor, const std::vector<PrintLine>& known, MrzLineReader& reader)
        : page_(page), known_(known), reader_(reader), anchor_(anchor.where) {
        read_[0] = std::move(anchor);
    }

    const std::optional<ReadLine>& at(int slot) {
        if (const auto it = read_.find(slot); it != read_.end()) return it->second;
        return read_[slot] = read(page_, expected(slot), reader_);
    }

    /// The same line looked at a little larger or smaller: a second opinion.
    std::optional<ReadLine> again(int slot, double capital) {
        const auto& first = at(slot);
        if (!first) return std::nullopt;
        return read(page_, first->where, reader_, capital);
    }

  private:
    /// From the nearer line that was read, one step further; a line of print that lies there is better than
    /// the guess.
    PrintLine expected(int slot) {
        const int near = slot > 0 ? slot - 1 : slot + 1;
        const PrintLine base = read_.count(near) && read_[near] ? read_[near]->where : anchor_;
        const int steps = read_.count(near) && read_[near] ? slot - near : slot;
        const cv::Point2f way = (base.end - base.start) / base.length(), down{-way.y, way.x};
        const cv::Point2f shift = down * float(line_step * base.height * steps);
        const PrintLine guess{base.start + shift, base.end + shift, base.height};
        for (const PrintLine& line : known_) {
            const PrintLine same_way = (line.end - line.start).dot(way) < 0 ? turned_about(line) : line;
            const cv::Point2f gap = same_way.middle() - guess.middle();
            if (std::abs(same_way.angle() - guess.angle()) < 0.12f &&
                std::abs(gap.cross(way)) < 0.6f * guess.height &&
                std::abs(gap.dot(way)) < 0.12f * guess.length() && same_way.length() > 0.8f * guess.length())
                return {same_way.start, same_way.end, guess.height};
        }
        return guess;
    }

    const GrayLevels& page_;
    const std::vector<PrintLine>& known_;
    MrzLineReader& reader_;
    PrintLine anchor_;
    std::map<int, std::optional<ReadLine>> read_;
};

struct Reading {
    domain::Mrz mrz;
    std::vector<MrzLineText> texts;
    int first_slot = 0;
    double cost = 0, sure = 1;
    bool by_digits = true;  // no check digit was used up to choose a character
    double merit() const {
        const MrzDigits digits = count_digits(mrz);
        return (mrz.valid ? 1.0 : 0.5 * digits.right / std::max(1, digits.all)) - cost;
    }
};

std::optional<Reading> fit(const MrzLayout& layout, int first_slot,
                           const std::vector<const MrzLineScores*>& lines) {
    Reading reading;
    reading.first_slot = first_slot;
    std::vector<std::string> text;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto wanted = double(layout.lines[i].size()), found = double(lines[i]->greedy.size());
        if (std::abs(wanted - found) > 5) return std::nullopt;
        reading.texts.push_back(decode(*lines[i], layout.lines[i]));
        reading.cost = std::max(reading.cost, reading.texts.back().cost);
        reading.sure = std::min(reading.sure, reading.texts.back().sure);
        text.push_back(reading.texts.back().text);
    }
    // A visa has no composite digit: anything else read as one would be checked by less than its own format.
    if ((layout.lines[0][0] == 'V') != (text[0][0] == 'V')) return std::nullopt;
    reading.mrz = check_mrz(layout.format, std::move(text));
    return reading;
}

/// One character changed within a failing field, for one that the reader thought nearly as likely, when
/// exactly one such change makes every digit right.
void correct(Reading& reading) {
    if (reading.mrz.valid) return;
    const MrzLayout* layout = nullptr;
    for (const auto& l : mrz_layouts())
        if (l.format == reading.mrz.format) layout = &l;
    std::vector<std::vector<std::string>> repaired;
    for (const MrzSpan& span : failing_spans(reading.mrz))
        for (std::size_t at = span.first; at < span.first + span.length; ++at)
            for (const auto& other : reading.texts[span.line].others[at]) {
                if (other.gap > 3.f || !mrz_allows(layout->lines[span.line][at], other.symbol)) continue;
                auto lines = reading.mrz.lines;
                lines[span.line][at] = other.symbol;
                if (check_mrz(reading.mrz.format, lines).valid &&
                    std::find(repaired.begin(), repaired.end(), lines) == repaired.end())
                    repaired.push_back(std::move(lines));
            }
    if (repaired.size() != 1) return;
    reading.mrz = check_mrz(reading.mrz.format, repaired[0]);
    reading.mrz.corrected = true;
    reading.by_digits = false;
}

/// A code that no state has, where exactly one change to what the reader thought nearly as likely gives one
/// that exists. No check digit is asked, but a character was changed, so the zone is marked corrected.
void mend_states(Reading& reading) {
    auto lines = reading.mrz.lines;
    for (const auto& [line, first] : state_positions(reading.mrz.format)) {
        if (is_state_code(std::string_view(lines[line]).substr(first, 3))) continue;
        std::vector<std::string> known;
        for (std::size_t at = first; at < first + 3; ++at)
            for (const auto& other : reading.texts[line].others[at]) {
                if (other.gap > 3.f) continue;
                std::string changed = lines[line];
                changed[at] = other.symbol;
                if (is_state_code(std::string_view(changed).substr(first, 3)))
                    known.push_back(std::move(changed));
            }
        if (known.size() == 1) lines[line] = known[0];
    }
    if (lines == reading.mrz.lines) return;
    reading.mrz = check_mrz(reading.mrz.format, std::move(lines));
    reading.mrz.corrected = true;
}

void better(std::optional<Reading>& best, std::optional<Reading> other) {
    if (other && (!best || other->merit() > best->merit())) best = std::move(other);
}

std::optional<Reading> best_reading(Stack& stack) {
    std::optional<Reading> best;
    for (const MrzLayout& layout : mrz_layouts()) {
        const int n = int(layout.count());
        for (int first = 1 - n; first <= 0; ++first) {
            std::vector<const MrzLineScores*> lines;
            for (int slot = first; slot < first + n; ++slot)
                if (const auto& line = stack.at(slot)) lines.push_back(&line->scores);
            if (int(lines.size()) == n) better(best, fit(layout, first, lines));
        }
        if (best && best->mrz.valid && best->cost < 0.1) break;
    }
    return best;
}

/// A second and third look at lines that do not add up.
void look_again(std::optional<Reading>& best, Stack& stack) {
    if (!best || best->mrz.valid || best->cost > most_cost) return;
    const MrzLayout* layout = nullptr;
    for (const auto& l : mrz_layouts())
        if (l.format == best->mrz.format) layout = &l;
    const int n = int(layout->count()), first = best->first_slot;
    for (const double capital : {MrzLineSize::capital * 0.9, MrzLineSize::capital * 1.08}) {
        std::vector<ReadLine> again;
        for (int slot = first; slot < first + n; ++slot)
            if (auto line = stack.again(slot, capital)) again.push_back(std::move(*line));
        if (int(again.size()) != n) continue;
        std::vector<const MrzLineScores*> lines;
        for (const auto& line : again) lines.push_back(&line.scores);
        better(best, fit(*layout, first, lines));
        if (best->mrz.valid) return;
    }
}

domain::Box box_of(Stack& stack, int first, int n) {
    std::vector<cv::Point2f> corners;
    for (int slot = first; slot < first + n; ++slot) {
        const PrintLine& l = stack.at(slot)->where;
        const cv::Point2f way = (l.end - l.start) / l.length() * l.height, down{-way.y, way.x};
        for (const float side : {-0.8f, 0.8f}) {
            corners.push_back(l.start - way + down * side);
            corners.push_back(l.end + way + down * side);
        }
    }
    const cv::Rect r = cv::boundingRect(corners);
    return {.x = r.x, .y = r.y, .width = r.width, .height = r.height};
}

int quarter_turns(float angle) {
    const int quarters = int(std::lround(double(angle) / (std::numbers::pi / 2)));
    return ((-quarters) % 4 + 4) % 4;
}

}  // namespace

std::optional<FoundMrz> find_mrz(const GrayLevels& page, const cv::Mat& gray, double shrink,
                                 MrzLineReader& reader) {
    const std::vector<PrintLine> lines = candidates(gray, shrink);
    std::vector<std::pair<double, ReadLine>> promising;
    for (const PrintLine& line : lines) {
        const Strip strip = cut_strip(page, line, MrzLineSize::capital, MrzLineSize::high, MrzLineSize::wide);
        if (strip.gray.empty()) continue;
        for (const Strip& way : {strip, turned_about(strip)}) {
            ReadLine one{way.where, reader.look(way.gray)};
            const double like = likeness(one.scores);
            if (like > 0.4) promising.push_back({like, std::move(one)});
        }
        if (promising.size() >= 3) break;
    }
    std::sort(promising.begin(), promising.end(),
              [](const auto& a, const auto& b) { return a.first > b.first; });
    std::optional<FoundMrz> best;
    double best_merit = -1e9;
    for (std::size_t i = 0; i < std::min<std::size_t>(promising.size(), 3); ++i) {
        Stack stack(page, promising[i].second, lines, reader);
        auto reading = best_reading(stack);
        look_again(reading, stack);
        if (!reading) continue;
        mend_states(*reading);
        correct(*reading);
        const bool by_digits = reading->mrz.valid && reading->by_digits;
        if (reading->cost > most_cost || reading->sure < (by_digits ? least_sure_with_digits : least_sure) ||
            reading->merit() <= best_merit)
            continue;
        best_merit = reading->merit();
        const int n = int(reading->mrz.lines.size());
        reading->mrz.box = box_of(stack, reading->first_slot, n);
        best = FoundMrz{reading->mrz, quarter_turns(promising[i].second.where.angle()), reading->cost,
                        reading->sure};
        if (reading->mrz.valid) break;
    }
    return best;
}

}  // namespace imaging
