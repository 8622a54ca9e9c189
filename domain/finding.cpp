#include "domain/finding.h"

#include "domain/decision.h"
#include "domain/vocabulary.h"

namespace domain {
namespace {

constexpr auto outcomes = vocabulary<Outcome::unreadable>("clear", "consider", "unreadable");
constexpr auto match_verdicts =
    vocabulary<FieldMatch::Verdict::missing>("same", "near", "differs", "missing");
constexpr auto verdicts = vocabulary<Verdict::reject>("accept", "refer", "resubmit", "reject");

}  // namespace

std::string_view name_of(Outcome outcome) {
    return outcomes.word(outcome);
}
std::optional<Outcome> outcome_from(std::string_view name) {
    return outcomes.value(name);
}
std::string_view name_of(FieldMatch::Verdict verdict) {
    return match_verdicts.word(verdict);
}
std::optional<FieldMatch::Verdict> match_verdict_from(std::string_view name) {
    return match_verdicts.value(name);
}
std::string_view name_of(Verdict verdict) {
    return verdicts.word(verdict);
}
std::optional<Verdict> verdict_from(std::string_view name) {
    return verdicts.value(name);
}

}  // namespace domain
