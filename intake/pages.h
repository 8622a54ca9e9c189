#pragma once
// Pages for people: mustache templates and message catalogues of web/ (embedded), filled from JSON models.
#include <string>
#include <string_view>

#include "domain/messages.h"
#include "intake/json.h"
#include "intake/server.h"

namespace intake {

/// `en` or `nl`: the catalogue for a BCP 47 language, English when there is none.
std::string_view catalogue_for(std::string_view language);

/// All texts of one language: the pages' and the letters'.
const domain::Messages& messages(std::string_view language);

/// `page` is a template's name without folder and suffix. The model gets `lang`, `t` and `asset` added.
Response render(std::string_view page, std::string_view language, const Json& model, int status = 200);

/// A picture that we made ourselves, for nothing but to be looked at.
Response picture_response(domain::ByteView jpeg);

/// GET /assets/… with long caching: their names carry a hash of their content.
void add_asset_routes(Server& server);

/// Problem pages for people (/u, /staff), problem documents for programs.
Response explain(const Request& request, const Refusal& refusal);

// ---- words for values ----
std::string size_text(std::uint64_t bytes);                                // `1.4 MB`
std::string day_text(domain::Instant instant, std::string_view language);  // `3 December 2026`
std::string moment_text(domain::Instant instant);                          // `2026-12-03 14:02 UTC`
/// `ABCD 1234 …`, groups of four.
std::string grouped(std::string_view fingerprint);

}  // namespace intake
