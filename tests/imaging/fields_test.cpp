#include "imaging/fields.h"

#include <gtest/gtest.h>

#include "print_at.h"

using namespace imaging;
using domain::DocumentKind;

namespace {

std::string date(std::string_view text) {
    const auto found = find_date(text);
    return found ? domain::to_string(found->date) : "(none)";
}

}  // namespace

TEST(Fields, ReadsDatesAsPeopleWriteThem) {
    EXPECT_EQ(date("Amsterdam, 22 november 2026"), "2026-11-22");
    EXPECT_EQ(date("22. März 2024"), "2024-03-22");
    EXPECT_EQ(date("le 1er août 2025"), "2025-08-01");
    EXPECT_EQ(date("November 3, 2026"), "2026-11-03");
    EXPECT_EQ(date("04 SEP/SEP 68"), "2068-09-04");
    EXPECT_EQ(date("04 SEP 1968"), "1968-09-04");
    EXPECT_EQ(date("22-11-2026"), "2026-11-22");
    EXPECT_EQ(date("2026-11-22"), "2026-11-22");
    EXPECT_EQ(date("11/22/2026"), "2026-11-22");
    EXPECT_EQ(date("31-02-2026"), "(none)");
    EXPECT_EQ(date("page 1 of 2026 things"), "(none)");
}

TEST(Fields, FindsTheAddresseeOfADutchBill) {
    const std::vector<Line> lines{at(60, 60, "Voorbeeld Energie N.V."),
                                  at(60, 200, "Mevr. J. van den Akker|Factuurdatum|23 oktober 2026"),
                                  at(60, 226, "Spaarnekade 87"),
                                  at(60, 252, "8911 CP Oosterveen"),
                                  at(60, 400, "Uw energienota"),
                                  at(60, 900, "Postbus 4000"),
                                  at(60, 926, "9990 ZZ Lage Vliet")};
    const auto fields = read_fields(lines, DocumentKind::bill, 1000);
    EXPECT_EQ(value_of(fields, "address"), "Spaarnekade 87, 8911 CP Oosterveen");
    EXPECT_EQ(value_of(fields, "postal_code"), "8911 CP");
    EXPECT_EQ(value_of(fields, "city"), "Oosterveen");
    EXPECT_EQ(value_of(fields, "name"), "J. van den Akker");
    EXPECT_EQ(value_of(fields, "issue_date"), "2026-10-23");
    EXPECT_EQ(value_of(fields, "sender"), "Voorbeeld Energie N.V.");
}

TEST(Fields, KnowsPostalCodesOfOtherCountries) {
    const auto read = [](const std::string& last) {
        return read_fields({at(60, 200, "Anna Example"), at(60, 226, "Main Street 5"), at(60, 252, last)},
                           DocumentKind::bill, 1000);
    };
    EXPECT_EQ(value_of(read("10115 Berlin"), "postal_code"), "10115");
    EXPECT_EQ(value_of(read("Wetherham WE1 2AB"), "postal_code"), "WE1 2AB");
    EXPECT_EQ(value_of(read("Springfield, IL 62704"), "city"), "Springfield");
    EXPECT_EQ(value_of(read("2026 november"), "postal_code"), "(none)");
}

TEST(Fields, ReadsAnExtractByItsLabels) {
    const std::vector<Line> lines{at(27, 100, "Registration number|70355059"),
                                  at(27, 130, "Name|Waterlily Web Ltd."),
                                  at(27, 160, "Legal form|Private company"),
                                  at(27, 190, "Business address|Old Mill 102, 2617 DH Lage Vliet"),
                                  at(27, 220, "Date of incorporation|7 February 2023"),
                                  at(27, 250, "Director|Maarten Dijkhorst"),
                                  at(27, 280, "Date of issue|13 November 2026")};
    const auto fields = read_fields(lines, DocumentKind::company_extract, 1000);
    EXPECT_EQ(value_of(fields, "registration_number"), "70355059");
    EXPECT_EQ(value_of(fields, "company"), "Waterlily Web Ltd.");
    EXPECT_EQ(value_of(fields, "name"), "Maarten Dijkhorst");
    EXPECT_EQ(value_of(fields, "issue_date"), "2026-11-13");
    EXPECT_EQ(value_of(fields, "city"), "Lage Vliet");
}

TEST(Fields, OnACardTheValueStandsBelowItsSmallLabel) {
    const std::vector<Line> lines{at(300, 100, "Surname / Nom"),
                                  at(300, 124, "VAN DEN AKKER"),
                                  at(300, 160, "Date of expiry / Expire le"),
                                  at(300, 184, "30 SEP 2035"),
                                  at(300, 220, "Document No."),
                                  at(300, 244, "GV692957T")};
    const auto fields = read_fields(lines, DocumentKind::identity_card, 600);
    EXPECT_EQ(value_of(fields, "surname"), "VAN DEN AKKER");
    EXPECT_EQ(value_of(fields, "expiry_date"), "2035-09-30");
    EXPECT_EQ(value_of(fields, "document_number"), "GV692957T");
}

TEST(Fields, FindsANameThatBeginsWithALetterBeyondAscii) {
    const auto fields = read_fields(
        {at(60, 200, "Łukasz Żółkiewicz"), at(60, 226, "ul. Kwiatowa 112"), at(60, 252, "14-558 Zielonków")},
        DocumentKind::bill, 1000);
    EXPECT_EQ(value_of(fields, "name"), "Łukasz Żółkiewicz");
    EXPECT_EQ(value_of(fields, "address"), "ul. Kwiatowa 112, 14-558 Zielonków");
}

TEST(Fields, KnowsTheShapesOfEuropeanAndCanadianCodes) {
    const auto code = [](const std::string& last) {
        return value_of(
            read_fields({at(60, 200, "Anna Example"), at(60, 226, "Main Street 5"), at(60, 252, last)},
                        DocumentKind::bill, 1000),
            "postal_code");
    };
    EXPECT_EQ(code("110 00 Praha"), "110 00");
    EXPECT_EQ(code("1000-205 Lisboa"), "1000-205");
    EXPECT_EQ(code("Dublin D02 X285"), "D02 X285");
    EXPECT_EQ(code("Ottawa ON K1A 0B1"), "K1A 0B1");
    EXPECT_EQ(code("LV-1010 Riga"), "1010");
    EXPECT_EQ(code("9000 St. Gallen"), "9000");
}

TEST(Fields, ABritishCodeMayStandAloneBelowItsTown) {
    const auto fields = read_fields({at(60, 200, "Thomas Example"), at(60, 226, "87 Harbour Road"),
                                     at(60, 252, "Wetherham"), at(60, 278, "PL5 5AV")},
                                    DocumentKind::bill, 1000);
    EXPECT_EQ(value_of(fields, "address"), "87 Harbour Road, PL5 5AV Wetherham");
    EXPECT_EQ(value_of(fields, "name"), "Thomas Example");
}

TEST(Fields, TheLineAboveTheAddresseeTellsTheSenderHoweverItsDotsWereRead) {
    for (const std::string dot : {" · ", " - ", " : ", " • "}) {
        const auto fields = read_fields(
            {at(60, 150, "Voorbeeld Energie" + dot + "Postbus 4000" + dot + "9990 ZZ Lage Vliet"),
             at(60, 180, "Åse Marie Bjørnstad"), at(60, 206, "Storgata 88"), at(60, 232, "9273 Bjørkhavn")},
            DocumentKind::bill, 1000);
        EXPECT_EQ(value_of(fields, "sender"), "Voorbeeld Energie") << dot;
        EXPECT_EQ(value_of(fields, "name"), "Åse Marie Bjørnstad") << dot;
        EXPECT_EQ(value_of(fields, "city"), "Bjørkhavn") << dot;
    }
}

TEST(Fields, SpecksBesideALineAreNotPartOfIt) {
    Line name = at(60, 180, "Jürgen Müller ie ee");
    for (std::size_t i = 2; i < 4; ++i) name.words[i].confidence = 0.2;
    name = line_of(name.words, name.source);
    const auto fields = read_fields({name, at(60, 206, "Kirchweg 18"), at(60, 232, "74498 Lindenfurt")},
                                    DocumentKind::bill, 1000);
    EXPECT_EQ(value_of(fields, "name"), "Jürgen Müller");
}

/// What stands beside a label is asked on the sheet laid flat: on the photo it may be lower by lines.
TEST(Fields, ATiltedPhotoDoesNotTakeLabelsFromTheirValues) {
    std::vector<Line> lines{at(27, 100, "Registration number"),   at(500, 100, "69901719"),
                            at(27, 140, "Date of incorporation"), at(500, 140, "26 October 2019"),
                            at(27, 180, "Date of issue"),         at(500, 180, "1 November 2026")};
    for (Line& line : lines) {
        for (Word& word : line.words) word.place = word.box, word.box.y -= word.box.x / 8;
        line = line_of(line.words, line.source);
    }
    const auto fields = read_fields(lines, DocumentKind::company_extract, 1000);
    EXPECT_EQ(value_of(fields, "registration_number"), "69901719");
    EXPECT_EQ(value_of(fields, "issue_date"), "2026-11-01");
}

void expect_novak(const std::vector<domain::Field>& fields) {
    EXPECT_EQ(value_of(fields, "surname"), "NOVAK");
    EXPECT_EQ(value_of(fields, "given_names"), "PETRA");
    EXPECT_EQ(value_of(fields, "birth_date"), "1986-05-04");
    EXPECT_EQ(value_of(fields, "issue_date"), "2021-02-12");
    EXPECT_EQ(value_of(fields, "expiry_date"), "2031-02-12");
}

TEST(Fields, ReadsTheNumberedFieldsOfALicence) {
    const auto fields =
        read_fields({at(200, 60, "1. NOVAK"), at(200, 90, "2. PETRA"), at(200, 120, "3. 04.05.1986 BRNO"),
                     at(200, 150, "4a. 12.02.2021|4c. MAGISTRAT"), at(200, 180, "4b. 12.02.2031"),
                     at(200, 210, "5. EK 204981")},
                    DocumentKind::driving_licence, 600);
    expect_novak(fields);
    EXPECT_EQ(value_of(fields, "document_number"), "EK204981");
}

TEST(Fields, ALicenceKeepsItsOrderWhereItsNumbersWereNotRead) {
    const auto fields = read_fields(
        {at(300, 20, "DRIVING LICENCE"), at(200, 60, "NOVAK"), at(170, 90, "2"), at(200, 90, "PETRA"),
         at(200, 120, "04.05.1986 BRNO"), at(170, 150, "4a"), at(200, 150, "12.02.2021"),
         at(420, 150, "4c. MAGISTRAT"), at(200, 180, "12.02.2031"), at(200, 210, "204981337")},
        DocumentKind::driving_licence, 600);
    expect_novak(fields);
    EXPECT_EQ(value_of(fields, "document_number"), "204981337");
}

TEST(Fields, TheFiveOfALicencesNumberMayHaveBeenReadAsAnS) {
    const std::vector<Line> lines{
        at(300, 20, "PERMIS DE CONDUIRE"),  at(200, 60, "NOVAK"),           at(200, 90, "PETRA"),
        at(170, 120, "3. 04.05.1986 BRNO"), at(170, 150, "4a. 12.02.2021"), at(170, 180, "4b. 12.02.2031")};
    for (const char* number : {"s. 509036754", "s 509036754"}) {
        auto all = lines;
        all.push_back(at(170, 210, number));
        EXPECT_EQ(value_of(read_fields(all, DocumentKind::driving_licence, 600), "document_number"),
                  "509036754")
            << number;
    }
}

TEST(Fields, ALicencesNumberIsItsLargestPrintWhereItsLabelWasNotRead) {
    const auto read = [](const char* number, int high) {
        Line large = at(200, 30, number);
        large.words[0].box.height = large.words[0].place.height = high;
        large = line_of(large.words, domain::Source::printed);
        return value_of(
            read_fields({at(20, 10, "Permis de conduire"), large, at(200, 80, "NOVAK"), at(200, 110, "PETRA"),
                         at(200, 140, "1986-05-04"), at(200, 170, "123 ANYWHERE STREET"),
                         at(200, 200, "2021-02-12|2031-02-12")},
                        DocumentKind::driving_licence, 600),
            "document_number");
    };
    EXPECT_EQ(read("L1234-1234561-12", 40), "L1234-1234561-12");
    EXPECT_EQ(read("L1234-1234561-12", 20), "(none)") << "as large as all else";
    EXPECT_EQ(read("QUEBEC88", 40), "(none)") << "a name with a speck";
}

TEST(Fields, ThreeDatesOfACardAreBirthIssueAndExpiry) {
    const auto read = [](const char* birth, const char* issue, const char* expiry) {
        return read_fields({at(60, 60, "Date of issue / Dolivree"), at(60, 90, issue), at(60, 120, expiry),
                            at(60, 150, birth)},
                           DocumentKind::identity_card, 600);
    };
    const auto fields = read("18 AUG 1996", "27 JUL 2022", "27 JUL 2032");
    EXPECT_EQ(value_of(fields, "birth_date"), "1996-08-18");
    EXPECT_EQ(value_of(fields, "issue_date"), "2022-07-27");
    EXPECT_EQ(value_of(fields, "expiry_date"), "2032-07-27");
    EXPECT_EQ(value_of(read("18 AUG 1996", "27 JUL 2002", "27 JUL 2032"), "birth_date"), "(none)")
        << "nothing is valid for thirty years";
    EXPECT_EQ(value_of(read("18 AUG 1996", "27 JUL 2022", "27 JUL 2022"), "birth_date"), "(none)")
        << "of two dates nobody knows";
}

TEST(Fields, ALicenceThatWritesTheMonthFirstDoesSoInEveryDate) {
    const auto fields = read_fields(
        {at(60, 60, "3 DOB 03/18/1978"), at(60, 90, "4b EXP 01/06/2030"), at(60, 120, "4d NUMBER 820BAC729")},
        DocumentKind::driving_licence, 600);
    EXPECT_EQ(value_of(fields, "birth_date"), "1978-03-18");
    EXPECT_EQ(value_of(fields, "expiry_date"), "2030-01-06");
    EXPECT_EQ(value_of(fields, "document_number"), "820BAC729");
}

TEST(Fields, AHouseNumberOfFourDigitsIsNoPostalCode) {
    const auto fields = read_fields(
        {at(60, 200, "Anna Example"), at(60, 226, "9876 Harbour Ave"), at(60, 252, "Springfield, IL 62704")},
        DocumentKind::bill, 1000);
    EXPECT_EQ(value_of(fields, "postal_code"), "62704");
    EXPECT_EQ(value_of(fields, "address"), "9876 Harbour Ave, 62704 Springfield");
    EXPECT_EQ(value_of(fields, "name"), "Anna Example");
}

TEST(Fields, AHouseNumberOnALicenceIsNoNumberedField) {
    const auto fields =
        read_fields({at(60, 60, "100 MAIN STREET"), at(60, 90, "1 SAMPLE"), at(60, 120, "2 SEX M")},
                    DocumentKind::driving_licence, 600);
    EXPECT_EQ(value_of(fields, "surname"), "SAMPLE");
    EXPECT_EQ(value_of(fields, "given_names"), "(none)");
}

TEST(Fields, MendsDatesThatAPatternWore) {
    const auto mended = [](const std::string& text) { return with_mended_dates(at(0, 0, text)).text; };
    EXPECT_EQ(mended("18:05.2033"), "18.05.2033");
    EXPECT_EQ(mended("1805:2023 PLACE"), "18.05.2023 PLACE");
    EXPECT_EQ(mended("19% 0CT 2005"), "19 OCT 2005");
    EXPECT_EQ(mended("EXP 08/1 2/2020"), "EXP 08/12/2020");
    EXPECT_EQ(mended("4aISS01/06/2015"), "4aISS 01/06/2015");
    for (const char* same : {"1986-10-16", "20190312", "717300563", "L1234-1234561-12", "99 10:15"})
        EXPECT_EQ(mended(same), same);
}

TEST(Fields, HalfAYearIsNone) {
    const auto fields = read_fields({at(60, 60, "Expires On"), at(60, 90, "29 NOV 20"),
                                     at(60, 150, "Date of birth"), at(60, 180, "1 JAN 81")},
                                    DocumentKind::identity_card, 600);
    EXPECT_EQ(value_of(fields, "expiry_date"), "(none)");
    EXPECT_EQ(value_of(fields, "birth_date"), "1981-01-01");
}

TEST(Fields, TwoDatesReadAsOneLineStandEachUnderItsLabel) {
    const auto fields = read_fields(
        {at(60, 60, "Issued On"), at(220, 60, "Expires On"), at(60, 90, "30 NOV 2009 29 NOV 2019")},
        DocumentKind::passport, 600);
    EXPECT_EQ(value_of(fields, "issue_date"), "2009-11-30");
    EXPECT_EQ(value_of(fields, "expiry_date"), "2019-11-29");
}

TEST(Fields, ReadsAnAmericanLicence) {
    const auto fields =
        read_fields({at(300, 20, "DRIVER LICENSE"), at(60, 60, "4d LIC#WDLABCD456DG 9CLASS B"),
                     at(60, 90, "ıTALBOT"), at(60, 120, "2 LIAM R."), at(60, 150, "3 DOB 01/06/1958"),
                     at(300, 150, "4a ISS01/06/2015"), at(60, 180, "4b EXP 08/12/2020"),
                     at(60, 210, "5 DDWDLABCD456DG1234567XX1101"), at(300, 210, "REV 07/01/2018")},
                    DocumentKind::driving_licence, 600);
    EXPECT_EQ(value_of(fields, "document_number"), "WDLABCD456DG");
    EXPECT_EQ(value_of(fields, "surname"), "TALBOT");
    EXPECT_EQ(value_of(fields, "birth_date"), "1958-01-06");
    EXPECT_EQ(value_of(fields, "issue_date"), "2015-01-06");
    EXPECT_EQ(value_of(fields, "expiry_date"), "2020-08-12");
}

TEST(Fields, DatesOfCategoriesOnTheBackOfALicenceAreNobodysBirth) {
    const auto fields =
        read_fields({at(60, 60, "01.01.2000"), at(60, 90, "01.01.2013"), at(200, 90, "31.12.2014")},
                    DocumentKind::driving_licence, 600);
    EXPECT_EQ(value_of(fields, "birth_date"), "(none)");
}

TEST(Fields, ALicencesNumberIsNoDate) {
    const auto fields =
        read_fields({at(60, 60, "1. MARTIN"), at(60, 90, "2. MARIE"), at(60, 120, "5. 94.03.2030")},
                    DocumentKind::driving_licence, 600);
    EXPECT_EQ(value_of(fields, "document_number"), "(none)");
}

TEST(Fields, ATitleIsNoSenderHoweverLargeItIs) {
    const auto large = [](Line line) {
        line.box.height = 44;
        for (Word& word : line.words) word.box.height = 44, word.place = word.box;
        return line_of(line.words, line.source);
    };
    std::vector<Line> lines{large(at(600, 40, "INSURANCE")), large(at(600, 110, "INVOICE")),
                            at(60, 60, "General Hospital"), at(60, 120, "Payment is due soon")};
    EXPECT_EQ(value_of(read_fields(lines, DocumentKind::bill, 1800), "sender"), "General Hospital");
    lines.erase(lines.begin() + 2, lines.end());
    EXPECT_EQ(value_of(read_fields(lines, DocumentKind::bill, 1800), "sender"), "(none)");
    const std::vector<Line> stamped{large(at(400, 40, "FILE COPY")), at(60, 140, "Companies House")};
    EXPECT_EQ(value_of(read_fields(stamped, DocumentKind::company_extract, 1800), "sender"),
              "Companies House");
}

TEST(Fields, AnExtractIsFromWhoKeepsTheRegisterNotFromTheCompany) {
    const std::vector<Line> lines{at(400, 140, "WATERLILY WEB"),
                                  at(60, 300, "The Registrar of Companies hereby certifies that"),
                                  at(60, 420, "Given at Companies House, Cardiff, on 3 February 2026")};
    EXPECT_EQ(value_of(read_fields(lines, DocumentKind::company_extract, 1800), "sender"), "Companies House");
    const std::vector<Line> dutch{at(400, 140, "WATERLILY WEB"),
                                  at(60, 300, "Kamer van Koophandel Nederland")};
    EXPECT_EQ(value_of(read_fields(dutch, DocumentKind::company_extract, 1800), "sender"),
              "Kamer van Koophandel");
}

TEST(Fields, TheHeadingOfAReceiptOnATableIsWhereItsPrintBegins) {
    const std::vector<Line> lines{at(500, 700, "Contoso"), at(480, 740, "1 RUE DE LA DURANCE"),
                                  at(480, 780, "75012 PARIS"), at(480, 1400, "MERCI")};
    EXPECT_EQ(value_of(read_fields(lines, DocumentKind::bill, 1800), "sender"), "Contoso");
}

TEST(Fields, WhomABillIsAddressedToHasNotSentIt) {
    const std::vector<Line> lines{at(600, 40, "INVOICE"), at(200, 150, "To"), at(300, 150, "EXAMPLE LTD"),
                                  at(300, 200, "2 Kingdom Street"), at(600, 900, "UTOPIA SUPPLIES LIMITED")};
    const auto fields = read_fields(lines, DocumentKind::bill, 1800);
    for (const auto& field : fields) EXPECT_FALSE(field.name == "sender" && field.value == "EXAMPLE LTD");
    EXPECT_EQ(value_of(fields, "sender"), "UTOPIA SUPPLIES LIMITED");
}

/// A picture of a screen shows what the program says of the letter, too.
TEST(Fields, TheBarOfAWindowIsNoLetterhead) {
    std::vector<Line> lines{at(50, 20, "Document.pdf"), at(150, 60, "https://portal.example/documents/2041"),
                            at(600, 20, "Terug"), at(600, 260, "Pensioenfonds Utopia"),
                            at(600, 400, "Geachte heer")};
    EXPECT_EQ(value_of(read_fields(lines, DocumentKind::letter, 1080), "sender"), "Pensioenfonds Utopia");
    // Printed paper names its site without a file.
    lines.erase(lines.begin());
    lines[0] = at(150, 330, "https://utopia.example/contact");
    lines.erase(lines.begin() + 1);
    EXPECT_EQ(value_of(read_fields(lines, DocumentKind::letter, 1080), "sender"), "Pensioenfonds Utopia");
}

TEST(Fields, AnAmericanAddressMeansThatTheMonthComesFirst) {
    std::vector<Line> lines{at(60, 60, "Reading date: 07/11/18"),
                            at(60, 120, "Service address: 1152 Seashore RD, Marktown, FL 32807")};
    EXPECT_EQ(value_of(read_fields(lines, DocumentKind::bill, 1800), "issue_date"), "2018-07-11");
    lines[1] = at(60, 120, "Service address: Dorfstraße 5, 32807 Marktown");
    EXPECT_EQ(value_of(read_fields(lines, DocumentKind::bill, 1800), "issue_date"), "2018-11-07");
}

TEST(Fields, AnAddresseeMayHaveAllOfHisAddressOnOneLine) {
    const std::vector<Line> lines{at(160, 300, "ALEJANDRO ROSALEZ"),
                                  at(160, 330, "640 GRAHAM MILLS, KENNETHVIEW, NJ 79419")};
    const auto fields = read_fields(lines, DocumentKind::bank_statement, 1800);
    EXPECT_EQ(value_of(fields, "name"), "ALEJANDRO ROSALEZ");
    EXPECT_EQ(value_of(fields, "postal_code"), "79419");
}

TEST(Fields, ToIsASurnameToo) {
    const std::vector<Line> lines{at(160, 330, "To Thi Lan"), at(160, 360, "128 Orchard Hill"),
                                  at(160, 390, "Thornbury XW1 9TX")};
    EXPECT_EQ(value_of(read_fields(lines, DocumentKind::bill, 1800), "name"), "To Thi Lan");
}

TEST(Fields, WhatIsSentToSomebodyIsNoName) {
    const std::vector<Line> lines{at(160, 300, "Ship To"), at(160, 330, "Miles Fairley"),
                                  at(160, 360, "128 Orchard Hill"), at(160, 390, "Thornbury XW1 9TX")};
    const auto fields = read_fields(lines, DocumentKind::bill, 1800);
    EXPECT_EQ(value_of(fields, "name"), "Miles Fairley");
    for (const auto& field : fields) EXPECT_NE(field.value, "Ship To");
}

TEST(Fields, ALabelReadInOneLineWithAnotherHasAValueOfItsOwn) {
    const std::vector<Line> lines{at(60, 60, "Type Code Passport No. / No. du Passeport"), at(60, 90, "P"),
                                  at(170, 90, "918268822"), at(60, 200, "Surname / Nom"),
                                  at(60, 230, "Rosalez")};
    const auto fields = read_fields(lines, DocumentKind::passport, 600);
    EXPECT_EQ(value_of(fields, "document_number"), "918268822");
    EXPECT_EQ(value_of(fields, "surname"), "Rosalez");
}

TEST(Fields, ByTheirOrderOnlyNamesAreFoundThatNoLabelTold) {
    std::vector<Line> lines{at(60, 60, "SPECIMEN"),    at(60, 100, "ERIKA"),      at(60, 140, "12.08.1964"),
                            at(60, 180, "22.02.2008"), at(60, 220, "21.02.2018"), at(60, 260, "L71398227")};
    auto fields = read_fields(lines, DocumentKind::identity_card, 600);
    EXPECT_EQ(value_of(fields, "surname"), "SPECIMEN");
    EXPECT_EQ(value_of(fields, "given_names"), "ERIKA");
    EXPECT_EQ(value_of(fields, "document_number"), "L71398227");
    lines.insert(lines.begin(), {at(300, 60, "Surname"), at(300, 90, "Mustermann")});
    fields = read_fields(lines, DocumentKind::identity_card, 600);
    EXPECT_EQ(value_of(fields, "surname"), "Mustermann");
    EXPECT_EQ(value_of(fields, "given_names"), "(none)");
}

TEST(Fields, AValueMayStandAnywhereBeneathAWideLabel) {
    const auto fields =
        read_fields({at(300, 100, "Passport No./No. du passeport"), at(400, 126, "918268822")},
                    DocumentKind::passport, 600);
    EXPECT_EQ(value_of(fields, domain::field::document_number), "918268822");
    // What begins where the label begins comes first.
    const auto two = read_fields({at(300, 100, "Passport No./No. du passeport"), at(400, 124, "SPECIMEN7654"),
                                  at(300, 126, "918268822")},
                                 DocumentKind::passport, 600);
    EXPECT_EQ(value_of(two, domain::field::document_number), "918268822");
}

TEST(Fields, ALetterThatIsNoSurnameStandsBeforeTheSurname) {
    const auto fields = read_fields({at(300, 100, "Surname/Nom"), at(300, 118, "A"), at(302, 130, "Rosalez")},
                                    DocumentKind::passport, 600);
    EXPECT_EQ(value_of(fields, domain::field::surname), "Rosalez");
}

TEST(Fields, MicroprintOverThePageIsNotAskedForFields) {
    std::string microprint;
    for (int i = 0; i < 60; ++i) microprint += "DATE OF BIRTH 01.02.1990 ";
    const auto fields =
        read_fields({at(0, 100, microprint), at(40, 200, "Date of birth"), at(40, 226, "15.04.1990")},
                    DocumentKind::passport, 600);
    EXPECT_EQ(value_of(fields, domain::field::birth_date), "1990-04-15");
}
