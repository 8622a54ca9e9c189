#pragma once
// One line of a machine readable zone, from a straightened strip of gray pixels to characters: a small
// convolutional network (imaging/model, trained on made lines only) gives each of 192 steps a probability for
// each of 37 symbols and "between two"; a search then finds the likeliest text of exactly the length and kind
// that a format asks for (CTC, Graves 2006, with a grammar).
#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace imaging {

struct MrzLineSize {
    static constexpr int high = 32, wide = 768, steps = 192, classes = 38;
    static constexpr double capital = 13.5;
};

/// What the network sees on a strip: log probabilities, steps × classes.
struct MrzLineScores {
    cv::Mat log_probability;  // CV_32F, 192 × 38: class 0 is "between two", then `<0-9A-Z`
    std::string greedy;       // the likeliest text of any length
    double certainty = 0;     // mean probability of its characters
};

struct MrzLineText {
    std::string text;
    double sure = 0;  // mean probability of the characters chosen
    double cost = 0;  // how much less likely than the unconstrained best, nats a character; 0: the grammar
                      // changed nothing
    struct Other {
        char symbol;
        float gap;  // nats below the one chosen, over the steps of that character
    };
    /// For each position, likeliest first, gap at most 7; also a symbol that was seen beside it and left out.
    std::vector<std::vector<Other>> others;
};

class MrzLineReader {
  public:
    MrzLineReader();  // the model is part of the program
    /// `strip`: MrzLineSize::high rows, at most `wide` columns, one capital high as MrzLineSize::capital.
    MrzLineScores look(const cv::Mat& strip);

  private:
    cv::dnn::Net net_;
};

/// The likeliest text with one character for each position class of `grammar` (see mrz.h). A symbol that the
/// grammar does not allow costs four nats: sure print beats the rule, doubtful print follows it. `O`, `I` and
/// `Q` cost a little in numbers.
MrzLineText decode(const MrzLineScores& scores, std::string_view grammar);

}  // namespace imaging
