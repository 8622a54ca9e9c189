#pragma once
// One contract, two databases: each TEST_P runs for `sqlite:` and for `postgresql:`.
#include <Poco/Data/PostgreSQL/Connector.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Session.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <optional>
#include <string>

#include "domain/error.h"
#include "storage/ledger.h"
#include "tests/storage/postgres_server.h"

class TemporaryDirectory {
  public:
    TemporaryDirectory() {
        std::string name = (std::filesystem::temp_directory_path() / "gh-storage-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary directory");
        path_ = name;
    }
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

template <class Action>
std::optional<domain::Fault> fault_of(Action action) {
    try {
        action();
    } catch (const domain::Error& error) {
        return error.fault();
    }
    return std::nullopt;
}

inline domain::Instant at(std::int64_t milliseconds) {
    return domain::Instant{std::chrono::milliseconds{milliseconds}};
}

inline storage::NewEvent event(const std::string& type, const std::string& payload = "sealed") {
    return {type, "{\"state\":\"open\"}", storage::Bytes(payload.begin(), payload.end())};
}

/// A session past the ledger, as somebody with the database's own tools would have.
inline Poco::Data::Session raw_session(const std::string& url) {
    Poco::Data::SQLite::Connector::registerConnector();
    Poco::Data::PostgreSQL::Connector::registerConnector();
    const auto colon = url.find(':');
    return {url.substr(0, colon) == "sqlite" ? "SQLite" : "PostgreSQL", url.substr(colon + 1)};
}

class LedgerContract : public testing::TestWithParam<std::string> {
  protected:
    bool sqlite() const { return GetParam() == "sqlite"; }
    void sql(const std::string& statement) {
        if (!session_) {
            session_ = raw_session(url);
            if (sqlite()) *session_ << "PRAGMA synchronous=OFF", Poco::Data::Keywords::now;
        }
        *session_ << statement, Poco::Data::Keywords::now;
    }

    TemporaryDirectory directory;
    const std::string url =
        sqlite() ? "sqlite:" + (directory.path() / "ledger").string() : PostgresServer::shared().new_schema();

  private:
    std::optional<Poco::Data::Session> session_;
};

inline std::string name_of_database(const testing::TestParamInfo<std::string>& database) {
    return database.param;
}

#define FOR_BOTH_DATABASES(suite)                                                         \
    INSTANTIATE_TEST_SUITE_P(sqlite, suite, testing::Values("sqlite"), name_of_database); \
    INSTANTIATE_TEST_SUITE_P(postgresql, suite, testing::Values("postgresql"), name_of_database)
