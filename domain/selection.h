#pragma once
// V1, V3, V4: which orders are asked for documents, and why.
#include <optional>
#include <string>
#include <vector>

#include "domain/order.h"
#include "domain/policy.h"

namespace domain {

enum class SelectionCode { info_mismatch, form_incomplete, random, other };
std::string_view code_of(SelectionCode code);  // INFO_MISMATCH …
std::optional<SelectionCode> selection_code_from(std::string_view code);

struct SelectionReason {
    SelectionCode code;
    std::vector<std::string> fields{};  // names of order fields that made it so (a, b); empty for RANDOM
    bool operator==(const SelectionReason&) const = default;
};

/// Empty: verified automatically, no documents (V3). Existing customers always are (V1), unless `verification_asked`.
/// `draw` is in [0,1): a keyed hash of the order id made by the shell, so that RANDOM is reproducible and auditable (V4c).
/// FORM_INCOMPLETE names each empty field a verification needs; INFO_MISMATCH each that contradicts another or reality
/// (birth date impossible or under age, digits in a name, unknown country, postal code that is not of the country's shape,
/// card data with another payment method, last four that are not four digits, e-mail without a domain …).
std::vector<SelectionReason> select(const Order& order, double draw, Date today, const Policy& policy);

}  // namespace domain
