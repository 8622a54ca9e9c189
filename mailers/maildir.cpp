// The maildir: https://cr.yp.to/proto/maildir.html, with one difference: the name is the letter's id, so that
// a letter that is delivered twice is there once.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>

#include "domain/error.h"
#include "mailers/back_ends.h"
#include "mailers/mime.h"

namespace mailers {

namespace fs = std::filesystem;
using domain::Error;
using domain::Fault;

namespace {

[[noreturn]] void fail(const char* what) {
    throw Error(Fault::unavailable, std::string("the maildir cannot be written: ") + what);
}

/// A descriptor that closes at the end of its scope.
class File {
  public:
    File(const fs::path& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
        if (descriptor_ < 0) fail("open");
    }
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    void write(std::string_view bytes) const {
        while (!bytes.empty()) {
            const auto written = ::write(descriptor_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) fail("write");
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    void sync() const {
        if (::fsync(descriptor_) != 0) fail("fsync");
    }

  private:
    int descriptor_;
};

class Maildir : public Mailer {
  public:
    explicit Maildir(fs::path directory) : directory_(std::move(directory)) {
        std::error_code error;
        for (const auto* part : {"tmp", "new", "cur"}) {
            fs::create_directories(directory_ / part, error);
            if (error) fail("a folder cannot be made");
            fs::permissions(directory_ / part, fs::perms::owner_all, error);
        }
        sweep();
    }

    Sent send(const Letter& letter) override {
        const auto& id = checked_id(letter.id);
        const auto mime = to_mime(letter);
        const auto sent = is_there(id) ? Sent::already_there : deliver(id, mime);
        File(directory_ / "new", O_RDONLY | O_DIRECTORY)
            .sync();  // also for a letter that a crash left just linked
        return sent;
    }

  private:
    Sent deliver(const std::string& id, std::string_view mime) const {
        const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
        const auto draft =
            directory_ / "tmp" / (id + '.' + std::to_string(::gettid()) + '.' + std::to_string(now));
        write_draft(draft, mime);
        return publish(draft, directory_ / "new" / id);
    }

    /// In new/, or in cur/ where a reader moves it to, with its flags after a colon.
    bool is_there(const std::string& id) const {
        for (const auto* part : {"new", "cur"}) {
            std::error_code error;
            for (fs::directory_iterator entry(directory_ / part, error), end; !error && entry != end;
                 entry.increment(error)) {
                const auto name = entry->path().filename().string();
                if (name == id || name.starts_with(id + ':')) return true;
            }
            if (error) fail("a folder cannot be read");
        }
        return false;
    }

    static void write_draft(const fs::path& draft, std::string_view mime) {
        try {
            const File file(draft, O_WRONLY | O_CREAT | O_EXCL);
            file.write(mime);
            file.sync();
        } catch (...) {
            ::unlink(draft.c_str());
            throw;
        }
    }

    /// link, not rename: of two deliveries at the same moment one must see the other.
    static Sent publish(const fs::path& draft, const fs::path& place) {
        const bool linked = ::link(draft.c_str(), place.c_str()) == 0;
        const int error = errno;
        ::unlink(draft.c_str());
        if (!linked && error != EEXIST) fail("link");
        return linked ? Sent::sent : Sent::already_there;
    }

    /// Drafts of a process that died, after the 36 hours that the maildir's own rules give them.
    void sweep() const {
        std::error_code error;
        const auto old = fs::file_time_type::clock::now() - std::chrono::hours(36);
        for (const auto& entry : fs::directory_iterator(directory_ / "tmp", error))
            if (entry.last_write_time(error) < old && !error) fs::remove(entry.path(), error);
    }

    fs::path directory_;
};

}  // namespace

std::unique_ptr<Mailer> open_maildir(const std::string& directory) {
    if (directory.empty()) throw Error(Fault::invalid, "maildir: names no directory");
    return std::make_unique<Maildir>(directory);
}

}  // namespace mailers
