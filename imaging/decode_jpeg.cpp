#include <algorithm>
#include <array>
#include <cmath>
#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <string_view>

// after <cstdio> and <cstddef>, which it needs and does not include
#include <jerror.h>
#include <jpeglib.h>

#include "imaging/decode.h"
#include "imaging/exif.h"

namespace imaging {
namespace {

constexpr int most_scans = 200;  // a progressive file of thousands costs minutes (libjpeg-turbo's own advice)

/// libjpeg's error handler leaves by longjmp, so what runs under `guarded` owns nothing.
struct Decoder {
    jpeg_decompress_struct c{};
    jpeg_error_mgr errors{};
    jpeg_progress_mgr progress{};
    std::jmp_buf failed{};
    bool ended_early = false, data_missing = false, damaged = false, several_scans = false;

    Decoder() {
        c.err = jpeg_std_error(&errors);
        errors.error_exit = [](j_common_ptr info) { std::longjmp(of(info).failed, 1); };
        errors.output_message = [](j_common_ptr) {};
        errors.emit_message = [](j_common_ptr info, int level) {
            if (level < 0) of(info).note(info->err->msg_code);
        };
        progress.progress_monitor = [](j_common_ptr info) {
            auto& self = of(info);
            if (self.c.input_scan_number > most_scans) std::longjmp(self.failed, 1);
        };
        c.client_data = this;
        jpeg_create_decompress(&c);
        c.client_data = this;
        c.progress = &progress;
    }
    ~Decoder() { jpeg_destroy_decompress(&c); }
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;

    static Decoder& of(j_common_ptr info) { return *static_cast<Decoder*>(info->client_data); }

    void note(int warning) {
        if (warning == JWRN_JPEG_EOF) ended_early = true;
        if (warning == JWRN_HIT_MARKER) data_missing = true;
        if (warning == JWRN_HUFF_BAD_CODE || warning == JWRN_MUST_RESYNC || warning == JWRN_BOGUS_PROGRESSION)
            damaged = true;
    }
    /// A file without its end mark only is whole; one whose data ran out, or whose later scans are missing,
    /// is cut.
    void judge() {
        const bool scans_missing = ended_early && several_scans;
        if (ended_early && (data_missing || scans_missing)) throw Refused(domain::Reason::file_truncated);
        if (damaged || data_missing) throw Refused(domain::Reason::file_corrupt);
    }
    [[noreturn]] void give_up() {
        throw Refused(ended_early ? domain::Reason::file_truncated : domain::Reason::file_corrupt);
    }
};

template <class Step>
bool guarded(Decoder& decoder, const Step& step) {
    if (setjmp(decoder.failed) != 0) return false;
    step(decoder.c);
    return true;
}

/// The largest eighth at which the picture is within the working size: the inverse DCT then makes no pixel
/// that we drop.
unsigned eighths_for(std::uint64_t pixels, const Limits& limits) {
    for (unsigned eighths = 8; eighths > 1; --eighths)
        if (pixels * eighths * eighths / 64 <= limits.working_pixels) return eighths;
    return 1;
}

/// The quality that libjpeg would need for this luminance table (the inverse of its jpeg_quality_scaling),
/// 1–100.
int quality_of(const jpeg_decompress_struct& c) {
    constexpr std::array<int, 64> standard{
        16, 11,  10,  16, 24, 40, 51, 61, 12,  12,  14,  19,  26, 58, 60, 55,  14,  13,  16,  24, 40, 57,
        69, 56,  14,  17, 22, 29, 51, 87, 80,  62,  18,  22,  37, 56, 68, 109, 103, 77,  24,  35, 55, 64,
        81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98,  112, 100, 103, 99};
    if (c.quant_tbl_ptrs[0] == nullptr) return 0;
    double scale = 0;  // per cent
    for (std::size_t i = 0; i < 64; ++i) scale += c.quant_tbl_ptrs[0]->quantval[i] * 100.0 / standard[i] / 64;
    const double quality = scale <= 100 ? (200 - scale) / 2 : 5000 / scale;
    return std::clamp(static_cast<int>(std::lround(quality)), 1, 100);
}

void read_markers(const jpeg_decompress_struct& c, Provenance& into) {
    if (c.saw_JFIF_marker && c.density_unit != 0 && c.X_density > 1)
        into.dpi = c.X_density * (c.density_unit == 2 ? 2.54 : 1.0);
    constexpr std::string_view xmp = "http://ns.adobe.com/xap/1.0/";
    for (auto* marker = c.marker_list; marker != nullptr; marker = marker->next) {
        const ByteView body(marker->data, marker->data_length);
        if (domain::text_of(body).starts_with("Exif")) read_exif(body, into);
        if (marker->marker == JPEG_APP0 + 11) read_source_type(domain::text_of(body), into);
        if (domain::text_of(body).starts_with(xmp)) read_xmp(domain::text_of(body), into);
    }
}

/// Adobe writes CMYK inverted; without its mark 0 is no ink.
void to_rgb(ByteView cmyk, bool inverted, std::uint8_t* rgb) {
    for (std::size_t i = 0; i + 3 < cmyk.size(); i += 4)
        for (std::size_t c = 0; c < 3; ++c) {
            const int colour = inverted ? cmyk[i + c] : 255 - cmyk[i + c];
            const int light = inverted ? cmyk[i + 3] : 255 - cmyk[i + 3];
            *rgb++ = static_cast<std::uint8_t>(colour * light / 255);
        }
}

Picture read_pixels(Decoder& decoder, bool four_inks) {
    auto& c = decoder.c;
    Picture picture{static_cast<int>(c.output_width), static_cast<int>(c.output_height), {}};
    const std::size_t stride = std::size_t{c.output_width} * 3;
    picture.rgb.resize(stride * c.output_height);
    Bytes inks(four_inks ? std::size_t{c.output_width} * 4 : 0);
    const bool inverted = c.saw_Adobe_marker;
    std::uint8_t* const pixels = picture.rgb.data();
    const bool whole = guarded(decoder, [&](jpeg_decompress_struct& d) {
        while (d.output_scanline < d.output_height) {
            std::uint8_t* const target = pixels + stride * d.output_scanline;
            JSAMPROW row = four_inks ? inks.data() : target;
            if (jpeg_read_scanlines(&d, &row, 1) == 0) break;
            if (four_inks) to_rgb(inks, inverted, target);
        }
        jpeg_finish_decompress(&d);
    });
    if (!whole) decoder.give_up();
    return picture;
}

}  // namespace

Document decode_jpeg(ByteView file, const Limits& limits) {
    Decoder decoder;
    auto& c = decoder.c;
    const bool headed = guarded(decoder, [&](jpeg_decompress_struct& d) {
        jpeg_mem_src(&d, file.data(), static_cast<unsigned long>(file.size()));
        jpeg_save_markers(&d, JPEG_APP0 + 1, 0xFFFF);
        jpeg_save_markers(&d, JPEG_APP0 + 11, 0xFFFF);  // C2PA
        jpeg_read_header(&d, TRUE);
        decoder.several_scans = jpeg_has_multiple_scans(&d) != FALSE;
    });
    if (!headed) decoder.give_up();
    check_size(c.image_width, c.image_height, limits);

    Document document;
    auto& provenance = document.provenance;
    provenance.file_width = c.image_width;
    provenance.file_height = c.image_height;
    provenance.source_channels = c.num_components;
    provenance.jpeg_quality = quality_of(c);
    read_markers(c, provenance);

    const bool four_inks = c.jpeg_color_space == JCS_CMYK || c.jpeg_color_space == JCS_YCCK;
    const bool started = guarded(decoder, [&](jpeg_decompress_struct& d) {
        d.out_color_space = four_inks ? JCS_CMYK : JCS_RGB;
        d.scale_num = eighths_for(std::uint64_t{d.image_width} * d.image_height, limits);
        d.scale_denom = 8;
        jpeg_start_decompress(&d);
    });
    if (!started) decoder.give_up();
    Picture picture = read_pixels(decoder, four_inks);
    decoder.judge();
    document.pages.push_back(finish(std::move(picture), provenance.orientation, limits));
    return document;
}

}  // namespace imaging
