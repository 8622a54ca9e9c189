#include "imaging/letterhead.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <regex>
#include <string_view>
#include <utility>

#include "imaging/postal.h"

namespace imaging {
namespace {

using domain::DocumentKind;
namespace f = domain::field;

bool has_legal_form(const std::string& text) {
    static const std::regex form(
        R"((^|[ ,])(b\.? ?v\.?|n\.? ?v\.?|gmbh|ag|kg|ug|ohg|e\.?k\.?|ltd\.?|limited|plc|llp|llc|inc\.?|corp\.?|s\.?a\.?r\.?l\.?|s\.?a\.?s\.?|s\.a\.|vof|v\.o\.f\.|stichting|cooperatief|u\.a\.)($|[ ,.]))");
    return std::regex_search(folded(text), form);
}

bool above(const Line& upper, const Line& lower) {
    const int high = std::max(upper.place.height, lower.place.height), step = lower.place.y - upper.place.y;
    return upper.place.page == lower.place.page && step > high / 2 && step < high * 3 &&
           std::abs(upper.place.x - lower.place.x) < high * 3 / 2;
}

/// `& Exempel Bank`: what the reader of text made of the mark beside the name.
std::string without_mark(const std::string& text) {
    const auto gap = text.find(' ');
    const auto bytes = gap == std::string::npos ? 0 : gap;
    const bool one = bytes == 1 || (bytes <= 3 && bytes > 0 && static_cast<unsigned char>(text[0]) >= 0xC2);
    const std::string rest = one ? trimmed(text.substr(gap)) : "";
    return letters_in(rest) >= 5 ? rest : text;
}

/// `Ship to`, `Opening balance`: what forms are made of, and no name has.
bool is_of_a_form(const std::string& text) {
    static const std::regex word(
        R"((^|[^a-z])((bill|ship|sold|send|sent|deliver|delivered|invoiced?|pay|transfer) to|balance|transfer|total|account|address|payment|saldo|konto|solde|compte)($|[^a-z]))");
    return std::regex_search(folded(text), word);
}

/// What a paper calls itself.
bool is_title(const std::string& text) {
    static const std::regex word(
        R"((^|[^a-z])(invoice|receipt|statement|agreement|contract|form|summary|request|certificate|order|bill|application|notice|factuur|bon|overeenkomst|afschrift|rekeningafschrift|aanvraag|rechnung|quittung|vertrag|kontoauszug|antrag|bescheid|facture|recu|releve|contrat|demande|attestation|copy|duplicate|specimen|kopie|duplikat|copie|duplicata)($|[^a-z]))");
    return std::regex_search(folded(text), word);
}

/// `Document.pdf`: what the window of a program calls it.
bool is_file_name(const std::string& text) {
    static const std::regex name(R"(\.(pdf|png|jpe?g|heic|webp|tiff?|docx?|xlsx?|html?)$)");
    return std::regex_search(folded(trimmed(text)), name);
}

/// Who keeps a register of companies, as they are named in what they issue: folded, and as they write it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> registries{{
    {"companies house", "Companies House"},
    {"companies registration office", "Companies Registration Office"},
    {"registrar of companies", "Registrar of Companies"},
    {"kamer van koophandel", "Kamer van Koophandel"},
    {"kruispuntbank van ondernemingen", "Kruispuntbank van Ondernemingen"},
    {"banque-carrefour des entreprises", "Banque-Carrefour des Entreprises"},
    {"infogreffe", "Infogreffe"},
    {"firmenbuch", "Firmenbuch"},
    {"camera di commercio", "Camera di Commercio"},
    {"registro mercantil", "Registro Mercantil"},
    {"bolagsverket", "Bolagsverket"},
    {"erhvervsstyrelsen", "Erhvervsstyrelsen"},
}};

class Letterhead {
  public:
    Letterhead(const std::vector<Line>& segments, DocumentKind kind, int page_height, FieldList& fields)
        : segments_(segments), kind_(kind), page_height_(page_height), fields_(fields) {}

    void read() {
        address_blocks();
        companies();
    }

  private:
    /// Lines that stand one below the other and end in a postal code; the highest in the window's place is
    /// the addressee's.
    void address_blocks() {
        for (const Line& last : segments_) {
            const std::vector<std::string> parts = parts_of(last.text);
            if (parts.size() >= 2) {
                return_address(parts, last);
                continue;
            }
            auto postal = find_postal(last.text);
            const bool lone = !postal && is_lone_code(trimmed(last.text));
            if ((!postal && !lone) || last.words.size() > 14) continue;
            std::vector<const Line*> block = lines_above(last);
            if (lone) {
                if (block.size() < 2) continue;
                postal = Postal{trimmed(last.text), trimmed(block[1]->text), ""};
                block.erase(block.begin() + 1);
            }
            take_block(block, *postal);
        }
    }

    std::vector<const Line*> lines_above(const Line& last) const {
        std::vector<const Line*> block{&last};
        while (block.size() < 6) {
            const Line* next = nullptr;
            for (const Line& line : segments_)
                if (above(line, *block.back()) && (!next || line.place.y > next->place.y)) next = &line;
            if (!next || parts_of(next->text).size() > 1) break;
            block.push_back(next);
        }
        return block;
    }

    /// `Example Energy N.V. · Street 1 · 9990 ZZ City`: who sent it, and where from.
    void return_address(const std::vector<std::string>& parts, const Line& line) {
        for (std::size_t i = 1; i < parts.size(); ++i) {
            const auto postal = find_postal(parts[i]);
            if (!postal) continue;
            const double trust = 0.3 * line.confidence;
            const std::string street = !postal->before.empty() ? postal->before : i > 1 ? parts[i - 1] : "";
            if (!street.empty())
                fields_.add(f::address, street + ", " + postal->code + " " + postal->city, line.box, trust,
                            line.source);
            fields_.add(f::postal_code, postal->code, line.box, trust, line.source);
            fields_.add(f::city, postal->city, line.box, trust, line.source);
            const bool digits = std::any_of(parts[0].begin(), parts[0].end(),
                                            [](unsigned char c) { return std::isdigit(c); });
            if (kind_ != DocumentKind::company_extract && letters_in(parts[0]) >= 4 && !digits)
                fields_.add(f::sender, without_mark(parts[0]), line.box,
                            (has_legal_form(parts[0]) ? 0.8 : 0.7) * line.confidence, line.source);
            return;
        }
    }

    void take_block(const std::vector<const Line*>& block, const Postal& postal) {
        const Line& last = *block[0];
        const std::string whole = folded(last.text);
        const bool own_street = std::any_of(postal.before.begin(), postal.before.end(),
                                            [](unsigned char c) { return std::isdigit(c); }) &&
                                postal.before.size() > 5;
        if (!own_street && block.size() < 2) return;
        const std::string street_text = own_street ? postal.before : trimmed(block[1]->text);
        const std::string plain = own_street ? whole : folded(street_text);
        const bool senders =
            plain.find("postbus") != std::string::npos || plain.find("p.o. box") != std::string::npos ||
            plain.find("po box") != std::string::npos || plain.find("postfach") != std::string::npos;
        const bool in_window =
            last.place.y < page_height_ * 45 / 100 && last.place.y > page_height_ * 8 / 100;
        const std::size_t street = own_street ? 0 : 1;
        const double trust = (senders                                  ? 0.3
                              : in_window && block.size() > street + 1 ? 0.95
                                                                       : 0.6) *
                             last.confidence;
        fields_.add(f::address, street_text + ", " + postal.code + " " + postal.city, last.box, trust,
                    last.source);
        fields_.add(f::postal_code, postal.code, last.box, trust, last.source);
        fields_.add(f::city, postal.city, last.box, trust, last.source);
        if (senders || (own_street && !in_window)) return;
        for (std::size_t i = street + 1; i < block.size(); ++i) {
            const std::string text = trimmed(block[i]->text), name = without_title(text);
            if (has_legal_form(text))
                fields_.add(f::company, text, block[i]->box, trust * 0.95, block[i]->source);
            else if (looks_like_a_person(name))
                fields_.add(f::name, name, block[i]->box, trust, block[i]->source);
            else
                break;
        }
    }

    /// Names with a legal form; on a bill or a letter the one that is not the addressee's sent it.
    void companies() {
        for (const Line& line : segments_) {
            const std::vector<std::string> parts = parts_of(line.text);
            if (parts.empty() || !has_legal_form(parts[0])) continue;
            const std::string& text = parts[0];
            if (text.size() < 4 || text.size() > 70) continue;
            if (fields_.has(f::company, text) || is_addressed(line)) continue;
            if (kind_ == DocumentKind::company_extract)
                fields_.add(f::company, text, line.box, 0.5 * line.confidence, line.source);
            else
                fields_.add(f::sender, without_mark(text), line.box, 0.75 * line.confidence, line.source);
        }
        if (kind_ == DocumentKind::company_extract) registry();
        if (!fields_.has(f::sender)) heading();
    }

    /// An extract says who issued it, mostly in small print; what is largest on it may be the company's name.
    void registry() {
        for (const auto& [known, name] : registries)
            for (const Line& line : segments_)
                if (folded(line.text).find(known) != std::string::npos)
                    return fields_.add(f::sender, std::string(name), line.box, 0.7 * line.confidence,
                                       line.source);
    }

    /// `To   EXAMPLE LTD`.
    bool is_addressed(const Line& line) const {
        static const std::regex to(R"(^((bill|sold|ship|invoice|deliver)(ed|d)? ?)?(to|an|aan)[:.]?$)");
        return std::any_of(segments_.begin(), segments_.end(), [&](const Line& label) {
            const int ahead = line.place.x - label.place.x - label.place.width, high = line.place.height;
            return label.place.page == line.place.page && ahead > 0 && ahead < 8 * high &&
                   std::abs(label.place.y - line.place.y) < high &&
                   std::regex_match(folded(trimmed(label.text)), to);
        });
    }

    /// No legal form: the largest print at the top that is no title, such as *Request for Proof of Address*.
    void heading() {
        const int bar = end_of_window_bar(), top = top_of_print(bar);
        const Line* head = nullptr;
        for (const Line& line : segments_)
            if (line.place.page == 0 && line.place.y >= bar && line.place.y < top + page_height_ / 6 &&
                line.confidence > 0.5 && may_be_a_name(line.text) &&
                (!head || line.place.height > head->place.height) && !in_title(line))
                head = &line;
        if (head)
            fields_.add(f::sender, without_mark(trimmed(head->text)), head->box, 0.4 * head->confidence,
                        head->source);
    }

    static bool may_be_a_name(const std::string& text) {
        constexpr std::size_t longest = 45;  // more is a sentence
        return letters_in(text) > 3 && text.size() <= longest &&
               text.find_first_of("0123456789:") == std::string::npos && !is_of_a_form(text);
    }

    /// A picture of a window has its bars on top, with the name of the file and where it is from.
    int end_of_window_bar() const {
        int end = 0;
        bool named = false;
        for (const Line& line : segments_) {
            const bool name = is_file_name(line.text), from = line.text.find("://") != std::string::npos;
            if (line.place.page != 0 || line.place.y > page_height_ / 5 || (!name && !from)) continue;
            named |= name;
            end = std::max(end, line.place.y + line.place.height);
        }
        return named ? end : 0;
    }

    /// Below `from`; what lies around a receipt on a table is no print.
    int top_of_print(int from) const {
        int top = page_height_;
        for (const Line& line : segments_)
            if (line.place.page == 0 && line.place.y >= from && line.confidence > 0.7 &&
                letters_in(line.text) > 3)
                top = std::min(top, line.place.y);
        return top;
    }

    /// Of one line, or of several as large that stand above each other.
    bool in_title(const Line& line) const {
        if (is_title(line.text)) return true;
        return std::any_of(segments_.begin(), segments_.end(), [&](const Line& other) {
            const int a = line.place.height, b = other.place.height;
            const int step = std::abs(line.place.y - other.place.y);
            return line.place.page == other.place.page && a * 5 > b * 4 && b * 5 > a * 4 && step > a / 2 &&
                   step < a * 5 && line.place.x < other.place.x + other.place.width &&
                   other.place.x < line.place.x + line.place.width && is_title(other.text);
        });
    }

    const std::vector<Line>& segments_;
    DocumentKind kind_;
    int page_height_;
    FieldList& fields_;
};

}  // namespace

std::ptrdiff_t letters_in(const std::string& text) {
    return std::count_if(text.begin(), text.end(),
                         [](unsigned char c) { return std::isalpha(c) || c >= 0x80; });
}

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
    return plain && words >= 2 && words <= 6 && !is_of_a_form(text) && text.size() < 50 &&
           (std::isupper(static_cast<unsigned char>(text[0])) ||
            static_cast<unsigned char>(text[0]) >= 0xC3) &&
           !has_legal_form(text);
}

void read_letterhead(const std::vector<Line>& segments, DocumentKind kind, int page_height,
                     FieldList& fields) {
    Letterhead(segments, kind, page_height, fields).read();
}

}  // namespace imaging
