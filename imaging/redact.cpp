#include "imaging/redact.h"

#include <opencv2/imgproc.hpp>

#include "imaging/page.h"

namespace imaging {

void paint_over(Picture& page, std::span<const domain::Box> boxes) {
    cv::Mat pixels = as_matrix(page);
    for (const auto& box : boxes) {
        const int up = std::max(2, box.height / 6), aside = std::max(1, box.height / 14);
        const cv::Rect wide{box.x - aside, box.y - up, box.width + 2 * aside, box.height + 2 * up};
        cv::rectangle(pixels, wide & cv::Rect{0, 0, page.width, page.height}, cv::Scalar::all(0), cv::FILLED);
    }
}

}  // namespace imaging
