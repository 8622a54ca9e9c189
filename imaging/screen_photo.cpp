#include "imaging/screen_photo.h"

#include "imaging/trees.h"

namespace imaging {
namespace {

#include "imaging/model/screen_model.inc"

std::string percent(double share) {
    return std::to_string(int(share * 100 + 0.5)) + " %";
}

}  // namespace

double screen_score(const ScreenMeasure& measure) {
    return sum_of<2>(screen_trees, numbers_of(measure));
}

domain::Finding judge_screen(const ScreenMeasure& measure, std::vector<std::string>& evidence) {
    const double odds = screen_score(measure);
    domain::Finding finding{
        .check = "screen", .reason = {}, .measure = odds, .threshold = least_screen, .region = {}};
    if (odds < least_screen) return finding;
    // Not IMG_SCREEN_PHOTO, which asks for a new picture: see above.
    finding.outcome = domain::Outcome::consider, finding.reason = domain::Reason::other;
    const int tenths = int(measure.pitch * 10 + 0.5);
    evidence.push_back("fine lines repeat every " + std::to_string(tenths / 10) + "." +
                       std::to_string(tenths % 10) + " pixels over " + percent(measure.steady) +
                       " of the picture in light and " + percent(measure.steady_colour) +
                       " in colour, as the pixels of a screen do");
    return finding;
}

}  // namespace imaging
