#include "samples/files.h"

#include <libheif/heif.h>
#include <zlib.h>

#include <fstream>
#include <memory>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFWriter.hh>
#include <stdexcept>

namespace samples {
namespace {

std::string encode(const char* extension, const cv::Mat& picture, const std::vector<int>& settings) {
    std::vector<uchar> bytes;
    if (!cv::imencode(extension, picture, bytes, settings))
        throw std::runtime_error("a picture was not encoded");
    return {bytes.begin(), bytes.end()};
}

std::string big_endian(std::uint32_t value, int bytes) {
    std::string made;
    while (bytes-- > 0) made += static_cast<char>(value >> (8 * bytes) & 255);
    return made;
}

/// One directory of TIFF 6.0 entries, big endian, values of more than four bytes behind it.
class ExifDirectory {
  public:
    void ascii(std::uint16_t tag, std::string text) {
        text += '\0';
        add(tag, 2, static_cast<std::uint32_t>(text.size()), text);
    }
    void number16(std::uint16_t tag, std::uint32_t value) { add(tag, 3, 1, big_endian(value, 2)); }
    void number32(std::uint16_t tag, std::uint32_t value) { add(tag, 4, 1, big_endian(value, 4)); }
    void fraction(std::uint16_t tag, std::uint32_t over, std::uint32_t under) {
        add(tag, 5, 1, big_endian(over, 4) + big_endian(under, 4));
    }
    std::uint32_t size() const {
        return static_cast<std::uint32_t>(2 + 12 * entries_.size() + 4 + overflow_);
    }

    /// `at`: offset of this directory in the TIFF stream.
    std::string bytes(std::uint32_t at) const {
        std::string head = big_endian(static_cast<std::uint32_t>(entries_.size()), 2), tail;
        const auto behind = static_cast<std::uint32_t>(at + 2 + 12 * entries_.size() + 4);
        for (const Entry& entry : entries_) {
            head += big_endian(entry.tag, 2) + big_endian(entry.type, 2) + big_endian(entry.count, 4);
            if (entry.value.size() <= 4) {
                head += entry.value + std::string(4 - entry.value.size(), '\0');
            } else {
                head += big_endian(behind + static_cast<std::uint32_t>(tail.size()), 4);
                tail += entry.value + std::string(entry.value.size() % 2, '\0');
            }
        }
        return head + big_endian(0, 4) + tail;
    }

  private:
    struct Entry {
        std::uint16_t tag, type;
        std::uint32_t count;
        std::string value;
    };
    void add(std::uint16_t tag, std::uint16_t type, std::uint32_t count, std::string value) {
        if (value.size() > 4) overflow_ += value.size() + value.size() % 2;
        entries_.push_back({tag, type, count, std::move(value)});
    }
    std::vector<Entry> entries_;
    std::size_t overflow_ = 0;
};

std::string exif(const Shot& shot, Date taken) {
    std::string when = iso(taken) + " 10:" + std::to_string(10 + shot.exposure.iso % 50) + ":07";
    when[4] = when[7] = ':';
    ExifDirectory camera, details;
    const auto exposure = static_cast<std::uint32_t>(std::lround(1 / shot.exposure.seconds));
    details.fraction(0x829A, 1, exposure);  // ExposureTime
    details.fraction(0x829D, static_cast<std::uint32_t>(std::lround(shot.exposure.aperture * 10)), 10);
    details.number16(0x8827, static_cast<std::uint32_t>(shot.exposure.iso));
    details.ascii(0x9003, when);  // DateTimeOriginal
    details.fraction(0x920A, static_cast<std::uint32_t>(std::lround(shot.exposure.focal_length * 10)), 10);
    details.number16(0xA001, 1);  // sRGB
    details.number32(0xA002, static_cast<std::uint32_t>(shot.picture.cols));
    details.number32(0xA003, static_cast<std::uint32_t>(shot.picture.rows));
    camera.ascii(0x010F, "Kamera");
    camera.ascii(0x0110, "Kamera K1");
    camera.number16(0x0112, static_cast<std::uint32_t>(shot.orientation));
    camera.ascii(0x0131, "K1 4.2");
    camera.ascii(0x0132, when);
    camera.number32(0x8769, 8 + camera.size() + 12);  // where the details are, this entry counted
    return std::string("Exif\0\0MM\0\x2A\0\0\0\x08", 14) + camera.bytes(8) + details.bytes(8 + camera.size());
}

struct Uncontext {
    void operator()(heif_context* thing) const { heif_context_free(thing); }
    void operator()(heif_encoder* thing) const { heif_encoder_release(thing); }
    void operator()(heif_image* thing) const { heif_image_release(thing); }
    void operator()(heif_encoding_options* thing) const { heif_encoding_options_free(thing); }
};
template <class T>
using Heif = std::unique_ptr<T, Uncontext>;

void must(heif_error error) {
    if (error.code != heif_error_Ok) throw std::runtime_error(std::string("HEIC: ") + error.message);
}

Heif<heif_image> heif_picture(const cv::Mat& bgr) {
    heif_image* raw = nullptr;
    must(heif_image_create(bgr.cols, bgr.rows, heif_colorspace_RGB, heif_chroma_interleaved_RGB, &raw));
    Heif<heif_image> image(raw);
    must(heif_image_add_plane(raw, heif_channel_interleaved, bgr.cols, bgr.rows, 8));
    int stride = 0;
    std::uint8_t* plane = heif_image_get_plane(raw, heif_channel_interleaved, &stride);
    cv::Mat target(bgr.rows, bgr.cols, CV_8UC3, plane, static_cast<std::size_t>(stride));
    cv::cvtColor(bgr, target, cv::COLOR_BGR2RGB);
    return image;
}

std::string png_chunk(const std::string& type, const std::string& body) {
    const std::string checked = type + body;
    const auto sum =
        crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size()));
    return big_endian(static_cast<std::uint32_t>(body.size()), 4) + checked +
           big_endian(static_cast<std::uint32_t>(sum), 4);
}

}  // namespace

std::string camera_jpeg(const Shot& shot, int quality, Date taken) {
    const std::string plain = encode(".jpg", shot.picture, {cv::IMWRITE_JPEG_QUALITY, quality}),
                      header = exif(shot, taken);
    const std::size_t jfif = 2 + 2 + static_cast<unsigned char>(plain[4]) * 256u +
                             static_cast<unsigned char>(plain[5]);  // SOI, APP0
    return plain.substr(0, 2) + "\xFF\xE1" + big_endian(static_cast<std::uint32_t>(header.size() + 2), 2) +
           header + plain.substr(jfif);
}

std::string scanner_jpeg(const cv::Mat& picture, int quality, int dpi) {
    std::string made = encode(".jpg", picture, {cv::IMWRITE_JPEG_QUALITY, quality});
    made[13] = 1;  // JFIF: dots per inch, twice
    made.replace(
        14, 4,
        big_endian(static_cast<std::uint32_t>(dpi), 2) + big_endian(static_cast<std::uint32_t>(dpi), 2));
    return made;
}

std::string png(const cv::Mat& picture) {
    return encode(".png", picture, {cv::IMWRITE_PNG_COMPRESSION, 4});
}
std::string webp(const cv::Mat& picture, int quality) {
    return encode(".webp", picture, {cv::IMWRITE_WEBP_QUALITY, quality});
}
std::string tiff(const cv::Mat& picture, int dpi) {
    return encode(".tiff", picture,
                  {cv::IMWRITE_TIFF_COMPRESSION, 5, cv::IMWRITE_TIFF_RESUNIT, 2, cv::IMWRITE_TIFF_XDPI, dpi,
                   cv::IMWRITE_TIFF_YDPI, dpi});
}

std::string heic(const Shot& shot, int quality) {
    const Heif<heif_context> context(heif_context_alloc());
    heif_encoder* raw = nullptr;
    must(heif_context_get_encoder_for_format(context.get(), heif_compression_HEVC, &raw));
    const Heif<heif_encoder> encoder(raw);
    must(heif_encoder_set_lossy_quality(raw, quality));
    must(heif_encoder_set_parameter_string(raw, "preset", "ultrafast"));
    const Heif<heif_encoding_options> options(heif_encoding_options_alloc());
    options->image_orientation = static_cast<heif_orientation>(shot.orientation);
    const Heif<heif_image> image = heif_picture(shot.picture);
    must(heif_context_encode_image(context.get(), image.get(), raw, options.get(), nullptr));
    std::string made;
    heif_writer writer{1, [](heif_context*, const void* data, std::size_t size, void* to) {
                           static_cast<std::string*>(to)->assign(static_cast<const char*>(data), size);
                           return heif_error{heif_error_Ok, heif_suberror_Unspecified, "ok"};
                       }};
    must(heif_context_write(context.get(), &writer, &made));
    return made;
}

std::string huge_png() {
    const std::string header = big_endian(60000, 4) + big_endian(60000, 4) + std::string("\x08\x02\0\0\0", 5);
    const std::string row(64, '\0');
    std::string packed(compressBound(row.size()), '\0');
    uLongf length = packed.size();
    compress2(reinterpret_cast<Bytef*>(packed.data()), &length, reinterpret_cast<const Bytef*>(row.data()),
              row.size(), 9);
    packed.resize(length);
    return "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", header) + png_chunk("IDAT", packed) +
           png_chunk("IEND", "");
}

std::string with_password(const std::string& pdf, const std::string& password) {
    QPDF document;
    document.processMemoryFile("sample", pdf.data(), pdf.size());
    QPDFWriter writer(document);
    writer.setOutputMemory();
    writer.setStaticID(true);     // the same seed gives the same bytes
    writer.setStaticAesIV(true);  // nothing here is worth hiding
    writer.setR4EncryptionParametersInsecure(password.c_str(), password.c_str(), true, true, true, true, true,
                                             true, qpdf_r3p_full, true, true);
    writer.write();
    const std::shared_ptr<Buffer> buffer = writer.getBufferSharedPointer();
    return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

void write(const std::filesystem::path& path, const std::string& bytes) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace samples
