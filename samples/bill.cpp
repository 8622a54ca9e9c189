#include "samples/bill.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "samples/ornament.h"

namespace samples {
namespace {

constexpr Colour green = rgb(0x1f8a4c), orange = rgb(0xf08a1d), navy = rgb(0x163a5f),
                 text_ink = rgb(0x222428), faint = rgb(0x6a727a);

struct Words {
    std::string_view slogan, customer, invoice, date, period, due, title, greeting, story, item, amount_of,
        rate, total, electricity_day, electricity_night, gas, network, tax, vat, usage, pay, attention, page;
};
constexpr Words dutch{"warmte en licht voor elke dag",
                      "Klantnummer",
                      "Factuurnummer",
                      "Factuurdatum",
                      "Periode",
                      "Vervaldatum",
                      "Uw energienota",
                      "Geachte heer, mevrouw,",
                      "Hierbij ontvangt u de nota voor de levering van elektriciteit en gas op uw "
                      "leveringsadres. Het totaalbedrag "
                      "schrijven wij rond de vervaldatum van uw rekening af. U hoeft zelf niets te doen.",
                      "Omschrijving",
                      "Verbruik",
                      "Tarief",
                      "Totaal te betalen",
                      "Elektriciteit normaal",
                      "Elektriciteit dal",
                      "Gas",
                      "Netbeheerkosten",
                      "Energiebelasting",
                      "Btw 21%",
                      "Uw verbruik per maand in kWh",
                      "Wij schrijven af van",
                      "t.a.v.",
                      "Pagina 1 van 1"};
constexpr Words english{"warmth and light for every day",
                        "Customer number",
                        "Invoice number",
                        "Invoice date",
                        "Period",
                        "Due date",
                        "Your energy bill",
                        "Dear customer,",
                        "This is your bill for the electricity and gas supplied to your address. We will "
                        "collect the total amount from "
                        "your account on or about the due date. There is nothing you need to do.",
                        "Description",
                        "Usage",
                        "Rate",
                        "Total amount due",
                        "Electricity, day rate",
                        "Electricity, night rate",
                        "Gas",
                        "Network charges",
                        "Energy tax",
                        "VAT 21%",
                        "Your monthly usage in kWh",
                        "We will collect from",
                        "Attn.",
                        "Page 1 of 1"};
constexpr Words german{"Wärme und Licht für jeden Tag",
                       "Kundennummer",
                       "Rechnungsnummer",
                       "Rechnungsdatum",
                       "Zeitraum",
                       "Fällig am",
                       "Ihre Energierechnung",
                       "Sehr geehrte Damen und Herren,",
                       "hiermit erhalten Sie die Rechnung für die Lieferung von Strom und Gas an Ihre "
                       "Adresse. Der Gesamtbetrag wird zum "
                       "Fälligkeitsdatum von Ihrem Konto abgebucht. Sie müssen nichts weiter tun.",
                       "Beschreibung",
                       "Verbrauch",
                       "Preis",
                       "Zu zahlender Betrag",
                       "Strom Tagtarif",
                       "Strom Nachttarif",
                       "Gas",
                       "Netzentgelte",
                       "Energiesteuer",
                       "MwSt. 21%",
                       "Ihr Verbrauch pro Monat in kWh",
                       "Wir buchen ab von",
                       "z. Hd.",
                       "Seite 1 von 1"};

const Words& words_of(std::string_view language) {
    return language == "nl" ? dutch : language == "de" ? german : english;
}

struct Line {
    std::string_view what, unit;
    double quantity, rate;
    double amount() const { return std::round(quantity * rate * 100) / 100; }
};

std::string number(double value, int decimals, std::string_view language) {
    std::array<char, 32> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%.*f", decimals, value);
    std::string text = buffer.data();
    if (language != "en") std::replace(text.begin(), text.end(), '.', ',');
    return text;
}

std::string euros(double value, std::string_view language) {
    return "€ " + number(value, 2, language);
}

void logo(Canvas& canvas, Point at) {
    cairo_t* cairo = canvas.cairo();
    canvas.disc({at.x + 9, at.y + 9}, 9, green);
    canvas.clipped(
        {at.x, at.y, 18, 18},
        [&] {
            canvas.disc({at.x + 13.5, at.y + 13.5}, 9.2, orange);
        },
        9);
    canvas.polyline({{at.x + 10.6, at.y + 2.6},
                     {at.x + 5.2, at.y + 10},
                     {at.x + 8.8, at.y + 10},
                     {at.x + 7.4, at.y + 15.6},
                     {at.x + 13, at.y + 7.8},
                     {at.x + 9.4, at.y + 7.8}},
                    true);
    canvas.colour({1, 1, 1});
    cairo_fill(cairo);
    canvas.text({at.x + 22, at.y + 9}, "Voorbeeld", {.size = 7.4, .colour = green, .bold = true});
    canvas.text({at.x + 22, at.y + 16}, "Energie", {.size = 7.4, .colour = orange, .bold = true});
}

std::vector<std::string> addressee(const Person& person, const Words& words) {
    std::vector<std::string> lines;
    if (person.company) lines.push_back(person.company->name);
    lines.push_back((person.company ? std::string(words.attention) + " " : "") + person.full_name());
    lines.push_back(person.address.street);
    const bool code_last = person.address.country == "GB";
    lines.push_back(code_last ? person.address.city + "  " + person.address.postal_code
                              : person.address.postal_code + "  " + person.address.city);
    return lines;
}

void letterhead(Canvas& canvas, const Words& words) {
    canvas.fill({0, 0, 210, 5}, green);
    canvas.fill({140, 0, 70, 5}, orange);
    logo(canvas, {20, 14});
    canvas.text({190, 23}, words.slogan, {.size = 3.4, .colour = green, .italic = true}, Align::right);
    canvas.text({190, 28}, "Postbus 4000 · 9990 ZZ Lage Vliet", {.size = 2.6, .colour = faint}, Align::right);
    canvas.text({190, 32}, "klantenservice@voorbeeld-energie.example", {.size = 2.6, .colour = faint},
                Align::right);
}

void address_window(Canvas& canvas, const Person& person, const Words& words) {
    canvas.text({22, 47.5}, "Voorbeeld Energie · Postbus 4000 · 9990 ZZ Lage Vliet",
                {.size = 2.1, .colour = faint});
    double y = 54;
    for (const std::string& line : addressee(person, words)) {
        canvas.text({22, y}, line, {.size = 4, .colour = text_ink});
        y += 5.3;
    }
}

void particulars(Canvas& canvas, const Person& person, const Words& words) {
    const std::string& language = person.language;
    canvas.fill({122, 44, 70, 37}, rgb(0xeaf5ee), 2);
    canvas.fill({122, 44, 1.6, 37}, green);
    const Date end = add_days(person.bill_date, -static_cast<int>(day_of(person.bill_date)));
    const std::string period = month_name(month_of(end), language) + " " + std::to_string(year_of(end));
    double y = 51;
    for (const auto& [name, value] :
         {std::pair{words.customer, person.customer_number}, std::pair{words.invoice, person.bill_number},
          std::pair{words.date, long_date(person.bill_date, language)}, std::pair{words.period, period},
          std::pair{words.due, long_date(add_days(person.bill_date, 21), language)}}) {
        canvas.text({126, y}, name, {.size = 3, .colour = faint});
        canvas.text({155, y}, value, {.size = 3.2, .colour = text_ink, .bold = true});
        y += 6.4;
    }
}

std::vector<Line> usage(const Words& words, Random& random) {
    return {{words.electricity_day, "kWh", double(random.whole(96, 210)), 0.2871},
            {words.electricity_night, "kWh", double(random.whole(60, 160)), 0.2534},
            {words.gas, "m³", double(random.whole(38, 140)), 1.1362},
            {words.network, "", 1, random.between(38, 44)},
            {words.tax, "", 1, random.between(12, 19)}};
}

void row(Canvas& canvas, double y, std::string_view what, std::string_view quantity, std::string_view rate,
         std::string_view amount, const Ink& ink) {
    canvas.text({24, y}, what, ink);
    canvas.text({118, y}, quantity, ink, Align::right);
    canvas.text({152, y}, rate, ink, Align::right);
    canvas.text({187, y}, amount, ink, Align::right);
}

double table(Canvas& canvas, double y, const Words& words, const std::string& language, Random& random) {
    canvas.fill({20, y, 170, 8}, green);
    row(canvas, y + 5.5, words.item, words.amount_of, words.rate, "EUR",
        {.size = 3.3, .colour = {1, 1, 1}, .bold = true});
    y += 8;
    double sum = 0;
    int index = 0;
    for (const Line& line : usage(words, random)) {
        if (index++ % 2 == 1) canvas.fill({20, y, 170, 7.4}, rgb(0xf2f7f0));
        const bool metered = !line.unit.empty();
        row(canvas, y + 5.1, line.what,
            metered ? number(line.quantity, 0, language) + " " + std::string(line.unit) : "",
            metered ? "€ " + number(line.rate, 4, language) : "", number(line.amount(), 2, language),
            {.size = 3.3, .colour = text_ink});
        canvas.line({20, y + 7.4}, {190, y + 7.4}, rgb(0xc8d4cc), 0.15);
        y += 7.4;
        sum += line.amount();
    }
    const double vat = std::round(sum * 21) / 100;
    row(canvas, y + 5.1, words.vat, "", "", number(vat, 2, language), {.size = 3.3, .colour = text_ink});
    y += 8.4;
    canvas.fill({100, y, 90, 10.5}, orange, 1.5);
    canvas.text({104, y + 7}, words.total, {.size = 3.8, .colour = {1, 1, 1}, .bold = true});
    canvas.text({187, y + 7}, euros(sum + vat, language), {.size = 4.2, .colour = {1, 1, 1}, .bold = true},
                Align::right);
    return y + 10.5;
}

void chart(Canvas& canvas, double y, const Person& person, const Words& words, Random& random) {
    canvas.text({20, y}, words.usage, {.size = 3.4, .colour = navy, .bold = true});
    const double base = y + 36;
    for (int i = 0; i <= 4; ++i) {
        canvas.line({30, base - i * 7.5}, {112, base - i * 7.5}, rgb(0xccd2d6), 0.15);
        canvas.text({28, base - i * 7.5 + 0.9}, std::to_string(i * 100), {.size = 2.4, .colour = faint},
                    Align::right);
    }
    for (int i = 0; i < 12; ++i) {
        const unsigned month = (month_of(person.bill_date) + static_cast<unsigned>(i) + 10) % 12 + 1;
        const double winter = 0.5 + 0.5 * std::cos((month - 1.0) / 12 * 6.283);
        const double height = 11 + winter * 14 + random.between(-2, 2), night = height * 0.4,
                     x = 32 + i * 6.6;
        canvas.fill({x, base - height, 4.6, height - night}, orange);
        canvas.fill({x, base - night, 4.6, night}, green);
        canvas.text(
            {x + 2.3, base + 3.4},
            month_name(month, person.language).substr(0, month == 3 && person.language == "de" ? 4 : 3),
            {.size = 2.2, .colour = faint}, Align::centre);
    }
}

void payment(Canvas& canvas, double y, const Words& words, const Person& person, Random& random) {
    canvas.frame({122, y - 4, 68, 34}, green, 0.3, 2);
    canvas.text({126, y + 2}, words.pay, {.size = 3, .colour = faint});
    canvas.text({126, y + 7.4}, iban("VBLD", random.text(10)),
                {.size = 3.5, .colour = text_ink, .bold = true});
    canvas.text({126, y + 13}, person.full_name(), {.size = 3, .colour = text_ink});
    canvas.text({126, y + 20}, "EAN 8719 9000 " + random.text(4) + " " + random.text(4),
                {.size = 2.6, .colour = faint});
    canvas.text({126, y + 25}, "M 04-" + random.text(6), {.size = 2.6, .colour = faint});
}

void foot(Canvas& canvas, const Words& words) {
    canvas.line({20, 276}, {190, 276}, green, 0.5);
    canvas.text({20, 281},
                "Voorbeeld Energie N.V. · Stroomkade 12 · 9990 ZZ Lage Vliet · Handelsregister 00000017 · "
                "Btw UT000000017B01",
                {.size = 2.3, .colour = faint});
    canvas.text({20, 285}, "IBAN " + iban("VBLD", "0000400017") + " · www.voorbeeld-energie.example",
                {.size = 2.3, .colour = faint});
    canvas.text({190, 285}, words.page, {.size = 2.3, .colour = faint}, Align::right);
    canvas.line({0, 99}, {4, 99}, faint, 0.15);  // marks for the folding machine
    canvas.line({0, 198}, {4, 198}, faint, 0.15);
}

void draw(Canvas& canvas, const Person& person, std::uint64_t seed) {
    Random random(seed, "bill print " + person.id);
    const Words& words = words_of(person.language);
    letterhead(canvas, words);
    address_window(canvas, person, words);
    particulars(canvas, person, words);
    canvas.text({20, 98}, words.title, {.size = 7, .colour = green, .bold = true});
    canvas.text({20, 107}, words.greeting, {.size = 3.5, .colour = text_ink});
    canvas.paragraph({20, 110}, 170, words.story, {.size = 3.5, .colour = text_ink});
    const double y = table(canvas, 134, words, person.language, random);
    chart(canvas, y + 14, person, words, random);
    payment(canvas, y + 18, words, person, random);
    foot(canvas, words);
}

}  // namespace

std::string iban(std::string_view bank, std::string_view account) {
    int rest = 0;
    const auto feed = [&rest](std::string_view text) {
        for (char c : text)
            rest = c <= '9' ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
    };
    feed(bank);
    feed(account);
    feed("NL00");
    const int check = 98 - rest;
    std::string plain = "NL" + std::string(check < 10 ? "0" : "") + std::to_string(check);
    plain.append(bank).append(account);
    std::string spaced;
    for (std::size_t i = 0; i < plain.size(); i += 4) spaced += (i ? " " : "") + plain.substr(i, 4);
    return spaced;
}

Specimen bill(const Person& person, std::uint64_t seed) {
    Sheet sheet{.folds = {99, 198}, .draw = [=](Canvas& canvas) { draw(canvas, person, seed); }};
    Specimen made{"bill", "", sheet, {}, {}, {}};
    made.fields = {{"name", person.full_name()},
                   {"address", person.address.street},
                   {"postal_code", person.address.postal_code},
                   {"city", person.address.city},
                   {"sender", "Voorbeeld Energie"},
                   {"document_number", person.bill_number},
                   {"issue_date", iso(person.bill_date)}};
    if (person.company) made.fields["company"] = person.company->name;
    return made;
}

}  // namespace samples
