#include <webp/decode.h>
#include <webp/demux.h>

#include <cmath>
#include <memory>
#include <string_view>

#include "imaging/decode.h"
#include "imaging/exif.h"

namespace imaging {
namespace {

struct Closer {
    void operator()(WebPDemuxer* demuxer) const { WebPDemuxDelete(demuxer); }
};
using Demuxer = std::unique_ptr<WebPDemuxer, Closer>;

struct Frame {
    WebPIterator iterator{};
    explicit Frame(const Demuxer& demuxer) {
        if (!WebPDemuxGetFrame(demuxer.get(), 1, &iterator)) throw Refused(domain::Reason::file_corrupt);
    }
    ~Frame() { WebPDemuxReleaseIterator(&iterator); }
    Frame(const Frame&) = delete;
    Frame& operator=(const Frame&) = delete;
};

std::uint32_t little(ByteView file, std::size_t at, std::size_t width) {
    std::uint32_t value = 0;
    for (std::size_t i = width; i-- > 0;) value = value << 8 | file[at + i];
    return value;
}

/// The canvas of an extended file says more than a frame may have, and comes first (RFC 9649, 2.7).
void check_header(ByteView file, const Limits& limits) {
    if (file.size() < 30) throw Refused(domain::Reason::file_truncated);
    if (domain::text_of(file).substr(12, 4) == "VP8X")
        check_size(little(file, 24, 3) + 1, little(file, 27, 3) + 1, limits);
    if (std::uint64_t{little(file, 4, 4)} + 8 > file.size()) throw Refused(domain::Reason::file_truncated);
}

void read_chunk(const Demuxer& demuxer, const char* name, auto&& read) {
    WebPChunkIterator chunk;
    if (!WebPDemuxGetChunk(demuxer.get(), name, 1, &chunk)) return;
    read(ByteView(chunk.chunk.bytes, chunk.chunk.size));
    WebPDemuxReleaseChunkIterator(&chunk);
}

Picture read_pixels(const WebPData& frame, const WebPBitstreamFeatures& features, const Limits& limits,
                    Provenance& into) {
    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config)) throw Refused(domain::Reason::file_corrupt);
    int width = features.width, height = features.height;
    const double pixels = double(width) * height;
    if (pixels > double(limits.working_pixels)) {
        const double scale = std::sqrt(double(limits.working_pixels) / pixels);
        width = std::max(1, int(width * scale)), height = std::max(1, int(height * scale));
        config.options.use_scaling = 1;
        config.options.scaled_width = width, config.options.scaled_height = height;
    }
    const std::size_t channels = features.has_alpha ? 4 : 3, stride = std::size_t(width) * channels;
    Bytes target(stride * std::size_t(height));
    config.output.colorspace = features.has_alpha ? MODE_RGBA : MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA = {target.data(), static_cast<int>(stride), target.size()};
    const auto status = WebPDecode(frame.bytes, frame.size, &config);
    if (status == VP8_STATUS_OUT_OF_MEMORY) throw std::bad_alloc();
    if (status == VP8_STATUS_NOT_ENOUGH_DATA || status == VP8_STATUS_SUSPENDED)
        throw Refused(domain::Reason::file_truncated);
    if (status != VP8_STATUS_OK) throw Refused(domain::Reason::file_corrupt);
    if (features.has_alpha) {
        into.transparent = is_transparent(target);
        return on_white(target, width, height);
    }
    return {width, height, std::move(target)};
}

}  // namespace

Document decode_webp(ByteView file, const Limits& limits) {
    check_header(file, limits);
    const WebPData whole{file.data(), file.size()};
    const Demuxer demuxer(WebPDemux(&whole));
    if (!demuxer) throw Refused(domain::Reason::file_corrupt);
    const Frame frame(demuxer);
    const WebPData& fragment = frame.iterator.fragment;
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(fragment.bytes, fragment.size, &features) != VP8_STATUS_OK)
        throw Refused(domain::Reason::file_corrupt);
    check_size(std::uint64_t(features.width), std::uint64_t(features.height), limits);

    Document document;
    auto& provenance = document.provenance;
    provenance.format = Format::webp;
    provenance.file_width = std::uint32_t(features.width);
    provenance.file_height = std::uint32_t(features.height);
    provenance.lossless = features.format == 2;
    read_chunk(demuxer, "EXIF", [&](ByteView exif) { read_exif(exif, provenance); });
    read_chunk(demuxer, "XMP ", [&](ByteView xmp) { read_xmp(domain::text_of(xmp), provenance); });
    document.pages.push_back(
        finish(read_pixels(fragment, features, limits, provenance), provenance.orientation, limits));
    return document;
}

}  // namespace imaging
