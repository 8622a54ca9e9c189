#pragma once
// The folder that a run fills, and its manifest.
#include <nlohmann/json.hpp>

#include "samples/orders.h"
#include "samples/studio.h"

namespace samples {

class Album {
  public:
    explicit Album(std::filesystem::path root) : root_(std::move(root)) {}

    void add(const std::string& folder, const Person& person, const Specimen& specimen, const Taken& taken);
    void add_order(const SampleOrder& order);
    /// Writes `manifest.json` and says what was made.
    void close(std::uint64_t seed, const std::string& today);

  private:
    std::filesystem::path root_;
    nlohmann::ordered_json files_ = nlohmann::ordered_json::array(),
                           orders_ = nlohmann::ordered_json::array();
};

}  // namespace samples
