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
    std::string state = "UTO", nationality = "UTO";  // as in ICAO 9303-3 section 5, 1 to 3 letters
    std::string optional{};                          // up to 14 of A-Z and 0-9; a format takes what fits
};

/// ICAO 9303-3 section 4.9: weights 7 3 1, `<` = 0, A = 10 … Z = 35, modulo 10.
char check_digit(std::string_view text);

/// Passport (ICAO 9303-4): two lines of 44. UTO is the state of the standard's own examples.
std::vector<std::string> td3(const Bearer& bearer);
/// Identity card (ICAO 9303-5): three lines of 30.
std::vector<std::string> td1(const Bearer& bearer);
/// Larger identity card (ICAO 9303-6): two lines of 36.
std::vector<std::string> td2(const Bearer& bearer);
/// Visas (ICAO 9303-7): two lines of 44 or of 36, without a composite check digit.
std::vector<std::string> mrv_a(const Bearer& bearer);
std::vector<std::string> mrv_b(const Bearer& bearer);
/// The French identity card before 2021: two lines of 36 of its own kind (arrêté du 24 avril 1991). No
/// expiry; the number is what was given out in `issued`'s month: 3 characters for the office and 5 digits.
std::vector<std::string> french(const Bearer& bearer, Date issued);

/// `van der Müller` → `VAN DER MÜLLER`
std::string upper(std::string_view text);
/// ICAO 9303-3 section 6.A: `MÜLLER` → `MUELLER`; letters without an entry are dropped.
std::string latin(std::string_view text);

}  // namespace samples
