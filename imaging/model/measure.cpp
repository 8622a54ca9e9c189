// Prints what the eye measures on pictures, one JSON line each, for the recipe of the origin's model
// (origin.py). Paths come on the standard input. For our own pictures only: there is no sandbox around it.
#include <fstream>
#include <iostream>
#include <iterator>

#include "imaging/colour.h"
#include "imaging/decode.h"
#include "imaging/eye.h"
#include "imaging/origin_model.h"
#include "imaging/page.h"
#include "imaging/screen_photo.h"

namespace {

void print(const std::string& path) {
    using namespace imaging;
    std::ifstream file(path, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    const auto format = format_of(domain::bytes_of(content));
    if (!format || *format == Format::pdf) return;
    const Document document = decode(*format, domain::bytes_of(content), Limits{});
    const Picture& page = document.pages[0];
    const Copy copy = shrunk(page, 1.6e6);
    const Sheet sheet = find_sheet(copy.rgb);
    const cv::Mat middle = middle_of(page, sheet, copy.scale);
    const OriginMeasure origin = measure_origin(middle);
    const ScreenMeasure grid = measure_screen(middle);
    const auto numbers = numbers_of(origin);
    const auto screen = numbers_of(grid);
    std::cout << "{\"file\":\"" << path << "\",\"quality\":" << document.provenance.jpeg_quality
              << ",\"render_score\":" << render_score(origin) << ",\"screen_score\":" << screen_score(grid);
    for (std::size_t i = 0; i < numbers.size(); ++i)
        std::cout << ",\"" << origin_measure_names[i] << "\":" << numbers[i];
    for (std::size_t i = 0; i < screen.size(); ++i)
        std::cout << ",\"" << screen_measure_names[i] << "\":" << screen[i];
    const ColourVerdict colour = judge_colour_of(page, copy, sheet, document.provenance);
    std::cout << ",\"colour\":\"" << name_of(colour.colour) << "\",\"sheet\":" << sheet.share;
    for (const auto& [name, value] : colour.measure) std::cout << ",\"" << name << "\":" << value;
    std::cout << "}\n";
}

}  // namespace

int main() {
    for (std::string path; std::getline(std::cin, path);) {
        try {
            print(path);
        } catch (const std::exception& error) {
            std::cerr << path << ": " << error.what() << "\n";
        }
    }
}
