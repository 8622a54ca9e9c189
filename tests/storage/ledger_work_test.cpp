// Work and leases.
#include <functional>

#include "tests/storage/ledger_contract.h"

using domain::Fault;
using storage::Ledger;
using storage::Work;
using namespace std::chrono_literals;

namespace {

class LedgerWork : public LedgerContract {
  protected:
    void schedule(const std::vector<Work>& work) {
        ledger.append("ord_" + std::to_string(++streams_), 0, {event("a")}, at(1),
                      {std::nullopt, {}, {}, work, std::nullopt});
    }
    Ledger ledger{url};

  private:
    int streams_ = 0;
};

TEST_P(LedgerWork, IsLeasedOldestFirstAndOnlyOfTheStepAskedFor) {
    schedule({{"examine", "b", "ord_1"}, {"examine", "a", "ord_1"}, {"send", "c", "ord_1"}});
    schedule({{"examine", "d", "ord_2"}});
    EXPECT_EQ(ledger.waiting("examine"), 3);
    const auto first = ledger.lease("examine", "me", at(100), 50ms);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->step, "examine");
    EXPECT_EQ(first->object, "b");
    EXPECT_EQ(first->stream, "ord_1");
    EXPECT_EQ(first->attempt, 1);
    EXPECT_EQ(first->until, at(150));
    EXPECT_EQ(first->holder, "me");
    EXPECT_EQ(ledger.lease("examine", "me", at(100), 50ms)->object, "a");
    EXPECT_EQ(ledger.lease("examine", "me", at(100), 50ms)->object, "d");
    EXPECT_FALSE(ledger.lease("examine", "me", at(149), 50ms));
    EXPECT_FALSE(ledger.lease("nothing", "me", at(149), 50ms));
}

TEST_P(LedgerWork, IsNotLeasedBeforeItsTime) {
    schedule({{"send", "x", "ord_1", at(1000)}});
    EXPECT_FALSE(ledger.lease("send", "me", at(999), 50ms));
    EXPECT_TRUE(ledger.lease("send", "me", at(1000), 50ms));
}

TEST_P(LedgerWork, GoesToAnotherWhenTheLeaseRunsOut) {
    schedule({{"examine", "x", "ord_1"}});
    const auto lost = ledger.lease("examine", "one", at(100), 50ms);
    EXPECT_FALSE(ledger.lease("examine", "two", at(149), 50ms));
    const auto taken = ledger.lease("examine", "two", at(150), 50ms);
    ASSERT_TRUE(lost && taken);
    EXPECT_EQ(taken->attempt, 2);
    for (const auto& too_late : std::vector<std::function<void()>>{[&] { ledger.finish(*lost); },
                                                                   [&] { ledger.postpone(*lost, at(9)); },
                                                                   [&] { ledger.park(*lost, "no"); }})
        EXPECT_EQ(fault_of(too_late), Fault::conflict);
    ledger.finish(*taken);
    EXPECT_EQ(fault_of([&] { ledger.finish(*taken); }), Fault::conflict);
    EXPECT_EQ(ledger.waiting("examine"), 0);
}

TEST_P(LedgerWork, IsFencedFromAnEarlierLeaseOfTheSameHolder) {
    schedule({{"examine", "x", "ord_1"}});
    const auto before = ledger.lease("examine", "me", at(100), 50ms);
    const auto after = ledger.lease("examine", "me", at(150), 50ms);
    ASSERT_TRUE(before && after);
    EXPECT_EQ(fault_of([&] { ledger.finish(*before); }), Fault::conflict);
    ledger.finish(*after);
}

TEST_P(LedgerWork, ThatRanOutButWasNotTakenMayStillBeFinished) {
    schedule({{"examine", "x", "ord_1"}});
    const auto lease = ledger.lease("examine", "me", at(100), 50ms);
    EXPECT_FALSE(fault_of([&] { ledger.finish(*lease); }));
}

TEST_P(LedgerWork, CountsAttemptsThroughPostponement) {
    schedule({{"send", "x", "ord_1"}});
    auto lease = ledger.lease("send", "me", at(100), 50ms);
    for (int attempt = 1; attempt <= 3; ++attempt) {
        ASSERT_TRUE(lease);
        EXPECT_EQ(lease->attempt, attempt);
        ledger.postpone(*lease, at(1000 * attempt));
        EXPECT_FALSE(ledger.lease("send", "me", at(1000 * attempt - 1), 50ms));
        lease = ledger.lease("send", "me", at(1000 * attempt), 50ms);
    }
    EXPECT_EQ(lease->attempt, 4);
}

TEST_P(LedgerWork, IsParkedForAPersonAndNotScheduledAgain) {
    schedule({{"send", "x", "ord_1"}});
    const auto lease = ledger.lease("send", "me", at(100), 50ms);
    ledger.park(*lease, "the address refuses letters");
    EXPECT_EQ(ledger.waiting("send"), 0);
    EXPECT_EQ(ledger.parked("send"), 1);
    schedule({{"send", "x", "ord_1"}});
    EXPECT_FALSE(ledger.lease("send", "me", at(1LL << 50), 50ms));
    EXPECT_EQ(fault_of([&] { ledger.finish(*lease); }), Fault::conflict);
}

TEST_P(LedgerWork, ScheduledTwiceIsDoneOnce) {
    schedule({{"send", "x", "ord_1", at(50)}});
    schedule({{"send", "x", "ord_2", at(1)}});
    EXPECT_EQ(ledger.waiting("send"), 1);
    EXPECT_EQ(ledger.lease("send", "me", at(100), 50ms)->stream, "ord_1");
}

TEST_P(LedgerWork, IsFinishedTogetherWithItsEventsOrNotAtAll) {
    schedule({{"examine", "x", "ord_1"}});
    const auto lost = ledger.lease("examine", "one", at(100), 50ms);
    const auto held = ledger.lease("examine", "two", at(200), 50ms);
    Ledger::Alongside alongside;
    alongside.done = lost;
    EXPECT_EQ(fault_of([&] { ledger.append("ord_1", 1, {event("document.examined")}, at(3), alongside); }),
              Fault::conflict);
    EXPECT_EQ(ledger.read("ord_1").size(), 1U);
    alongside.done = held;
    EXPECT_EQ(fault_of([&] { ledger.append("ord_1", 0, {event("document.examined")}, at(3), alongside); }),
              Fault::conflict);
    EXPECT_EQ(ledger.waiting("examine"), 1);
    ledger.append("ord_1", 1, {event("document.examined")}, at(3), alongside);
    EXPECT_EQ(ledger.waiting("examine"), 0);
}

FOR_BOTH_DATABASES(LedgerWork);

}  // namespace
