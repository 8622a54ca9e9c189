#pragma once
// The pages, as bytes inside the program: templates and message catalogues for the shell, and what a browser
// may fetch.
#include <span>
#include <string_view>

namespace web {

/// A template (`pages/upload.mustache`) or a catalogue (`messages/en.messages`); data() == nullptr: no such
/// file.
std::string_view find(std::string_view name);

/// A file that browsers fetch. Its path holds a hash of its content: serve it with
/// `Cache-Control: public, max-age=31536000, immutable`.
struct Asset {
    std::string_view name;  // member of `asset` in every page's model: css, upload_js, review_js, icon
    std::string_view path;  // `/assets/style-0123456789abcdef.css`
    std::string_view media_type;
    std::string_view body;
};
std::span<const Asset> assets();

}  // namespace web
