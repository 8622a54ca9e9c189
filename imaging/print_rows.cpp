#include "imaging/print_rows.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "imaging/text_line.h"

namespace imaging {
namespace {

constexpr double ahead = 0.8 * TextLineSize::capital;  // pixels of a strip before the first letter
constexpr double sure_enough = 0.9;                    // not to be looked at again

/// A row cut out and straightened for the quick reader, and the way back.
struct Cut {
    cv::Mat strip;
    cv::Matx23d back;  // pixels of the strip → pixels of the page
};

/// `larger`: than the capitals of the row are taken to be.
Cut cut_out(const OcrRow& row, const cv::Mat& page, double larger) {
    const double capital =
        std::max(5.0, double(row.foot_left + row.foot_right) / 2 - row.box.y);  // or what is as high
    const double scale = larger * TextLineSize::capital / capital;
    const double slope = double(row.foot_right - row.foot_left) / std::max(1, row.box.width);
    // Upright letters lean with the row: what a shear leaves is within what was learned.
    const double x0 = row.box.x - ahead / scale, y0 = double(row.foot_left) - capital / 2 -
                                                      TextLineSize::high / 2.0 / scale -
                                                      slope * ahead / scale;
    Cut cut{{}, {1 / scale, 0, x0, slope / scale, 1 / scale, y0}};
    const cv::Size size{int(row.box.width * scale + 2 * ahead), TextLineSize::high};
    cv::warpAffine(page, cut.strip, cut.back, size,
                   (scale < 0.7 ? cv::INTER_AREA : cv::INTER_LINEAR) | cv::WARP_INVERSE_MAP,
                   cv::BORDER_REPLICATE);
    return cut;
}

cv::Rect on_page(const cv::Rect& box, const Cut& cut, const OcrRow& row) {
    const double left = cut.back(0, 0) * box.x + cut.back(0, 2),
                 right = cut.back(0, 0) * (box.x + box.width) + cut.back(0, 2);
    return {int(left), row.box.y, std::max(1, int(right - left)), row.box.height};
}

/// What is doubted is looked at again a little smaller and a little larger: a row without capitals is taken
/// for a smaller one, one with a bracket for a larger.
OcrLine read_quickly(TextReader::Engine::Reader& reader, const OcrRow& row, const cv::Mat& page) {
    OcrLine best;
    for (const double larger : {1.0, 0.83, 1.2}) {
        const Cut cut = cut_out(row, page, larger);
        OcrLine line = reader.quick().read(cut.strip);
        for (OcrWord& word : line.words) word.box = on_page(word.box, cut, row);
        put_together(line);
        if (best.words.empty() || least_sure(line) > least_sure(best)) best = std::move(line);
        if (least_sure(best) >= sure_enough) break;
    }
    return best;
}

}  // namespace

std::vector<OcrLine> read_rows(TextReader::Engine::Reader& reader, const cv::Mat& evened) {
    std::vector<OcrLine> lines;
    for (const OcrRow& row : reader.find_rows(evened)) {
        OcrLine line = read_quickly(reader, row, evened);
        if (!line.words.empty()) lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace imaging
