// Streams: append, read, follow; and the keys that open them.
#include "storage/ledger.h"

#include "domain/error.h"
#include "storage/ledger_chain.h"
#include "storage/rows.h"
#include "storage/tables.h"

namespace storage {

using domain::Error;
using domain::Fault;

Ledger::Ledger(const std::string& url) : database_(std::make_unique<Database>(url)) {
    database_->migrate();
}
Ledger::~Ledger() = default;

// ---- append ----

namespace {

struct Head {
    std::int64_t position = 0;
    Bytes hash;
};

/// Every writer of events passes here one at a time: that is what makes positions gapless and visible in
/// order.
Head lock_head(Session& session, const char* row_lock) {
    Head head;
    std::vector<Bytes> hashes;
    run(session, std::string("SELECT position, hash FROM head WHERE one = 1") + row_lock, into(head.position),
        into(hashes));
    if (hashes.empty()) throw Error(Fault::corrupt, "the ledger has lost its head row");
    head.hash = std::move(hashes.front());
    return head;
}

std::int64_t version_of(Session& session, const std::string& stream) {
    std::int64_t version = 0;
    run(session, "SELECT COALESCE(MAX(version), 0) FROM events WHERE stream = $1", into(version),
        text(stream));
    return version;
}

void insert(Session& session, const Record& record) {
    run(session, "INSERT INTO events (" + record_columns + ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        number(record.position), text(record.stream), number(record.version), text(record.type),
        time(record.at), text(record.facts), bytes(record.payload), bytes(record.hash));
}

void insert(Session& session, const std::string& stream, const KeyRow& key) {
    if (run(session, "INSERT INTO keys (stream, object, wrapped) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            text(stream), text(key.object), bytes(key.wrapped)) == 0)
        throw Error(Fault::conflict, "the stream has a key for that already");
}

}  // namespace

std::int64_t Ledger::append(const std::string& stream, std::int64_t expected_version,
                            const std::vector<NewEvent>& events, Instant at, const Alongside& alongside) {
    return database_->write([&](Session& session) {
        Head head = lock_head(session, database_->row_lock(" FOR UPDATE"));
        std::int64_t version = version_of(session, stream);
        if (version != expected_version)
            throw Error(Fault::conflict, "the stream has moved on: read it again");
        for (const NewEvent& event : events) {
            Record record{++head.position, stream, ++version, event.type, at, event.facts, event.payload, {}};
            record.hash = chained_hash(head.hash, record);
            insert(session, record);
            head.hash = std::move(record.hash);
        }
        run(session, "UPDATE head SET position = $1, hash = $2 WHERE one = 1", number(head.position),
            bytes(head.hash));
        if (alongside.summary) upsert(session, *alongside.summary);
        for (const KeyRow& key : alongside.keys) insert(session, stream, key);
        for (const Entry& entry : alongside.entries) insert_new(session, entry, at);
        for (const Work& work : alongside.work) schedule(session, work);
        if (alongside.done) remove_held(session, *alongside.done);
        return head.position;
    });
}

// ---- read ----

std::vector<Record> Ledger::read(const std::string& stream, std::int64_t after_version) {
    std::vector<Record> records;
    database_->read([&](Session& session) {
        run(session,
            "SELECT " + record_columns + " FROM events WHERE stream = $1 AND version > $2 ORDER BY version",
            into(records), text(stream), number(after_version));
    });
    return records;
}

std::vector<Record> Ledger::after(std::int64_t position, int limit) {
    std::vector<Record> records;
    database_->read([&](Session& session) { records = records_after(session, position, limit); });
    return records;
}

std::int64_t Ledger::head() {
    std::int64_t position = 0;
    database_->read(
        [&](Session& session) { run(session, "SELECT position FROM head WHERE one = 1", into(position)); });
    return position;
}

std::vector<std::string> Ledger::streams() {
    std::vector<std::string> names;
    database_->read([&](Session& session) {
        run(session, "SELECT stream FROM events WHERE version = 1 ORDER BY stream", into(names));
    });
    return names;
}

// ---- followers ----

std::int64_t Ledger::cursor(const std::string& follower) {
    std::int64_t position = 0;
    database_->read([&](Session& session) {
        run(session, "SELECT position FROM cursors WHERE follower = $1", into(position), text(follower));
    });
    return position;
}

void Ledger::advance(const std::string& follower, std::int64_t from, std::int64_t to,
                     const std::vector<Work>& work) {
    database_->write([&](Session& session) {
        std::int64_t head = 0;
        run(session, "SELECT position FROM head WHERE one = 1", into(head));
        if (from > to || to > head)
            throw Error(Fault::invalid, "a cursor goes forward, and not past the head");
        run(session, "INSERT INTO cursors (follower, position) VALUES ($1, 0) ON CONFLICT DO NOTHING",
            text(follower));
        if (run(session, "UPDATE cursors SET position = $1 WHERE follower = $2 AND position = $3", number(to),
                text(follower), number(from)) == 0)
            throw Error(Fault::conflict, "another follower was faster");
        for (const Work& piece : work) schedule(session, piece);
    });
}

// ---- keys ----

std::optional<Bytes> Ledger::key(const std::string& stream, const std::string& object) {
    std::vector<Bytes> found;
    database_->read([&](Session& session) {
        run(session, "SELECT wrapped FROM keys WHERE stream = $1 AND object = $2", into(found), text(stream),
            text(object));
    });
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

void Ledger::erase_key(const std::string& stream, const std::string& object) {
    database_->write([&](Session& session) {
        run(session, "DELETE FROM keys WHERE stream = $1 AND object = $2", text(stream), text(object));
    });
    database_->scrub();
}

void Ledger::erase_keys(const std::string& stream) {
    database_->write(
        [&](Session& session) { run(session, "DELETE FROM keys WHERE stream = $1", text(stream)); });
    database_->scrub();
}

}  // namespace storage
