#include "imaging/fields.h"

#include <algorithm>
#include <cctype>
#include <regex>

#include "imaging/card_order.h"
#include "imaging/field_labels.h"
#include "imaging/field_list.h"
#include "imaging/field_segments.h"
#include "imaging/letterhead.h"
#include "imaging/postal.h"

namespace imaging {
namespace {

using domain::DocumentKind;
bool beside(const Line& label, const Line& other) {
    const auto& a = label.place;
    const auto& b = other.place;
    const int overlap = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
    return a.page == b.page && overlap * 2 > std::min(a.height, b.height) &&
           b.x >= a.x + a.width - a.height / 2;
}

bool beneath(const Line& label, const Line& other) {
    const auto& a = label.place;
    const auto& b = other.place;
    const int high = std::max(a.height, b.height), gap = b.y - (a.y + a.height);
    const bool inside = b.x >= a.x && b.x + b.width <= a.x + a.width;
    return a.page == b.page && gap > -high / 2 && gap < high * 5 / 2 && b.x < a.x + a.width &&
           b.x + b.width > a.x && (inside || std::abs(b.x - a.x) < high * 4);
}

struct Value {
    std::string text;
    domain::Box box;
    double confidence;
    domain::Source source;
};

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
    const Line* right = nullptr;
    std::vector<const Line*> under;
    for (const Line& other : segments) {
        if (&other == &label) continue;
        if (beside(label, other) && (!right || other.place.x < right->place.x)) right = &other;
        // Specks between a label and its value are not the value.
        const bool taller = !card || other.place.height * 10 >= label.place.height * 7;
        if (beneath(label, other) && taller && other.confidence > 0.3) under.push_back(&other);
    }
    // The highest, those first that begin where the label begins. One letter may be the value, or a speck
    // above it.
    const auto place = [&](const Line* line) {
        const bool begins = std::abs(line->place.x - label.place.x) < label.place.height * 4;
        return std::pair(!begins, line->place.y);
    };
    std::sort(under.begin(), under.end(), [&](auto* a, auto* b) { return place(a) < place(b); });
    const bool letter = under.size() > 1 && under[0]->text.size() == 1;
    under.resize(std::min<std::size_t>(under.size(), letter ? 2 : 1));
    std::vector<Value> values;
    const auto rest = rest_of(label, skip);
    const auto add_under = [&] {
        for (const Line* line : under) values.push_back(whole(*line));
    };
    if (card) add_under();
    if (rest) values.push_back(*rest);
    if (right && right->place.x - label.place.x - label.place.width < label.place.height * 30)
        values.push_back(whole(*right));
    if (!card) add_under();
    return values;
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

/// Groups of capitals and digits with at least three digits; no date, and without the label that an American
/// licence puts between the number of the field and its value.
std::optional<std::string> document_number_in(const std::string& whole) {
    static const std::regex label(R"(^(?:(?:dln?|lic|licen[sc]e|id|no|nr|num|number)[.:#]* +)+)",
                                  std::regex::icase),
        number(R"([A-Z]{0,8}[ .-]?[0-9][A-Z0-9]*(?:[.-][A-Z0-9]+| [A-Z]{0,3}[0-9]{2}[A-Z0-9]*)*)"),
        date(R"(^[0-9]{1,2}[./-][0-9]{1,2}(?:[./-].*|$))");
    const std::string text = std::regex_replace(whole, label, "");
    std::smatch m;
    if (!std::regex_search(text, m, number) || find_date(m[0].str())) return std::nullopt;
    std::string value = m[0];
    value.erase(std::remove(value.begin(), value.end(), ' '), value.end());
    const auto digits =
        std::count_if(value.begin(), value.end(), [](unsigned char c) { return std::isdigit(c); });
    const bool enough = digits >= 4 || (digits >= 3 && value.size() >= 9);
    if (!enough || value.size() < 5 || value.size() > 24 || std::regex_match(value, date))
        return std::nullopt;
    return value;
}

/// A value as its field wants it; nullopt when it cannot be one.
std::optional<std::string> fitting(std::string_view field, const std::string& text, bool month_first) {
    const auto digits =
        std::count_if(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
    const auto letters =
        std::count_if(text.begin(), text.end(), [](unsigned char c) { return std::isalpha(c) || c >= 0x80; });
    if (field == f::birth_date || field == f::expiry_date || field == f::issue_date) {
        const auto date = find_date(text, month_first);
        return date && !may_be_cut(*date, text) ? std::optional(domain::to_string(date->date)) : std::nullopt;
    }
    if (field == f::document_number || field == f::registration_number) {
        if (field == f::document_number) return document_number_in(text);
        static const std::regex number(R"([A-Z]{0,4}[ .-]?[0-9][A-Z0-9]*([ .-]?[A-Z0-9]+)*)");
        std::smatch m;
        if (digits < 4 || !std::regex_search(text, m, number) || m.length(0) < 5 || m.length(0) > 24)
            return std::nullopt;
        return m[0].str();
    }
    if (field == f::name)
        return looks_like_a_person(without_title(text)) ? std::optional(text) : std::nullopt;
    if (is_short_label(text)) return std::nullopt;
    if (field == f::surname || field == f::given_names) {
        std::string name = text;
        if (name.ends_with('.')) name.pop_back();
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

/// A licence after the AAMVA standard: told by its title as Americans spell it, or by what stands on no
/// other.
bool is_american(const std::vector<Line>& lines) {
    static const std::regex title(R"(driver'?s? license)"), label(R"(\b(hgt|wgt|dob|donor)\b)");
    std::size_t labels = 0;
    for (const Line& line : lines) {
        const std::string text = folded(line.text);
        if (std::regex_search(text, title)) return true;
        labels += std::size_t(
            std::distance(std::sregex_iterator(text.begin(), text.end(), label), std::sregex_iterator()));
    }
    return labels >= 2;
}

/// `Marktown, FL 32807`: a state of the United States before its code. (DE is Germany's, too.)
bool has_american_address(const std::vector<Line>& lines) {
    static const std::regex place(
        R"(, ?(A[KLRZ]|C[AOT]|DC|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]),? [0-9]{5}(-[0-9]{4})?($|[ ,]))");
    return std::any_of(lines.begin(), lines.end(),
                       [](const Line& line) { return std::regex_search(line.text, place); });
}

/// Dates of the United States name the month first: told by a day that can be no month.
bool names_month_first(const std::vector<Line>& lines) {
    static const std::regex slashed(R"((^|[^0-9])([0-9]{2})[/-]([0-9]{2})[/-]([0-9]{4})(?![0-9]))");
    bool month_first = is_american(lines) || has_american_address(lines);
    for (const Line& line : lines)
        for (std::sregex_iterator it(line.text.begin(), line.text.end(), slashed), end; it != end; ++it) {
            if (std::stoi((*it)[2]) > 12) return false;
            month_first = month_first || std::stoi((*it)[3]) > 12;
        }
    return month_first;
}

class Reader {
  public:
    Reader(const std::vector<Line>& lines, DocumentKind kind, int page_height)
        : segments_(field_segments(lines, domain::is_identity_document(kind))),
          kind_(kind),
          page_height_(page_height),
          month_first_(names_month_first(lines)),
          american_(kind == DocumentKind::driving_licence && is_american(lines)) {}

    std::vector<domain::Field> read() {
        if (domain::is_identity_document(kind_)) {
            by_labels(identity_labels);
            if (kind_ == DocumentKind::driving_licence) {
                by_numbers();
                by_number_sign();
            }
            by_order();
            if (kind_ == DocumentKind::driving_licence && !fields_.has(f::document_number)) largest_number();
        } else {
            by_labels(paper_labels);
            if (kind_ == DocumentKind::company_extract) by_labels(extract_labels);
            read_letterhead(segments_, kind_, page_height_, fields_);
            lone_date();
        }
        return std::move(fields_).by_confidence();
    }

  private:
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
                const auto fit = fitting(best->field, value.text, month_first_);
                if (!fit || is_label(value.text)) continue;
                if (best->field == f::address)
                    address_line(*fit, value, trust);
                else
                    fields_.add(best->field, *fit, value.box, trust * value.confidence, value.source);
                break;
            }
        }
    }

    std::optional<Value> next_column(const Line& label) const {
        const Line* right = nullptr;
        for (const Line& other : segments_)
            if (&other != &label && beside(label, other) && (!right || other.place.x < right->place.x))
                right = &other;
        if (!right || right->place.x - label.place.x > label.place.height * 6) return std::nullopt;
        return whole(*right);
    }

    /// The numbered fields of a driving licence (Directive 2006/126/EC annex I; the AAMVA standard keeps the
    /// numbers and has the licence's own under 4d).
    void by_numbers() {
        static constexpr Label numbered[] = {{"1", f::surname},        {"2", f::given_names},
                                             {"3", f::birth_date},     {"4a", f::issue_date},
                                             {"4b", f::expiry_date},   {"4d", f::document_number},
                                             {"5", f::document_number}};
        static const std::regex number(R"(^ ?(4[abd]|[1235])([.,:;)]{1,2} ?| |$))");
        for (std::size_t i = 0; i < segments_.size(); ++i) {
            const std::string text = folded(segments_[i].text);
            std::smatch m;
            if (!std::regex_search(text, m, number)) continue;
            const auto label = std::find_if(std::begin(numbered), std::end(numbered),
                                            [&](const Label& one) { return one.words == m[1].str(); });
            auto rest = rest_of(segments_[i], std::size_t(m.length(0)));
            if (!rest) rest = next_column(segments_[i]);
            // With AAMVA the fifth is the audit number, "document discriminator".
            if (!rest || (label->words == "5" && american_)) continue;
            if (label->words == "2") surname_above(*rest, segments_[i]);
            if (const auto fit = fitting(label->field, rest->text, month_first_);
                fit && !is_label(rest->text))
                fields_.add(label->field, *fit, rest->box, 0.75 * rest->confidence, rest->source);
        }
    }

    /// `1 SOUZA` above `2 JORGE`, the small 1 read as a letter or grown into the name.
    void surname_above(const Value& given, const Line& second) {
        static const std::regex numbered(R"(^(?:[1lIi|!\]]|ı)[.,:]? ?(\S.*)$)");
        const Line* first = nullptr;
        for (const Line& line : segments_) {
            const int step = second.place.y - line.place.y, high = second.place.height;
            if (line.place.page == second.place.page && step > high / 2 && step < high * 5 / 2 &&
                std::abs(line.place.x - second.place.x) < high * 2 &&
                (!first || line.place.y > first->place.y))
                first = &line;
        }
        if (!first || first->confidence < 0.3 || given.text.empty()) return;
        std::smatch m;
        if (!std::regex_match(first->text, m, numbered)) return;
        const std::string name = m[1];
        const auto lead = static_cast<unsigned char>(name[0]);
        if (const auto fit = fitting(f::surname, name, month_first_);
            fit && (std::isupper(lead) || lead >= 0xC3) && letters_in(name) >= 3 && !is_label(name))
            fields_.add(f::surname, *fit, first->box, 0.7 * first->confidence, first->source);
    }

    /// `LIC# WDL1234`, `4d DL#…`: the sign marks the number wherever on its line it stands.
    void by_number_sign() {
        for (const Line& line : segments_) {
            const auto sign = line.text.find('#');
            if (sign == std::string::npos || sign < 2) continue;
            const std::string before = folded(line.text.substr(0, sign));
            const auto ends_with = [&](std::string_view label) {
                return before.size() >= label.size() && before.substr(before.size() - label.size()) == label;
            };
            if (!ends_with("lic") && !ends_with("ic") && !ends_with("dl") && !ends_with("dln") &&
                !ends_with("license"))
                continue;
            std::string value = trimmed(line.text.substr(sign + 1));
            value = value.substr(0, value.find(' '));
            if (const auto fit = fitting(f::document_number, value, month_first_))
                fields_.add(f::document_number, *fit, line.box, 0.9 * line.confidence, line.source);
        }
    }

    /// Three dates in order say more than the labels beside them, of which a letter or two is often lost.
    void by_order() {
        const auto dates = dates_by_order(segments_, month_first_, kind_ == DocumentKind::driving_licence);
        fields_.replace(dates);
        const bool licence = kind_ == DocumentKind::driving_licence;
        if (!licence && dates.size() < 3) return;
        // Elsewhere labels say more, where they were read: by order only what none of them told.
        const bool named = fields_.has(f::surname) || fields_.has(f::given_names);
        const bool numbered = fields_.has(f::document_number);
        for (const auto& field : values_by_order(segments_, month_first_)) {
            const bool told = field.name == f::document_number ? numbered : named;
            if (licence || (!told && !is_label(field.value))) fields_.add(field);
        }
    }

    /// The number of its field was not read: many licences print their own number larger than all else.
    void largest_number() {
        constexpr double larger = 1.5;  // than half of the lines
        std::vector<int> heights;
        for (const Line& line : segments_) heights.push_back(line.place.height);
        if (heights.empty()) return;
        const auto middle = heights.begin() + std::ptrdiff_t(heights.size() / 2);
        std::nth_element(heights.begin(), middle, heights.end());
        const Line* largest = nullptr;
        std::string number;
        for (const Line& line : segments_) {
            if (line.words.size() != 1 || line.place.height < larger * *middle ||
                (largest && line.place.height <= largest->place.height))
                continue;
            const auto digits = std::count_if(line.text.begin(), line.text.end(),
                                              [](unsigned char c) { return std::isdigit(c); });
            const auto fit = document_number_in(line.text);
            if (fit && *fit == line.text && digits >= 6) largest = &line, number = *fit;
        }
        if (largest)
            fields_.add(f::document_number, number, largest->box, 0.5 * largest->confidence, largest->source);
    }

    void address_line(const std::string& text, const Value& value, double trust) {
        fields_.add(f::address, text, value.box, trust * value.confidence, value.source);
        if (const auto postal = find_postal(text)) {
            fields_.add(f::postal_code, postal->code, value.box, trust * value.confidence, value.source);
            fields_.add(f::city, postal->city, value.box, trust * value.confidence, value.source);
        }
    }

    /// No label: the first date in the upper half that is not somebody's birth and not far off.
    void lone_date() {
        for (const Line& line : segments_) {
            if (line.place.page != 0 || line.place.y > page_height_ / 2) continue;
            const std::string text = folded(line.text);
            const bool other =
                text.find("birth") != std::string::npos || text.find("geb") != std::string::npos ||
                text.find("due") != std::string::npos || text.find("verval") != std::string::npos ||
                text.find("fallig") != std::string::npos;
            if (const auto date = find_date(line.text, month_first_);
                date && !other && int(date->date.year()) >= 2000)
                return fields_.add(f::issue_date, domain::to_string(date->date), line.box,
                                   0.45 * line.confidence, line.source);
        }
    }

    std::vector<Line> segments_;
    DocumentKind kind_;
    int page_height_;
    bool month_first_, american_;
    FieldList fields_;
};

}  // namespace

std::vector<domain::Field> read_fields(const std::vector<Line>& lines, DocumentKind kind, int page_height) {
    return Reader(lines, kind, page_height).read();
}

}  // namespace imaging
