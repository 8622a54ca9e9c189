#include "imaging/eye.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "domain/error.h"
#include "files.h"

namespace {

using namespace imaging;
using namespace imaging_test;
using domain::Reason;

Eye& eye() {
    static Eye shared({});
    return shared;
}

std::optional<Reason> refusal_of(const domain::Bytes& file) {
    const Examination examination = eye().look(file);
    if (!examination.pages.empty()) return std::nullopt;
    EXPECT_EQ(examination.findings.size(), 1u);
    EXPECT_EQ(examination.findings.at(0).outcome, domain::Outcome::unreadable);
    return examination.findings.at(0).reason;
}

domain::Bytes half(domain::Bytes file) {
    file.resize(file.size() / 2);
    return file;
}

domain::Bytes words(const std::string& text) {
    return {text.begin(), text.end()};
}

TEST(Eye, LooksAtEveryFormat) {
    const Picture picture = quadrants(320, 240);
    for (const auto& file :
         {jpeg(picture), png(picture), webp(picture), heic(picture), tiff(picture), scanned_pdf(picture)}) {
        const Examination examination = eye().look(file);
        ASSERT_EQ(examination.pages.size(), 1u);
        EXPECT_EQ(examination.page_count, 1);
        EXPECT_EQ(layout(examination.pages[0]), "red green blue white");
        EXPECT_GT(examination.peak_rss_mb, 1);
        EXPECT_GT(examination.ms.total, 0);
        EXPECT_LE(examination.ms.decode, examination.ms.total);
        EXPECT_FALSE(examination.findings.empty());
    }
}

TEST(Eye, SaysWhyAFileIsNotLookedAt) {
    const Picture picture = quadrants(320, 240);
    EXPECT_EQ(refusal_of({}), Reason::file_empty);
    EXPECT_EQ(refusal_of(half(jpeg(picture))), Reason::file_truncated);
    EXPECT_EQ(refusal_of(words("These are only words, but the name ends in .jpg\n")), Reason::file_type);
    EXPECT_EQ(refusal_of(words("\xFF\xD8\xFF and this one only begins like a picture")),
              Reason::file_corrupt);
    EXPECT_EQ(refusal_of(locked_pdf()), Reason::file_password);
    EXPECT_EQ(refusal_of(png_header(60'000, 60'000)), Reason::file_too_many_pixels);
    EXPECT_EQ(refusal_of(jpeg_header(60'000, 60'000)), Reason::file_too_many_pixels);
    EXPECT_EQ(refusal_of(tiff_header(60'000)), Reason::file_too_many_pixels);
    EXPECT_EQ(refusal_of(webp_header(60'000)), Reason::file_too_many_pixels);
    EXPECT_EQ(refusal_of(blank_pdf(1, "[0 0 1036800 1036800]")), Reason::file_too_many_pixels);
    EXPECT_EQ(refusal_of(text_pdf("x", 11)), Reason::file_too_many_pages);
    EXPECT_EQ(refusal_of(domain::Bytes((25u << 20) + 1, 0xFF)), Reason::file_too_large);
    EXPECT_EQ(refusal_of(jpeg(picture)), std::nullopt) << "and the next file is looked at";
}

TEST(Eye, I7JudgesAPolyglotByWhatItDecodesTo) {
    domain::Bytes both = jpeg(quadrants(64, 64));
    const auto zip = words("PK\x03\x04 an archive behind a picture");
    both.insert(both.end(), zip.begin(), zip.end());
    const Examination examination = eye().look(both);
    ASSERT_EQ(examination.pages.size(), 1u);
    const domain::Bytes made = encode_page(examination.pages[0]);
    EXPECT_EQ(domain::text_of(made).find("PK\x03\x04"), std::string_view::npos)
        << "the derived file is byte-new";
    EXPECT_EQ(refusal_of(words("MZ\x90 a program named .png")), Reason::file_type);
    EXPECT_EQ(refusal_of(words("<html><body>a page named .jpg</body></html>")), Reason::file_type);
    EXPECT_EQ(refusal_of(words("<svg xmlns='http://www.w3.org/2000/svg'/>")), Reason::file_type);
}

TEST(Eye, I1RefusesByTheHeaderAtOnce) {
    std::chrono::duration<double, std::milli> fastest =
        std::chrono::seconds(60);  // of ten: other work on the machine is not ours
    for (int i = 0; i < 10; ++i) {
        const auto began = std::chrono::steady_clock::now();
        (void)eye().look(png_header(60'000, 60'000));
        fastest = std::min<decltype(fastest)>(fastest, std::chrono::steady_clock::now() - began);
    }
    EXPECT_LT(fastest.count(), 100) << "milliseconds a file";
}

}  // namespace
