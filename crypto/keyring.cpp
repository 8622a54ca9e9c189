#include "crypto/keyring.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "domain/error.h"

namespace crypto {

namespace {

namespace fs = std::filesystem;
using domain::Error;
using domain::Fault;

[[noreturn]] void fail(const fs::path& path, const std::string& why) {
    throw Error(Fault::unavailable, "key file " + path.string() + ": " + why);
}

class File {
  public:
    File(const fs::path& path, int flags) : path_(path), fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
        if (fd_ < 0)
            fail(path, std::string(std::strerror(errno)) +
                           "; run as the user that owns the keys, or restore it from the backup");
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() { ::close(fd_); }

    void write(std::string_view text) {
        if (::write(fd_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
            fail(path_, "cannot be written; is the disk full?");
        sync();
    }
    void sync() {
        if (::fsync(fd_) != 0) fail(path_, "cannot be put on disk; is the disk full?");
    }
    std::string read() {
        std::array<char, 256> room;
        const auto size = ::read(fd_, room.data(), room.size());
        if (size < 0) fail(path_, "cannot be read");
        return {room.data(), static_cast<std::size_t>(size)};
    }
    bool readable_by_others() {
        struct stat status {};
        return ::fstat(fd_, &status) != 0 ||
               (status.st_mode & 027) != 0;  // the roles share a group, which may read
    }

  private:
    fs::path path_;
    int fd_;
};

/// The file appears whole or not at all, and the first of two writers wins.
void write_once(const fs::path& path, const std::string& line) {
    const fs::path draft = path.string() + "." + new_id("new_");
    File(draft, O_WRONLY | O_CREAT | O_EXCL).write(line + "\n");
    const bool linked = ::link(draft.c_str(), path.c_str()) == 0;
    const int error = errno;
    ::unlink(draft.c_str());
    if (!linked && error != EEXIST) fail(path, std::strerror(error));
    File(path.parent_path(), O_RDONLY | O_DIRECTORY).sync();
}

std::string read_line(const fs::path& path, bool secret) {
    File file(path, O_RDONLY);
    if (secret && file.readable_by_others())
        fail(path, "others may read it; chmod 600 it (640 for the group of the roles)");
    auto text = file.read();
    if (text.ends_with('\n')) text.pop_back();
    return text;
}

Key read_key(const fs::path& path, bool secret) {
    const auto bytes = from_base64(read_line(path, secret));
    Key key{};
    if (!bytes || bytes->size() != key.size())
        fail(path, "is not 32 bytes in base64; restore it from the backup");
    std::copy(bytes->begin(), bytes->end(), key.begin());
    return key;
}

void make_directory(const fs::path& directory) {
    std::error_code error;
    const bool made = fs::create_directories(directory, error);
    if (!error && made) fs::permissions(directory, fs::perms::owner_all, error);
    if (error || !fs::is_directory(directory))
        fail(directory, "the directory cannot be made; make it and give it to the service's user");
}

}  // namespace

void make_keyring(const fs::path& directory) {
    make_directory(directory);
    const auto absent = [&](const char* name) { return !fs::exists(directory / name); };
    if (absent("kek")) write_once(directory / "kek", base64(random_key()));
    if (absent("api")) write_once(directory / "api", "gatehouse_" + base64url(random_key()));
    if (absent("intake.key") && absent("intake.pub"))
        write_once(directory / "intake.key", base64(new_intake_key_pair().secret));
    if (absent(
            "intake.pub")) {  // from the file, not from memory: another process may have won the race for it
        const auto secret = read_key(directory / "intake.key", true);
        write_once(directory / "intake.pub", base64(intake_key_pair_of(secret).public_key.bytes));
    }
}

Key load_kek(const fs::path& directory) {
    return read_key(directory / "kek", true);
}
IntakePublicKey load_intake_public_key(const fs::path& directory) {
    return {read_key(directory / "intake.pub", false)};
}

IntakeKeyPair load_intake_key_pair(const fs::path& directory) {
    const auto keys = intake_key_pair_of(read_key(directory / "intake.key", true));
    if (load_intake_public_key(directory).bytes != keys.public_key.bytes)
        fail(directory / "intake.pub",
             "is not the public half of intake.key; restore both from the same backup");
    return keys;
}

std::string load_api_key(const fs::path& directory) {
    auto text = read_line(directory / "api", true);
    if (text.size() < 20)
        fail(directory / "api", "holds no key; remove it and start again to have a new one made");
    return text;
}

}  // namespace crypto
