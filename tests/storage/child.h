#pragma once
// Other processes that use the same ledger: this very program, started again with a task.
#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

class Child {
  public:
    explicit Child(const std::vector<std::string>& task);
    ~Child();  // killed, if it still runs
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// What it says, line by line; nothing at its end. A line that was cut by its death is not one.
    std::optional<std::string> line();
    void kill();
    /// Exit code; 128 + signal when killed.
    int wait();

  private:
    pid_t process_;
    int output_;
    std::string buffer_;
};

/// In the child: runs the task, and is its exit code.
int run_child_task(const std::vector<std::string>& task);
