#include "storage/vault_file.h"

#include <Poco/Crypto/DigestEngine.h>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <bitset>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <optional>

#include "domain/error.h"

namespace storage {

namespace fs = std::filesystem;
using domain::Error;
using domain::Fault;
using Poco::Crypto::DigestEngine;

namespace {

const std::string prefix = "sha256-";

[[noreturn]] void fail(const std::string& what, const fs::path& where, int error) {
    const bool full = error == ENOSPC || error == EDQUOT;
    throw Error(Fault::unavailable,
                "the vault cannot " + what + " " + where.string() + ": " +
                    (full ? "the disk is full, make room"
                          : std::system_category().message(error) + ", check the directory and its owner"));
}

/// A file descriptor that closes itself.
class File {
  public:
    File(const fs::path& path, int flags, mode_t mode = 0)
        : path_(path), descriptor_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, mode)) {}
    ~File() { close(); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    bool is_open() const { return descriptor_ >= 0; }
    int descriptor() const { return descriptor_; }
    void write(ByteView bytes) {
        while (!bytes.empty()) {
            const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) fail("write", path_, errno);
            bytes = bytes.subspan(static_cast<std::size_t>(written));
        }
    }
    void sync() {
        if (::fsync(descriptor_) != 0) fail("sync", path_, errno);
    }
    void close() {
        if (descriptor_ >= 0) ::close(descriptor_);
        descriptor_ = -1;
    }

  private:
    fs::path path_;
    int descriptor_;
};

void sync_directory(const fs::path& path) {
    File directory(path, O_RDONLY | O_DIRECTORY);
    if (!directory.is_open()) fail("open", path, errno);
    directory.sync();
}

void make_directory(const fs::path& path) {
    if (::mkdir(path.c_str(), 0770) != 0 && errno != EEXIST) fail("make", path, errno);
}

std::string random_name() {
    std::array<unsigned char, 16> random{};
    if (::getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size()))
        throw Error(Fault::unavailable, "the system gives no random bytes");
    return DigestEngine::digestToHex({random.begin(), random.end()});
}

bool is_object_name(const std::string& name) {
    return name.size() == prefix.size() + 64 && name.rfind(prefix, 0) == 0 &&
           name.find_first_not_of("0123456789abcdef", prefix.size()) == std::string::npos;
}

class FileVault : public Vault {
  public:
    explicit FileVault(const fs::path& directory)
        : objects_(fs::absolute(directory) / "objects"), drafts_(fs::absolute(directory) / "drafts") {
        make_directory(objects_.parent_path());
        make_directory(objects_);
        make_directory(drafts_);
        for (const fs::path& path : {objects_, drafts_})
            if (::access(path.c_str(), R_OK | W_OK | X_OK) != 0) fail("use", path, errno);
        sync_directory(objects_.parent_path());
        sync_directory(objects_.parent_path().parent_path());
    }

    std::unique_ptr<Draft> begin() override;
    Bytes get(const std::string& name) override;
    void remove(const std::string& name) override;
    std::vector<Object> list() override;
    void sweep_drafts(std::chrono::seconds draft_age) override;

  private:
    class FileDraft;

    fs::path place_of(const std::string& name) const {
        if (!is_object_name(name)) throw Error(Fault::invalid, "that is not the name of an object");
        return objects_ / name.substr(prefix.size(), 2) / name.substr(prefix.size() + 2, 2) / name;
    }
    void settle(const fs::path& place);

    fs::path objects_, drafts_;
    std::mutex settled_mutex_;
    std::bitset<65536> settled_;  // directories that this process knows to be on disk
};

// ---- writing ----

class FileVault::FileDraft : public Vault::Draft {
  public:
    explicit FileDraft(FileVault& vault)
        : vault_(vault),
          path_(vault.drafts_ / random_name()),
          file_(path_, O_WRONLY | O_CREAT | O_EXCL, 0660) {
        if (!file_.is_open()) fail("make", path_, errno);
    }
    ~FileDraft() override {
        if (!committed_) ::unlink(path_.c_str());
    }

    void write(ByteView ciphertext) override {
        if (!file_.is_open()) throw Error(Fault::invalid, "the draft is committed already");
        digest_.update(ciphertext.data(), ciphertext.size());
        file_.write(ciphertext);
    }

    std::string commit() override {
        if (!file_.is_open()) throw Error(Fault::invalid, "the draft is committed already");
        file_.sync();
        file_.close();
        const std::string name = prefix + DigestEngine::digestToHex(digest_.digest());
        const fs::path place = vault_.place_of(name);
        vault_.settle(place);
        // Over one that is there already: the bytes are the same, and it mends a damaged one.
        if (::rename(path_.c_str(), place.c_str()) != 0) fail("rename to", place, errno);
        committed_ = true;
        sync_directory(place.parent_path());
        return name;
    }

  private:
    FileVault& vault_;
    fs::path path_;
    File file_;
    DigestEngine digest_{"SHA256"};
    bool committed_ = false;
};

std::unique_ptr<Vault::Draft> FileVault::begin() {
    return std::make_unique<FileDraft>(*this);
}

/// Makes the two directories above an object and has them on disk. That a directory is there does not say
/// that it is on disk (another process may just have made it), so each process syncs each of them once.
void FileVault::settle(const fs::path& place) {
    const fs::path leaf = place.parent_path(), middle = leaf.parent_path();
    const auto number = std::stoul(middle.filename().string() + leaf.filename().string(), nullptr, 16);
    {
        const std::lock_guard lock(settled_mutex_);
        if (settled_[number]) return;
    }
    make_directory(middle);
    make_directory(leaf);
    sync_directory(middle);
    sync_directory(objects_);
    const std::lock_guard lock(settled_mutex_);
    settled_.set(number);
}

// ---- reading, removing ----

Bytes FileVault::get(const std::string& name) {
    const fs::path place = place_of(name);
    File file(place, O_RDONLY);
    if (!file.is_open() && errno == ENOENT)
        throw Error(Fault::not_found, "there is no such object in the vault");
    struct stat status {};
    if (!file.is_open() || ::fstat(file.descriptor(), &status) != 0) fail("open", place, errno);
    Bytes bytes(static_cast<std::size_t>(status.st_size));
    std::size_t filled = 0;
    while (filled < bytes.size()) {
        const ssize_t got = ::read(file.descriptor(), bytes.data() + filled, bytes.size() - filled);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail("read", place, errno);
        if (got == 0) break;
        filled += static_cast<std::size_t>(got);
    }
    bytes.resize(filled);
    DigestEngine digest("SHA256");
    digest.update(bytes.data(), bytes.size());
    if (prefix + DigestEngine::digestToHex(digest.digest()) != name)
        throw Error(Fault::corrupt, "the object " + name + " in the vault is damaged");
    return bytes;
}

void FileVault::remove(const std::string& name) {
    const fs::path place = place_of(name);
    if (::unlink(place.c_str()) == 0) return sync_directory(place.parent_path());
    if (errno != ENOENT) fail("remove", place, errno);
}

// ---- sweeping ----

/// Nothing for a file that has just gone.
std::optional<domain::Instant> written_at(const fs::path& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
    return domain::Instant{
        std::chrono::milliseconds{status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1000000}};
}

/// Calls `see` with each entry; a directory that vanishes meanwhile is no error.
template <class See>
void look_through(const fs::path& directory, See see) {
    std::error_code error;
    for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error))
        see(entry->path());
    if (error && error != std::errc::no_such_file_or_directory && error != std::errc::not_a_directory)
        fail("list", directory, error.value());
}

std::vector<Vault::Object> FileVault::list() {
    std::vector<Object> objects;
    look_through(objects_, [&](const fs::path& middle) {
        look_through(middle, [&](const fs::path& leaf) {
            look_through(leaf, [&](const fs::path& object) {
                const auto written = written_at(object);
                if (written && is_object_name(object.filename().string()))
                    objects.push_back({object.filename().string(), *written});
            });
        });
    });
    return objects;
}

void FileVault::sweep_drafts(std::chrono::seconds draft_age) {
    const auto oldest = std::chrono::system_clock::now() - draft_age;
    look_through(drafts_, [&](const fs::path& draft) {
        const auto written = written_at(draft);
        if (written && *written < oldest) ::unlink(draft.c_str());
    });
}

}  // namespace

std::unique_ptr<Vault> open_file_vault(const std::string& directory) {
    return std::make_unique<FileVault>(directory);
}

}  // namespace storage
