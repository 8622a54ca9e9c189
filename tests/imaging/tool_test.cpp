#include "imaging/tool.h"

#include <gtest/gtest.h>

#include "domain/error.h"
#include "files.h"
#include "imaging/wire.h"

namespace {

using namespace imaging;
using namespace imaging_test;
using namespace std::chrono_literals;
using domain::Reason;

Document opened(const domain::Bytes& file, const Limits& limits = {}) {
    return decode_rendering(render(file, limits, Clock::now() + 40s), limits);
}

std::optional<Reason> refusal_of(const domain::Bytes& file) {
    try {
        (void)opened(file);
        return std::nullopt;
    } catch (const Refused& refused) {
        return refused.reason;
    }
}

TEST(Tool, CanBeProbed) {
    EXPECT_NO_THROW(probe_tool({}));
}

TEST(Tool, RendersATextAndKnowsItsWords) {
    const Document document = opened(text_pdf("Invoice 4711 <&> EUR"));
    ASSERT_EQ(document.pages.size(), 1u);
    EXPECT_NEAR(document.pages[0].width, 595 * 200 / 72.0, 2);
    EXPECT_EQ(name_at(document.pages[0], .5, .5), "white");
    ASSERT_EQ(document.layer.size(), 4u);
    EXPECT_EQ(document.layer[0].text, "Invoice");
    EXPECT_EQ(document.layer[2].text, "<&>");
    const auto& box = document.layer[0].box;  // written at (72, 100) points with 14
    EXPECT_NEAR(box.x, 72 * 200 / 72, 4);
    EXPECT_NEAR(box.y + box.height, 100 * 200 / 72, 15);
    const auto& provenance = document.provenance;
    ASSERT_TRUE(provenance.pdf);
    EXPECT_EQ(provenance.format, Format::pdf);
    EXPECT_EQ(provenance.pdf->pages, 1);
    EXPECT_EQ(provenance.pdf->fonts, 1);
    EXPECT_EQ(provenance.pdf->text_words, 4);
    EXPECT_FALSE(provenance.pdf->full_page_picture);
    EXPECT_TRUE(provenance.pdf->producer.starts_with("cairo"));
    EXPECT_NEAR(provenance.dpi, 200, 1);
}

TEST(Tool, TellsAScanFromAText) {
    const Document document = opened(scanned_pdf(quadrants(600, 850)));
    EXPECT_TRUE(document.provenance.pdf->full_page_picture);
    EXPECT_EQ(document.provenance.pdf->fonts, 0);
    EXPECT_EQ(document.provenance.pdf->text_words, 0);
    EXPECT_EQ(layout(document.pages[0]), "red green blue white");
}

TEST(Tool, ReadsAllPagesUpToTheLimit) {
    EXPECT_EQ(opened(text_pdf("page", 10)).pages.size(), 10u);
    EXPECT_EQ(refusal_of(text_pdf("page", 11)), Reason::file_too_many_pages);
    EXPECT_EQ(refusal_of(blank_pdf(500)), Reason::file_too_many_pages);
}

TEST(Tool, ChoosesAResolutionThatFitsTheWorkingSize) {
    const Document poster = opened(blank_pdf(1, "[0 0 2384 3370]"));
    const auto& page = poster.pages[0];
    const double pixels = double(page.width) * page.height;
    EXPECT_LE(pixels, double(Limits{}.working_pixels));
    EXPECT_GT(pixels, double(Limits{}.working_pixels) * 0.95);
    const Document mixed = opened(
        pdf({"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R 4 0 R 5 0 R] /Count 3 >>",
             "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
             "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 3370 4768] >>",
             "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate 90 >>"}));
    ASSERT_EQ(mixed.pages.size(), 3u);
    EXPECT_NEAR(mixed.pages[0].width, 1653, 2) << "a large page does not blur its neighbours";
    EXPECT_NEAR(mixed.pages[2].width, 2339, 2) << "turned";
}

TEST(Tool, I9RefusesPagesLargerThanAnythingPrinted) {
    EXPECT_EQ(refusal_of(blank_pdf(1, "[0 0 1036800 1036800]")), Reason::file_too_many_pixels)
        << "14,400 inches";
    EXPECT_EQ(refusal_of(blank_pdf(1, "[0 0 10 100000000]")), Reason::file_too_many_pixels);
}

TEST(Tool, I9AsksForNoPasswordWhenOnlyTheOwnerHasOne) {
    EXPECT_EQ(refusal_of(locked_pdf()), Reason::file_password);
    const Document open = opened(owner_locked_pdf());
    EXPECT_EQ(open.pages.size(), 1u);
}

TEST(Tool, SaysThatABrokenPdfIsBroken) {
    const std::string words = "%PDF-1.7\nand then nothing that is one\n";
    EXPECT_EQ(refusal_of({words.begin(), words.end()}), Reason::file_corrupt);
    domain::Bytes cut = text_pdf("some words");
    cut.resize(cut.size() / 3);
    EXPECT_EQ(refusal_of(cut), Reason::file_corrupt);
    EXPECT_EQ(
        refusal_of(pdf({"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"})),
        Reason::file_corrupt)
        << "a page tree that contains itself";
}

TEST(Tool, I9NeverRunsWhatIsActive) {
    const Document document = opened(
        pdf({"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /Launch /F (/bin/sh) >> /AA << /WC << /S "
             "/JavaScript /JS (app.alert\\(1\\)) >> >> >>",
             "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>",
             "<< /Type /Page /Parent 2 0 R /AA << /O << /S /URI /URI (http://127.0.0.1:1/) >> >> >>"}));
    EXPECT_EQ(document.pages.size(), 1u);
}

TEST(Tool, TroubleOfOursIsNotTheDocuments) {
    Limits limits;
    limits.memory_bytes = 1 << 20;  // bwrap itself cannot be loaded
    EXPECT_THROW(render(text_pdf("x"), limits, Clock::now() + 10s), domain::Error);
}

// ---- poppler taken over ----

struct Said {
    std::string info = "Producer:       P\nPages:          1\nPage    1 size:  100 x 50 pts\n";
    std::string words =
        "<doc><page width=\"100\" height=\"50\"><word xMin=\"10\" yMin=\"5\" xMax=\"50\" "
        "yMax=\"25\">A&amp;B</word></page></doc>";
    std::string fonts = "name\n----\n", pictures;
    std::string pages = "P6\n4 2\n255\n" + std::string(24, '\x80');
};

Document decoded(const Said& said) {
    const std::vector<ByteView> parts{domain::bytes_of(said.info), domain::bytes_of(said.words),
                                      domain::bytes_of(said.fonts), domain::bytes_of(said.pictures),
                                      domain::bytes_of(said.pages)};
    return decode_rendering(join(parts), {});
}

TEST(Rendering, I10PagesThatLieAboutTheirSizeAreRefused) {
    EXPECT_EQ(decoded({}).pages.size(), 1u);
    for (const std::string& pages :
         {std::string(), std::string("P6\n4 3\n255\n") + std::string(24, 'x'),
          std::string("P6\n60000 60000\n255\n"), std::string("P6\n4294967297 1\n255\nxxx"),
          std::string("P6\n0 2\n255\n"), std::string("P6\n-4 2\n255\n") + std::string(24, 'x'),
          std::string("P5\n4 2\n255\n") + std::string(8, 'x'),
          std::string("P6\n4 2\n65535\n") + std::string(48, 'x'), Said{}.pages + Said{}.pages,
          Said{}.pages + "x"}) {
        Said said;
        said.pages = pages;
        EXPECT_THROW(decoded(said), Refused) << testing::PrintToString(pages.substr(0, 20));
    }
}

TEST(Rendering, WordsStayOnTheirPage) {
    Said said;
    EXPECT_EQ(decoded(said).layer.at(0).text, "A&B");
    EXPECT_EQ(decoded(said).layer.at(0).box, (domain::Box{0, 0, 0, 2, 1}));
    for (const std::string& words :
         {std::string("<doc><word xMin=\"1\" yMin=\"1\" xMax=\"2\" yMax=\"2\">before any page</word>"),
          std::string("<doc><page width=\"0\" height=\"0\"><word xMin=\"1\" yMin=\"1\" xMax=\"2\" "
                      "yMax=\"2\">x</word>"),
          std::string("<doc><page width=\"nan\" height=\"inf\"><word xMin=\"nan\" yMin=\"1\" xMax=\"inf\" "
                      "yMax=\"2\">x</word>"),
          std::string("<doc><page width=\"100\" height=\"50\"><word xMin=\"900\" yMin=\"1\" xMax=\"999\" "
                      "yMax=\"2\">x</word>"),
          std::string("<doc><page width=\"100\" height=\"50\"><word xMin=\"1\""), std::string("<<<<<<"),
          std::string("<doc>")}) {
        said.words = words;
        EXPECT_TRUE(decoded(said).layer.empty()) << words;
    }
}

TEST(Rendering, ATitleCannotSpeakForPoppler) {
    Said said;
    said.info = "Title:          x\nPages:          900\nPage    1 size:  9 x 9 pts\n" + said.info;
    EXPECT_EQ(decoded(said).provenance.pdf->pages, 1);
}

}  // namespace
