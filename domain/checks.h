#pragma once
// What can be said about the documents of one requirement before they are held against the order: each check
// is a Finding with what it measured. `unreadable` means that the check could not be made and a person must
// look, whatever the reason's class.
#include "domain/matching.h"

namespace domain {

/// `mrz`: passports and cards are believed by their check digits; nothing is wanted of a driving licence.
std::vector<Finding> check_mrz(const Files& files);
/// `sides`: an identity or residence card has come with its front and its back, and both are of one card.
std::vector<Finding> check_sides(const Files& files);
/// `expiry`: days left, 0 on the last day.
Finding check_expiry(const Files& files, Date today);
/// The same for a payment card, valid to the last day of the month that is printed.
Finding check_card_expiry(const Files& files, Date today);
/// `age` of a proof of address in days (POA_TOO_OLD). Bills name their date in many ways, so a date that was
/// not read as such is looked for on every line: any past date within the limit shows that the document is no
/// older. Only older dates, or none at all, are for a person: asking again would ask for what the document
/// may well show, and accepting would accept any age.
Finding check_age(const Files& files, Date today, bool month_first, const Policy& policy);
/// `colour`, `origin` (V9), for a reading whose examination left no finding about it.
std::vector<Finding> check_copy(const DocumentExamined& examined);

/// Identity or residence card: kinds with two sides, one of them with a machine-readable zone.
bool is_card(DocumentKind kind);
bool has_field(const Reading& reading, std::string_view name);

}  // namespace domain
