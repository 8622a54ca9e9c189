#include "samples/identity_card.h"

#include "samples/mrz.h"
#include "samples/ornament.h"

namespace samples {
namespace {

constexpr double width = 85.6, height = 53.98;
constexpr Area all{0, 0, width, height};
constexpr Colour dark_ink = rgb(0x1a2028), label_ink = rgb(0x2f6a5a), left_tint = rgb(0x3f9a86),
                 right_tint = rgb(0xd08a3a);

void field(Canvas& canvas, Point at, std::string_view name, std::string_view words, double size = 2.7) {
    canvas.text(at, name, {.face = "Liberation Sans Narrow", .size = 1.55, .colour = label_ink});
    canvas.text({at.x, at.y + 2.75}, words,
                {.face = "DejaVu Sans Condensed", .size = size, .colour = dark_ink, .tracking = 0.04});
}

void ground(Canvas& canvas, Random& random) {
    cairo_pattern_t* tint = cairo_pattern_create_linear(0, 0, width, height);
    cairo_pattern_add_color_stop_rgb(tint, 0, 0.80, 0.92, 0.88);
    cairo_pattern_add_color_stop_rgb(tint, 0.55, 0.95, 0.95, 0.88);
    cairo_pattern_add_color_stop_rgb(tint, 1, 0.97, 0.88, 0.78);
    canvas.rounded(all, 0);
    cairo_set_source(canvas.cairo(), tint);
    cairo_fill(canvas.cairo());
    cairo_pattern_destroy(tint);
    guilloche(canvas, all, left_tint, right_tint, random, 0.36);
}

Sheet card(std::function<void(Canvas&)> draw) {
    Sheet sheet{.width = width, .height = height, .corner = 3.18, .stuff = Sheet::Stuff::plastic};
    sheet.draw = std::move(draw);
    return sheet;
}

void front(Canvas& canvas, const Person& person, std::uint64_t seed) {
    Random random(seed, "card front " + person.id), pen(seed, "signature " + person.id);
    ground(canvas, random);
    rosette(canvas, {62, 30}, 17, rgb(0x4aa08c, 0.5), 23, 0.1);
    canvas.fill({0, 0, width, 8.6}, rgb(0x1d6b5a, 0.92));
    arms(canvas, {6.4, 4.4}, 6.2, {1, 1, 1});
    canvas.text({11.5, 4.4}, "UTOPIA",
                {.face = "DejaVu Serif", .size = 3.3, .colour = {1, 1, 1}, .bold = true, .tracking = 0.35});
    canvas.text({11.5, 7.2}, "IDENTITY CARD · CARTE D'IDENTITÉ · IDENTITEITSKAART",
                {.face = "Liberation Sans Narrow", .size = 1.9, .colour = {1, 1, 1}, .tracking = 0.06});
    const Looks looks = looks_of(person.id, person.sex, seed);
    portrait(canvas, {4.2, 11.2, 24.4, 31.2}, looks);
    canvas.clipped({4.2, 11.2, 24.4, 31.2}, [&] {
        rosette(canvas, {28.6, 42}, 11, rgb(0x2f8a76, 0.5), 17, 0.08);
    });
    constexpr double x = 32;
    field(canvas, {x, 12.4}, "Surname / Nom", upper(person.surname), 3);
    field(canvas, {x, 18}, "Given names / Prénoms", upper(person.given_names), 3);
    field(canvas, {x, 23.6}, "Date of birth / Date de naissance", passport_date(person.birth));
    field(canvas, {x + 28, 23.6}, "Sex / Sexe", std::string(1, person.sex));
    field(canvas, {x + 36.5, 23.6}, "Nationality", "UTO");
    field(canvas, {x, 29.2}, "Date of issue / Délivrée le", passport_date(person.identity_issued));
    field(canvas, {x + 28, 29.2}, "Date of expiry / Expire le", passport_date(person.identity_expiry));
    canvas.text({x, 35.4}, "Document No. / N° du document",
                {.face = "Liberation Sans Narrow", .size = 1.55, .colour = label_ink});
    canvas.text(
        {x, 39}, person.identity_number,
        {.face = "Liberation Mono", .size = 3.7, .colour = rgb(0x8c1d2c), .bold = true, .tracking = 0.1});
    hologram(canvas, {68, 33.6, 12.4, 12.4}, 6.2, 0.5);
    canvas.text({4.4, 44.9}, "Holder's signature / Signature",
                {.face = "Liberation Sans Narrow", .size = 1.55, .colour = label_ink});
    signature(canvas, {8, 46, 24, 6.2}, rgb(0x17265c), pen);
}

void back(Canvas& canvas, const Person& person, const std::vector<std::string>& mrz, std::uint64_t seed) {
    Random random(seed, "card back " + person.id);
    ground(canvas, random);
    rosette(canvas, {22, 16}, 13, rgb(0x4aa08c, 0.45), 19, 0.1);
    field(canvas, {5, 5}, "Place of birth / Lieu de naissance", upper(person.birth_place));
    field(canvas, {5, 10.8}, "Height / Taille", "1." + std::to_string(58 + random.whole(0, 38)) + " m");
    field(canvas, {30, 10.8}, "Authority / Autorité", "MINISTRY OF THE INTERIOR");
    field(canvas, {5, 16.6}, "Document No. / N° du document", person.identity_number);
    field(canvas, {30, 16.6}, "Date of expiry / Expire le", passport_date(person.identity_expiry));
    canvas.fill({68, 5, 12.6, 10}, rgb(0xd9b65c), 1.6);
    canvas.frame({68, 5, 12.6, 10}, rgb(0x8d7430), 0.14, 1.6);
    canvas.frame({72.1, 7.7, 4.4, 4.6}, rgb(0x8d7430), 0.14, 0.8);
    for (double y : {8.3, 11.7}) {
        canvas.line({68, y}, {72.1, y}, rgb(0x8d7430), 0.14);
        canvas.line({76.5, y}, {80.6, y}, rgb(0x8d7430), 0.14);
    }
    canvas.text({5, 25.6},
                "This card remains the property of Utopia. If found, please hand it in at any town hall.",
                {.face = "Liberation Sans Narrow", .size = 1.6, .colour = label_ink});
    canvas.fill({0, 29.2, width, height - 29.2}, rgb(0xf8f8f4, 0.9));
    const Ink ink{.face = "OCR B", .size = 3.72, .colour = rgb(0x14141a)};
    for (std::size_t line = 0; line < mrz.size(); ++line)
        canvas.pitched({4.7, 36.2 + 6.35 * static_cast<double>(line)}, mrz[line], 2.54, ink);
}

Specimen bare(const Person& person, std::string side, Sheet sheet) {
    Specimen made{"identity_card", std::move(side), std::move(sheet), bearer_fields(person), {}, {}};
    made.fields["document_number"] = person.identity_number;
    made.fields["expiry_date"] = iso(person.identity_expiry);
    return made;
}

}  // namespace

Specimen identity_card_front(const Person& person, std::uint64_t seed) {
    Specimen made = bare(person, "front", card([=](Canvas& canvas) { front(canvas, person, seed); }));
    made.fields["issue_date"] = iso(person.identity_issued);
    return made;
}

Specimen identity_card_back(const Person& person, std::uint64_t seed) {
    const auto mrz = td1({person.surname, person.given_names, person.identity_number, person.birth,
                          person.identity_expiry, person.sex});
    Specimen made = bare(person, "back", card([=](Canvas& canvas) { back(canvas, person, mrz, seed); }));
    made.mrz = mrz;
    return made;
}

}  // namespace samples
