#include "domain/requirement.h"

#include <gtest/gtest.h>

#include "sample.h"

using namespace domain;

namespace {
std::vector<Applicability> rows(const Order& order, const Policy& policy = {}) {
    std::vector<Applicability> all;
    for (const Applicable& row : requirements_of(order, policy)) all.push_back(row.applicability);
    return all;
}
constexpr auto yes = Applicability::required, no = Applicability::not_applicable,
               same = Applicability::satisfied_by_identity;
}  // namespace

TEST(V7, APrivatePersonByInvoiceNeedsIdentityAndProofOfAddress) {
    EXPECT_EQ(rows(sample::private_order()), (std::vector{yes, no, yes, no, no}));
}

TEST(V7, ACompanyByAnotherPersonsCardNeedsAllFive) {
    EXPECT_EQ(rows(sample::company_by_card()), (std::vector{yes, yes, yes, yes, yes}));
}

TEST(V7, TheHoldersIdentityIsTheApplicantsWhenTheyAreOnePerson) {
    Order order = sample::company_by_card();
    for (const char* holder :
         {"ANNA MARIA MUELLER", "MULLER ANNA", "A M MULLER", "Voorbeeld Hosting BV", ""}) {
        order.payment.card_holder = holder;
        EXPECT_EQ(rows(order), (std::vector{yes, yes, yes, yes, same})) << holder;
    }
    for (const char* holder : {"MULLER", "ANNA MUELLAR", "PETER MULLER"}) {
        order.payment.card_holder = holder;
        EXPECT_EQ(rows(order), (std::vector{yes, yes, yes, yes, yes})) << holder;
    }
}

TEST(V7, TheStrictReadingWantsRegistrationAlways) {
    EXPECT_EQ(rows(sample::private_order(), {.registration_always = true}),
              (std::vector{yes, yes, yes, no, no}));
}
