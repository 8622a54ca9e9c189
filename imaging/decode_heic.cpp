#include <libheif/heif.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "imaging/decode.h"
#include "imaging/exif.h"

namespace imaging {
namespace {

template <auto release>
struct Release {
    void operator()(auto* object) const { release(object); }
};
using Context = std::unique_ptr<heif_context, Release<heif_context_free>>;
using Handle = std::unique_ptr<heif_image_handle, Release<heif_image_handle_release>>;
using Image = std::unique_ptr<heif_image, Release<heif_image_release>>;

void check(const heif_error& error) {
    if (error.code == heif_error_Ok) return;
    if (error.code == heif_error_Memory_allocation_error) throw std::bad_alloc();
    if (error.subcode == heif_suberror_End_of_data) throw Refused(domain::Reason::file_truncated);
    throw Refused(domain::Reason::file_corrupt);
}

std::uint32_t big(ByteView file, std::size_t at) {
    return std::uint32_t{file[at]} << 24 | std::uint32_t{file[at + 1]} << 16 |
           std::uint32_t{file[at + 2]} << 8 | file[at + 3];
}

/// The top boxes must end inside the file (ISO/IEC 14496-12, 4.2): libheif calls a cut picture merely broken.
void check_boxes(ByteView file) {
    for (std::size_t at = 0; at < file.size();) {
        const std::size_t left = file.size() - at;
        if (left < 8) throw Refused(domain::Reason::file_truncated);
        std::uint64_t size = big(file, at);
        if (size == 0) return;  // to the end of the file
        if (size == 1) {
            if (left < 16) throw Refused(domain::Reason::file_truncated);
            size = std::uint64_t{big(file, at + 8)} << 32 | big(file, at + 12);
        }
        if (size < 8) throw Refused(domain::Reason::file_corrupt);
        if (size > left) throw Refused(domain::Reason::file_truncated);
        at += static_cast<std::size_t>(size);
    }
}

Bytes metadata(const heif_image_handle* handle, const char* kind) {
    heif_item_id id = 0;
    if (heif_image_handle_get_list_of_metadata_block_IDs(handle, kind, &id, 1) != 1) return {};
    const std::size_t size = heif_image_handle_get_metadata_size(handle, id);
    if (size < 4 || size > (4u << 20)) return {};
    Bytes block(size);
    if (heif_image_handle_get_metadata(handle, id, block.data()).code != heif_error_Ok) return {};
    return block;
}

void read_facts(const heif_image_handle* handle, Provenance& into) {
    const Bytes block = metadata(handle, "Exif");
    if (block.size() < 8) return;
    // Four bytes say how far behind them the TIFF structure begins (ISO/IEC 23008-12, A.2.1).
    const std::size_t offset = std::min<std::size_t>(std::size_t{big(block, 0)} + 4, block.size());
    read_exif(ByteView(block).subspan(offset), into);
}

Picture read_pixels(const heif_image_handle* handle, const Limits& limits) {
    const bool alpha = heif_image_handle_has_alpha_channel(handle) != 0;
    heif_image* decoded = nullptr;
    check(heif_decode_image(handle, &decoded, heif_colorspace_RGB,
                            alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, nullptr));
    const Image image(decoded);
    int stride = 0;
    const std::uint8_t* plane = heif_image_get_plane_readonly(decoded, heif_channel_interleaved, &stride);
    const int width = heif_image_get_width(decoded, heif_channel_interleaved);
    const int height = heif_image_get_height(decoded, heif_channel_interleaved);
    if (plane == nullptr || width <= 0 || height <= 0) throw Refused(domain::Reason::file_corrupt);
    check_size(std::uint64_t(width), std::uint64_t(height),
               limits);  // the stream may say more than the container did
    const std::size_t row = std::size_t(width) * (alpha ? 4 : 3);
    Bytes pixels(row * std::size_t(height));
    for (int y = 0; y < height; ++y)
        std::copy_n(plane + std::ptrdiff_t{stride} * y, row, pixels.data() + row * std::size_t(y));
    if (alpha) return on_white(pixels, width, height);
    return {width, height, std::move(pixels)};
}

}  // namespace

Document decode_heic(ByteView file, const Limits& limits) {
    check_boxes(file);
    const Context context(heif_context_alloc());
    if (!context) throw std::bad_alloc();
    heif_context_set_max_decoding_threads(context.get(), 0);
    check(heif_context_read_from_memory_without_copy(context.get(), file.data(), file.size(), nullptr));
    heif_image_handle* primary = nullptr;
    check(heif_context_get_primary_image_handle(context.get(), &primary));
    const Handle handle(primary);

    Document document;
    auto& provenance = document.provenance;
    provenance.format = Format::heic;
    const int width = heif_image_handle_get_width(primary), height = heif_image_handle_get_height(primary);
    check_size(std::uint64_t(std::max(0, width)), std::uint64_t(std::max(0, height)), limits);
    provenance.file_width = std::uint32_t(width);
    provenance.file_height = std::uint32_t(height);
    provenance.source_bits = std::max(1, heif_image_handle_get_luma_bits_per_pixel(primary));
    read_facts(primary, provenance);
    // The container's own turns (irot, imir) are applied by libheif; EXIF only repeats them (ISO/IEC
    // 23008-12, 6.5.10).
    document.pages.push_back(finish(read_pixels(primary, limits), 1, limits));
    return document;
}

}  // namespace imaging
