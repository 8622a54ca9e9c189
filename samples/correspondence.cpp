#include "samples/correspondence.h"

#include <array>
#include <cstdio>

#include "samples/bill.h"
#include "samples/ornament.h"

namespace samples {
namespace {

struct Words {
    std::string_view date, number, customer, total, due, account, balance_old, balance_new, dear, regards,
        bill_title, statement_title, letter_title, bill_story, statement_story, letter_story;
    std::array<std::string_view, 6> goods, bookings;
    std::array<std::string_view, 3> bill_senders, banks, offices;
};
constexpr Words dutch{
    "Datum",
    "Factuurnummer",
    "Klantnummer",
    "Totaal",
    "Te betalen voor",
    "Rekening",
    "Beginsaldo",
    "Eindsaldo",
    "Geachte heer, mevrouw,",
    "Met vriendelijke groet,",
    "Factuur",
    "Rekeningafschrift",
    "Uw aanvraag",
    "Hierbij ontvangt u de factuur voor de levering van onze diensten op uw adres. Het bedrag wordt "
    "automatisch van uw rekening afgeschreven.",
    "Hieronder vindt u een overzicht van de bij- en afschrijvingen op uw rekening in de afgelopen periode.",
    "Wij hebben uw aanvraag ontvangen en in behandeling genomen. U ontvangt binnen zes weken bericht over "
    "het besluit. Bewaar deze brief goed; u kunt hem gebruiken als bewijs van uw woonadres. Hebt u vragen, "
    "belt u ons dan op werkdagen tussen negen en vijf uur.",
    {"Vast recht", "Levering drinkwater", "Internet en televisie", "Servicekosten", "Belastingen",
     "Abonnement mobiel"},
    {"Betaalautomaat", "Overschrijving", "Incasso verzekering", "Salaris", "Geldautomaat", "Huur"},
    {"Voorbeeld Waterbedrijf", "Voorbeeld Telecom", "Voorbeeld Warmte"},
    {"Voorbeeld Bank", "Spaarbank Lage Vliet", "Bank van Utopia"},
    {"Gemeente Rozendrecht", "Belastingkantoor Utopia", "Pensioenfonds Oosterveen"}};
constexpr Words english{
    "Date",
    "Invoice number",
    "Customer number",
    "Total",
    "Payment due by",
    "Account",
    "Opening balance",
    "Closing balance",
    "Dear Sir or Madam,",
    "Yours faithfully,",
    "Invoice",
    "Bank statement",
    "Your application",
    "Please find below the charges for the services supplied to your address. The amount will be collected "
    "from your account.",
    "Below you will find all payments into and out of your account in the past period.",
    "We have received your application and are dealing with it. You will hear from us about the decision "
    "within six weeks. Please keep this letter; you may use it as proof of your address. If you have "
    "questions, call us on working days between nine and five.",
    {"Standing charge", "Water supplied", "Broadband and television", "Service charge", "Taxes",
     "Mobile plan"},
    {"Card payment", "Transfer", "Direct debit insurance", "Salary", "Cash machine", "Rent"},
    {"Example Water", "Example Telecom", "Wetherham Power"},
    {"Example Bank", "Ashcombe Savings Bank", "Bank of Utopia"},
    {"Wetherham Town Council", "Revenue Office Utopia", "Harbour Pension Fund"}};
constexpr Words german{
    "Datum",
    "Rechnungsnummer",
    "Kundennummer",
    "Gesamtbetrag",
    "Zahlbar bis",
    "Konto",
    "Alter Kontostand",
    "Neuer Kontostand",
    "Sehr geehrte Damen und Herren,",
    "Mit freundlichen Grüßen",
    "Rechnung",
    "Kontoauszug",
    "Ihr Antrag",
    "Wir berechnen Ihnen die Leistungen für Ihre Verbrauchsstelle wie folgt. Der Betrag wird von Ihrem Konto "
    "abgebucht.",
    "Nachstehend finden Sie alle Gutschriften und Lastschriften auf Ihrem Konto im abgelaufenen Zeitraum.",
    "wir haben Ihren Antrag erhalten und bearbeiten ihn. Über die Entscheidung erhalten Sie innerhalb von "
    "sechs Wochen Bescheid. Bitte bewahren Sie dieses Schreiben auf; es dient als Nachweis Ihrer Anschrift. "
    "Bei Fragen rufen Sie uns werktags zwischen neun und siebzehn Uhr an.",
    {"Grundpreis", "Trinkwasser", "Internet und Fernsehen", "Servicepauschale", "Steuern", "Mobilfunktarif"},
    {"Kartenzahlung", "Überweisung", "Lastschrift Versicherung", "Gehalt", "Geldautomat", "Miete"},
    {"Beispiel Stadtwerke", "Beispiel Telekom", "Lindenfurter Energie"},
    {"Beispiel Bank", "Sparkasse Lindenfurt", "Bank von Utopia"},
    {"Stadtverwaltung Lindenfurt", "Finanzamt Utopia", "Rentenkasse Holderbach"}};
constexpr Words french{
    "Date",
    "Numéro de facture",
    "Numéro de client",
    "Total",
    "À payer avant le",
    "Compte",
    "Ancien solde",
    "Nouveau solde",
    "Madame, Monsieur,",
    "Veuillez agréer nos salutations distinguées,",
    "Facture",
    "Relevé de compte",
    "Votre demande",
    "Veuillez trouver ci-dessous le détail des services fournis à votre adresse. Le montant sera prélevé sur "
    "votre compte.",
    "Vous trouverez ci-dessous toutes les opérations au crédit et au débit de votre compte pour la période "
    "écoulée.",
    "Nous avons bien reçu votre demande et nous la traitons. Vous serez informé de la décision dans un délai "
    "de six semaines. Conservez cette lettre ; elle peut servir de justificatif de domicile. Pour toute "
    "question, appelez-nous les jours ouvrables de neuf à dix-sept heures.",
    {"Abonnement", "Eau potable", "Internet et télévision", "Frais de service", "Taxes", "Forfait mobile"},
    {"Paiement par carte", "Virement", "Prélèvement assurance", "Salaire", "Retrait", "Loyer"},
    {"Exemple Énergie", "Exemple Télécom", "Eaux de Montclair"},
    {"Banque Exemple", "Caisse de Valdoré", "Banque d'Utopie"},
    {"Mairie de Montclair", "Trésor d'Utopie", "Caisse de retraite Belle-Rive"}};

const Words& words_of(std::string_view language) {
    return language == "nl" ? dutch : language == "de" ? german : language == "fr" ? french : english;
}

std::string written_day(Date date, std::string_view language) {
    constexpr std::array months{"janvier", "février", "mars",      "avril",   "mai",      "juin",
                                "juillet", "août",    "septembre", "octobre", "novembre", "décembre"};
    if (language != "fr") return long_date(date, language);
    return std::to_string(day_of(date)) + " " + months[month_of(date) - 1] + " " +
           std::to_string(year_of(date));
}

std::string money(double value, std::string_view language) {
    std::array<char, 32> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%.2f", value);
    std::string text = buffer.data();
    if (language != "en") text[text.size() - 3] = ',';
    return text;
}

/// How this sender's post looks.
struct House {
    std::string_view sender, face;
    Colour logo, ink;
    double size, margin;
    bool small_logo, table_lines, window_right, centred_head;
};

House house_of(const Words& words, Post post, Random& random) {
    constexpr std::array<std::string_view, 5> faces{"Liberation Sans", "Liberation Serif", "DejaVu Sans",
                                                    "DejaVu Serif", "Liberation Sans Narrow"};
    constexpr std::array logos{rgb(0x1c4fa0), rgb(0xb01e2e), rgb(0x1f7a4c),
                               rgb(0xd8700f), rgb(0x5b2a86), rgb(0x1a1a1a)};
    House house;
    house.sender = random.pick(post == Post::bill             ? words.bill_senders
                               : post == Post::bank_statement ? words.banks
                                                              : words.offices);
    house.face = random.pick(faces);
    house.logo = logos[static_cast<std::size_t>(random.whole(0, 4))];
    house.ink = rgb(0x1b1c20);
    house.size = random.between(3.3, 3.9), house.margin = random.between(20, 26);
    house.small_logo = random.chance(0.55), house.table_lines = random.chance(0.5);
    house.window_right = random.chance(0.3), house.centred_head = random.chance(0.25);
    return house;
}

/// A mark of a few simple shapes; the small one is the only colour on its page.
void mark(Canvas& canvas, Point at, double size, Colour colour, Random& random) {
    cairo_t* cairo = canvas.cairo();
    const int shape = random.whole(0, 3);
    if (shape == 0) canvas.disc({at.x + size / 2, at.y + size / 2}, size / 2, colour);
    if (shape == 1) canvas.fill({at.x, at.y, size, size}, colour, size * 0.2);
    if (shape == 2) {
        canvas.polyline({{at.x, at.y + size}, {at.x + size / 2, at.y}, {at.x + size, at.y + size}}, true);
        canvas.colour(colour);
        cairo_fill(cairo);
    }
    if (shape == 3) return arms(canvas, {at.x + size / 2, at.y + size / 2}, size, colour);
    canvas.line({at.x + size * 0.25, at.y + size * 0.6}, {at.x + size * 0.75, at.y + size * 0.6}, {1, 1, 1},
                size * 0.1);
}

void letterhead(Canvas& canvas, const House& house, Random& random) {
    if (!house.small_logo) {
        canvas.fill({0, 0, 210, 9}, house.logo);
        canvas.fill({0, 284, 210, 2}, house.logo);
    }
    const double size = house.small_logo ? random.between(7, 12) : 15,
                 x = house.centred_head ? 80 : house.margin;
    mark(canvas, {x, 16}, size, house.logo, random);
    canvas.text({x + size + 4, 16 + size * 0.68}, house.sender,
                {.face = house.face,
                 .size = house.small_logo ? 5.2 : 7,
                 .colour = house.small_logo ? house.ink : house.logo,
                 .bold = true});
    canvas.text({house.margin, 281},
                std::string(house.sender) + " · Stroomkade 12 · 9990 ZZ Lage Vliet · info@sender.example",
                {.face = house.face, .size = 2.4, .colour = rgb(0x666a70)});
}

double window(Canvas& canvas, const House& house, const Person& person) {
    const double x = house.window_right ? 118 : house.margin;
    const bool code_last = person.address.country == "GB";
    double y = 54;
    for (const std::string& line : {person.full_name(), person.address.street,
                                    code_last ? person.address.city + "  " + person.address.postal_code
                                              : person.address.postal_code + "  " + person.address.city}) {
        canvas.text({x, y}, line, {.face = house.face, .size = house.size + 0.3, .colour = house.ink});
        y += house.size * 1.5;
    }
    return y;
}

double facts(Canvas& canvas, const House& house,
             const std::vector<std::pair<std::string_view, std::string>>& rows, double top) {
    const double x = house.window_right ? house.margin : 122;
    double y = house.window_right ? 54 : top;
    for (const auto& [name, value] : rows) {
        canvas.text({x, y}, std::string(name) + ":",
                    {.face = house.face, .size = house.size * 0.88, .colour = rgb(0x4a4d55)});
        canvas.text({x + 34, y}, value, {.face = house.face, .size = house.size * 0.92, .colour = house.ink});
        y += house.size * 1.55;
    }
    return std::max(y, 80.0);
}

double rows(Canvas& canvas, const House& house, double y, const std::array<std::string_view, 6>& what,
            const Words& words, const Person& person, bool statement, Random& random) {
    const double right = 210 - house.margin;
    const Ink ink{.face = house.face, .size = house.size * 0.95, .colour = house.ink};
    double sum = statement ? random.between(300, 4000) : 0;
    if (statement) {
        canvas.text({house.margin, y}, words.balance_old, ink);
        canvas.text({right, y}, money(sum, person.language), ink, Align::right);
        y += 7;
    }
    for (int i = statement ? random.whole(8, 14) : random.whole(3, 6); i > 0; --i) {
        const double amount = statement ? random.between(-240, 200) : random.between(4, 90);
        sum += amount;
        std::string text(random.pick(what));
        if (statement) text = iso(add_days(person.bill_date, -2 * i)).substr(5) + "   " + text;
        canvas.text({house.margin, y}, text, ink);
        canvas.text({right, y}, money(amount, person.language), ink, Align::right);
        if (house.table_lines) canvas.line({house.margin, y + 2}, {right, y + 2}, rgb(0xb8bcc4), 0.15);
        y += 6.6;
    }
    canvas.line({right - 50, y - 3}, {right, y - 3}, house.ink, 0.25);
    canvas.text({house.margin, y + 3}, statement ? words.balance_new : words.total,
                {.face = house.face, .size = house.size, .colour = house.ink, .bold = true});
    canvas.text({right, y + 3}, "€ " + money(sum, person.language),
                {.face = house.face, .size = house.size, .colour = house.ink, .bold = true}, Align::right);
    return y + 14;
}

void draw(Canvas& canvas, Post post, const Person& person, const House& house, std::uint64_t seed) {
    Random random(seed, "post print " + person.id);
    const Words& words = words_of(person.language);
    letterhead(canvas, house, random);
    window(canvas, house, person);
    std::vector<std::pair<std::string_view, std::string>> known{
        {words.date, written_day(person.bill_date, person.language)}};
    if (post == Post::bill)
        known.insert(known.end(),
                     {{words.number, person.bill_number},
                      {words.customer, person.customer_number},
                      {words.due, written_day(add_days(person.bill_date, 21), person.language)}});
    if (post == Post::bank_statement)
        known.push_back({words.account, iban("VBLD", person.customer_number + "17")});
    if (post == Post::letter) known.push_back({words.customer, person.customer_number});
    double y = facts(canvas, house, known, 54) + 14;
    const Ink plain{.face = house.face, .size = house.size, .colour = house.ink};
    canvas.text({house.margin, y},
                post == Post::bill             ? words.bill_title
                : post == Post::bank_statement ? words.statement_title
                                               : words.letter_title,
                {.face = house.face,
                 .size = house.size * 1.6,
                 .colour = house.small_logo ? house.ink : house.logo,
                 .bold = true});
    canvas.text({house.margin, y + 10}, words.dear, plain);
    y += 14;
    y += canvas.paragraph({house.margin, y}, 210 - 2 * house.margin,
                          post == Post::bill             ? words.bill_story
                          : post == Post::bank_statement ? words.statement_story
                                                         : words.letter_story,
                          plain) +
         8;
    if (post == Post::letter) {
        y += canvas.paragraph({house.margin, y}, 210 - 2 * house.margin, words.bill_story, plain) + 8;
    } else {
        y = rows(canvas, house, y, post == Post::bill ? words.goods : words.bookings, words, person,
                 post == Post::bank_statement, random);
    }
    canvas.text({house.margin, y + 4}, words.regards, plain);
    if (post == Post::letter || random.chance(0.3))
        signature(canvas, {house.margin, y + 6, 40, 13}, random.chance(0.6) ? rgb(0x1b2f7a) : rgb(0x17181c),
                  random);
    canvas.text({house.margin, y + 24}, house.sender, plain);
}

}  // namespace

Specimen correspondence(Post post, const Person& person, std::uint64_t seed) {
    Random random(seed, "post " + person.id);
    const House house = house_of(words_of(person.language), post, random);
    Sheet sheet{.folds = {99, 198}, .draw = [=](Canvas& canvas) { draw(canvas, post, person, house, seed); }};
    if (random.chance(0.3)) sheet.folds.clear();
    Specimen made{post == Post::bill             ? "bill"
                  : post == Post::bank_statement ? "bank_statement"
                                                 : "letter",
                  "",
                  sheet,
                  {},
                  {},
                  {}};
    made.fields = {{"name", person.full_name()},
                   {"address", person.address.street},
                   {"postal_code", person.address.postal_code},
                   {"city", person.address.city},
                   {"sender", std::string(house.sender)},
                   {"issue_date", iso(person.bill_date)}};
    if (post == Post::bill) made.fields["document_number"] = person.bill_number;
    made.language = person.language;
    return made;
}

}  // namespace samples
