#pragma once
// What the back ends share about addresses and names of letters (hardening M9).
#include <string>
#include <string_view>

namespace mailers {

/// `local@domain` as it may stand in a header and in the SMTP dialogue: ASCII dot-atom, the domain's A-labels
/// in lower case, at most 64 + 1 + 189 characters (RFC 5321 section 4.5.3.1). Throws Error(invalid) for
/// anything else.
std::string wire_address(std::string_view address);

/// The id when it can be a file's name and the left side of a Message-ID; else throws Error(invalid).
const std::string& checked_id(const std::string& id);

}  // namespace mailers
