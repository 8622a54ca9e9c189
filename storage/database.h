#pragma once
// Inside storage: what Poco::Data and the two databases need to be told, in one place. Sessions shared by
// threads, transactions of three kinds, values checked as they are bound, and every database failure turned
// into an Error that quotes nothing of it.
#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "storage/ledger.h"

namespace storage {

using Poco::Data::Session;
using Poco::Data::Keywords::into;

// ---- values: placeholders $1, $2 … must first appear in the order of the arguments (SQLite numbers them so)
// ----

/// Error(invalid) unless it is UTF-8 without U+0000: Poco would cut it at the NUL, PostgreSQL refuse the
/// rest.
Poco::Data::AbstractBinding::Ptr text(std::string_view value);
Poco::Data::AbstractBinding::Ptr number(std::int64_t value);
Poco::Data::AbstractBinding::Ptr time(Instant value);
Poco::Data::AbstractBinding::Ptr time(const std::optional<Instant>& value);
/// Error(invalid) when empty: Poco would bind NULL.
Poco::Data::AbstractBinding::Ptr bytes(ByteView value);

inline Instant instant_of(std::int64_t milliseconds) {
    return Instant{std::chrono::milliseconds{milliseconds}};
}
inline std::int64_t number_of(Instant at) {
    return at.time_since_epoch().count();
}

/// Executes one statement; how many rows it changed, or read.
template <class... Argument>
std::size_t run(Session& session, const std::string& sql, Argument&&... arguments) {
    Poco::Data::Statement statement(session);
    statement << sql;
    ((void)(statement, std::forward<Argument>(arguments)), ...);
    return statement.execute();
}

class Ledger::Database {
  public:
    explicit Database(const std::string& url);

    /// A statement or two that need not agree with each other. On neither database does it wait for a writer.
    template <class Task>
    auto read(Task task) {
        return in(Turn::Kind::loose, std::move(task));
    }
    /// Many reads of one and the same state.
    template <class Task>
    auto snapshot(Task task) {
        return in(Turn::Kind::snapshot, std::move(task));
    }
    /// All of it on disk when this returns, or none of it.
    template <class Task>
    auto write(Task task) {
        return in(Turn::Kind::write, std::move(task));
    }

    /// The clause on PostgreSQL; nothing on SQLite, whose one writer needs no row locks.
    const char* row_lock(const char* clause) const { return sqlite_ ? "" : clause; }
    bool sqlite() const { return sqlite_; }
    /// Brings the schema up to this program's version; Error(conflict) when it is beyond it.
    void migrate();
    /// What was deleted leaves the files too, as far as the database can do that.
    void scrub();

  private:
    /// One session for one call; given back when the call went well.
    class Turn {
      public:
        enum class Kind { loose, snapshot, write };
        Turn(Database& database, Kind kind);
        ~Turn();
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        Session& session() { return session_; }
        void commit();

      private:
        void begin();
        Database& database_;
        Kind kind_;
        std::unique_lock<std::timed_mutex> writing_;  // before the session: released after it
        Session session_;
        bool settled_ = false;
    };

    template <class Task>
    auto in(Turn::Kind kind, Task task) {
        try {
            Turn turn(*this, kind);
            if constexpr (std::is_void_v<std::invoke_result_t<Task, Session&>>) {
                task(turn.session());
                turn.commit();
            } else {
                auto result = task(turn.session());
                turn.commit();
                return result;
            }
        } catch (...) {
            rethrow_as_error();
        }
    }

    [[noreturn]] void rethrow_as_error() const;
    std::unique_lock<std::timed_mutex> wait_to_write();
    Session take();
    void give_back(Session session);
    void forget_idle();
    Session open();
    void prepare_sqlite_file() const;
    void switch_to_wal();

    bool sqlite_;
    std::string source_;  // path, or conninfo (may hold a password: never in a text)
    std::mutex idle_mutex_;
    std::vector<Session> idle_;
    std::timed_mutex writing_;  // SQLite: threads of this process queue here, fairly, instead of in the busy
                                // handler's naps
};

}  // namespace storage
