#include <tiffio.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "imaging/decode.h"
#include "imaging/exif.h"

namespace imaging {
namespace {

struct Source {
    ByteView file;
    std::uint64_t position = 0;
    bool ended = false;  // something was asked for that lies behind the end
};

tmsize_t read_some(thandle_t handle, void* into, tmsize_t count) {
    auto& source = *static_cast<Source*>(handle);
    const std::uint64_t left =
        source.position < source.file.size() ? source.file.size() - source.position : 0;
    const auto taken = std::min<std::uint64_t>(left, static_cast<std::uint64_t>(count));
    if (taken < static_cast<std::uint64_t>(count)) source.ended = true;
    if (taken > 0) std::memcpy(into, source.file.data() + source.position, taken);
    source.position += taken;
    return static_cast<tmsize_t>(taken);
}

toff_t seek_to(thandle_t handle, toff_t offset, int whence) {
    auto& source = *static_cast<Source*>(handle);
    if (whence == SEEK_CUR) offset += source.position;
    if (whence == SEEK_END) offset += source.file.size();
    return source.position = offset;
}

int keep_silent(TIFF*, void*, const char*, const char*, va_list) {
    return 1;
}

using Tiff = std::unique_ptr<TIFF, decltype([](TIFF* tiff) { TIFFClose(tiff); })>;

Tiff open(Source& source) {
    const std::unique_ptr<TIFFOpenOptions, decltype([](TIFFOpenOptions* o) { TIFFOpenOptionsFree(o); })>
        options(TIFFOpenOptionsAlloc());
    if (!options) throw std::bad_alloc();
    TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(),
                                        256 << 20);  // a tile or strip that claims more is a bomb
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), keep_silent, nullptr);
    TIFFOpenOptionsSetWarningHandlerExtR(options.get(), keep_silent, nullptr);
    return Tiff(TIFFClientOpenExt(
        "", "rm", &source, read_some, [](thandle_t, void*, tmsize_t) -> tmsize_t { return 0; }, seek_to,
        [](thandle_t) { return 0; },
        [](thandle_t h) -> toff_t { return static_cast<Source*>(h)->file.size(); }, nullptr, nullptr,
        options.get()));
}

std::uint16_t short_of(TIFF* tiff, std::uint32_t tag) {
    std::uint16_t value = 0;
    TIFFGetFieldDefaulted(tiff, tag, &value);
    return value;
}

struct Header {
    std::uint32_t width = 0, height = 0;
    std::uint16_t orientation = 1;
};

Header read_header(TIFF* tiff, const Limits& limits) {
    Header header;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &header.width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &header.height);
    header.orientation = short_of(tiff, TIFFTAG_ORIENTATION);
    check_size(header.width, header.height, limits);
    return header;
}

/// libtiff packs ABGR into a word and multiplies alpha in: on white, only white's share is missing.
Picture unpack(const std::vector<std::uint32_t>& raster, const Header& header) {
    Picture picture{int(header.width), int(header.height), Bytes(raster.size() * 3)};
    std::uint8_t* out = picture.rgb.data();
    for (const std::uint32_t pixel : raster) {
        const std::uint32_t white = 255 - TIFFGetA(pixel);
        for (const std::uint32_t channel : {TIFFGetR(pixel), TIFFGetG(pixel), TIFFGetB(pixel)})
            *out++ = static_cast<std::uint8_t>(std::min(255u, channel + white));
    }
    return picture;
}

Picture read_page(TIFF* tiff, const Source& source, const Limits& limits) {
    const Header header = read_header(tiff, limits);
    char why[1024];
    if (!TIFFRGBAImageOK(tiff, why)) throw Refused(domain::Reason::file_type);  // floating point, 3 bits, …
    TIFFRGBAImage reader;
    const auto give_up = [&] {
        throw Refused(source.ended ? domain::Reason::file_truncated : domain::Reason::file_corrupt);
    };
    if (!TIFFRGBAImageBegin(&reader, tiff, 1, why)) give_up();
    reader.orientation = reader.req_orientation =
        ORIENTATION_TOPLEFT;  // as stored; `finish` turns, sideways too
    std::vector<std::uint32_t> raster;
    int whole = 0;
    try {
        raster.resize(std::size_t{header.width} * header.height);
        whole = TIFFRGBAImageGet(&reader, raster.data(), header.width, header.height);
    } catch (...) {
        TIFFRGBAImageEnd(&reader);
        throw;
    }
    TIFFRGBAImageEnd(&reader);
    if (!whole) give_up();
    Picture picture = unpack(raster, header);
    raster = {};
    return finish(std::move(picture), header.orientation, limits);
}

bool is_preview(TIFF* tiff) {
    std::uint32_t kind = 0;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SUBFILETYPE, &kind);
    return (kind & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) != 0;
}

Provenance read_facts(TIFF* tiff, ByteView file) {
    Provenance facts;
    facts.format = Format::tiff;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &facts.file_width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &facts.file_height);
    const auto compression = short_of(tiff, TIFFTAG_COMPRESSION);
    facts.lossless = compression != COMPRESSION_JPEG && compression != COMPRESSION_OJPEG;
    facts.source_bits = short_of(tiff, TIFFTAG_BITSPERSAMPLE);
    facts.source_channels = short_of(tiff, TIFFTAG_SAMPLESPERPIXEL);
    if (short_of(tiff, TIFFTAG_PHOTOMETRIC) == PHOTOMETRIC_PALETTE) facts.source_channels = 3;
    read_exif(file, facts);  // a TIFF file is the structure that EXIF borrowed
    return facts;
}

}  // namespace

Document decode_tiff(ByteView file, const Limits& limits) {
    Source source{file};
    const Tiff tiff = open(source);
    if (!tiff) throw Refused(source.ended ? domain::Reason::file_truncated : domain::Reason::file_corrupt);
    Document document;
    document.provenance = read_facts(tiff.get(), file);
    // Headers first, all of them: a file of too many pages or pixels is refused before the first is decoded.
    int pages = 0;
    do {
        if (is_preview(tiff.get())) continue;
        read_header(tiff.get(), limits);
        if (++pages > limits.pages) throw Refused(domain::Reason::file_too_many_pages, pages, limits.pages);
    } while (TIFFReadDirectory(tiff.get()));
    if (pages == 0 || !TIFFSetDirectory(tiff.get(), 0)) throw Refused(domain::Reason::file_corrupt);
    source.ended = false;
    do {
        if (!is_preview(tiff.get())) document.pages.push_back(read_page(tiff.get(), source, limits));
    } while (int(document.pages.size()) < pages && TIFFReadDirectory(tiff.get()));
    return document;
}

}  // namespace imaging
