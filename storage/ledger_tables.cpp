// The tables that follow from the events: summaries, entries, work.
#include "domain/error.h"
#include "storage/ledger.h"
#include "storage/rows.h"
#include "storage/tables.h"

namespace storage {

using domain::Error;
using domain::Fault;

// ---- read model ----

void upsert(Session& session, const Summary& s) {
    run(session,
        "INSERT INTO summaries (" + summary_columns +
            ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (stream) DO UPDATE SET"
            " reference = excluded.reference, entity = excluded.entity, state = excluded.state,"
            " waits_for = excluded.waits_for, assignee = excluded.assignee, received = excluded.received,"
            " due = excluded.due, updated = excluded.updated, version = excluded.version",
        text(s.stream), text(s.reference), text(s.entity), text(s.state), text(s.waits_for), text(s.assignee),
        time(s.received), time(s.due), time(s.updated), number(s.version));
}

namespace {

/// ` WHERE waits_for = $1 AND …` with what is bound to it.
struct Where {
    explicit Where(const SummaryFilter& filter) {
        require("waits_for", filter.waits_for);
        require("state", filter.state);
        require("entity", filter.entity);
        require("assignee", filter.assignee);
    }
    std::string sql;
    Poco::Data::AbstractBindingVec arguments;
    std::string next() const { return "$" + std::to_string(arguments.size() + 1); }

  private:
    void require(const std::string& column, const std::optional<std::string>& value) {
        if (!value) return;
        sql += (arguments.empty() ? " WHERE " : " AND ") + column + " = " + next();
        arguments.push_back(text(*value));
    }
};

}  // namespace

std::optional<Summary> Ledger::summary(const std::string& stream) {
    std::vector<Summary> found;
    database_->read([&](Session& session) {
        run(session, "SELECT " + summary_columns + " FROM summaries WHERE stream = $1", into(found),
            text(stream));
    });
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<Summary> Ledger::summaries(const SummaryFilter& filter) {
    if (filter.limit < 0 || filter.offset < 0)
        throw Error(Fault::invalid, "limit and offset are not negative");
    Where where(filter);
    std::string sql = "SELECT " + summary_columns + " FROM summaries" + where.sql;
    sql += " ORDER BY due NULLS LAST, received, stream LIMIT " + where.next();
    where.arguments.push_back(number(filter.limit));
    sql += " OFFSET " + where.next();
    where.arguments.push_back(number(filter.offset));
    std::vector<Summary> found;
    database_->read([&](Session& session) { run(session, sql, into(found), where.arguments); });
    return found;
}

std::int64_t Ledger::count(const SummaryFilter& filter) {
    Where where(filter);
    std::int64_t rows = 0;
    database_->read([&](Session& session) {
        run(session, "SELECT COUNT(*) FROM summaries" + where.sql, into(rows), where.arguments);
    });
    return rows;
}

// ---- entries ----

void insert_new(Session& session, const Entry& entry, Instant now) {
    if (run(session,
            "INSERT INTO entries (kind, name, value, expires) VALUES ($1, $2, $3, $4) ON CONFLICT (kind, "
            "name) DO UPDATE"
            " SET value = excluded.value, expires = excluded.expires WHERE entries.expires <= $5",
            text(entry.kind), text(entry.key), text(entry.value), time(entry.expires), time(now)) == 0)
        throw Error(Fault::conflict, "there is such a " + entry.kind + " already");
}

std::optional<Entry> Ledger::entry(const std::string& kind, const std::string& key, Instant now) {
    Entry entry{kind, key, {}, std::nullopt};
    std::string value;
    std::int64_t expires = 0;
    const bool found = database_->read([&](Session& session) {
        // 0 stands for never: an entry that expired in 1970 is not found anyway
        return run(session,
                   "SELECT value, COALESCE(expires, 0) FROM entries WHERE kind = $1 AND name = $2"
                   " AND (expires IS NULL OR expires > $3)",
                   into(value), into(expires), text(kind), text(key), time(now)) > 0;
    });
    if (!found) return std::nullopt;
    entry.value = std::move(value);
    if (expires != 0) entry.expires = instant_of(expires);
    return entry;
}

void Ledger::put(const Entry& entry) {
    database_->write([&](Session& session) {
        run(session,
            "INSERT INTO entries (kind, name, value, expires) VALUES ($1, $2, $3, $4) ON CONFLICT (kind, "
            "name) DO UPDATE"
            " SET value = excluded.value, expires = excluded.expires",
            text(entry.kind), text(entry.key), text(entry.value), time(entry.expires));
    });
}

void Ledger::put_new(const Entry& entry, Instant now) {
    database_->write([&](Session& session) { insert_new(session, entry, now); });
}

void Ledger::remove(const std::string& kind, const std::string& key) {
    database_->write([&](Session& session) {
        run(session, "DELETE FROM entries WHERE kind = $1 AND name = $2", text(kind), text(key));
    });
}

void Ledger::remove_expired(Instant now) {
    database_->write(
        [&](Session& session) { run(session, "DELETE FROM entries WHERE expires <= $1", time(now)); });
}

// ---- work ----

namespace {

/// A lease is told from every other by its attempt: each lease of the same work counts one more.
void change_held(Session& session, const Lease& lease, const std::string& change,
                 Poco::Data::AbstractBindingVec arguments) {
    const auto next = [&](Poco::Data::AbstractBinding::Ptr value) {
        arguments.push_back(std::move(value));
        return "$" + std::to_string(arguments.size());
    };
    std::string sql = change + " WHERE step = " + next(text(lease.step));
    sql += " AND object = " + next(text(lease.object));
    sql += " AND holder = " + next(text(lease.holder));
    sql += " AND attempt = " + next(number(lease.attempt)) + " AND why IS NULL";
    if (run(session, sql, arguments) == 0) throw Error(Fault::conflict, "the lease is no longer held");
}

}  // namespace

void schedule(Session& session, const Work& work) {
    run(session,
        "INSERT INTO work (step, object, stream, due, attempt, holder) VALUES ($1, $2, $3, $4, 0, '') ON "
        "CONFLICT DO NOTHING",
        text(work.step), text(work.object), text(work.stream), time(work.not_before));
}

void remove_held(Session& session, const Lease& lease) {
    change_held(session, lease, "DELETE FROM work", {});
}

std::optional<Lease> Ledger::lease(const std::string& step, const std::string& holder, Instant now,
                                   std::chrono::milliseconds duration) {
    const std::string due = "step = $1 AND why IS NULL AND due <= $2";
    std::int64_t any = 0;
    database_->read([&](Session& session) {  // mostly there is nothing, and then no writer is disturbed
        run(session, "SELECT 1 FROM work WHERE " + due + " LIMIT 1", into(any), text(step), time(now));
    });
    if (any == 0) return std::nullopt;

    Lease lease{step, {}, {}, 0, now + duration, holder};
    const bool leased = database_->write([&](Session& session) {
        std::int64_t id = 0;
        if (run(session,
                "SELECT id, object, stream, attempt + 1 FROM work WHERE " + due +
                    " ORDER BY due, id LIMIT 1" + database_->row_lock(" FOR UPDATE SKIP LOCKED"),
                into(id), into(lease.object), into(lease.stream), into(lease.attempt), text(step),
                time(now)) == 0)
            return false;
        run(session, "UPDATE work SET attempt = attempt + 1, due = $1, holder = $2 WHERE id = $3",
            time(lease.until), text(holder), number(id));
        return true;
    });
    if (!leased) return std::nullopt;
    return lease;
}

void Ledger::finish(const Lease& lease) {
    database_->write([&](Session& session) { remove_held(session, lease); });
}

void Ledger::postpone(const Lease& lease, Instant not_before) {
    database_->write([&](Session& session) {
        change_held(session, lease, "UPDATE work SET due = $1, holder = ''", {time(not_before)});
    });
}

void Ledger::park(const Lease& lease, const std::string& why) {
    database_->write([&](Session& session) {
        change_held(session, lease, "UPDATE work SET why = $1, holder = ''", {text(why)});
    });
}

std::int64_t Ledger::waiting(const std::string& step) {
    std::int64_t rows = 0;
    database_->read([&](Session& session) {
        run(session, "SELECT COUNT(*) FROM work WHERE step = $1 AND why IS NULL", into(rows), text(step));
    });
    return rows;
}

std::int64_t Ledger::parked(const std::string& step) {
    std::int64_t rows = 0;
    database_->read([&](Session& session) {
        run(session, "SELECT COUNT(*) FROM work WHERE step = $1 AND why IS NOT NULL", into(rows), text(step));
    });
    return rows;
}

}  // namespace storage
