#pragma once
// Orders for `POST /v1/orders` that the sample documents answer, and variants that they answer badly.
#include <nlohmann/json.hpp>

#include "samples/people.h"

namespace samples {

struct SampleOrder {
    std::string file;    // `orders/joris.json`
    std::string person;  // whose documents go with it
    nlohmann::ordered_json body;
    std::string
        expected;  // verdict on the name when that person's own documents are sent: accept, refer, resubmit
};

/// One for each person that orders, then `orders/variants/`: Müller as MUELLER, with a letter changed, and
/// another name.
std::vector<SampleOrder> orders(const std::vector<Person>& people);

}  // namespace samples
