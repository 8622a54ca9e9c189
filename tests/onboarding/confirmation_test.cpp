#include "onboarding/confirmation.h"

#include <gtest/gtest.h>

using namespace domain;
using onboarding::confirmation_due;

namespace {
Case told(std::initializer_list<Event> events) {
    Case the_case;
    for (const Event& event : events) apply(the_case, {event, Instant{}, the_case.version + 1});
    return the_case;
}
const CaseSelected selected{{}, {{Requirement::identity, Applicability::required}}};
}  // namespace

TEST(O1, AnAutoVerifiedOrderIsConfirmedAtOnceAndOnce) {
    EXPECT_TRUE(confirmation_due(told({OrderReceived{}, AutoVerified{}})));
    EXPECT_FALSE(confirmation_due(told({OrderReceived{}, AutoVerified{}, OrderConfirmed{}})));
}

TEST(O1, ANewCustomerIsConfirmedAfterApproval) {
    EXPECT_FALSE(confirmation_due(told({OrderReceived{}})));
    EXPECT_FALSE(confirmation_due(told({OrderReceived{}, selected, CaseRequested{}, CaseSubmitted{}})));
    EXPECT_TRUE(confirmation_due(
        told({OrderReceived{}, selected, CaseRequested{}, CaseSubmitted{}, CaseApproved{}})));
    EXPECT_FALSE(
        confirmation_due(told({OrderReceived{}, selected, CaseApproved{}, OrderConfirmed{}, LetterSent{}})));
}

TEST(O1, NothingIsConfirmedThatWasRejectedOrWithdrawn) {
    EXPECT_FALSE(confirmation_due(told({OrderReceived{}, selected, CaseRejected{.by = "mila"}})));
    EXPECT_FALSE(confirmation_due(told({OrderReceived{}, selected, CaseWithdrawn{}})));
    EXPECT_FALSE(confirmation_due(told({OrderReceived{}, selected, CaseExpired{}})));
}
