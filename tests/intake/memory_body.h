#pragma once
#include <algorithm>
#include <string>

#include "intake/server.h"

/// A body that arrives in pieces of a given size, for parsers that must not care how it was cut.
class MemoryBody : public intake::Body {
  public:
    explicit MemoryBody(std::string text, std::size_t piece = 4096) : text_(std::move(text)), piece_(piece) {}
    std::uint64_t announced() const override { return text_.size(); }
    std::size_t read(std::uint8_t* into, std::size_t room) override {
        const auto count = std::min({room, piece_, text_.size() - at_});
        std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(at_), count, into);
        at_ += count;
        return count;
    }

  private:
    std::string text_;
    std::size_t piece_, at_ = 0;
};
