#pragma once
// The five things an applicant may have to supply (V7) and when each applies.
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/order.h"
#include "domain/policy.h"

namespace domain {

enum class Requirement { identity, business_registration, proof_of_address, payment_card, card_holder_identity };

inline constexpr std::array all_requirements{Requirement::identity, Requirement::business_registration,
                                             Requirement::proof_of_address, Requirement::payment_card,
                                             Requirement::card_holder_identity};

/// `identity`, `business_registration`, … as in the API.
std::string_view name_of(Requirement requirement);
std::optional<Requirement> requirement_from(std::string_view name);

/// How one requirement applies to an order.
enum class Applicability {
    required,
    not_applicable,
    satisfied_by_identity,  // card_holder_identity when the holder is the applicant (V7)
};

struct Applicable {
    Requirement requirement;
    Applicability applicability;
    bool operator==(const Applicable&) const = default;
};

/// V7: (1) and (3) always; (2) for businesses, or always when the policy says so; (4) when paid by card;
/// (5) when paid by card and the holder is not the applicant. One row for each of the five, in their order.
std::vector<Applicable> requirements_of(const Order& order, const Policy& policy);

}  // namespace domain
