#pragma once
// What an installation needs before its roles start: keyring, OpenPGP keys, directories. `gatehouse setup`
// makes what is missing.
#include <string>

#include "intake/config.h"

namespace intake {

/// Makes keyring, one OpenPGP key an entity (published under `keys/openpgp/`), vault and maildir directories;
/// never overwrites. When started as root and [users] names users, hands each its own: the ledger and the
/// vault to the group, the intake secret key and the GNUPGHOMEs to `examine` alone.
void set_up(const Config& config);

/// An entity's public OpenPGP key as `serve` hands it out; it holds no secret key.
struct PublishedKey {
    std::string armored, fingerprint;
};
/// Error(unavailable) that names `gatehouse setup` when it was not made yet.
PublishedKey published_key(const Config& config, const std::string& entity);

}  // namespace intake
