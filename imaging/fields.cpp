#include "imaging/fields.h"

#include <algorithm>
#include <cctype>
#include <regex>

namespace imaging {
namespace {

using domain::DocumentKind;
namespace f = domain::field;

// ---- labels ----

struct Label {
    std::string_view words, field;
};

constexpr Label identity_labels[] = {
    {"surname", f::surname},
    {"last name", f::surname},
    {"family name", f::surname},
    {"achternaam", f::surname},
    {"nachname", f::surname},
    {"nom", f::surname},
    {"name / surname", f::surname},
    {"naam", f::surname},
    {"given names", f::given_names},
    {"given name", f::given_names},
    {"first name", f::given_names},
    {"voornamen", f::given_names},
    {"vornamen", f::given_names},
    {"prenoms", f::given_names},
    {"prenom", f::given_names},
    {"date of birth", f::birth_date},
    {"geboortedatum", f::birth_date},
    {"geburtsdatum", f::birth_date},
    {"date de naissance", f::birth_date},
    {"birth date", f::birth_date},
    {"dob", f::birth_date},
    {"date of expiry", f::expiry_date},
    {"expiry date", f::expiry_date},
    {"expires", f::expiry_date},
    {"valid until", f::expiry_date},
    {"geldig tot", f::expiry_date},
    {"gultig bis", f::expiry_date},
    {"expire le", f::expiry_date},
    {"date d'expiration", f::expiry_date},
    {"card expires", f::expiry_date},
    {"exp", f::expiry_date},
    {"4b exp", f::expiry_date},
    {"date of issue", f::issue_date},
    {"issued on", f::issue_date},
    {"datum van afgifte", f::issue_date},
    {"ausstellungsdatum", f::issue_date},
    {"delivree le", f::issue_date},
    {"iss", f::issue_date},
    {"document no", f::document_number},
    {"document number", f::document_number},
    {"documentnummer", f::document_number},
    {"card no", f::document_number},
    {"passport no", f::document_number},
    {"ausweisnummer", f::document_number},
    {"number", f::document_number},
    {"dl no", f::document_number},
    {"nationality", f::nationality},
    {"nationaliteit", f::nationality},
    {"sex", f::sex},
};

constexpr Label paper_labels[] = {
    {"invoice date", f::issue_date},
    {"factuurdatum", f::issue_date},
    {"rechnungsdatum", f::issue_date},
    {"date de facture", f::issue_date},
    {"bill date", f::issue_date},
    {"statement date", f::issue_date},
    {"date of issue", f::issue_date},
    {"datum van afgifte", f::issue_date},
    {"ausgestellt am", f::issue_date},
    {"date d'emission", f::issue_date},
    {"issue date", f::issue_date},
    {"issued on", f::issue_date},
    {"billing date", f::issue_date},
    {"delivre le", f::issue_date},
    {"datum", f::issue_date},
    {"date", f::issue_date},
    {"dagtekening", f::issue_date},
    {"registration number", f::registration_number},
    {"company number", f::registration_number},
    {"registratienummer", f::registration_number},
    {"registernummer", f::registration_number},
    {"kvk-nummer", f::registration_number},
    {"kvk nummer", f::registration_number},
    {"kvk", f::registration_number},
    {"siren", f::registration_number},
    {"siret", f::registration_number},
    {"handelsregisternummer", f::registration_number},
    {"numero d'immatriculation", f::registration_number},
    {"company name", f::company},
    {"trade name", f::company},
    {"handelsnaam", f::company},
    {"handelsnamen", f::company},
    {"statutaire naam", f::company},
    {"firma", f::company},
    {"denomination", f::company},
    {"business address", f::address},
    {"registered office address", f::address},
    {"registered address", f::address},
    {"service address", f::address},
    {"bezoekadres", f::address},
    {"vestigingsadres", f::address},
    {"geschaftsanschrift", f::address},
    {"adresse du siege", f::address},
    {"address", f::address},
    {"adres", f::address},
    {"anschrift", f::address},
    {"adresse", f::address},
    {"director", f::name},
    {"bestuurder", f::name},
    {"geschaftsfuhrer", f::name},
    {"gerant", f::name},
    {"account holder", f::name},
    {"rekeninghouder", f::name},
    {"kontoinhaber", f::name},
    {"titulaire", f::name},
    {"customer name", f::name},
};
/// Labels that only keep shorter ones from being taken for them.
constexpr Label other_labels[] = {{"datum van oprichting", ""},
                                  {"date of incorporation", ""},
                                  {"tag der grundung", ""},
                                  {"date de creation", ""},
                                  {"vervaldatum", ""},
                                  {"due date", ""},
                                  {"fallig am", ""},
                                  {"rechtsvorm", ""},
                                  {"legal form", ""},
                                  {"rechtsform", ""},
                                  {"forme juridique", ""},
                                  {"statutaire zetel", ""},
                                  {"registered office", ""},
                                  {"activiteiten", ""},
                                  {"activities", ""},
                                  {"date of birth", ""},
                                  {"geboortedatum", ""},
                                  {"geburtsdatum", ""},
                                  {"factuurnummer", ""},
                                  {"klantnummer", ""},
                                  {"name of the bank", ""},
                                  {"e-mail address", ""},
                                  {"adres bank", ""}};
/// On an extract a bare "name" is the company's; anywhere else it may be anybody's.
constexpr Label extract_labels[] = {{"name", f::company}, {"naam", f::company}, {"nom", f::company}};

bool beside(const Line& label, const Line& other) {
    const auto& a = label.box;
    const auto& b = other.box;
    const int overlap = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
    return a.page == b.page && overlap * 2 > std::min(a.height, b.height) &&
           b.x >= a.x + a.width - a.height / 2;
}

bool beneath(const Line& label, const Line& other) {
    const auto& a = label.box;
    const auto& b = other.box;
    const int high = std::max(a.height, b.height), gap = b.y - (a.y + a.height);
    return a.page == b.page && gap > -high / 2 && gap < high * 5 / 2 && b.x < a.x + a.width &&
           b.x + b.width > a.x && std::abs(b.x - a.x) < high * 4;
}

struct Value {
    std::string text;
    domain::Box box;
    double confidence;
    domain::Source source;
};

/// Without the specks that a reader makes of rules and folds at either end.
std::string trimmed(std::string_view text) {
    while (text.starts_with("\xe2\x80"))
        text.remove_prefix(std::min<std::size_t>(3, text.size()));  // quotes and dashes
    const auto first = text.find_first_not_of(" :;.,|-_'\"*#\t/\\~=<>^");
    if (first == std::string_view::npos) return "";
    const auto last = text.find_last_not_of(" :;,|-_'\"*\t/\\~=<>^");
    return std::string(text.substr(first, last - first + 1));
}

/// The words of a segment after `skip` folded characters of label.
std::optional<Value> rest_of(const Line& segment, std::size_t skip) {
    std::size_t at = 0, w = 0;
    for (; w < segment.words.size() && at < skip; ++w) at += folded(segment.words[w].text).size() + 1;
    std::vector<Word> words(segment.words.begin() + std::ptrdiff_t(w), segment.words.end());
    const Line rest = line_of(std::move(words), segment.source);
    std::string text = trimmed(rest.text);
    // `Surname / Nom` and `Date of birth / Date de naissance` are labels to their end.
    if (text.empty() || rest.text.starts_with("/") || rest.text.starts_with("|")) return std::nullopt;
    return Value{std::move(text), rest.box, rest.confidence, rest.source};
}

Value whole(const Line& segment) {
    return {trimmed(segment.text), segment.box, segment.confidence, segment.source};
}

/// Where the value of a label may stand, likeliest first: behind it on its line, in the next column, beneath.
/// On cards the label is small print above its value, often in two languages, so beneath comes first.
std::vector<Value> values_of(const std::vector<Line>& segments, std::size_t i, std::size_t skip, bool card) {
    const Line& label = segments[i];
    const Line *right = nullptr, *under = nullptr;
    for (const Line& other : segments) {
        if (&other == &label) continue;
        if (beside(label, other) && (!right || other.box.x < right->box.x)) right = &other;
        // Specks between a label and its value are not the value.
        const bool taller = !card || other.box.height * 10 >= label.box.height * 8;
        if (beneath(label, other) && taller && other.confidence > 0.3 &&
            (!under || other.box.y < under->box.y))
            under = &other;
    }
    std::vector<Value> values;
    const auto rest = rest_of(label, skip);
    if (card && under) values.push_back(whole(*under));
    if (rest) values.push_back(*rest);
    if (right && right->box.x - label.box.x - label.box.width < label.box.height * 30)
        values.push_back(whole(*right));
    if (!card && under) values.push_back(whole(*under));
    return values;
}

/// A value as its field wants it; nullopt when it cannot be one.
std::optional<std::string> fitting(std::string_view field, const std::string& text) {
    const auto digits =
        std::count_if(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
    const auto letters =
        std::count_if(text.begin(), text.end(), [](unsigned char c) { return std::isalpha(c) || c >= 0x80; });
    if (field == f::birth_date || field == f::expiry_date || field == f::issue_date) {
        const auto date = find_date(text);
        return date ? std::optional(domain::to_string(date->date)) : std::nullopt;
    }
    if (field == f::document_number || field == f::registration_number) {
        static const std::regex number(R"([A-Z]{0,4}[ .-]?[0-9][A-Z0-9]*([ .-]?[A-Z0-9]+)*)");
        std::smatch m;
        if (digits < 4 || !std::regex_search(text, m, number) || m.length(0) < 5 || m.length(0) > 24)
            return std::nullopt;
        std::string value = m[0];
        if (field == f::document_number)
            value.erase(std::remove(value.begin(), value.end(), ' '), value.end());
        return value;
    }
    if (field == f::surname || field == f::given_names || field == f::name) {
        std::string name = text;
        if (name.ends_with('.') && field != f::name) name.pop_back();
        return letters >= 2 && digits == 0 && name.size() < 60 ? std::optional(name) : std::nullopt;
    }
    if (field == f::sex)
        return !text.empty() && std::string_view("MFX").find(text[0]) != std::string_view::npos &&
                       text.size() < 4
                   ? std::optional(text.substr(0, 1))
                   : std::nullopt;
    if (field == f::nationality)
        return letters >= 3 && digits == 0 && text.size() < 30 ? std::optional(text) : std::nullopt;
    if (field == f::address) return letters >= 4 && text.size() < 120 ? std::optional(text) : std::nullopt;
    return letters >= 2 && text.size() < 90 ? std::optional(text) : std::nullopt;
}

bool is_label(const std::string& text) {
    const std::string plain = folded(text);
    const auto begins = [&](const Label& label) {
        return label.words.size() > 4 && begins_with(plain, label.words);
    };
    return std::any_of(std::begin(identity_labels), std::end(identity_labels), begins) ||
           std::any_of(std::begin(paper_labels), std::end(paper_labels), begins) ||
           std::any_of(std::begin(other_labels), std::end(other_labels), begins);
}

// ---- addresses ----

struct Postal {
    std::string code, city, before;  // `before`: what stands on the line ahead of the code
};

bool is_month(std::string_view word) {
    return find_date("1 " + std::string(word) + " 2020").has_value();
}

std::optional<Postal> find_postal(const std::string& text) {
    static const std::regex dutch(
        R"((.*?)\b([1-9]\d{3} ?[A-Z]{2})\b[ ,]+([A-Za-z\x80-\xff'][^,;|·\d]{1,40})$)"),
        british(
            R"((.*?)\b([A-Za-z][A-Za-z\x80-\xff' -]{2,30}?)?[ ,]*\b([A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b[ ,]*([A-Za-z\x80-\xff' -]{2,30})?$)"),
        american(
            R"((.*?)\b([A-Z][A-Za-z. ]{2,30}),? ([A-Z]{2}),? (\d{5}(?:-\d{4})?)(?:,? *(?:USA|US|United States))?$)"),
        digits(R"((.*?)\b(?:[A-Z]{1,2}-)?(\d{4,5})[ ]+([A-Z\xc3][A-Za-z\x80-\xff'./ -]{2,40})$)");
    std::smatch m;
    if (std::regex_match(text, m, dutch)) return Postal{m[2], trimmed(m[3].str()), trimmed(m[1].str())};
    if (std::regex_match(text, m, american)) return Postal{m[4], trimmed(m[2].str()), trimmed(m[1].str())};
    if (std::regex_match(text, m, british) && (m[2].matched || m[4].matched)) {
        const std::string city = trimmed(m[4].matched && m[4].length() ? m[4].str() : m[2].str());
        if (!city.empty()) return Postal{m[3], city, trimmed(m[1].str())};
    }
    if (std::regex_match(text, m, digits)) {
        const std::string city = trimmed(m[3].str()), first = folded(city.substr(0, city.find(' ')));
        if (!is_month(first) && first.size() > 2) return Postal{m[2], city, trimmed(m[1].str())};
    }
    return std::nullopt;
}

bool has_legal_form(const std::string& text) {
    static const std::regex form(
        R"((^|[ ,])(b\.? ?v\.?|n\.? ?v\.?|gmbh|ag|kg|ug|ohg|e\.?k\.?|ltd\.?|limited|plc|llp|llc|inc\.?|corp\.?|s\.?a\.?r\.?l\.?|s\.?a\.?s\.?|s\.a\.|vof|v\.o\.f\.|stichting|cooperatief|u\.a\.)($|[ ,.]))");
    return std::regex_search(folded(text), form);
}

/// `t.a.v. J. Jansen`, `Mr J. Smith` without what is before the name.
std::string without_title(std::string text) {
    static const std::regex title(
        R"(^(t\.? ?a\.? ?v\.?|attn\.?:?|z\. ?hd\.?|c/o|mr\.?|mrs\.?|ms\.?|dr\.?|de heer|mevrouw|dhr\.?|mw\.?|mevr\.?|herrn?|frau|m\.|mme\.?|monsieur|madame) +)",
        std::regex::icase);
    for (int i = 0; i < 3; ++i) text = std::regex_replace(text, title, "");
    return text;
}

bool looks_like_a_person(const std::string& text) {
    const auto words = 1 + std::count(text.begin(), text.end(), ' ');
    const bool plain = std::none_of(text.begin(), text.end(), [](unsigned char c) {
        return std::isdigit(c) || std::string_view(":;@/|=<>").find(char(c)) != std::string_view::npos;
    });
    return plain && words >= 2 && words <= 6 && text.size() < 50 &&
           std::isupper(static_cast<unsigned char>(text[0])) && !has_legal_form(text);
}

bool above(const Line& upper, const Line& lower) {
    const int high = std::max(upper.box.height, lower.box.height), step = lower.box.y - upper.box.y;
    return upper.box.page == lower.box.page && step > high / 2 && step < high * 3 &&
           std::abs(upper.box.x - lower.box.x) < high * 3 / 2;
}

class Reader {
  public:
    Reader(const std::vector<Line>& lines, DocumentKind kind, int page_height)
        : segments_(segments_of(lines)), kind_(kind), page_height_(page_height) {}

    std::vector<domain::Field> read() {
        if (domain::is_identity_document(kind_))
            by_labels(identity_labels);
        else {
            by_labels(paper_labels);
            if (kind_ == DocumentKind::company_extract) by_labels(extract_labels);
            address_blocks();
            companies();
            lone_date();
        }
        std::stable_sort(fields_.begin(), fields_.end(),
                         [](const auto& a, const auto& b) { return a.confidence > b.confidence; });
        return std::move(fields_);
    }

  private:
    void add(std::string_view name, std::string value, const domain::Box& box, double confidence,
             domain::Source source) {
        const bool known = std::any_of(fields_.begin(), fields_.end(),
                                       [&](const auto& x) { return x.name == name && x.value == value; });
        if (!value.empty() && !known)
            fields_.push_back(
                {std::string(name), std::move(value), source, box, std::clamp(confidence, 0.0, 1.0)});
    }

    template <std::size_t N>
    void by_labels(const Label (&labels)[N]) {
        for (std::size_t i = 0; i < segments_.size(); ++i) {
            const std::string text = folded(trimmed(segments_[i].text));
            const Label* best = nullptr;
            std::size_t end = 0;
            for (const Label& label : labels)
                if (const auto length = begins_with(text, label.words);
                    length && (!best || label.words.size() > best->words.size()))
                    best = &label, end = *length;
            for (const Label& label : other_labels)
                if (best && label.words.size() > best->words.size() && begins_with(text, label.words))
                    best = nullptr;
            if (!best) continue;
            // A long label says more than a short one.
            const double trust = best->words.size() >= 8 ? 0.95 : best->words.size() >= 5 ? 0.8 : 0.65;
            for (const Value& value : values_of(segments_, i, end, domain::is_identity_document(kind_))) {
                const auto fit = fitting(best->field, value.text);
                if (!fit || is_label(value.text)) continue;
                if (best->field == f::address)
                    address_line(*fit, value, trust);
                else
                    add(best->field, *fit, value.box, trust * value.confidence, value.source);
                break;
            }
        }
    }

    void address_line(const std::string& text, const Value& value, double trust) {
        add(f::address, text, value.box, trust * value.confidence, value.source);
        if (const auto postal = find_postal(text)) {
            add(f::postal_code, postal->code, value.box, trust * value.confidence, value.source);
            add(f::city, postal->city, value.box, trust * value.confidence, value.source);
        }
    }

    /// Lines that stand one below the other and end in a postal code; the highest in the window's place is
    /// the addressee's.
    void address_blocks() {
        for (const Line& last : segments_) {
            const auto postal = find_postal(last.text);
            if (!postal || last.words.size() > 14) continue;
            std::vector<const Line*> block{&last};
            while (block.size() < 5) {
                const Line* next = nullptr;
                for (const Line& line : segments_)
                    if (above(line, *block.back()) && (!next || line.box.y > next->box.y)) next = &line;
                if (!next || next->text.find("·") != std::string::npos) break;
                block.push_back(next);
            }
            take_block(block, *postal);
        }
    }

    void take_block(const std::vector<const Line*>& block, const Postal& postal) {
        const Line& last = *block[0];
        const std::string whole = folded(last.text);
        const bool own_street = std::any_of(postal.before.begin(), postal.before.end(),
                                            [](unsigned char c) { return std::isdigit(c); }) &&
                                postal.before.size() > 5;
        const bool senders =
            last.text.find("·") != std::string::npos || whole.find("postbus") != std::string::npos ||
            whole.find("p.o. box") != std::string::npos || whole.find("postfach") != std::string::npos;
        const bool in_window = last.box.y < page_height_ * 45 / 100 && last.box.y > page_height_ * 8 / 100;
        std::size_t street = own_street ? 0 : 1;
        if (!own_street &&
            (block.size() < 2 || !std::any_of(block[1]->text.begin(), block[1]->text.end(),
                                              [](unsigned char c) { return std::isdigit(c); }))) {
            if (block.size() < 2) return;
        }
        std::string street_text = own_street ? postal.before : block[1]->text;
        const std::string address = trimmed(street_text) + ", " + postal.code + " " + postal.city;
        const double trust = (senders                                  ? 0.3
                              : in_window && block.size() > street + 1 ? 0.95
                                                                       : 0.6) *
                             last.confidence;
        add(f::address, address, last.box, trust, last.source);
        add(f::postal_code, postal.code, last.box, trust, last.source);
        add(f::city, postal.city, last.box, trust, last.source);
        if (senders || own_street) return;
        for (std::size_t i = street + 1; i < block.size(); ++i) {
            const std::string text = trimmed(block[i]->text), name = without_title(text);
            if (has_legal_form(text))
                add(f::company, text, block[i]->box, trust * 0.95, block[i]->source);
            else if (looks_like_a_person(name))
                add(f::name, name, block[i]->box, trust, block[i]->source);
            else
                break;
        }
    }

    /// Names with a legal form; on a bill or a letter the one that is not the addressee's sent it.
    void companies() {
        for (const Line& line : segments_) {
            std::string text = line.text;
            // `Example Energy N.V. · Street 1 · …`
            if (const auto dot = text.find("·"); dot != std::string::npos) text = text.substr(0, dot);
            text = trimmed(text);
            if (text.size() < 4 || text.size() > 70 || !has_legal_form(text)) continue;
            const bool addressee = std::any_of(fields_.begin(), fields_.end(), [&](const auto& x) {
                return x.name == f::company && x.value == text;
            });
            if (addressee) continue;
            if (kind_ == DocumentKind::company_extract)
                add(f::company, text, line.box, 0.5 * line.confidence, line.source);
            else
                add(f::sender, text, line.box, 0.75 * line.confidence, line.source);
        }
        const bool none =
            std::none_of(fields_.begin(), fields_.end(), [](const auto& x) { return x.name == f::sender; });
        if (!none || segments_.empty()) return;
        const Line* head = nullptr;
        for (const Line& line : segments_)
            if (line.box.y < page_height_ / 6 && line.box.page == 0 && line.confidence > 0.5 &&
                line.text.size() > 3 && (!head || line.box.height > head->box.height))
                head = &line;
        if (head) add(f::sender, trimmed(head->text), head->box, 0.4 * head->confidence, head->source);
    }

    /// No label: the first date in the upper half that is not somebody's birth and not far off.
    void lone_date() {
        for (const Line& line : segments_) {
            if (line.box.page != 0 || line.box.y > page_height_ / 2) continue;
            const std::string text = folded(line.text);
            const bool other =
                text.find("birth") != std::string::npos || text.find("geb") != std::string::npos ||
                text.find("due") != std::string::npos || text.find("verval") != std::string::npos ||
                text.find("fallig") != std::string::npos;
            if (const auto date = find_date(line.text); date && !other && int(date->date.year()) >= 2000)
                return add(f::issue_date, domain::to_string(date->date), line.box, 0.45 * line.confidence,
                           line.source);
        }
    }

    std::vector<Line> segments_;
    DocumentKind kind_;
    int page_height_;
    std::vector<domain::Field> fields_;
};

}  // namespace

std::vector<domain::Field> read_fields(const std::vector<Line>& lines, DocumentKind kind, int page_height) {
    return Reader(lines, kind, page_height).read();
}

}  // namespace imaging
