#pragma once
// The operator's thresholds, with a version that every decision names.
#include <string>

namespace domain {

struct Policy {
    std::string version = "1";
    double random_rate = 0.05;             // V4(c): share of otherwise clean orders that is selected, 0…1
    bool registration_always = false;      // V7(2): the strict reading, for private persons too
    double name_near = 0.80;               // similarity at or above which a differing name goes to a person
    double address_near = 0.70;
    int proof_of_address_max_age_days = 92;  // older: POA_TOO_OLD
    double same_picture = 0.92;            // V8: share of equal bits of two page hashes that makes them one picture
    int link_days = 14;                    // life of a personal upload link
    int minimum_age = 18;
};

}  // namespace domain
