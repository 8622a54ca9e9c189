#pragma once
// The customer's page behind a personal link: /u/{token}. The token is the only authority; GET and HEAD
// change nothing.
#include "crypto/seal.h"
#include "intake/cases.h"
#include "intake/json.h"
#include "intake/server.h"

namespace intake {

/// What the page and its status poll say about a case (model `upload` of web/README.md). Pure.
Json upload_model(const domain::Case& the_case, const Config& config, const std::string& token,
                  const std::string& fingerprint);

void add_customer_routes(Server& server, Cases& cases, const crypto::IntakePublicKey& intake_key);

}  // namespace intake
