#pragma once
#include <optional>
#include <string>
#include <vector>

#include "domain/finding.h"

namespace domain {

enum class Verdict { accept, refer, resubmit, reject };
std::string_view name_of(Verdict verdict);
std::optional<Verdict> verdict_from(std::string_view name);

/// What was decided for one requirement, by whom and why. A policy accepts, refers or asks again; only a person rejects.
struct Decision {
    Verdict verdict = Verdict::refer;
    std::vector<Reason> reasons{};        // empty only for accept
    std::vector<Finding> findings{};      // all that the decision weighed
    std::vector<FieldMatch> matches{};    // order against document
    std::string policy{};                 // Policy::version
    std::string by = "policy";          // or the analyst's name
    std::string note{};                   // an analyst's words, never mailed
    bool operator==(const Decision&) const = default;
};

}  // namespace domain
