#include "samples/people.h"

#include <array>
#include <stdexcept>

#include "samples/mrz.h"
#include "samples/random.h"

namespace samples {
namespace {

struct Origin {
    std::string_view country, language, postal_pattern;  // 9 = a digit, A = a letter
    std::array<std::string_view, 3> towns, streets;
};
constexpr Origin dutch{"NL",
                       "nl",
                       "9999 AA",
                       {"Rozendrecht", "Oosterveen", "Lage Vliet"},
                       {"Kastanjelaan", "Oude Molenweg", "Spaarnekade"}};
constexpr Origin british{"GB",
                         "en",
                         "AA9 9AA",
                         {"Wetherham", "Ashcombe Bay", "Little Dunmoor"},
                         {"Mill Lane", "Harbour Road", "Orchard Close"}};
constexpr Origin german{"DE",
                        "de",
                        "99999",
                        {"Lindenfurt", "Neu Ahrenstadt", "Bad Holderbach"},
                        {"Gartenstraße", "Am Mühlbach", "Kirchweg"}};
constexpr Origin french{"FR",
                        "en",
                        "99999",
                        {"Montclair-sur-Vègre", "Saint-Orban", "Valdoré"},
                        {"Rue des Tilleuls", "Allée du Moulin", "Rue de la Gare"}};
constexpr Origin polish{"PL",
                        "en",
                        "99-999",
                        {"Lipowiec Nowy", "Brzozówka", "Zielonków"},
                        {"ul. Lipowa", "ul. Ogrodowa", "ul. Kwiatowa"}};
constexpr Origin norwegian{
    "NO", "en", "9999", {"Bjørkhavn", "Nordsund", "Granfjord"}, {"Fjordveien", "Storgata", "Bjørkeveien"}};

struct Role {
    std::string_view id, given_names, surname;
    char sex;
    const Origin* origin;
    std::string_view company = "", legal_form = "", activity = "";
    bool pays_by_card = false;
    std::string_view card_holder = "";
    std::string_view entity = "nl.example";
};
constexpr std::array<Role, size_of_cast> cast{{
    {"joris", "Joris Willem", "van den Akker", 'M', &dutch},
    {"maarten", "Maarten", "Dijkhorst", 'M', &dutch, "Waterlelie Webbouw B.V.", "Besloten Vennootschap",
     "Ontwikkelen van websites", true},
    {"eleanor", "Eleanor Grace", "Whitcroft", 'F', &british, "Pinehollow Analytics Ltd",
     "Private limited company", "Data analysis and hosting", true, "thomas", "us.example"},
    {"thomas", "Thomas Edmund", "Halloway", 'M', &british, "", "", "", false, "", ""},
    {"juergen", "Jürgen", "Müller", 'M', &german},
    {"chloe", "Chloé Françoise", "Lefèvre", 'F', &french},
    {"lukasz", "Łukasz", "Żółkiewicz", 'M', &polish, "", "", "", true},
    {"aase", "Åse Marie", "Bjørnstad", 'F', &norwegian, "", "", "", false, "", "us.example"},
}};

constexpr std::array<std::string_view, 6> more_given{"Noor", "Femke", "Hannah", "Pieter", "Oscar", "Lieke"};
constexpr std::array<std::string_view, 6> more_surnames{"Verhagen",  "ter Horst", "Blackmere",
                                                        "Schönfeld", "de Wilde",  "Oakhurst"};

Address address(Random& random, const Origin& origin) {
    const std::string number = std::to_string(random.whole(2, 148)), street(random.pick(origin.streets));
    const bool number_first = origin.country == "GB" || origin.country == "FR";
    return {number_first ? number + " " + street : street + " " + number,
            random.like(origin.postal_pattern), std::string(random.pick(origin.towns)),
            std::string(origin.country)};
}

std::string card_number(Random& random) {
    const std::string head = "400000" + random.text(9);
    for (char last = '0';; ++last)
        if (luhn(head + last)) return head + last;
}

PaymentCard payment_card(Random& random, const std::string& holder, Date today) {
    const Date later = add_days(today, random.whole(300, 1400));
    return {card_number(random), random.text(3), latin(holder),
            Date(later.year() / later.month() / std::chrono::last)};
}

std::string mail_name(const Person& person) {
    std::string made;
    for (char c :
         latin(person.given_names.substr(0, person.given_names.find(' '))) + "." + latin(person.surname))
        if (c != ' ') made += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return made + "@customer.example";
}

std::string document_number(Random& random) {
    constexpr std::string_view letters = "BCDFGHJKLNPRTVWX";
    return random.text(2, letters) + random.text(6, "123456789") + random.text(1, letters);
}

void issue_documents(Person& person, Random& random, Date today) {
    person.birth = add_days(add_years(today, -random.whole(24, 66)), -random.whole(1, 364));
    person.passport_number = document_number(random);
    person.passport_issued = add_days(today, -random.whole(120, 2400));
    person.passport_expiry = add_days(add_years(person.passport_issued, 10), -1);
    person.identity_number = document_number(random);
    person.identity_issued = add_days(today, -random.whole(120, 2400));
    person.identity_expiry = add_days(add_years(person.identity_issued, 10), -1);
    person.customer_number = random.text(1, "123456789") + random.text(7);
    person.bill_number = "VE" + std::to_string(year_of(today)) + random.text(6);
    person.bill_date = add_days(today, -random.whole(14, 42));
    person.extract_date = add_days(today, -random.whole(7, 30));
}

Role role_of(int index, Random& random) {
    if (index < size_of_cast) return cast[static_cast<std::size_t>(index)];
    constexpr std::array origins{&dutch, &british, &german};
    return {"", random.pick(more_given), random.pick(more_surnames), random.chance(0.5) ? 'F' : 'M',
            random.pick(origins)};
}

std::string holder_name(const Role& role) {
    for (const Role& other : cast)
        if (other.id == (role.card_holder.empty() ? role.id : role.card_holder))
            return std::string(other.given_names) + " " + std::string(other.surname);
    throw std::logic_error("a card's holder is not in the cast");
}

Person person(std::uint64_t seed, int index, Date today) {
    Random random(seed, "person " + std::to_string(index));
    const Role role = role_of(index, random);
    Person made;
    made.id = role.id.empty() ? "person-" + std::to_string(index + 1) : std::string(role.id);
    made.given_names = role.given_names;
    made.surname = role.surname;
    made.sex = role.sex;
    made.birth_place = random.pick(role.origin->towns);
    made.address = address(random, *role.origin);
    made.language = role.origin->language;
    made.email = mail_name(made);
    made.entity = role.entity;
    made.card_holder = role.card_holder;
    issue_documents(made, random, today);
    if (!role.company.empty())
        made.company = Company{std::string(role.company), std::string(role.legal_form),
                               random.text(1, "5678") + random.text(7), std::string(role.activity),
                               add_days(today, -random.whole(700, 6000))};
    if (role.pays_by_card) made.card = payment_card(random, holder_name(role), today);
    return made;
}

}  // namespace

bool luhn(std::string_view digits) {
    int sum = 0;
    bool twice = false;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, twice = !twice) {
        const int value = (*digit - '0') * (twice ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
    }
    return sum % 10 == 0;
}

std::vector<Person> people(std::uint64_t seed, int count, Date today) {
    std::vector<Person> made;
    for (int index = 0; index < count; ++index) made.push_back(person(seed, index, today));
    return made;
}

}  // namespace samples
