#include "imaging/decode.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "files.h"
#include "imaging/exif.h"
#include "imaging/eye.h"

namespace {

using namespace imaging;
using namespace imaging_test;
using domain::Reason;

constexpr auto upright = "red green blue white";

Document decoded(const domain::Bytes& file, const Limits& limits = {}) {
    const auto format = format_of(file);
    if (!format) throw Refused(Reason::file_type);
    return decode(*format, file, limits);
}

std::optional<Reason> refusal_of(const domain::Bytes& file, const Limits& limits = {}) {
    try {
        (void)decoded(file, limits);
        return std::nullopt;
    } catch (const Refused& refused) {
        return refused.reason;
    }
}

domain::Bytes first_part(domain::Bytes file, double share) {
    file.resize(static_cast<std::size_t>(double(file.size()) * share));
    return file;
}

TEST(Decode, EveryFormatGivesTheSamePicture) {
    const Picture picture = quadrants(160, 120);
    const std::pair<const char*, domain::Bytes> files[]{
        {"jpeg", jpeg(picture)},
        {"progressive", jpeg(picture, {.progressive = true})},
        {"restart marks", jpeg(picture, {.restart_rows = 1})},
        {"CMYK", jpeg(picture, {.cmyk = true})},
        {"YCCK", jpeg(picture, {.ycck = true})},
        {"png", png(picture)},
        {"16 bit", png(picture, {.bits = 16})},
        {"palette", png(picture, {.palette = true})},
        {"palette of 4 bits", png(picture, {.bits = 4, .palette = true})},
        {"interlaced", png(picture, {.interlaced = true})},
        {"opaque alpha", png(picture, {.alpha = 255})},
        {"webp", webp(picture)},
        {"lossless webp", webp(picture, true)},
        {"heic", heic(picture)},
        {"tiff", tiff(picture)},
        {"tiff of 16 bit", tiff(picture, {.bits = 16})},
        {"tiled tiff", tiff(picture, {.tiled = true})},
        {"jpeg in tiff", tiff(picture, {.jpeg = true})},
        {"tiff of inks", tiff(picture, {.cmyk = true})},
    };
    for (const auto& [name, file] : files) {
        const Document document = decoded(file);
        ASSERT_EQ(document.pages.size(), 1u) << name;
        const Picture& page = document.pages[0];
        EXPECT_EQ(page.width, 160) << name;
        EXPECT_EQ(page.height, 120) << name;
        EXPECT_EQ(page.rgb.size(), 160u * 120 * 3) << name;
        EXPECT_EQ(layout(page), upright) << name;
        EXPECT_EQ(document.provenance.file_width, 160u) << name;
    }
}

TEST(Decode, I6AppliesEveryOrientation) {
    // How a camera stores an upright scene under each orientation; what it must look like again.
    const std::string stored[]{"red green blue white", "green red white blue", "white blue green red",
                               "blue white red green", "red blue green white", "blue red white green",
                               "white green blue red", "green white red blue"};
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const Document document =
            decoded(jpeg(quadrants(160, 120), {.exif = exif(orientation, "Acme", "One", "1.0")}));
        EXPECT_EQ(layout(document.pages[0]), stored[orientation - 1]) << orientation;
        EXPECT_EQ(document.pages[0].width, orientation >= 5 ? 120 : 160) << orientation;
        EXPECT_EQ(document.provenance.orientation, orientation);
        const Document same = decoded(tiff(quadrants(160, 120), {.orientation = orientation}));
        EXPECT_EQ(layout(same.pages[0]), stored[orientation - 1]) << "TIFF " << orientation;
    }
}

TEST(Decode, LaysTransparentPicturesOnWhite) {
    const Picture black{64, 64, domain::Bytes(64 * 64 * 3, 0)};
    EXPECT_EQ(name_at(decoded(png(black, {.alpha = 0})).pages[0], .5, .5), "white");
    EXPECT_TRUE(decoded(png(black, {.alpha = 0})).provenance.transparent);
    EXPECT_FALSE(decoded(png(black, {.alpha = 255})).provenance.transparent);
    EXPECT_EQ(name_at(decoded(png(black, {.alpha = 255})).pages[0], .5, .5), "black");
    EXPECT_EQ(name_at(decoded(webp(black, true, 0)).pages[0], .5, .5), "white");
    EXPECT_TRUE(decoded(webp(black, true, 0)).provenance.transparent);
    EXPECT_NEAR(colour_at(decoded(png(black, {.alpha = 128})).pages[0], .5, .5).r, 127, 1);
}

TEST(Decode, TellsWhatTheFileSaysOfItself) {
    const auto camera =
        decoded(jpeg(quadrants(64, 64), {.quality = 83, .exif = exif(6, "Acme", "Phone 7", "Cam 1.2")}))
            .provenance;
    EXPECT_EQ(camera.make, "Acme");
    EXPECT_EQ(camera.model, "Phone 7");
    EXPECT_EQ(camera.software, "Cam 1.2");
    EXPECT_TRUE(camera.has_exposure);
    EXPECT_NEAR(camera.jpeg_quality, 83, 2);
    EXPECT_FALSE(camera.lossless);

    const auto gray = decoded(jpeg(quadrants(64, 64), {.gray = true})).provenance;
    EXPECT_EQ(gray.source_channels, 1);

    const auto bitonal =
        decoded(png(quadrants(64, 64), {.bits = 1, .gray = true, .software = "Snip"})).provenance;
    EXPECT_EQ(bitonal.source_bits, 1);
    EXPECT_EQ(bitonal.source_channels, 1);
    EXPECT_EQ(bitonal.software, "Snip");
    EXPECT_TRUE(bitonal.lossless);

    EXPECT_TRUE(decoded(webp(quadrants(64, 64), true)).provenance.lossless);
    EXPECT_FALSE(decoded(webp(quadrants(64, 64), false)).provenance.lossless);

    const auto scan = decoded(tiff(quadrants(64, 64))).provenance;
    EXPECT_EQ(scan.software, "Scan Tool 3");
    EXPECT_NEAR(scan.dpi, 300, 0.5);
    EXPECT_TRUE(scan.lossless);
}

TEST(Decode, EstimatesTheQualityOfEveryJpeg) {
    for (const int quality : {20, 50, 75, 90, 95, 100})
        EXPECT_NEAR(decoded(jpeg(quadrants(32, 32), {.quality = quality})).provenance.jpeg_quality, quality,
                    2);
}

TEST(Decode, I1I2RefusesPixelsByTheHeader) {
    EXPECT_EQ(refusal_of(png_header(60'000, 60'000)), Reason::file_too_many_pixels);
    EXPECT_EQ(refusal_of(png_header(1, 1'000'000'000)), Reason::file_too_many_pixels);
    EXPECT_EQ(refusal_of(png_header(10'000, 10'000)), Reason::file_too_many_pixels)
        << "sides within, area beyond";
    EXPECT_EQ(refusal_of(jpeg_header(60'000, 60'000)), Reason::file_too_many_pixels);
    EXPECT_EQ(refusal_of(tiff_header(60'000)), Reason::file_too_many_pixels);
    EXPECT_EQ(refusal_of(webp_header(60'000)), Reason::file_too_many_pixels);
    EXPECT_EQ(refusal_of(png_header(0, 10)), Reason::file_corrupt);
}

TEST(Decode, SaysThatACutFileIsCut) {
    const Picture picture = quadrants(320, 240);
    const std::pair<const char*, domain::Bytes> files[]{{"jpeg", jpeg(picture)},
                                                        {"progressive", jpeg(picture, {.progressive = true})},
                                                        {"restart marks", jpeg(picture, {.restart_rows = 1})},
                                                        {"png", png(picture)},
                                                        {"webp", webp(picture)},
                                                        {"heic", heic(picture)},
                                                        {"tiff", tiff(picture)}};
    for (const auto& [name, file] : files)
        for (const double share : {0.5, 0.75, 0.9})
            EXPECT_EQ(refusal_of(first_part(file, share)), Reason::file_truncated) << name << ' ' << share;
}

TEST(Decode, TakesAJpegThatLacksItsEndMarkOnly) {
    domain::Bytes file = jpeg(quadrants(320, 240));
    file.resize(file.size() - 2);
    EXPECT_EQ(refusal_of(file), std::nullopt);
}

TEST(Decode, SaysThatADamagedFileIsCorrupt) {
    domain::Bytes file = png(quadrants(320, 240));
    file[file.size() / 2] ^= 0x55;
    EXPECT_EQ(refusal_of(file), Reason::file_corrupt);
    file = jpeg(quadrants(320, 240));
    file.resize(file.size() - 2);
    file.insert(file.begin() + static_cast<std::ptrdiff_t>(file.size() * 3 / 4), {0xFF, 0xD9});
    EXPECT_EQ(refusal_of(file), Reason::file_corrupt) << "an end mark in the middle of the data";
    const std::string text = "\xFF\xD8\xFF and then only words";
    EXPECT_NE(refusal_of({text.begin(), text.end()}), std::nullopt);
}

TEST(Decode, ScalesToTheWorkingSize) {
    Limits limits;
    limits.working_pixels = 25'000;
    const Picture picture = quadrants(800, 600);
    for (const auto& file : {jpeg(picture), png(picture), webp(picture), heic(picture), tiff(picture)}) {
        const Document document = decoded(file, limits);
        const Picture& page = document.pages[0];
        const auto pixels = std::uint64_t(page.width) * std::uint64_t(page.height);
        EXPECT_LE(pixels, limits.working_pixels);
        EXPECT_GT(pixels, limits.working_pixels / 4) << "a JPEG is scaled by eighths";
        EXPECT_EQ(layout(page), upright);
        EXPECT_EQ(document.provenance.file_width, 800u);
    }
}

TEST(Decode, I4ReadsThePagesOfATiffUpToTheLimit) {
    EXPECT_EQ(decoded(tiff(quadrants(64, 64), {.pages = 10})).pages.size(), 10u);
    EXPECT_EQ(refusal_of(tiff(quadrants(64, 64), {.pages = 11})), Reason::file_too_many_pages);
}

TEST(Decode, I4EndsADirectoryLoop) {
    domain::Bytes file = tiff_header(8);
    const std::uint32_t first = 8;  // the directory follows itself
    std::memcpy(file.data() + file.size() - 4, &first, 4);
    file.resize(file.size() + 64);
    EXPECT_EQ(decoded(file).pages.size(), 1u);
}

TEST(Decode, I3StopsATextThatUnpacksTooFar) {
    domain::Bytes file = png(quadrants(16, 16), {.software = std::string(40u << 20, 'x')});
    EXPECT_NE(refusal_of(file),
              Reason::file_too_many_pixels);  // refused or passed over, but bounded and without a crash
}

TEST(Exif, PassesOverWhatPointsOutside) {
    domain::Bytes good = exif(6, "Acme", "One", "1.0");
    for (std::size_t at = 0; at < good.size(); ++at) {
        domain::Bytes bad = good;
        bad[at] = 0xFF;
        Provenance into;
        read_exif(bad, into);
        EXPECT_LE(into.make.size(), 100u);
        read_exif(domain::ByteView(good).first(at), into);
        EXPECT_TRUE(into.orientation >= 1 && into.orientation <= 8);
    }
}

TEST(Exif, ReadsTheCreatorOfAnXmpPacket) {
    Provenance element, attribute, neither;
    read_xmp("<x><xmp:CreatorTool>Paint 5</xmp:CreatorTool></x>", element);
    read_xmp("<x xmp:CreatorTool='Draw 6' y='1'/>", attribute);
    read_xmp("<x>CreatorTool and nothing", neither);
    EXPECT_EQ(element.software, "Paint 5");
    EXPECT_EQ(attribute.software, "Draw 6");
    EXPECT_EQ(neither.software, "");
}

TEST(Format, IsToldByTheFirstBytesOnly) {
    EXPECT_EQ(format_of(jpeg(quadrants(8, 8))), Format::jpeg);
    EXPECT_EQ(format_of(heic(quadrants(64, 64))), Format::heic);
    EXPECT_EQ(format_of(text_pdf("x")), Format::pdf);
    EXPECT_EQ(format_of(domain::bytes_of("\r\n\xEF\xBB\xBF%PDF-1.7 behind something")), Format::pdf);
    for (const char* other :
         {"", "G", "GIF89a......", "MZ......", "<svg/>", "<!doctype html>", "RIFF....WAVE", "PK\x03\x04",
          "\x1A\x45\xDF\xA3", "plain words in a file named .jpg"})
        EXPECT_EQ(format_of(domain::bytes_of(other)), std::nullopt) << other;
}

TEST(EncodePage, I6MakesABaselineJpegWithoutMetadata) {
    const domain::Bytes file = encode_page(quadrants(100, 80));
    EXPECT_EQ(layout(decoded(file).pages[0]), upright);
    // SOI, then segments until the scan: JFIF, tables, a baseline frame; no APP1…, no comment.
    ASSERT_EQ(file[0] << 8 | file[1], 0xFFD8);
    for (std::size_t at = 2; file[at + 1] != 0xDA; at += 2u + (file[at + 2] << 8 | file[at + 3])) {
        const int marker = file[at + 1];
        EXPECT_TRUE(marker == 0xE0 || marker == 0xDB || marker == 0xC4 || marker == 0xC0)
            << std::hex << marker;
    }
    EXPECT_GT(encode_page(quadrants(100, 80), 95).size(), encode_page(quadrants(100, 80), 30).size());
    EXPECT_ANY_THROW(encode_page({10, 10, domain::Bytes(5)}));
}

}  // namespace
