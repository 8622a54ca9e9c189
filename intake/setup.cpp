#include "intake/setup.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "crypto/keyring.h"
#include "crypto/openpgp.h"
#include "domain/error.h"
#include "storage/ledger.h"
#include "storage/vault.h"

namespace intake {
namespace {

namespace fs = std::filesystem;
using domain::Error;
using domain::Fault;

std::string path_of(const std::string& url) {
    return url.substr(url.find(':') + 1);
}

std::string read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

void write_file(const fs::path& path, const std::string& text) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    if (!(out << text).flush())
        throw Error(Fault::unavailable, "cannot write " + path.string() + ": check space and permissions");
}

void give(const fs::path& path, unsigned uid, unsigned gid, mode_t mode) {
    if (::chmod(path.c_str(), mode) != 0 || ::lchown(path.c_str(), uid, gid) != 0)
        throw Error(Fault::unavailable,
                    "cannot hand over " + path.string() + " to its role: run `gatehouse setup` as root");
}

void give_tree(const fs::path& root, unsigned uid, unsigned gid, mode_t directory, mode_t file) {
    if (!fs::exists(root)) return;
    give(root, uid, gid, directory);
    for (const auto& entry :
         fs::recursive_directory_iterator(root, fs::directory_options::skip_permission_denied)) {
        if (entry.is_socket() || entry.is_symlink()) continue;
        give(entry.path(), uid, gid, entry.is_directory() ? directory : file);
    }
}

/// Each role gets what is its own: the ledger and the vault are the group's; the intake secret key and the
/// OpenPGP homes belong to `examine` alone, the letters to `courier`. The set-group-id bit keeps new files in
/// the group.
void hand_over(const Config& config) {
    const auto user = [&](const char* role) {
        const auto found = config.users.find(role);
        return found == config.users.end() ? RoleUser{} : found->second;
    };
    const auto serve = user("serve"), examine = user("examine"), courier = user("courier");
    const auto group = serve.gid ? serve.gid : serve.uid;
    if (config.ledger.starts_with("sqlite:")) {
        const fs::path database = path_of(config.ledger);
        give(database.parent_path(), serve.uid, group, 02770);
        for (const auto* suffix : {"", "-wal", "-shm"})
            if (const auto file = database.string() + suffix; fs::exists(file))
                give(file, serve.uid, group, 0660);
    }
    give_tree(path_of(config.vault), serve.uid, group, 02770, 0660);
    give_tree(config.keys, 0, group, 0750, 0640);
    give(config.keys / "intake.key", examine.uid, group, 0600);
    give_tree(config.gnupg, examine.uid, group, 0700, 0600);
    give(config.gnupg, examine.uid, group, 0700);
    if (config.mail.starts_with("maildir:")) give_tree(path_of(config.mail), courier.uid, group, 0700, 0600);
    give(config.file, 0, group, 0640);
}

}  // namespace

PublishedKey published_key(const Config& config, const std::string& entity) {
    const auto base = config.keys / "openpgp";
    PublishedKey key{.armored = read_file(base / (entity + ".asc")),
                     .fingerprint = read_file(base / (entity + ".fingerprint"))};
    while (key.fingerprint.ends_with('\n')) key.fingerprint.pop_back();
    if (key.armored.empty() || key.fingerprint.empty())
        throw Error(Fault::unavailable,
                    "the OpenPGP key of " + entity + " is not published yet: run `gatehouse setup`");
    return key;
}

void set_up(const Config& config) {
    umask(0007);
    crypto::make_keyring(config.keys);
    fs::create_directories(config.keys / "openpgp");
    fs::create_directories(config.gnupg);
    for (const auto& entity : config.entities) {
        const auto key = crypto::make_entity_key(config.gnupg_home(entity.id),
                                                 entity.name + " (documents) <" + entity.from.address + ">");
        crypto::stop_agent(config.gnupg_home(entity.id));  // the role starts its own, as its own user
        write_file(config.keys / "openpgp" / (entity.id + ".asc"), key.armored);
        write_file(config.keys / "openpgp" / (entity.id + ".fingerprint"), key.fingerprint + "\n");
    }
    if (config.ledger.starts_with("sqlite:"))
        fs::create_directories(fs::path(path_of(config.ledger)).parent_path());
    if (config.mail.starts_with("maildir:"))
        for (const auto* part : {"tmp", "new", "cur"})
            fs::create_directories(fs::path(path_of(config.mail)) / part);
    { storage::Ledger ledger(config.ledger); }
    storage::open_vault(config.vault);
    const auto serve = config.users.find("serve");
    if (geteuid() == 0 && serve != config.users.end() && serve->second.uid != 0) hand_over(config);
}

}  // namespace intake
