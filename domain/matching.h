#pragma once
// One claim of the order against all files of one requirement: the best that any of them says, and where it
// says so.
#include "domain/case.h"

namespace domain {

/// Examined files; none is null.
using Files = std::vector<const EvidenceState*>;

/// Where a name may be looked for: in what was read as a name, or in any line (a bill has no field called
/// name).
enum class Look { fields, everywhere };

/// `field` names the match (name, card_holder). A valid MRZ that says another name than the print makes
/// `same` into `near`.
FieldMatch match_name(std::string_view field, std::string_view claimed, const Files& files,
                      const Policy& policy, Look look);
FieldMatch match_company(std::string_view claimed, const Files& files, const Policy& policy);
/// `near`: one of day, month, year differs, or day and month are exchanged.
FieldMatch match_birth_date(Date claimed, const Files& files);
FieldMatch match_address(const Address& claimed, const Files& files, const Policy& policy);
/// Letters and digits only; `near` from 0.8 on.
FieldMatch match_registration_number(std::string_view claimed, const Files& files);
FieldMatch match_last_four(std::string_view claimed, const Files& files);

/// The value of that name to trust most: from an MRZ whose check digits are right, else the most confident.
const Field* most_trusted(const Files& files, std::string_view name);

}  // namespace domain
