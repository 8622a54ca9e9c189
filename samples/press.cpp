#include "samples/press.h"

#include <array>

#include "samples/ornament.h"

namespace samples {
namespace {

constexpr double pi = std::numbers::pi;

/// Of a colour wheel: `hue` in turns.
Colour of_wheel(double hue, double strength, double light) {
    const auto part = [&](double shift) {
        return light * (1 - strength * (0.5 + 0.5 * std::cos(2 * pi * (hue + shift))));
    };
    return {part(0), part(1.0 / 3), part(2.0 / 3)};
}

void waves(Canvas& canvas, const Area& area, const Press& press, Random& random) {
    guilloche(canvas, area, press.left, press.right, random, press.density);
}

void mesh(Canvas& canvas, const Area& area, const Press& press, Random& random) {
    const double step = random.between(9, 16), radius = step * random.between(0.55, 0.9);
    const int petals = random.whole(9, 19);
    for (double y = area.y + step / 2; y < area.y + area.height + step / 2; y += step)
        for (double x = area.x + step / 2; x < area.x + area.width + step / 2; x += step) {
            Colour ink = mix(press.left, press.right, (x - area.x) / area.width);
            ink.alpha = press.density;
            rosette(canvas, {x, y}, radius, ink, petals, 0.07);
        }
}

void rulings(Canvas& canvas, const Area& area, const Press& press, Random& random) {
    const double tall = random.between(0.8, 2.6), wave = random.between(8, 30), step = random.between(0.5, 1);
    for (double y = area.y - tall; y < area.y + area.height + tall; y += step) {
        std::vector<Point> points;
        for (double x = 0; x <= area.width; x += 0.7)
            points.push_back({area.x + x, y + tall * std::sin(2 * pi * x / wave + y * 0.23)});
        canvas.polyline(points);
        Colour ink = mix(press.left, press.right, (y - area.y) / area.height);
        ink.alpha = press.density;
        canvas.colour(ink);
        cairo_set_line_width(canvas.cairo(), 0.09);
        cairo_stroke(canvas.cairo());
    }
}

void small_print(Canvas& canvas, const Area& area, const Press& press, Random& random) {
    const double turn = random.between(-0.5, 0.5), size = random.between(0.9, 1.5);
    std::string words;
    while (words.size() < 500) words += "UTOPIA·";
    canvas.placed(area.middle(), turn, 1, [&] {
        const double reach = (area.width + area.height) * 0.75;
        int row = 0;
        for (double y = -reach / 2; y < reach / 2; y += size * 1.6, ++row) {
            Colour ink = mix(press.left, press.right, 0.5 + y / reach);
            ink.alpha = press.density * 0.9;
            canvas.text({-reach * 0.75 + row % 7, y}, words,
                        {.face = "Liberation Sans", .size = size, .colour = ink});
        }
    });
}

}  // namespace

Press press_of(Random& random) {
    constexpr std::array<std::string_view, 4> labels{"Liberation Sans Narrow", "Liberation Sans",
                                                     "DejaVu Sans Condensed", "DejaVu Serif Condensed"};
    constexpr std::array<std::string_view, 6> values{
        "DejaVu Sans Condensed", "Liberation Sans", "OCR B",
        "Liberation Mono",       "DejaVu Serif",    "Liberation Sans Narrow"};
    constexpr std::array<std::string_view, 3> headings{"DejaVu Serif", "Liberation Sans", "Liberation Serif"};
    const double hue = random.uniform(), other = hue + random.between(0.12, 0.45);
    Press press;
    press.left = of_wheel(hue, 0.75, 0.72), press.right = of_wheel(other, 0.7, 0.76);
    const double tint = random.between(0.03, 0.2);
    press.pale_one = of_wheel(hue, tint, random.between(0.93, 0.99));
    press.pale_two = of_wheel(other, tint, random.between(0.93, 0.99));
    press.dark = of_wheel(hue + random.between(-0.05, 0.05), 0.8, 0.42);
    press.label = random.chance(0.6) ? mix(press.dark, {0.3, 0.3, 0.34}, 0.3) : rgb(0x3a3d45);
    press.value = mix(rgb(0x14161c), press.dark, random.between(0, 0.25));
    press.label_face = random.pick(labels), press.value_face = random.pick(values),
    press.heading_face = random.pick(headings);
    const bool wide = press.value_face == "Liberation Mono" || press.value_face == "OCR B";
    press.value_size = wide ? random.between(2.6, 2.9) : random.between(2.7, 3.4);
    press.label_size = random.between(1.6, 2);
    press.bold_values = random.chance(0.35), press.band = random.chance(0.4);
    press.portrait_right = random.chance(0.2), press.ghost = random.chance(0.5);
    press.boxed = random.chance(0.15);
    press.pattern = random.whole(0, 3), press.density = random.between(0.18, 0.55);
    press.foil = random.chance(0.6) ? random.between(0.08, 0.4) : 0;
    press.zone_size = random.between(3.55, 3.85), press.zone_pitch = 2.54 * random.between(0.985, 1.01);
    const double gray = random.between(0.05, 0.28);
    press.zone_ink = {gray, gray, gray * random.between(1, 1.3)};
    press.zone_paper = random.chance(0.3) ? random.between(0.1, 0.5) : random.between(0.6, 1);
    return press;
}

void lay_ground(Canvas& canvas, const Area& area, const Press& press, Random& random) {
    cairo_pattern_t* tint =
        cairo_pattern_create_linear(area.x, area.y, area.x + area.width, area.y + area.height);
    cairo_pattern_add_color_stop_rgb(tint, 0, press.pale_one.red, press.pale_one.green, press.pale_one.blue);
    cairo_pattern_add_color_stop_rgb(tint, 1, press.pale_two.red, press.pale_two.green, press.pale_two.blue);
    canvas.rounded(area, 0);
    cairo_set_source(canvas.cairo(), tint);
    cairo_fill(canvas.cairo());
    cairo_pattern_destroy(tint);
    constexpr std::array patterns{waves, mesh, rulings, small_print};
    canvas.clipped(area,
                   [&] { patterns[static_cast<std::size_t>(press.pattern)](canvas, area, press, random); });
    if (random.chance(0.6)) {
        Colour ink = press.right;
        ink.alpha = press.density;
        const Point middle{area.x + area.width * random.between(0.5, 0.75),
                           area.y + area.height * random.between(0.3, 0.5)};
        rosette(canvas, middle, area.height * random.between(0.2, 0.32), ink, random.whole(15, 31), 0.11);
    }
}

void print_zone(Canvas& canvas, const Area& area, double leading, const Press& press,
                const std::vector<std::string>& lines) {
    canvas.fill(area, {0.97, 0.97, 0.955, press.zone_paper});
    const double width = press.zone_pitch * static_cast<double>(lines[0].size()),
                 x = area.x + (area.width - width) / 2,
                 tall = leading * static_cast<double>(lines.size() - 1);
    double y = area.y + (area.height - tall) / 2 + press.zone_size * 0.36;
    for (const std::string& line : lines) {
        canvas.pitched({x, y}, line, press.zone_pitch,
                       {.face = "OCR B", .size = press.zone_size, .colour = press.zone_ink});
        y += leading;
    }
}

double print_field(Canvas& canvas, Point at, const Press& press, std::string_view name,
                   std::string_view words) {
    canvas.text(at, name, {.face = press.label_face, .size = press.label_size, .colour = press.label});
    const double base = at.y + press.value_size * 1.08;
    const double wide = canvas.text({at.x, base}, words,
                                    {.face = press.value_face,
                                     .size = press.value_size,
                                     .colour = press.value,
                                     .bold = press.bold_values,
                                     .tracking = 0.05});
    if (press.boxed)
        canvas.frame({at.x - 0.6, at.y + 0.4, std::max(12.0, wide + 1.4), press.value_size * 1.0},
                     press.label, 0.08);
    return base + press.label_size * 1.3;
}

void lay_foil(Canvas& canvas, const Area& area, const Press& press, Random& random) {
    if (press.foil <= 0) return;
    for (int i = random.whole(1, 3); i > 0; --i) {
        const double size = area.height * random.between(0.14, 0.34);
        hologram(canvas,
                 {area.x + area.width * random.between(0.2, 0.8),
                  area.y + area.height * random.between(0.05, 0.5), size * random.between(0.8, 1.4), size},
                 size * random.between(0.05, 0.5), press.foil);
    }
}

}  // namespace samples
