#pragma once
// Files to upright RGB pictures, each by its format's own library, never larger than the limits: what the
// header promises is refused before a pixel is decoded, and what is larger than the working picture is scaled
// while or right after reading. This is the code that hostile bytes meet; it runs inside an eye's child
// (eye.h), in tests and in fuzzers, nowhere else.
#include <exception>
#include <optional>

#include "domain/reason.h"
#include "imaging/document.h"
#include "imaging/limits.h"

namespace imaging {

/// Why a file is not looked at. Thrown by the decoders and the tool, turned into a Finding at the door of the
/// eye, never seen outside.
struct Refused : std::exception {
    explicit Refused(domain::Reason why, std::optional<double> measured = {},
                     std::optional<double> limit = {})
        : reason(why), measure(measured), threshold(limit) {}
    domain::Reason reason;
    std::optional<double> measure, threshold;
    const char* what() const noexcept override { return "the file is refused"; }
};

/// Any format but PDF. Truncated files are FILE_TRUNCATED, broken ones FILE_CORRUPT; throws Refused.
Document decode(Format format, ByteView file, const Limits& limits);

/// What the tool (tool.h) made of a PDF: hostile too, since poppler may have been taken over. Throws Refused.
Document decode_rendering(ByteView rendering, const Limits& limits);

// ---- one a format; for decode() ----
Document decode_jpeg(ByteView file, const Limits& limits);
Document decode_png(ByteView file, const Limits& limits);
Document decode_webp(ByteView file, const Limits& limits);
Document decode_heic(ByteView file, const Limits& limits);
Document decode_tiff(ByteView file, const Limits& limits);

// ---- what they share ----
/// Throws Refused(file_too_many_pixels) for a side or an area beyond the limits, (file_corrupt) for an empty
/// one.
void check_size(std::uint64_t width, std::uint64_t height, const Limits& limits);
/// The picture within `Limits::working_pixels` (area average) and turned as EXIF orientation 1–8 says.
Picture finish(Picture picture, int orientation, const Limits& limits);
/// Straight-alpha RGBA laid on white, in place of paper.
Picture on_white(ByteView rgba, int width, int height);
/// Whether that shows: in a thousandth of the pixels and more.
bool is_transparent(ByteView rgba);

}  // namespace imaging
