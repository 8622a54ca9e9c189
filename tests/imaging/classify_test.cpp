#include "imaging/classify.h"

#include <gtest/gtest.h>

#include "print_at.h"

using namespace imaging;
using domain::DocumentKind;

namespace {

constexpr double card = 1.586, paper = 1.414;

std::vector<Line> lines_from(const std::vector<std::string>& texts) {
    std::vector<Line> lines;
    int y = 40;
    for (const std::string& text : texts) {
        std::vector<Word> words;
        int x = 30;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find(' ', at), text.size());
            words.push_back({text.substr(at, end - at), {0, x, y, int(end - at) * 10, 20}, 0.9});
            x += int(end - at) * 10 + 8;
            at = end + 1;
        }
        lines.push_back(line_of(std::move(words), domain::Source::printed));
        y += 30;
    }
    return lines;
}

DocumentKind kind_of(const std::vector<std::string>& texts, double aspect) {
    return classify(nullptr, lines_from(texts), false, aspect).kind;
}

}  // namespace

TEST(Classify, AnEuropeanLicenceIsKnownByTheNumbersOfItsFields) {
    EXPECT_EQ(kind_of({"1. NOVAK", "2. PETRA", "3. 04.05.1986 BRNO", "4a. 12.02.2021 4c. MAGISTRAT",
                       "4b. 12.02.2031", "5. EK 204981", "9. AM B"},
                      card),
              DocumentKind::driving_licence);
}

TEST(Classify, MicroprintThatSaysOneWordOverAndOverIsNoPageOfText) {
    std::vector<std::string> texts{"PERMIS DE CONDUIRE", "1. TILLEUL", "2. CHLOE", "4a. 13.03.2019"};
    texts.insert(texts.end(), 40, "UTOPIA UTOPIA UTOPIA UTOPIA UTOPIA UTOPIA");
    EXPECT_EQ(kind_of(texts, card), DocumentKind::driving_licence);
}

TEST(Classify, TheBackOfALicenceIsKnownByItsColumnsAndDates) {
    EXPECT_EQ(kind_of({"9. 10. 11. 12.", "AM 01.02.13 31.12.28", "A1", "B 01.02.13 31.12.28", "C1E",
                       "D1 12. 01.02.13"},
                      card),
              DocumentKind::driving_licence);
}

TEST(Classify, ALicenceIsKnownByTheLegendOfItsNumbers) {
    EXPECT_EQ(kind_of({"1. Nom 2. Prénom 3. Date et lieu de naissance 4a. Délivré le 4b. Expire le"}, card),
              DocumentKind::driving_licence);
    EXPECT_NE(kind_of({"1. Name 2. First name 3. Date of birth"}, card), DocumentKind::driving_licence);
}

TEST(Classify, AnAmericanLicenceIsKnownByItsLabels) {
    EXPECT_EQ(kind_of({"DRIVER", "STATE OF UTOPIA", "LICENSE", "4d DL U820BAC", "4b EXP 01/20/2030",
                       "3 DOB 03/18/1978", "9 CLASS D 12 REST NONE", "SEX F HGT 5-08 EYES BLU"},
                      card),
              DocumentKind::driving_licence);
    EXPECT_EQ(kind_of({"DL U820BAC", "EXP 01/20/2030", "DOB 03/18/1978", "CLASS D", "EYES BLU"}, card),
              DocumentKind::driving_licence);
}

TEST(Classify, ATitleIsKnownThoughALetterIsLostOrItIsBrokenOverLines) {
    EXPECT_EQ(kind_of({"Permis de con", "duire"}, card), DocumentKind::driving_licence);
    EXPECT_EQ(kind_of({"PERMANENT. RESIDENT", "Surname", "EXAMPLE"}, card), DocumentKind::residence_card);
    EXPECT_EQ(kind_of({"Personalausweiz", "Example"}, card), DocumentKind::identity_card);
}

TEST(Classify, KnowsTitlesInTheLanguagesOfEurope) {
    EXPECT_EQ(kind_of({"Patente di guida"}, card), DocumentKind::driving_licence);
    EXPECT_EQ(kind_of({"PRAWO JAZDY"}, card), DocumentKind::driving_licence);
    EXPECT_EQ(kind_of({"Dowód osobisty"}, card), DocumentKind::identity_card);
    EXPECT_EQ(kind_of({"Permiso de residencia"}, card), DocumentKind::residence_card);
    EXPECT_EQ(kind_of({"Factura 2026-11", "Importe total 12,00"}, paper), DocumentKind::bill);
}

TEST(Classify, ACardOfAPersonWithoutATitleIsAnIdentityCard) {
    EXPECT_EQ(
        kind_of({"Surname", "EXAMPLE", "Given names", "ANNA", "Date of birth", "01.02.1990", "Sex F"}, card),
        DocumentKind::identity_card);
}

TEST(Classify, AReceiptIsKnownByItsSums) {
    EXPECT_EQ(
        kind_of({"Corner Shop", "1 coffee 2.50", "2 cake 7.00", "Total 9.50", "Cash 10.00", "Change 0.50"},
                2.2),
        DocumentKind::bill);
}

TEST(Classify, AReceiptWithAChanceNumberIsNoPaymentCard) {
    // What passes ISO/IEC 7812-1's check by chance, one in ten, beside the words of how it was paid.
    const std::vector<std::string> receipt{"2x Koffie 4,80", "1x Taart 3,95",       "Totaal 8,75",
                                           "VISA DEBIT",     "4000 0000 0000 0028", "12/26"};
    EXPECT_EQ(classify(nullptr, lines_from(receipt), true, 0.5).kind, DocumentKind::bill);
    const std::vector<std::string> card{"VISA DEBIT", "4000 0000 0000 0028", "12/26", "J DE VRIES"};
    EXPECT_EQ(classify(nullptr, lines_from(card), true, 1.33).kind, DocumentKind::payment_card);
}

TEST(Classify, ACardsNumberCountsThoughItFailsTheCheck) {
    EXPECT_EQ(kind_of({"Example Bank", "5412 1234 5b5b 8888", "01/28", "ADAM EXAMPLE"}, card),
              DocumentKind::payment_card);
}

TEST(Classify, RunningTextIsALetter) {
    EXPECT_EQ(
        kind_of({"We are glad to tell you that your request was",
                 "looked at and granted with all that follows from",
                 "that, as our colleague has already told you when", "you met him last week at our office."},
                paper),
        DocumentKind::letter);
    std::vector<std::string> contract(
        20, "The parties agree that any invoice is payable at the price stated herein");
    EXPECT_EQ(kind_of(contract, paper), DocumentKind::letter);
}

TEST(Classify, KnowsKindsInFourLanguages) {
    const auto kind = [](const std::string& text, double aspect = 1.41) {
        return classify(nullptr, {at(0, 0, text)}, false, aspect).kind;
    };
    EXPECT_EQ(kind("Rechnung Nr. 4 Strom kWh"), DocumentKind::bill);
    EXPECT_EQ(kind("Uittreksel Handelsregister"), DocumentKind::company_extract);
    EXPECT_EQ(kind("Relevé de compte"), DocumentKind::bank_statement);
    EXPECT_EQ(kind("PERMIS DE CONDUIRE", 1.58), DocumentKind::driving_licence);
    EXPECT_EQ(kind("Personalausweis", 1.58), DocumentKind::identity_card);
    EXPECT_EQ(kind("hello world"), DocumentKind::other);
}

TEST(Classify, ThreeDatesOnACardWhoseLabelsWereNotReadAreAPersons) {
    const std::vector<Line> lines{at(60, 60, "SPECIMEN"), at(60, 140, "12.08.1964"),
                                  at(60, 180, "22.02.2008"), at(60, 220, "21.02.2018")};
    EXPECT_EQ(classify(nullptr, lines, false, 1.586).kind, DocumentKind::identity_card);
    EXPECT_EQ(classify(nullptr, {lines[0], lines[1], lines[2]}, false, 1.586).kind, DocumentKind::other);
}
