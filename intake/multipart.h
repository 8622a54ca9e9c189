#pragma once
// multipart/form-data (RFC 7578) for the page without JavaScript, read as a stream: parts are handed on while
// they arrive.
#include <functional>
#include <string>

#include "domain/bytes.h"
#include "intake/server.h"

namespace intake {

struct PartHead {
    std::string name;       // of the form field
    std::string file_name;  // as the browser says, UTF-8; empty for plain fields
    std::string media_type;
    bool is_file = false;
};

/// Calls `part` for each part; it must take the part's bytes by calling its second argument until that
/// returns an empty view (what it leaves is skipped). At most 20 parts, 8 KiB of headers each. Throws Refusal
/// 400 for anything that is not multipart/form-data to its very end: a missing final boundary means that
/// nothing may be believed complete.
void read_multipart(
    Body& body, const std::string& content_type,
    const std::function<void(const PartHead&, const std::function<domain::ByteView()>&)>& part);

}  // namespace intake
