#pragma once
// Fields as they are found on a page: each value of a name once.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "domain/reading.h"

namespace imaging {

class FieldList {
  public:
    /// Nothing is added when `value` is empty, known, or longer than any value is. `confidence` is clamped to
    /// 0 … 1.
    void add(std::string_view name, std::string value, const domain::Box& box, double confidence,
             domain::Source source) {
        if (value.empty() || value.size() > longest || has(name, value)) return;
        fields_.push_back(
            {std::string(name), std::move(value), source, box, std::clamp(confidence, 0.0, 1.0)});
    }
    void add(const domain::Field& field) {
        add(field.name, field.value, field.box, field.confidence, field.source);
    }
    /// Instead of whatever was found under the same names.
    void replace(const std::vector<domain::Field>& better) {
        std::erase_if(fields_, [&](const auto& field) {
            return std::any_of(better.begin(), better.end(),
                               [&](const auto& one) { return one.name == field.name; });
        });
        fields_.insert(fields_.end(), better.begin(), better.end());
    }
    bool has(std::string_view name) const {
        return std::any_of(fields_.begin(), fields_.end(), [&](const auto& one) { return one.name == name; });
    }
    bool has(std::string_view name, std::string_view value) const {
        return std::any_of(fields_.begin(), fields_.end(),
                           [&](const auto& one) { return one.name == name && one.value == value; });
    }
    /// The surest first; those equally sure in the order they were found.
    std::vector<domain::Field> by_confidence() && {
        std::stable_sort(fields_.begin(), fields_.end(),
                         [](const auto& a, const auto& b) { return a.confidence > b.confidence; });
        return std::move(fields_);
    }

  private:
    static constexpr std::size_t longest = 160;  // bytes; more is a paragraph, or a pattern made of words
    std::vector<domain::Field> fields_;
};

}  // namespace imaging
