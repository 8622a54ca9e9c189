#include "domain/requirement.h"

#include "domain/names.h"
#include "domain/vocabulary.h"

namespace domain {
namespace {

constexpr auto requirement_names = vocabulary<Requirement::card_holder_identity>(
    "identity", "business_registration", "proof_of_address", "payment_card", "card_holder_identity");

/// A company's own card counts as the applicant's: there is no identity document of a company.
bool holder_is_applicant(const Order& order) {
    const std::string& holder = order.payment.card_holder;
    return holder.empty() || name_alikeness(order.customer.full_name(), holder).score == 1 ||
           (order.customer.is_business() && company_alikeness(order.customer.company, holder).score == 1);
}

Applicability applicability_of(Requirement requirement, const Order& order, const Policy& policy) {
    const bool by_card = order.payment.method == PaymentMethod::card;
    switch (requirement) {
        case Requirement::identity:
        case Requirement::proof_of_address:
            return Applicability::required;
        case Requirement::business_registration:
            return order.customer.is_business() || policy.registration_always ? Applicability::required
                                                                              : Applicability::not_applicable;
        case Requirement::payment_card:
            return by_card ? Applicability::required : Applicability::not_applicable;
        case Requirement::card_holder_identity:
            if (!by_card) return Applicability::not_applicable;
            return holder_is_applicant(order) ? Applicability::satisfied_by_identity
                                              : Applicability::required;
    }
    return Applicability::not_applicable;
}

}  // namespace

std::string_view name_of(Requirement requirement) {
    return requirement_names.word(requirement);
}
std::optional<Requirement> requirement_from(std::string_view name) {
    return requirement_names.value(name);
}

std::vector<Applicable> requirements_of(const Order& order, const Policy& policy) {
    std::vector<Applicable> rows;
    for (const Requirement requirement : all_requirements)
        rows.push_back({requirement, applicability_of(requirement, order, policy)});
    return rows;
}

}  // namespace domain
