#pragma once
// The customer's page behind a personal link: /u/{token}. The token is the only authority; GET and HEAD
// change nothing.
#include "crypto/seal.h"
#include "intake/cases.h"
#include "intake/server.h"

namespace intake {

void add_customer_routes(Server& server, Cases& cases, const crypto::IntakePublicKey& intake_key);

}  // namespace intake
