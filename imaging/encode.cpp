#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <new>

// after <cstdio> and <cstddef>, which it needs and does not include
#include <jpeglib.h>

#include <algorithm>

#include "domain/error.h"
#include "imaging/eye.h"

namespace imaging {

// The pixels are ours and right, so libjpeg has nothing to fail on but memory; it says so by `error_exit`,
// which throws: the compressor is C compiled with unwind tables on every platform that we build for.
Bytes encode_page(const Picture& page, int quality) {
    const auto width = static_cast<std::size_t>(std::max(0, page.width)),
               height = static_cast<std::size_t>(std::max(0, page.height));
    if (width == 0 || height == 0 || width > JPEG_MAX_DIMENSION || height > JPEG_MAX_DIMENSION ||
        page.rgb.size() != width * height * 3)
        throw domain::Error(domain::Fault::invalid,
                            "a page to encode has no pixels or another number than its sides say");
    jpeg_compress_struct c{};
    jpeg_error_mgr errors{};
    c.err = jpeg_std_error(&errors);
    errors.error_exit = [](j_common_ptr) { throw std::bad_alloc(); };
    errors.output_message = [](j_common_ptr) {};
    jpeg_create_compress(&c);
    const std::unique_ptr<jpeg_compress_struct,
                          decltype([](jpeg_compress_struct* p) { jpeg_destroy_compress(p); })>
        destroy(&c);
    unsigned char* memory = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&c, &memory, &size);
    c.image_width = static_cast<JDIMENSION>(width);
    c.image_height = static_cast<JDIMENSION>(height);
    c.input_components = 3;
    c.in_color_space = JCS_RGB;
    jpeg_set_defaults(&c);
    jpeg_set_quality(&c, std::clamp(quality, 1, 100), TRUE);
    jpeg_start_compress(&c, TRUE);
    while (c.next_scanline < c.image_height) {
        JSAMPROW row = const_cast<JSAMPROW>(page.rgb.data() + std::size_t{c.next_scanline} * width * 3);
        jpeg_write_scanlines(&c, &row, 1);
    }
    jpeg_finish_compress(&c);
    const std::unique_ptr<unsigned char, decltype([](unsigned char* p) { std::free(p); })> owned(memory);
    return {memory, memory + size};
}

}  // namespace imaging
