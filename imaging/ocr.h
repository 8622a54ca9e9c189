#pragma once
// Tesseract on pixels, and what else is loaded before the first customer's byte. Lines come back with boxes
// and confidence.
#include <tesseract/baseapi.h>

#include <array>
#include <future>
#include <opencv2/core.hpp>
#include <utility>
#include <vector>

#include "imaging/examine.h"
#include "imaging/mrz_line.h"
#include "imaging/ocr_line.h"
#include "imaging/text_line.h"

namespace imaging {

class TextReader::Engine {
  public:
    explicit Engine(const std::string& languages);

    /// Tesseract with its model loaded; of one thread at a time.
    class Reader {
      public:
        explicit Reader(const std::string& languages);
        /// Print in pieces, wherever it stands on a page or a card; columns are not run together
        /// (docs/decisions/0009). Gray 8 bits, capitals about 20–30 pixels high.
        std::vector<OcrLine> read_pieces(const cv::Mat& gray);
        /// One line that fills the picture.
        OcrLine read_line(const cv::Mat& gray);
        /// The quick one beside it.
        TextLineReader& quick() { return quick_; }

      private:
        void show(const cv::Mat& gray, tesseract::PageSegMode mode);
        std::vector<OcrLine> read(const cv::Mat& gray, tesseract::PageSegMode mode);
        tesseract::TessBaseAPI tesseract_;
        TextLineReader quick_;
    };

    Reader& reader() { return readers_[0]; }

    /// What `first` and `second` answer, each given a reader of its own, at the same time: `second` runs on
    /// another thread, which is gone when this returns (an eye forks from one thread).
    template <typename First, typename Second>
    auto at_once(const First& first, const Second& second) {
        auto other = std::async(std::launch::async, [&] { return second(readers_[1]); });
        auto one = first(readers_[0]);
        return std::pair{std::move(one), other.get()};
    }

    MrzLineReader& mrz() { return mrz_; }

  private:
    std::array<Reader, 2> readers_;
    MrzLineReader mrz_;
};

}  // namespace imaging
