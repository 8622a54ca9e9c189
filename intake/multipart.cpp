#include "intake/multipart.h"

#include <algorithm>

namespace intake {
namespace {

constexpr std::size_t parts_limit = 20, head_limit = 8 * 1024, window_bytes = 64 * 1024;

[[noreturn]] void refuse(const std::string& what) {
    throw Refusal{400, "bad_form",
                  "The form did not arrive as a browser sends it (" + what + "). Please try again."};
}

/// A window over the body in which boundaries can be searched across reads.
class Window {
  public:
    explicit Window(Body& body) : body_(body) {}

    std::string_view view() const { return std::string_view(text_).substr(begin_); }
    void skip(std::size_t count) { begin_ += count; }

    /// More bytes behind the window's end; false at the end of the body.
    bool grow() {
        if (begin_ > window_bytes) {
            text_.erase(0, begin_);
            begin_ = 0;
        }
        std::vector<std::uint8_t> piece(window_bytes);
        const auto got = body_.read(piece.data(), piece.size());
        text_.append(reinterpret_cast<char*>(piece.data()), got);
        return got > 0;
    }
    void need(std::size_t count) {
        while (view().size() < count)
            if (!grow()) refuse("it ends too early");
    }

  private:
    Body& body_;
    std::string text_;
    std::size_t begin_ = 0;
};

/// `name="value"` of a header, with \" and %22 undone.
std::string parameter(std::string_view header, std::string_view name) {
    const auto key = std::string(name) + "=";
    for (auto at = header.find(key); at != std::string_view::npos; at = header.find(key, at + 1)) {
        if (at > 0 && header[at - 1] != ' ' && header[at - 1] != ';') continue;
        auto rest = header.substr(at + key.size());
        if (!rest.starts_with('"')) return std::string(rest.substr(0, rest.find_first_of("; ")));
        std::string value;
        for (std::size_t i = 1; i < rest.size() && rest[i] != '"'; ++i) {
            if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
            if (rest.substr(i).starts_with("%22")) {
                value += '"';
                i += 2;
            } else {
                value += rest[i];
            }
        }
        return value;
    }
    return "";
}

std::string boundary_of(const std::string& content_type) {
    if (!content_type.starts_with("multipart/form-data")) refuse("it is not multipart/form-data");
    auto boundary = parameter(content_type, "boundary");
    if (boundary.empty() || boundary.size() > 70) refuse("its boundary is not 1 to 70 characters");
    return boundary;
}

PartHead head_of(std::string_view text) {
    PartHead head;
    while (!text.empty()) {
        const auto end = text.find("\r\n");
        const auto line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 2);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) refuse("a part has a malformed header");
        std::string name(line.substr(0, colon));
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return std::tolower(c); });
        auto value = line.substr(colon + 1);
        while (value.starts_with(' ')) value.remove_prefix(1);
        if (name == "content-disposition") {
            head.name = parameter(value, "name");
            head.is_file = value.find("filename=") != std::string_view::npos;
            head.file_name = parameter(value, "filename");
        } else if (name == "content-type") {
            head.media_type = value;
        }
    }
    if (head.name.empty()) refuse("a part has no name");
    return head;
}

PartHead read_head(Window& window) {
    for (;;) {
        const auto end = window.view().find("\r\n\r\n");
        if (end != std::string_view::npos) {
            auto head = head_of(window.view().substr(0, end));
            window.skip(end + 4);
            return head;
        }
        if (window.view().size() > head_limit) refuse("a part's headers are too long");
        if (!window.grow()) refuse("it ends too early");
    }
}

/// Bytes of the present part until the delimiter; remembers when it was met.
class PartBody {
  public:
    PartBody(Window& window, std::string delimiter) : window_(window), delimiter_(std::move(delimiter)) {}

    domain::ByteView next() {
        window_.skip(handed_out_);
        handed_out_ = 0;
        while (!ended_) {
            const auto at = window_.view().find(delimiter_);
            if (at != std::string_view::npos) {
                if (at > 0) return hand_out(at);
                window_.skip(delimiter_.size());
                ended_ = true;
                break;
            }
            // Everything but a tail that may be the beginning of the delimiter is the part's.
            if (window_.view().size() > delimiter_.size())
                return hand_out(window_.view().size() - delimiter_.size());
            if (!window_.grow()) refuse("it ends too early");
        }
        return {};
    }

  private:
    domain::ByteView hand_out(std::size_t count) {
        handed_out_ = count;
        return domain::bytes_of(window_.view().substr(0, count));
    }
    Window& window_;
    std::string delimiter_;
    std::size_t handed_out_ = 0;
    bool ended_ = false;
};

}  // namespace

void read_multipart(
    Body& body, const std::string& content_type,
    const std::function<void(const PartHead&, const std::function<domain::ByteView()>&)>& part) {
    const auto boundary = "--" + boundary_of(content_type);
    Window window(body);
    window.need(boundary.size());
    if (!window.view().starts_with(boundary)) refuse("it does not start with its boundary");
    window.skip(boundary.size());
    for (std::size_t count = 0;; ++count) {
        window.need(2);
        if (window.view().starts_with("--")) break;
        if (!window.view().starts_with("\r\n")) refuse("a boundary is malformed");
        window.skip(2);
        if (count == parts_limit) refuse("it has more than 20 parts");
        const auto head = read_head(window);
        PartBody bytes(window, "\r\n" + boundary);
        part(head, [&] { return bytes.next(); });
        while (!bytes.next().empty()) {
        }
    }
    while (window.grow()) window.skip(window.view().size());
}

}  // namespace intake
