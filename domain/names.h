#pragma once
// Names, addresses and numbers made comparable, and how alike two of them are.
// Transliteration after ICAO 9303-3 section 6 (both readings of Ä Ö Ü Å Ø ß …); other scripts by ICU.
#include <string>
#include <string_view>
#include <vector>

namespace domain {

/// Upper-case Latin letters, digits and single spaces: `Müller-Lüdenscheidt` → `MUELLER LUEDENSCHEIDT` (ICAO 9303 table).
std::string icao_form(std::string_view text);
/// The same with diacritics simply dropped: `MULLER LUDENSCHEIDT`.
std::string plain_form(std::string_view text);
/// Every form the text may take in a document (icao_form, plain_form, Nordic and Dutch variants), without duplicates.
std::vector<std::string> forms_of(std::string_view text);

/// 0…1 on code points, 1 = equal: 1 − Damerau-Levenshtein (optimal string alignment) / longer length.
double similarity(std::string_view a, std::string_view b);

/// How alike two names of a person are over all forms, order of words, missing middle names and initials: 0…1,
/// exactly 1 when every word of the shorter has an equal in the longer and the surname (the last word of the order's name,
/// or what stands before a comma) is among them with at least one given name or initial. Particles (VAN DER, DE, VON …) may
/// be missing or shortened; a given name may be cut off where a machine-readable zone ends. One letter that differs, a
/// surname alone, half of a double surname or another middle name: in [0.8, 1). A wholly different surname or given name:
/// below 0.8.
struct Alikeness {
    double score = 0;
    std::vector<std::string> steps{};  // what was done, in words of the field
};
Alikeness name_alikeness(std::string_view order_name, std::string_view read_name);
/// The name of a person whose surname is known to be all of `surname`: of GARCIA LOPEZ one word alone is half a surname.
/// For comparing only: the words of the surname are joined by U+2010 (a hyphen that keyboards do not have).
std::string full_name_of(std::string_view given_names, std::string_view surname);
/// Company names: legal forms (BV, B.V., GMBH, LTD …) are set apart and only weakly compared: 1 when the rest is equal and the
/// legal form is equal or missing on one side, 0.95 when it is another one.
Alikeness company_alikeness(std::string_view order_name, std::string_view read_name);

}  // namespace domain
