#include "domain/address.h"

#include <algorithm>
#include <array>
#include <functional>

#include "domain/names.h"

namespace domain {
namespace {

constexpr double alike = 0.8;

struct Spelling {
    std::string_view written, meant;
};

/// How streets are abbreviated, as whole words and as the end of a word (HAUPTSTR, KERKSTRAAT).
constexpr std::array<Spelling, 34> street_words{{
    {"STRASSE", "STR"},       {"STRAAT", "STR"},    {"STRASE", "STR"},     {"STREET", "ST"},
    {"STRA", "STR"},          {"AVENUE", "AV"},     {"AVE", "AV"},         {"ROAD", "RD"},
    {"DRIVE", "DR"},          {"LANE", "LN"},       {"LAAN", "LN"},        {"BOULEVARD", "BD"},
    {"BLVD", "BD"},           {"SQUARE", "SQ"},     {"COURT", "CT"},       {"PLACE", "PL"},
    {"PLEIN", "PLN"},         {"PLATZ", "PL"},      {"GRACHT", "GR"},      {"KADE", "KD"},
    {"TERRACE", "TER"},       {"CRESCENT", "CRES"}, {"HIGHWAY", "HWY"},    {"PARKWAY", "PKWY"},
    {"DOKTER", "DR"},         {"DOCTOR", "DR"},     {"PROFESSOR", "PROF"}, {"BURGEMEESTER", "BURG"},
    {"BURGERMEISTER", "BGM"}, {"SINT", "ST"},       {"SAINT", "ST"},       {"SANKT", "ST"},
    {"NORTH", "N"},           {"SOUTH", "S"},
}};

/// Cities that letters name in another language than their own.
constexpr std::array<Spelling, 30> city_names{{
    {"S GRAVENHAGE", "DEN HAAG"},
    {"SGRAVENHAGE", "DEN HAAG"},
    {"THE HAGUE", "DEN HAAG"},
    {"S HERTOGENBOSCH", "DEN BOSCH"},
    {"SHERTOGENBOSCH", "DEN BOSCH"},
    {"MUNICH", "MUENCHEN"},
    {"MUNCHEN", "MUENCHEN"},
    {"COLOGNE", "KOELN"},
    {"KOLN", "KOELN"},
    {"VIENNA", "WIEN"},
    {"BRUSSEL", "BRUXELLES"},
    {"BRUSSELS", "BRUXELLES"},
    {"ANVERS", "ANTWERPEN"},
    {"ANTWERP", "ANTWERPEN"},
    {"GAND", "GENT"},
    {"GHENT", "GENT"},
    {"LIEGE", "LUIK"},
    {"GENEVA", "GENEVE"},
    {"GENF", "GENEVE"},
    {"PRAGUE", "PRAHA"},
    {"WARSAW", "WARSZAWA"},
    {"COPENHAGEN", "KOEBENHAVN"},
    {"KOBENHAVN", "KOEBENHAVN"},
    {"LISBON", "LISBOA"},
    {"ROME", "ROMA"},
    {"MILAN", "MILANO"},
    {"ATHENS", "ATHINA"},
    {"BUCHAREST", "BUCURESTI"},
    {"SEVILLE", "SEVILLA"},
    {"NUREMBERG", "NUERNBERG"},
}};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

struct Words {
    std::vector<std::string> words;
    std::vector<bool> glued;  // to the next one

    /// The word at `at` with all that is glued to it.
    std::string group(std::size_t at) const {
        std::string text = words[at];
        while (glued[at] && at + 1 < words.size()) text += words[++at];
        return text;
    }
};

/// Words, parted between letters and digits too: `1017AB` → `1017` `AB`.
Words words_of(const std::string& form) {
    Words result;
    bool open = false;
    for (const char c : form) {
        if (c == ' ') {
            open = false;
            continue;
        }
        if (open && is_digit(result.words.back().back()) == is_digit(c)) {
            result.words.back() += c;
            continue;
        }
        if (open) result.glued.back() = true;
        result.words.emplace_back(1, c);
        result.glued.push_back(false);
        open = true;
    }
    return result;
}

std::string street_word(std::string word) {
    for (const Spelling& spelling : street_words)
        if (word.ends_with(spelling.written)) {
            // Only these endings are glued to a name; LANE at the end of MAGDALANE is not one.
            const bool whole = word.size() == spelling.written.size();
            const bool ending = spelling.meant == "STR" || spelling.meant == "LN" || spelling.meant == "GR" ||
                                spelling.meant == "PLN" || spelling.meant == "KD" ||
                                spelling.written == "PLATZ";
            if (whole || ending)
                return word.substr(0, word.size() - spelling.written.size()) + std::string(spelling.meant);
        }
    return word;
}

std::string joined(const std::vector<std::string>& words, std::size_t from, std::size_t to) {
    std::string all;
    for (std::size_t i = from; i < to; ++i) all += words[i];
    return all;
}

/// Letters that a reader takes for digits and the other way round, made one.
std::string unmistakable(std::string text) {
    static constexpr std::string_view from = "OQDILZSBG", to = "000112586";
    for (char& c : text)
        if (const auto at = from.find(c); at != std::string_view::npos) c = to[at];
    return text;
}

/// The number after (or, as in English, before) the street's name, and what follows it: `12`, `A`.
struct Street {
    std::vector<std::string> name;  // as abbreviated
    std::vector<std::string> written;
    std::string number, addition;
};

Street street_of(const std::string& form) {
    Street street;
    const std::vector<std::string> words = words_of(form).words;
    std::size_t at = words.size();
    for (std::size_t i = words.size(); i-- > 1;)
        if (is_digit(words[i][0])) {
            at = i;
            break;
        }
    if (at == words.size() && !words.empty() && is_digit(words[0][0])) at = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i == at)
            street.number = words[i];
        else if (at > 0 && i > at)
            street.addition += words[i];
        else
            street.name.push_back(street_word(words[i])), street.written.push_back(words[i]);
    }
    if (at == 0 && street.name.size() > 1 && street.name[0].size() == 1) {  // `221B Baker Street`
        street.addition = street.name[0];
        street.name.erase(street.name.begin());
        street.written.erase(street.written.begin());
    }
    return street;
}

struct Line {
    std::string text;
    std::vector<Words> forms;  // words after ICAO 9303, and with diacritics dropped
    std::optional<Box> box;
    bool postal_code = false, city = false;  // the claimed one stands on it
};

std::vector<std::string> both_forms(std::string_view text) {
    std::vector<std::string> forms{icao_form(text)};
    if (std::string plain = plain_form(text); plain != forms[0]) forms.push_back(std::move(plain));
    return forms;
}

Line line_of(const std::string& text, const Box& box) {
    Line line{.text = text, .forms = {}, .box = box};
    for (const std::string& form : both_forms(text)) line.forms.push_back(words_of(form));
    return line;
}

std::vector<Line> lines_of(const Reading& reading) {
    std::vector<Line> lines;
    for (const std::string_view name : {field::address, field::postal_code, field::city})
        for (const Field& field : reading.fields)
            if (field.name == name) lines.push_back(line_of(field.value, field.box));
    lines.resize(lines.size() + 6);  // what the fields say is not a neighbour of the first line
    for (const TextLine& line : reading.lines) lines.push_back(line_of(line.text, line.box));
    return lines;
}

/// Best likeness of `wanted` to a run of words that is joined without blanks.
struct Run {
    double score = 0;
    std::size_t from = 0, to = 0;
};

template <class Change>
Run best_run(const std::vector<std::string>& words, const std::string& wanted, std::size_t most_words,
             Change change) {
    Run best;
    for (std::size_t from = 0; from < words.size(); ++from) {
        std::string run;
        for (std::size_t to = from; to < std::min(words.size(), from + most_words); ++to) {
            run += change(words[to]);
            if (run.size() > wanted.size() * 2 + 2) break;
            // Letters that are too many or too few cannot be made good: most runs need no alignment.
            const auto [fewer, more] = std::minmax({run.size(), wanted.size()});  // by value
            if (static_cast<double>(fewer) <= best.score * static_cast<double>(more)) continue;
            const double score = similarity(wanted, run);
            if (score > best.score) best = {score, from, to + 1};
        }
    }
    return best;
}

/// `12`, `12 A`, `12A`; `l2` when a reader mistook it.
bool number_agrees(const Street& claimed, const Words& line, std::size_t at, bool& addition_missing) {
    if (at >= line.words.size()) return false;
    const std::string group = unmistakable(line.group(at)), number = unmistakable(claimed.number);
    const std::string addition = unmistakable(claimed.addition);
    if (group == number + addition) return true;
    if (group != number && line.words[at] != claimed.number) return false;
    const auto& words = line.words;
    const std::string after =
        at + 1 < words.size() ? joined(words, at + 1, std::min(words.size(), at + 3)) : "";
    addition_missing = !unmistakable(after).starts_with(addition);
    return true;
}

class Search {
  public:
    Search(const Address& claimed, const Reading& reading) : claimed_(claimed), lines_(lines_of(reading)) {
        for (const std::string& form : both_forms(claimed.street)) streets_.push_back(street_of(form));
        for (const std::string& part : words_of(icao_form(claimed.postal_code)).words) postal_code_ += part;
        // `D-10115`, `NL-1017 AB`: the country again
        if (claimed.country.size() == 2 && postal_code_.size() > 4)
            for (const std::string& prefix : {claimed.country, claimed.country.substr(0, 1)})
                if (claimed.postal_code.starts_with(prefix + "-")) postal_code_.erase(0, prefix.size());
        cities_ = city_forms(claimed.city);
        for (Line& line : lines_) {
            line.postal_code = postal_code_in(line);
            line.city = city_in(line);
        }
    }

    AddressSighting best() const {
        AddressSighting best;
        for (std::size_t i = 0; i < lines_.size(); ++i)
            if (!lines_[i].text.empty())
                if (AddressSighting found = around(i); found.score > best.score) best = std::move(found);
        return best;
    }

  private:
    static std::vector<std::string> city_forms(const std::string& city) {
        std::vector<std::string> forms;
        for (const std::string& form : both_forms(city)) {
            std::string meant = form;
            for (const Spelling& name : city_names)
                if (form == name.written) meant = name.meant;
            forms.push_back(form);
            for (const Spelling& name : city_names)
                if (name.meant == meant) forms.emplace_back(name.written);
            if (meant != form) forms.push_back(meant);
        }
        for (std::string& form : forms) std::erase(form, ' ');
        std::erase(forms, "");
        return forms;
    }

    struct StreetSeen {
        double score = 0;
        bool number = false, addition_missing = false;
    };

    static Run best_street(const Street& street, const std::vector<std::string>& words) {
        const std::size_t most = street.name.size() + 3;
        const Run abbreviated =
            best_run(words, joined(street.name, 0, street.name.size()), most, street_word);
        const Run written =
            best_run(words, joined(street.written, 0, street.written.size()), most, std::identity{});
        return abbreviated.score >= written.score ? abbreviated : written;
    }

    StreetSeen street_in(const Line& line) const {
        StreetSeen best;
        for (const Street& street : streets_)
            for (const Words& words : line.forms) {
                if (street.name.empty()) continue;
                const Run run = best_street(street, words.words);
                StreetSeen seen{.score = run.score};
                if (!street.number.empty() && run.score > 0) {
                    seen.number = number_agrees(street, words, run.to, seen.addition_missing) ||
                                  number_agrees(street, words, run.to + 1, seen.addition_missing);
                    for (std::size_t back = 1; back <= 2 && !seen.number && back <= run.from; ++back)
                        seen.number = number_agrees(street, words, run.from - back, seen.addition_missing);
                }
                if (seen.score + (seen.number ? 0.5 : 0) > best.score + (best.number ? 0.5 : 0)) best = seen;
            }
        return best;
    }

    bool postal_code_in(const Line& line) const {
        if (postal_code_.empty()) return false;
        return std::any_of(line.forms.begin(), line.forms.end(), [&](const Words& line_words) {
            return best_run(line_words.words, unmistakable(postal_code_), 4, unmistakable).score == 1;
        });
    }

    bool city_in(const Line& line) const {
        for (const std::string& city : cities_)
            for (const Words& words : line.forms)
                if (best_run(words.words, city, 5, std::identity{}).score >= alike) return true;
        return false;
    }

    AddressSighting around(std::size_t at) const {
        AddressSighting found;
        const StreetSeen street = street_in(lines_[at]);
        found.street = street.score >= alike;
        found.number = street.number && street.score >= 0.5;
        found.box = lines_[at].box;
        found.text = found.street || found.number ? lines_[at].text : "";
        for (std::size_t i = at > 0 ? at - 1 : 0; i < std::min(lines_.size(), at + 5); ++i)
            add_place(found, lines_[i], i == at);
        const double name = street.score >= 0.5 ? street.score : 0;
        found.score = share(found, name);
        explain(found, street);
        return found;
    }

    void add_place(AddressSighting& found, const Line& line, bool same_line) const {
        const bool postal = !found.postal_code && line.postal_code;
        const bool city = !found.city && line.city;
        if (!postal && !city) return;
        found.postal_code = found.postal_code || postal;
        found.city = found.city || city;
        if (!same_line || found.text.empty()) found.text += (found.text.empty() ? "" : ", ") + line.text;
    }

    /// Of the parts that the order has: street 0.4, number 0.2, postal code 0.25, city 0.15.
    double share(const AddressSighting& found, double street) const {
        const bool has_number = !streets_.empty() && !streets_[0].number.empty();
        double whole = 0.4, sum = 0.4 * street;
        auto add = [&](bool claimed, bool seen, double weight) {
            if (!claimed) return;
            whole += weight;
            if (seen) sum += weight;
        };
        add(has_number, found.number, 0.2);
        add(!postal_code_.empty(), found.postal_code, 0.25);
        add(!cities_.empty(), found.city, 0.15);
        return sum / whole;
    }

    void explain(AddressSighting& found, const StreetSeen& street) const {
        found.steps = {"upper case, punctuation dropped", "usual abbreviations of street names"};
        if (found.street && street.score < 1) found.steps.push_back("street alike, not equal");
        if (!found.street) found.steps.push_back("street not found");
        if (!streets_.empty() && !streets_[0].number.empty() && !found.number)
            found.steps.push_back("house number not found");
        if (street.addition_missing && found.number)
            found.steps.push_back("addition to the house number left out");
        if (!postal_code_.empty() && !found.postal_code) found.steps.push_back("postal code not found");
        if (!cities_.empty() && !found.city) found.steps.push_back("city not found");
    }

    const Address& claimed_;
    std::vector<Line> lines_;
    std::vector<Street> streets_;
    std::string postal_code_;
    std::vector<std::string> cities_;
};

}  // namespace

bool AddressSighting::complete(const Address& claimed) const {
    const bool has_number = std::any_of(claimed.street.begin(), claimed.street.end(), is_digit);
    const bool has_place = !claimed.postal_code.empty() || !claimed.city.empty();
    return street && (number || !has_number) && (postal_code || city || !has_place);
}

AddressSighting find_address(const Address& claimed, const Reading& reading) {
    return Search(claimed, reading).best();
}

}  // namespace domain
