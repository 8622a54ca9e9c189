#include "imaging/exif.h"

#include <algorithm>
#include <optional>

namespace imaging {
namespace {

enum Tag : std::uint16_t {
    tag_make = 0x010F,
    tag_model = 0x0110,
    tag_orientation = 0x0112,
    tag_x_resolution = 0x011A,
    tag_resolution_unit = 0x0128,
    tag_software = 0x0131,
    tag_exposure = 0x829A,
    tag_f_number = 0x829D,
    tag_exif = 0x8769,
    tag_iso = 0x8827,
    tag_comment = 0x9286,
};

struct Entry {
    std::uint16_t tag, type;
    std::uint32_t count;
    std::size_t value_at;  // of the four bytes that are the value or say where it is
};

class Structure {
  public:
    explicit Structure(ByteView bytes) : bytes_(bytes) {
        little_ = bytes_.size() >= 2 && bytes_[0] == 'I';
        valid_ = bytes_.size() >= 8 && bytes_[0] == bytes_[1] && (little_ || bytes_[0] == 'M') &&
                 number(2, 2) == 42;
    }
    bool valid() const { return valid_; }

    /// 0 where it is outside.
    std::uint32_t number(std::size_t at, std::size_t width) const {
        if (at > bytes_.size() || bytes_.size() - at < width) return 0;
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < width; ++i)
            value = value << 8 | bytes_[at + (little_ ? width - 1 - i : i)];
        return value;
    }
    template <class Each>
    void each_entry(std::size_t directory, Each&& each) const {
        const auto count = std::min<std::uint32_t>(number(directory, 2), 512);
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t at = directory + 2 + i * 12;
            each(Entry{static_cast<std::uint16_t>(number(at, 2)),
                       static_cast<std::uint16_t>(number(at + 2, 2)), number(at + 4, 4), at + 8});
        }
    }
    std::string text(const Entry& entry) const {
        const std::size_t at = entry.count <= 4 ? entry.value_at : number(entry.value_at, 4);
        if (entry.type != 2 || at >= bytes_.size()) return {};
        return printable(
            domain::text_of(bytes_.subspan(at, std::min<std::size_t>(entry.count, bytes_.size() - at))));
    }
    /// EXIF 2.32, UserComment: eight bytes say how it is written.
    std::string comment(const Entry& entry) const {
        const std::size_t at = number(entry.value_at, 4);
        if (entry.type != 7 || entry.count <= 8 || at >= bytes_.size() || bytes_.size() - at <= 8) return {};
        return printable(domain::text_of(
            bytes_.subspan(at + 8, std::min<std::size_t>(entry.count - 8, bytes_.size() - at - 8))));
    }
    std::uint32_t integer(const Entry& entry) const {
        return number(entry.value_at, entry.type == 3 ? 2 : 4);
    }
    double rational(const Entry& entry) const {
        const std::size_t at = number(entry.value_at, 4);
        const auto below = number(at + 4, 4);
        return entry.type == 5 && below != 0 ? double(number(at, 4)) / below : 0;
    }

  private:
    ByteView bytes_;
    bool little_ = false, valid_ = false;
};

}  // namespace

std::string printable(std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, text.find('\0'))) {
        if (out.size() == 100) break;
        if (c >= 0x20 && c < 0x7F && !(out.empty() && c == ' ')) out += c;
    }
    out.erase(out.find_last_not_of(' ') + 1);
    return out;
}

void read_exif(ByteView tiff, Provenance& into) {
    if (domain::text_of(tiff).starts_with("Exif")) tiff = tiff.subspan(std::min<std::size_t>(6, tiff.size()));
    const Structure exif(tiff);
    if (!exif.valid()) return;
    double resolution = 0, per_inch = 1;
    std::optional<std::uint32_t> exposure_directory;
    exif.each_entry(exif.number(4, 4), [&](const Entry& entry) {
        switch (entry.tag) {
            case tag_make:
                into.make = exif.text(entry);
                break;
            case tag_model:
                into.model = exif.text(entry);
                break;
            case tag_software:
                into.software = exif.text(entry);
                break;
            case tag_orientation:
                if (const auto value = exif.integer(entry); value >= 1 && value <= 8)
                    into.orientation = int(value);
                break;
            case tag_x_resolution:
                resolution = exif.rational(entry);
                break;
            case tag_resolution_unit:
                per_inch = exif.integer(entry) == 3 ? 2.54 : 1;
                break;
            case tag_exif:
                exposure_directory = exif.integer(entry);
                break;
            default:
                break;
        }
    });
    if (into.dpi == 0 && resolution > 1 && resolution < 20'000) into.dpi = resolution * per_inch;
    if (!exposure_directory) return;
    exif.each_entry(*exposure_directory, [&](const Entry& entry) {
        const bool ratio = entry.tag == tag_exposure || entry.tag == tag_f_number;
        if ((ratio && exif.rational(entry) > 0) || (entry.tag == tag_iso && exif.integer(entry) > 0))
            into.has_exposure = true;
        // Telephones write no more than this word, and no program.
        if (entry.tag == tag_comment && into.software.empty() && exif.comment(entry) == "Screenshot")
            into.software = "Screenshot";
    });
}

void read_source_type(std::string_view text, Provenance& into) {
    // trainedAlgorithmicMedia, compositeWithTrainedAlgorithmicMedia
    if (text.find("rainedAlgorithmicMedia") != std::string_view::npos) into.generated = true;
}

void read_xmp(std::string_view xmp, Provenance& into) {
    read_source_type(xmp, into);
    const auto name = xmp.find("CreatorTool");
    if (name == std::string_view::npos || !into.software.empty()) return;
    // Either an attribute, CreatorTool="…", or an element, <xmp:CreatorTool>…</xmp:CreatorTool>.
    std::string_view rest = xmp.substr(name + 11);
    const auto open = rest.find_first_of("\"'>");
    if (open > 4) return;  // nowhere, too
    const char close = rest[open] == '>' ? '<' : rest[open];
    rest.remove_prefix(open + 1);
    into.software = printable(rest.substr(0, rest.find(close)));
}

}  // namespace imaging
