#include "tests/storage/child.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>

#include "domain/error.h"
#include "storage/ledger.h"
#include "storage/vault.h"

Child::Child(const std::vector<std::string>& task) {
    std::vector<std::string> words{"/proc/self/exe", "--task"};
    words.insert(words.end(), task.begin(), task.end());
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    process_ = fork();
    if (process_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(ends[1], 1);
        execv(arguments[0], arguments.data());
        _exit(127);
    }
    close(ends[1]);
    output_ = ends[0];
}

Child::~Child() {
    kill();
    if (process_ > 0) waitpid(process_, nullptr, 0);
    close(output_);
}

std::optional<std::string> Child::line() {
    for (;;) {
        if (const auto end = buffer_.find('\n'); end != std::string::npos) {
            std::string line = buffer_.substr(0, end);
            buffer_.erase(0, end + 1);
            return line;
        }
        char chunk[4096];
        const ssize_t got = read(output_, chunk, sizeof chunk);
        if (got <= 0) return std::nullopt;
        buffer_.append(chunk, static_cast<std::size_t>(got));
    }
}

void Child::kill() {
    if (process_ > 0) ::kill(process_, SIGKILL);
}

int Child::wait() {
    int status = 0;
    waitpid(process_, &status, 0);
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// ---- tasks ----

namespace {

using domain::Error;
using domain::Fault;

void say(const std::string& line) {
    const std::string text = line + "\n";
    if (write(1, text.data(), text.size()) != static_cast<ssize_t>(text.size())) _exit(1);
}

/// Two events an append, each append said only after it returned: `position version`.
int append_pairs(const std::string& url, const std::string& stream, int appends) {
    storage::Ledger ledger(url);
    auto version = static_cast<std::int64_t>(ledger.read(stream).size());
    while (appends > 0) {
        const std::string tag = std::to_string(version + 2);
        const storage::NewEvent first{"first", "{}", {1, 2, 3}},
            second{"second", "{}", {tag.begin(), tag.end()}};
        try {
            const auto position = ledger.append(stream, version, {first, second}, domain::Instant{}, {});
            say(std::to_string(position) + " " + tag);
            version += 2;
            --appends;
        } catch (const Error& error) {
            if (error.fault() != Fault::conflict) throw;  // somebody else wrote to the stream: read again
            version += static_cast<std::int64_t>(ledger.read(stream, version).size());
        }
    }
    return 0;
}

int lease_until_empty(const std::string& url, const std::string& holder) {
    storage::Ledger ledger(url);
    const domain::Instant now{std::chrono::hours(1)};
    while (const auto lease = ledger.lease("examine", holder, now, std::chrono::minutes(1))) {
        say(lease->object);
        ledger.finish(*lease);
    }
    return 0;
}

/// A file system of 512 KiB at the directory, which only this process sees.
void mount_small_disk(const std::string& directory) {
    const bool root = geteuid() == 0;
    const auto user = geteuid(), group = getegid();
    if (unshare(root ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) != 0) throw std::runtime_error("unshare");
    if (!root) {
        std::ofstream("/proc/self/setgroups") << "deny";
        std::ofstream("/proc/self/uid_map") << "0 " << user << " 1";
        std::ofstream("/proc/self/gid_map") << "0 " << group << " 1";
    }
    mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
    if (mount("none", directory.c_str(), "tmpfs", 0, "size=512k") != 0) throw std::runtime_error("mount");
}

bool is_unavailable(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.fault() == Fault::unavailable &&
               std::string(error.what()).find("full") != std::string::npos;
    }
    return false;
}

int fill_vault(const std::string& directory) {
    mount_small_disk(directory);
    const auto vault = storage::open_vault("file:" + directory + "/vault");
    const storage::Bytes small(1000, 7);
    const std::string name = vault->put(small);
    if (!is_unavailable([&] { vault->put(storage::Bytes(1 << 20, 9)); })) return 11;
    if (!std::filesystem::is_empty(directory + "/vault/drafts")) return 12;
    if (vault->get(name) != small || vault->list().size() != 1) return 13;
    return vault->put(storage::Bytes(100000, 8)).empty() ? 14 : 0;  // room again: works again
}

int fill_ledger(const std::string& directory) {
    mount_small_disk(directory);
    storage::Ledger ledger("sqlite:" + directory + "/ledger");
    std::int64_t version = 0;
    const auto append = [&](std::size_t size) {
        ledger.append("ord_1", version, {{"event", "{}", storage::Bytes(size, 7)}}, domain::Instant{}, {});
        ++version;
    };
    append(1000);
    if (!is_unavailable([&] { append(1 << 20); })) return 21;
    append(1000);
    const auto audit = ledger.verify();
    return audit.first_bad || audit.records != 2 ? 22 : 0;
}

}  // namespace

int run_child_task(const std::vector<std::string>& task) try {
    if (task[0] == "append") return append_pairs(task[1], task[2], std::stoi(task[3]));
    if (task[0] == "lease") return lease_until_empty(task[1], task[2]);
    if (task[0] == "fill vault") return fill_vault(task[1]);
    if (task[0] == "fill ledger") return fill_ledger(task[1]);
    return 2;
} catch (const std::exception& error) {
    std::fprintf(stderr, "child: %s\n", error.what());
    return 3;
}
