#pragma once
// V8: whether two files show one document.
#include "domain/finding.h"
#include "domain/policy.h"

namespace domain {

/// Check `same_document`: `consider` with POA_SAME_AS_ID when the number, the MRZ, the person with the expiry
/// date, or any page of one and any page of the other (Policy::same_picture) are the same. Measure: the most
/// alike pair of pages, 0…1.
Finding compare_documents(const Reading& proof, const Reading& identity, const Policy& policy);

/// Share of equal bits of two page hashes.
double page_likeness(std::uint64_t a, std::uint64_t b);

}  // namespace domain
