#pragma once
// The only door to hostile bytes. A file goes in, an Examination comes out; between them two sandboxes:
// the *eye*, a fork server of this program (`gatehouse eye`) that forks one child a document (namespaces, empty root, seccomp
// allow-list, rlimits; no network, no file, no exec), and the *tool*, bubblewrap around poppler's programs for PDF.
// What comes back is fixed-size integers, length-prefixed UTF-8 and raw pixels, and every size is checked again here.
#include <filesystem>
#include <memory>
#include <string>

#include "imaging/examine.h"
#include "imaging/limits.h"

namespace imaging {

/// One eye: one document at a time; make several for several cores. Not thread-safe. Its server dies with the thread that
/// started it (PR_SET_PDEATHSIG knows threads, not processes); the next look() starts another, as after any death.
class Eye {
  public:
    struct Options {
        std::filesystem::path program = "/proc/self/exe";  // the gatehouse binary
        std::string languages = "Latin";
        Limits limits{};
    };
    /// Starts the fork server (models loaded, one thread asserted) and makes one sandbox to see that it can.
    /// Throws domain::Error(unavailable) that says what the machine must allow when a sandbox cannot be made.
    explicit Eye(Options options);
    ~Eye();  // the server and everything below it is gone
    Eye(const Eye&) = delete;
    Eye& operator=(const Eye&) = delete;

    /// Never blames the file for trouble of ours: a file that cannot be looked at yields an Examination with one finding
    /// (FILE_EMPTY, FILE_TYPE, FILE_CORRUPT, FILE_TRUNCATED, FILE_TOO_LARGE, FILE_TOO_MANY_PIXELS, FILE_TOO_MANY_PAGES,
    /// FILE_PASSWORD) and no page; Error(unavailable) means try again (a killed server is started anew on the next call).
    /// A document that kills or hangs its child is FILE_CORRUPT with the measure of what happened in the finding.
    Examination look(ByteView file);

    int server_pid() const;

  private:
    class Server;
    std::unique_ptr<Server> server_;
};

/// Entry of the fork server (`gatehouse eye …`), started by Eye only.
int eye_server(int argc, char** argv);

/// A page as it is stored and shown: baseline JPEG made by us, no metadata. `quality` 1–100.
Bytes encode_page(const Picture& page, int quality = 85);

/// The format by its first bytes, nullopt when it is none that we take. Names and announced types are not asked.
std::optional<Format> format_of(ByteView file);

}  // namespace imaging
