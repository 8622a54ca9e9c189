#include "domain/sameness.h"

#include <algorithm>
#include <bit>

#include "domain/names.h"

namespace domain {
namespace {

std::string bare(std::string_view text) {
    std::string form = icao_form(text);
    std::erase(form, ' ');
    return form;
}

std::string value_of(const Reading& reading, std::string_view name) {
    const Field* field = reading.find(name);
    return field ? field->value : "";
}

bool is_number(const std::string& text) {
    return text.size() >= 6 &&
           std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The number of one stands among the fields or, when nobody recognised what the other is, in its text.
bool same_number(const Reading& proof, const Reading& identity) {
    for (const Field& number : identity.fields) {
        if (number.name != field::document_number || !is_number(bare(number.value))) continue;
        const std::string wanted = bare(number.value);
        for (const Field& other : proof.fields)
            if (other.name == field::document_number && bare(other.value) == wanted) return true;
        const bool may_quote_it = !is_identity_document(proof.kind) && proof.kind != DocumentKind::other;
        if (!may_quote_it && std::any_of(proof.lines.begin(), proof.lines.end(), [&](const TextLine& line) {
                return bare(line.text).find(wanted) != std::string::npos;
            }))
            return true;
    }
    return false;
}

bool same_mrz(const Reading& a, const Reading& b) {
    return a.mrz && b.mrz && !a.mrz->lines.empty() && a.mrz->lines == b.mrz->lines;
}

bool same_person_and_expiry(const Reading& a, const Reading& b) {
    if (!is_identity_document(a.kind) || a.kind != b.kind) return false;
    const std::string birth = value_of(a, field::birth_date), expiry = value_of(a, field::expiry_date);
    return !birth.empty() && !expiry.empty() && birth == value_of(b, field::birth_date) &&
           expiry == value_of(b, field::expiry_date);
}

/// An even page (all bits alike) is no picture of anything.
bool shows_something(std::uint64_t hash) {
    return std::popcount(hash) > 3 && std::popcount(hash) < 61;
}

double most_alike_pages(const Reading& a, const Reading& b) {
    double best = 0;
    for (const std::uint64_t x : a.page_hashes)
        for (const std::uint64_t y : b.page_hashes)
            if (shows_something(x) && shows_something(y)) best = std::max(best, page_likeness(x, y));
    return best;
}

}  // namespace

double page_likeness(std::uint64_t a, std::uint64_t b) {
    return 1 - std::popcount(a ^ b) / 64.0;
}

Finding compare_documents(const Reading& proof, const Reading& identity, const Policy& policy) {
    Finding finding{.check = "same_document"};
    finding.measure = most_alike_pages(proof, identity);
    finding.threshold = policy.same_picture;
    if (*finding.measure >= policy.same_picture || same_number(proof, identity) ||
        same_mrz(proof, identity) || same_person_and_expiry(proof, identity)) {
        finding.outcome = Outcome::consider;
        finding.reason = Reason::poa_same_as_id;
    }
    return finding;
}

}  // namespace domain
