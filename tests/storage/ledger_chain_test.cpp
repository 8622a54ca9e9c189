// A1: somebody with the database's own tools changes, removes, inserts or swaps a row.
#include "tests/storage/ledger_contract.h"

using storage::Ledger;

namespace {

constexpr int rows = 24;

class LedgerChain : public LedgerContract {
  protected:
    LedgerChain() {
        for (int i = 0; i < rows / 3; ++i)
            ledger.append("ord_" + std::to_string(i % 4), 3 * (i / 4), {event("a"), event("b"), event("c")},
                          at(i), {});
        sql("CREATE TABLE untouched AS SELECT * FROM events");
    }
    /// What the audit finds after a change, which is then undone.
    Ledger::Audit after(const std::string& change) {
        sql(change);
        auto audit = ledger.verify();
        sql("DELETE FROM events");
        sql("INSERT INTO events SELECT * FROM untouched");
        return audit;
    }
    std::string blob(const std::string& hex) const {
        return sqlite() ? "x'" + hex + "'" : "'\\x" + hex + "'::bytea";
    }
    Ledger ledger{url};
};

TEST_P(LedgerChain, HoldsForWhatWasAppended) {
    const auto audit = ledger.verify();
    EXPECT_EQ(audit.records, rows);
    EXPECT_EQ(audit.first_bad, std::nullopt);
    EXPECT_EQ(audit.why, "");
}

TEST_P(LedgerChain, NamesTheChangedRowWhateverColumnWasChanged_A1) {
    const std::string changes[] = {"stream = stream || 'x'",
                                   "stream = 'ord_other'",
                                   "version = version + 100000",
                                   "type = 'case.approved'",
                                   "at = at + 1",
                                   "facts = '{}'",
                                   "payload = " + blob("00"),
                                   "hash = " + blob(std::string(64, '0')),
                                   "position = position + 100000",
                                   "position = -position",
                                   "facts = facts || type, type = ''"};
    for (int row = 1; row <= rows; ++row)
        for (const auto& change : changes) {
            const auto audit =
                after("UPDATE events SET " + change + " WHERE position = " + std::to_string(row));
            ASSERT_TRUE(audit.first_bad) << change << " at " << row;
            if (change == "position = -position")  // it is the first record now, and cannot be there
                EXPECT_EQ(audit.first_bad, -row);
            else
                EXPECT_EQ(audit.first_bad, row) << change;
            EXPECT_NE(audit.why, "");
        }
    EXPECT_EQ(ledger.verify().first_bad, std::nullopt);
}

TEST_P(LedgerChain, NamesTheFirstOfRowsThatWereRemovedOrSwapped_A1) {
    for (int row = 1; row <= rows; ++row) {
        const std::string at_row = std::to_string(row);
        EXPECT_EQ(after("DELETE FROM events WHERE position = " + at_row).first_bad, row);
        EXPECT_EQ(after("DELETE FROM events WHERE position >= " + at_row).first_bad,
                  row);  // the tail: the head tells
    }
    sql("UPDATE events SET position = -1 WHERE position = 5");
    sql("UPDATE events SET position = 5 WHERE position = 9");
    EXPECT_EQ(after("UPDATE events SET position = 9 WHERE position = -1").first_bad, 5);
}

TEST_P(LedgerChain, NamesARowThatWasInserted_A1) {
    const std::string copy =
        " stream || '_new', 1, type, at, facts, payload, hash FROM events WHERE position = 3";
    EXPECT_EQ(after("INSERT INTO events SELECT " + std::to_string(rows + 1) + "," + copy).first_bad,
              rows + 1);
    EXPECT_EQ(after("INSERT INTO events SELECT 0," + copy).first_bad, 0);
}

TEST_P(LedgerChain, TellsOfAHeadThatDoesNotFit) {
    sql("UPDATE head SET hash = " + blob(std::string(64, 'a')));
    EXPECT_EQ(ledger.verify().first_bad, rows);
    sql("UPDATE head SET hash = (SELECT hash FROM events WHERE position = " + std::to_string(rows) +
        "), position = 3");
    EXPECT_EQ(ledger.verify().first_bad, 4);
    sql("DELETE FROM head");
    EXPECT_EQ(ledger.verify().first_bad, 1);
    EXPECT_EQ(fault_of([&] { ledger.append("ord_new", 0, {event("a")}, at(1), {}); }),
              domain::Fault::corrupt);
}

TEST_P(LedgerChain, SeesTextHiddenBehindANul_A1) {
    if (!sqlite()) return;  // PostgreSQL has no such text
    EXPECT_EQ(after("UPDATE events SET facts = facts || char(0) || 'hidden' WHERE position = 7").first_bad,
              7);
    EXPECT_EQ(after("UPDATE events SET type = type || char(0) || 'hidden' WHERE position = 2").first_bad, 2);
}

TEST_P(LedgerChain, OfAnEmptyLedgerHolds) {
    sql("DELETE FROM events");
    sql("UPDATE head SET position = 0, hash = " + blob(std::string(64, '0')));
    EXPECT_EQ(ledger.verify().first_bad, std::nullopt);
    EXPECT_EQ(ledger.verify().records, 0);
}

FOR_BOTH_DATABASES(LedgerChain);

}  // namespace
