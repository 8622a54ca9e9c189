#include "imaging/text_layer.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "imaging/page.h"
#include "imaging/print_lines.h"
#include "imaging/upright.h"

namespace imaging {
namespace {

constexpr std::size_t least_layer = 4;  // words

}  // namespace

std::vector<Word> layer_of(const Document& document, int number) {
    std::vector<Word> words;
    if (document.provenance.pdf && document.provenance.pdf->full_page_picture) return words;
    for (const LayerWord& word : document.layer)
        if (word.box.page == number) words.push_back({word.text, word.box, 1, {}});
    if (words.size() < least_layer) words.clear();
    return words;
}

cv::Mat without(const std::vector<Word>& layer, const Picture& page) {
    cv::Mat rest;
    cv::cvtColor(as_matrix(page), rest, cv::COLOR_RGB2GRAY);
    for (const Word& word : layer) {
        const cv::Rect box =
            cv::Rect{word.box.x, word.box.y, word.box.width, word.box.height} & cv::Rect{{}, rest.size()};
        if (!box.empty())
            rest(box).setTo(rest.at<std::uint8_t>(std::max(0, box.y - 1), std::max(0, box.x - 1)));
    }
    return rest;
}

bool tells_all(const std::vector<Word>& layer, const Picture& page) {
    return !layer.empty() && std::none_of(layer.begin(), layer.end(), [](const Word& word) {
        return word.text.find('<') != std::string::npos;
    }) && !has_print(without(layer, page));
}

}  // namespace imaging
