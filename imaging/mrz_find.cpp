#include "imaging/mrz_find.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <opencv2/imgproc.hpp>
#include <tuple>

#include "imaging/mrz.h"
#include "imaging/print_lines.h"

namespace imaging {
namespace {

constexpr double line_step =
    1.76;  // capitals from one line to the next: 4.23 mm against 2.4 mm (9303-3 section 4.2)
constexpr double most_slender = 60;  // heights to a line: 44 letters of 2.54 mm make 47 (9303-3 section 4.2)
constexpr int most_attempts = 4;
// On the real documents zones had sure ≥ 0.83 (0.9 without right digits) and cost ≤ 0.4; what else was tried
// stayed under 0.7.
constexpr float least_gap = 2.2f;        // nats: another letter is more than a ninth as likely
constexpr float least_blind_gap = 4.5f;  // S for 8, where the check digits agree with both: one in ninety
constexpr double most_cost = 0.5, least_sure = 0.9, least_sure_with_digits = 0.76;
// Read without doubt and within the rule: if digits do not add up, they are printed so, and no other look
// helps.
constexpr double plain_cost = 0.15, plain_sure = 0.96;

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

/// Long thin lines, those with a parallel neighbour first, in full pixels. `gray` is where `lines` were
/// found.
std::vector<PrintLine> candidates(std::vector<PrintLine> lines, const cv::Mat& gray, double shrink) {
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
    ranked.reserve(lines.size());
    for (const auto& line : lines) {
        const auto n = mates(line);
        // Microprint repeats over the whole page in lines far thinner than any zone's.
        const double slender = std::min(double(line.length() / line.height), most_slender);
        const double broad = 0.5 + double(line.length()) / std::max(gray.cols, gray.rows);
        ranked.push_back({slender * broad * (n == 1 || n == 2 ? 2.0 : n ? 1.3 : 1.0), line});
    }
    std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<PrintLine> best;
    best.reserve(ranked.size());
    for (const auto& [rank, line] : ranked) best.push_back(scaled(line, 1 / shrink));
    return best;
}

/// The lines above and below an anchor, read when asked for, each once.
class Stack {
  public:
    Stack(const GrayLevels& page, ReadLine anchor, const std::vector<PrintLine>& known, MrzLineReader& reader)
        : page_(page), known_(known), reader_(reader), anchor_(anchor.where) {
        looks_[{0, MrzLineSize::capital}] = std::move(anchor);
    }

    const std::optional<ReadLine>& at(int slot) { return look(slot, MrzLineSize::capital); }

    /// The line under one grammar, looked at with that many pixels a capital; nullptr when there is none of
    /// about that length.
    const MrzLineText* decoded(int slot, std::string_view grammar, double capital) {
        const auto& line = look(slot, capital);
        if (!line || std::abs(double(grammar.size()) - double(line->scores.greedy.size())) > 5)
            return nullptr;
        const auto key = std::tuple{slot, capital, grammar};
        auto known = decoded_.find(key);
        if (known == decoded_.end()) known = decoded_.emplace(key, decode(line->scores, grammar)).first;
        return &known->second;
    }

  private:
    const std::optional<ReadLine>& look(int slot, double capital) {
        const std::pair key{slot, capital};
        if (const auto it = looks_.find(key); it != looks_.end()) return it->second;
        if (capital == MrzLineSize::capital) return looks_[key] = read(page_, expected(slot), reader_);
        const auto& first = at(slot);
        return looks_[key] = first ? read(page_, first->where, reader_, capital) : std::nullopt;
    }

    /// From the nearer line that was read, one step further; a line of print that lies there is better than
    /// the guess.
    PrintLine expected(int slot) {
        const int near = slot > 0 ? slot - 1 : slot + 1;
        const auto nearer = looks_.find({near, MrzLineSize::capital});
        const bool is_read = nearer != looks_.end() && nearer->second;
        const PrintLine base = is_read ? nearer->second->where : anchor_;
        const int steps = is_read ? slot - near : slot;
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
    std::map<std::pair<int, double>, std::optional<ReadLine>> looks_;  // by slot and pixels a capital
    std::map<std::tuple<int, double, std::string_view>, MrzLineText> decoded_;
};

struct Reading {
    domain::Mrz mrz;
    std::vector<MrzLineText> texts;
    int first_slot = 0;
    double cost = 0, sure = 1;
    bool by_digits = true;  // no check digit was used up to choose a character
    bool plain() const { return cost < plain_cost && sure > plain_sure; }
    double merit() const {
        const MrzDigits digits = count_digits(mrz);
        return (mrz.valid ? 1.0 : 0.5 * digits.right / std::max(1, digits.all)) - cost;
    }
};

/// `first_slot`: where the format's first line is taken to be; nullopt when a line is missing or of another
/// length.
std::optional<Reading> fit(const MrzLayout& layout, int first_slot, Stack& stack, double capital) {
    Reading reading;
    reading.first_slot = first_slot;
    std::vector<std::string> text;
    for (std::size_t i = 0; i < layout.count(); ++i) {
        const auto* decoded = stack.decoded(first_slot + int(i), layout.lines[i], capital);
        if (!decoded) return std::nullopt;
        reading.texts.push_back(*decoded);
        reading.cost = std::max(reading.cost, decoded->cost);
        reading.sure = std::min(reading.sure, decoded->sure);
        text.push_back(decoded->text);
    }
    // A visa has no composite digit: anything else read as one would be checked by less than its own format.
    if ((layout.lines[0][0] == 'V') != (text[0][0] == 'V')) return std::nullopt;
    reading.mrz = check_mrz(layout.format, std::move(text));
    return reading;
}

const MrzLayout* layout_of(domain::MrzFormat format) {
    for (const auto& layout : mrz_layouts())
        if (layout.format == format) return &layout;
    return nullptr;
}

/// One character changed within a failing field, for one that the reader thought nearly as likely, when
/// exactly one such change makes every digit right.
void correct(Reading& reading) {
    if (reading.mrz.valid) return;
    const MrzLayout* layout = layout_of(reading.mrz.format);
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

/// What no check digit says and the reader was not sure of. Codes of states are known to exist; between two
/// fillers of a name nothing but a filler can stand.
std::vector<MrzDoubt> doubts_of(const Reading& reading) {
    std::vector<MrzDoubt> doubts;
    const domain::Mrz& mrz = reading.mrz;
    if (!mrz.valid) return doubts;
    const MrzLayout& layout = *layout_of(mrz.format);
    const auto covered = covered_by_digits(mrz.format);
    auto is_state = std::vector(covered.size(), std::vector(covered[0].size(), false));
    for (const auto& [line, first] : state_positions(mrz.format))
        for (std::size_t at = first; at < first + 3; ++at) is_state[line][at] = true;
    for (std::size_t line = 0; line < covered.size(); ++line) {
        const std::string& text = mrz.lines[line];
        const auto filler = [&](std::size_t at) { return at >= text.size() || text[at] == '<'; };
        const bool codes =
            line == 0;  // `P<`: read alike on every document of a kind, and nothing is decided by it
        for (std::size_t at = codes ? 2 : 0; at < text.size(); ++at) {
            if (is_state[line][at] || (filler(at) && at > 0 && filler(at - 1) && filler(at + 1))) continue;
            MrzDoubt doubt{line, at, ""};
            for (const auto& other : reading.texts[line].others[at]) {
                if (other.symbol == text[at] || !mrz_allows(layout.lines[line][at], other.symbol)) continue;
                const bool blind = same_to_check_digits(other.symbol, text[at]);
                if (covered[line][at] ? blind && other.gap < least_blind_gap : other.gap < least_gap)
                    doubt.others += other.symbol;
            }
            if (!doubt.others.empty()) doubts.push_back(std::move(doubt));
        }
    }
    return doubts;
}

void better(std::optional<Reading>& best, std::optional<Reading> other) {
    if (other && (!best || other->merit() > best->merit())) best = std::move(other);
}

/// Tries the anchor as each line of each format; of two or three, first where such print stands: names run
/// out in fillers, numbers do not.
std::optional<Reading> best_reading(Stack& stack) {
    std::optional<Reading> best;
    const std::string& anchor = stack.at(0)->scores.greedy;
    const auto digits =
        std::count_if(anchor.begin(), anchor.end(), [](char c) { return c >= '0' && c <= '9'; });
    for (const MrzLayout& layout : mrz_layouts()) {
        const int n = int(layout.count());
        for (int i = 0; i < n; ++i) {
            // Of two lines the names are the first, of three the last.
            const bool names = digits < 8, from_top = n == 3 ? !names : names;
            better(best, fit(layout, from_top ? -i : 1 - n + i, stack, MrzLineSize::capital));
            if (best && best->mrz.valid && best->cost < 0.1) return best;
        }
    }
    return best;
}

/// A second and third look at lines that do not add up, a little smaller and a little larger.
void look_again(std::optional<Reading>& best, Stack& stack) {
    if (!best || best->mrz.valid || best->cost > most_cost) return;
    const MrzDigits digits = count_digits(best->mrz);
    if (best->plain() && digits.right == digits.all) return;
    const MrzLayout* layout = layout_of(best->mrz.format);
    for (const double capital : {MrzLineSize::capital * 0.9, MrzLineSize::capital * 1.08}) {
        better(best, fit(*layout, best->first_slot, stack, capital));
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

/// Among lines of one direction.
class Search {
  public:
    Search(const GrayLevels& page, MrzLineReader& reader, std::size_t most_lines)
        : page_(page), reader_(reader), most_lines_(most_lines) {}

    /// `lines`: as `candidates` gives them.
    std::optional<FoundMrz> run(const std::vector<PrintLine>& lines) {
        look_through(lines);
        return std::move(best_);
    }

  private:
    bool done() const { return (best_ && best_->settled) || attempts_ >= most_attempts; }

    void look_through(const std::vector<PrintLine>& lines) {
        std::vector<std::pair<double, ReadLine>> promising;
        std::vector<PrintLine> left = lines;
        for (std::size_t n = 0; n < most_lines_ && !left.empty(); ++n) {
            const PrintLine line = taken(left);
            const Strip strip =
                cut_strip(page_, line, MrzLineSize::capital, MrzLineSize::high, MrzLineSize::wide);
            if (strip.gray.empty()) continue;
            // Upside down it reads as something, too, sometimes surely: the better way first. Of nine hundred
            // lines of zones six read surer than `sure_way` on their heads, and none there was less like one
            // than 0.5: outside of the two the other way need not be read.
            const auto way = [&](const Strip& one) {
                ReadLine read{one.where, reader_.look(one.gray)};
                const double like = likeness(read.scores);
                return std::pair{like, std::move(read)};
            };
            std::vector<std::pair<double, ReadLine>> ways{way(strip)};
            if (ways[0].first > sure_way) {
                attempt(std::move(ways[0].second), lines);
                if (done()) return;
                ways.pop_back();
            }
            if (ways.empty() || ways[0].first > unlike) ways.push_back(way(turned_about(strip)));
            if (ways.size() == 2 && ways[1].first > ways[0].first) std::swap(ways[0], ways[1]);
            if (ways[0].first < unlike) other_print_.push_back(line);
            for (auto& [like, one] : ways) {
                if (like > likely && !done())
                    attempt(std::move(one), lines);
                else if (like > possible)
                    promising.emplace_back(like, std::move(one));
            }
            if (done()) return;
        }
        std::sort(promising.begin(), promising.end(),
                  [](const auto& a, const auto& b) { return a.first > b.first; });
        for (auto& [like, line] : promising) {
            if (done()) return;
            attempt(std::move(line), lines);
        }
    }

    /// The best of what is left. Last what is like lines that were no zone's, of which there may be dozens:
    /// microprint that repeats a word over the whole document.
    PrintLine taken(std::vector<PrintLine>& left) const {
        const auto known = [&](const PrintLine& line) {
            const auto like = [&](const PrintLine& other) {
                return std::max(line.height, other.height) < 1.35f * std::min(line.height, other.height) &&
                       std::abs(line.angle() - other.angle()) < 0.06f;
            };
            return std::count_if(other_print_.begin(), other_print_.end(), like) >= enough;
        };
        auto best = std::find_if_not(left.begin(), left.end(), known);
        if (best == left.end()) best = left.begin();
        const PrintLine line = *best;
        left.erase(best);
        return line;
    }

    void attempt(ReadLine line, const std::vector<PrintLine>& lines) {
        ++attempts_;
        const float angle = line.where.angle();
        Stack stack(page_, std::move(line), lines, reader_);
        auto reading = best_reading(stack);
        look_again(reading, stack);
        if (!reading) return;
        mend_states(*reading);
        correct(*reading);
        // One line alone is taken for a zone only when everything about it is right.
        if (reading->mrz.lines.size() == 1 && (!reading->mrz.valid || reading->mrz.lines[0][0] != 'D'))
            return;
        // Print of another length pressed into a format, and no digit to confirm it: no zone.
        if (count_digits(reading->mrz).right == 0 && !as_long_as_read(*reading, stack)) return;
        const bool by_digits =
            reading->mrz.valid && reading->by_digits && count_digits(reading->mrz).all >= 3;
        if (reading->cost > most_cost || reading->sure < (by_digits ? least_sure_with_digits : least_sure))
            return;
        // Valid, or beyond doubt, or the same from another of its lines.
        const bool settled =
            reading->mrz.valid || reading->plain() || (best_ && best_->mrz.lines == reading->mrz.lines);
        const double merit = reading->merit();
        if (best_ && merit <= best_->merit) {
            best_->settled = settled;
            return;
        }
        const int n = int(reading->mrz.lines.size());
        reading->mrz.box = box_of(stack, reading->first_slot, n);
        best_ = FoundMrz{reading->mrz, quarter_turns(angle), settled, merit, doubts_of(*reading)};
    }

    static bool as_long_as_read(const Reading& reading, Stack& stack) {
        for (std::size_t i = 0; i < reading.mrz.lines.size(); ++i)
            if (stack.at(reading.first_slot + int(i))->scores.greedy.size() != reading.mrz.lines[i].size())
                return false;
        return true;
    }

    // How much a line must look like one of a zone to be worth its neighbours, at once or when nothing better
    // turns up.
    static constexpr double sure_way = 0.92, likely = 0.7, possible = 0.6, unlike = 0.4;
    static constexpr std::ptrdiff_t enough = 2;  // of a zone one may be hidden by a lamp

    const GrayLevels& page_;
    MrzLineReader& reader_;
    const std::size_t most_lines_;
    std::vector<PrintLine> other_print_;
    std::optional<FoundMrz> best_;
    int attempts_ = 0;
};

}  // namespace

std::optional<FoundMrz> find_mrz(const GrayLevels& page, PrintSearch& search, PrintRuns way,
                                 MrzLineReader& reader, std::size_t most_lines) {
    return Search(page, reader, most_lines)
        .run(candidates(search.lines(way), search.gray(), search.shrink()));
}

std::optional<FoundMrz> find_mrz(const GrayLevels& page, PrintSearch& search, MrzLineReader& reader,
                                 std::size_t most_lines) {
    auto zone = find_mrz(page, search, PrintRuns::across, reader, most_lines);
    if (zone && zone->settled) return zone;
    return likelier(std::move(zone), find_mrz(page, search, PrintRuns::down, reader, most_lines));
}

std::optional<FoundMrz> likelier(std::optional<FoundMrz> a, std::optional<FoundMrz> b) {
    if (a && b) return b->merit > a->merit ? b : a;
    return a ? a : b;
}

}  // namespace imaging
