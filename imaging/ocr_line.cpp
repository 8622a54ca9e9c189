#include "imaging/ocr_line.h"

#include <algorithm>
#include <cctype>

namespace imaging {

void put_together(OcrLine& line) {
    line.text.clear();
    line.box = {};
    line.confidence = 0;
    for (const OcrWord& word : line.words) {
        line.text += (line.text.empty() ? "" : " ") + word.text;
        line.box = line.box.empty() ? word.box : (line.box | word.box);
        line.confidence += word.confidence / double(line.words.size());
    }
}

double least_sure(const OcrLine& line) {
    double least = line.words.empty() ? 0 : 1;
    for (const OcrWord& word : line.words) least = std::min(least, word.confidence);
    return least;
}

double letters_seen(const OcrLine& line) {
    double sum = 0;
    for (const OcrWord& word : line.words) sum += word.confidence * double(word.text.size());
    return sum;
}

double sense(const std::vector<OcrLine>& lines) {
    double sum = 0;
    for (const auto& line : lines)
        for (const auto& word : line.words) {
            const auto letters = std::count_if(word.text.begin(), word.text.end(),
                                               [](unsigned char c) { return std::isalnum(c); });
            if (letters >= 2 && word.confidence > 0.4) sum += double(letters) * word.confidence;
        }
    return sum;
}

}  // namespace imaging
