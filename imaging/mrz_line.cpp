#include "imaging/mrz_line.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <opencv2/core/hal/intrin.hpp>

#include "imaging/line_pixels.h"
#include "imaging/mrz.h"

extern "C" const char gatehouse_mrz_model[];
extern "C" const char gatehouse_mrz_model_end[];

namespace imaging {
namespace {

constexpr std::string_view symbols = "<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr float off_grammar = 4, seldom = 2.5f, none = -1e30f, least = -16;  // nats
constexpr int paper = 48;                                                    // pixels
constexpr int steps = MrzLineSize::steps, classes = MrzLineSize::classes, count = int(symbols.size());
constexpr int lanes = 40;  // of a position's symbols, four at a time

void to_log_probability(cv::Mat& scores) {
    for (int t = 0; t < scores.rows; ++t) {
        float* row = scores.ptr<float>(t);
        const float most = *std::max_element(row, row + classes);
        float sum = 0;
        for (int k = 0; k < classes; ++k) sum += std::exp(row[k] - most);
        const float log_sum = most + std::log(sum);
        for (int k = 0; k < classes; ++k) row[k] = std::max(row[k] - log_sum, least);
    }
}

void read_greedily(MrzLineScores& scores) {
    int last = 0;
    double sum = 0;
    float peak = 0;
    const auto close = [&] {
        if (last) sum += double(std::exp(peak));
    };
    for (int t = 0; t < steps; ++t) {
        const float* row = scores.log_probability.ptr<float>(t);
        const int k = int(std::max_element(row, row + classes) - row);
        if (k != last) {
            close();
            if (k) scores.greedy += symbols[std::size_t(k - 1)];
            last = k;
            peak = k ? row[k] : 0;
        } else if (k) {
            peak = std::max(peak, row[k]);
        }
    }
    close();
    scores.certainty = scores.greedy.empty() ? 0 : sum / double(scores.greedy.size());
}

/// What a symbol costs at a position before anything is seen. States avoid O, I and Q in numbers (9303-3
/// section 4.3 leaves it to them).
float prior(char position_class, char symbol) {
    if (!mrz_allows(position_class, symbol)) return -off_grammar;
    return position_class == 'X' && (symbol == 'O' || symbol == 'I' || symbol == 'Q') ? -seldom : 0;
}

/// Viterbi over (position, symbol) and the blanks between. What is remembered of a step: a bit a symbol, the
/// move of those that were entered, and the move of the one that may not follow itself.
class Search {
  public:
    Search(const cv::Mat& log_probability, std::string_view grammar)
        : scores_(log_probability),
          grammar_(grammar),
          n_(int(grammar.size())),
          rows_(std::size_t(steps * lanes), 0),
          symbol_(std::size_t(n_ * lanes), none),
          blank_(std::size_t(n_ + 1), none),
          penalty_(std::size_t(n_ * lanes), none),
          entered_(std::size_t(steps * n_), 0),
          move_(std::size_t(steps * n_), stay),
          move_of_same_(std::size_t(steps * n_), stay),
          came_blank_(std::size_t(steps * (n_ + 1)), 0),
          tops_(std::size_t(n_)),
          top_history_(std::size_t(steps * n_)) {
        for (int i = 0; i < n_; ++i)
            for (int c = 0; c < count; ++c)
                penalty_[std::size_t(i * lanes + c)] =
                    prior(grammar_[std::size_t(i)], symbols[std::size_t(c)]);
        for (int t = 0; t < steps; ++t)
            std::copy_n(scores_.ptr<float>(t) + 1, count, rows_.begin() + t * lanes);
    }

    MrzLineText best() {
        blank_[0] = 0;
        for (int t = 0; t < steps; ++t) advance(t);
        return trace();
    }

  private:
    enum Move : std::uint8_t { stay, from_blank, from_symbol, from_second };

    struct Top {
        int first = 0, second = 0;
        float first_score = none, second_score = none;
    };

    /// The largest of the symbols of a position, the first of equals.
    static std::pair<float, int> largest(const float* symbol) {
        cv::v_float32x4 most = cv::v_load(symbol);
        for (int c = 4; c < lanes; c += 4) most = cv::v_max(most, cv::v_load(symbol + c));
        const float value = cv::v_reduce_max(most);
        const cv::v_float32x4 wanted = cv::v_setall_f32(value);
        std::uint64_t equal = 0;
        for (int c = 0; c < lanes; c += 4)
            equal |= std::uint64_t(cv::v_signmask(cv::v_load(symbol + c) == wanted)) << c;
        return {value, equal ? std::countr_zero(equal) : 0};  // what is not a number equals nothing
    }

    static Top top_of(float* symbol) {
        const auto [first_score, first] = largest(symbol);
        symbol[first] = 2 * none;
        const auto [second_score, second] = largest(symbol);
        symbol[first] = first_score;
        return {first, second, first_score, second_score};
    }

    void advance(int t) {
        const float* row = scores_.ptr<float>(t);
        std::copy(tops_.begin(), tops_.end(), top_history_.begin() + t * n_);
        const std::vector<float> old_blank = blank_;
        // Blank i stands before character i, blank n after the last.
        for (int i = 0; i <= n_; ++i) {
            const float waited = old_blank[std::size_t(i)],
                        ended = i ? tops_[std::size_t(i - 1)].first_score : none;
            blank_[std::size_t(i)] = std::max(waited, ended) + row[0];
            came_blank_[std::size_t(t * (n_ + 1) + i)] = ended > waited ? from_symbol : stay;
        }
        // A step a symbol: later ones cannot have begun, from earlier ones the end is out of reach.
        for (int i = std::min(t, n_ - 1); i >= std::max(0, n_ - steps + t); --i)
            advance(t, i, &rows_[std::size_t(t * lanes)], old_blank[std::size_t(i)]);
    }

    /// The symbols of position `i`: each goes on, or is entered from the blank or the best symbol before it.
    void advance(int t, int i, const float* row, float blank) {
        const Top before = i ? tops_[std::size_t(i - 1)] : Top{};
        float* symbol = &symbol_[std::size_t(i * lanes)];
        const float* penalty = &penalty_[std::size_t(i * lanes)];
        const auto cell = std::size_t(t * n_ + i);
        const float same = symbol[before.first];  // the symbol before it, which cannot follow itself directly
        const cv::v_float32x4 entry = cv::v_setall_f32(std::max(blank, before.first_score));
        move_[cell] = before.first_score > blank ? from_symbol : from_blank;
        for (int c = 0; c < lanes; c += 4) {
            const cv::v_float32x4 entered = entry + cv::v_load(penalty + c), stayed = cv::v_load(symbol + c);
            entered_[cell] |= std::uint64_t(cv::v_signmask(entered > stayed)) << c;
            cv::v_store(symbol + c, cv::v_max(entered, stayed) + cv::v_load(row + c));
        }
        if (i) {
            const int c = before.first;
            const float waited = blank + penalty[c], direct = before.second_score + penalty[c];
            move_of_same_[cell] = direct > std::max(waited, same) ? from_second
                                  : waited > same                 ? from_blank
                                                                  : stay;
            symbol[c] = std::max({direct, waited, same}) + row[c];
        }
        tops_[std::size_t(i)] = top_of(symbol);
    }

    /// How symbol `c` of position `i` was reached at step `t`.
    Move came(int t, int i, int c) const {
        const auto cell = std::size_t(t * n_ + i);
        if (i && c == top_history_[cell - 1].first) return move_of_same_[cell];
        return entered_[cell] >> c & 1 ? move_[cell] : stay;
    }

    MrzLineText trace() const {
        MrzLineText result;
        result.text.assign(std::size_t(n_), '<');
        result.others.resize(std::size_t(n_));
        const Top& last = tops_[std::size_t(n_ - 1)];
        int position = n_, c = 0;
        bool in_blank = blank_[std::size_t(n_)] >= last.first_score;
        float total = in_blank ? blank_[std::size_t(n_)] : last.first_score;
        if (!in_blank) position = n_ - 1, c = last.first;
        std::vector<std::vector<int>> spans(std::size_t(n_), std::vector<int>{});
        for (int t = steps - 1; t >= 0; --t) {
            if (in_blank) {
                if (came_blank_[std::size_t(t * (n_ + 1) + position)] == from_symbol) {
                    in_blank = false;
                    --position;
                    c = top_history_[std::size_t(t * n_ + position)].first;
                }
                continue;
            }
            result.text[std::size_t(position)] = symbols[std::size_t(c)];
            spans[std::size_t(position)].push_back(t);
            const Move move = came(t, position, c);
            if (move == stay) continue;
            if (move == from_blank) {
                in_blank = true;
                continue;
            }
            --position;
            const Top& top = top_history_[std::size_t(t * n_ + position)];
            c = move == from_symbol ? top.first : top.second;
        }
        float free = 0;
        for (int t = 0; t < steps; ++t) {
            const float* row = scores_.ptr<float>(t);
            free += *std::max_element(row, row + classes);
        }
        result.cost = double(free - total) / n_;
        for (std::size_t i = 0; i < spans.size(); ++i) {
            result.others[i] = others_at(result.text[i], spans[i]);
            result.sure += double(std::exp(evidence(result.text[i], spans[i]))) / n_;
        }
        return result;
    }

    float evidence(char symbol, const std::vector<int>& span) const {
        float best = least;
        for (int t : span) best = std::max(best, scores_.ptr<float>(t)[symbols.find(symbol) + 1]);
        return best;
    }

    std::vector<MrzLineText::Other> others_at(char chosen, const std::vector<int>& span) const {
        std::vector<MrzLineText::Other> others;
        const float own = evidence(chosen, span);
        for (const char symbol : symbols) {
            const float gap = own - evidence(symbol, span);
            if (symbol != chosen && gap < 7) others.push_back({symbol, gap});
        }
        std::sort(others.begin(), others.end(), [](const auto& a, const auto& b) { return a.gap < b.gap; });
        return others;
    }

    const cv::Mat& scores_;
    std::string_view grammar_;
    int n_;
    std::vector<float> rows_, symbol_, blank_, penalty_;  // rows of `lanes`, beyond the symbols nothing
    std::vector<std::uint64_t> entered_;
    std::vector<Move> move_, move_of_same_;
    std::vector<std::uint8_t> came_blank_;
    std::vector<Top> tops_;         // of the step before
    std::vector<Top> top_history_;  // as seen when entering step t
};

/// One symbol more was seen than the grammar has places: a speck at the end of a line, an edge beside a
/// letter. Which of it and its neighbours is print nobody has asked, so it is another for theirs.
void add_left_out(MrzLineText& line, const std::string& seen) {
    const std::size_t n = line.text.size();
    if (seen.size() != n + 1) return;
    std::size_t left_out = 0;
    int least_unlike = int(n) + 1;
    for (std::size_t i = 0; i <= n; ++i) {
        int unlike = 0;
        for (std::size_t at = 0; at < n; ++at) unlike += line.text[at] != seen[at < i ? at : at + 1];
        if (unlike < least_unlike) least_unlike = unlike, left_out = i;
    }
    const char symbol = seen[left_out];
    for (const std::size_t at : {left_out - 1, left_out}) {
        if (at >= n || line.text[at] == symbol) continue;
        auto& others = line.others[at];
        std::erase_if(others, [&](const auto& other) { return other.symbol == symbol; });
        const MrzLineText::Other other{symbol, 0};
        others.insert(std::upper_bound(others.begin(), others.end(), other,
                                       [](const auto& a, const auto& b) { return a.gap < b.gap; }),
                      other);
    }
}

}  // namespace

MrzLineReader::MrzLineReader()
    : net_(cv::dnn::readNetFromONNX(gatehouse_mrz_model,
                                    std::size_t(gatehouse_mrz_model_end - gatehouse_mrz_model))) {
    look(cv::Mat(MrzLineSize::high, MrzLineSize::wide, CV_8U,
                 cv::Scalar(255)));  // every buffer is there before the first fork
}

MrzLineScores MrzLineReader::look(const cv::Mat& strip) {
    // Beyond the strip there is paper, of which only so much need be seen.
    const int wide = std::min(MrzLineSize::wide, (strip.cols + paper + 15) / 16 * 16),
              seen = wide * steps / MrzLineSize::wide;
    const int shape[] = {1, 1, MrzLineSize::high, wide};
    const cv::Mat line = line_pixels(strip, wide);
    net_.setInput(cv::Mat(4, shape, CV_32F, line.data));
    const cv::Mat out = net_.forward();
    MrzLineScores scores;
    scores.log_probability = cv::Mat(steps, classes, CV_32F, cv::Scalar(least));
    scores.log_probability.col(0).setTo(0);
    cv::Mat print = scores.log_probability.rowRange(0, seen);
    cv::transpose(cv::Mat(classes, seen, CV_32F, out.data), print);
    to_log_probability(print);
    read_greedily(scores);
    return scores;
}

MrzLineText decode(const MrzLineScores& scores, std::string_view grammar) {
    MrzLineText line = Search(scores.log_probability, grammar).best();
    add_left_out(line, scores.greedy);
    return line;
}

}  // namespace imaging
