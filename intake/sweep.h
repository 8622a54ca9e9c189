#pragma once
// What a crash may leave between vault and ledger, put right both ways.
#include "intake/cases.h"

namespace intake {

struct Swept {
    int orphans = 0;    // objects that nothing refers to (older than an hour): removed
    int destroyed = 0;  // originals of payment cards whose destruction was interrupted: done
    int missing =
        0;  // objects that the ledger refers to and the vault does not have: logged, never repaired silently
};
/// One walk over the ledger. Runs at the start of `examine` and by `gatehouse sweep`.
Swept sweep(Cases& cases, bool may_destroy_originals);

}  // namespace intake
