#include "imaging/origin.h"

#include <algorithm>
#include <cctype>

#include "imaging/origin_model.h"

namespace imaging {
namespace {

/// Portrait and landscape sizes of common phones, tablets and desktop screens.
bool is_screen_size(std::uint32_t width, std::uint32_t height) {
    static constexpr std::pair<std::uint32_t, std::uint32_t> screens[] = {
        {640, 1136},  {720, 1280},  {720, 1520},  {720, 1560},  {720, 1600},  {750, 1334},  {768, 1024},
        {800, 1280},  {828, 1792},  {900, 1440},  {900, 1600},  {768, 1366},  {1024, 1280}, {1050, 1680},
        {1080, 1920}, {1080, 2160}, {1080, 2220}, {1080, 2244}, {1080, 2280}, {1080, 2310}, {1080, 2316},
        {1080, 2340}, {1080, 2376}, {1080, 2388}, {1080, 2400}, {1080, 2408}, {1080, 2412}, {1080, 2460},
        {1125, 2436}, {1170, 2532}, {1179, 2556}, {1200, 1920}, {1206, 2622}, {1220, 2712}, {1242, 2208},
        {1242, 2688}, {1260, 2800}, {1284, 2778}, {1290, 2796}, {1320, 2868}, {1344, 2992}, {1440, 2560},
        {1440, 2880}, {1440, 2960}, {1440, 3040}, {1440, 3088}, {1440, 3120}, {1440, 3168}, {1440, 3200},
        {1440, 3440}, {1536, 2048}, {1600, 2560}, {1620, 2160}, {1640, 2360}, {1668, 2224}, {1668, 2388},
        {1800, 2880}, {1964, 3024}, {2048, 2732}, {2160, 3840}, {2234, 3456}};
    const auto size = std::minmax(width, height);
    return std::any_of(std::begin(screens), std::end(screens),
                       [&](const auto& s) { return s.first == size.first && s.second == size.second; });
}

std::string percent(double share) {
    return std::to_string(int(share * 100 + 0.5)) + " %";
}

std::string tenths(double value) {
    const int t = int(value * 10 + 0.5);
    return std::to_string(t / 10) + "." + std::to_string(t % 10);
}

bool names(std::string text, std::initializer_list<std::string_view> programs) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return std::any_of(programs.begin(), programs.end(),
                       [&](auto program) { return text.find(program) != std::string::npos; });
}

/// Programs that take pictures of a screen, those that draw, and those that change what was taken.
bool takes_screens(const Provenance& from) {
    return names(from.software, {"screenshot", "screen capture", "snipping", "greenshot", "flameshot",
                                 "spectacle", "shutter ", "snagit", "sharex"});
}
bool draws(const Provenance& from) {
    return !from.pdf &&
           names(from.software, {"canva", "figma", "inkscape", "illustrator", "coreldraw", "sketch",
                                 "matplotlib", "stable diffusion", "midjourney", "dall-e"});
}

bool edits(const Provenance& from) {
    return !from.pdf && from.make.empty() &&
           names(from.software, {"photoshop", "gimp", "paint.net", "affinity", "pixelmator", "paint shop",
                                 "paintshop", "photopea", "krita"});
}

std::string of_glyphs(double share, const OriginMeasure& m) {
    return percent(share) + " of " + std::to_string(m.glyphs) + " letters ";
}

/// What speaks for a render, in words; each with its own number.
void describe(const OriginMeasure& m, std::vector<std::string>& evidence) {
    if (letters_repeat(m))
        evidence.push_back(of_glyphs(m.twins, m) + "repeat to the pixel");
    else if (letters_nearly_repeat(m))
        evidence.push_back(of_glyphs(m.near_twins, m) + "repeat almost to the pixel");
    if (m.glyphs >= 20 && m.base_lines >= 0.82)
        evidence.push_back(of_glyphs(m.base_lines, m) + "stand on exactly one row of pixels");
    if (m.rule >= 0.5)
        evidence.push_back("an edge keeps to one row of pixels over " + percent(m.rule) + " of the picture");
    if (m.middle >= 0.015 && m.flat_tones >= 0.3)
        evidence.push_back(percent(m.flat_tones) + " of the middle tones are perfectly flat");
    if (m.drawn >= 0.0005)
        evidence.push_back(std::to_string(m.shapes) + (m.shapes == 1 ? " shape is" : " shapes are") +
                           " drawn in one exact colour each");
    if (m.palette >= 0.5)
        evidence.push_back(percent(m.palette) + " of what is printed is in sixteen exact colours");
    if (m.equal >= 0.4)
        evidence.push_back(percent(m.equal) + " of the coloured pixels equal their neighbour exactly");
    if (m.steep >= 0.3) evidence.push_back(percent(m.steep) + " of the edges are one pixel wide");
    if (m.middle >= 0.1 && m.grain < 0.5)
        evidence.push_back("noise " + tenths(m.grain) + " in the middle tones: no sensor is that quiet");
}

/// Log odds that the file's own words add: a camera that names its exposure, a program that draws or
/// changes pictures, transparency, the size of a screen.
double said_by(const Provenance& from, bool screen, std::vector<std::string>& evidence) {
    double odds = 0;
    if (!from.make.empty() && from.has_exposure) {
        evidence.push_back("the file names a camera and its exposure");
        odds -= 3;
    }
    if (takes_screens(from))
        evidence.push_back("saved by a program that takes pictures of screens"), odds += 5;
    else if (draws(from))
        evidence.push_back("saved by a program that draws"), odds += 2;
    else if (edits(from))
        evidence.push_back("saved by a program that changes pictures; no camera is named"), odds += 1;
    if (from.transparent)
        evidence.push_back("parts of it are transparent: a program put it together"), odds += 1;
    if (from.generated) evidence.push_back("marked as made by a generative program"), odds += 8;
    // No camera takes pictures as tall as a telephone and keeps them without loss: whatever it shows, the
    // screen was saved. Sizes of desktop screens are also those of webcams.
    const auto [narrow, tall] = std::minmax(from.file_width, from.file_height);
    if (screen && from.lossless && from.make.empty() && tall * 100 > narrow * 185)
        evidence.push_back("the size of a telephone's screen, kept without loss"), odds += 7;
    else if (screen && from.lossless)
        evidence.push_back("the size of a screen, kept without loss"), odds += 1.5;
    else if (screen && odds == 0)
        evidence.push_back("the size of a screen"), odds += 0.5;
    return odds;
}

void refuse(OriginVerdict& verdict, domain::Origin origin, domain::Reason reason, double measure,
            double threshold) {
    verdict.origin = origin;
    verdict.finding = {.check = "origin",
                       .outcome = domain::Outcome::consider,
                       .reason = reason,
                       .measure = measure,
                       .threshold = threshold,
                       .region = {}};
}

}  // namespace

OriginVerdict judge_origin(const Provenance& from, const OriginMeasure& m, bool sheet_found, bool gray_copy) {
    OriginVerdict verdict;
    verdict.finding = {.check = "origin", .reason = {}, .region = {}};
    auto& evidence = verdict.evidence;
    if (from.pdf && !from.pdf->full_page_picture) {
        evidence.push_back("PDF page without a full-page picture: " + std::to_string(from.pdf->text_words) +
                           " words of text in " + std::to_string(from.pdf->fonts) + " fonts");
        refuse(verdict, domain::Origin::digital, domain::Reason::doc_born_digital, from.pdf->text_words, 0);
        return verdict;
    }
    if (from.pdf) evidence.push_back("PDF around one full-page picture");
    const bool screen = !from.pdf && is_screen_size(from.file_width, from.file_height);
    const bool camera = !from.make.empty() && from.has_exposure;
    const double odds = said_by(from, screen, evidence) + render_score(m);
    // A file of one bit is a copier's or a fax's: what is left of its letters tells too little.
    if (odds >= least_render && from.source_bits > 1) {
        describe(m, evidence);
        evidence.push_back("all together speak for a program's own picture: " + tenths(odds) + " of " +
                           tenths(least_render) + " needed");
        const bool shot = !camera && ((screen && from.lossless) || takes_screens(from));
        refuse(verdict, shot ? domain::Origin::screenshot : domain::Origin::digital,
               shot ? domain::Reason::img_screenshot : domain::Reason::doc_born_digital, odds, least_render);
        return verdict;
    }
    verdict.finding.measure = odds, verdict.finding.threshold = least_render;
    evidence.push_back("noise " + tenths(m.grain) + " in the middle tones, " + percent(m.twins) +
                       " of the letters repeat");
    const bool two_tone = from.source_bits == 1 || (m.middle < 0.01 && m.flat < 0.95);
    const bool scanner = from.pdf || (from.dpi >= 100 && !camera) ||
                         (!camera && !sheet_found && (m.flat_white > 0.25 || two_tone));
    if (camera)
        verdict.origin = domain::Origin::photo;
    else if (gray_copy && (two_tone || m.flat_white > 0.15))
        verdict.origin = domain::Origin::photocopy;
    else
        verdict.origin = scanner ? domain::Origin::scan : domain::Origin::photo;
    return verdict;
}

}  // namespace imaging
