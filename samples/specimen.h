#pragma once
// One document of one person: how it looks, and what a reader must find on it.
#include <map>
#include <string>
#include <vector>

#include "samples/canvas.h"
#include "samples/people.h"

namespace samples {

struct Specimen {
    std::string
        kind;  // passport, identity_card, bill, company_extract, payment_card: words of domain::DocumentKind
    std::string side;  // front, back; empty where there is one
    Sheet sheet;
    std::map<std::string, std::string> fields;  // words of domain::field, ISO 8601 dates
    std::vector<std::string> mrz;
    std::map<std::string, std::string> secrets;  // what nobody may store: pan, cvv
    std::string language{};                      // ISO 639-1, where measuring wants it
    std::string name() const { return side.empty() ? kind : kind + "-" + side; }
};

/// The focus of a sheet plus what follows from a person's name, for the two documents of identity.
std::map<std::string, std::string> bearer_fields(const Person& person);

}  // namespace samples
