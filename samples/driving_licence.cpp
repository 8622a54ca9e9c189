#include "samples/driving_licence.h"

#include <array>

#include "samples/mrz.h"
#include "samples/ornament.h"
#include "samples/press.h"

namespace samples {
namespace {

constexpr double width = 85.6, height = 53.98;

std::string dotted(Date date) {
    const std::string day = iso(date);
    return day.substr(8, 2) + "." + day.substr(5, 2) + "." + day.substr(0, 4);
}

void entry(Canvas& canvas, Point at, const Press& press, std::string_view number, std::string_view words) {
    canvas.text(at, number, {.face = "Liberation Sans", .size = 2, .colour = press.label});
    canvas.text({at.x + 4.2, at.y}, words,
                {.face = press.value_face,
                 .size = press.value_size * 0.92,
                 .colour = press.value,
                 .bold = press.bold_values});
}

void draw(Canvas& canvas, const Person& person, const std::string& number, Press press, std::uint64_t seed) {
    Random random(seed, "driving licence print " + person.id);
    lay_ground(canvas, {0, 0, width, height}, press, random);
    constexpr std::array titles{"DRIVING LICENCE", "RIJBEWIJS", "FÜHRERSCHEIN", "PERMIS DE CONDUIRE"};
    canvas.fill({4, 3.4, 9.6, 6.8}, rgb(0x1f3f9c), 0.8);
    canvas.text({8.8, 8.2}, "UT", {.size = 4, .colour = rgb(0xf6d32d), .bold = true}, Align::centre);
    canvas.text({30, 7.8}, random.pick(titles),
                {.face = press.heading_face, .size = 4.2, .colour = press.dark, .bold = true});
    canvas.text({66, 11}, "UTOPIA",
                {.face = press.heading_face, .size = 2.4, .colour = press.dark, .tracking = 0.2});
    portrait(canvas, {4.4, 13, 22, 28}, looks_of(person.id, person.sex, seed));
    const double x = 30, step = random.between(4.5, 5);
    double y = 15.4;
    for (const auto& [at, words] : {std::pair<std::string_view, std::string>{"1.", upper(person.surname)},
                                    {"2.", upper(person.given_names)},
                                    {"3.", dotted(person.birth) + "  " + upper(person.birth_place)},
                                    {"4a.", dotted(person.identity_issued)},
                                    {"4b.", dotted(person.identity_expiry)},
                                    {"5.", number}}) {
        entry(canvas, {x, y}, press, at, words);
        if (at == "4a.") entry(canvas, {x + 27, y}, press, "4c.", "GEMEINDE");
        y += step;
    }
    canvas.text({x, y}, "9.", {.face = "Liberation Sans", .size = 2, .colour = press.label});
    canvas.text({x + 4.2, y}, random.chance(0.5) ? "AM/B" : "A/B/BE",
                {.face = press.value_face, .size = 2.8, .colour = press.value, .bold = true});
    canvas.text({4.4, 45}, "7.", {.face = "Liberation Sans", .size = 2, .colour = press.label});
    signature(canvas, {8, 43.4, 20, 6.4}, rgb(0x17265c), random);
    lay_foil(canvas, {0, 0, width, height}, press, random);
}

}  // namespace

Specimen driving_licence(const Person& person, std::uint64_t seed) {
    Random random(seed, "driving licence " + person.id);
    const Press press = press_of(random);
    const std::string number = random.text(random.whole(9, 10));
    Sheet sheet{.width = width, .height = height, .corner = 3.18, .stuff = Sheet::Stuff::plastic};
    sheet.draw = [=](Canvas& canvas) { draw(canvas, person, number, press, seed); };
    Specimen made{"driving_licence", "front", sheet, bearer_fields(person), {}, {}};
    made.fields.erase("sex"), made.fields.erase("nationality"), made.fields.erase("issuing_state");
    made.fields["document_number"] = number;
    made.fields["issue_date"] = iso(person.identity_issued);
    made.fields["expiry_date"] = iso(person.identity_expiry);
    return made;
}

}  // namespace samples
