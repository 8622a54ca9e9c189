// What a caller is told when the database will not.
#include <Poco/ThreadPool.h>
#include <gmock/gmock.h>

#include <fstream>

#include "tests/storage/child.h"
#include "tests/storage/ledger_contract.h"

using domain::Error;
using domain::Fault;
using storage::Ledger;
using testing::HasSubstr;
using testing::Not;
using namespace Poco::Data::Keywords;
using namespace std::chrono_literals;

namespace {

class LedgerFailure : public LedgerContract {};

TEST_P(LedgerFailure, RefusesASchemaNewerThanTheProgram) {
    { Ledger create(url); }
    sql("INSERT INTO schema_version (version) VALUES (999)");
    try {
        Ledger ledger(url);
        FAIL() << "opened a schema from the future";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::conflict);
        EXPECT_THAT(error.what(), HasSubstr("999"));
    }
}

TEST_P(LedgerFailure, IsBusyWhenLockedTooLongAndStillPollsWithoutAWrite) {
    Ledger ledger(url);
    ledger.append("ord_1", 0, {event("a")}, at(1), {});
    Poco::Data::Session other = raw_session(url);
    if (sqlite())
        other << "BEGIN IMMEDIATE", now;
    else
        other.begin();
    other << "UPDATE head SET position = position", now;

    const auto start = std::chrono::steady_clock::now();
    EXPECT_FALSE(ledger.lease("examine", "me", at(1), 1min));  // nothing there: asks no writer
    EXPECT_EQ(ledger.after(0, 10).size(), 1U);
    EXPECT_EQ(ledger.verify().records, 1);
    EXPECT_LT(std::chrono::steady_clock::now() - start, 2s);
    try {
        ledger.append("ord_secret", 0, {event("a")}, at(1), {});
        FAIL() << "wrote through another's lock";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::busy);
        EXPECT_THAT(error.what(), Not(HasSubstr("ord_secret")));
    }
    other.rollback();
    EXPECT_EQ(ledger.append("ord_secret", 0, {event("a")}, at(1), {}), 2);
}

TEST_P(LedgerFailure, SaysNothingThatTheDatabaseSaid) {
    Ledger ledger(url);
    sql("DROP TABLE entries");
    try {
        ledger.put({"link", "top-secret-token", "value", std::nullopt});
        FAIL() << "wrote to a table that is not there";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::unavailable);
        EXPECT_THAT(error.what(), Not(HasSubstr("top-secret-token")));
        EXPECT_THAT(error.what(), Not(HasSubstr("entries")));
    }
    EXPECT_EQ(ledger.append("ord_1", 0, {event("a")}, at(1), {}), 1);  // the session is none the worse
}

TEST_P(LedgerFailure, OpensSessionsWhenAllThreadsOfPocosPoolAreTaken) {
    struct Sleeper : Poco::Runnable {
        void run() override { awake.wait(); }
        Poco::Event awake{Poco::Event::EVENT_MANUALRESET};
    } sleeper;
    Poco::ThreadPool& pool = Poco::ThreadPool::defaultPool();
    while (pool.available() > 0) pool.start(sleeper);
    const auto fault = fault_of([&] {
        Ledger ledger(url);
        ledger.append("ord_1", 0, {event("a")}, at(1), {});
    });
    sleeper.awake.set();
    pool.joinAll();
    EXPECT_EQ(fault, std::nullopt);
}

FOR_BOTH_DATABASES(LedgerFailure);

TEST(LedgerUrl, IsRefusedWithARemedy) {
    EXPECT_EQ(fault_of([] { Ledger ledger("mysql:host=db"); }), Fault::invalid);
    EXPECT_EQ(fault_of([] { Ledger ledger("sqlite:"); }), Fault::invalid);
    EXPECT_EQ(fault_of([] { Ledger ledger("sqlite::memory:"); }), Fault::invalid);
    try {
        Ledger ledger("sqlite:/nonexistent/place/ledger");
        FAIL() << "opened a ledger in no place";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::unavailable);
        EXPECT_THAT(error.what(), HasSubstr("/nonexistent/place/ledger"));
    }
    try {
        Ledger ledger("postgresql:host=/nonexistent user=me password=hunter2 dbname=x");
        FAIL() << "reached a server that is not there";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::unavailable);
        EXPECT_THAT(error.what(), Not(HasSubstr("hunter2")));
    }
}

TEST(LedgerFile, IsNotReadableForEverybody) {
    const TemporaryDirectory directory;
    const auto path = directory.path() / "ledger";
    Ledger ledger("sqlite:" + path.string());
    ledger.append("ord_1", 0, {event("a")}, at(1), {});
    for (const auto& file : std::filesystem::directory_iterator(directory.path()))
        EXPECT_EQ(file.status().permissions() & std::filesystem::perms::others_all,
                  std::filesystem::perms::none)
            << file;
}

TEST(LedgerFile, ThatIsDamagedOrNoLedgerIsNotOpened) {
    const TemporaryDirectory directory;
    const auto path = directory.path() / "ledger";
    std::ofstream(path) << std::string(8192, 'x');
    const auto fault = fault_of([&] { Ledger ledger("sqlite:" + path.string()); });
    EXPECT_TRUE(fault == Fault::unavailable || fault == Fault::corrupt);
}

TEST(LedgerFile, OnAFullDiskIsUnavailableAndStaysWhole) {
    const TemporaryDirectory directory;
    EXPECT_EQ(Child({"fill ledger", directory.path().string()}).wait(), 0);
}

class LedgerServer : public LedgerContract {};

TEST_P(LedgerServer, ComesBackAfterACrashWithEveryAcknowledgedAppend) {
    PostgresServer server;
    Ledger ledger(server.new_schema());
    ledger.append("ord_1", 0, {event("a"), event("b")}, at(1), {});
    ledger.lease("examine", "me", at(1), 1min);
    server.crash();
    EXPECT_EQ(fault_of([&] { ledger.append("ord_1", 2, {event("c")}, at(1), {}); }), Fault::unavailable);
    server.start();
    EXPECT_EQ(ledger.append("ord_1", 2, {event("c")}, at(2), {}), 3);
    EXPECT_EQ(ledger.verify().records, 3);
    EXPECT_EQ(ledger.verify().first_bad, std::nullopt);
}

TEST_P(LedgerServer, MustSpeakUtf8) {
    const std::string latin = PostgresServer::shared().new_database("LATIN1");
    EXPECT_EQ(fault_of([&] { Ledger ledger(latin); }), Fault::unavailable);
}

INSTANTIATE_TEST_SUITE_P(postgresql, LedgerServer, testing::Values("postgresql"), name_of_database);

}  // namespace
