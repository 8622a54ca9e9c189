#pragma once
// RFC 4648 section 4, by OpenSSL.
#include <openssl/evp.h>

#include <optional>
#include <string>
#include <string_view>

namespace mailers {

inline std::string to_base64(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3), '\0');  // a string has room for the NUL that OpenSSL adds
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                    reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    return text;
}

/// Strict: whole groups of four, padding at the end only, nothing between.
inline std::optional<std::string> from_base64(std::string_view text) {
    std::string bytes(text.size() / 4 * 3, '\0');
    if (text.size() % 4 != 0 || text.find_first_of(" \t\r\n") != std::string_view::npos) return std::nullopt;
    const int size =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    if (size < 0) return std::nullopt;
    const auto padding = text.ends_with("==") ? 2U : text.ends_with('=') ? 1U : 0U;
    bytes.resize(static_cast<std::size_t>(size) - padding);
    // One spelling only: bits that padding hides must be zero.
    return to_base64(bytes) == text ? std::optional(bytes) : std::nullopt;
}

}  // namespace mailers
