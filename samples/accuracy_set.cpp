#include "samples/accuracy_set.h"

#include <algorithm>
#include <functional>

#include "samples/company_extract.h"
#include "samples/correspondence.h"
#include "samples/driving_licence.h"
#include "samples/identity_card.h"
#include "samples/payment_card.h"
#include "samples/recapture.h"
#include "samples/travel_document.h"

namespace samples {
namespace {

using Maker = std::function<Specimen(const Person&, std::uint64_t)>;

Maker travel(TravelDocument format) {
    return
        [format](const Person& person, std::uint64_t seed) { return travel_document(format, person, seed); };
}

Maker post(Post what) {
    return [what](const Person& person, std::uint64_t seed) { return correspondence(what, person, seed); };
}

const std::vector<Maker>& turns() {
    static const std::vector<Maker> made{
        travel(TravelDocument::td3),
        travel(TravelDocument::td1),
        post(Post::letter),
        travel(TravelDocument::mrv_a),
        driving_licence,
        travel(TravelDocument::td3),
        post(Post::bill),
        travel(TravelDocument::td2),
        identity_card_front,
        travel(TravelDocument::french),
        post(Post::bank_statement),
        travel(TravelDocument::td1),
        [](const Person& person, std::uint64_t seed) { return payment_card(person, Side::front, seed); },
        travel(TravelDocument::mrv_b),
        company_extract,
        travel(TravelDocument::td3)};
    return made;
}

Expected expected_of(std::string_view capture) {
    if (capture == "gray" || capture == "gray_photo") return {"gray", "photocopy", "IMG_GREYSCALE"};
    if (capture == "sepia" || capture == "bluish") return {"tinted", "photocopy", "IMG_TINTED"};
    if (capture.starts_with("bitonal")) return {"bitonal", "photocopy", "IMG_GREYSCALE"};
    if (capture == "app_scan") return {"full", "scan"};
    if (capture == "screen_photo") return {"", "screen_photo", "IMG_SCREEN_PHOTO"};
    if (capture == "mirrored") return {"full", "photo", "IMG_MIRRORED"};
    return {"full", "photo"};
}

/// Sensors of 3, 5 and 12 MP.
cv::Size sensor(Random& random) {
    const double share = random.uniform();
    return share < 0.5 ? cv::Size(2048, 1536) : share < 0.85 ? cv::Size(2592, 1944) : cv::Size(4032, 3024);
}

}  // namespace

Specimen document_of_stranger(const Person& person, int index, std::uint64_t seed) {
    return turns()[static_cast<std::size_t>(index) % turns().size()](person, seed);
}

std::vector<std::string> accuracy_captures() {
    std::vector<std::string> made{"scan", "screenshot", "digital"};
    made.insert(made.end(), recaptures.begin(), recaptures.end());
    return made;
}

std::vector<Taken> take_for_accuracy(Original& original, const std::string& capture, std::uint64_t seed,
                                     Date today) {
    if (capture == "scan" || capture == "screenshot" || capture == "digital")
        return Studio(seed, today, true).take(original, capture);
    const std::string name = original.specimen().name() + "-" + capture;
    Random random(seed, original.person().id + "/" + name);
    const cv::Size frame = sensor(random);
    const Retaken made =
        recapture(original.laid_down(), capture, frame, add_days(today, -random.whole(0, 2)), random);
    return {{name + made.extension, capture, made.bytes, expected_of(capture)}};
}

}  // namespace samples
