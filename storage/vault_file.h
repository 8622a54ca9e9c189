#pragma once
// Inside storage: the vault in a directory.
//
//     DIRECTORY/objects/ab/cd/sha256-abcd…   committed
//     DIRECTORY/drafts/<32 random hex digits>  being written
//
// Modes are 0660 and 0770 under the process's umask: roles may run as different users of one group; others
// never read.
#include "storage/vault.h"

namespace storage {

std::unique_ptr<Vault> open_file_vault(const std::string& directory);

}  // namespace storage
