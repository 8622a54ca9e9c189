#pragma once
// A line of print as whoever reads it gives it back: words with boxes and how sure they are. Pure values.
#include <opencv2/core.hpp>
#include <string>
#include <vector>

namespace imaging {

struct OcrWord {
    std::string text;
    cv::Rect box;
    double confidence = 0;  // 0…1
};

struct OcrLine {
    std::string text;
    cv::Rect box;
    double confidence = 0;
    std::vector<OcrWord> words;
};

/// Text, box and confidence of a line from its words.
void put_together(OcrLine& line);

/// How sure its least sure word is; 0: there is none.
double least_sure(const OcrLine& line);

/// Its letters, weighted by how sure their words are.
double letters_seen(const OcrLine& line);

/// Letters and digits of words of two and more, weighted by how sure they are: how much sense a reading
/// makes.
double sense(const std::vector<OcrLine>& lines);

}  // namespace imaging
