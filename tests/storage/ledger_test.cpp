// Streams, followers, keys, summaries, entries: what every database must do the same way.
#include <gmock/gmock.h>

#include <fstream>

#include "tests/storage/ledger_contract.h"

using domain::Fault;
using storage::Bytes;
using storage::Entry;
using storage::Ledger;
using storage::Summary;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

namespace {

class LedgerTest : public LedgerContract {
  protected:
    Ledger ledger{url};
};

// ---- streams ----

TEST_P(LedgerTest, AppendsAtTheVersionThatTheCallerKnows) {
    EXPECT_EQ(ledger.head(), 0);
    EXPECT_EQ(ledger.append("ord_1", 0, {event("case.requested"), event("evidence.received")}, at(1000), {}),
              2);
    EXPECT_EQ(ledger.append("ord_2", 0, {event("case.requested")}, at(1001), {}), 3);
    EXPECT_EQ(ledger.append("ord_1", 2, {event("document.examined")}, at(1002), {}), 4);
    EXPECT_EQ(ledger.head(), 4);
    EXPECT_THAT(ledger.streams(), ElementsAre("ord_1", "ord_2"));

    const auto records = ledger.read("ord_1");
    ASSERT_EQ(records.size(), 3U);
    EXPECT_EQ(records[2].position, 4);
    EXPECT_EQ(records[2].version, 3);
    EXPECT_EQ(records[2].stream, "ord_1");
    EXPECT_EQ(records[2].type, "document.examined");
    EXPECT_EQ(records[2].at, at(1002));
    EXPECT_EQ(records[2].facts, "{\"state\":\"open\"}");
    EXPECT_EQ(records[2].payload, Bytes({'s', 'e', 'a', 'l', 'e', 'd'}));
    EXPECT_EQ(records[2].hash.size(), 32U);
    EXPECT_EQ(ledger.read("ord_1", 2).size(), 1U);
    EXPECT_THAT(ledger.read("ord_9"), IsEmpty());
}

TEST_P(LedgerTest, RefusesAnAppendElsewhereAndKeepsNothingOfIt) {
    ledger.append("ord_1", 0, {event("a")}, at(1), {});
    Ledger::Alongside alongside;
    alongside.entries = {{"link", "token", "ord_1", std::nullopt}};
    for (const std::int64_t version : {0, 2, -1})
        EXPECT_EQ(fault_of([&] { ledger.append("ord_1", version, {event("b")}, at(2), alongside); }),
                  Fault::conflict);
    EXPECT_EQ(ledger.head(), 1);
    EXPECT_EQ(ledger.entry("link", "token", at(3)), std::nullopt);
    EXPECT_EQ(ledger.verify().first_bad, std::nullopt);
}

TEST_P(LedgerTest, KeepsAMebibyteAndEveryByteValue) {
    Bytes payload(1 << 20);
    for (std::size_t i = 0; i < payload.size(); ++i)
        payload[i] = static_cast<std::uint8_t>(i * 2654435761U >> 13);
    Bytes zeros(3, 0);
    ledger.append("ord_1", 0, {{"big", "{}", payload}, {"zeros", "{}", zeros}}, at(1), {});
    EXPECT_EQ(ledger.read("ord_1")[0].payload, payload);
    EXPECT_EQ(ledger.read("ord_1")[1].payload, zeros);
    EXPECT_EQ(ledger.verify().first_bad, std::nullopt);
}

TEST_P(LedgerTest, KeepsTextOfEveryScriptAndInstantsBefore1970) {
    const std::string facts =
        "{\"quote\":\"'\\\" $1 %s ? ;--\",\"text\":\"Zażółć 李 Ελλάδα \xF0\x9F\x8F\xA0\"}";
    ledger.append("ord_Ω", 0, {{"type", facts, {1}}}, at(-86400001), {});
    EXPECT_EQ(ledger.read("ord_Ω")[0].facts, facts);
    EXPECT_EQ(ledger.read("ord_Ω")[0].at, at(-86400001));
}

TEST_P(LedgerTest, RefusesTextWithNulOrBrokenUtf8AndEmptyPayloads) {
    using namespace std::string_literals;
    for (const auto& bad :
         {"a\0b"s, "\xC3"s, "\xFF"s, "\xC0\x80"s, "\xED\xA0\x80"s, "\xF4\x90\x80\x80"s, "ok\xE2\x82"s}) {
        EXPECT_EQ(fault_of([&] { ledger.append(bad, 0, {event("a")}, at(1), {}); }), Fault::invalid);
        EXPECT_EQ(fault_of([&] { ledger.append("ord_1", 0, {event(bad)}, at(1), {}); }), Fault::invalid);
        EXPECT_EQ(fault_of([&] { ledger.append("ord_1", 0, {{"a", bad, {1}}}, at(1), {}); }), Fault::invalid);
        EXPECT_EQ(fault_of([&] { ledger.put({"link", bad, "x", std::nullopt}); }), Fault::invalid);
        EXPECT_EQ(fault_of([&] { ledger.read(bad); }), Fault::invalid);
    }
    EXPECT_EQ(fault_of([&] { ledger.append("ord_1", 0, {{"a", "{}", {}}}, at(1), {}); }), Fault::invalid);
    EXPECT_EQ(ledger.head(), 0);
}

TEST_P(LedgerTest, FindsItsRecordsAgainWhenOpenedAgain) {
    ledger.append("ord_1", 0, {event("a")}, at(1), {});
    Ledger again(url);
    EXPECT_EQ(again.append("ord_1", 1, {event("b")}, at(2), {}), 2);
    EXPECT_EQ(ledger.read("ord_1").size(), 2U);
    EXPECT_EQ(ledger.verify().records, 2);
}

TEST_P(LedgerTest, WritesWhatStandsAlongsideWithoutAnyEvent) {
    ledger.append("ord_1", 0, {event("a")}, at(1), {});
    Ledger::Alongside alongside;
    alongside.keys = {{"", {1, 2}}};
    EXPECT_EQ(ledger.append("ord_1", 1, {}, at(2), alongside), 1);
    EXPECT_THAT(ledger.key("ord_1", ""), Optional(Bytes({1, 2})));
    EXPECT_EQ(ledger.verify().first_bad, std::nullopt);
}

// ---- followers ----

TEST_P(LedgerTest, GivesFollowersRecordsInOrderAndKeepsTheirPlace) {
    ledger.append("ord_1", 0, {event("a"), event("b"), event("c")}, at(1), {});
    EXPECT_EQ(ledger.cursor("courier"), 0);
    const auto batch = ledger.after(0, 2);
    ASSERT_EQ(batch.size(), 2U);
    EXPECT_EQ(batch[0].type, "a");
    EXPECT_EQ(batch[1].position, 2);
    ledger.advance("courier", 0, 2, {{"webhook", "2", "ord_1"}});
    EXPECT_EQ(ledger.cursor("courier"), 2);
    EXPECT_EQ(ledger.cursor("other"), 0);
    EXPECT_EQ(ledger.waiting("webhook"), 1);
    EXPECT_EQ(ledger.after(2, 10).at(0).type, "c");
    EXPECT_THAT(ledger.after(3, 10), IsEmpty());
}

TEST_P(LedgerTest, RefusesToAdvanceACursorThatIsElsewhere) {
    ledger.append("ord_1", 0, {event("a"), event("b")}, at(1), {});
    ledger.advance("courier", 0, 1, {});
    EXPECT_EQ(fault_of([&] {
                  ledger.advance("courier", 0, 2, {{"webhook", "2", "ord_1"}});
              }),
              Fault::conflict);
    EXPECT_EQ(ledger.waiting("webhook"), 0);
    EXPECT_EQ(ledger.cursor("courier"), 1);
    EXPECT_EQ(fault_of([&] { ledger.advance("courier", 1, 3, {}); }),
              Fault::invalid);  // would skip what is yet to come
    EXPECT_EQ(fault_of([&] { ledger.advance("courier", 1, 0, {}); }), Fault::invalid);
}

// ---- keys ----

TEST_P(LedgerTest, ErasesOneKeyOrEveryKeyOfAStream) {
    Ledger::Alongside alongside;
    alongside.keys = {{"", {1}}, {"sha256-a", {2}}, {"sha256-b", {3}}};
    ledger.append("ord_1", 0, {event("a")}, at(1), alongside);
    ledger.append("ord_2", 0, {event("a")}, at(1), {std::nullopt, {{"", {9}}}, {}, {}, std::nullopt});
    ledger.erase_key("ord_1", "sha256-a");
    EXPECT_EQ(ledger.key("ord_1", "sha256-a"), std::nullopt);
    EXPECT_THAT(ledger.key("ord_1", "sha256-b"), Optional(Bytes({3})));
    ledger.erase_keys("ord_1");
    EXPECT_EQ(ledger.key("ord_1", ""), std::nullopt);
    EXPECT_EQ(ledger.key("ord_1", "sha256-b"), std::nullopt);
    EXPECT_THAT(ledger.key("ord_2", ""), Optional(Bytes({9})));
    EXPECT_EQ(ledger.verify().first_bad, std::nullopt);  // the chain holds no key
}

TEST_P(LedgerTest, NeverReplacesAKey) {
    Ledger::Alongside alongside;
    alongside.keys = {{"", {1}}};
    ledger.append("ord_1", 0, {event("a")}, at(1), alongside);
    alongside.keys = {{"", {2}}};
    EXPECT_EQ(fault_of([&] { ledger.append("ord_1", 1, {event("b")}, at(1), alongside); }), Fault::conflict);
    EXPECT_THAT(ledger.key("ord_1", ""), Optional(Bytes({1})));
}

TEST_P(LedgerTest, LeavesNoErasedKeyInTheFilesOfSqlite_T14) {
    if (!sqlite()) return;  // on PostgreSQL the row is vacuumed; its pages are the server's own
    Bytes key(48);
    for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(0xA0 + i);
    const auto in_files = [&] {
        for (const auto& file : std::filesystem::directory_iterator(directory.path())) {
            std::ifstream stream(file.path(), std::ios::binary);
            const std::string content(std::istreambuf_iterator<char>(stream), {});
            if (content.find(std::string(key.begin(), key.end())) != std::string::npos) return true;
        }
        return false;
    };
    ledger.append("ord_1", 0, {event("a")}, at(1), {std::nullopt, {{"", key}}, {}, {}, std::nullopt});
    EXPECT_TRUE(in_files());
    ledger.erase_keys("ord_1");
    EXPECT_FALSE(in_files());
}

// ---- summaries ----

Summary summary(const std::string& stream, std::int64_t received, std::optional<std::int64_t> due) {
    Summary s{stream, "ref-" + stream, "nl.example", "open",       "analyst",
              "",     at(received),    std::nullopt, at(received), 1};
    if (due) s.due = at(*due);
    return s;
}

class LedgerSummaries : public LedgerTest {
  protected:
    void store(const Summary& s) {
        ledger.append(s.stream, s.version - 1, {event("a")}, at(1), {s, {}, {}, {}, std::nullopt});
    }
    std::vector<std::string> found(const storage::SummaryFilter& filter) {
        std::vector<std::string> streams;
        for (const auto& s : ledger.summaries(filter)) streams.push_back(s.stream);
        return streams;
    }
};

TEST_P(LedgerSummaries, ComeOldestDueFirstThenOldestReceived) {
    store(summary("c", 10, 500));
    store(summary("a", 40, std::nullopt));
    store(summary("b", 30, std::nullopt));
    store(summary("d", 20, 100));
    store(summary("e", 5, 500));
    EXPECT_THAT(found({}), ElementsAre("d", "e", "c", "b", "a"));
    storage::SummaryFilter page;
    page.limit = 2;
    page.offset = 1;
    EXPECT_THAT(found(page), ElementsAre("e", "c"));
    EXPECT_EQ(ledger.count(page), 5);
    page.limit = -1;
    EXPECT_EQ(fault_of([&] { ledger.summaries(page); }), Fault::invalid);
}

TEST_P(LedgerSummaries, AreFilteredByEachColumnAndAll) {
    auto one = summary("1", 1, 1), two = summary("2", 2, 2), three = summary("3", 3, 3);
    two.waits_for = "customer";
    two.assignee = "ann";
    three.entity = "us.example";
    three.state = "approved";
    three.assignee = "ann";
    for (const auto& s : {one, two, three}) store(s);
    EXPECT_THAT(found({"analyst", {}, {}, {}}), ElementsAre("1", "3"));
    EXPECT_THAT(found({{}, "open", {}, {}}), ElementsAre("1", "2"));
    EXPECT_THAT(found({{}, {}, "nl.example", {}}), ElementsAre("1", "2"));
    EXPECT_THAT(found({{}, {}, {}, "ann"}), ElementsAre("2", "3"));
    EXPECT_THAT(found({{}, {}, {}, ""}), ElementsAre("1"));
    EXPECT_THAT(found({"customer", "open", "nl.example", "ann"}), ElementsAre("2"));
    EXPECT_EQ(ledger.count({"analyst", {}, "us.example", {}}), 1);
    EXPECT_EQ(ledger.count({"nobody", {}, {}, {}}), 0);
}

TEST_P(LedgerSummaries, AreOneRowAStreamAndComeBackWhole) {
    store(summary("1", 1, 70));
    Summary later = summary("1", 1, std::nullopt);
    later.state = "approved";
    later.waits_for = "nobody";
    later.assignee = "bob";
    later.reference = "ref";
    later.updated = at(99);
    later.version = 2;
    store(later);
    const auto s = ledger.summary("1");
    ASSERT_TRUE(s);
    EXPECT_EQ(s->state, "approved");
    EXPECT_EQ(s->waits_for, "nobody");
    EXPECT_EQ(s->assignee, "bob");
    EXPECT_EQ(s->reference, "ref");
    EXPECT_EQ(s->entity, "nl.example");
    EXPECT_EQ(s->received, at(1));
    EXPECT_EQ(s->due, std::nullopt);
    EXPECT_EQ(s->updated, at(99));
    EXPECT_EQ(s->version, 2);
    EXPECT_EQ(ledger.count({}), 1);
    EXPECT_FALSE(ledger.summary("2"));
}

// ---- entries ----

TEST_P(LedgerTest, FindsAnEntryUntilItExpires) {
    ledger.put({"link", "hash", "ord_1", at(1000)});
    ledger.put({"reference", "A-1", "ord_1", std::nullopt});
    EXPECT_EQ(ledger.entry("link", "hash", at(999))->value, "ord_1");
    EXPECT_EQ(ledger.entry("link", "hash", at(999))->expires, at(1000));
    EXPECT_FALSE(ledger.entry("link", "hash", at(1000)));
    EXPECT_FALSE(ledger.entry("session", "hash", at(1)));
    EXPECT_EQ(ledger.entry("reference", "A-1", at(1LL << 50))->expires, std::nullopt);
    ledger.put({"link", "hash", "ord_2", at(3000)});
    EXPECT_EQ(ledger.entry("link", "hash", at(2000))->value, "ord_2");
    ledger.remove("link", "hash");
    EXPECT_FALSE(ledger.entry("link", "hash", at(1)));
    ledger.remove("link", "hash");
}

TEST_P(LedgerTest, PutsANewEntryOnlyWhereNoLiveOneIs) {
    ledger.put_new({"key", "k", "1", at(1000)}, at(1));
    EXPECT_EQ(fault_of([&] { ledger.put_new({"key", "k", "2", at(2000)}, at(999)); }), Fault::conflict);
    EXPECT_EQ(ledger.entry("key", "k", at(2))->value, "1");
    ledger.put_new({"key", "k", "3", std::nullopt}, at(1000));
    EXPECT_EQ(ledger.entry("key", "k", at(5000))->value, "3");
    EXPECT_EQ(fault_of([&] {
                  ledger.put_new({"key", "k", "4", std::nullopt}, at(1LL << 50));
              }),
              Fault::conflict);
}

TEST_P(LedgerTest, AppendsNothingWhenAnEntryOfItIsTaken) {
    ledger.put_new({"reference", "A-1", "ord_1", std::nullopt}, at(1));
    Ledger::Alongside alongside;
    alongside.summary = summary("ord_2", 1, 1);
    alongside.keys = {{"", {1}}};
    alongside.work = {{"examine", "x", "ord_2"}};
    alongside.entries = {{"link", "hash", "ord_2", std::nullopt},
                         {"reference", "A-1", "ord_2", std::nullopt}};
    EXPECT_EQ(fault_of([&] { ledger.append("ord_2", 0, {event("case.requested")}, at(2), alongside); }),
              Fault::conflict);
    EXPECT_EQ(ledger.head(), 0);
    EXPECT_FALSE(ledger.summary("ord_2"));
    EXPECT_FALSE(ledger.key("ord_2", ""));
    EXPECT_FALSE(ledger.entry("link", "hash", at(2)));
    EXPECT_EQ(ledger.waiting("examine"), 0);
}

TEST_P(LedgerTest, RemovesOnlyWhatHasExpired) {
    ledger.put({"a", "old", "1", at(10)});
    ledger.put({"a", "young", "2", at(30)});
    ledger.put({"a", "eternal", "3", std::nullopt});
    ledger.remove_expired(at(20));
    EXPECT_FALSE(ledger.entry("a", "old", at(0)));
    EXPECT_TRUE(ledger.entry("a", "young", at(0)));
    EXPECT_TRUE(ledger.entry("a", "eternal", at(0)));
}

FOR_BOTH_DATABASES(LedgerTest);
FOR_BOTH_DATABASES(LedgerSummaries);

}  // namespace
