#include "samples/crowd.h"

#include <array>

#include "samples/mrz.h"
#include "samples/random.h"

namespace samples {
namespace {

using Words = std::vector<std::string_view>;

struct Land {
    std::string_view country, language, postal_pattern;  // 9 = a digit, A = a letter
    Words women, men, surname_heads, surname_tails, town_heads, town_tails, street_heads, street_tails, forms;
    bool number_first;
};

const std::array<Land, 4> lands{
    Land{"NL",
         "nl",
         "9999 AA",
         {"Noor", "Femke", "Lieke", "Anna Maria", "Sanne", "Esmée", "Willemijn", "Iris"},
         {"Pieter", "Jan Willem", "Daan", "Sjoerd", "Ruben", "Thijs", "Bram", "Koen Adriaan"},
         {"van der ", "de ", "", "", "van ", "ter "},
         {"Molen", "Veenstra", "Hoogland", "Wilde", "Lindhout", "Brandsma", "Kuiper", "Zandvliet", "Oostveen",
          "Rozenboom"},
         {"Oost", "Lage ", "Rozen", "Nieuw", "Water", "Hooge "},
         {"drecht", "veen", "dijk", "horst", "beek", "meer"},
         {"Kastanje", "Molen", "Linden", "Kerk", "Haven", "Wilgen"},
         {"laan", "weg", "straat", "kade", "plein", "hof"},
         {"B.V.", "V.O.F.", "Holding B.V."},
         false},
    Land{"GB",
         "en",
         "AA9 9AA",
         {"Eleanor", "Hannah Rose", "Imogen", "Beatrice", "Zoe", "Florence", "Quinn", "Harriet"},
         {"Oscar", "Thomas", "Benedict", "Hugh Edward", "Jasper", "Miles", "Xavier", "Rupert"},
         {"", "", "O'", "Mac", "St John-", ""},
         {"Blackmere", "Oakhurst", "Whitcombe", "Fairley", "Donnell", "Quickfall", "Yardley", "Hexworth",
          "Jessop", "Vexley"},
         {"Wether", "Ash", "Little ", "Thorn", "Mill", "Great "},
         {"ham", "combe", "dunmoor", "wick", "bury", "leigh"},
         {"Mill", "Harbour", "Orchard", "Church", "Victoria", "Station"},
         {" Lane", " Road", " Close", " Street", " Way", " Hill"},
         {"Ltd", "LLP", "plc"},
         true},
    Land{"DE",
         "de",
         "99999",
         {"Käthe", "Jana", "Sabine", "Ulrike", "Mia Sophie", "Friederike", "Anke", "Hildegard"},
         {"Jürgen", "Bernd", "Götz", "Karl Heinz", "Uwe", "Matthias", "Zacharias", "Lutz"},
         {"", "", "von ", "", "Meyer-", ""},
         {"Schönfeld", "Grünwald", "Lindenberg", "Großkopf", "Vogelsang", "Zwickl", "Hübner", "Eichholz",
          "Jaspers", "Würzner"},
         {"Linden", "Neu ", "Bad ", "Ober", "Ahren", "Stein"},
         {"furt", "stadt", "bach", "hausen", "brück", "walde"},
         {"Garten", "Mühl", "Kirch", "Bahnhof", "Rosen", "Schul"},
         {"straße", "weg", "gasse", "allee", "platz", "ring"},
         {"GmbH", "AG", "UG (haftungsbeschränkt)"},
         false},
    Land{"FR",
         "fr",
         "99999",
         {"Chloé", "Françoise", "Amélie", "Inès", "Jeanne Marie", "Océane", "Zélie", "Lucie"},
         {"Étienne", "Baptiste", "Gaël", "Jérôme", "Paul Henri", "Loïc", "Quentin", "Yves"},
         {"", "", "de ", "du ", "", "Le "},
         {"Lefèvre", "Montclair", "Beauvallon", "Garnier", "Tilleul", "Vasseur", "Châtelet", "Quesnel",
          "Jolivet", "Rochefer"},
         {"Saint-", "Mont", "Val", "Beau", "Haute", "Belle"},
         {"Orban", "clair", "doré", "lieu", "rive", "fontaine"},
         {"Rue des ", "Allée du ", "Avenue de la ", "Place du ", "Chemin des ", "Rue de la "},
         {"Tilleuls", "Moulin", "Gare", "Marché", "Vignes", "Fontaine"},
         {"SARL", "SAS", "SA"},
         true}};

std::string joined(Random& random, const Words& heads, const Words& tails) {
    return std::string(random.pick(heads)) + std::string(random.pick(tails));
}

Address address(Random& random, const Land& land) {
    const std::string number = std::to_string(random.whole(1, 189)),
                      street = joined(random, land.street_heads, land.street_tails);
    return {land.number_first ? number + " " + street : street + " " + number,
            random.like(land.postal_pattern), joined(random, land.town_heads, land.town_tails),
            std::string(land.country)};
}

Company company(Random& random, const Land& land, Date today) {
    constexpr std::array names{"Waterlelie",   "Pinehollow", "Nordlicht",
                               "Trois Chênes", "Vuurtoren",  "Meridian"};
    constexpr std::array trades{"Webbouw", "Analytics", "Systeme", "Conseil", "Hosting", "Logistics"};
    const std::string form(random.pick(land.forms));
    return {std::string(random.pick(names)) + " " + random.pick(trades) + " " + form, form,
            random.text(1, "5678") + random.text(7), "Data processing and hosting",
            add_days(today, -random.whole(700, 9000))};
}

PaymentCard payment_card(Random& random, const std::string& holder, Date today) {
    std::string number = "400000" + random.text(9);
    char last = '0';
    while (!luhn(number + last)) ++last;
    const Date later = add_days(today, random.whole(300, 1400));
    return {number + last, random.text(3), latin(holder),
            Date(later.year() / later.month() / std::chrono::last)};
}

void issue_documents(Person& person, Random& random, Date today) {
    constexpr std::string_view letters = "BCDFGHJKLNPRTVWX";
    person.birth = add_days(today, -random.whole(19 * 366, 84 * 365));
    person.passport_number = random.text(2, letters) + random.text(7);
    person.passport_issued = add_days(today, -random.whole(20, 3200));
    person.passport_expiry = add_days(add_years(person.passport_issued, 10), -random.whole(0, 1));
    person.identity_number = random.text(1, letters) + random.text(8);
    person.identity_issued = add_days(today, -random.whole(20, 3200));
    person.identity_expiry = add_days(add_years(person.identity_issued, 10), -random.whole(0, 1));
    person.customer_number = random.text(1, "123456789") + random.text(7);
    person.bill_number = random.text(2, letters) + std::to_string(year_of(today)) + random.text(6);
    person.bill_date = add_days(today, -random.whole(5, 80));
    person.extract_date = add_days(today, -random.whole(5, 80));
}

}  // namespace

Person stranger(std::uint64_t seed, int index, Date today) {
    Random random(seed, "stranger " + std::to_string(index));
    const Land& land = random.pick(lands);
    Person made;
    made.id = "stranger-" + std::to_string(index + 1);
    made.sex = random.chance(0.5) ? 'F' : 'M';
    made.given_names = random.pick(made.sex == 'F' ? land.women : land.men);
    made.surname = joined(random, land.surname_heads, land.surname_tails);
    made.birth_place = joined(random, land.town_heads, land.town_tails);
    made.address = address(random, land);
    made.language = land.language;
    made.email = "stranger" + std::to_string(index + 1) + "@customer.example";
    issue_documents(made, random, today);
    made.company = company(random, land, today);
    made.card = payment_card(random, made.full_name(), today);
    return made;
}

}  // namespace samples
