#include "imaging/decode.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "imaging/reduce.h"

namespace imaging {
namespace {

cv::Mat view(const Picture& picture) {
    return {picture.height, picture.width, CV_8UC3, const_cast<std::uint8_t*>(picture.rgb.data())};
}

Picture blank(int width, int height) {
    return {width, height, Bytes(std::size_t(width) * std::size_t(height) * 3)};
}

Picture shrink(Picture picture, const Limits& limits) {
    const double area = double(picture.width) * picture.height;
    if (area <= double(limits.working_pixels)) return picture;
    // Half a pixel less, or rounding might end above the limit.
    const double scale = std::sqrt(double(limits.working_pixels) / area) -
                         0.5 / std::max(1, std::min(picture.width, picture.height));
    const cv::Mat by_size = reduced(view(picture), std::max(scale, 1e-4));
    Picture small = blank(by_size.cols, by_size.rows);
    by_size.copyTo(view(small));
    return small;
}

/// EXIF 2.32, tag 0x0112: 2 and 4 are mirrored, 3 is upside down, 5–8 lie on a side.
Picture turn(Picture picture, int orientation) {
    if (orientation <= 1 || orientation > 8) return picture;
    const bool lying = orientation >= 5;
    Picture upright = lying ? blank(picture.height, picture.width) : blank(picture.width, picture.height);
    cv::Mat target = view(upright);
    const cv::Mat source = view(picture);
    switch (orientation) {
        case 2:
            cv::flip(source, target, 1);
            break;
        case 3:
            cv::rotate(source, target, cv::ROTATE_180);
            break;
        case 4:
            cv::flip(source, target, 0);
            break;
        case 5:
            cv::transpose(source, target);
            break;
        case 6:
            cv::rotate(source, target, cv::ROTATE_90_CLOCKWISE);
            break;
        case 7:
            cv::rotate(source, target, cv::ROTATE_90_CLOCKWISE);
            cv::flip(target, target, 0);
            break;
        case 8:
            cv::rotate(source, target, cv::ROTATE_90_COUNTERCLOCKWISE);
            break;
        default:
            break;
    }
    return upright;
}

}  // namespace

Document decode(Format format, ByteView file, const Limits& limits) {
    switch (format) {
        case Format::jpeg:
            return decode_jpeg(file, limits);
        case Format::png:
            return decode_png(file, limits);
        case Format::webp:
            return decode_webp(file, limits);
        case Format::heic:
            return decode_heic(file, limits);
        case Format::tiff:
            return decode_tiff(file, limits);
        case Format::pdf:
            break;
    }
    throw Refused(domain::Reason::file_type);
}

void check_size(std::uint64_t width, std::uint64_t height, const Limits& limits) {
    if (width == 0 || height == 0) throw Refused(domain::Reason::file_corrupt);
    const std::uint64_t side = std::max(width, height);
    if (side > limits.side_pixels)
        throw Refused(domain::Reason::file_too_many_pixels, double(side), double(limits.side_pixels));
    if (width * height > limits.file_pixels)
        throw Refused(domain::Reason::file_too_many_pixels, double(width * height),
                      double(limits.file_pixels));
}

Picture finish(Picture picture, int orientation, const Limits& limits) {
    return turn(shrink(std::move(picture), limits), orientation);
}

Picture on_white(ByteView rgba, int width, int height) {
    Picture picture = blank(width, height);
    const std::uint8_t* in = rgba.data();
    for (std::size_t i = 0; i < picture.rgb.size(); i += 3, in += 4)
        for (std::size_t c = 0; c < 3; ++c)
            picture.rgb[i + c] = static_cast<std::uint8_t>((in[c] * in[3] + 255 * (255 - in[3]) + 127) / 255);
    return picture;
}

bool is_transparent(ByteView rgba) {
    std::size_t transparent = 0;
    for (std::size_t i = 3; i < rgba.size(); i += 4) transparent += rgba[i] < 128;
    return transparent > 0 && transparent * 4000 >= rgba.size();
}

}  // namespace imaging
