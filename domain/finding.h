#pragma once
#include <optional>
#include <string>
#include <vector>

#include "domain/reading.h"
#include "domain/reason.h"

namespace domain {

enum class Outcome { clear, consider, unreadable };
std::string_view name_of(Outcome outcome);
std::optional<Outcome> outcome_from(std::string_view name);

/// One result of one check: what was measured, against what, where.
struct Finding {
    std::string check{};    // which check speaks: `colour`, `origin`, `mrz`, `name`, `file` …
    Outcome outcome = Outcome::clear;
    std::optional<Reason> reason{};     // set unless clear
    std::optional<double> measure{};    // measured value
    std::optional<double> threshold{};  // the limit it was held against
    std::optional<Box> region{};
    bool operator==(const Finding&) const = default;
};

/// One field of the order beside what the document says; a customer may read it (GDPR access).
struct FieldMatch {
    enum class Verdict { same, near, differs, missing };
    std::string field{};         // name | birth_date | address | company | registration_number | card_holder | …
    std::string order_value{};
    std::string read_value{};    // empty when missing
    Verdict verdict = Verdict::missing;
    double score = 0;          // 0…1
    std::vector<std::string> steps{};  // what was done to both before comparing: `case`, `ICAO 9303 transliteration`, …
    std::optional<Box> box{};
    std::string evidence{};      // the file it was read from
    bool operator==(const FieldMatch&) const = default;
};
std::string_view name_of(FieldMatch::Verdict verdict);
std::optional<FieldMatch::Verdict> match_verdict_from(std::string_view name);

}  // namespace domain
