#include "intake/look.h"

#include <atomic>
#include <cerrno>
#include <cmath>
#include <fstream>
#include <iostream>
#include <mutex>
#include <system_error>
#include <thread>

#include "imaging/eye.h"
#include "intake/json.h"

namespace intake {
namespace {

using Ordered = nlohmann::ordered_json;

double rounded(double value) {
    return std::round(value * 1000) / 1000;
}

Ordered box_json(const domain::Box& box) {
    return Ordered::array({box.x, box.y, box.width, box.height});
}

Ordered mrz_json(const std::optional<domain::Mrz>& mrz) {
    if (!mrz) return nullptr;
    return {{"format", domain::name_of(mrz->format)},
            {"lines", mrz->lines},
            {"checks",
             {{"number", mrz->checks.number},
              {"birth", mrz->checks.birth},
              {"expiry", mrz->checks.expiry},
              {"optional", mrz->checks.optional},
              {"composite", mrz->checks.composite}}},
            {"valid", mrz->valid},
            {"corrected", mrz->corrected}};
}

Ordered text_json(const domain::Reading& reading) {
    Ordered lines = Ordered::array();
    for (const auto& line : reading.lines)
        lines.push_back({{"text", line.text},
                         {"page", line.box.page},
                         {"box", box_json(line.box)},
                         {"confidence", rounded(line.confidence)}});
    return lines;
}

Ordered line_of(const std::string& file, const imaging::Examination& seen, bool text) {
    const auto& reading = seen.reading;
    const bool looked = !seen.pages.empty();
    Ordered fields = Ordered::array(), findings = Ordered::array(), measures = Ordered::object();
    for (const auto& field : reading.fields)
        fields.push_back({{"name", field.name},
                          {"value", field.value},
                          {"source", domain::name_of(field.source)},
                          {"page", field.box.page},
                          {"box", box_json(field.box)},
                          {"confidence", rounded(field.confidence)}});
    for (const auto& finding : seen.findings) {
        Ordered one{{"code", finding.reason ? Ordered(domain::code_of(*finding.reason)) : Ordered(nullptr)},
                    {"outcome", domain::name_of(finding.outcome)},
                    {"reason", finding.check}};
        one["measure"] = finding.measure ? Ordered(rounded(*finding.measure)) : Ordered(nullptr);
        findings.push_back(one);
    }
    for (const auto& [name, value] : seen.colour_measure) measures[name] = rounded(value);
    Ordered line{{"file", file}, {"pages", seen.page_count}};
    line["kind"] = looked ? Ordered(domain::name_of(reading.kind)) : Ordered(nullptr);
    line["kind_confidence"] = rounded(reading.kind_confidence);
    line["colour"] = looked ? Ordered(domain::name_of(reading.colour)) : Ordered(nullptr);
    line["colour_measure"] = measures;
    line["origin"] = looked ? Ordered(domain::name_of(reading.origin)) : Ordered(nullptr);
    line["origin_evidence"] = seen.origin_evidence;
    line["quality"] = {{"blur", rounded(seen.quality.blur)},
                       {"glare", rounded(seen.quality.glare)},
                       {"dark", rounded(seen.quality.dark)},
                       {"resolution", rounded(seen.quality.resolution)},
                       {"cut_off", rounded(seen.quality.cut_off)}};
    line["mrz"] = mrz_json(reading.mrz);
    line["fields"] = fields;
    if (text) line["text"] = text_json(reading);
    line["findings"] = findings;
    line["ms"] = {{"decode", rounded(seen.ms.decode)},
                  {"mrz", rounded(seen.ms.mrz)},
                  {"ocr", rounded(seen.ms.ocr)},
                  {"checks", rounded(seen.ms.checks)},
                  {"total", rounded(seen.ms.total)}};
    line["peak_rss_mb"] = rounded(seen.peak_rss_mb);
    return line;
}

std::string for_a_person(const std::string& file, const imaging::Examination& seen, bool whole_text) {
    std::string text = file + "\n";
    const auto& reading = seen.reading;
    if (!seen.pages.empty())
        text += "  " + std::string(domain::name_of(reading.kind)) + ", " +
                std::string(domain::name_of(reading.colour)) + ", " +
                std::string(domain::name_of(reading.origin)) + ", " + std::to_string(seen.page_count) +
                " page(s), " + std::to_string(std::lround(seen.ms.total)) + " ms\n";
    if (reading.mrz)
        for (const auto& line : reading.mrz->lines)
            text += "  " + line + (reading.mrz->valid ? "" : "   (check digits fail)") + "\n";
    for (const auto& field : reading.fields) text += "  " + field.name + ": " + field.value + "\n";
    if (whole_text)
        for (const auto& line : reading.lines) text += "  | " + line.text + "\n";
    for (const auto& finding : seen.findings)
        if (finding.reason) text += "  ! " + std::string(domain::code_of(*finding.reason)) + "\n";
    return text;
}

/// Of a file that never reached an eye: nothing can be said of what it holds.
imaging::Examination not_looked_at() {
    imaging::Examination seen;
    seen.findings.push_back({.check = "file",
                             .outcome = domain::Outcome::unreadable,
                             .reason = domain::Reason::other,
                             .measure = {},
                             .threshold = {},
                             .region = {}});
    return seen;
}

/// Throws std::system_error that says why it cannot be opened.
domain::Bytes contents(const std::filesystem::path& path) {
    const auto refuse = [](int error) { throw std::system_error(error, std::generic_category()); };
    if (std::filesystem::is_directory(path)) refuse(EISDIR);
    std::ifstream in(path, std::ios::binary);
    if (!in) refuse(errno);
    return domain::Bytes(std::istreambuf_iterator<char>(in), {});
}

/// Prints in the order of the files, whoever is ready first.
class InOrder {
  public:
    void print(std::size_t index, std::string text) {
        const std::lock_guard lock(mutex_);
        waiting_[index] = std::move(text);
        for (auto next = waiting_.find(next_); next != waiting_.end(); next = waiting_.find(++next_)) {
            std::cout << next->second << std::flush;
            waiting_.erase(next);
        }
    }

  private:
    std::mutex mutex_;
    std::map<std::size_t, std::string> waiting_;
    std::size_t next_ = 0;
};

}  // namespace

int look(const LookOptions& options) {
    std::atomic<std::size_t> next = 0;
    std::atomic<int> troubles = 0;
    InOrder out;
    const auto work = [&] {
        imaging::Eye eye(
            {.program = "/proc/self/exe", .languages = options.languages, .limits = options.limits});
        for (auto index = next++; index < options.files.size(); index = next++) {
            const auto name = options.files[index].string();
            imaging::Examination seen = not_looked_at();
            try {
                seen = eye.look(contents(options.files[index]));
            } catch (const std::exception& error) {
                std::cerr << name << ": " << error.what() << "\n";
                ++troubles;
            }
            out.print(
                index,
                options.jsonl
                    ? line_of(name, seen, options.text).dump(-1, ' ', false, Json::error_handler_t::replace) +
                          "\n"
                    : for_a_person(name, seen, options.text));
        }
    };
    std::vector<std::thread> eyes;
    std::mutex failure_mutex;
    std::exception_ptr failure;
    for (int i = 0; i < std::max(1, options.jobs); ++i)
        eyes.emplace_back([&] {
            try {
                work();
            } catch (...) {
                const std::lock_guard lock(failure_mutex);
                failure = std::current_exception();
            }
        });
    for (auto& eye : eyes) eye.join();
    if (failure) std::rethrow_exception(failure);
    return troubles == 0 ? 0 : 1;
}

}  // namespace intake
