#pragma once
// Inside storage: rows as values, so that `into(std::vector<Record>)` reads them. The order is that of the
// *_columns below.
#include <Poco/Data/LOB.h>
#include <Poco/Data/TypeHandler.h>

#include "storage/database.h"

namespace storage {

inline const std::string record_columns = "position, stream, version, type, at, facts, payload, hash";
inline const std::string summary_columns =
    "stream, reference, entity, state, waits_for, assignee, received, due, updated, version";

/// The columns of a row, from left to right.
class Columns {
  public:
    Columns(std::size_t first, Poco::Data::AbstractExtractor::Ptr row) : next_(first), row_(std::move(row)) {}
    void operator>>(std::string& value) { row_->extract(next_++, value); }
    void operator>>(std::int64_t& value) { row_->extract(next_++, value); }
    void operator>>(Instant& value) {
        std::int64_t milliseconds = 0;
        *this >> milliseconds;
        value = instant_of(milliseconds);
    }
    void operator>>(std::optional<Instant>& value) {
        std::int64_t milliseconds = 0;
        value.reset();
        if (row_->extract(next_++, milliseconds)) value = instant_of(milliseconds);
    }
    void operator>>(Bytes& value) {
        Poco::Data::BLOB blob;
        row_->extract(next_++, blob);
        value.assign(blob.begin(), blob.end());
    }
    template <class... Value>
    void into_all(Value&... values) {
        (void(*this >> values), ...);
    }

  private:
    std::size_t next_;
    Poco::Data::AbstractExtractor::Ptr row_;
};

/// What Poco asks of a type that is only ever read.
template <class Row, std::size_t columns>
struct ReadOnlyRow {
    static std::size_t size() { return columns; }
    static void prepare(std::size_t, const Row&, const Poco::Data::AbstractPreparator::Ptr&) {}
};

}  // namespace storage

namespace Poco::Data {

template <>
struct TypeHandler<storage::Record> : storage::ReadOnlyRow<storage::Record, 8> {
    static void extract(std::size_t first, storage::Record& r, const storage::Record&,
                        const AbstractExtractor::Ptr& row) {
        storage::Columns(first, row)
            .into_all(r.position, r.stream, r.version, r.type, r.at, r.facts, r.payload, r.hash);
    }
};

template <>
struct TypeHandler<storage::Summary> : storage::ReadOnlyRow<storage::Summary, 10> {
    static void extract(std::size_t first, storage::Summary& s, const storage::Summary&,
                        const AbstractExtractor::Ptr& row) {
        storage::Columns(first, row)
            .into_all(s.stream, s.reference, s.entity, s.state, s.waits_for, s.assignee, s.received, s.due,
                      s.updated, s.version);
    }
};

template <>
struct TypeHandler<storage::Bytes> : storage::ReadOnlyRow<storage::Bytes, 1> {
    static void extract(std::size_t first, storage::Bytes& value, const storage::Bytes&,
                        const AbstractExtractor::Ptr& row) {
        storage::Columns(first, row).into_all(value);
    }
};

}  // namespace Poco::Data
