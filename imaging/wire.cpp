#include "imaging/wire.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "domain/error.h"

namespace imaging {
namespace {

using domain::Box;
using domain::Field;
using domain::Finding;
using domain::Mrz;
using domain::Reading;
using domain::TextLine;

constexpr std::uint32_t magic = 0x31455947;    // `GYE1`
constexpr std::size_t most_text = 4096;        // bytes of one string
constexpr std::uint32_t most_items = 20'000;   // of one list
constexpr std::size_t most_prose = 16u << 20;  // of everything but pixels

[[noreturn]] void refuse(const char* what) {
    throw domain::Error(domain::Fault::corrupt, std::string("the eye's answer is not one: ") + what);
}

/// Length of the well-formed UTF-8 sequence at the start (RFC 3629: no overlong forms, no surrogates), 0 when
/// there is none.
std::size_t sequence_length(std::string_view text) {
    const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
        return at(i) >= low && at(i) <= high;
    };
    const unsigned first = at(0);
    if (first < 0x80) return text.empty() ? 0 : 1;
    if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const bool second = follows(1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
        return second && follows(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool second = follows(1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
        return second && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

bool is_control(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x20 || first == 0x7F) return true;
    return first == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0;  // C1
}

std::string tidy(std::string_view text) {
    std::string out;
    while (!text.empty() && out.size() + 4 <= most_text) {
        const std::size_t length = sequence_length(text);
        if (length == 0 || is_control(text))
            out += length == 0 ? '?' : ' ';
        else
            out += text.substr(0, length);
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out;
}

bool is_tidy(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = sequence_length(text);
        if (length == 0 || is_control(text)) return false;
        text.remove_prefix(length);
    }
    return true;
}

/// The page's edges, or what is left to hold a box against when there is no page.
struct Edges {
    int width, height;
};
constexpr int farthest = 1 << 20;

class Writer {
  public:
    Writer(const Sink& sink, std::vector<Edges> pages) : sink_(sink), pages_(std::move(pages)) {}

    template <class T>
    requires std::is_arithmetic_v<T>
    void put(T value) {
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(&value);
        pending_.insert(pending_.end(), bytes, bytes + sizeof value);
    }
    template <class E>
    requires std::is_enum_v<E>
    void put(E value) { put(static_cast<std::uint8_t>(value)); }
    void put(bool value) { put(static_cast<std::uint8_t>(value ? 1 : 0)); }
    void put(double value) { put<double>(std::isfinite(value) ? value : 0.0); }
    void put(std::string_view value) {
        const std::string text = tidy(value);
        put(static_cast<std::uint32_t>(text.size()));
        pending_.insert(pending_.end(), text.begin(), text.end());
    }
    void put(const std::string& value) { put(std::string_view(value)); }
    void put(const Box& box) {
        const int page = std::clamp(box.page, 0, std::max(0, static_cast<int>(pages_.size()) - 1));
        const Edges edges =
            pages_.empty() ? Edges{farthest, farthest} : pages_[static_cast<std::size_t>(page)];
        const int x = std::clamp(box.x, 0, edges.width), y = std::clamp(box.y, 0, edges.height);
        for (int value : {page, x, y, std::clamp(box.width, 0, edges.width - x),
                          std::clamp(box.height, 0, edges.height - y)})
            put(value);
    }
    template <class T>
    void put(const std::optional<T>& value) {
        put(value.has_value());
        if (value) put(*value);
    }
    template <class List, class Each>
    void each(const List& list, Each&& each) {
        const auto count = std::min<std::size_t>(list.size(), most_items);
        put(static_cast<std::uint32_t>(count));
        std::size_t done = 0;
        for (const auto& item : list) {
            if (done++ == count) break;
            each(item);
        }
    }
    void raw(ByteView bytes) {
        flush();
        sink_(bytes);
    }
    void flush() {
        if (!pending_.empty()) sink_(pending_);
        pending_.clear();
    }

  private:
    const Sink& sink_;
    std::vector<Edges> pages_;
    Bytes pending_;
};

class Reader {
  public:
    Reader(ByteView bytes, const Limits& limits) : bytes_(bytes), limits_(limits) {}

    ByteView take(std::size_t count) {
        if (count > bytes_.size()) refuse("it ends early");
        const ByteView taken = bytes_.first(count);
        bytes_ = bytes_.subspan(count);
        return taken;
    }
    template <class T>
    requires std::is_arithmetic_v<T> T number() {
        T value;
        std::memcpy(&value, take(sizeof value).data(), sizeof value);
        return value;
    }
    double real() {
        const auto value = number<double>();
        if (!std::isfinite(value)) refuse("a number is not finite");
        return value;
    }
    bool truth() { return enumerator<bool>(true); }
    template <class E>
    E enumerator(E last) {
        const auto value = number<std::uint8_t>();
        if (value > static_cast<std::uint8_t>(last)) refuse("an enumerator is out of range");
        return static_cast<E>(value);
    }
    std::string text() {
        const auto length = number<std::uint32_t>();
        if (length > most_text) refuse("a text is too long");
        std::string value(domain::text_of(take(length)));
        if (!is_tidy(value)) refuse("a text is not plain UTF-8");
        return value;
    }
    int between(int low, int high) {
        const auto value = number<std::int32_t>();
        if (value < low || value > high) refuse("a number is out of range");
        return value;
    }
    /// The pages come last, so boxes are remembered and held against them there.
    Box box() {
        Box box{.page = between(0, std::max(0, limits_.pages - 1))};
        box.x = between(0, farthest), box.y = between(0, farthest);
        box.width = between(0, farthest), box.height = between(0, farthest);
        boxes_.push_back(box);
        return box;
    }
    template <class T, class Each>
    std::vector<T> list(Each&& each, std::uint32_t most = most_items) {
        const auto count = number<std::uint32_t>();
        if (count > most) refuse("a list is too long");
        std::vector<T> items;
        for (std::uint32_t i = 0; i < count; ++i) items.push_back(each());
        return items;
    }
    template <class T, class Each>
    std::optional<T> maybe(Each&& each) {
        if (!truth()) return std::nullopt;
        return each();
    }
    Picture picture(std::uint32_t most_side) {
        const auto width = number<std::uint32_t>(), height = number<std::uint32_t>();
        if (width == 0 || height == 0 || width > most_side || height > most_side)
            refuse("a page has an impossible side");
        if (std::uint64_t{width} * height > limits_.working_pixels) refuse("a page has too many pixels");
        const ByteView pixels = take(std::size_t{width} * height * 3);
        return {static_cast<int>(width), static_cast<int>(height), Bytes(pixels.begin(), pixels.end())};
    }
    void finish(const std::vector<Picture>& pages) const {
        if (!bytes_.empty()) refuse("something follows it");
        for (const Box& box : boxes_) {
            const auto page = static_cast<std::size_t>(box.page);
            if (page >= std::max<std::size_t>(pages.size(), 1)) refuse("a box is on no page");
            const Edges edges =
                pages.empty() ? Edges{farthest, farthest} : Edges{pages[page].width, pages[page].height};
            if (box.x + box.width > edges.width || box.y + box.height > edges.height)
                refuse("a box leaves its page");
        }
    }

  private:
    ByteView bytes_;
    const Limits& limits_;
    std::vector<Box> boxes_;
};

void put(Writer& out, const Mrz& mrz) {
    out.put(mrz.format);
    out.each(mrz.lines, [&](const auto& line) { out.put(line); });
    for (bool check : {mrz.checks.number, mrz.checks.birth, mrz.checks.expiry, mrz.checks.optional,
                       mrz.checks.composite, mrz.valid, mrz.corrected})
        out.put(check);
    out.put(mrz.box);
}

Mrz read_mrz(Reader& in) {
    Mrz mrz;
    mrz.format = in.enumerator(domain::MrzFormat::licence);
    mrz.lines = in.list<std::string>([&] { return in.text(); }, 3);
    for (bool* check : {&mrz.checks.number, &mrz.checks.birth, &mrz.checks.expiry, &mrz.checks.optional,
                        &mrz.checks.composite, &mrz.valid, &mrz.corrected})
        *check = in.truth();
    mrz.box = in.box();
    return mrz;
}

void put(Writer& out, const Reading& reading) {
    out.put(reading.kind), out.put(reading.kind_confidence), out.put(reading.colour), out.put(reading.origin);
    out.put(reading.mrz.has_value());
    if (reading.mrz) put(out, *reading.mrz);
    out.each(reading.fields, [&](const Field& field) {
        out.put(field.name), out.put(field.value), out.put(field.source), out.put(field.box),
            out.put(field.confidence);
    });
    out.each(reading.lines,
             [&](const TextLine& line) { out.put(line.text), out.put(line.box), out.put(line.confidence); });
    out.each(reading.page_hashes, [&](std::uint64_t hash) { out.put(hash); });
}

Reading read_reading(Reader& in, const Limits& limits) {
    Reading reading;
    reading.kind = in.enumerator(domain::DocumentKind::other);
    reading.kind_confidence = in.real();
    reading.colour = in.enumerator(domain::Colour::bitonal);
    reading.origin = in.enumerator(domain::Origin::photocopy);
    reading.mrz = in.maybe<Mrz>([&] { return read_mrz(in); });
    // Braces evaluate in order: the members are read as they were written.
    reading.fields = in.list<Field>([&] {
        return Field{in.text(), in.text(), in.enumerator(domain::Source::barcode), in.box(), in.real()};
    });
    reading.lines = in.list<TextLine>([&] { return TextLine{in.text(), in.box(), in.real()}; });
    reading.page_hashes = in.list<std::uint64_t>([&] { return in.number<std::uint64_t>(); },
                                                 static_cast<std::uint32_t>(limits.pages));
    return reading;
}

void put(Writer& out, const Finding& finding) {
    out.put(finding.check), out.put(finding.outcome), out.put(finding.reason);
    out.put(finding.measure), out.put(finding.threshold), out.put(finding.region);
}

Finding read_finding(Reader& in) {
    return {in.text(),
            in.enumerator(domain::Outcome::unreadable),
            in.maybe<domain::Reason>([&] { return in.enumerator(domain::Reason::other); }),
            in.maybe<double>([&] { return in.real(); }),
            in.maybe<double>([&] { return in.real(); }),
            in.maybe<Box>([&] { return in.box(); })};
}

auto numbers_of(auto& examination) {
    auto& quality = examination.quality;
    auto& ms = examination.ms;
    return std::array{&quality.blur, &quality.glare, &quality.dark, &quality.resolution, &quality.cut_off,
                      &ms.decode,    &ms.mrz,        &ms.ocr,       &ms.checks,          &ms.total};
}

}  // namespace

void encode_answer(const Examination& examination, const Sink& sink) {
    std::vector<Edges> edges;
    for (const auto& page : examination.pages) edges.push_back({page.width, page.height});
    Writer out(sink, std::move(edges));
    out.put(magic);
    put(out, examination.reading);
    out.each(examination.findings, [&](const Finding& finding) { put(out, finding); });
    out.each(examination.colour_measure,
             [&](const auto& measure) { out.put(measure.first), out.put(measure.second); });
    out.each(examination.origin_evidence, [&](const std::string& sentence) { out.put(sentence); });
    for (const double* value : numbers_of(examination)) out.put(*value);
    out.put(static_cast<std::int32_t>(examination.page_count));
    out.put(static_cast<std::int32_t>(examination.shows_payment_card));
    out.each(examination.pages, [&](const Picture& page) {
        out.put(static_cast<std::uint32_t>(page.width)), out.put(static_cast<std::uint32_t>(page.height));
        out.raw(page.rgb);
    });
    out.each(examination.overlays, [&](const Overlay& overlay) {
        out.put(overlay.check), out.put(static_cast<std::int32_t>(overlay.page));
        out.put(static_cast<std::uint32_t>(overlay.picture.width));
        out.put(static_cast<std::uint32_t>(overlay.picture.height));
        out.raw(overlay.picture.rgb);
    });
    out.flush();
}

Examination decode_answer(ByteView bytes, const Limits& limits) {
    Reader in(bytes, limits);
    if (in.number<std::uint32_t>() != magic) refuse("it begins otherwise");
    Examination examination;
    examination.reading = read_reading(in, limits);
    examination.findings = in.list<Finding>([&] { return read_finding(in); });
    const auto measures = in.number<std::uint32_t>();
    if (measures > most_items) refuse("a list is too long");
    for (std::uint32_t i = 0; i < measures; ++i) {
        auto name = in.text();
        examination.colour_measure[std::move(name)] = in.real();
    }
    examination.origin_evidence = in.list<std::string>([&] { return in.text(); });
    for (double* value : numbers_of(examination)) *value = in.real();
    examination.page_count = in.between(0, limits.pages);
    examination.shows_payment_card = in.between(0, 1) == 1;
    examination.pages = in.list<Picture>([&] { return in.picture(limits.side_pixels); },
                                         static_cast<std::uint32_t>(examination.page_count));
    const int last_page = static_cast<int>(examination.pages.size()) - 1;
    examination.overlays = in.list<Overlay>(
        [&] {
            return Overlay{in.text(), in.between(0, last_page), in.picture(overlay_side)};
        },
        most_overlays);
    in.finish(examination.pages);
    return examination;
}

std::size_t most_answer_bytes(const Limits& limits) {
    return most_prose + static_cast<std::size_t>(limits.pages) * limits.working_pixels * 3 +
           std::size_t{most_overlays} * overlay_side * overlay_side * 3;
}

Bytes join(std::span<const ByteView> parts) {
    Bytes joined;
    std::size_t total = 0;
    for (const auto& one : parts) total += sizeof(std::uint64_t) + one.size();
    joined.reserve(total);
    for (const auto& one : parts) {
        const std::uint64_t size = one.size();
        const auto* length = reinterpret_cast<const std::uint8_t*>(&size);
        joined.insert(joined.end(), length, length + sizeof size);
        joined.insert(joined.end(), one.begin(), one.end());
    }
    return joined;
}

std::vector<ByteView> part(ByteView bytes, std::size_t count) {
    const Limits limits;
    Reader in(bytes, limits);
    std::vector<ByteView> parts;
    for (std::size_t i = 0; i < count; ++i) parts.push_back(in.take(in.number<std::uint64_t>()));
    in.finish({});
    return parts;
}

}  // namespace imaging
