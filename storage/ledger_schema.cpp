// The tables, as numbered migrations. Never change one that was released: add the next.
#include "domain/error.h"
#include "storage/database.h"

namespace storage {

namespace {

/// Written once for both: in PostgreSQL INTEGER becomes BIGINT, BLOB BYTEA, TEXT compares by bytes, SERIAL
/// numbers itself.
const std::vector<std::vector<std::string>>& migrations() {
    static const std::vector<std::vector<std::string>> all{
        {
            // 1: the house stands
            "CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL, hash "
            "BLOB NOT NULL) STRICT",
            "CREATE TABLE events (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT "
            "NULL, type TEXT NOT NULL,"
            " at INTEGER NOT NULL, facts TEXT NOT NULL, payload BLOB NOT NULL, hash BLOB NOT NULL, UNIQUE "
            "(stream, version)) STRICT",
            "CREATE TABLE keys (stream TEXT NOT NULL, object TEXT NOT NULL, wrapped BLOB NOT NULL, PRIMARY "
            "KEY (stream, object)) STRICT",
            "CREATE TABLE cursors (follower TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT",
            "CREATE TABLE summaries (stream TEXT PRIMARY KEY, reference TEXT NOT NULL, entity TEXT NOT NULL, "
            "state TEXT NOT NULL,"
            " waits_for TEXT NOT NULL, assignee TEXT NOT NULL, received INTEGER NOT NULL, due INTEGER, "
            "updated INTEGER NOT NULL,"
            " version INTEGER NOT NULL) STRICT",
            "CREATE INDEX summaries_queue ON summaries (waits_for, due, received, stream)",
            "CREATE TABLE entries (kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, expires "
            "INTEGER,"
            " PRIMARY KEY (kind, name)) STRICT",
            "CREATE INDEX entries_expiry ON entries (expires) WHERE expires IS NOT NULL",
            // due: when it may be taken, or taken again. why: not null when parked.
            "CREATE TABLE work (id SERIAL, step TEXT NOT NULL, object TEXT NOT NULL, stream TEXT NOT NULL, "
            "due INTEGER NOT NULL,"
            " attempt INTEGER NOT NULL, holder TEXT NOT NULL, why TEXT, UNIQUE (step, object)) STRICT",
            "CREATE INDEX work_due ON work (step, due, id) WHERE why IS NULL",
        },
    };
    return all;
}

std::string for_postgresql(std::string sql) {
    const std::pair<std::string, std::string> words[] = {{"INTEGER", "BIGINT"},
                                                         {"BLOB", "BYTEA"},
                                                         {"TEXT", "TEXT COLLATE \"C\""},
                                                         {"SERIAL", "BIGSERIAL PRIMARY KEY"},
                                                         {" STRICT", ""}};
    for (const auto& [ours, theirs] : words)
        for (auto at = sql.find(ours); at != std::string::npos; at = sql.find(ours, at + theirs.size()))
            sql.replace(at, ours.size(), theirs);
    return sql;
}

std::string for_sqlite(std::string sql) {
    const std::string ours = "SERIAL", theirs = "INTEGER PRIMARY KEY AUTOINCREMENT";
    if (const auto at = sql.find(ours); at != std::string::npos) sql.replace(at, ours.size(), theirs);
    return sql;
}

/// 0 when the database is empty. Looks without asking for any right to create.
std::int64_t version_of(Session& session, bool sqlite) {
    std::int64_t tables = 0, version = 0;
    run(session,
        sqlite ? "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'"
               : "SELECT COUNT(*) FROM information_schema.tables"
                 " WHERE table_schema = current_schema() AND table_name = 'schema_version'",
        into(tables));
    if (tables > 0) run(session, "SELECT COALESCE(MAX(version), 0) FROM schema_version", into(version));
    return version;
}

void require_utf8(Session& session) {
    std::string encoding;
    run(session, "SELECT current_setting('server_encoding')", into(encoding));
    if (encoding != "UTF8")
        throw domain::Error(
            domain::Fault::unavailable,
            "the PostgreSQL database is not in UTF8: create it with ENCODING 'UTF8' TEMPLATE template0");
}

}  // namespace

void Ledger::Database::migrate() {
    const auto ours = static_cast<std::int64_t>(migrations().size());
    const auto current = [&](Session& session) {
        const std::int64_t theirs = version_of(session, sqlite_);
        if (theirs > ours)
            throw domain::Error(domain::Fault::conflict, "the ledger's schema is version " +
                                                             std::to_string(theirs) +
                                                             ", this program knows " + std::to_string(ours) +
                                                             ": run the newer program");
        return theirs;
    };
    if (read(current) == ours) return;
    write([&](Session& session) {
        if (!sqlite_) require_utf8(session);
        if (!sqlite_)
            run(session, "SELECT pg_advisory_xact_lock(4716383)");  // one of the roles that start together
        const std::int64_t theirs = current(session);
        if (theirs == 0)
            run(session, sqlite_ ? "CREATE TABLE schema_version (version INTEGER PRIMARY KEY)"
                                 : "CREATE TABLE schema_version (version BIGINT PRIMARY KEY)");
        for (auto next = theirs; next < ours; ++next) {
            for (const auto& sql : migrations()[static_cast<std::size_t>(next)])
                run(session, sqlite_ ? for_sqlite(sql) : for_postgresql(sql));
            run(session, "INSERT INTO schema_version (version) VALUES ($1)", number(next + 1));
        }
        if (theirs == 0)
            run(session, "INSERT INTO head (one, position, hash) VALUES (1, 0, $1)", bytes(Bytes(32, 0)));
    });
}

}  // namespace storage
