#pragma once
// Domain values ⇄ JSON (nlohmann), for sealed payloads. The names of members are those of the structs.
#include <nlohmann/json.hpp>

#include "domain/case.h"

namespace intake {

using Json = nlohmann::json;

/// The payload of an event (personal data: to be sealed).
Json payload_of(const domain::Event& event);
/// Throws domain::Error(corrupt) for an unknown type or a payload that is not of its form.
domain::Event event_from(std::string_view type, const Json& payload);

/// What may be said in clear beside it: states, codes, sizes, ids of ours; no personal data.
Json facts_of(const domain::Event& event);

Json to_json(const domain::Reading& reading);
Json to_json(const domain::Finding& finding);

/// Parses text from outside: at most 64 levels deep; Error(invalid) that says where it is not JSON.
Json parse_json(std::string_view text);

}  // namespace intake
