#include "storage/database.h"

#include <Poco/Data/LOB.h>
#include <Poco/Data/PostgreSQL/Connector.h>
#include <Poco/Data/PostgreSQL/PostgreSQLException.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/SQLiteException.h>
#include <Poco/Data/SQLite/Utility.h>
#include <Poco/Nullable.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "domain/error.h"

namespace storage {

using domain::Error;
using domain::Fault;
using Poco::Data::Keywords::bind;
using Poco::Data::Keywords::now;

namespace {

constexpr std::chrono::seconds patience{5};  // for a lock
constexpr std::size_t idle_sessions = 8;

/// Length of the UTF-8 sequence at the front (RFC 3629: shortest form, no surrogates), 0 when it is none or
/// U+0000.
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t at) {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    const auto follows = [&](std::size_t at, unsigned low = 0x80, unsigned high = 0xBF) {
        return byte(at) >= low && byte(at) <= high;
    };
    const unsigned lead = byte(0);
    if (lead == 0) return 0;
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF)
        return follows(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) && follows(2) ? 3 : 0;
    if (lead >= 0xF0 && lead <= 0xF4)
        return follows(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) && follows(2) && follows(3)
                   ? 4
                   : 0;
    return 0;
}

void require_text(std::string_view value) {
    while (!value.empty()) {
        const std::size_t length = sequence_length(value);
        if (length == 0) throw Error(Fault::invalid, "text for the ledger must be UTF-8 without U+0000");
        value.remove_prefix(length);
    }
}

bool starts_with(std::string_view text, std::string_view prefix) {
    return text.substr(0, prefix.size()) == prefix;
}

/// libpq takes later settings over earlier ones, so what the operator wrote wins.
std::string conninfo_of(const std::string& url) {
    if (starts_with(url, "postgresql://")) return url;
    return "connect_timeout=5 application_name=gatehouse " +
           url.substr(std::string_view("postgresql:").size());
}

/// SQLite's own handler soon naps 100 ms at a time, and then a process that writes without pause starves all
/// others.
int wait_for_lock(void*, int tries) {
    thread_local std::chrono::steady_clock::time_point since;
    const auto time_now = std::chrono::steady_clock::now();
    if (tries == 0) since = time_now;
    if (time_now - since > patience) return 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return 1;
}

}  // namespace

Poco::Data::AbstractBinding::Ptr text(std::string_view value) {
    require_text(value);
    return bind(std::string(value));
}
Poco::Data::AbstractBinding::Ptr number(std::int64_t value) {
    return bind(Poco::Int64{value});
}
Poco::Data::AbstractBinding::Ptr time(Instant value) {
    return number(number_of(value));
}
Poco::Data::AbstractBinding::Ptr time(const std::optional<Instant>& value) {
    return bind(value ? Poco::Nullable<Poco::Int64>(number_of(*value)) : Poco::Nullable<Poco::Int64>());
}
Poco::Data::AbstractBinding::Ptr bytes(ByteView value) {
    if (value.empty()) throw Error(Fault::invalid, "bytes for the ledger must not be empty");
    return bind(Poco::Data::BLOB(value.data(), value.size()));
}

// ---- opening ----

Ledger::Database::Database(const std::string& url) : sqlite_(starts_with(url, "sqlite:")) {
    if (!sqlite_ && !starts_with(url, "postgresql:"))
        throw Error(Fault::invalid, "a ledger is sqlite:PATH or postgresql:CONNINFO");
    source_ = sqlite_ ? url.substr(std::string_view("sqlite:").size()) : conninfo_of(url);
    if (sqlite_ && (source_.empty() || source_ == ":memory:"))
        throw Error(Fault::invalid, "sqlite: needs the path of a file");
    static std::once_flag once;
    std::call_once(once, [] {
        Poco::Data::SQLite::Connector::registerConnector();
        Poco::Data::PostgreSQL::Connector::registerConnector();
    });
    if (sqlite_) prepare_sqlite_file();
    if (sqlite_) switch_to_wal();
}

/// SQLite would make it world-readable under a common umask; -wal and -shm take over the mode of the file.
void Ledger::Database::prepare_sqlite_file() const {
    const int file = ::open(source_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
    if (file < 0 && errno != EEXIST)
        throw Error(Fault::unavailable, "cannot make the SQLite ledger at " + source_ +
                                            ": its directory must exist and be writable for this user");
    if (file >= 0) ::close(file);
}

/// Once in the life of the file, and the busy handler is not asked: roles that start together meet here.
void Ledger::Database::switch_to_wal() {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (;;) {
        try {
            Session session = open();
            std::string mode;
            run(session, "PRAGMA journal_mode=WAL", into(mode));
            if (mode != "wal")
                throw Error(Fault::unavailable, "the SQLite ledger at " + source_ +
                                                    " cannot use a write-ahead log: put it on a local disk");
            return give_back(session);
        } catch (const Poco::Data::SQLite::DBLockedException&) {
            if (std::chrono::steady_clock::now() > deadline) rethrow_as_error();
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        } catch (const Poco::Exception&) {
            rethrow_as_error();
        }
    }
}

Session Ledger::Database::open() {
    Session session(sqlite_ ? "SQLite" : "PostgreSQL", source_, 5);
    if (sqlite_) {
        sqlite3_busy_handler(Poco::Data::SQLite::Utility::dbHandle(session), &wait_for_lock, nullptr);
        session << "PRAGMA synchronous=FULL", now;
        session << "PRAGMA secure_delete=ON", now;
        return session;
    }
    session << "SET client_encoding = 'UTF8'", now;
    session << "SET client_min_messages = error", now;
    session << "SET lock_timeout = '5s'", now;
    session << "SET idle_in_transaction_session_timeout = '60s'",
        now;  // a frozen role must not hold the head for ever
    session << "SELECT set_config('synchronous_commit', 'on', false) WHERE "
               "current_setting('synchronous_commit') = 'off'",
        now;
    return session;
}

/// SQLite: secure_delete has overwritten it in the file, the write-ahead log still has it. Nothing to tell
/// when others are in the way: the next checkpoint, or autovacuum, does the same later.
void Ledger::Database::scrub() {
    try {
        read([&](Session& session) {
            session << (sqlite_ ? "PRAGMA wal_checkpoint(TRUNCATE)" : "VACUUM keys"), now;
        });
    } catch (const Error&) {
    }
}

// ---- sessions ----

Session Ledger::Database::take() {
    {
        const std::lock_guard lock(idle_mutex_);
        if (!idle_.empty()) {
            Session session = idle_.back();
            idle_.pop_back();
            return session;
        }
    }
    return open();
}

void Ledger::Database::give_back(Session session) {
    const std::lock_guard lock(idle_mutex_);
    if (idle_.size() < idle_sessions) idle_.push_back(std::move(session));
}

/// One dead connection tells of the others: the next calls open new ones.
void Ledger::Database::forget_idle() {
    const std::lock_guard lock(idle_mutex_);
    idle_.clear();
}

std::unique_lock<std::timed_mutex> Ledger::Database::wait_to_write() {
    std::unique_lock<std::timed_mutex> lock(writing_, std::defer_lock);
    if (sqlite_ && !lock.try_lock_until(std::chrono::system_clock::now() + patience))
        throw Error(Fault::busy, "the ledger is locked by others for too long");
    return lock;
}

Ledger::Database::Turn::Turn(Database& database, Kind kind)
    : database_(database),
      kind_(kind),
      writing_(kind == Kind::write ? database.wait_to_write() : std::unique_lock<std::timed_mutex>()),
      session_(database.take()) {
    begin();
}

void Ledger::Database::Turn::begin() {
    if (kind_ == Kind::loose) return;
    if (database_.sqlite_)  // Session::begin() would be DEFERRED: read, then write, then fail
        session_ << (kind_ == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN"), now;
    else
        session_.begin();
    if (kind_ == Kind::snapshot && !database_.sqlite_)
        session_ << "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY", now;
}

void Ledger::Database::Turn::commit() {
    if (kind_ != Kind::loose) session_.commit();
    settled_ = true;
    database_.give_back(session_);
}

Ledger::Database::Turn::~Turn() {
    if (settled_) return;
    bool sound = false;
    try {
        if (kind_ != Kind::loose) session_.rollback();
        sound = session_.isGood();
    } catch (...) {  // the connection is gone: what it began is rolled back by the other end
    }
    sound ? database_.give_back(session_) : database_.forget_idle();
}

// ---- failures ----

/// PostgreSQL's states arrive only inside Poco's text. They are looked for there and go no further.
void Ledger::Database::rethrow_as_error() const {
    namespace sqlite = Poco::Data::SQLite;
    const Error busy(Fault::busy, "the ledger is locked by others for too long");
    try {
        throw;
    } catch (const Error&) {
        throw;
    } catch (const sqlite::DBLockedException&) {
        throw busy;
    } catch (const sqlite::TableLockedException&) {
        throw busy;
    } catch (const sqlite::LockProtocolException&) {
        throw busy;
    } catch (const sqlite::CorruptImageException&) {
        throw Error(Fault::corrupt,
                    "the SQLite ledger at " + source_ + " is damaged: restore it from a backup");
    } catch (const sqlite::DatabaseFullException&) {
        throw Error(Fault::unavailable,
                    "the disk of the SQLite ledger at " + source_ + " is full: make room");
    } catch (const Poco::Data::PostgreSQL::StatementException& e) {
        for (const char* state :
             {" State: 55P03", " State: 40P01", " State: 40001"})  // lock timeout, deadlock, serialization
            if (e.message().find(state) != std::string::npos) throw busy;
        throw Error(Fault::unavailable,
                    "the PostgreSQL ledger refused a statement or went away: see its own log");
    } catch (const Poco::Exception&) {
        throw Error(Fault::unavailable,
                    sqlite_ ? "cannot use the SQLite ledger at " + source_ +
                                  ": its directory must exist and be writable for this user"
                            : "cannot reach the PostgreSQL ledger: check that it runs, and the URL");
    }
}

}  // namespace storage
