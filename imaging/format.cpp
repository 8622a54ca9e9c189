#include <algorithm>
#include <array>
#include <string_view>

#include "imaging/eye.h"

namespace imaging {
namespace {

/// ISO/IEC 23008-12: the brands that promise an HEVC picture; `mif1` alone may be anything, so the compatible
/// ones decide.
bool is_heic(std::string_view head) {
    if (head.size() < 16 || head.substr(4, 4) != "ftyp") return false;
    constexpr std::array brands{"heic", "heix", "heim", "heis", "hevc", "hevx"};
    const auto size = std::min<std::size_t>(head.size(), static_cast<unsigned char>(head[3]));
    for (std::size_t at = 8; at + 4 <= size; at += 4)
        if (at != 12 && std::ranges::find(brands, head.substr(at, 4)) != brands.end()) return true;
    return false;
}

/// Poppler looks for the mark in the first 1024 bytes; mailers and scanners do put things before it.
bool is_pdf(std::string_view head) {
    return head.substr(0, 1024).find("%PDF-") != std::string_view::npos;
}

}  // namespace

std::optional<Format> format_of(ByteView file) {
    using namespace std::string_view_literals;
    const std::string_view head = domain::text_of(file.first(std::min<std::size_t>(file.size(), 2048)));
    if (head.starts_with("\xFF\xD8\xFF"sv)) return Format::jpeg;
    if (head.starts_with("\x89PNG\r\n\x1A\n"sv)) return Format::png;
    if (head.starts_with("RIFF"sv) && head.size() >= 12 && head.substr(8, 4) == "WEBP") return Format::webp;
    if (head.starts_with("II*\0"sv) || head.starts_with("MM\0*"sv) || head.starts_with("II+\0"sv) ||
        head.starts_with("MM\0+"sv))
        return Format::tiff;
    if (is_heic(head)) return Format::heic;
    if (is_pdf(head)) return Format::pdf;
    return std::nullopt;
}

}  // namespace imaging
