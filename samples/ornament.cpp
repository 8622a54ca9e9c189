#include "samples/ornament.h"

#include <array>
#include <numbers>

#include "samples/random.h"

namespace samples {
namespace {

using std::numbers::pi;

void stroke_gradient(Canvas& canvas, const Area& area, Colour left, Colour right, double alpha,
                     double width) {
    cairo_pattern_t* rainbow =
        cairo_pattern_create_linear(area.x, area.y, area.x + area.width, area.y + area.height / 3);
    const Colour middle = mix(left, right, 0.5);
    for (const auto& [at, c] : {std::pair{0.0, left}, std::pair{0.5, middle}, std::pair{1.0, right}})
        cairo_pattern_add_color_stop_rgba(rainbow, at, c.red, c.green, c.blue, alpha);
    cairo_set_source(canvas.cairo(), rainbow);
    cairo_pattern_destroy(rainbow);
    cairo_set_line_width(canvas.cairo(), width);
    cairo_stroke(canvas.cairo());
}

void ellipse(Canvas& canvas, Point centre, double rx, double ry) {
    cairo_t* cairo = canvas.cairo();
    cairo_save(cairo);
    cairo_translate(cairo, centre.x, centre.y);
    cairo_scale(cairo, rx, ry);
    cairo_new_path(cairo);
    cairo_arc(cairo, 0, 0, 1, 0, 2 * pi);
    cairo_restore(cairo);
}

void shade(Canvas& canvas, Point centre, double radius, Colour inside, Colour outside) {
    cairo_pattern_t* glow = cairo_pattern_create_radial(centre.x, centre.y, 0, centre.x, centre.y, radius);
    cairo_pattern_add_color_stop_rgba(glow, 0, inside.red, inside.green, inside.blue, inside.alpha);
    cairo_pattern_add_color_stop_rgba(glow, 1, outside.red, outside.green, outside.blue, outside.alpha);
    cairo_set_source(canvas.cairo(), glow);
    cairo_pattern_destroy(glow);
    cairo_fill(canvas.cairo());
}

Colour darker(Colour colour, double by) {
    return mix(colour, {0, 0, 0, colour.alpha}, by);
}
Colour lighter(Colour colour, double by) {
    return mix(colour, {1, 1, 1, colour.alpha}, by);
}

void shoulders(Canvas& canvas, const Looks& looks) {
    cairo_t* cairo = canvas.cairo();
    cairo_new_path(cairo);
    cairo_move_to(cairo, -6, 100);
    cairo_curve_to(cairo, -4, 82, 14, 78, 27, 73);
    cairo_curve_to(cairo, 33, 70, 33, 66, 33, 62);
    cairo_line_to(cairo, 47, 62);
    cairo_curve_to(cairo, 47, 66, 47, 70, 53, 73);
    cairo_curve_to(cairo, 66, 78, 84, 82, 86, 100);
    cairo_close_path(cairo);
    shade(canvas, {32, 78}, 60, lighter(looks.clothes, 0.12), darker(looks.clothes, 0.45));
}

void neck_and_collar(Canvas& canvas, const Looks& looks) {
    cairo_t* cairo = canvas.cairo();
    cairo_new_path(cairo);
    cairo_move_to(cairo, 31, 54);
    cairo_line_to(cairo, 49, 54);
    cairo_curve_to(cairo, 49, 66, 50, 71, 54, 74);
    cairo_curve_to(cairo, 46, 82, 34, 82, 26, 74);
    cairo_curve_to(cairo, 30, 71, 31, 66, 31, 54);
    shade(canvas, {38, 76}, 24, looks.skin, darker(looks.skin, 0.34));
    canvas.polyline({{25.5, 73.5}, {33, 82}, {31, 88}, {20, 76}}, true);
    canvas.colour(lighter(looks.clothes, 0.35));
    cairo_fill(cairo);
    canvas.polyline({{54.5, 73.5}, {47, 82}, {49, 88}, {60, 76}}, true);
    cairo_fill(cairo);
}

void face(Canvas& canvas, const Looks& looks) {
    cairo_t* cairo = canvas.cairo();
    for (double x : {21.5, 58.5}) {
        ellipse(canvas, {x, 43}, 2.6, 5);
        shade(canvas, {x, 43}, 5, looks.skin, darker(looks.skin, 0.3));
    }
    cairo_new_path(cairo);  // the outline of a head, narrower below
    cairo_move_to(cairo, 40, 17);
    cairo_curve_to(cairo, 55, 17, 60, 29, 59, 42);
    cairo_curve_to(cairo, 58, 55, 50, 66, 40, 66.5);
    cairo_curve_to(cairo, 30, 66, 22, 55, 21, 42);
    cairo_curve_to(cairo, 20, 29, 25, 17, 40, 17);
    shade(canvas, {36, 38}, 34, lighter(looks.skin, 0.14), darker(looks.skin, 0.2));
}

void features(Canvas& canvas, const Looks& looks) {
    cairo_t* cairo = canvas.cairo();
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
    const Colour shadow = darker(looks.skin, 0.42), brow = darker(looks.hair, 0.2);
    for (double side : {-1.0, 1.0}) {
        const double x = 40 + side * 8.6;
        ellipse(canvas, {x, 40.5}, 3.3, 1.75);
        canvas.colour({0.95, 0.94, 0.92});
        cairo_fill(cairo);
        canvas.disc({x, 40.6}, 1.6, rgb(0x4a3a2c));
        canvas.disc({x, 40.6}, 0.8, rgb(0x140e0a));
        cairo_new_path(cairo);
        cairo_move_to(cairo, x - 3.6, 40.6);
        cairo_curve_to(cairo, x - 1.5, 38.2, x + 1.5, 38.2, x + 3.6, 40.6);
        canvas.colour(darker(looks.skin, 0.65));
        cairo_set_line_width(cairo, 0.6);
        cairo_stroke(cairo);
        cairo_move_to(cairo, x - side * 4.2, 36);
        cairo_curve_to(cairo, x - side * 1.5, 33.8, x + side * 2, 33.8, x + side * 4.6, 35.8);
        canvas.colour(brow);
        cairo_set_line_width(cairo, 1.3);
        cairo_stroke(cairo);
    }
    cairo_move_to(cairo, 41, 40);
    cairo_curve_to(cairo, 43.5, 46, 44.5, 49, 42.5, 50.6);
    cairo_curve_to(cairo, 41, 51.6, 38.5, 51.6, 37, 50.4);
    canvas.colour({shadow.red, shadow.green, shadow.blue, 0.75});
    cairo_set_line_width(cairo, 0.8);
    cairo_stroke(cairo);
    cairo_move_to(cairo, 33.6, 57);
    cairo_curve_to(cairo, 37, 55.4, 39, 56.2, 40, 56.2);
    cairo_curve_to(cairo, 41, 56.2, 43, 55.4, 46.4, 57);
    cairo_curve_to(cairo, 43.5, 60, 36.5, 60, 33.6, 57);
    canvas.colour(mix(looks.skin, rgb(0x9c4640), 0.55));
    cairo_fill(cairo);
    cairo_move_to(cairo, 33.6, 57);
    cairo_curve_to(cairo, 37, 57.6, 43, 57.6, 46.4, 57);
    canvas.colour(mix(looks.skin, rgb(0x5a2020), 0.7));
    cairo_set_line_width(cairo, 0.4);
    cairo_stroke(cairo);
}

void hair_behind(Canvas& canvas, const Looks& looks) {
    cairo_t* cairo = canvas.cairo();
    if (!looks.long_hair) {
        ellipse(canvas, {40, 34}, 20.5, 24);
        canvas.colour(darker(looks.hair, 0.4));
        return cairo_fill(cairo);
    }
    cairo_new_path(cairo);
    cairo_move_to(cairo, 40, 9);
    cairo_curve_to(cairo, 66, 8, 68, 36, 65, 60);
    cairo_curve_to(cairo, 64, 72, 62, 78, 57, 82);
    cairo_line_to(cairo, 23, 82);
    cairo_curve_to(cairo, 18, 78, 16, 72, 15, 60);
    cairo_curve_to(cairo, 12, 36, 14, 8, 40, 9);
    shade(canvas, {36, 30}, 56, looks.hair, darker(looks.hair, 0.5));
}

void hair_in_front(Canvas& canvas, const Looks& looks) {
    cairo_t* cairo = canvas.cairo();
    cairo_new_path(cairo);
    cairo_move_to(cairo, 20, 42);
    cairo_curve_to(cairo, 15, 20, 24, 9, 40, 9);
    cairo_curve_to(cairo, 57, 9, 65, 20, 60, 42);
    if (looks.long_hair) {
        cairo_curve_to(cairo, 58, 32, 54, 24, 44, 20);
        cairo_curve_to(cairo, 38, 26, 26, 30, 20, 42);
    } else {
        cairo_curve_to(cairo, 59.5, 34, 57, 29, 54, 26);
        cairo_curve_to(cairo, 46, 28.5, 34, 27, 28, 24);
        cairo_curve_to(cairo, 23, 28, 21, 34, 20, 42);
    }
    shade(canvas, {34, 14}, 34, lighter(looks.hair, 0.16), darker(looks.hair, 0.35));
}

void beard(Canvas& canvas, const Looks& looks) {
    cairo_t* cairo = canvas.cairo();
    cairo_new_path(cairo);
    cairo_move_to(cairo, 21.5, 46);
    cairo_curve_to(cairo, 25, 52, 31, 53.5, 40, 53.5);
    cairo_curve_to(cairo, 49, 53.5, 55, 52, 58.5, 46);
    cairo_curve_to(cairo, 58, 60, 50, 69.5, 40, 70);
    cairo_curve_to(cairo, 30, 69.5, 22, 60, 21.5, 46);
    shade(canvas, {40, 58}, 20, {looks.hair.red, looks.hair.green, looks.hair.blue, 0.85},
          {looks.hair.red, looks.hair.green, looks.hair.blue, 0.6});
}

void glasses(Canvas& canvas) {
    for (double x : {31.2, 48.8}) canvas.frame({x - 6.2, 36.2, 12.4, 9}, rgb(0x26262c), 0.9, 3);
    canvas.line({37.4, 40}, {42.6, 40}, rgb(0x26262c), 0.9);
    canvas.line({25, 39.5}, {21.4, 40.5}, rgb(0x26262c), 0.8);
    canvas.line({55, 39.5}, {58.6, 40.5}, rgb(0x26262c), 0.8);
}

}  // namespace

void guilloche(Canvas& canvas, const Area& area, Colour left, Colour right, Random& random, double alpha) {
    canvas.clipped(area, [&] {
        for (int bundle = 0; bundle < 4; ++bundle) {
            const double base = area.y + area.height * (bundle + 0.5) / 4;
            const double reach = area.height * random.between(0.16, 0.26), waves = random.between(1.2, 2.8);
            const double phase = random.between(0, 2 * pi), ripple = random.between(5, 9);
            constexpr int lines = 15;
            for (int i = 0; i < lines; ++i) {
                const double share = i / double{lines - 1};
                std::vector<Point> points;
                for (double x = 0; x <= area.width + 0.5; x += 0.6) {
                    const double t = x / area.width * 2 * pi;
                    const double y = std::sin(t * waves + phase) * reach * (0.45 + 0.55 * share) +
                                     std::sin(t * ripple + share * 2 * pi) * reach * 0.16 +
                                     (share - 0.5) * reach * 0.9;
                    points.push_back({area.x + x, base + y});
                }
                canvas.polyline(points);
                stroke_gradient(canvas, area, left, right, alpha, 0.1);
            }
        }
    });
}

void rosette(Canvas& canvas, Point centre, double radius, Colour colour, int petals, double line) {
    std::vector<Point> points;
    const int steps = petals * 90;
    for (int i = 0; i < steps; ++i) {
        const double t = 2 * pi * i / steps * 7;
        const double r = radius * (0.62 + 0.38 * std::sin(t * petals / 7.0));
        points.push_back({centre.x + r * std::cos(t), centre.y + r * std::sin(t)});
    }
    canvas.polyline(points, true);
    canvas.colour(colour);
    cairo_set_line_width(canvas.cairo(), line);
    cairo_stroke(canvas.cairo());
}

void arms(Canvas& canvas, Point centre, double height, Colour colour) {
    canvas.placed(centre, 0, height / 20, [&] {
        cairo_t* cairo = canvas.cairo();
        cairo_new_path(cairo);
        cairo_move_to(cairo, -7.5, -10);
        cairo_line_to(cairo, 7.5, -10);
        cairo_curve_to(cairo, 7.8, 0, 6.5, 6.5, 0, 10);
        cairo_curve_to(cairo, -6.5, 6.5, -7.8, 0, -7.5, -10);
        cairo_close_path(cairo);
        canvas.colour(colour);
        cairo_set_line_width(cairo, 0.9);
        cairo_stroke(cairo);
        canvas.disc({0, -3}, 2.3, colour);
        for (int ray = 0; ray < 12; ++ray) {
            const double t = ray * pi / 6;
            canvas.line({3 * std::cos(t), -3 + 3 * std::sin(t)}, {4.7 * std::cos(t), -3 + 4.7 * std::sin(t)},
                        colour, 0.6);
        }
        for (int wave = 0; wave < 3; ++wave) {
            const double y = 3 + wave * 1.9, half = 5.6 - wave * 1.3;
            cairo_new_path(cairo);
            cairo_move_to(cairo, -half, y);
            cairo_curve_to(cairo, -half / 2, y - 1.3, -half / 2, y + 1.3, 0, y);
            cairo_curve_to(cairo, half / 2, y - 1.3, half / 2, y + 1.3, half, y);
            cairo_set_line_width(cairo, 0.8);
            cairo_stroke(cairo);
        }
    });
}

Looks looks_of(const std::string& person_id, char sex, std::uint64_t seed) {
    Random random(seed, "looks " + person_id);
    constexpr std::array skins{rgb(0xe8bd9c), rgb(0xd9a27c), rgb(0xf0cdb4), rgb(0xb57d55), rgb(0x8a5a3c)};
    constexpr std::array hairs{rgb(0x3b2a1e), rgb(0x6a4528), rgb(0xb08a52), rgb(0x1f1a18), rgb(0x8c8780)};
    constexpr std::array clothes{rgb(0x27406b), rgb(0x6b2a35), rgb(0x2f5a4a), rgb(0x3a3a42), rgb(0x7a5a90)};
    constexpr std::array backdrops{rgb(0xdfe6ea), rgb(0xd6dfe8), rgb(0xe6e4dc)};
    Looks looks{random.pick(skins), random.pick(hairs), random.pick(clothes), random.pick(backdrops)};
    looks.long_hair = sex == 'F';
    looks.beard = sex == 'M' && random.chance(0.45);
    looks.glasses = random.chance(0.3);
    return looks;
}

void portrait(Canvas& canvas, const Area& area, const Looks& looks) {
    canvas.clipped(area, [&] {
        canvas.rounded(area, 0);
        shade(canvas, {area.x + area.width * 0.4, area.y + area.height * 0.35}, area.height,
              lighter(looks.backdrop, 0.4), darker(looks.backdrop, 0.12));
        canvas.placed({area.x, area.y}, 0, area.width / 80, [&] {
            hair_behind(canvas, looks);
            shoulders(canvas, looks);
            neck_and_collar(canvas, looks);
            face(canvas, looks);
            if (looks.beard) beard(canvas, looks);
            features(canvas, looks);
            hair_in_front(canvas, looks);
            if (looks.glasses) glasses(canvas);
        });
    });
}

void signature(Canvas& canvas, const Area& area, Colour ink, Random& random) {
    cairo_t* cairo = canvas.cairo();
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    canvas.colour(ink);
    const double base = area.y + area.height * 0.62;
    Point pen{area.x, base};
    cairo_new_path(cairo);
    cairo_move_to(cairo, pen.x, pen.y);
    const int strokes = random.whole(5, 9);
    const double step = area.width * 0.86 / strokes, lean = random.between(0.1, 0.9),
                 loop = random.between(0.2, 0.9);
    for (int i = 0; i < strokes; ++i) {
        const bool tall = i == 0 || random.chance(0.3), below = !tall && random.chance(0.2);
        const double rise = area.height * (tall    ? random.between(0.4, 0.62)
                                           : below ? -0.42
                                                   : random.between(0.1, 0.24));
        const Point next{pen.x + step * random.between(0.7, 1.3),
                         base + area.height * random.between(-0.06, 0.1) - i * 0.02 * area.height};
        cairo_curve_to(cairo, pen.x + step * (lean + 0.4), pen.y - rise * 1.7, next.x - step * (loop + 0.5),
                       next.y - rise * random.between(0.6, 1.5), next.x, next.y);
        pen = next;
    }
    if (random.chance(0.6)) {  // a flourish back under the name
        cairo_curve_to(cairo, pen.x + area.width * 0.2, pen.y + area.height * 0.1,
                       area.x + area.width * random.between(0.4, 0.7), area.y + area.height,
                       area.x + area.width * random.between(0, 0.3), area.y + area.height * 0.92);
    } else {
        cairo_curve_to(cairo, pen.x + step, pen.y + area.height * 0.2, pen.x + step,
                       pen.y - area.height * 0.3, std::min(pen.x + step * 2, area.x + area.width),
                       pen.y - area.height * 0.1);
    }
    cairo_set_line_width(cairo, area.height * 0.045);
    cairo_stroke(cairo);
}

void text_on_circle(Canvas& canvas, Point centre, double radius, std::string_view words, const Ink& ink,
                    double start) {
    double angle = start;
    for (std::size_t i = 0; i < words.size();) {
        std::size_t length = 1;
        while (i + length < words.size() && (static_cast<unsigned char>(words[i + length]) & 0xC0) == 0x80)
            ++length;
        const std::string_view letter = words.substr(i, length);
        double width = ink.size * 0.3;
        canvas.placed({centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle)},
                      angle + pi / 2, 1, [&] {
                          if (letter != " ") width = canvas.text({0, 0}, letter, ink);
                      });
        angle += (width + ink.tracking) / radius;
        i += length;
    }
}

void stamp(Canvas& canvas, Point centre, double radius, std::string_view around, std::string_view across,
           Colour ink, double turn, Random& random) {
    cairo_t* cairo = canvas.cairo();
    cairo_push_group(cairo);
    canvas.placed(centre, turn, 1, [&] {
        const auto ring = [&](double r, double width) {
            cairo_new_path(cairo);
            cairo_arc(cairo, 0, 0, r, 0, 2 * pi);
            canvas.colour(ink);
            cairo_set_line_width(cairo, width);
            cairo_stroke(cairo);
        };
        ring(radius, radius * 0.05);
        ring(radius * 0.66, radius * 0.025);
        text_on_circle(canvas, {0, 0}, radius * 0.74, around,
                       {.size = radius * 0.2, .colour = ink, .bold = true, .tracking = radius * 0.015}, -pi);
        arms(canvas, {0, -radius * 0.22}, radius * 0.6, ink);
        canvas.text({0, radius * 0.4}, across, {.size = radius * 0.17, .colour = ink, .bold = true},
                    Align::centre);
    });
    for (int i = 0; i < 260; ++i) {  // where the rubber did not take ink; paper is near enough to white
        const double r = radius * std::sqrt(random.uniform()) * 1.05, t = random.between(0, 2 * pi);
        canvas.disc({centre.x + r * std::cos(t), centre.y + r * std::sin(t)},
                    radius * random.between(0.004, 0.03), {1, 1, 0.99, random.between(0.1, 0.7)});
    }
    cairo_pop_group_to_source(cairo);
    cairo_paint_with_alpha(cairo, 0.82);
}

void hologram(Canvas& canvas, const Area& area, double corner, double alpha) {
    cairo_pattern_t* shine =
        cairo_pattern_create_linear(area.x, area.y, area.x + area.width, area.y + area.height);
    constexpr std::array colours{rgb(0xb8d8e8), rgb(0xe8c8e0), rgb(0xf2ecc0),
                                 rgb(0xb8e8cc), rgb(0xc4c8f0), rgb(0xf0d0b8)};
    for (std::size_t i = 0; i < colours.size(); ++i)
        cairo_pattern_add_color_stop_rgba(shine, static_cast<double>(i) / 5, colours[i].red, colours[i].green,
                                          colours[i].blue, alpha);
    canvas.rounded(area, corner);
    cairo_set_source(canvas.cairo(), shine);
    cairo_fill(canvas.cairo());
    cairo_pattern_destroy(shine);
    canvas.clipped(
        area,
        [&] {
            const Point middle = area.middle();
            const double radius = std::min(area.width, area.height) / 2;
            rosette(canvas, middle, radius * 0.95, rgb(0x7a8aa8, alpha * 0.8), 17, radius * 0.03);
            arms(canvas, middle, radius * 1.1, rgb(0x66749a, alpha));
        },
        corner);
}

}  // namespace samples
