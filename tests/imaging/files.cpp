#include "files.h"

#include <cairo-pdf.h>
#include <glib.h>
#include <libheif/heif.h>
#include <png.h>
#include <tiffio.h>
#include <webp/encode.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>

// after <cstdio> and <cstddef>, which it needs and does not include
#include <jpeglib.h>

namespace imaging_test {
namespace {

std::size_t at(const Picture& picture, int x, int y) {
    return (std::size_t(y) * std::size_t(picture.width) + std::size_t(x)) * 3;
}

void append(Bytes& to, std::string_view text) {
    to.insert(to.end(), text.begin(), text.end());
}

void append_big(Bytes& to, std::uint32_t value, int width) {
    for (int i = width - 1; i >= 0; --i) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void append_little(Bytes& to, std::uint32_t value, int width) {
    for (int i = 0; i < width; ++i) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

Bytes gray_of(const Picture& picture) {
    Bytes gray;
    for (std::size_t i = 0; i < picture.rgb.size(); i += 3)
        gray.push_back(
            static_cast<std::uint8_t>((picture.rgb[i] + picture.rgb[i + 1] + picture.rgb[i + 2]) / 3));
    return gray;
}

/// C, M, Y, K as Adobe writes them, inverted, without black.
Bytes inks_of(const Picture& picture, bool inverted) {
    Bytes inks;
    for (std::size_t i = 0; i < picture.rgb.size(); i += 3) {
        for (std::size_t c = 0; c < 3; ++c)
            inks.push_back(
                static_cast<std::uint8_t>(inverted ? picture.rgb[i + c] : 255 - picture.rgb[i + c]));
        inks.push_back(inverted ? 255 : 0);
    }
    return inks;
}

cairo_status_t collect(void* into, const unsigned char* bytes, unsigned count) {
    static_cast<Bytes*>(into)->insert(static_cast<Bytes*>(into)->end(), bytes, bytes + count);
    return CAIRO_STATUS_SUCCESS;
}

Bytes draw_pdf(int pages, const std::function<void(cairo_t*)>& draw) {
    Bytes bytes;
    cairo_surface_t* surface = cairo_pdf_surface_create_for_stream(collect, &bytes, 595, 842);
    cairo_t* cr = cairo_create(surface);
    for (int page = 0; page < pages; ++page) {
        draw(cr);
        cairo_show_page(cr);
    }
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    return bytes;
}

}  // namespace

Picture quadrants(int width, int height) {
    Picture picture{width, height, Bytes(std::size_t(width) * std::size_t(height) * 3)};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const bool right = x >= width / 2, low = y >= height / 2;
            auto* p = &picture.rgb[at(picture, x, y)];
            p[0] = (!right && !low) || (right && low) ? 255 : 0;
            p[1] = right ? 255 : 0;
            p[2] = low ? 255 : 0;
        }
    return picture;
}

Rgb colour_at(const Picture& picture, double x, double y) {
    Rgb sum{0, 0, 0};
    int count = 0;
    const int cx = int(x * picture.width), cy = int(y * picture.height);
    for (int dy = -2; dy <= 2; ++dy)
        for (int dx = -2; dx <= 2; ++dx) {
            const int px = std::clamp(cx + dx, 0, picture.width - 1),
                      py = std::clamp(cy + dy, 0, picture.height - 1);
            const auto* p = &picture.rgb[at(picture, px, py)];
            sum.r += p[0], sum.g += p[1], sum.b += p[2], ++count;
        }
    return {sum.r / count, sum.g / count, sum.b / count};
}

std::string name_at(const Picture& picture, double x, double y) {
    const Rgb c = colour_at(picture, x, y);
    const std::array<std::pair<const char*, Rgb>, 5> names{{{"red", {255, 0, 0}},
                                                            {"green", {0, 255, 0}},
                                                            {"blue", {0, 0, 255}},
                                                            {"white", {255, 255, 255}},
                                                            {"black", {0, 0, 0}}}};
    const auto distance = [&](const auto& name) {
        return std::abs(c.r - name.second.r) + std::abs(c.g - name.second.g) + std::abs(c.b - name.second.b);
    };
    return std::ranges::min_element(names, {}, distance)->first;
}

std::string layout(const Picture& picture) {
    return name_at(picture, .25, .25) + ' ' + name_at(picture, .75, .25) + ' ' + name_at(picture, .25, .75) +
           ' ' + name_at(picture, .75, .75);
}

Bytes jpeg(const Picture& picture, const JpegOptions& options) {
    jpeg_compress_struct c{};
    jpeg_error_mgr errors{};
    c.err = jpeg_std_error(&errors);
    jpeg_create_compress(&c);
    unsigned char* memory = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&c, &memory, &size);
    const bool four = options.cmyk || options.ycck;
    c.image_width = JDIMENSION(picture.width);
    c.image_height = JDIMENSION(picture.height);
    c.input_components = four ? 4 : options.gray ? 1 : 3;
    c.in_color_space = four ? JCS_CMYK : options.gray ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&c);
    if (options.ycck) jpeg_set_colorspace(&c, JCS_YCCK);
    if (options.cmyk) c.write_Adobe_marker = FALSE;
    jpeg_set_quality(&c, options.quality, TRUE);
    c.restart_in_rows = options.restart_rows;
    if (options.progressive) jpeg_simple_progression(&c);
    jpeg_start_compress(&c, TRUE);
    if (!options.exif.empty()) {
        Bytes marker;
        append(marker, std::string_view("Exif\0\0", 6));
        marker.insert(marker.end(), options.exif.begin(), options.exif.end());
        jpeg_write_marker(&c, JPEG_APP0 + 1, marker.data(), unsigned(marker.size()));
    }
    Bytes samples = four ? inks_of(picture, options.ycck) : options.gray ? gray_of(picture) : picture.rgb;
    while (c.next_scanline < c.image_height) {
        JSAMPROW row =
            samples.data() + std::size_t(c.next_scanline) * c.image_width * std::size_t(c.input_components);
        jpeg_write_scanlines(&c, &row, 1);
    }
    jpeg_finish_compress(&c);
    Bytes file(memory, memory + size);
    jpeg_destroy_compress(&c);
    std::free(memory);
    return file;
}

Bytes png(const Picture& picture, const PngOptions& options) {
    Bytes file;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(
        png, &file,
        [](png_structp p, png_bytep bytes, png_size_t count) {
            auto& into = *static_cast<Bytes*>(png_get_io_ptr(p));
            into.insert(into.end(), bytes, bytes + count);
        },
        nullptr);
    const bool alpha = options.alpha >= 0;
    const int type = options.palette ? PNG_COLOR_TYPE_PALETTE
                     : options.gray  ? PNG_COLOR_TYPE_GRAY
                     : alpha         ? PNG_COLOR_TYPE_RGB_ALPHA
                                     : PNG_COLOR_TYPE_RGB;
    png_set_IHDR(png, info, png_uint_32(picture.width), png_uint_32(picture.height), options.bits, type,
                 options.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    const png_color colours[8]{{0, 0, 0},   {255, 0, 0},   {0, 255, 0},   {255, 255, 0},
                               {0, 0, 255}, {255, 0, 255}, {0, 255, 255}, {255, 255, 255}};
    if (options.palette) png_set_PLTE(png, info, colours, 8);
    if (!options.software.empty()) {
        png_text text{};
        text.compression = PNG_TEXT_COMPRESSION_NONE;
        text.key = const_cast<char*>("Software");
        text.text = const_cast<char*>(options.software.c_str());
        png_set_text(png, info, &text, 1);
    }
    png_write_info(png, info);
    if (options.bits < 8) png_set_packing(png);
    std::vector<Bytes> rows;
    for (int y = 0; y < picture.height; ++y) {
        Bytes row;
        for (int x = 0; x < picture.width; ++x) {
            const auto* p = &picture.rgb[at(picture, x, y)];
            Bytes samples{p[0], p[1], p[2]};
            const int gray = (p[0] + p[1] + p[2]) / 3;
            if (options.gray) samples = {std::uint8_t(options.bits == 1 ? gray > 127 : gray)};
            if (options.palette) samples = {std::uint8_t((p[0] > 127) + 2 * (p[1] > 127) + 4 * (p[2] > 127))};
            if (alpha) samples.push_back(std::uint8_t(options.alpha));
            for (const auto sample : samples) {
                row.push_back(sample);
                if (options.bits == 16) row.push_back(sample);
            }
        }
        rows.push_back(std::move(row));
    }
    std::vector<png_bytep> pointers;
    for (auto& row : rows) pointers.push_back(row.data());
    png_write_image(png, pointers.data());
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return file;
}

Bytes webp(const Picture& picture, bool lossless, int alpha) {
    Bytes rgba;
    for (std::size_t i = 0; i < picture.rgb.size(); i += 3) {
        rgba.insert(rgba.end(), &picture.rgb[i], &picture.rgb[i] + 3);
        rgba.push_back(std::uint8_t(alpha < 0 ? 255 : alpha));
    }
    std::uint8_t* memory = nullptr;
    const int stride = picture.width * 4;
    const auto size =
        lossless ? WebPEncodeLosslessRGBA(rgba.data(), picture.width, picture.height, stride, &memory)
                 : WebPEncodeRGBA(rgba.data(), picture.width, picture.height, stride, 90, &memory);
    Bytes file(memory, memory + size);
    WebPFree(memory);
    return file;
}

Bytes heic(const Picture& picture) {
    const auto check = [](const heif_error& error) {
        if (error.code != heif_error_Ok) throw std::runtime_error(error.message);
    };
    const std::unique_ptr<heif_context, decltype(&heif_context_free)> context(heif_context_alloc(),
                                                                              heif_context_free);
    heif_encoder* encoder = nullptr;
    check(heif_context_get_encoder_for_format(context.get(), heif_compression_HEVC, &encoder));
    heif_encoder_set_lossy_quality(encoder, 80);
    heif_encoder_set_parameter_string(encoder, "preset", "ultrafast");
    heif_image* image = nullptr;
    check(heif_image_create(picture.width, picture.height, heif_colorspace_RGB, heif_chroma_interleaved_RGB,
                            &image));
    check(heif_image_add_plane(image, heif_channel_interleaved, picture.width, picture.height, 8));
    int stride = 0;
    std::uint8_t* plane = heif_image_get_plane(image, heif_channel_interleaved, &stride);
    for (int y = 0; y < picture.height; ++y)
        std::copy_n(&picture.rgb[at(picture, 0, y)], picture.width * 3, plane + std::ptrdiff_t(stride) * y);
    heif_image_handle* handle = nullptr;
    check(heif_context_encode_image(context.get(), image, encoder, nullptr, &handle));
    Bytes file;
    heif_writer writer{1, [](heif_context*, const void* bytes, size_t size, void* into) {
                           append(*static_cast<Bytes*>(into), {static_cast<const char*>(bytes), size});
                           return heif_error{heif_error_Ok, heif_suberror_Unspecified, ""};
                       }};
    check(heif_context_write(context.get(), &writer, &file));
    heif_image_handle_release(handle);
    heif_image_release(image);
    heif_encoder_release(encoder);
    return file;
}

Bytes tiff(const Picture& picture, const TiffOptions& options) {
    struct Sink {
        Bytes bytes;
        std::size_t position = 0;
    } sink;
    TIFF* tiff = TIFFClientOpen(
        "", "w", &sink,
        [](thandle_t h, void* into, tmsize_t count) -> tmsize_t {
            auto& s = *static_cast<Sink*>(h);
            const auto taken = std::min<std::size_t>(std::size_t(count),
                                                     s.bytes.size() - std::min(s.position, s.bytes.size()));
            std::memcpy(into, s.bytes.data() + s.position, taken);
            s.position += taken;
            return tmsize_t(taken);
        },
        [](thandle_t h, void* from, tmsize_t count) -> tmsize_t {
            auto& s = *static_cast<Sink*>(h);
            s.bytes.resize(std::max(s.bytes.size(), s.position + std::size_t(count)));
            std::memcpy(s.bytes.data() + s.position, from, std::size_t(count));
            s.position += std::size_t(count);
            return count;
        },
        [](thandle_t h, toff_t offset, int whence) -> toff_t {
            auto& s = *static_cast<Sink*>(h);
            return s.position = offset + (whence == SEEK_CUR   ? s.position
                                          : whence == SEEK_END ? s.bytes.size()
                                                               : 0);
        },
        [](thandle_t) { return 0; },
        [](thandle_t h) -> toff_t { return static_cast<Sink*>(h)->bytes.size(); }, nullptr, nullptr);
    const int channels = options.cmyk ? 4 : 3;
    const Bytes samples = options.cmyk ? inks_of(picture, false) : picture.rgb;
    for (int page = 0; page < options.pages; ++page) {
        TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, picture.width);
        TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, picture.height);
        TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, options.bits);
        TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, channels);
        TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
        TIFFSetField(tiff, TIFFTAG_ORIENTATION, options.orientation);
        TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC,
                     options.cmyk   ? PHOTOMETRIC_SEPARATED
                     : options.jpeg ? PHOTOMETRIC_YCBCR
                                    : PHOTOMETRIC_RGB);
        TIFFSetField(tiff, TIFFTAG_COMPRESSION, options.jpeg ? COMPRESSION_JPEG : COMPRESSION_ADOBE_DEFLATE);
        if (options.jpeg) TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
        TIFFSetField(tiff, TIFFTAG_SOFTWARE, "Scan Tool 3");
        TIFFSetField(tiff, TIFFTAG_XRESOLUTION, 300.0);
        TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
        Bytes wide;
        for (const auto sample : samples) wide.insert(wide.end(), std::size_t(options.bits / 8), sample);
        const std::size_t row =
            std::size_t(picture.width) * std::size_t(channels) * std::size_t(options.bits / 8);
        if (options.tiled) {
            const std::size_t side = 64,
                              tile_row = side * std::size_t(channels) * std::size_t(options.bits / 8);
            TIFFSetField(tiff, TIFFTAG_TILEWIDTH, 64);
            TIFFSetField(tiff, TIFFTAG_TILELENGTH, 64);
            for (std::size_t y = 0; y < std::size_t(picture.height); y += side)
                for (std::size_t x = 0; x < row; x += tile_row) {
                    Bytes tile(tile_row * side);
                    for (std::size_t dy = 0; dy < side && y + dy < std::size_t(picture.height); ++dy)
                        std::copy_n(&wide[(y + dy) * row + x], std::min(tile_row, row - x),
                                    &tile[dy * tile_row]);
                    TIFFWriteTile(tiff, tile.data(), std::uint32_t(x / (tile_row / side)), std::uint32_t(y),
                                  0, 0);
                }
        } else {
            TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 16);
            for (int y = 0; y < picture.height; ++y)
                TIFFWriteScanline(tiff, wide.data() + std::size_t(y) * row, std::uint32_t(y), 0);
        }
        TIFFWriteDirectory(tiff);
    }
    TIFFClose(tiff);
    return sink.bytes;
}

Bytes exif(int orientation, const std::string& make, const std::string& model, const std::string& software) {
    // Six entries of the first directory at 8, a second one behind it, then what did not fit into an entry.
    constexpr std::uint32_t first = 8, second = first + 2 + 6 * 12 + 4, heap_start = second + 2 + 2 * 12 + 4;
    Bytes bytes, heap;
    append(bytes, std::string_view("II*\0", 4));
    append_little(bytes, first, 4);
    const auto entry = [&](int tag, int type, std::size_t count, std::uint32_t value) {
        append_little(bytes, std::uint32_t(tag), 2), append_little(bytes, std::uint32_t(type), 2);
        append_little(bytes, std::uint32_t(count), 4), append_little(bytes, value, 4);
    };
    const auto text = [&](int tag, const std::string& value) {
        entry(tag, 2, value.size() + 5, heap_start + std::uint32_t(heap.size()));
        append(heap, value), append(heap, std::string_view("\0\0\0\0\0", 5));
    };
    append_little(bytes, 6, 2);
    text(0x010F, make), text(0x0110, model);
    entry(0x0112, 3, 1, std::uint32_t(orientation));
    text(0x0131, software);
    entry(0x0128, 3, 1, 2);
    entry(0x8769, 4, 1, second);
    append_little(bytes, 0, 4);
    append_little(bytes, 2, 2);
    entry(0x829A, 5, 1, heap_start + std::uint32_t(heap.size()));
    append_little(heap, 1, 4), append_little(heap, 125, 4);
    entry(0x8827, 3, 1, 100);
    append_little(bytes, 0, 4);
    bytes.insert(bytes.end(), heap.begin(), heap.end());
    return bytes;
}

Bytes png_header(std::uint32_t width, std::uint32_t height) {
    Bytes file = png(quadrants(4, 4));
    Bytes sides;
    append_big(sides, width, 4), append_big(sides, height, 4);
    std::ranges::copy(sides, file.begin() + 16);
    return file;  // its check sum is wrong now, but its header comes first
}

Bytes jpeg_header(int width, int height) {
    Bytes file = jpeg(quadrants(16, 16));
    for (std::size_t i = 2; i + 8 < file.size(); ++i)
        if (file[i] == 0xFF && file[i + 1] == 0xC0) {
            Bytes sides;
            append_big(sides, std::uint32_t(height), 2), append_big(sides, std::uint32_t(width), 2);
            std::ranges::copy(sides, file.begin() + std::ptrdiff_t(i) + 5);
        }
    return file;
}

Bytes tiff_header(std::uint32_t side) {
    Bytes file;
    append(file, std::string_view("II*\0\x08\0\0\0", 8));
    const std::pair<std::uint32_t, std::uint32_t> entries[]{
        {256, side}, {257, side}, {258, 8}, {259, 1}, {262, 1}, {273, 8}, {277, 1}, {278, side}, {279, 64}};
    append_little(file, std::size(entries), 2);
    for (const auto& [tag, value] : entries)
        append_little(file, tag, 2), append_little(file, 4, 2), append_little(file, 1, 4),
            append_little(file, value, 4);
    append_little(file, 0, 4);
    return file;
}

Bytes webp_header(std::uint32_t side) {
    Bytes file;
    append(file, "RIFF");
    append_little(file, 4 + 18 + 8, 4);
    append(file, "WEBPVP8X");
    append_little(file, 10, 4);
    append_little(file, 0, 4);
    append_little(file, side - 1, 3), append_little(file, side - 1, 3);
    append(file, std::string_view("VP8 \0\0\0\0", 8));
    return file;
}

Bytes pdf(const std::vector<std::string>& objects, const std::string& trailer) {
    std::string file = "%PDF-1.4\n";
    std::vector<std::size_t> offsets;
    for (const auto& object : objects) {
        offsets.push_back(file.size());
        file += std::to_string(offsets.size()) + " 0 obj\n" + object + "\nendobj\n";
    }
    const auto start = file.size();
    file += "xref\n0 " + std::to_string(objects.size() + 1) + "\n0000000000 65535 f \n";
    for (const auto offset : offsets) {
        char row[32];
        std::snprintf(row, sizeof row, "%010zu 00000 n \n", offset);
        file += row;
    }
    file += "trailer\n<< /Size " + std::to_string(objects.size() + 1) + ' ' + trailer + " >>\nstartxref\n" +
            std::to_string(start) + "\n%%EOF\n";
    return {file.begin(), file.end()};
}

Bytes blank_pdf(int pages, const std::string& media_box) {
    std::string kids;
    for (int i = 0; i < pages; ++i) kids += std::to_string(i + 3) + " 0 R ";
    std::vector<std::string> objects{"<< /Type /Catalog /Pages 2 0 R >>",
                                     "<< /Type /Pages /Kids [" + kids + "] /Count " + std::to_string(pages) +
                                         " /MediaBox " + media_box + " >>"};
    for (int i = 0; i < pages; ++i) objects.push_back("<< /Type /Page /Parent 2 0 R >>");
    return pdf(objects);
}

Bytes text_pdf(const std::string& text, int pages) {
    return draw_pdf(pages, [&](cairo_t* cr) {
        cairo_select_font_face(cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
        cairo_set_font_size(cr, 14);
        cairo_move_to(cr, 72, 100);
        cairo_show_text(cr, text.c_str());
    });
}

Bytes scanned_pdf(const Picture& picture) {
    return draw_pdf(1, [&](cairo_t* cr) {
        const Bytes file = jpeg(picture);
        cairo_surface_t* image =
            cairo_image_surface_create(CAIRO_FORMAT_RGB24, picture.width, picture.height);
        auto* copy = static_cast<unsigned char*>(std::malloc(file.size()));
        std::ranges::copy(file, copy);
        cairo_surface_set_mime_data(image, CAIRO_MIME_TYPE_JPEG, copy, file.size(), std::free, copy);
        cairo_scale(cr, 595.0 / picture.width, 842.0 / picture.height);
        cairo_set_source_surface(cr, image, 0, 0);
        cairo_paint(cr);
        cairo_surface_destroy(image);
    });
}

namespace {

// PDF 1.7, 7.6.3.3, algorithm 2: what an empty password is filled up with.
constexpr std::array<std::uint8_t, 32> padding{
    0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08,
    0x2E, 0x2E, 0x00, 0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A};

Bytes rc4(ByteView key, ByteView text) {
    std::array<std::uint8_t, 256> state;
    for (std::size_t i = 0; i < 256; ++i) state[i] = std::uint8_t(i);
    for (std::size_t i = 0, j = 0; i < 256; ++i) {
        j = (j + state[i] + key[i % key.size()]) % 256;
        std::swap(state[i], state[j]);
    }
    Bytes out;
    std::size_t i = 0, j = 0;
    for (const auto byte : text) {
        i = (i + 1) % 256, j = (j + state[i]) % 256;
        std::swap(state[i], state[j]);
        out.push_back(byte ^ state[(state[i] + state[j]) % 256]);
    }
    return out;
}

std::string hex(ByteView bytes) {
    std::string out = "<";
    for (const auto byte : bytes) {
        char two[3];
        std::snprintf(two, sizeof two, "%02x", unsigned(byte));
        out += two;
    }
    return out + ">";
}

Bytes encrypted(bool for_everybody) {
    const Bytes owner(32, 0x5A), id(16, 0x11);
    Bytes seed(padding.begin(), padding.end());
    seed.insert(seed.end(), owner.begin(), owner.end());
    append_little(seed, static_cast<std::uint32_t>(-4), 4);
    seed.insert(seed.end(), id.begin(), id.end());
    Bytes key(16);
    gsize length = key.size();
    GChecksum* md5 = g_checksum_new(G_CHECKSUM_MD5);
    g_checksum_update(md5, seed.data(), gssize(seed.size()));
    g_checksum_get_digest(md5, key.data(), &length);
    g_checksum_free(md5);
    key.resize(5);
    const Bytes user = for_everybody ? rc4(key, padding) : Bytes(32, 0x77);
    return pdf({"<< /Type /Catalog /Pages 2 0 R >>",
                "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>",
                "<< /Type /Page /Parent 2 0 R >>",
                "<< /Filter /Standard /V 1 /R 2 /P -4 /O " + hex(owner) + " /U " + hex(user) + " >>"},
               "/Root 1 0 R /Encrypt 4 0 R /ID [" + hex(id) + hex(id) + "]");
}

}  // namespace

Bytes locked_pdf() {
    return encrypted(false);
}
Bytes owner_locked_pdf() {
    return encrypted(true);
}

}  // namespace imaging_test
