#pragma once
// What the order system speaks to: /v1 (docs/openapi.yaml). Bearer keys from the configuration.
#include "intake/cases.h"
#include "intake/json.h"
#include "intake/server.h"

namespace intake {

void add_api_routes(Server& server, Cases& cases);

/// The order of a request body. Error(invalid) names the first member that is wrong, as a JSON pointer.
domain::Order order_from(const Json& body);

/// An event as webhooks carry it and `/v1/events` serves it: thin, no personal data. nullopt: of no interest
/// outside.
std::optional<Json> public_event(const storage::Record& record);

}  // namespace intake
