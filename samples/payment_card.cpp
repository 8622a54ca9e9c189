#include "samples/payment_card.h"

#include <array>
#include <stdexcept>

#include "samples/mrz.h"
#include "samples/ornament.h"

namespace samples {
namespace {

constexpr double width = 85.6, height = 53.98;
constexpr Area all{0, 0, width, height};

struct Design {
    Colour dark, light, glow;
};
constexpr std::array designs{
    Design{rgb(0x10305c), rgb(0x2a7ab8), rgb(0x58c4d8)}, Design{rgb(0x3b1550), rgb(0x8a3a90), rgb(0xe58a5a)},
    Design{rgb(0x0e4a3c), rgb(0x2a9070), rgb(0xc8d860)}, Design{rgb(0x5a1420), rgb(0xb03a3a), rgb(0xf0a850)}};

void ground(Canvas& canvas, const Design& design, Random& random) {
    cairo_t* cairo = canvas.cairo();
    cairo_pattern_t* sweep = cairo_pattern_create_linear(0, height, width, 0);
    cairo_pattern_add_color_stop_rgb(sweep, 0, design.dark.red, design.dark.green, design.dark.blue);
    cairo_pattern_add_color_stop_rgb(sweep, 1, design.light.red, design.light.green, design.light.blue);
    canvas.rounded(all, 0);
    cairo_set_source(cairo, sweep);
    cairo_fill(cairo);
    cairo_pattern_destroy(sweep);
    for (int wave = 0; wave < 26; ++wave) {
        const double y = 8 + wave * 2.1, lift = 12 + wave * 0.55;
        cairo_new_path(cairo);
        cairo_move_to(cairo, -2, y + lift);
        cairo_curve_to(cairo, 28, y - lift, 52, y + lift * 1.3, 88, y - lift * 0.8);
        canvas.colour({design.glow.red, design.glow.green, design.glow.blue, 0.1 + 0.012 * wave});
        cairo_set_line_width(cairo, 0.16);
        cairo_stroke(cairo);
    }
    cairo_pattern_t* light = cairo_pattern_create_radial(66, 6, 2, 66, 6, random.between(38, 52));
    cairo_pattern_add_color_stop_rgba(light, 0, design.glow.red, design.glow.green, design.glow.blue, 0.5);
    cairo_pattern_add_color_stop_rgba(light, 1, design.glow.red, design.glow.green, design.glow.blue, 0);
    canvas.rounded(all, 0);
    cairo_set_source(cairo, light);
    cairo_fill(cairo);
    cairo_pattern_destroy(light);
}

void chip(Canvas& canvas, Point at) {
    cairo_t* cairo = canvas.cairo();
    cairo_pattern_t* gold = cairo_pattern_create_linear(at.x, at.y, at.x + 12, at.y + 9);
    cairo_pattern_add_color_stop_rgb(gold, 0, 0.95, 0.86, 0.58);
    cairo_pattern_add_color_stop_rgb(gold, 0.5, 0.82, 0.68, 0.36);
    cairo_pattern_add_color_stop_rgb(gold, 1, 0.93, 0.82, 0.52);
    canvas.rounded({at.x, at.y, 12.2, 9.4}, 1.5);
    cairo_set_source(cairo, gold);
    cairo_fill(cairo);
    cairo_pattern_destroy(gold);
    const Colour groove = rgb(0x7c6628);
    canvas.frame({at.x + 4, at.y + 2.6, 4.2, 4.2}, groove, 0.16, 0.9);
    for (double y : {2.6, 4.7, 6.8}) {
        canvas.line({at.x, at.y + y}, {at.x + 4, at.y + y}, groove, 0.16);
        canvas.line({at.x + 8.2, at.y + y}, {at.x + 12.2, at.y + y}, groove, 0.16);
    }
    canvas.line({at.x + 6.1, at.y}, {at.x + 6.1, at.y + 2.6}, groove, 0.16);
    canvas.line({at.x + 6.1, at.y + 6.8}, {at.x + 6.1, at.y + 9.4}, groove, 0.16);
}

void waves(Canvas& canvas, Point at) {
    for (int i = 0; i < 4; ++i) {
        cairo_new_path(canvas.cairo());
        cairo_arc(canvas.cairo(), at.x, at.y, 1.2 + i * 1.15, -0.62, 0.62);
        canvas.colour({1, 1, 1, 0.9});
        cairo_set_line_width(canvas.cairo(), 0.42);
        cairo_stroke(canvas.cairo());
    }
}

/// Raised silver letters: a light edge above, a dark one below.
void embossed(Canvas& canvas, Point at, std::string_view words, double pitch, double size) {
    for (const auto& [shift, colour] : {std::pair{0.16, rgb(0x101018, 0.55)},
                                        std::pair{-0.1, rgb(0xffffff, 0.85)}, std::pair{0.0, rgb(0xdfe3ea)}})
        canvas.pitched({at.x + shift, at.y + shift}, words, pitch,
                       {.face = "OCR B", .size = size, .colour = colour});
}

void scheme(Canvas& canvas, Point at) {
    canvas.polyline({{at.x, at.y + 8}, {at.x + 4, at.y}, {at.x + 8, at.y + 8}}, true);
    canvas.colour(rgb(0xf2b632, 0.95));
    cairo_fill(canvas.cairo());
    canvas.polyline({{at.x + 4.4, at.y}, {at.x + 12.4, at.y}, {at.x + 8.4, at.y + 8}}, true);
    canvas.colour(rgb(0xf5f7fa, 0.9));
    cairo_fill(canvas.cairo());
    canvas.text({at.x + 6.2, at.y + 11}, "UTOPAY",
                {.size = 2.5, .colour = {1, 1, 1}, .bold = true, .italic = true, .tracking = 0.1},
                Align::centre);
}

std::string grouped(const std::string& number) {
    return number.substr(0, 4) + " " + number.substr(4, 4) + " " + number.substr(8, 4) + " " +
           number.substr(12);
}

std::string valid_thru(Date expiry) {
    return iso(expiry).substr(5, 2) + "/" + iso(expiry).substr(2, 2);
}

void front(Canvas& canvas, const PaymentCard& card, const Design& design, Random& random) {
    ground(canvas, design, random);
    canvas.disc({9.4, 9}, 3.6, {1, 1, 1, 0.95});
    canvas.text({9.4, 10.7}, "V", {.face = "DejaVu Serif", .size = 5, .colour = design.dark, .bold = true},
                Align::centre);
    canvas.text({15, 10.6}, "Voorbeeld Bank", {.size = 4.6, .colour = {1, 1, 1}, .bold = true});
    canvas.text({79.6, 9.8}, "debit", {.size = 3.4, .colour = {1, 1, 1}, .italic = true}, Align::right);
    chip(canvas, {9.2, 18.2});
    waves(canvas, {25.6, 22.9});
    embossed(canvas, {8.6, 36.6}, grouped(card.number), 3.6, 5.2);
    canvas.text({36, 41}, "VALID", {.size = 1.5, .colour = {1, 1, 1}});
    canvas.text({36, 42.8}, "THRU", {.size = 1.5, .colour = {1, 1, 1}});
    embossed(canvas, {41, 43}, valid_thru(card.expiry), 2.35, 3.5);
    embossed(canvas, {8.6, 49.2}, upper(card.holder), 2.3, 3.4);
    scheme(canvas, {68.6, 39.6});
}

void back(Canvas& canvas, const PaymentCard& card, const Design& design, Random& random) {
    ground(canvas, design, random);
    canvas.fill({0, 5, width, 11.5}, rgb(0x17130f));
    canvas.fill({0, 5, width, 0.3}, rgb(0x3a332b));
    canvas.fill({5, 20, 52, 8.6}, rgb(0xf4f2ea));
    for (int i = 0; i < 9; ++i) canvas.line({5, 20.9 + i * 0.9}, {57, 20.9 + i * 0.9}, rgb(0xb9c6d8), 0.14);
    signature(canvas, {9, 20.4, 32, 7.6}, rgb(0x17265c), random);
    canvas.fill({57.6, 20.8, 12, 7}, {1, 1, 1});
    canvas.text({63.6, 25.8}, card.cvv, {.face = "OCR B", .size = 4, .colour = rgb(0x16161c), .italic = true},
                Align::centre);
    canvas.text({5, 18.9}, "AUTHORISED SIGNATURE · NOT VALID UNLESS SIGNED",
                {.face = "Liberation Sans Narrow", .size = 1.6, .colour = {1, 1, 1}});
    hologram(canvas, {72, 19.4, 9.6, 9.6}, 1, 0.85);
    canvas.paragraph({5, 33.4}, 60,
                     "This card is issued by Voorbeeld Bank and remains its property. Lost or stolen? Call "
                     "+00 900 000 4000, day and night. "
                     "Your bank will never ask for your code.",
                     {.face = "Liberation Sans Narrow", .size = 2, .colour = {1, 1, 1, 0.92}});
    canvas.text({5, 49}, "www.voorbeeld-bank.example", {.size = 2.2, .colour = {1, 1, 1}, .bold = true});
    scheme(canvas, {68.6, 39.6});
}

}  // namespace

Specimen payment_card(const Person& person, Side side, std::uint64_t seed) {
    if (!person.card) throw std::logic_error("this person does not pay by card");
    const PaymentCard card = *person.card;
    const bool is_front = side == Side::front;
    Sheet sheet{.width = width, .height = height, .corner = 3.18, .stuff = Sheet::Stuff::plastic};
    sheet.draw = [=](Canvas& canvas) {
        Random random(seed, "payment card " + card.holder);
        const Design& design = random.pick(designs);
        is_front ? front(canvas, card, design, random) : back(canvas, card, design, random);
    };
    Specimen made{"payment_card", is_front ? "front" : "back", sheet, {}, {}, {}};
    if (is_front) {
        made.fields = {{"card_holder", card.holder},
                       {"card_last_four", card.last_four()},
                       {"card_expiry", iso(card.expiry).substr(0, 7)}};
        made.secrets["pan"] = card.number;
    } else {
        made.secrets["cvv"] = card.cvv;
    }
    return made;
}

}  // namespace samples
