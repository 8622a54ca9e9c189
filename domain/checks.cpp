#include "domain/checks.h"

#include <algorithm>

#include "domain/names.h"
#include "domain/written_dates.h"

namespace domain {
namespace {

Finding consider(std::string check, Reason reason) {
    return {.check = std::move(check), .outcome = Outcome::consider, .reason = reason};
}
Finding unreadable(std::string check, Reason reason) {
    return {.check = std::move(check), .outcome = Outcome::unreadable, .reason = reason};
}

/// The value of that name from the zone, or from anywhere else.
const std::string* value_of(const Reading& reading, std::string_view name, bool zone) {
    for (const Field& field : reading.fields)
        if (field.name == name && (field.source == Source::mrz) == zone) return &field.value;
    return nullptr;
}

/// A card's MRZ is 77 of its 86 mm wide, the card 54 mm high (ISO/IEC 7810 ID-1): print farther above the MRZ
/// than that stands on another side. The print of a front may also have been read as such.
bool shows_front(const Reading& reading) {
    for (const std::string_view name : {field::surname, field::name, field::given_names})
        if (value_of(reading, name, false)) return true;
    if (!reading.mrz) return is_card(reading.kind);
    const Box& zone = reading.mrz->box;
    return std::any_of(reading.lines.begin(), reading.lines.end(), [&](const TextLine& line) {
        return line.box.page != zone.page || line.box.y < zone.y - zone.width * 3 / 4 ||
               line.box.y > zone.y + zone.height + zone.width / 4;
    });
}

/// Wholly different surnames, or another birth date: a misread letter is no other card.
bool are_of_one_card(const Reading& front, const Reading& back) {
    const std::string *surname = value_of(front, field::surname, false),
                      *zone_surname = value_of(back, field::surname, true);
    if (surname && zone_surname && name_alikeness(*surname, *zone_surname).score < 0.5) return false;
    const std::string *birth = value_of(front, field::birth_date, false),
                      *zone_birth = value_of(back, field::birth_date, true);
    return !birth || !zone_birth || *birth == *zone_birth || !parse_date(*birth);
}

bool all_sides_agree(const Files& files) {
    for (const EvidenceState* back : files)
        for (const EvidenceState* front : files) {
            const auto& mrz = back->examined->reading.mrz;
            if (back != front && mrz && mrz->valid &&
                !are_of_one_card(front->examined->reading, back->examined->reading))
                return false;
        }
    return true;
}

Finding days_left(int days, const Box& box) {
    Finding finding{.check = "expiry", .measure = days, .threshold = 0, .region = box};
    if (days < 0) {
        finding.outcome = Outcome::consider;
        finding.reason = Reason::doc_expired;
    }
    return finding;
}

std::optional<int> newest_age_on_lines(const Files& files, Date today, bool month_first) {
    std::optional<int> newest;
    for (const EvidenceState* file : files)
        for (const TextLine& line : file->examined->reading.lines)
            for (const Date date : dates_in(line.text, month_first))
                if (const int age = days_between(date, today); age >= 0 && (!newest || age < *newest))
                    newest = age;
    return newest;
}

}  // namespace

bool is_card(DocumentKind kind) {
    return kind == DocumentKind::identity_card || kind == DocumentKind::residence_card;
}

bool has_field(const Reading& reading, std::string_view name) {
    return reading.find(name) != nullptr;
}

std::vector<Finding> check_mrz(const Files& files) {
    bool wanted = false, present = false, valid = false;
    for (const EvidenceState* file : files) {
        const Reading& reading = file->examined->reading;
        wanted = wanted || reading.kind == DocumentKind::passport || is_card(reading.kind);
        present = present || reading.mrz;
        valid = valid || (reading.mrz && reading.mrz->valid);
    }
    if (valid) return {{.check = "mrz"}};
    if (present) return {consider("mrz", Reason::mrz_checksum)};
    if (wanted) return {unreadable("mrz", Reason::doc_unreadable)};
    return {};
}

std::vector<Finding> check_sides(const Files& files) {
    std::size_t pages = 0;
    bool card = false, zone = false, front = false;
    for (const EvidenceState* file : files) {
        const Reading& reading = file->examined->reading;
        card = card || is_card(reading.kind);
        pages += std::max<std::size_t>({1, file->examined->pages.size(), reading.page_hashes.size()});
        zone = zone || reading.mrz;
        front = front || shows_front(reading);
    }
    if (!card) return {};
    if (!zone && pages < 2) return {consider("sides", Reason::missing_back)};
    if (zone && !front && pages < 2) return {consider("sides", Reason::wrong_side)};
    if (!all_sides_agree(files)) return {consider("sides", Reason::mrz_viz_differ)};
    return {{.check = "sides"}};
}

Finding check_expiry(const Files& files, Date today) {
    const Field* expiry = most_trusted(files, field::expiry_date);
    const auto date = expiry ? parse_date(expiry->value) : std::nullopt;
    return date ? days_left(days_between(today, *date), expiry->box)
                : unreadable("expiry", Reason::doc_unreadable);
}

Finding check_card_expiry(const Files& files, Date today) {
    const Field* expiry = most_trusted(files, field::card_expiry);
    const auto first = expiry ? parse_date(expiry->value + "-01") : std::nullopt;
    // The order claims holder and last four, not an expiry: one that cannot be read does not keep the card
    // from being the one used.
    if (!first) return {.check = "expiry"};
    const Date last{std::chrono::sys_days{first->year() / first->month() / std::chrono::last}};
    return days_left(days_between(today, last), expiry->box);
}

Finding check_age(const Files& files, Date today, bool month_first, const Policy& policy) {
    const int limit = policy.proof_of_address_max_age_days;
    const Field* issued = most_trusted(files, field::issue_date);
    const auto date = issued ? parse_date(issued->value) : std::nullopt;
    std::optional<int> stated;  // a date that is yet to come was misread, or is the day to pay by
    if (date && days_between(*date, today) >= 0) stated = days_between(*date, today);
    const std::optional<int> newest = newest_age_on_lines(files, today, month_first);
    const bool too_old = stated ? *stated > limit : newest && *newest > limit;
    const bool in_doubt = !stated || (newest && *newest <= limit);

    Finding finding{.check = "age"};
    if (!stated && !newest)
        finding = unreadable("age", Reason::doc_unreadable);
    else if (too_old)
        finding = in_doubt ? unreadable("age", Reason::poa_too_old) : consider("age", Reason::poa_too_old);
    if (stated || newest) finding.measure = stated ? *stated : *newest;
    finding.threshold = limit;
    if (stated) finding.region = issued->box;
    return finding;
}

std::vector<Finding> check_copy(const DocumentExamined& examined) {
    std::vector<Finding> findings;
    auto is_silent_on = [&](std::string_view check) {
        return std::none_of(examined.findings.begin(), examined.findings.end(),
                            [&](const Finding& finding) { return finding.check == check; });
    };
    if (is_silent_on("colour")) switch (examined.reading.colour) {
            case Colour::full:
                break;
            case Colour::tinted:
                findings.push_back(consider("colour", Reason::img_tinted));
                break;
            case Colour::gray:
            case Colour::bitonal:
                findings.push_back(consider("colour", Reason::img_greyscale));
                break;
        }
    if (is_silent_on("origin")) switch (examined.reading.origin) {
            case Origin::photo:
            case Origin::scan:
                break;
            case Origin::digital:
                findings.push_back(consider("origin", Reason::doc_born_digital));
                break;
            case Origin::screenshot:
                findings.push_back(consider("origin", Reason::img_screenshot));
                break;
            case Origin::screen_photo:
                findings.push_back(consider("origin", Reason::img_screen_photo));
                break;
            case Origin::photocopy:
                findings.push_back(consider("origin", Reason::doc_photocopy));
                break;
        }
    return findings;
}

}  // namespace domain
