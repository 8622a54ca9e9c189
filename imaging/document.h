#pragma once
// Decoded pages and what the container said about itself. Values only; no OpenCV here.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/bytes.h"
#include "domain/reading.h"

namespace imaging {

using domain::Bytes;
using domain::ByteView;

enum class Format { jpeg, png, webp, heic, tiff, pdf };

/// Upright RGB, 8 bits a channel, rows without padding: `rgb.size() == width * height * 3`.
struct Picture {
    int width = 0, height = 0;
    Bytes rgb;
};

/// What is known before pixels: the evidence of origin.
struct Provenance {
    Format format = Format::jpeg;
    std::uint32_t file_width = 0, file_height = 0;  // as the header says, before orientation and scaling
    int orientation = 1;                            // EXIF 1–8; already applied to the pictures
    std::string make, model, software;              // EXIF / PNG text / XMP, cut at 100 bytes, printable ASCII
    bool has_exposure = false;                      // EXIF exposure time, f-number or ISO
    bool generated = false;                         // XMP or C2PA names a generative program (IPTC digital source type)
    double dpi = 0;                                 // 0: not said
    bool transparent = false;                       // PNG, WebP: parts of it show what lies behind
    bool lossless = false;                          // PNG, lossless WebP, most TIFF
    int source_channels = 3;                        // 1: the file itself is gray
    int source_bits = 8;                            // 1: bitonal
    int jpeg_quality = 0;                           // estimated from the quantisation tables, 0: not a JPEG
    struct Pdf {
        int pages = 0;
        std::string producer, creator;              // cut at 100 bytes
        int fonts = 0;                              // fonts of the pages looked at
        int text_words = 0;                         // words of the text layer
        bool full_page_picture = false;             // one picture covers most of the page (a scan)
    };
    std::optional<Pdf> pdf;
};

/// A word of a PDF's own text layer.
struct LayerWord {
    std::string text;
    domain::Box box;
};

struct Document {
    Provenance provenance;
    std::vector<Picture> pages;        // at least one, at most Limits::pages, each ≤ Limits::working_pixels
    std::vector<LayerWord> layer;      // of a PDF's text layer; evidence of origin, and text when there is any
};

}  // namespace imaging
