#include "imaging/ocr.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "domain/error.h"
#include "imaging/tessdata.h"

namespace imaging {
namespace {

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\n") == std::string_view::npos;
}

}  // namespace

TextReader::TextReader(const std::string& languages) : engine_(std::make_unique<Engine>(languages)) {}
TextReader::~TextReader() = default;

TextReader::Engine::Engine(const std::string& languages) : readers_{Reader(languages), Reader(languages)} {}

TextReader::Engine::Reader::Reader(const std::string& languages) {
    if (tesseract_.Init(nullptr, 0, languages.c_str(), tesseract::OEM_LSTM_ONLY, nullptr, 0, nullptr, nullptr,
                        false, read_model) != 0)
        throw domain::Error(
            domain::Fault::unavailable,
            "Tesseract has no model for \"" + languages +
                "\"; install its package (tesseract-ocr-script-latn for Latin, tesseract-ocr-eng for eng)");
    tesseract_.SetVariable("debug_file", "/dev/null");
    tesseract_.SetVariable("tessedit_do_invert", "0");
    // Every table is built and every buffer grown before the first fork.
    read_line(cv::Mat(40, 200, CV_8U, cv::Scalar(255)));
}

void TextReader::Engine::Reader::show(const cv::Mat& gray, tesseract::PageSegMode mode) {
    tesseract_.SetPageSegMode(mode);
    tesseract_.SetImage(gray.data, gray.cols, gray.rows, 1, int(gray.step));
    tesseract_.SetSourceResolution(150);
}

std::vector<OcrLine> TextReader::Engine::Reader::read(const cv::Mat& gray, tesseract::PageSegMode mode) {
    show(gray, mode);
    std::vector<OcrLine> lines;
    if (tesseract_.Recognize(nullptr) == 0) {
        const std::unique_ptr<tesseract::ResultIterator> it(tesseract_.GetIterator());
        if (it) do {
                if (it->Empty(tesseract::RIL_WORD)) continue;
                if (lines.empty() || it->IsAtBeginningOf(tesseract::RIL_TEXTLINE)) lines.emplace_back();
                const std::unique_ptr<char[]> text(it->GetUTF8Text(tesseract::RIL_WORD));
                if (!text || is_blank(text.get())) continue;  // a rule or a picture taken for a word
                int left = 0, top = 0, right = 0, bottom = 0;
                it->BoundingBox(tesseract::RIL_WORD, &left, &top, &right, &bottom);
                const double confidence = double(it->Confidence(tesseract::RIL_WORD)) / 100;
                lines.back().words.push_back(
                    {text.get(), {left, top, right - left, bottom - top}, confidence});
            } while (it->Next(tesseract::RIL_WORD));
    }
    tesseract_.Clear();
    tesseract_.ClearAdaptiveClassifier();
    std::erase_if(lines, [](const OcrLine& line) { return line.words.empty(); });
    for (auto& line : lines) put_together(line);
    return lines;
}

std::vector<OcrLine> TextReader::Engine::Reader::read_pieces(const cv::Mat& gray) {
    return read(gray, tesseract::PSM_SPARSE_TEXT);
}

OcrLine TextReader::Engine::Reader::read_line(const cv::Mat& gray) {
    auto lines = read(gray, tesseract::PSM_SINGLE_LINE);
    return lines.empty() ? OcrLine{} : std::move(lines.front());
}

}  // namespace imaging
