#pragma once
// Where a document shows an address that the order claims: a search driven by the claim, tolerant of how
// printers abbreviate and of what a text reader misreads. Nothing is parsed that is not looked for.
#include <optional>
#include <string>
#include <vector>

#include "domain/order.h"
#include "domain/reading.h"

namespace domain {

struct AddressSighting {
    bool street = false, number = false, postal_code = false, city = false;
    double score = 0;        // 0…1: weighed share of the claimed parts that were found near one another
    std::string text{};        // the lines that hold them
    std::optional<Box> box{};  // of the first of them
    std::vector<std::string> steps{};  // what was done before comparing, and what is missing

    /// Street with number, and postal code or city: it is that address.
    bool complete(const Address& claimed) const;
};

/// The best place among the fields and lines of one reading. A line before and four lines after the street's
/// belong to it.
AddressSighting find_address(const Address& claimed, const Reading& reading);

}  // namespace domain
