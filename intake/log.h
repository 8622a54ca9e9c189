#pragma once
// One JSON line on standard error an event: ids, codes, counts, durations. Never a name, an address, a token
// or file content.
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace intake {

/// `log("examined", {{"order", id}, {"ms", "812"}})` →
/// {"at":"…","role":"examine","event":"examined","order":"ord_…","ms":"812"}
void log(std::string_view event, std::initializer_list<std::pair<std::string_view, std::string>> fields = {});

/// Said once, at the start of a role.
void set_log_role(std::string_view role);

}  // namespace intake
