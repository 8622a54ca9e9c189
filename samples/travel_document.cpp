#include "samples/travel_document.h"

#include <array>

#include "samples/mrz.h"
#include "samples/ornament.h"
#include "samples/press.h"

namespace samples {
namespace {

struct Form {
    std::string_view kind, type, title;
    double width, height, zone, leading;  // mm
    Sheet::Stuff stuff;
};
Form form_of(TravelDocument format) {
    switch (format) {
        case TravelDocument::td3:
            return {"passport", "P", "PASSPORT · PASSEPORT", 125, 88, 23.2, 6.8, Sheet::Stuff::booklet};
        case TravelDocument::td1:
            return {"identity_card", "I", "IDENTITY CARD", 85.6, 53.98, 23.2, 6.2, Sheet::Stuff::plastic};
        case TravelDocument::td2:
            return {"identity_card", "I", "IDENTITY CARD", 105, 74, 23.2, 6.8, Sheet::Stuff::plastic};
        case TravelDocument::mrv_a:
            return {"visa", "V", "VISA", 120, 80, 23.2, 6.8, Sheet::Stuff::paper};
        case TravelDocument::mrv_b:
            return {"visa", "V", "VISA", 105, 74, 23.2, 6.8, Sheet::Stuff::paper};
        case TravelDocument::french:
            return {"identity_card",      "ID", "CARTE NATIONALE D'IDENTITÉ", 105, 74, 23.2, 6.8,
                    Sheet::Stuff::plastic};
    }
    throw std::logic_error("no such travel document");
}

/// What is printed and what is in the zone.
struct Particulars {
    Bearer bearer;
    Date issued;
    std::vector<std::string> zone;
    std::string number;
};

std::string some_number(Random& random) {
    constexpr std::string_view letters = "ABCDEFGHJKLMNPRSTUVWXYZ", all = "0123456789BCDFGHKLMNPRTVWXYZ";
    switch (random.whole(0, 4)) {
        case 0:
            return random.text(9);
        case 1:
            return random.text(2, letters) + random.text(7);
        case 2:
            return random.text(1, letters) + random.text(8);
        case 3:
            return random.text(2, letters) + random.text(6);
        default:
            return random.text(9, all);
    }
}

Particulars particulars_of(TravelDocument format, const Person& person, Random& random) {
    constexpr std::array<std::string_view, 12> nations{"UTO", "D",   "FRA", "NLD", "GBR", "USA",
                                                       "POL", "ESP", "TUR", "IND", "BRA", "CHN"};
    Bearer bearer{person.surname, person.given_names,     some_number(random),
                  person.birth,   person.passport_expiry, person.sex};
    const bool visa = format == TravelDocument::mrv_a || format == TravelDocument::mrv_b;
    if (visa) bearer.nationality = random.pick(nations);
    if (random.chance(0.4))
        bearer.optional = random.text(format == TravelDocument::td2     ? 7
                                      : format == TravelDocument::mrv_b ? 8
                                                                        : random.whole(8, 14));
    Particulars made{bearer, person.passport_issued, {}, bearer.number};
    switch (format) {
        case TravelDocument::td3:
            made.zone = td3(bearer);
            break;
        case TravelDocument::td1:
            made.zone = td1(bearer);
            break;
        case TravelDocument::td2:
            made.zone = td2(bearer);
            break;
        case TravelDocument::mrv_a:
            made.zone = mrv_a(bearer);
            break;
        case TravelDocument::mrv_b:
            made.zone = mrv_b(bearer);
            break;
        case TravelDocument::french:
            made.bearer.state = made.bearer.nationality = "FRA";
            made.bearer.number = random.text(8);
            made.zone = french(made.bearer, made.issued);
            made.number = made.zone[1].substr(0, 12);
            break;
    }
    return made;
}

void heading(Canvas& canvas, const Form& form, const Press& press, const Particulars& who) {
    const double band = form.height * 0.11;
    const Colour ink = press.band ? Colour{1, 1, 1} : press.dark;
    if (press.band) canvas.fill({0, 0, form.width, band}, press.dark);
    arms(canvas, {band * 0.8, band * 0.52}, band * 0.8, ink);
    canvas.text(
        {band * 1.6, band * 0.68}, who.bearer.state == "FRA" ? "RÉPUBLIQUE" : "UTOPIA",
        {.face = press.heading_face, .size = band * 0.46, .colour = ink, .bold = true, .tracking = 0.3});
    canvas.text({form.width - 4, band * 0.66}, form.title,
                {.face = press.label_face, .size = band * 0.32, .colour = ink, .tracking = 0.1},
                Align::right);
}

/// Of a two-column page: what stands where.
void entries(Canvas& canvas, const Form& form, const Press& press, const Particulars& who,
             const Person& person, double x, double right, double top) {
    const bool card = form.kind == "identity_card", visa = form.kind == "visa";
    const double wide = right - x, second = x + wide * 0.56;
    double y = print_field(canvas, {x, top}, press, "Surname / Nom", upper(who.bearer.surname));
    y = print_field(canvas, {x, y}, press, "Given names / Prénoms", upper(who.bearer.given_names));
    print_field(canvas, {second, y}, press,
                card   ? "Card No."
                : visa ? "Visa No."
                       : "Passport No.",
                who.number);
    y = print_field(canvas, {x, y}, press, "Nationality / Nationalité",
                    who.bearer.nationality == "UTO" ? "UTOPIAN" : who.bearer.nationality);
    print_field(canvas, {second, y}, press, "Sex / Sexe", std::string(1, who.bearer.sex));
    y = print_field(canvas, {x, y}, press, "Date of birth / Né(e) le", passport_date(who.bearer.birth));
    const bool expires = who.bearer.state != "FRA";
    if (expires) print_field(canvas, {second, y}, press, "Date of expiry", passport_date(who.bearer.expiry));
    y = print_field(canvas, {x, y}, press, "Date of issue / Délivré le", passport_date(who.issued));
    const double floor = form.height - form.zone - 4;
    if (y < floor) y = print_field(canvas, {x, y}, press, "Place of birth / Lieu", upper(person.birth_place));
    if (y < floor) print_field(canvas, {x, y}, press, "Authority / Autorité", "MINISTRY OF THE INTERIOR");
}

void face(Canvas& canvas, const Form& form, const Press& press, const Particulars& who, const Person& person,
          std::uint64_t seed, Random& random) {
    lay_ground(canvas, {0, 0, form.width, form.height}, press, random);
    heading(canvas, form, press, who);
    const double top = form.height * 0.15, tall = form.height - form.zone - top - 2.5,
                 photo = std::min(tall * 0.78, form.width * 0.28);
    const double left = press.portrait_right ? form.width - photo - 5 : 5;
    const Looks looks = looks_of(person.id, person.sex, seed);
    portrait(canvas, {left, top, photo, photo * 1.28}, looks);
    if (press.ghost && form.width > 100) {
        cairo_push_group(canvas.cairo());
        const double small = photo * 0.42;
        portrait(canvas, {press.portrait_right ? 62.0 : form.width - small - 5, top + 3, small, small * 1.28},
                 looks);
        cairo_pop_group_to_source(canvas.cairo());
        cairo_paint_with_alpha(canvas.cairo(), 0.35);
    }
    entries(canvas, form, press, who, person, press.portrait_right ? 6 : photo + 10,
            press.portrait_right ? left - 2 : form.width - 4, top + 1.5);
    if (random.chance(0.5))
        signature(canvas, {left, form.height - form.zone - 7, photo, 6}, rgb(0x17265c), random);
    lay_foil(canvas, {0, 0, form.width, form.height - form.zone}, press, random);
    print_zone(canvas, {0, form.height - form.zone, form.width, form.zone}, form.leading, press, who.zone);
    if (form.kind == "visa" && random.chance(0.4))
        stamp(canvas, {form.width * random.between(0.5, 0.85), form.height * random.between(0.2, 0.55)}, 11,
              "ENTRY · UTOPIA · ", iso(who.issued),
              random.chance(0.5) ? rgb(0x2a3f9c, 0.8) : rgb(0xa02838, 0.8), random.between(-0.6, 0.6),
              random);
}

/// The back of a card of credit-card size, where its zone is.
void card_back(Canvas& canvas, const Form& form, const Press& press, const Particulars& who,
               const Person& person, Random& random) {
    lay_ground(canvas, {0, 0, form.width, form.height}, press, random);
    if (press.band) canvas.fill({0, 0, form.width, 2.2}, press.dark);
    double y =
        print_field(canvas, {5, 5.4}, press, "Place of birth / Lieu de naissance", upper(person.birth_place));
    y = print_field(canvas, {5, y}, press, "Address / Adresse", upper(person.address.street));
    print_field(canvas, {5, y}, press, "Date of issue / Délivrée le", passport_date(who.issued));
    print_field(canvas, {46, y}, press, "Authority / Autorité", "INTERIOR");
    if (random.chance(0.5)) {
        canvas.fill({67, 4.6, 13, 10.4}, rgb(0xd9b65c), 1.6);
        canvas.frame({71, 7.4, 5, 4.8}, rgb(0x8d7430), 0.14, 0.8);
    }
    lay_foil(canvas, {0, 0, form.width, form.height - form.zone}, press, random);
    print_zone(canvas, {0, form.height - form.zone, form.width, form.zone}, form.leading, press, who.zone);
}

Sheet sheet_of(const Form& form, bool open, const Press& press, std::function<void(Canvas&)> draw) {
    Sheet sheet{.width = form.width,
                .height = form.height,
                .corner = form.stuff == Sheet::Stuff::paper ? 0.2 : 3,
                .stuff = form.stuff};
    sheet.draw = std::move(draw);
    if (!open) return sheet;
    Sheet booklet = sheet;  // a page of paper above: the booklet lies open
    booklet.height = form.height * 2;
    booklet.focus = {0, form.height, form.width, form.height};
    booklet.draw = [press, page = sheet, form](Canvas& canvas) {
        Random random(11, "upper page");
        lay_ground(canvas, {0, 0, form.width, form.height}, press, random);
        stamp(canvas, {form.width * 0.4, form.height * 0.45}, 13, "ENTRY · UTOPIA · ", "", press.dark, 0.4,
              random);
        canvas.placed({0, form.height}, 0, 1, [&] { page.draw(canvas); });
        canvas.fill({0, form.height - 0.5, form.width, 0.5}, rgb(0x3a3a40, 0.3));
        canvas.fill({0, form.height, form.width, 0.7}, rgb(0x3a3a40, 0.16));
    };
    return booklet;
}

}  // namespace

Specimen travel_document(TravelDocument format, const Person& person, std::uint64_t seed) {
    const Form form = form_of(format);
    Random random(seed, "travel document " + person.id);
    const Press press = press_of(random);
    const Particulars who = particulars_of(format, person, random);
    const bool open = format == TravelDocument::td3 && random.chance(0.6);
    const bool back = format == TravelDocument::td1;
    const auto draw = [=](Canvas& canvas) {
        Random print(seed, "travel document print " + person.id);
        back ? card_back(canvas, form, press, who, person, print)
             : face(canvas, form, press, who, person, seed, print);
    };
    Specimen made{std::string(form.kind), back ? "back" : "", sheet_of(form, open, press, draw),
                  bearer_fields(person),  who.zone,           {}};
    made.fields["document_number"] = who.number;
    made.fields["nationality"] = who.bearer.nationality;
    made.fields["issuing_state"] = who.bearer.state;
    if (format != TravelDocument::french) made.fields["expiry_date"] = iso(who.bearer.expiry);
    return made;
}

}  // namespace samples
