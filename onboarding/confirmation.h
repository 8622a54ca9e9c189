#pragma once
// O1: when the order is confirmed. New customers after verification, existing ones at once, exactly once.
#include "domain/case.h"

namespace onboarding {

/// True when `order.confirmed` is due now: the case is approved or auto-verified and the order is not confirmed yet.
bool confirmation_due(const domain::Case& the_case);

}  // namespace onboarding
