#pragma once
// The processes of this machine, for tests of what is left of a job.
#include <sys/types.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace imaging_test {

std::vector<pid_t> children_of(pid_t parent);
/// All below, without the process itself.
std::vector<pid_t> descendants_of(pid_t parent);
/// Neither there nor waiting for its parent to take notice.
bool gone(pid_t process);
/// `Seccomp` → `2`, as /proc/PID/status says.
std::string status_line(pid_t process, const std::string& name);
/// False when it did not come true in time.
bool within(std::chrono::milliseconds time, const std::function<bool()>& condition);

}  // namespace imaging_test
