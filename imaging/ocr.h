#pragma once
// Tesseract on pixels, and what else is loaded before the first customer's byte. Lines come back with boxes
// and confidence.
#include <tesseract/baseapi.h>

#include <array>
#include <opencv2/core.hpp>
#include <vector>

#include "imaging/examine.h"
#include "imaging/mrz_line.h"

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

/// Letters and digits of words of two and more, weighted by how sure they are: how much sense a reading
/// makes.
double sense(const std::vector<OcrLine>& lines);

class TextReader::Engine {
  public:
    explicit Engine(const std::string& languages);
    /// Print in pieces, wherever it stands on a page or a card; columns are not run together
    /// (docs/decisions/0009). Gray 8 bits, capitals about 20–30 pixels high.
    std::vector<OcrLine> read_pieces(const cv::Mat& gray) { return readers_[0].read_pieces(gray); }
    /// One line that fills the picture.
    OcrLine read_line(const cv::Mat& gray) { return readers_[0].read_line(gray); }

    /// Two pictures at the same time, the second on a thread of its own that ends before this returns.
    std::array<std::vector<OcrLine>, 2> read_pieces(const std::array<cv::Mat, 2>& gray);
    std::array<OcrLine, 2> read_line(const std::array<cv::Mat, 2>& gray);

    MrzLineReader& mrz() { return mrz_; }

  private:
    class Reader {
      public:
        explicit Reader(const std::string& languages);
        std::vector<OcrLine> read_pieces(const cv::Mat& gray);
        OcrLine read_line(const cv::Mat& gray);

      private:
        std::vector<OcrLine> read(const cv::Mat& gray, tesseract::PageSegMode mode);
        tesseract::TessBaseAPI tesseract_;
    };
    std::array<Reader, 2> readers_;
    MrzLineReader mrz_;
};

/// Uneven light taken out: paper white, print dark. For reading only, never for looking at colour.
cv::Mat evened(const cv::Mat& gray);

}  // namespace imaging
