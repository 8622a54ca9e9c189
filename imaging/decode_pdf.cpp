// What poppler's programs wrote, read as strictly as a customer's own bytes: they may have been taken over.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "domain/error.h"
#include "imaging/decode.h"
#include "imaging/exif.h"
#include "imaging/tool.h"
#include "imaging/wire.h"

namespace imaging {
namespace {

constexpr std::size_t most_words = 20'000;

template <class T>
std::optional<T> number_in(std::string_view text) {
    T value{};
    const auto from = text.find_first_not_of(' ');
    if (from == std::string_view::npos) return std::nullopt;
    if (std::from_chars(text.data() + from, text.data() + text.size(), value).ec != std::errc{})
        return std::nullopt;
    if constexpr (std::is_floating_point_v<T>)
        if (!std::isfinite(value)) return std::nullopt;
    return value;
}

std::string_view cut_line(std::string_view& text) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

std::vector<std::string_view> columns_of(std::string_view line) {
    std::vector<std::string_view> columns;
    for (std::size_t at = 0; (at = line.find_first_not_of(' ', at)) != std::string_view::npos;) {
        const auto end = std::min(line.find(' ', at), line.size());
        columns.push_back(line.substr(at, end - at));
        at = end;
    }
    return columns;
}

std::uint32_t cut_number(ByteView& bytes) {
    std::uint32_t value = 0;
    std::size_t digits = 0;
    for (; digits < std::min<std::size_t>(bytes.size(), 7) && bytes[digits] >= '0' && bytes[digits] <= '9';
         ++digits)
        value = value * 10 + (bytes[digits] - std::uint32_t{'0'});
    if (digits == 0 || digits == bytes.size()) throw Refused(domain::Reason::file_corrupt);
    bytes = bytes.subspan(digits + 1);  // and the one blank behind it
    return value;
}

/// One binary PPM of 8 bits (`P6`), as pdftoppm writes them one behind the other.
Picture cut_picture(ByteView& bytes, const Limits& limits) {
    if (!domain::text_of(bytes).starts_with("P6\n")) throw Refused(domain::Reason::file_corrupt);
    bytes = bytes.subspan(3);
    const auto width = cut_number(bytes), height = cut_number(bytes);
    if (cut_number(bytes) != 255) throw Refused(domain::Reason::file_corrupt);
    check_size(width, height, limits);
    const std::size_t size = std::size_t{width} * height * 3;
    if (size > bytes.size()) throw Refused(domain::Reason::file_corrupt);
    Picture picture{int(width), int(height),
                    Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size))};
    bytes = bytes.subspan(size);
    return finish(std::move(picture), 1, limits);
}

double attribute(std::string_view tag, std::string_view name) {
    const auto at = tag.find(name);
    return at == std::string_view::npos ? 0 : number_in<double>(tag.substr(at + name.size())).value_or(0);
}

std::string unescaped(std::string_view text) {
    constexpr std::pair<std::string_view, char> entities[]{
        {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&amp;", '&'}};
    std::string out;
    while (!text.empty()) {
        const auto* entity =
            std::ranges::find_if(entities, [&](const auto& e) { return text.starts_with(e.first); });
        const bool found = entity != std::end(entities);
        out += found ? entity->second : text.front();
        text.remove_prefix(found ? entity->first.size() : 1);
    }
    return out;
}

int pixels(double points, double page_points, int page_pixels) {
    return static_cast<int>(std::lround(std::clamp(points / page_points, 0.0, 1.0) * page_pixels));
}

/// The words of `pdftotext -bbox-layout`: a flat scan for `<page …>` and `<word …>text</word>`, nothing else
/// of XML is needed.
std::vector<LayerWord> read_words(std::string_view xml, const std::vector<Picture>& pages) {
    std::vector<LayerWord> words;
    xml.remove_prefix(std::min(xml.find("<doc>"), xml.size()));  // not in the title
    int page = -1;
    double width = 0, height = 0;
    while (words.size() < most_words) {
        xml.remove_prefix(std::min(xml.find('<'), xml.size()));
        const auto end = xml.find('>');
        if (end == std::string_view::npos) break;
        const std::string_view tag = xml.substr(0, end);
        xml.remove_prefix(end + 1);
        if (tag.starts_with("<page ")) {
            width = attribute(tag, "width=\""), height = attribute(tag, "height=\"");
            if (++page >= static_cast<int>(pages.size())) break;
        }
        if (!tag.starts_with("<word ") || page < 0 || width <= 0 || height <= 0) continue;
        const Picture& picture = pages[static_cast<std::size_t>(page)];
        const int left = pixels(attribute(tag, "xMin=\""), width, picture.width);
        const int top = pixels(attribute(tag, "yMin=\""), height, picture.height);
        const int right = pixels(attribute(tag, "xMax=\""), width, picture.width);
        const int bottom = pixels(attribute(tag, "yMax=\""), height, picture.height);
        if (right <= left || bottom <= top) continue;
        words.push_back(
            {unescaped(xml.substr(0, xml.find('<'))), {page, left, top, right - left, bottom - top}});
    }
    return words;
}

int count_fonts(std::string_view listing) {
    const auto lines = std::ranges::count(listing, '\n');
    return static_cast<int>(std::max<std::ptrdiff_t>(0, lines - 2));  // two lines of heading
}

/// A row of `pdfimages -list`; the middle columns vary, so the last ones are counted from the end.
struct PlacedPicture {
    int page = 0, components = 3, bits = 8;
    double width = 0, height = 0;  // points
};

std::optional<PlacedPicture> placed(std::string_view line) {
    const auto c = columns_of(line);
    if (c.size() < 14 || (c[2] != "image" && c[2] != "stencil")) return std::nullopt;
    const auto page = number_in<int>(c[0]), components = number_in<int>(c[6]), bits = number_in<int>(c[7]);
    const auto wide = number_in<double>(c[3]), high = number_in<double>(c[4]);
    const auto x_ppi = number_in<double>(c[c.size() - 4]), y_ppi = number_in<double>(c[c.size() - 3]);
    if (!page || !components || !bits || !wide || !high || !x_ppi || !y_ppi || *x_ppi <= 0 || *y_ppi <= 0)
        return std::nullopt;
    return PlacedPicture{*page, *components, *bits, *wide * 72 / *x_ppi, *high * 72 / *y_ppi};
}

/// A scan is a document each of whose pages is covered by pictures (some scanners write strips); without a
/// single font, by a good part (a photograph printed into a PDF has margins). The depth of the largest on the
/// first page is the document's.
void read_pictures(std::string_view listing, const std::vector<PageSize>& sizes, Provenance& into) {
    std::vector<double> covered(sizes.size());
    double largest = 0;
    while (!listing.empty()) {
        const auto picture = placed(cut_line(listing));
        if (!picture || picture->page < 1 || picture->page > static_cast<int>(sizes.size())) continue;
        const auto page = static_cast<std::size_t>(picture->page - 1);
        const double area = picture->width * picture->height;
        covered[page] += area / std::max(1.0, sizes[page].width * sizes[page].height);
        if (page != 0 || area <= largest) continue;
        largest = area;
        into.source_channels = std::clamp(picture->components, 1, 4);
        into.source_bits = std::clamp(picture->bits, 1, 16);
    }
    const double least = into.pdf->fonts == 0 && into.pdf->text_words == 0 ? 0.35 : 0.8;
    into.pdf->full_page_picture =
        !covered.empty() && std::ranges::all_of(covered, [&](double share) { return share >= least; });
    if (into.pdf->full_page_picture) return;
    into.source_channels = 3, into.source_bits = 8;
}

}  // namespace

PdfFacts read_facts(std::string_view pdfinfo) {
    PdfFacts facts;
    while (!pdfinfo.empty()) {
        const std::string_view line = cut_line(pdfinfo);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const std::string_view name = line.substr(0, colon), value = line.substr(colon + 1);
        if (name == "Producer") facts.producer = printable(value);
        if (name == "Creator") facts.creator = printable(value);
        // A title may hold a line of its own making; poppler's own numbers come later and win.
        if (name == "Pages") facts.pages = number_in<int>(value).value_or(0), facts.sizes.clear();
        if (!name.starts_with("Page ") || !name.ends_with(" size") || facts.pages == 0) continue;
        const auto times = value.find(" x ");
        if (times == std::string_view::npos) continue;
        const double width = number_in<double>(value).value_or(0);
        const double height = number_in<double>(value.substr(times + 3)).value_or(0);
        facts.sizes.push_back({std::clamp(width, 0.0, 1e9), std::clamp(height, 0.0, 1e9)});
    }
    return facts;
}

Document decode_rendering(ByteView rendering, const Limits& limits) {
    const auto parts = part(rendering, 5);
    PdfFacts facts = read_facts(domain::text_of(parts[0]));
    Document document;
    for (ByteView pages = parts[4]; !pages.empty();) {
        if (static_cast<int>(document.pages.size()) == limits.pages)
            throw Refused(domain::Reason::file_corrupt);
        document.pages.push_back(cut_picture(pages, limits));
    }
    const auto rendered = static_cast<int>(document.pages.size());
    if (rendered == 0 || rendered != facts.pages || facts.sizes.size() != document.pages.size())
        throw Refused(domain::Reason::file_corrupt, rendered, facts.pages);
    for (auto& size : facts.sizes)  // pdfinfo tells the size before /Rotate, the picture is as it is read
        if ((size.width > size.height) != (document.pages[std::size_t(&size - facts.sizes.data())].width >
                                           document.pages[std::size_t(&size - facts.sizes.data())].height))
            std::swap(size.width, size.height);

    document.layer = read_words(domain::text_of(parts[1]), document.pages);
    auto& provenance = document.provenance;
    provenance.format = Format::pdf;
    provenance.file_width = static_cast<std::uint32_t>(facts.sizes.front().width);
    provenance.file_height = static_cast<std::uint32_t>(facts.sizes.front().height);
    provenance.dpi =
        facts.sizes.front().width > 0 ? document.pages.front().width * 72 / facts.sizes.front().width : 0;
    provenance.software = facts.producer;
    provenance.pdf = Provenance::Pdf{.pages = facts.pages,
                                     .producer = facts.producer,
                                     .creator = facts.creator,
                                     .fonts = count_fonts(domain::text_of(parts[2])),
                                     .text_words = static_cast<int>(document.layer.size())};
    read_pictures(domain::text_of(parts[3]), facts.sizes, provenance);
    return document;
}

}  // namespace imaging
