#include <algorithm>

#include "domain/address.h"
#include "domain/case.h"
#include "domain/names.h"

namespace domain {
namespace {

class Slotting {
  public:
    Slotting(const Case& the_case, const Reading& reading) : case_(the_case), reading_(reading) {}

    std::optional<Requirement> slot() const {
        switch (reading_.kind) {
            case DocumentKind::passport:
            case DocumentKind::identity_card:
            case DocumentKind::residence_card:
            case DocumentKind::visa:
            case DocumentKind::driving_licence:
                return slot_of_identity();
            case DocumentKind::payment_card:
                return wanted(Requirement::payment_card);
            case DocumentKind::bill:
            case DocumentKind::bank_statement:
                return wanted(Requirement::proof_of_address);
            case DocumentKind::company_extract:
                return wanted(Requirement::business_registration);
            case DocumentKind::letter:
            case DocumentKind::other:
                return slot_by_content();
        }
        return std::nullopt;
    }

  private:
    bool applies(Requirement requirement) const {
        const RequirementState* state = case_.find(requirement);
        return state && state->applicability == Applicability::required;
    }
    std::optional<Requirement> wanted(Requirement requirement) const {
        return applies(requirement) ? std::optional(requirement) : std::nullopt;
    }
    bool is_missing(Requirement requirement) const {
        return applies(requirement) && case_.evidence_for(requirement).empty();
    }

    double alikeness_to(std::string_view name) const {
        double best = 0;
        for (const Source source : {Source::mrz, Source::printed, Source::text_layer, Source::barcode}) {
            std::string read;
            for (const std::string_view part : {field::given_names, field::surname})
                for (const Field& field : reading_.fields)
                    if (field.name == part && field.source == source)
                        read += (read.empty() ? "" : " ") + field.value;
            best = std::max(best, name_alikeness(name, read).score);
        }
        if (const Field* field = reading_.find(field::name))
            best = std::max(best, name_alikeness(name, field->value).score);
        return best;
    }

    /// The one whose name it bears; the applicant's when in doubt. A second, different document of the
    /// applicant that shows the claimed address is offered as its proof while that is missing (V8 flags it).
    std::optional<Requirement> slot_of_identity() const {
        const double applicant =
            alikeness_to(full_name_of(case_.order.customer.given_names, case_.order.customer.surname));
        if (applies(Requirement::card_holder_identity)) {
            const double holder = alikeness_to(case_.order.payment.card_holder);
            if (holder > applicant) return Requirement::card_holder_identity;
            if (applicant == 0 && !is_missing(Requirement::identity) &&
                is_missing(Requirement::card_holder_identity))
                return Requirement::card_holder_identity;
        }
        if (is_missing(Requirement::proof_of_address) && has_other_identity() && shows_address())
            return Requirement::proof_of_address;
        return wanted(Requirement::identity);
    }

    bool has_other_identity() const {
        const auto files = case_.evidence_for(Requirement::identity);
        return std::any_of(files.begin(), files.end(), [&](const EvidenceState* file) {
            return file->examined && is_identity_document(file->examined->reading.kind) &&
                   file->examined->reading.kind != reading_.kind;
        });
    }

    bool shows_address() const {
        return find_address(case_.order.customer.address, reading_).complete(case_.order.customer.address);
    }

    bool shows_registration() const {
        const Customer& customer = case_.order.customer;
        const Field* number = reading_.find(field::registration_number);
        if (number && icao_form(number->value) == icao_form(customer.registration_number)) return true;
        const Field* company = reading_.find(field::company);
        return number && company && company_alikeness(customer.company, company->value).score >= 0.8;
    }

    /// The other side of a card that has come without its machine-readable zone.
    bool completes_card() const {
        const auto files = case_.evidence_for(Requirement::identity);
        return !files.empty() && std::all_of(files.begin(), files.end(), [](const EvidenceState* file) {
            if (!file->examined || file->examined->reading.mrz) return false;
            const DocumentKind kind = file->examined->reading.kind;
            return kind == DocumentKind::identity_card || kind == DocumentKind::residence_card;
        });
    }

    std::optional<Requirement> slot_by_content() const {
        if (reading_.mrz) return slot_of_identity();
        if (applies(Requirement::business_registration) && shows_registration())
            return Requirement::business_registration;
        if (shows_address() || reading_.kind == DocumentKind::letter)
            return wanted(Requirement::proof_of_address);
        if (completes_card() && reading_.lines.size() < 40) return Requirement::identity;
        return std::nullopt;
    }

    const Case& case_;
    const Reading& reading_;
};

}  // namespace

std::optional<Requirement> slot_for(const Case& the_case, const Reading& reading) {
    return Slotting(the_case, reading).slot();
}

std::optional<Requirement> slot_for(const Case& the_case, std::optional<Requirement> chosen,
                                    const Reading& reading) {
    if (!chosen) return slot_for(the_case, reading);
    if (!is_out_of_place(reading.kind, *chosen)) return chosen;
    const auto other = slot_for(the_case, reading);
    const RequirementState* row = other ? the_case.find(*other) : nullptr;
    using Status = RequirementState::Status;
    const bool waits = row && (row->status == Status::missing || row->status == Status::resubmit);
    return waits ? other : chosen;
}

bool is_out_of_place(DocumentKind kind, Requirement requirement) {
    if (kind == DocumentKind::other) return false;
    switch (requirement) {
        case Requirement::identity:
        case Requirement::card_holder_identity:
            return !is_identity_document(kind);
        case Requirement::proof_of_address:
            return kind == DocumentKind::payment_card;
        case Requirement::business_registration:
            return kind != DocumentKind::company_extract && kind != DocumentKind::letter;
        case Requirement::payment_card:
            return kind != DocumentKind::payment_card;
    }
    return false;
}

}  // namespace domain
