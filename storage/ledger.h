#pragma once
// The one truth: streams of events in one hash chain, with the few tables that follow from it. One class over
// Poco::Data for `sqlite:PATH` and `postgresql:host=… dbname=…`; sees ciphertext payloads and clear facts,
// never a name.
//
// Positions have no gaps and become visible in order, so a follower's cursor is one integer. Every call is
// one transaction and is on disk when it returns (SQLite WAL, synchronous=FULL). Thread-safe. Throws
// Error(busy) when the database is locked too long, Error(unavailable) when it cannot be reached,
// Error(invalid) for text that is not UTF-8 without U+0000; what the database said is never in the text.
// After Error(unavailable) an append may or may not have happened: read the stream.
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/bytes.h"
#include "domain/time.h"

namespace storage {

using domain::Bytes;
using domain::ByteView;
using domain::Instant;

struct NewEvent {
    std::string type;   // `evidence.received` …
    std::string facts;  // JSON without personal data: states, codes, references of ours
    Bytes payload;      // sealed, never empty
};

struct Record {
    std::int64_t position = 0;  // 1, 2, 3 … over all streams
    std::string stream;         // `ord_…`
    std::int64_t version = 0;   // 1, 2, 3 … within the stream
    std::string type;
    Instant at;
    std::string facts;
    Bytes payload;
    Bytes hash;  // SHA-256 over the previous record's hash and every field above (storage/ledger_chain.h)
};

/// One row a stream, for lists: written in the transaction of the events it follows from. References, states,
/// clocks only.
struct Summary {
    std::string stream;
    std::string reference;  // the order system's own
    std::string entity;
    std::string state;
    std::string waits_for;  // customer | examination | analyst | nobody
    std::string assignee;   // analyst, or empty
    Instant received;
    std::optional<Instant> due;
    Instant updated;
    std::int64_t version = 0;
};

struct SummaryFilter {
    std::optional<std::string> waits_for, state, entity, assignee;
    std::int64_t limit = 50, offset = 0;  // oldest due first, then oldest received
};

/// A small entry found by a name: link tokens (hashed), order references, sessions (hashed), idempotency.
struct Entry {
    std::string kind, key, value;
    std::optional<Instant> expires;  // an expired entry is not found
};

/// Work that some role must do once: `step` is its queue, `object` what it is about. (step, object) is
/// unique.
struct Work {
    std::string step, object, stream;
    Instant not_before{};  // default: at once
};
struct Lease {
    std::string step, object, stream;
    int attempt = 1;  // 1 for the first try
    Instant until;    // after that, another may take it
    std::string holder;
};

/// A wrapped key. Deleting rows is how a person is erased.
struct KeyRow {
    std::string object;  // empty: the stream's own key
    Bytes wrapped;
};

class Ledger {
  public:
    /// Opens and, if needed, creates or migrates the schema; Error(conflict) for a schema newer than this
    /// program, Error(unavailable) with the remedy when it cannot be used. `postgresql://…` goes to libpq as
    /// it is.
    explicit Ledger(const std::string& url);
    ~Ledger();
    Ledger(const Ledger&) = delete;
    Ledger& operator=(const Ledger&) = delete;

    /// Everything that becomes true together with the events.
    struct Alongside {
        std::optional<Summary> summary;
        std::vector<KeyRow> keys;    // Error(conflict) when there is one: a key is never replaced
        std::vector<Entry> entries;  // Error(conflict) when (kind, key) is taken by a live entry
        std::vector<Work> work;      // already there: left as it is
        std::optional<Lease> done;   // finished; Error(conflict) when the lease is no longer held
    };
    /// Appends at `expected_version` (0: a new stream). Error(conflict) when the stream is elsewhere. Returns
    /// the last position. Without events only what stands alongside is written.
    std::int64_t append(const std::string& stream, std::int64_t expected_version,
                        const std::vector<NewEvent>& events, Instant at, const Alongside& alongside);

    std::vector<Record> read(const std::string& stream, std::int64_t after_version = 0);
    /// Records of all streams after a position, in order, at most `limit`.
    std::vector<Record> after(std::int64_t position, int limit);
    std::int64_t head();

    /// A follower's place. `advance` schedules work and moves the cursor in one transaction; Error(conflict)
    /// when the cursor is not at `from` (another follower was faster), Error(invalid) when `to` is before
    /// `from` or past the head.
    std::int64_t cursor(const std::string& follower);
    void advance(const std::string& follower, std::int64_t from, std::int64_t to,
                 const std::vector<Work>& work);

    // ---- keys ----
    std::optional<Bytes> key(const std::string& stream, const std::string& object);
    /// One key of a stream (an original's), or every key of it: what they sealed can never be opened again.
    void erase_key(const std::string& stream, const std::string& object);
    void erase_keys(const std::string& stream);

    // ---- read model ----
    std::optional<Summary> summary(const std::string& stream);
    std::vector<Summary> summaries(const SummaryFilter& filter);
    std::int64_t count(const SummaryFilter& filter);

    // ---- entries ----
    std::optional<Entry> entry(const std::string& kind, const std::string& key, Instant now);
    /// Replaces. `put_new` instead throws Error(conflict) when a live one is there.
    void put(const Entry& entry);
    void put_new(const Entry& entry, Instant now);
    void remove(const std::string& kind, const std::string& key);
    void remove_expired(Instant now);

    // ---- work ----
    /// Leases the oldest due piece of work of that step, if any. Cheap when there is none: poll as often as
    /// you like.
    std::optional<Lease> lease(const std::string& step, const std::string& holder, Instant now,
                               std::chrono::milliseconds duration);
    /// These three: Error(conflict) when the lease is no longer held, which is when another has taken the
    /// work.
    void finish(const Lease& lease);                        // gone
    void postpone(const Lease& lease, Instant not_before);  // back into the queue, attempts kept
    /// Kept as failed: not leased any more, counted by `parked`.
    void park(const Lease& lease, const std::string& why);
    std::int64_t waiting(const std::string& step);  // neither finished nor parked, leased or not
    std::int64_t parked(const std::string& step);

    // ---- audit ----
    struct Audit {
        std::int64_t records = 0;
        std::optional<std::int64_t> first_bad;  // position
        std::string why;
    };
    /// Walks the whole chain as it is now: hashes, positions and versions without gaps, the head. What it
    /// cannot see is a tail cut together with the head: that takes a checkpoint kept elsewhere.
    Audit verify();
    /// Every vault object name that live facts or keys mention is the shell's to tell; storage only lists
    /// streams.
    std::vector<std::string> streams();

  private:
    class Database;
    std::unique_ptr<Database> database_;
};

}  // namespace storage
