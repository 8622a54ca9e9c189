// The chain: computed at every append, walked by `verify`.
#include "storage/ledger_chain.h"

#include <Poco/Crypto/DigestEngine.h>

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_map>

#include "storage/rows.h"
#include "storage/tables.h"

namespace storage {

namespace {

class Digest {
  public:
    void add(ByteView bytes) {
        add_number(static_cast<std::uint64_t>(bytes.size()));
        engine_.update(bytes.data(), bytes.size());
    }
    void add(const std::string& text) { add(domain::bytes_of(text)); }
    void add(std::int64_t number) {
        add_number(sizeof number);
        add_number(static_cast<std::uint64_t>(number));
    }
    void start(ByteView previous) { engine_.update(previous.data(), previous.size()); }
    Bytes value() { return engine_.digest(); }

  private:
    void add_number(std::uint64_t number) {
        std::array<unsigned char, 8> big_endian{};
        for (auto byte = big_endian.rbegin(); byte != big_endian.rend(); ++byte, number >>= 8)
            *byte = static_cast<unsigned char>(number & 0xFF);
        engine_.update(big_endian.data(), big_endian.size());
    }
    Poco::Crypto::DigestEngine engine_{"SHA256"};
};

}  // namespace

Bytes chained_hash(ByteView previous, const Record& record) {
    Digest digest;
    digest.start(previous);
    digest.add(record.position);
    digest.add(record.stream);
    digest.add(record.version);
    digest.add(record.type);
    digest.add(number_of(record.at));
    digest.add(record.facts);
    digest.add(record.payload);
    return digest.value();
}

std::vector<Record> records_after(Session& session, std::int64_t position, int limit) {
    std::vector<Record> records;
    run(session, "SELECT " + record_columns + " FROM events WHERE position > $1 ORDER BY position LIMIT $2",
        into(records), number(position), number(limit));
    return records;
}

namespace {

using Audit = Ledger::Audit;

/// Follows the chain record by record until one does not fit.
class Walk {
  public:
    explicit Walk(std::int64_t hidden_text) : hidden_text_(hidden_text) {}
    bool goes_on(const Record& record) {
        if (record.position != audit.records + 1)
            return stop(std::min(record.position, audit.records + 1),
                        "positions have a gap, or one that cannot be");
        if (record.position == hidden_text_) return stop(record.position, "its text goes on behind a NUL");
        if (record.hash != chained_hash(hash_, record))
            return stop(record.position, "the hash does not follow from the content and the record before");
        if (record.version != ++versions_[record.stream])
            return stop(record.position, "versions of its stream have a gap");
        hash_ = record.hash;
        ++audit.records;
        return true;
    }
    void end_at(std::int64_t head, const Bytes& head_hash) {
        if (head != audit.records)
            stop(std::min(head, audit.records) + 1,
                 "the head and the last record are not at the same position");
        else if (head_hash != hash_)
            stop(std::max<std::int64_t>(head, 1), "the head does not have the hash of the last record");
    }
    Audit audit;

  private:
    bool stop(std::int64_t position, const char* why) {
        audit.first_bad = position;
        audit.why = why;
        return false;
    }
    std::int64_t hidden_text_;
    Bytes hash_ = Bytes(32, 0);
    std::unordered_map<std::string, std::int64_t> versions_;
};

/// SQLite keeps text behind a NUL and Poco reads up to it: what stands there would not be hashed. 0: nowhere.
std::int64_t first_hidden_text(Session& session) {
    std::int64_t position = 0;
    run(session,
        "SELECT COALESCE(MIN(position), 0) FROM events"
        " WHERE instr(CAST(stream || type || facts AS BLOB), x'00') > 0",
        into(position));
    return position;
}

}  // namespace

Ledger::Audit Ledger::verify() {
    return database_->snapshot([&](Session& session) {
        Walk walk(database_->sqlite() ? first_hidden_text(session) : 0);
        for (auto from = std::numeric_limits<std::int64_t>::min();;) {
            const auto records = records_after(session, from, 100);
            if (records.empty()) break;
            for (const Record& record : records) {
                if (!walk.goes_on(record)) return walk.audit;
            }
            from = records.back().position;
        }
        std::int64_t head = 0;
        std::vector<Bytes> hash(1);
        run(session, "SELECT position, hash FROM head WHERE one = 1", into(head), into(hash));
        walk.end_at(head, hash.empty() ? Bytes{} : hash.front());
        return walk.audit;
    });
}

}  // namespace storage
