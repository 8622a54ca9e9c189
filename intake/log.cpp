#include "intake/log.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "domain/time.h"

namespace intake {
namespace {
std::string role = "gatehouse";
}

void set_log_role(std::string_view name) {
    role = name;
}

void log(std::string_view event, std::initializer_list<std::pair<std::string_view, std::string>> fields) {
    nlohmann::ordered_json line;
    const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    line["at"] = domain::to_string(domain::Instant(now));
    line["role"] = role;
    line["event"] = event;
    for (const auto& [key, value] : fields) line[std::string(key)] = value;
    // One write a line, so that lines of several processes do not mix; dump() escapes CR and LF (L2).
    const auto text = line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace intake
