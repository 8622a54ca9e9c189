#pragma once
// What the customer's page and its status poll say about a case (model `upload` of web/README.md). Pure.
#include "domain/case.h"
#include "intake/config.h"
#include "intake/json.h"

namespace intake {

inline constexpr std::size_t files_a_requirement = 10;

Json upload_model(const domain::Case& the_case, const Config& config, const std::string& token,
                  const std::string& fingerprint);

/// Files on the page: those that count, and those that nobody could place.
std::vector<const domain::EvidenceState*> shown_files(const domain::Case& the_case);

/// True when the page tells of the finding that the picture explains. Precondition: the file was examined.
bool is_told(const domain::EvidenceState& file, const domain::StoredOverlay& overlay);

}  // namespace intake
