#include "onboarding/confirmation.h"

namespace onboarding {

bool confirmation_due(const domain::Case& the_case) {
    const bool verified =
        the_case.state == domain::CaseState::approved || the_case.state == domain::CaseState::auto_verified;
    return verified && !the_case.confirmed;
}

}  // namespace onboarding
