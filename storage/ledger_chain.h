#pragma once
// Inside storage: how a record depends on the one before it.
#include "storage/ledger.h"

namespace storage {

/// SHA-256 over the previous record's hash (32 zero bytes before the first) and, each as an 8-byte big-endian
/// length and its bytes: position, stream, version, type, at (milliseconds since 1970), facts, payload;
/// numbers are 8 bytes big-endian.
Bytes chained_hash(ByteView previous, const Record& record);

}  // namespace storage
