#include "samples/passport.h"

#include "samples/mrz.h"
#include "samples/ornament.h"

namespace samples {
namespace {

constexpr double rim = 1.6;         // of the cover, seen around the pages
constexpr double spine = 88 + rim;  // where the upper page ends
constexpr Area data_page{rim, spine, 125, 88};
constexpr Colour dark_ink = rgb(0x1b1f2a), label_ink = rgb(0x3d5a80), left_tint = rgb(0x3f86b5),
                 right_tint = rgb(0xc06a8c);

void label(Canvas& canvas, Point at, std::string_view words) {
    canvas.text(at, words, {.face = "Liberation Sans Narrow", .size = 1.9, .colour = label_ink});
}

void value(Canvas& canvas, Point at, std::string_view words, double size = 3.3) {
    canvas.text(at, words,
                {.face = "DejaVu Sans Condensed", .size = size, .colour = dark_ink, .tracking = 0.06});
}

void field(Canvas& canvas, Point at, std::string_view name, std::string_view words) {
    label(canvas, at, name);
    value(canvas, {at.x, at.y + 3.7}, words);
}

void paper(Canvas& canvas, const Area& area, Random& random) {
    cairo_pattern_t* tint =
        cairo_pattern_create_linear(area.x, area.y, area.x + area.width, area.y + area.height);
    cairo_pattern_add_color_stop_rgb(tint, 0, 0.86, 0.93, 0.95);
    cairo_pattern_add_color_stop_rgb(tint, 0.5, 0.95, 0.94, 0.90);
    cairo_pattern_add_color_stop_rgb(tint, 1, 0.95, 0.87, 0.89);
    canvas.rounded(area, 0);
    cairo_set_source(canvas.cairo(), tint);
    cairo_fill(canvas.cairo());
    cairo_pattern_destroy(tint);
    guilloche(canvas, area, left_tint, right_tint, random, 0.38);
}

void upper_page(Canvas& canvas, Random& random) {
    const Area page{rim, rim, 125, 88};
    paper(canvas, page, random);
    rosette(canvas, {page.x + 62, page.y + 30}, 24, rgb(0x5a8fb0, 0.55), 23, 0.12);
    arms(canvas, {page.x + 62, page.y + 30}, 20, rgb(0x4f7fa6, 0.7));
    canvas.paragraph({page.x + 10, page.y + 57}, 105,
                     "The Ministry of the Interior of Utopia requests all those whom it may concern to allow "
                     "the bearer of this "
                     "passport to pass freely and to afford the bearer every assistance and protection.",
                     {.face = "DejaVu Serif", .size = 2.3, .colour = rgb(0x35506e), .italic = true});
    label(canvas, {page.x + 10, page.y + 81},
          "Signature of bearer / Signature du titulaire / Handtekening van de houder");
}

void heading(Canvas& canvas, const Person& person) {
    const double x = data_page.x, y = data_page.y;
    arms(canvas, {x + 8.2, y + 7}, 8.6, rgb(0x24507c));
    canvas.text(
        {x + 14.5, y + 6}, "UTOPIA",
        {.face = "DejaVu Serif", .size = 4.6, .colour = rgb(0x24507c), .bold = true, .tracking = 0.5});
    canvas.text({x + 14.5, y + 9.6}, "PASSPORT · PASSEPORT · PASPOORT",
                {.face = "Liberation Sans Narrow", .size = 2.3, .colour = label_ink, .tracking = 0.1});
    label(canvas, {x + 62, y + 4.6}, "Type / Type");
    value(canvas, {x + 62, y + 8.4}, "P");
    label(canvas, {x + 76, y + 4.6}, "Code / Code");
    value(canvas, {x + 76, y + 8.4}, "UTO");
    label(canvas, {x + 92, y + 4.6}, "Passport No. / Passeport n°");
    canvas.text(
        {x + 92, y + 8.6}, person.passport_number,
        {.face = "Liberation Mono", .size = 4, .colour = rgb(0x8c1d2c), .bold = true, .tracking = 0.1});
}

void particulars(Canvas& canvas, const Person& person) {
    const double x = data_page.x + 45, y = data_page.y;
    constexpr double row = 7.3, column = 44;
    const auto place = [&](int line, int side, std::string_view name, std::string_view words) {
        field(canvas, {x + side * column, y + 14 + line * row}, name, words);
    };
    place(0, 0, "1. Surname / Nom", upper(person.surname));
    place(1, 0, "2. Given names / Prénoms", upper(person.given_names));
    place(2, 0, "3. Nationality / Nationalité", "UTOPIAN");
    place(3, 0, "4. Date of birth / Date de naissance", passport_date(person.birth));
    place(3, 1, "5. Sex / Sexe", std::string(1, person.sex));
    place(4, 0, "6. Place of birth / Lieu de naissance", upper(person.birth_place));
    place(5, 0, "7. Date of issue / Date de délivrance", passport_date(person.passport_issued));
    place(5, 1, "8. Date of expiry / Date d'expiration", passport_date(person.passport_expiry));
    place(6, 0, "9. Authority / Autorité", "MINISTRY OF THE INTERIOR");
}

void zone(Canvas& canvas, const std::vector<std::string>& mrz) {
    canvas.fill({data_page.x, data_page.y + 65.2, 125, 22.8}, rgb(0xf6f6f2, 0.86));
    const Ink ink{.face = "OCR B", .size = 3.72, .colour = rgb(0x14141a)};
    canvas.pitched({data_page.x + 6.6, data_page.y + 73.6}, mrz[0], 2.54, ink);
    canvas.pitched({data_page.x + 6.6, data_page.y + 80.9}, mrz[1], 2.54, ink);
}

void pictures(Canvas& canvas, const Person& person, std::uint64_t seed, Random& random) {
    const double x = data_page.x, y = data_page.y;
    const Looks looks = looks_of(person.id, person.sex, seed);
    portrait(canvas, {x + 6, y + 13.4, 35, 44}, looks);
    canvas.clipped({x + 6, y + 13.4, 35, 44}, [&] {  // the print runs over the edge of the portrait
        rosette(canvas, {x + 41, y + 57}, 16, rgb(0x3f86b5, 0.5), 19, 0.1);
    });
    hologram(canvas, {x + 34, y + 46, 13, 13}, 6.5, 0.42);
    cairo_push_group(canvas.cairo());
    portrait(canvas, {x + 103, y + 27, 15, 19}, looks);
    canvas.fill({x + 103, y + 27, 15, 19}, rgb(0xdfe8ee, 0.35));
    cairo_pop_group_to_source(canvas.cairo());
    cairo_paint_with_alpha(canvas.cairo(), 0.42);
    signature(canvas, {x + 9, y + 57.6, 29, 7}, rgb(0x17265c), random);
}

Sheet booklet(const Person& person, std::uint64_t seed, const std::vector<std::string>& mrz) {
    Sheet sheet{.width = 125 + 2 * rim,
                .height = 176 + 2 * rim,
                .corner = 3,
                .focus = data_page,
                .stuff = Sheet::Stuff::booklet};
    sheet.draw = [=](Canvas& canvas) {
        Random random(seed, "passport print " + person.id);
        canvas.fill({0, 0, 125 + 2 * rim, 176 + 2 * rim}, rgb(0x5c1a28));
        canvas.clipped(
            {rim, rim, 125, 176},
            [&] {
                upper_page(canvas, random);
                paper(canvas, data_page, random);
                rosette(canvas, {data_page.x + 82, data_page.y + 38}, 25, rgb(0xb06a94, 0.5), 29, 0.12);
                pictures(canvas, person, seed, random);
                heading(canvas, person);
                particulars(canvas, person);
                zone(canvas, mrz);
                canvas.fill({0, spine - 0.5, 130, 0.5}, rgb(0x3a3a40, 0.3));  // the seam
                canvas.fill({0, spine, 130, 0.7}, rgb(0x3a3a40, 0.16));
            },
            2.4);
        Random pen(seed, "signature " + person.id);
        signature(canvas, {rim + 40, rim + 71, 38, 9}, rgb(0x17265c), pen);
    };
    return sheet;
}

}  // namespace

std::map<std::string, std::string> bearer_fields(const Person& person) {
    return {{"surname", person.surname},
            {"given_names", person.given_names},
            {"birth_date", iso(person.birth)},
            {"sex", std::string(1, person.sex)},
            {"nationality", "UTO"},
            {"issuing_state", "UTO"}};
}

Specimen passport(const Person& person, std::uint64_t seed, bool spoil_mrz) {
    std::vector<std::string> mrz = td3({person.surname, person.given_names, person.passport_number,
                                        person.birth, person.passport_expiry, person.sex});
    if (spoil_mrz) mrz[1][9] = static_cast<char>('0' + (mrz[1][9] - '0' + 3) % 10);
    Specimen made{"passport", "", booklet(person, seed, mrz), bearer_fields(person), mrz, {}};
    made.fields["document_number"] = person.passport_number;
    made.fields["issue_date"] = iso(person.passport_issued);
    made.fields["expiry_date"] = iso(person.passport_expiry);
    return made;
}

}  // namespace samples
