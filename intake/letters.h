#pragma once
// Which letter an event calls for, and what it says.
#include <optional>

#include "intake/cases.h"
#include "mailers/letter.h"

namespace intake {

struct PublishedKey;

/// `history` up to and including the event at `version`. nullopt: that event calls for no letter, or a newer
/// link made it idle.
std::optional<mailers::Contents> letter_for(const std::vector<domain::Recorded>& history,
                                            std::int64_t version, const Cases& cases,
                                            const PublishedKey& key);

/// True for the types of events that may call for one.
bool calls_for_letter(std::string_view type);

}  // namespace intake
