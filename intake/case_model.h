#pragma once
// What the analysts' case screen shows, as the JSON model `case` of web/README.md. Pure.
#include <span>

#include "intake/cases.h"
#include "intake/config.h"
#include "intake/json.h"

namespace intake {

struct Viewer {
    std::string analyst, csrf;
    bool conflict = false;  // the decision just sent was not taken: somebody was faster
};

/// True while the claim is younger than `Config::claim_for`.
bool claim_holds(const domain::Case& the_case, const Config& config, domain::Instant at);

Json case_model(const domain::Case& the_case, std::span<const domain::Recorded> history,
                const storage::Summary* summary, const Config& config, const Viewer& viewer,
                domain::Instant at);

/// `3 h`, `2 days`: how long ago or ahead, without a sign.
std::string span_text(std::chrono::milliseconds span);
/// `in 3 h`, `2 days late`.
std::string due_text(domain::Instant due, domain::Instant at);

}  // namespace intake
