#include "samples/company_extract.h"

#include <stdexcept>

#include "samples/ornament.h"

namespace samples {
namespace {

constexpr Colour blue = rgb(0x1c3f7a), gold = rgb(0xb8862c), text_ink = rgb(0x20242a), faint = rgb(0x646c76);

struct Words {
    std::string_view register_name, title, intro, company, name, form, number, seat, address, founded,
        activity, people_heading, director, born, authority, authority_value, issued, place, footer, seal;
};
constexpr Words dutch{
    "Handelsregister van Utopia",
    "Uittreksel uit het Handelsregister",
    "Dit uittreksel vermeldt de gegevens die op de datum van afgifte in het register stonden ingeschreven.",
    "Onderneming",
    "Naam",
    "Rechtsvorm",
    "Registratienummer",
    "Statutaire zetel",
    "Bezoekadres",
    "Datum van oprichting",
    "Activiteiten",
    "Bestuur",
    "Bestuurder",
    "Geboortedatum",
    "Bevoegdheid",
    "Alleen/zelfstandig bevoegd",
    "Datum van afgifte",
    "Afgegeven te Rozendrecht",
    "Dit document is gewaarmerkt met stempel en handtekening.",
    "HANDELSREGISTER · UTOPIA · "};
constexpr Words english{"Companies Register of Utopia",
                        "Extract from the Companies Register",
                        "This extract states the particulars entered in the register on the date of issue.",
                        "Company",
                        "Name",
                        "Legal form",
                        "Registration number",
                        "Registered office",
                        "Business address",
                        "Date of incorporation",
                        "Activities",
                        "Officers",
                        "Director",
                        "Date of birth",
                        "Powers",
                        "May represent the company alone",
                        "Date of issue",
                        "Issued at Wetherham",
                        "This document is certified by stamp and signature.",
                        "COMPANIES REGISTER · UTOPIA · "};
constexpr Words german{"Handelsregister von Utopia",
                       "Auszug aus dem Handelsregister",
                       "Dieser Auszug gibt den Stand des Registers am Tag der Ausstellung wieder.",
                       "Unternehmen",
                       "Firma",
                       "Rechtsform",
                       "Registernummer",
                       "Sitz",
                       "Geschäftsanschrift",
                       "Tag der Gründung",
                       "Gegenstand",
                       "Geschäftsführung",
                       "Geschäftsführer",
                       "Geburtsdatum",
                       "Vertretung",
                       "Einzelvertretungsberechtigt",
                       "Ausgestellt am",
                       "Ausgestellt in Lindenfurt",
                       "Dieses Dokument ist mit Stempel und Unterschrift beglaubigt.",
                       "HANDELSREGISTER · UTOPIA · "};

const Words& words_of(std::string_view language) {
    return language == "nl" ? dutch : language == "de" ? german : english;
}

void letterhead(Canvas& canvas, const Words& words) {
    canvas.fill({0, 0, 210, 30}, blue);
    canvas.fill({0, 30, 210, 1.4}, gold);
    arms(canvas, {29, 15}, 19, {1, 1, 1});
    canvas.text({42, 14.5}, words.register_name,
                {.face = "DejaVu Serif", .size = 6.4, .colour = {1, 1, 1}, .bold = true});
    canvas.text({42, 21.5}, "www.register-utopia.example", {.size = 3, .colour = rgb(0xd9e2f2)});
}

void watermark(Canvas& canvas) {
    for (int petals : {21, 27, 33})
        rosette(canvas, {105, 160}, 30.0 + petals * 1.2, rgb(0x9db4d8, 0.42), petals, 0.16);
    arms(canvas, {105, 160}, 46, rgb(0x9db4d8, 0.35));
}

double section(Canvas& canvas, double y, std::string_view heading) {
    canvas.fill({22, y, 166, 7.6}, rgb(0xe4ebf6));
    canvas.fill({22, y, 2, 7.6}, gold);
    canvas.text({27, y + 5.3}, heading, {.size = 3.8, .colour = blue, .bold = true});
    return y + 14;
}

double entry(Canvas& canvas, double y, std::string_view name, std::string_view value, bool strong = false) {
    canvas.text({27, y}, name, {.size = 3.4, .colour = faint});
    canvas.text({84, y}, value, {.size = 3.6, .colour = text_ink, .bold = strong});
    canvas.line({27, y + 2.4}, {188, y + 2.4}, rgb(0xc9d2de), 0.14);
    return y + 8;
}

/// Bars for the eye; they encode nothing.
void bars(Canvas& canvas, Point at, Random& random) {
    double x = at.x;
    while (x < at.x + 46) {
        const double bar = 0.33 * random.whole(1, 3);
        canvas.fill({x, at.y, bar, 10}, text_ink);
        x += bar + 0.33 * random.whole(1, 3);
    }
}

void draw(Canvas& canvas, const Person& person, std::uint64_t seed) {
    Random random(seed, "extract " + person.id);
    const Words& words = words_of(person.language);
    const Company& company = *person.company;
    const Address& at = person.address;
    watermark(canvas);
    letterhead(canvas, words);
    bars(canvas, {142, 38}, random);
    canvas.text({165, 51.4}, company.registration_number, {.face = "OCR B", .size = 3, .colour = text_ink},
                Align::centre);
    canvas.text({22, 46}, words.title, {.face = "DejaVu Serif", .size = 6, .colour = blue, .bold = true});
    canvas.paragraph({22, 53}, 112, words.intro, {.size = 3.3, .colour = text_ink});
    double y = section(canvas, 70, words.company);
    y = entry(canvas, y, words.number, company.registration_number, true);
    y = entry(canvas, y, words.name, company.name, true);
    y = entry(canvas, y, words.form, company.legal_form);
    y = entry(canvas, y, words.seat, at.city);
    y = entry(canvas, y, words.address,
              at.street + ", " +
                  (at.country == "GB" ? at.city + " " + at.postal_code : at.postal_code + " " + at.city));
    y = entry(canvas, y, words.founded, long_date(company.founded, person.language));
    y = entry(canvas, y, words.activity, company.activity);
    y = section(canvas, y + 4, words.people_heading);
    y = entry(canvas, y, words.director, person.full_name(), true);
    y = entry(canvas, y, words.born, long_date(person.birth, person.language));
    y = entry(canvas, y, words.authority, words.authority_value);
    y = section(canvas, y + 4, words.issued);
    y = entry(canvas, y, words.issued, long_date(person.extract_date, person.language), true);
    canvas.text({27, y + 6}, words.place, {.size = 3.4, .colour = text_ink});
    canvas.line({27, y + 30}, {84, y + 30}, faint, 0.2);
    signature(canvas, {30, y + 13, 46, 17}, rgb(0x1b2f7a), random);
    stamp(canvas, {150, y + 18}, 17, words.seal, iso(person.extract_date), rgb(0x2a3f9c),
          random.between(-0.3, 0.3), random);
    canvas.line({22, 281}, {188, 281}, gold, 0.4);
    canvas.text({22, 286}, words.footer, {.size = 2.7, .colour = faint});
    canvas.text({188, 286}, "1 / 1", {.size = 2.7, .colour = faint}, Align::right);
}

}  // namespace

Specimen company_extract(const Person& person, std::uint64_t seed) {
    if (!person.company) throw std::logic_error("this person has no company");
    Sheet sheet{.folds = {148}, .draw = [=](Canvas& canvas) { draw(canvas, person, seed); }};
    Specimen made{"company_extract", "", sheet, {}, {}, {}};
    made.fields = {
        {"company", person.company->name},       {"registration_number", person.company->registration_number},
        {"address", person.address.street},      {"postal_code", person.address.postal_code},
        {"city", person.address.city},           {"name", person.full_name()},
        {"issue_date", iso(person.extract_date)}};
    return made;
}

}  // namespace samples
