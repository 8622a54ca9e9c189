#pragma once
// An order as the order system tells it: the claims that documents are held against (rules V4, V7).
#include <optional>
#include <string>
#include <vector>

#include "domain/time.h"

namespace domain {

struct Address {
    std::string street{};       // with house number, as the customer wrote it
    std::string postal_code{};
    std::string city{};
    std::string country{};      // ISO 3166-1 alpha-2, upper case
    bool operator==(const Address&) const = default;
};

struct Customer {
    std::string given_names{};
    std::string surname{};
    std::string company{};              // empty: a private person
    std::string registration_number{};  // of the company, may be empty
    Address address{};
    std::optional<Date> birth_date{};
    std::string email{};
    std::string language = "en";      // BCP 47; letters and pages exist in en and nl
    bool operator==(const Customer&) const = default;

    bool is_business() const { return !company.empty(); }
    std::string full_name() const { return given_names.empty() ? surname : given_names + " " + surname; }
};

enum class PaymentMethod { invoice, card, bank_transfer, direct_debit, other };

struct Payment {
    PaymentMethod method = PaymentMethod::invoice;
    std::string card_holder{};      // as embossed; only with `card`
    std::string card_last_four{};   // exactly four digits; only with `card`
    bool operator==(const Payment&) const = default;
};

struct Item {
    std::string description{};
    int quantity = 1;
    bool operator==(const Item&) const = default;
};

enum class Channel { website, sales };

struct Order {
    std::string id{};         // ours: `ord_…`
    std::string reference{};  // the order system's own, unique for it
    Channel channel = Channel::website;
    std::string entity{};     // id of the legal entity ordered from, e.g. `nl.example`
    Customer customer{};
    Payment payment{};
    std::vector<Item> items{};
    bool existing_customer = false;
    bool verification_asked = false;  // the order system asks for documents whatever selection says (V4 OTHER)
    bool operator==(const Order&) const = default;
};

}  // namespace domain
