#include <png.h>

#include <algorithm>
#include <cstring>
#include <string_view>

#include "imaging/decode.h"
#include "imaging/exif.h"

namespace imaging {
namespace {

struct Source {
    ByteView rest;
    bool ended = false;
};

struct Decoder {
    png_structp png = nullptr;
    png_infop info = nullptr;

    explicit Decoder(Source& source) {
        png = png_create_read_struct(
            PNG_LIBPNG_VER_STRING, nullptr, [](png_structp p, png_const_charp) { png_longjmp(p, 1); },
            [](png_structp, png_const_charp) {});
        info = png == nullptr ? nullptr : png_create_info_struct(png);
        if (info == nullptr) {
            png_destroy_read_struct(&png, nullptr, nullptr);
            throw std::bad_alloc();
        }
        png_set_read_fn(png, &source, [](png_structp p, png_bytep into, png_size_t count) {
            auto& from = *static_cast<Source*>(png_get_io_ptr(p));
            if (count > from.rest.size()) {
                from.ended = true;
                png_error(p, "end");
            }
            std::memcpy(into, from.rest.data(), count);
            from.rest = from.rest.subspan(count);
        });
    }
    ~Decoder() { png_destroy_read_struct(&png, &info, nullptr); }
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;
};

/// libpng leaves by longjmp, so a step owns nothing.
template <class Step>
bool guarded(Decoder& decoder, const Step& step) {
    if (setjmp(png_jmpbuf(decoder.png)) != 0) return false;
    step(decoder.png, decoder.info);
    return true;
}

/// Our own look at the header, since libpng counts a picture that is too large among the broken ones.
void check_header(ByteView file, const Limits& limits) {
    if (file.size() < 24) throw Refused(domain::Reason::file_truncated);
    if (domain::text_of(file).substr(12, 4) != "IHDR") throw Refused(domain::Reason::file_corrupt);
    const auto number = [&](std::size_t at) {
        return std::uint32_t{file[at]} << 24 | std::uint32_t{file[at + 1]} << 16 |
               std::uint32_t{file[at + 2]} << 8 | file[at + 3];
    };
    check_size(number(16), number(20), limits);
}

void read_text(png_structp png, png_infop info, Provenance& into) {
    png_textp texts = nullptr;
    int count = 0;
    png_get_text(png, info, &texts, &count);
    for (int i = 0; i < count; ++i) {
        const std::string_view key = texts[i].key;
        const std::size_t length = std::max(texts[i].text_length, texts[i].itxt_length);
        if (texts[i].text == nullptr) continue;
        const std::string_view text(texts[i].text, length);
        if (key == "Software" && into.software.empty()) into.software = printable(text);
        if (key == "XML:com.adobe.xmp") read_xmp(text, into);
    }
}

void read_facts(png_structp png, png_infop info, Provenance& into) {
    png_bytep exif = nullptr;
    png_uint_32 length = 0;
    if (png_get_eXIf_1(png, info, &length, &exif) != 0) read_exif({exif, length}, into);
    read_text(png, info, into);
    if (const auto per_metre = png_get_pixels_per_meter(png, info); per_metre != 0)
        into.dpi = per_metre * 0.0254;
}

/// All colour types and depths to straight RGBA of 8 bits.
void ask_for_rgba(png_structp png, png_infop info) {
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 0xFF, PNG_FILLER_AFTER);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
}

Document decode_with(Decoder& decoder, Source& source, const Limits& limits) {
    const auto give_up = [&] {
        throw Refused(source.ended ? domain::Reason::file_truncated : domain::Reason::file_corrupt);
    };
    const bool headed = guarded(decoder, [&](png_structp png, png_infop info) {
        png_set_user_limits(png, limits.side_pixels, limits.side_pixels);
        png_set_chunk_malloc_max(png, 8u << 20);  // a text or a profile that unpacks to more is a bomb
        png_set_chunk_cache_max(png, 64);
        // A text, a time or a profile that is wrong spoils no pixel.
        png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_QUIET_USE);
        png_set_benign_errors(png, 1);
        png_read_info(png, info);
    });
    if (!headed) give_up();

    Document document;
    auto& provenance = document.provenance;
    provenance.format = Format::png;
    provenance.lossless = true;
    provenance.file_width = png_get_image_width(decoder.png, decoder.info);
    provenance.file_height = png_get_image_height(decoder.png, decoder.info);
    provenance.source_channels = png_get_channels(decoder.png, decoder.info);
    provenance.source_bits = png_get_bit_depth(decoder.png, decoder.info);
    if (png_get_color_type(decoder.png, decoder.info) == PNG_COLOR_TYPE_PALETTE)
        provenance.source_channels = 3;
    const int width = static_cast<int>(provenance.file_width),
              height = static_cast<int>(provenance.file_height);

    Bytes rgba(std::size_t(width) * std::size_t(height) * 4);
    const bool whole = guarded(decoder, [&](png_structp png, png_infop info) {
        ask_for_rgba(png, info);
        const int passes = png_get_interlace_type(png, info) == PNG_INTERLACE_NONE ? 1 : 7;
        for (int pass = 0; pass < passes; ++pass)
            for (int row = 0; row < height; ++row)
                png_read_row(png, rgba.data() + std::size_t(row) * std::size_t(width) * 4, nullptr);
    });
    if (!whole) give_up();
    // What follows the pixels may be wrong, but it must be there: without the end mark the file is cut.
    if (!guarded(decoder, [](png_structp png, png_infop info) { png_read_end(png, info); }) && source.ended)
        give_up();

    read_facts(decoder.png, decoder.info, provenance);
    provenance.transparent = is_transparent(rgba);
    Picture picture = on_white(rgba, width, height);
    rgba = {};
    document.pages.push_back(finish(std::move(picture), provenance.orientation, limits));
    return document;
}

}  // namespace

Document decode_png(ByteView file, const Limits& limits) {
    check_header(file, limits);
    Source source{file};
    Decoder decoder(source);
    return decode_with(decoder, source, limits);
}

}  // namespace imaging
