#include "imaging/origin.h"

#include <algorithm>

namespace imaging {
namespace {

constexpr double least_twins = 0.24;

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
    const bool camera = !from.make.empty() && from.has_exposure;
    if (camera) evidence.push_back("the file names a camera and its exposure");
    if (from.pdf && !from.pdf->full_page_picture) {
        evidence.push_back("PDF page without a full-page picture: " + std::to_string(from.pdf->text_words) +
                           " words of text in " + std::to_string(from.pdf->fonts) + " fonts");
        refuse(verdict, domain::Origin::digital, domain::Reason::doc_born_digital, from.pdf->text_words, 0);
        return verdict;
    }
    if (from.pdf) evidence.push_back("PDF around one full-page picture");
    const bool two_tone =
        from.source_bits == 1 || (m.middle < 0.01 && m.flat < 0.95 && m.twins < least_twins);
    const bool same_glyphs = m.glyphs >= 20 && m.twins >= least_twins && from.source_bits > 1;
    const bool flat_tones = m.middle >= 0.015 && m.flat_tones >= 0.42;
    const bool silent = m.noise < 0.1 && m.middle > 0.1 && m.glyphs >= 40 && m.twins >= 0.1;
    const bool empty_between = m.flat >= 0.8 && m.flat - m.flat_white >= 0.35 && m.noise < 0.1;
    if (same_glyphs)
        evidence.push_back(percent(m.twins) + " of " + std::to_string(m.glyphs) +
                           " glyphs repeat to the pixel");
    if (flat_tones) evidence.push_back(percent(m.flat_tones) + " of the middle tones are perfectly flat");
    if (empty_between) evidence.push_back(percent(m.flat) + " of the picture is perfectly flat");
    if (silent)
        evidence.push_back("no noise at all in the middle tones, and glyphs that repeat to the pixel");
    const bool screen = is_screen_size(from.file_width, from.file_height);
    if (screen) evidence.push_back("the size of a screen");
    if (!camera && (same_glyphs || flat_tones || silent || empty_between)) {
        if (screen && from.lossless)
            refuse(verdict, domain::Origin::screenshot, domain::Reason::img_screenshot, m.twins, least_twins);
        else
            refuse(verdict, domain::Origin::digital, domain::Reason::doc_born_digital, m.twins, least_twins);
        return verdict;
    }
    // A picture of the size of a screen, kept without loss, without a word about a camera: the whole screen
    // was saved.
    if (screen && from.lossless && !camera && !from.pdf && m.flat > 0.02) {
        evidence.push_back("kept without loss and without a camera's word; " + percent(m.flat) +
                           " of it is perfectly flat");
        refuse(verdict, domain::Origin::screenshot, domain::Reason::img_screenshot, m.flat, 0.02);
        return verdict;
    }
    evidence.push_back("noise " + tenths(m.noise) + " in the middle tones");
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
