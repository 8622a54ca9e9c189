#include "imaging/text_line.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>

#include "imaging/line_pixels.h"

extern "C" const char gatehouse_text_model[];
extern "C" const char gatehouse_text_model_end[];

namespace imaging {
namespace {

// In the order of imaging/model/text_line.py.
constexpr std::string_view beyond_ascii =
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ"
    "ĀāĂăĄąĆćČčĎďĐđĒēĖėĘęĚěĞğĢģĪīĮįİıĶķĹĺĻļĽľŁłŃńŅņŇňŐőŒœŔŕŘřŚśŞşŠšŢţŤťŪūŮůŰűŲųŴŵŶŷŸŹźŻżŽžẞ"
    "£€§°©®•·–—‘’“”„«»¿¡ªº±×½²№…";
constexpr int between_two = 0, space = 1;
constexpr int step = 2;     // pixels
constexpr int at_once = 2;  // steps that one column of the network's answer says

/// UTF-8 of each class but `between_two`.
std::vector<std::string> signs() {
    std::vector<std::string> all;
    for (char c = ' '; c <= '~'; ++c) all.emplace_back(1, c);
    for (const char c : beyond_ascii) {
        if ((c & 0xC0) == 0x80)
            all.back() += c;
        else
            all.emplace_back(1, c);
    }
    return all;
}

struct Letter {
    int sign = 0;
    double first = 0, last = 0;  // steps
    double sure = 0;
    double missed = 0;  // how likely another one stood between the letter before and this
    // What looks alike: the likeliest digit, the likeliest letter of `twins`, and how likely each is.
    int digit = 0, twin = 0;
    double as_digit = 0, as_twin = 0, as_either = 0;  // as_either: any of those that look like it
};

constexpr int sign_of(char c) {
    return c - ' ' + 1;
}
bool is_digit(int sign) {
    return sign >= sign_of('0') && sign <= sign_of('9');
}
/// Signs that are told apart by what stands around them only.
constexpr std::array<std::array<int, 3>, 2> alike{
    {{sign_of('0'), sign_of('O'), sign_of('o')}, {sign_of('1'), sign_of('I'), sign_of('l')}}};
const std::array<int, 3>* alike_to(int sign) {
    for (const auto& family : alike)
        if (std::find(family.begin(), family.end(), sign) != family.end()) return &family;
    return nullptr;
}
bool is_twin(int sign) {
    return alike_to(sign) && !is_digit(sign);
}
bool is_letter(int sign) {
    constexpr int of_diacritics = 148;
    return (sign >= sign_of('A') && sign <= sign_of('Z')) || (sign >= sign_of('a') && sign <= sign_of('z')) ||
           (sign > sign_of('~') && sign <= sign_of('~') + of_diacritics);
}

/// `said`: what the network answers, by sign and column, twice over: for the first step of each column and
/// the second. How likely each sign is, by step and sign. Whole matrices at a time: sign by sign a reading
/// took a tenth longer.
cv::Mat probability_of(const cv::Mat& said, int classes) {
    constexpr double beyond_words = 80;  // e to this, summed over all signs, is still a number
    cv::Mat weight, steps;
    cv::min(said, beyond_words, weight);
    cv::max(weight, -beyond_words, weight);
    cv::exp(weight, weight);
    cv::transpose(weight, steps);
    steps = steps.reshape(1, said.cols * at_once);
    for (int half = 0; half < at_once; ++half) {
        cv::Mat sum;
        cv::reduce(weight.rowRange(half * classes, (half + 1) * classes), sum, 0, cv::REDUCE_SUM);
        for (int column = 0; column < said.cols; ++column) {
            float* row = steps.ptr<float>(column * at_once + half);
            const float share = 1 / sum.at<float>(column);
            for (int k = 0; k < classes; ++k) row[k] *= share;
        }
    }
    return steps;
}

/// The likeliest. Mostly there is no need to search for it.
int likeliest(const float* row, int classes) {
    if (row[between_two] > 0.5F) return between_two;
    return int(std::max_element(row, row + classes) - row);
}

void note_twins(Letter& letter, const float* row) {
    const auto* family = alike_to(letter.sign);
    if (!family) return;
    const auto [digit, capital, small] = *family;
    const int twin = row[capital] > row[small] ? capital : small;
    if (double(row[twin]) > letter.as_twin) letter.as_twin = row[twin], letter.twin = twin;
    letter.as_either = std::max(letter.as_either, double(row[digit] + row[capital] + row[small]));
}

/// The likeliest sign at every step, runs of the same one taken for one.
std::vector<Letter> letters_of(const cv::Mat& probability) {
    std::vector<Letter> letters;
    int last = between_two;
    for (int t = 0; t < probability.rows; ++t) {
        const float* row = probability.ptr<float>(t);
        const int sign = likeliest(row, probability.cols);
        if (sign != between_two) {
            if (sign != last) letters.push_back({sign, double(t)});
            Letter& letter = letters.back();
            letter.last = t;
            letter.sure = std::max(letter.sure, double(row[sign]));
            const float* digit = std::max_element(row + sign_of('0'), row + sign_of('9') + 1);
            if (double(*digit) > letter.as_digit) letter.as_digit = *digit, letter.digit = int(digit - row);
            note_twins(letter, row);
        }
        last = sign;
    }
    return letters;
}

/// Two of the narrowest letters stand so close that the network may see nothing between them: a run too long
/// for one of them, in which it hesitates.
void part_doubles(std::vector<Letter>& letters, const cv::Mat& probability) {
    constexpr int too_long = 4;  // steps
    constexpr double hesitates = 0.1;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        const Letter whole = letters[i];
        const int first = int(whole.first), last = int(whole.last);
        if (whole.sign != sign_of('l') || last - first + 1 < too_long) continue;
        int gap = first + 1;
        for (int t = first + 1; t < last; ++t)
            if (probability.at<float>(t, between_two) > probability.at<float>(gap, between_two)) gap = t;
        if (double(probability.at<float>(gap, between_two)) < hesitates) continue;
        letters[i].last = gap;
        Letter second = whole;
        second.first = gap + 1;
        letters.insert(letters.begin() + std::ptrdiff_t(++i), second);
    }
}

/// A letter that was nearly seen between two others: neither of them, and not their flank.
void look_between(std::vector<Letter>& letters, const cv::Mat& probability) {
    for (std::size_t i = 1; i < letters.size(); ++i) {
        const Letter &before = letters[i - 1], &letter = letters[i];
        float missed = 0;
        for (int t = int(before.last) + 1; t < int(letter.first); ++t) {
            const float* row = probability.ptr<float>(t);
            if (1 - row[between_two] <= missed) continue;  // all others together are less
            for (int k = between_two + 1; k < probability.cols; ++k)
                if (k != before.sign && k != letter.sign) missed = std::max(missed, row[k]);
        }
        letters[i].missed = double(missed);
    }
}

/// Among digits an O is a nought and an l a one, among letters it is the other way about, where the network
/// thought that possible, too: it sees signs, not words.
void settle_twins(std::vector<Letter>& letters, std::size_t from, std::size_t to) {
    constexpr double possible = 0.02, seldom = 0.005;
    const auto as_digit = [&](const Letter& letter) {
        return is_twin(letter.sign) && letter.as_digit > possible;
    };
    const auto as_letter = [&](const Letter& letter) {
        return is_digit(letter.sign) && alike_to(letter.sign) && letter.as_twin > seldom;
    };
    int digits = 0, plain_digits = 0, others = 0, small = 0;
    for (std::size_t i = from; i < to; ++i) {
        const int sign = letters[i].sign;
        digits += is_digit(sign), plain_digits += is_digit(sign) && !as_letter(letters[i]);
        others += is_letter(sign) && !as_digit(letters[i]);
        small += sign >= sign_of('a') && sign <= sign_of('z') && !as_digit(letters[i]);
    }
    const auto settle = [](Letter& letter, int sign) {
        letter.sign = sign, letter.sure = std::max(letter.sure, letter.as_either);
    };
    for (std::size_t i = from; i < to; ++i) {
        Letter& letter = letters[i];
        if (digits > others && as_digit(letter)) settle(letter, letter.digit);
        if (others < 2 * digits || plain_digits > 0 || !as_letter(letter)) continue;
        // Postal codes and numbers of parts mix capitals with ones, and begin and end with noughts.
        const bool inside = i > from && i + 1 < to, nought = letter.sign == sign_of('0');
        if (small * 2 > others || (inside && nought)) settle(letter, letter.twin);
    }
}

double middle_of(const Letter& letter) {
    return (letter.first + letter.last + 1) / 2 * step;
}

/// A new word: a space between, or so much room that none was seen.
bool begins_word(const std::vector<Letter>& letters, std::size_t i) {
    constexpr double room = 1.8 * TextLineSize::capital;  // two of the widest letters stand nearer
    return letters[i - 1].sign == space || middle_of(letters[i]) - middle_of(letters[i - 1]) > room;
}

/// Halfway to the neighbours; at the ends of a word as far as on the other side, within reason.
void put_box(OcrWord& word, const std::vector<Letter>& letters, std::size_t from, std::size_t to) {
    const double first = middle_of(letters[from]), last = middle_of(letters[to - 1]);
    const double pitch = to - from > 1 ? (last - first) / double(to - from - 1) : TextLineSize::high * 0.35;
    const double half = std::clamp(pitch / 2, TextLineSize::high * 0.1, TextLineSize::high * 0.4);
    const int left = std::max(0, int(first - half)), right = int(std::ceil(last + half));
    constexpr int head = (TextLineSize::high - int(TextLineSize::capital)) / 2;
    word.box = {left, head, std::max(1, right - left), int(TextLineSize::capital)};
}

}  // namespace

TextLineReader::TextLineReader()
    : net_(cv::dnn::readNetFromONNX(gatehouse_text_model,
                                    std::size_t(gatehouse_text_model_end - gatehouse_text_model))) {
    read(
        cv::Mat(TextLineSize::high, 512, CV_8U, cv::Scalar(255)));  // buffers are there before the first fork
}

OcrLine TextLineReader::read(const cv::Mat& strip) {
    static const std::vector<std::string> sign = signs();
    const int wide = (strip.cols + 15) / 16 * 16, classes = int(sign.size()) + 1;
    const cv::Mat line = line_pixels(strip, wide);
    const int shape[] = {1, 1, line.rows, wide};
    net_.setInput(cv::Mat(4, shape, CV_32F, line.data));
    const cv::Mat out = net_.forward();
    const int columns = int(out.total()) / (at_once * classes);
    const cv::Mat steps = probability_of({at_once * classes, columns, CV_32F, out.data}, classes);
    std::vector<Letter> letters = letters_of(steps);
    look_between(letters, steps);
    part_doubles(letters, steps);
    OcrLine read;
    for (std::size_t first = 0, end = 0; first < letters.size(); first = end) {
        end = first + 1;
        if (letters[first].sign == space) continue;
        while (end < letters.size() && letters[end].sign != space && !begins_word(letters, end)) ++end;
        settle_twins(letters, first, end);
        OcrWord word{{}, {}, 1};
        for (std::size_t i = first; i < end; ++i) {
            word.text += sign[std::size_t(letters[i].sign - 1)];
            word.confidence =
                std::min({word.confidence, letters[i].sure, i > first ? 1 - letters[i].missed : 1});
        }
        put_box(word, letters, first, end);
        word.box &= cv::Rect{{}, strip.size()};
        read.words.push_back(std::move(word));
    }
    put_together(read);
    return read;
}

}  // namespace imaging
