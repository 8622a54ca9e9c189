#pragma once
// The sentences of one case for its customer: his language, and the values that a sentence may name.
#include <map>
#include <string>

#include "domain/case.h"
#include "domain/messages.h"
#include "intake/config.h"
#include "intake/json.h"

namespace intake {

struct Words {
    const domain::Messages& texts;
    std::map<std::string, std::string> arguments;
    std::string operator()(const std::string& key) const { return texts.format(key, arguments); }
    /// {"code","text","action","overlay"} of a reason; the overlay is for the caller to fill.
    Json message(domain::Reason reason) const;
    /// Why this order is asked for documents, one sentence a reason (V4).
    std::vector<std::string> selection(const domain::Case& the_case) const;
};

/// The sentence under the picture that explains a finding.
std::string overlay_key(const domain::Finding& finding);

/// `fingerprint` of the entity's OpenPGP key, for PGP_WRONG_KEY.
Words words_for(const domain::Case& the_case, const Config& config, const std::string& fingerprint);

}  // namespace intake
