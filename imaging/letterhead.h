#pragma once
// Whom a page of text is from and whom it is to: addresses by their last line (postal.h), names above them,
// companies by their legal form, the head of the page.
#include <string>
#include <vector>

#include "domain/reading.h"
#include "imaging/field_list.h"
#include "imaging/text.h"

namespace imaging {

/// Letters of a text, those beyond ASCII counted by their bytes.
std::ptrdiff_t letters_in(const std::string& text);
/// `t.a.v. J. Jansen`, `Mr J. Smith` without what is before the name.
std::string without_title(std::string text);
bool looks_like_a_person(const std::string& text);

/// Adds address, postal_code, city, name, company and sender, the likeliest of several with the most
/// confidence. `segments`: segments_of the lines of all pages; `page_height`: of what their `place` stands
/// on.
void read_letterhead(const std::vector<Line>& segments, domain::DocumentKind kind, int page_height,
                     FieldList& fields);

}  // namespace imaging
