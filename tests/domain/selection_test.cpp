#include "domain/selection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample.h"

using namespace domain;
using testing::ElementsAre;

namespace {
std::vector<SelectionReason> chosen(const Order& order, double draw = 0.99) {
    return select(order, draw, sample::today, {});
}
std::vector<std::string> odd(const Order& order) {
    const auto reasons = chosen(order);
    return reasons.size() == 1 && reasons[0].code == SelectionCode::info_mismatch
               ? reasons[0].fields
               : std::vector<std::string>{"?"};
}
std::vector<std::string> incomplete(const Order& order) {
    const auto reasons = chosen(order);
    return reasons.size() == 1 && reasons[0].code == SelectionCode::form_incomplete
               ? reasons[0].fields
               : std::vector<std::string>{"?"};
}
}  // namespace

TEST(V3, ACleanOrderIsVerifiedWithoutDocuments) {
    EXPECT_TRUE(chosen(sample::private_order()).empty());
    EXPECT_TRUE(chosen(sample::company_by_card()).empty());
}

TEST(V1, ExistingCustomersAreNotAskedUnlessTheOrderSystemDoes) {
    Order order = sample::private_order();
    order.existing_customer = true;
    order.customer.email.clear();
    EXPECT_TRUE(chosen(order, 0).empty());
    order.verification_asked = true;
    const auto reasons = chosen(order, 0);
    ASSERT_EQ(reasons.size(), 2U);
    EXPECT_EQ(reasons[1].code, SelectionCode::other);
}

TEST(V4, RandomTakesTheShareOfTheRateOfCleanOrders) {
    EXPECT_EQ(chosen(sample::private_order(), 0.049),
              (std::vector<SelectionReason>{{SelectionCode::random, {}}}));
    EXPECT_TRUE(chosen(sample::private_order(), 0.05).empty());
    EXPECT_TRUE(select(sample::private_order(), 0, sample::today, {.random_rate = 0}).empty());
}

TEST(V4, EmptyFieldsAreNamed) {
    Order order = sample::company_by_card();
    order.customer.given_names = " ";
    order.customer.address.postal_code.clear();
    order.payment.card_last_four.clear();
    EXPECT_THAT(incomplete(order), ElementsAre("given_names", "postal_code", "card_last_four"));
}

TEST(V4, ACountryWithoutPostalCodesNeedsNone) {
    Order order = sample::private_order();
    order.customer.address = {"1 Example Road", "", "Hong Kong", "HK"};
    EXPECT_TRUE(chosen(order).empty());
}

TEST(V4, ContradictionsAreNamed) {
    Order order = sample::private_order();
    order.customer.surname = "Mu11er";
    EXPECT_THAT(odd(order), ElementsAre("surname"));
    order = sample::private_order();
    order.customer.address.country = "XX";
    EXPECT_THAT(odd(order), ElementsAre("country"));
    order = sample::private_order();
    order.customer.birth_date = Date{std::chrono::year{2008}, std::chrono::month{11}, std::chrono::day{23}};
    EXPECT_THAT(odd(order), ElementsAre("birth_date"));
    order.customer.birth_date = Date{std::chrono::year{1890}, std::chrono::month{1}, std::chrono::day{1}};
    EXPECT_THAT(odd(order), ElementsAre("birth_date"));
    order = sample::private_order();
    order.payment.card_last_four = "4242";
    EXPECT_THAT(odd(order), ElementsAre("card_last_four"));
    order = sample::company_by_card();
    order.payment.card_last_four = "42a2";
    EXPECT_THAT(odd(order), ElementsAre("card_last_four"));
    order = sample::private_order();
    order.customer.registration_number = "12345678";
    EXPECT_THAT(odd(order), ElementsAre("registration_number"));
    for (const char* email : {"anna", "anna@", "@customer.example", "anna@host", "an na@customer.example",
                              "anna@customer..example"}) {
        order = sample::private_order();
        order.customer.email = email;
        EXPECT_THAT(odd(order), ElementsAre("email")) << email;
    }
}

TEST(V4, PostalCodesHaveTheShapeOfTheirCountry) {
    const std::vector<std::array<const char*, 2>> right = {
        {"NL", "1017AB"},   {"NL", "1017 ab"}, {"DE", "D-10115"},    {"GB", "SW1A 1AA"}, {"GB", "M1 1AE"},
        {"PT", "1000-205"}, {"LV", "LV-1050"}, {"US", "12345-6789"}, {"CA", "K1A 0B1"},  {"PL", "00-950"}};
    const std::vector<std::array<const char*, 2>> wrong = {
        {"NL", "10115"}, {"DE", "1017AB"}, {"US", "1234"}, {"GB", "12345"}, {"BE", "B-10000"}};
    Order order = sample::private_order();
    for (const auto& [country, code] : right) {
        order.customer.address.country = country, order.customer.address.postal_code = code;
        EXPECT_TRUE(chosen(order).empty()) << country << " " << code;
    }
    for (const auto& [country, code] : wrong) {
        order.customer.address.country = country, order.customer.address.postal_code = code;
        EXPECT_THAT(odd(order), ElementsAre("postal_code")) << country << " " << code;
    }
}
