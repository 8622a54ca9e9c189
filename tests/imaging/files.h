#pragma once
// Files for the tests, made by the formats' own encoders as the tests run. Nothing binary is committed.
#include <functional>
#include <string>
#include <vector>

#include "imaging/document.h"

namespace imaging_test {

using domain::Bytes;
using domain::ByteView;
using imaging::Picture;

/// Four quadrants: red, green / blue, white; upright when red is top left.
Picture quadrants(int width, int height);
struct Rgb {
    int r, g, b;
};
/// The average of a small patch around a point given as shares of the sides.
Rgb colour_at(const Picture& picture, double x, double y);
/// `red`, `green`, `blue`, `white` or `black`, whichever is nearest.
std::string name_at(const Picture& picture, double x, double y);
/// The four quadrants' names, row by row: `red green blue white` when upright.
std::string layout(const Picture& picture);

struct JpegOptions {
    int quality = 90;
    bool progressive = false, gray = false, cmyk = false, ycck = false;
    int restart_rows = 0;
    Bytes exif = {};  // a TIFF structure
};
Bytes jpeg(const Picture& picture, const JpegOptions& options = {});

struct PngOptions {
    int bits = 8;
    bool gray = false, palette = false, interlaced = false;
    int alpha = -1;  // 0–255 for the whole picture
    std::string software = {};
};
Bytes png(const Picture& picture, const PngOptions& options = {});

Bytes webp(const Picture& picture, bool lossless = false, int alpha = -1);
Bytes heic(const Picture& picture);

struct TiffOptions {
    int pages = 1, orientation = 1, bits = 8;
    bool tiled = false, jpeg = false, cmyk = false;
};
Bytes tiff(const Picture& picture, const TiffOptions& options = {});

/// A TIFF structure with orientation, make, model, software and an exposure time, as cameras write it.
Bytes exif(int orientation, const std::string& make, const std::string& model, const std::string& software);

/// Headers that promise `side` × `side` pixels, with next to nothing behind them.
Bytes png_header(std::uint32_t width, std::uint32_t height);
Bytes jpeg_header(int width, int height);
Bytes tiff_header(std::uint32_t side);
Bytes webp_header(std::uint32_t side);

/// A PDF of these object bodies, numbered from 1, with a right cross-reference table; `trailer` is added to
/// its dictionary.
Bytes pdf(const std::vector<std::string>& objects, const std::string& trailer = "/Root 1 0 R");
/// Blank pages of this size in points.
Bytes blank_pdf(int pages, const std::string& media_box = "[0 0 595 842]");
/// A page of A4 with this text, as a program writes it; and one that is a picture only, as a scanner does.
Bytes text_pdf(const std::string& text, int pages = 1);
Bytes scanned_pdf(const Picture& picture);
/// RC4 of 40 bits (PDF 1.7, 7.6.3): one that needs a password to be opened, one that anybody may open and
/// none may change.
Bytes locked_pdf();
Bytes owner_locked_pdf();

}  // namespace imaging_test
