#pragma once
// A bounded count of tries per key and minute, in memory: for guessing of links and passwords (S1).
// Thread-safe.
#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace intake {

class Limiter {
  public:
    explicit Limiter(int per_minute) : per_minute_(per_minute) {}
    /// False when this key has used up its tries of the present minute.
    bool allow(const std::string& key) {
        const std::lock_guard lock(mutex_);
        return fresh()[key] < per_minute_;
    }
    void count(const std::string& key) {
        const std::lock_guard lock(mutex_);
        auto& tries = fresh();
        if (tries.size() < 100'000) ++tries[key];
    }

  private:
    std::map<std::string, int>& fresh() {
        const auto minute = std::chrono::floor<std::chrono::minutes>(std::chrono::steady_clock::now());
        if (minute != minute_) tries_.clear();
        minute_ = minute;
        return tries_;
    }
    const int per_minute_;
    std::mutex mutex_;
    std::chrono::time_point<std::chrono::steady_clock, std::chrono::minutes> minute_{};
    std::map<std::string, int> tries_;
};

}  // namespace intake
