#pragma once
// Inside storage: what an append also writes, within its transaction.
#include "storage/database.h"

namespace storage {

void upsert(Session& session, const Summary& summary);
/// Error(conflict) when a live entry has the name.
void insert_new(Session& session, const Entry& entry, Instant now);
/// Work that is there already stays as it is.
void schedule(Session& session, const Work& work);
/// Error(conflict) when the lease is no longer held.
void remove_held(Session& session, const Lease& lease);

std::vector<Record> records_after(Session& session, std::int64_t position, int limit);

}  // namespace storage
