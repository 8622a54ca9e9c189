// Whatever the events and their order: the fold survives, final is final, and rules follow once.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sample.h"

using namespace sample;

namespace {

template <class T>
T one_of(std::initializer_list<T> values) {
    return *rc::gen::elementOf(std::vector<T>(values));
}

std::string some_file() {
    return "evd_" + std::to_string(*rc::gen::inRange(1, 5));
}

Reading some_reading() {
    return one_of<Reading>({passport(), passport("PETER", "JANSEN"), passport("ANNA", "MULLAR"), bill(),
                            card(), extract(), card_front(), Reading{}});
}

std::optional<Requirement> some_slot() {
    const int i = *rc::gen::inRange(0, 6);
    return i == 5 ? std::nullopt : std::optional(all_requirements[static_cast<std::size_t>(i)]);
}

Event some_event() {
    const std::string by = one_of<std::string>({"policy", "mila", "noor"});
    switch (*rc::gen::inRange(0, 20)) {
        case 0:
            return OrderReceived{one_of<Order>({private_order(), company_by_card()})};
        case 1:
            return AutoVerified{};
        case 2:
            return CaseSelected{{}, requirements_of(company_by_card(), {})};
        case 3:
            return CaseRequested{.link = *rc::gen::inRange(1, 4), .expires = now};
        case 4:
            return EvidenceReceived{.evidence = some_file(), .slot = some_slot()};
        case 5:
            return EvidenceWithdrawn{some_file()};
        case 6:
            return DocumentExamined{
                .evidence = some_file(), .requirement = some_slot(), .reading = some_reading()};
        case 7:
        case 8:
            return RequirementDecided{
                one_of<Requirement>({all_requirements[0], all_requirements[1], all_requirements[2],
                                     all_requirements[3], all_requirements[4]}),
                {.verdict = one_of<Verdict>({Verdict::accept, Verdict::refer, Verdict::resubmit}), .by = by},
                {}};
        case 9:
            return CaseSubmitted{"r"};
        case 10:
            return CaseReferred{};
        case 11:
            return CaseClaimed{by};
        case 12:
            return CaseReleased{by};
        case 13:
            return ResubmitRequested{.by = by, .link = *rc::gen::inRange(1, 4), .expires = now};
        case 14:
            return CaseApproved{by};
        case 15:
            return CaseRejected{.by = by};
        case 16:
            return CaseExpired{};
        case 17:
            return CaseWithdrawn{};
        case 18:
            return OrderConfirmed{};
        default:
            return one_of<Event>({LetterSent{}, LetterFailed{}});
    }
}

}  // namespace

RC_GTEST_PROP(CaseProperty, FinalStatesStayWhateverComesAfter, ()) {
    Case the_case;
    std::optional<CaseState> final_state;
    const int length = *rc::gen::inRange(0, 40);
    for (int version = 1; version <= length; ++version) {
        apply(the_case, {some_event(), now, version});
        RC_ASSERT(the_case.version == version);
        if (final_state) RC_ASSERT(the_case.state == *final_state);
        if (is_final(the_case.state)) final_state = the_case.state;
        if (is_final(the_case.state))
            RC_ASSERT(!consequence(the_case, now) && undecided(the_case).empty() &&
                      !the_case.accepts_uploads());
    }
}

RC_GTEST_PROP(CaseProperty, WhatFollowsByRuleFollowsOnce, ()) {
    Story story(one_of<Order>({private_order(), company_by_card()}));
    const int length = *rc::gen::inRange(0, 25);
    for (int i = 0; i < length; ++i) {
        story.tell(some_event());
        const auto event = consequence(story.the_case, now);
        if (!event) continue;
        RC_ASSERT(!std::holds_alternative<CaseRejected>(*event));
        Case after = story.the_case;
        apply(after, {*event, now, after.version + 1});
        RC_ASSERT(!consequence(after, now));
    }
}

RC_GTEST_PROP(CaseProperty, NothingIsApprovedThatWasNotAcceptedAndSent, ()) {
    Story story(one_of<Order>({private_order(), company_by_card()}));
    const int length = *rc::gen::inRange(0, 25);
    for (int i = 0; i < length; ++i) {
        story.tell(some_event());
        const auto event = consequence(story.the_case, now);
        if (!event || !std::holds_alternative<CaseApproved>(*event)) continue;
        RC_ASSERT(story.the_case.sent);
        for (const RequirementState& row : story.the_case.requirements)
            if (row.applicability == Applicability::required)
                RC_ASSERT(row.decision && row.decision->verdict == Verdict::accept);
    }
}

RC_GTEST_PROP(CaseProperty, AShellThatSettlesEndsWithEveryFileDecided, ()) {
    Story story(one_of<Order>({private_order(), company_by_card()}));
    const int length = *rc::gen::inRange(1, 7);
    for (int i = 0; i < length && story.the_case.accepts_uploads(); ++i) {
        story.add(some_slot(), some_reading());
        story.settle();
        RC_ASSERT(undecided(story.the_case).empty());
        for (const RequirementState& row : story.the_case.requirements)
            RC_ASSERT(row.status != RequirementState::Status::checking);
        if (*rc::gen::arbitrary<bool>()) story.send();
    }
    for (const RequirementState& row : story.the_case.requirements)
        if (row.decision)
            RC_ASSERT(row.decision->verdict != Verdict::reject &&
                      (row.decision->verdict == Verdict::accept) == row.decision->reasons.empty());
}
