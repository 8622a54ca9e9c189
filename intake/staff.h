#pragma once
// The analysts' screens: sign-in, queue, case, decision. Server-side sessions (S8–S11), CSRF tokens, redacted
// pages only.
#include "intake/cases.h"
#include "intake/server.h"

namespace intake {

void add_staff_routes(Server& server, Cases& cases);

}  // namespace intake
