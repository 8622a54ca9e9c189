#include "crypto/pgp_home.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <vector>

#include "crypto/child.h"
#include "crypto/openpgp.h"
#include "crypto/secret.h"
#include "domain/error.h"

namespace crypto {

namespace {

namespace fs = std::filesystem;
using domain::Error;
using domain::Fault;

constexpr std::size_t socket_path_limit = 90;

using Words = std::vector<std::string>;

Words operator+(Words left, const Words& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

ChildEnd run(const Words& argv, ByteView input = {}) {
    return run_child(argv, input, {});
}

ChildEnd gpg(const fs::path& home, const Words& words, ByteView input = {}) {
    return run(Words{"gpg", "--homedir", home.string(), "--batch", "--no-tty", "--display-charset", "utf-8",
                     "--utf8-strings"} +
                   words,
               input);
}

/// Adds the lines that the file lacks; what an operator wrote there stays.
void require_lines(const fs::path& path, const Words& lines) {
    std::string text;
    {
        std::ifstream in(path);
        text.assign(std::istreambuf_iterator<char>(in), {});
    }
    std::string missing;
    for (const auto& line : lines)
        if (("\n" + text).find("\n" + line + "\n") == std::string::npos) missing += line + "\n";
    if (missing.empty()) return;
    const std::string break_line = text.empty() || text.ends_with('\n') ? "" : "\n";
    const fs::path draft = path.string() + "." + new_id("new_");
    std::ofstream out(draft, std::ios::binary);
    out << text << break_line << missing;
    out.close();
    std::error_code error;
    if (out) fs::rename(draft, path, error);
    if (!out || error)
        throw Error(Fault::unavailable,
                    path.string() + " cannot be written; give the directory to the service's user");
}

/// Held while a home's key is made, so that two processes do not make two.
class HomeLock {
  public:
    explicit HomeLock(const fs::path& home) : fd_(::open(home.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
        if (fd_ < 0 || ::flock(fd_, LOCK_EX) != 0) {
            if (fd_ >= 0) ::close(fd_);
            throw Error(Fault::unavailable, home.string() + " cannot be locked");
        }
    }
    HomeLock(const HomeLock&) = delete;
    HomeLock& operator=(const HomeLock&) = delete;
    ~HomeLock() { ::close(fd_); }

  private:
    int fd_;
};

// ---- what `gpg --with-colons` says (doc/DETAILS of GnuPG) ----

Words split(std::string_view text, char at) {
    Words parts;
    for (;;) {
        const auto end = text.find(at);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

/// Undoes `\x3a` and the like.
std::string unescape(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        if (text.starts_with("\\x") && text.size() >= 4) {
            out += static_cast<char>(std::stoi(std::string(text.substr(2, 2)), nullptr, 16));
            text.remove_prefix(4);
        } else {
            out += text.front();
            text.remove_prefix(1);
        }
    }
    return out;
}

struct ListedKey {
    std::string fingerprint, user_id;
    bool usable = false;  // its secret part is here, it is neither revoked nor expired, and it can decrypt
};

std::vector<ListedKey> list_secret_keys(const fs::path& home) {
    const auto end = gpg(home, {"--with-colons", "--list-secret-keys"});
    if (!end.succeeded()) throw Error(Fault::unavailable, "gpg cannot list the keys of " + home.string());
    std::vector<ListedKey> keys;
    for (const auto& line : split(domain::text_of(end.output), '\n')) {
        auto field = split(line, ':');
        field.resize(std::max<std::size_t>(field.size(), 12));
        if (field[0] == "sec") {
            const bool current = field[1] != "r" && field[1] != "e" && field[1] != "i" && field[1] != "d";
            keys.push_back({.fingerprint = {},
                            .user_id = {},
                            .usable = current && field[11].find('E') != std::string::npos});
        }
        if (keys.empty()) continue;
        auto& key = keys.back();
        if (field[0] == "fpr" && key.fingerprint.empty()) key.fingerprint = field[9];
        if (field[0] == "uid" && key.user_id.empty()) key.user_id = unescape(field[9]);
    }
    return keys;
}

std::optional<ListedKey> own_key(const fs::path& home) {
    const auto keys = list_secret_keys(home);
    const auto usable = std::find_if(keys.begin(), keys.end(), [](const auto& key) { return key.usable; });
    if (usable != keys.end()) return *usable;
    return keys.empty() ? std::nullopt : std::optional(keys.front());
}

EntityKey publish(const fs::path& home, const ListedKey& key) {
    const auto end =
        gpg(home, {"--armor", "--export-options", "export-minimal", "--export", key.fingerprint});
    if (!end.succeeded() || end.output.empty())
        throw Error(Fault::unavailable, "gpg cannot export the key of " + home.string());
    return {.fingerprint = key.fingerprint,
            .armored = std::string(domain::text_of(end.output)),
            .user_id = key.user_id};
}

void make_directory(const fs::path& home) {
    std::error_code error;
    fs::create_directories(home, error);
    if (!error) fs::permissions(home, fs::perms::owner_all, error);
    if (error)
        throw Error(Fault::unavailable,
                    home.string() + " cannot be made; make it and give it to the service's user");
}

}  // namespace

void prepare_home(const fs::path& home) {
    if ((home / "S.gpg-agent").string().size() > socket_path_limit)
        throw Error(Fault::unavailable,
                    home.string() + " is too long for a GNUPGHOME; choose a directory with a shorter path");
    if (!fs::is_directory(home))
        throw Error(Fault::unavailable, home.string() + " is not a directory; make the entity's key first");
    require_lines(home / "gpg.conf", {"no-autostart", "no-auto-key-retrieve", "no-auto-key-locate",
                                      "disable-dirmngr", "no-auto-check-trustdb"});
    require_lines(home / "gpg-agent.conf", {"auto-expand-secmem", "disable-scdaemon"});
}

std::string wake_agent(const fs::path& home) {
    const auto end = run({"gpg-connect-agent", "--homedir", home.string(), "GETINFO pid", "/bye"});
    if (!end.succeeded() || !domain::text_of(end.output).starts_with("D "))
        throw Error(Fault::unavailable, "gpg-agent does not start in " + home.string());
    return std::string(domain::text_of(end.output));
}

Bytes encrypt_to_self(const fs::path& home, ByteView plain) {
    const auto key = own_key(home);
    if (!key)
        throw Error(Fault::unavailable, home.string() + " holds no secret key; make the entity's key first");
    auto end = gpg(home, {"--trust-model", "always", "--recipient", key->fingerprint, "--encrypt"}, plain);
    if (!end.succeeded())
        throw Error(Fault::unavailable, "gpg cannot encrypt to the key of " + home.string());
    return std::move(end.output);
}

EntityKey make_entity_key(const fs::path& home, const std::string& user_id) {
    make_directory(home);
    prepare_home(home);
    const HomeLock lock(home);
    wake_agent(home);
    if (const auto key = own_key(home)) return publish(home, *key);
    // `future-default` of gpg 2.2: ed25519 to certify and sign, cv25519 to encrypt; its features say MDC and
    // no more
    const auto end = gpg(home, {"--pinentry-mode", "loopback", "--passphrase", "", "--quick-generate-key",
                                "--", user_id, "future-default", "default", "3y"});
    const auto key = end.succeeded() ? own_key(home) : std::nullopt;
    if (!key) throw Error(Fault::unavailable, "gpg cannot make a key in " + home.string());
    return publish(home, *key);
}

EntityKey load_entity_key(const fs::path& home) {
    if (!fs::is_directory(home))
        throw Error(Fault::not_found, home.string() + " holds no key: there is no such directory");
    prepare_home(home);
    wake_agent(home);
    const auto key = own_key(home);
    if (!key) throw Error(Fault::not_found, home.string() + " holds no secret key");
    return publish(home, *key);
}

void stop_agent(const fs::path& home) {
    run({"gpgconf", "--homedir", home.string(), "--kill", "gpg-agent"});
}

}  // namespace crypto
