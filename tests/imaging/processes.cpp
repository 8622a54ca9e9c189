#include "processes.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

namespace imaging_test {

std::string status_line(pid_t process, const std::string& name) {
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(name + ":")) {
            const auto value = line.find_first_not_of(" \t", name.size() + 1);
            return value == std::string::npos ? "" : line.substr(value);
        }
    return "";
}

std::vector<pid_t> children_of(pid_t parent) {
    std::vector<pid_t> children;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
        const std::string name = entry.path().filename();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        const pid_t process = std::stoi(name);
        if (status_line(process, "PPid") == std::to_string(parent)) children.push_back(process);
    }
    return children;
}

std::vector<pid_t> descendants_of(pid_t parent) {
    std::vector<pid_t> all = children_of(parent);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto below = children_of(all[i]);
        all.insert(all.end(), below.begin(), below.end());
    }
    return all;
}

bool gone(pid_t process) {
    const std::string state = status_line(process, "State");
    return state.empty() || state.starts_with("Z") || state.starts_with("X");
}

bool within(std::chrono::milliseconds time, const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + time;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
}

}  // namespace imaging_test
