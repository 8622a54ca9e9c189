#include "samples/people.h"

#include <gmock/gmock.h>

#include <set>

#include "samples/bill.h"
#include "samples/orders.h"

namespace samples {
namespace {

using namespace std::chrono_literals;
const Date today = 2026y / 11 / 22;

const Person& find(const std::vector<Person>& all, std::string_view id) {
    for (const Person& person : all)
        if (person.id == id) return person;
    throw std::out_of_range("nobody of that name");
}

int days(Date from, Date to) {
    return static_cast<int>((std::chrono::sys_days(to) - std::chrono::sys_days(from)).count());
}

TEST(SamplePeople, AreTheSameForTheSameSeedAndOthersForAnother) {
    EXPECT_EQ(people(7, 3, today)[1].passport_number, people(7, 3, today)[1].passport_number);
    EXPECT_NE(people(7, 3, today)[1].passport_number, people(8, 3, today)[1].passport_number);
    EXPECT_EQ(people(7, 1, today)[0].passport_number, people(7, 12, today)[0].passport_number);
}

TEST(SamplePeople, CastPlaysThePartsTheTestsNeed) {
    const auto cast = people(1, size_of_cast, today);
    EXPECT_FALSE(find(cast, "joris").company || find(cast, "joris").card);
    EXPECT_EQ(find(cast, "maarten").card->holder, "MAARTEN DIJKHORST");
    EXPECT_TRUE(find(cast, "maarten").company);
    EXPECT_EQ(find(cast, "eleanor").card->holder, "THOMAS EDMUND HALLOWAY");
    EXPECT_EQ(find(cast, "eleanor").card_holder, "thomas");
    EXPECT_TRUE(find(cast, "thomas").entity.empty());
    EXPECT_EQ(find(cast, "juergen").surname, "Müller");
}

TEST(SamplePeople, CardHolderHasTheSameNameWhenTheyAreNotMadeThemselves) {
    EXPECT_EQ(people(1, 3, today)[2].card->holder, "THOMAS EDMUND HALLOWAY");
}

TEST(SamplePeople, PapersAreInForceAndBillsRecentOnAnyDay) {
    for (Date day : {Date(2024y / 2 / 29), today, Date(2031y / 1 / 1)})
        for (const Person& person : people(3, 40, day)) {
            EXPECT_GT(days(day, person.passport_expiry), 365) << person.id;
            EXPECT_GT(days(day, person.identity_expiry), 365) << person.id;
            EXPECT_GE(days(person.birth, day), 18 * 366) << person.id;
            EXPECT_THAT(days(person.bill_date, day), testing::AllOf(testing::Ge(14), testing::Le(42)))
                << person.id;
            if (person.card) {
                EXPECT_GT(days(day, person.card->expiry), 180) << person.id;
            }
        }
}

TEST(SamplePeople, CardNumbersAreOfTheTestRangeAndSatisfyLuhn) {
    EXPECT_TRUE(luhn("4000000000000002"));
    EXPECT_FALSE(luhn("4000000000000003"));
    std::set<std::string> seen;
    for (std::uint64_t seed = 1; seed <= 20; ++seed)
        for (const Person& person : people(seed, size_of_cast, today))
            if (person.card) {
                EXPECT_EQ(person.card->number.size(), 16u);
                EXPECT_TRUE(person.card->number.starts_with("400000"));
                EXPECT_TRUE(luhn(person.card->number));
                seen.insert(person.card->number);
            }
    EXPECT_EQ(seen.size(), 60u);
}

TEST(SamplePeople, MailGoesToNobodysDomain) {
    for (const Person& person : people(1, 30, today))
        EXPECT_THAT(person.email, testing::MatchesRegex("[a-z.]+@customer.example"));
}

TEST(SampleOrders, CarryWhatTheInterfaceAsksFor) {
    const auto made = orders(people(1, size_of_cast, today));
    std::set<std::string> references;
    for (const SampleOrder& order : made) {
        for (const char* key :
             {"reference", "channel", "entity", "customer", "payment", "items", "existing_customer"})
            EXPECT_TRUE(order.body.contains(key)) << order.file << " " << key;
        EXPECT_TRUE(order.body["entity"] == "nl.example" || order.body["entity"] == "us.example");
        references.insert(order.body["reference"]);
        if (order.body["payment"]["method"] == "card") {
            EXPECT_EQ(order.body["payment"]["card_last_four"].get<std::string>().size(), 4u);
        }
    }
    EXPECT_EQ(references.size(), made.size());
    EXPECT_EQ(made.size(), 7u + 3u);  // thomas orders nothing; Müller comes in three more spellings
}

TEST(SampleOrders, SpellMuellerInThreeMoreWays) {
    std::vector<std::string> surnames, verdicts;
    for (const SampleOrder& order : orders(people(1, size_of_cast, today)))
        if (order.file.starts_with("orders/variants/")) {
            surnames.push_back(order.body["customer"]["surname"]);
            verdicts.push_back(order.expected);
        }
    EXPECT_THAT(surnames, testing::ElementsAre("MUELLER", "Müllex", "Brandstetter"));
    EXPECT_THAT(verdicts, testing::ElementsAre("accept", "refer", "resubmit"));
}

TEST(SampleBill, BankAccountSatisfiesIso13616) {
    std::string account = iban("VBLD", "0000400017");
    std::erase(account, ' ');
    ASSERT_EQ(account.size(), 18u);
    int rest = 0;
    for (char c : account.substr(4) + account.substr(0, 4))
        rest = c <= '9' ? (rest * 10 + c - '0') % 97 : (rest * 100 + c - 'A' + 10) % 97;
    EXPECT_EQ(rest, 1);
}

}  // namespace
}  // namespace samples
