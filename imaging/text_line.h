#pragma once
// One line of Latin print, from a straightened strip of gray pixels to words: a small convolutional network
// (imaging/model, trained on made lines only) gives every two pixels a probability for each of 270 signs and
// "between two"; the likeliest run is the text (CTC, Graves 2006). Several times quicker than Tesseract, and
// it says how sure it is: what it doubts is for Tesseract.
#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>

#include "imaging/ocr_line.h"

namespace imaging {

struct TextLineSize {
    static constexpr int high = 24;        // rows of a strip
    static constexpr double capital = 12;  // from foot to head of a capital, in its middle
};

/// Not thread-safe.
class TextLineReader {
  public:
    TextLineReader();  // the model is part of the program
    /// `strip`: 8 bits, TextLineSize::high rows, dark print. Boxes in its pixels, as high as a capital; a
    /// word is as sure as its least sure letter.
    OcrLine read(const cv::Mat& strip);

  private:
    cv::dnn::Net net_;
};

}  // namespace imaging
