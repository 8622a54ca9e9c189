#include "storage/vault.h"

#include "domain/error.h"
#include "storage/vault_file.h"

namespace storage {

std::string Vault::put(ByteView ciphertext) {
    const auto draft = begin();
    draft->write(ciphertext);
    return draft->commit();
}

std::unique_ptr<Vault> open_vault(const std::string& url) {
    const std::string file = "file:";
    if (url.rfind(file, 0) == 0 && url.size() > file.size()) return open_file_vault(url.substr(file.size()));
    throw domain::Error(domain::Fault::invalid, "a vault is file:DIRECTORY");
}

}  // namespace storage
