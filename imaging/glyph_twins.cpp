#include "imaging/glyph_twins.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <map>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "imaging/areas.h"

namespace imaging {
namespace {

constexpr int most_glyphs = 2500, most_compared = 60;

struct Glyph {
    cv::Rect box;
    int ink = 0;
    std::vector<std::uint64_t> bits;
    bool exact = false, near = false;  // has such a twin
};

std::vector<Glyph> glyphs_of(const cv::Mat& gray) {
    cv::Mat ink, labels;
    cv::threshold(gray, ink, 0, 255, cv::THRESH_BINARY_INV | cv::THRESH_OTSU);
    const std::vector<Area> areas = areas_of(ink, labels);
    std::vector<Glyph> glyphs;
    for (int i = 1; i < int(areas.size()) && glyphs.size() < most_glyphs; ++i) {
        const auto& [r, area] = areas[std::size_t(i)];
        if (r.height < 9 || r.height > 70 || r.width < 5 || r.width > 90 || area < 30) continue;
        Glyph glyph{r, area, std::vector<std::uint64_t>(std::size_t(r.area() + 63) / 64), false, false};
        std::size_t k = 0;
        for (int y = r.y; y < r.br().y; ++y) {
            const int* row = labels.ptr<int>(y);
            for (int x = r.x; x < r.br().x; ++x, ++k)
                glyph.bits[k / 64] |= std::uint64_t{row[x] == i} << (k % 64);
        }
        glyphs.push_back(std::move(glyph));
    }
    return glyphs;
}

int difference(const Glyph& a, const Glyph& b) {
    int sum = 0;
    for (std::size_t i = 0; i < a.bits.size(); ++i) sum += std::popcount(a.bits[i] ^ b.bits[i]);
    return sum;
}

void find_pairs(std::vector<Glyph>& glyphs) {
    std::map<std::pair<int, int>, std::vector<std::size_t>> by_size;
    for (std::size_t i = 0; i < glyphs.size(); ++i)
        by_size[{glyphs[i].box.width, glyphs[i].box.height}].push_back(i);
    for (const auto& [size, members] : by_size)
        for (std::size_t i = 0; i < members.size(); ++i) {
            Glyph& glyph = glyphs[members[i]];
            const std::size_t others = std::min<std::size_t>(members.size(), most_compared);
            for (std::size_t j = 1; j < others && !glyph.exact; ++j) {
                const int off = difference(glyph, glyphs[members[(i + j) % members.size()]]);
                glyph.exact = off == 0;
                glyph.near = glyph.near || off * 25 <= glyph.ink;
            }
        }
}

std::vector<cv::Rect> places_of(const std::vector<Glyph>& glyphs, bool Glyph::*twin) {
    std::vector<cv::Rect> places;
    for (const Glyph& glyph : glyphs)
        if (glyph.*twin) places.push_back(glyph.box);
    return places;
}

void count_base_lines(std::vector<Glyph>& glyphs, GlyphTwins& twins) {
    std::sort(glyphs.begin(), glyphs.end(), [](const auto& a, const auto& b) { return a.box.x < b.box.x; });
    int pairs = 0, exact = 0;
    for (std::size_t i = 0; i < glyphs.size(); ++i) {
        const cv::Rect& a = glyphs[i].box;
        for (std::size_t j = i + 1; j < glyphs.size() && glyphs[j].box.x <= a.br().x + 2 * a.height; ++j) {
            const int off = std::abs(glyphs[j].box.br().y - a.br().y);
            if (off > std::max(2, a.height / 6)) continue;
            ++pairs, exact += off == 0;
        }
    }
    twins.base_lines = pairs >= 10 ? double(exact) / pairs : 0;
}

}  // namespace

GlyphTwins count_twins(const cv::Mat& gray) {
    GlyphTwins twins;
    std::vector<Glyph> glyphs = glyphs_of(gray);
    twins.glyphs = int(glyphs.size());
    if (glyphs.empty()) return twins;
    find_pairs(glyphs);
    twins.exact_places = places_of(glyphs, &Glyph::exact);
    twins.near_places = places_of(glyphs, &Glyph::near);
    twins.exact = double(twins.exact_places.size()) / twins.glyphs;
    twins.near = double(twins.near_places.size()) / twins.glyphs;
    count_base_lines(glyphs, twins);
    return twins;
}

}  // namespace imaging
