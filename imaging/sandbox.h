#pragma once
// What makes a process harmless: it sees no file, no network, no other process and no user, can ask the
// kernel for next to nothing, and has ceilings on memory and time. Order matters and is all here; the lists
// are in one table each.
#include <linux/filter.h>
#include <sys/types.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "imaging/limits.h"
#include "imaging/spawn.h"

namespace imaging {

/// Calls that are carried out, and calls that merely fail (libraries probe with them); any other kills the
/// process.
std::span<const std::string_view> allowed_calls();
std::span<const std::string_view> failing_calls();

/// Made once, by the process whose children are to be confined, before any of them.
class Sandbox {
  public:
    /// Compiles the lists for this machine. Throws domain::Error(unavailable).
    Sandbox();
    /// Like fork(2), but the child is the first process of namespaces of its own (user, pid, net, mount, ipc,
    /// uts). −1 and errno.
    pid_t fork() const;
    /// In that child: gives up everything but descriptors 0–2 and `keep`, and dies with its parent from now
    /// on. Empty when all of it was done, else what could not be done: the caller must leave then.
    std::string confine(const Limits& limits, int keep) const;
    std::span<const sock_filter> filter() const { return filter_; }

  private:
    std::vector<sock_filter> filter_;
    uid_t user_;
    gid_t group_;
    Fd self_;  // pidfd
};

/// What an operator must allow when namespaces cannot be made.
std::string_view sandbox_remedy();

}  // namespace imaging
