#include "imaging/examine.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "imaging/hash.h"
#include "imaging/page.h"
#include "paint.h"

using namespace imaging;
using domain::Reason;

namespace {

TextReader& reader() {
    static TextReader one;
    return one;
}

const std::string line1 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
                  line2 = "L898902C36UTO7408122F1204159ZE184226B<<<<<10";

bool refuses(const Examination& e, Reason reason) {
    return std::any_of(e.findings.begin(), e.findings.end(),
                       [&](const auto& f) { return f.reason == reason; });
}

void expect_the_zone(const Examination& e) {
    ASSERT_TRUE(e.reading.mrz.has_value());
    EXPECT_EQ(e.reading.mrz->lines, (std::vector{line1, line2}));
    EXPECT_TRUE(e.reading.mrz->valid);
    EXPECT_FALSE(e.reading.mrz->corrected);
}

}  // namespace

TEST(Examine, ReadsAPassportOnATable) {
    const Examination e =
        examine(paint::photo(paint::taken(paint::on_table(paint::passport(line1, line2)))), reader());
    expect_the_zone(e);
    EXPECT_EQ(e.reading.kind, domain::DocumentKind::passport);
    EXPECT_FALSE(e.shows_payment_card);
    EXPECT_EQ(e.reading.colour, domain::Colour::full);
    EXPECT_EQ(e.reading.origin, domain::Origin::photo);
    ASSERT_TRUE(e.reading.find(domain::field::surname));
    EXPECT_EQ(e.reading.find(domain::field::surname)->value, "ERIKSSON");
    EXPECT_EQ(e.pages.size(), 1u);
    EXPECT_EQ(e.reading.page_hashes.size(), 1u);
    EXPECT_FALSE(refuses(e, Reason::img_greyscale));
}

TEST(Examine, ReadsAZoneOnASmallPictureOnALargePage) {
    // A picture of a passport on a table, printed on a sheet: the zone is 380 pixels of 1,654.
    const cv::Mat taken = paint::on_table(paint::passport(line1, line2), 9);
    cv::Mat small, page = paint::sheet(1654, 2339, {236, 236, 236});
    cv::resize(taken, small, {}, 420.0 / 1250, 420.0 / 1250, cv::INTER_AREA);
    small.copyTo(page(cv::Rect{{240, 140}, small.size()}));
    const Examination e = examine(paint::photo(paint::gray(paint::taken(page, 2, 0.6))), reader());
    expect_the_zone(e);
    EXPECT_LT(e.reading.mrz->box.y + e.reading.mrz->box.height, 140 + small.rows);
    EXPECT_GT(e.reading.mrz->box.x, 240);
}

TEST(Examine, TurnsAPageUprightByItsZone) {
    for (const int code :
         {int(cv::ROTATE_90_CLOCKWISE), int(cv::ROTATE_180), int(cv::ROTATE_90_COUNTERCLOCKWISE)}) {
        cv::Mat page;
        cv::rotate(paint::taken(paint::passport(line1, line2)), page, code);
        const Examination e = examine(paint::photo(page), reader());
        expect_the_zone(e);
        EXPECT_EQ(e.pages[0].width, 1250) << "rotation " << code;
        EXPECT_GT(e.reading.mrz->box.y, e.pages[0].height * 7 / 10);
        EXPECT_GT(e.reading.mrz->box.width, 1000);
    }
}

TEST(Examine, ReportsAZoneThatDoesNotAddUpAsItIsPrinted) {
    std::string wrong = line2;
    wrong[13] = '3';
    const Examination e = examine(paint::photo(paint::taken(paint::passport(line1, wrong))), reader());
    ASSERT_TRUE(e.reading.mrz);
    EXPECT_FALSE(e.reading.mrz->valid);
    EXPECT_EQ(e.reading.mrz->lines[1], wrong);
    EXPECT_TRUE(refuses(e, Reason::mrz_checksum));
}

TEST(Examine, V9RefusesAGrayCopyOnAColouredTable) {
    const Examination e = examine(
        paint::photo(paint::taken(paint::on_table(paint::gray(paint::passport(line1, line2))))), reader());
    expect_the_zone(e);
    EXPECT_TRUE(refuses(e, Reason::img_greyscale) || refuses(e, Reason::img_tinted));
}

TEST(Examine, NeverLeavesACardNumberReadable) {
    cv::Mat page = paint::sheet(1240, 900);
    paint::text(page, 80, 100, "Receipt for your payment by card", 34);
    paint::text(page, 80, 240, "Card 4111 1111 1111 1111 was charged", 34);
    paint::text(page, 80, 380, "Thank you and see you again soon", 34);
    const cv::Mat before = paint::taken(page, 2, 0.6);
    const Examination e = examine(paint::photo(before), reader());
    std::string all;
    for (const auto& line : e.reading.lines) all += line.text + "\n";
    EXPECT_NE(all.find("1111"), std::string::npos) << all;
    EXPECT_EQ(all.find("4111"), std::string::npos) << all;
    // The page itself: read again, the number is gone.
    Examination again = examine(Document{.provenance = {}, .pages = e.pages, .layer = {}}, reader());
    std::string text;
    for (const auto& line : again.reading.lines) text += line.text + "\n";
    EXPECT_EQ(text.find("4111"), std::string::npos) << text;
    EXPECT_NE(text.find("charged"), std::string::npos) << text;
}

TEST(Examine, ReadsALetterWhicheverWayUpItLies) {
    cv::Mat letter = paint::sheet(1240, 1400);
    int y = 120;
    for (const auto* line :
         {"Exempel Water Company", "Dear Ms Eriksson,", "We write to you about the meter of your house,",
          "which our engineer will read on the fourth of March.",
          "Please keep the way to it free on that day.", "You need not be at home, a neighbour will do.",
          "Yours sincerely, the customer service"})
        paint::text(letter, 120, y, line, 34), y += 110;
    const cv::Mat taken = paint::taken(letter, 2, 0.6);
    for (const int code :
         {-1, int(cv::ROTATE_90_CLOCKWISE), int(cv::ROTATE_180), int(cv::ROTATE_90_COUNTERCLOCKWISE)}) {
        cv::Mat page = taken;
        if (code >= 0) cv::rotate(taken, page, code);
        const Examination e = examine(paint::photo(page), reader());
        ASSERT_EQ(e.pages[0].width, 1240) << "rotation " << code;
        const auto line = std::find_if(e.reading.lines.begin(), e.reading.lines.end(), [](const auto& one) {
            return one.text.find("sincerely") != std::string::npos;
        });
        ASSERT_NE(line, e.reading.lines.end()) << "rotation " << code;
        EXPECT_NEAR(line->box.y, 120 + 6 * 110, 40)
            << "rotation " << code;  // where it stands on the upright page
        EXPECT_NEAR(line->box.x, 120, 30) << "rotation " << code;
    }
}

TEST(Examine, ReadsWhatATextLayerLeavesOut) {
    cv::Mat page = paint::sheet(1240, 900);
    paint::text(page, 80, 100, "Receipt for your payment by card", 34);
    paint::text(page, 80, 240, "Card 4111 1111 1111 1111 was charged", 34);
    Document document = paint::photo(page);
    int x = 80;
    for (const auto* word : {"Receipt", "for", "your", "payment", "by", "card"})
        document.layer.push_back({word, {0, x, 70, 90, 45}}), x += 95;
    const Examination e = examine(std::move(document), reader());
    std::string all;
    for (const auto& line : e.reading.lines) all += line.text + "\n";
    EXPECT_NE(all.find("Receipt for your payment by card"), std::string::npos) << all;
    EXPECT_NE(all.find("**** 1111"), std::string::npos) << all;
    EXPECT_EQ(all.find("4111"), std::string::npos) << all;
}

TEST(Examine, DoesNotTakeTheWordOfAScansTextLayer) {
    cv::Mat page = paint::sheet(1240, 900);
    paint::text(page, 80, 100, "Water bill for Anna Eriksson", 34);
    paint::text(page, 80, 240, "to be paid before the end of the month", 34);
    Document document = paint::photo(paint::taken(page, 2, 0.6));
    document.provenance.pdf = Provenance::Pdf{
        .pages = 1, .producer = {}, .creator = {}, .fonts = 1, .text_words = 6, .full_page_picture = true};
    int x = 80;
    for (const auto* word : {"Water", "bill", "for", "Somebody", "Else"})
        document.layer.push_back({word, {0, x, 95, 110, 45}}), x += 115;
    const Examination e = examine(std::move(document), reader());
    std::string all;
    for (const auto& line : e.reading.lines) all += line.text + "\n";
    EXPECT_NE(all.find("Anna Eriksson"), std::string::npos) << all;
    EXPECT_EQ(all.find("Somebody"), std::string::npos) << all;
}

TEST(Examine, CoversTheNumberOfACardThatItCannotRead) {
    cv::Mat card = paint::sheet(1370, 864, {40, 60, 140});
    paint::text(card, 90, 90, "Voorbeeld Bank debit", 60, "Liberation Sans", {255, 255, 255});
    paint::text(card, 90, 640, "VALID THRU 03/30", 40, "Liberation Sans", {255, 255, 255});
    cv::line(card, {100, 520}, {1270, 524}, {200, 210, 250}, 40);  // stands for worn digits
    const Examination e = examine(paint::photo(paint::taken(paint::on_table(card, 2), 2)), reader());
    ASSERT_TRUE(e.shows_payment_card);
    const cv::Mat page = as_matrix(e.pages[0]);
    const cv::Vec3b middle = page.at<cv::Vec3b>(page.rows / 2 + int(0.1 * page.rows * 0.75), page.cols / 2);
    EXPECT_LT(middle[0] + middle[1] + middle[2], 30);
}

TEST(Examine, CoversThePiecesOfACardNumberThatPassesNoCheck) {
    cv::Mat card = paint::sheet(1370, 864, {40, 60, 140});
    paint::text(card, 90, 90, "Voorbeeld Bank debit", 60, "Liberation Sans", {255, 255, 255});
    paint::text(card, 90, 200, "51234", 60, "Liberation Sans",
                {255, 255, 255});  // outside of the usual places
    paint::text(card, 90, 640, "VALID THRU 03/30", 40, "Liberation Sans", {255, 255, 255});
    const Examination e = examine(paint::photo(paint::taken(paint::on_table(card, 2), 2)), reader());
    ASSERT_TRUE(e.shows_payment_card);
    std::string all;
    for (const auto& line : e.reading.lines) all += line.text + "\n";
    EXPECT_EQ(all.find("51234"), std::string::npos) << all;
    EXPECT_NE(all.find("*****"), std::string::npos) << all;
    // The page as it is stored: read again, they are gone, and the bank's name is not.
    Examination again = examine(Document{.provenance = {}, .pages = e.pages, .layer = {}}, reader());
    std::string text;
    for (const auto& line : again.reading.lines) text += line.text + "\n";
    EXPECT_EQ(text.find("51234"), std::string::npos) << text;
    EXPECT_NE(text.find("Voorbeeld"), std::string::npos) << text;
}

namespace {

cv::Mat bank_card() {
    cv::Mat card = paint::sheet(760, 480, {40, 60, 140});
    paint::text(card, 50, 40, "Voorbeeld Bank debit", 40, "Liberation Sans", {255, 255, 255});
    paint::text(card, 50, 240, "4111 1111 1111 1111", 52, "OCR B", {255, 255, 255});
    paint::text(card, 50, 380, "VALID THRU 03/30", 28, "Liberation Sans", {255, 255, 255});
    return card;
}

/// What is read of that part of a page as it is kept.
std::string kept_in(const Examination& e, const cv::Rect& part) {
    const cv::Mat page = as_matrix(e.pages[0]);
    const Examination again = examine(
        Document{.provenance = {}, .pages = {paint::picture(page(part).clone())}, .layer = {}}, reader());
    std::string text;
    for (const auto& line : again.reading.lines) text += line.text + "\n";
    return text;
}

}  // namespace

TEST(Examine, CoversTheNumberOfACardThatLiesBesideADocument) {
    const cv::Rect place{1460, 900, 760, 480}, upright{1500, 420, 480, 760};
    const cv::Mat passport = paint::passport(line1, line2), card = bank_card();
    cv::Mat on_table(1600, 2400, CV_8UC3, cv::Scalar(112, 78, 52)), on_paper = paint::sheet(2400, 1600);
    for (cv::Mat* page : {&on_table, &on_paper})
        passport.copyTo((*page)(cv::Rect{{90, 100}, passport.size()}));
    card.copyTo(on_table(place));
    cv::rotate(card, on_paper(upright), cv::ROTATE_90_CLOCKWISE);

    const Examination table = examine(paint::photo(paint::taken(on_table, 2, 0.6)), reader());
    expect_the_zone(table);
    EXPECT_TRUE(table.shows_payment_card);
    const std::string kept = kept_in(table, place);
    EXPECT_EQ(kept.find("4111"), std::string::npos) << kept;
    EXPECT_NE(kept.find("VALID THRU"), std::string::npos) << kept;

    // The passport copied onto a sheet, the card beside the sheet.
    cv::Mat beside(1600, 2400, CV_8UC3, cv::Scalar(112, 78, 52));
    beside(cv::Rect{60, 60, 1250, 1480}).setTo(cv::Scalar(240, 240, 238));
    cv::Mat small;
    cv::resize(passport, small, {}, 0.5, 0.5, cv::INTER_AREA);
    small.copyTo(beside(cv::Rect{{200, 300}, small.size()}));
    card.copyTo(beside(place));
    const Examination sheet = examine(paint::photo(paint::taken(beside, 2, 0.6)), reader());
    expect_the_zone(sheet);
    EXPECT_EQ(kept_in(sheet, place).find("4111"), std::string::npos);
    EXPECT_TRUE(sheet.shows_payment_card);

    const Examination paper = examine(paint::photo(paint::taken(on_paper, 2, 0.6)), reader());
    expect_the_zone(paper);
    const std::string also = kept_in(paper, upright);
    EXPECT_EQ(also.find("4111"), std::string::npos) << also;
    EXPECT_NE(also.find("VALID THRU"), std::string::npos) << also;
}

TEST(Examine, SaysNothingOfAnEmptyPage) {
    const Examination e =
        examine(paint::photo(paint::taken(paint::sheet(800, 600, {128, 128, 128}))), reader());
    EXPECT_FALSE(e.reading.mrz);
    EXPECT_TRUE(e.reading.fields.empty());
    EXPECT_TRUE(refuses(e, Reason::no_document));
}

TEST(Examine, I12EndsOnNoiseBlackAndLines) {
    cv::Mat noise(1500, 1500, CV_8UC3), lines = paint::sheet(1500, 1500);
    cv::RNG(3).fill(noise, cv::RNG::UNIFORM, 0, 255);
    for (int y = 0; y < 1500; y += 4) cv::line(lines, {0, y}, {1500, y}, {0, 0, 0}, 1);
    for (const cv::Mat& page :
         {noise, cv::Mat(1500, 1500, CV_8UC3, cv::Scalar(0)), lines, cv::Mat(1, 1, CV_8UC3, cv::Scalar(9)),
          cv::Mat(3, 4000, CV_8UC3, cv::Scalar(90))}) {
        const Examination e = examine(paint::photo(page), reader());
        EXPECT_FALSE(e.reading.mrz);
        EXPECT_EQ(e.pages.size(), 1u);
    }
}

TEST(Page, V8TheHashOfACopyIsTheSameAndOfAnotherPageIsNot) {
    const auto hash = [](const cv::Mat& rgb) {
        cv::Mat gray;
        cv::cvtColor(rgb, gray, cv::COLOR_RGB2GRAY);
        return page_hash(gray);
    };
    const cv::Mat page = paint::passport(line1, line2);
    cv::Mat smaller, other = paint::sheet(1250, 880);
    cv::resize(paint::lit(paint::taken(page), {0.9, 0.85, 0.8}), smaller, {}, 0.4, 0.4, cv::INTER_AREA);
    for (int i = 0; i < 12; ++i)
        paint::text(other, 100, 60 + i * 60, "an entirely different page of words", 36);
    EXPECT_LE(__builtin_popcountll(hash(page) ^ hash(smaller)), 5);
    EXPECT_GT(__builtin_popcountll(hash(page) ^ hash(other)), 16);
}

TEST(Page, TurnsBoxesWithThePage) {
    Picture picture = paint::picture(paint::sheet(40, 30));
    cv::Mat pixels = as_matrix(picture);
    pixels.at<cv::Vec3b>(5, 10) = {1, 2, 3};
    for (const int quarters : {1, 2, 3}) {
        Picture turned_page = picture;
        turn(turned_page, quarters);
        const domain::Box box = turned({0, 10, 5, 1, 1}, quarters, 40, 30);
        EXPECT_EQ(as_matrix(turned_page).at<cv::Vec3b>(box.y, box.x), cv::Vec3b(1, 2, 3)) << quarters;
    }
}
