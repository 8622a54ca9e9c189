// Several processes and threads over one ledger, and processes that die in the middle.
#include <signal.h>

#include <atomic>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "tests/storage/child.h"
#include "tests/storage/ledger_contract.h"

using storage::Ledger;
using storage::Work;
using namespace std::chrono_literals;

namespace {

class LedgerConcurrency : public LedgerContract {
  protected:
    std::unique_ptr<Child> writer(const std::string& stream, int appends) {
        return std::make_unique<Child>(
            std::vector<std::string>{"append", url, stream, std::to_string(appends)});
    }
};

/// Appends two events at a time, reading again when another was faster.
void append(Ledger& ledger, const std::string& stream, int appends) {
    while (appends > 0) {
        const auto fault = fault_of([&] {
            const auto version = static_cast<std::int64_t>(ledger.read(stream).size());
            ledger.append(stream, version, {event("x"), event("y")}, at(1), {});
            --appends;
        });
        ASSERT_TRUE(!fault || fault == domain::Fault::conflict);
    }
}

TEST_P(LedgerConcurrency, ProcessesThatStartTogetherMakeOneSchema) {
    std::vector<std::unique_ptr<Child>> children;
    for (const char* stream : {"ord_1", "ord_2", "ord_3"}) children.push_back(writer(stream, 1));
    for (auto& child : children) EXPECT_EQ(child->wait(), 0);
    Ledger ledger(url);
    EXPECT_EQ(ledger.verify().records, 6);
    EXPECT_EQ(ledger.verify().first_bad, std::nullopt);
}

TEST_P(LedgerConcurrency, TwoProcessesAndTwoThreadsMakeOneChainThatAFollowerSeesInOrder_A4) {
    constexpr int appends = 40, writers = 4, total = 2 * appends * writers;
    Ledger ledger(url);
    const auto one = writer("shared", appends), two = writer("ord_2", appends);
    std::thread three([&] { append(ledger, "shared", appends); }),
        four([&] { append(ledger, "ord_4", appends); });

    std::int64_t seen = 0;
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (seen < total && std::chrono::steady_clock::now() < deadline) {
        const auto batch = ledger.after(seen, 7);
        for (const auto& record : batch) EXPECT_EQ(record.position, ++seen);
        if (!batch.empty()) ledger.advance("follower", batch.front().position - 1, seen, {});
        if (batch.empty()) std::this_thread::sleep_for(1ms);
    }
    three.join();
    four.join();
    EXPECT_EQ(one->wait(), 0);
    EXPECT_EQ(two->wait(), 0);
    EXPECT_EQ(seen, total);
    EXPECT_EQ(ledger.cursor("follower"), total);
    EXPECT_EQ(ledger.read("shared").size(), 4U * appends);
    const auto audit = ledger.verify();
    EXPECT_EQ(audit.records, total);
    EXPECT_EQ(audit.first_bad, std::nullopt);
}

TEST_P(LedgerConcurrency, AWriterWithoutPauseDoesNotStarveAnother) {
    Ledger ledger(url);
    const auto greedy = writer("ord_1", 1000000);
    ASSERT_TRUE(greedy->line());
    for (int version = 0; version < 30; ++version) {
        const auto start = std::chrono::steady_clock::now();
        ledger.append("ord_2", version, {event("a")}, at(1), {});
        EXPECT_LT(std::chrono::steady_clock::now() - start,
                  3s);  // it would be milliseconds on a quiet machine
    }
}

TEST_P(LedgerConcurrency, OneOfTwoFollowersIsFaster) {
    Ledger ledger(url);
    append(ledger, "ord_1", 20);
    std::atomic<int> conflicts = 0, advances = 0;
    const auto follow = [&] {
        for (std::int64_t place = ledger.cursor("courier"); place < 40; place = ledger.cursor("courier"))
            fault_of([&] {
                ledger.advance("courier", place, place + 1, {{"send", std::to_string(place + 1), "ord_1"}});
            }).has_value()
                ? ++conflicts
                : ++advances;
    };
    std::thread other(follow);
    follow();
    other.join();
    EXPECT_EQ(advances, 40);
    EXPECT_EQ(ledger.waiting("send"), 40);
}

TEST_P(LedgerConcurrency, TwoHoldersNeverLeaseTheSameWork) {
    constexpr int pieces = 60;
    Ledger ledger(url);
    std::vector<Work> work;
    for (int i = 0; i < pieces; ++i) work.push_back({"examine", std::to_string(i), "ord_1"});
    ledger.append("ord_1", 0, {event("a")}, at(1), {std::nullopt, {}, {}, work, std::nullopt});

    Child one({"lease", url, "one"}), two({"lease", url, "two"});
    std::vector<std::string> done;
    std::mutex mutex;
    const auto lease = [&](const std::string& holder) {
        while (const auto held = ledger.lease("examine", holder, at(3600000), 1min)) {
            {
                const std::lock_guard lock(mutex);
                done.push_back(held->object);
            }
            ledger.finish(*held);
        }
    };
    std::thread three(lease, "three");
    lease("four");
    three.join();
    for (Child* child : {&one, &two}) {
        while (const auto object = child->line()) done.push_back(*object);
        EXPECT_EQ(child->wait(), 0);
    }
    EXPECT_EQ(done.size(), std::size_t{pieces});
    EXPECT_EQ(std::set<std::string>(done.begin(), done.end()).size(), std::size_t{pieces});
    EXPECT_EQ(ledger.waiting("examine"), 0);
}

TEST_P(LedgerConcurrency, OnlyOneOfManyPutsANewEntry) {
    Ledger ledger(url);
    for (int round = 0; round < 10; ++round) {
        std::atomic<int> won = 0;
        const auto put = [&](const char* who) {
            if (!fault_of([&] { ledger.put_new({"key", std::to_string(round), who, std::nullopt}, at(1)); }))
                ++won;
        };
        std::thread other(put, "other");
        put("me");
        other.join();
        EXPECT_EQ(won, 1);
    }
}

TEST_P(LedgerConcurrency, KeepsEveryAcknowledgedAppendOfWritersThatAreKilled_A3_D1) {
    Ledger ledger(url);
    std::mt19937 random(4711);
    std::map<std::int64_t, std::string> acknowledged;  // position → what its payload must be
    for (int round = 0; round < 20; ++round) {
        const auto child = writer("ord_1", 1000000),
                   other = writer("ord_" + std::to_string(round + 2), 1000000);
        ASSERT_TRUE(child->line()) << "the writer never got to write";
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 20000));
        for (const auto& victim : {child.get(), other.get()}) {
            victim->kill();
            while (const auto line = victim->line()) {
                std::istringstream words(*line);
                std::int64_t position = 0;
                words >> position;
                words >> acknowledged[position];
            }
            EXPECT_EQ(victim->wait(), 128 + SIGKILL);
        }
        const auto audit = ledger.verify();
        ASSERT_EQ(audit.first_bad, std::nullopt) << audit.why;
        ASSERT_EQ(audit.records, ledger.head());
        ASSERT_EQ(audit.records % 2, 0) << "half an append";
    }
    ASSERT_GT(acknowledged.size(), 20U);
    for (const auto& record : ledger.after(0, 1000000))
        if (const auto ack = acknowledged.find(record.position); ack != acknowledged.end()) {
            EXPECT_EQ(std::string(record.payload.begin(), record.payload.end()), ack->second);
            acknowledged.erase(ack);
        }
    EXPECT_TRUE(acknowledged.empty()) << acknowledged.size() << " acknowledged appends are lost";
}

FOR_BOTH_DATABASES(LedgerConcurrency);

}  // namespace
