#include "web/assets.h"

#include <array>
#include <cstdint>
#include <string>

#include "web/embedded.h"

namespace web {
namespace {

struct Served {
    std::string_view name, file, stem, extension, media_type;
};
constexpr std::array served{
    Served{"css", "style.css", "style", ".css", "text/css; charset=utf-8"},
    Served{"upload_js", "upload.js", "upload", ".js", "text/javascript; charset=utf-8"},
    Served{"review_js", "review.js", "review", ".js", "text/javascript; charset=utf-8"},
    Served{"icon", "icon.svg", "icon", ".svg", "image/svg+xml"},
};

/// FNV-1a, 64 bits: tells one version of our own file from the next, no more is asked of it.
std::string hash_of(std::string_view body) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : body) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3U;
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[(hash >> shift) & 15U];
    return text;
}

}  // namespace

std::string_view find(std::string_view name) {
    return embedded::find(name);
}

std::span<const Asset> assets() {
    static const auto paths = [] {
        std::array<std::string, served.size()> made;
        for (std::size_t i = 0; i < served.size(); ++i) {
            made[i] = "/assets/" + std::string(served[i].stem) + "-" + hash_of(find(served[i].file)) +
                      std::string(served[i].extension);
        }
        return made;
    }();
    static const auto all = [] {
        std::array<Asset, served.size()> made;
        for (std::size_t i = 0; i < served.size(); ++i)
            made[i] = {served[i].name, paths[i], served[i].media_type, find(served[i].file)};
        return made;
    }();
    return all;
}

}  // namespace web
