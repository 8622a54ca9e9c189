#pragma once
// Machine-readable zones to print (ICAO 9303 parts 3, 4 and 5), and letters beyond ASCII in capitals and in
// `A-Z`.
#include <string>
#include <string_view>
#include <vector>

#include "samples/calendar.h"

namespace samples {

struct Bearer {
    std::string surname, given_names;  // UTF-8, as in life
    std::string number;                // of the document: up to 9 of A-Z and 0-9
    Date birth, expiry;
    char sex = 'X';
};

/// ICAO 9303-3 section 4.9: weights 7 3 1, `<` = 0, A = 10 … Z = 35, modulo 10.
char check_digit(std::string_view text);

/// Passport: two lines of 44. State and nationality are UTO, as in the standard's own examples.
std::vector<std::string> td3(const Bearer& bearer);
/// Identity card: three lines of 30.
std::vector<std::string> td1(const Bearer& bearer);

/// `van der Müller` → `VAN DER MÜLLER`
std::string upper(std::string_view text);
/// ICAO 9303-3 section 6.A: `MÜLLER` → `MUELLER`; letters without an entry are dropped.
std::string latin(std::string_view text);

}  // namespace samples
