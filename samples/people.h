#pragma once
// Invented people, their companies, cards and orders. Nobody here lives, and no town or company here exists.
#include <optional>
#include <string>
#include <vector>

#include "samples/calendar.h"

namespace samples {

struct Address {
    std::string street, postal_code, city, country;  // country: ISO 3166-1 alpha-2
};

struct Company {
    std::string name, legal_form, registration_number, activity;
    Date founded;
};

struct PaymentCard {
    std::string number;  // 16 digits of a test range, Luhn-valid
    std::string cvv;
    std::string holder;  // as embossed
    Date expiry;         // the last day it is valid
    std::string last_four() const { return number.substr(12); }
};

struct Person {
    std::string id;  // short, ASCII: the folder of their files
    std::string given_names, surname;
    char sex = 'X';
    Date birth;
    std::string birth_place;
    Address address;
    std::string language;  // of their bills and extracts: nl, en, de
    std::string email;
    std::string passport_number, identity_number;
    Date passport_issued, passport_expiry, identity_issued, identity_expiry;
    std::string customer_number, bill_number;
    Date bill_date, extract_date;
    std::optional<Company> company;
    std::optional<PaymentCard> card;  // they pay by card; without: by invoice
    std::string card_holder;          // id of the person whose card it is, empty: their own
    std::string entity;               // whom they order from; empty: they order nothing

    std::string full_name() const { return given_names + " " + surname; }
};

/// The first `count` people. The cast comes first and always has the same names:
/// joris (private, Dutch, invoice), maarten (company, own card), eleanor (company, the card of thomas),
/// thomas, juergen (Müller), chloe (French), lukasz (Polish), aase (Scandinavian). Those after them are drawn
/// from lists.
std::vector<Person> people(std::uint64_t seed, int count, Date today);
inline constexpr int size_of_cast = 8;

/// True when the digits satisfy the Luhn formula (ISO/IEC 7812-1 annex B).
bool luhn(std::string_view digits);

}  // namespace samples
