#include "imaging/mrz.h"

#include <algorithm>
#include <chrono>

#include "domain/time.h"

namespace imaging {
namespace {

using domain::Mrz;
using domain::MrzFormat;

#define NAMES_25 "AAAAAAAAAAAAAAAAAAAAAAAAA"
constexpr std::array layouts{
    MrzLayout{MrzFormat::td3,
              {"PAAAA" NAMES_25 "AAAAAAAAAAAAAA", "XXXXXXXXXnAAANNNNNNnSNNNNNNnXXXXXXXXXXXXXXNn", ""}},
    MrzLayout{MrzFormat::mrv_a,
              {"VAAAA" NAMES_25 "AAAAAAAAAAAAAA", "XXXXXXXXXnAAANNNNNNnSNNNNNNnXXXXXXXXXXXXXXXX", ""}},
    MrzLayout{MrzFormat::td2, {"IAAAA" NAMES_25 "AAAAAA", "XXXXXXXXXNAAANNNNNNnSNNNNNNnXXXXXXXn", ""}},
    MrzLayout{MrzFormat::mrv_b, {"VAAAA" NAMES_25 "AAAAAA", "XXXXXXXXXnAAANNNNNNnSNNNNNNnXXXXXXXX", ""}},
    MrzLayout{MrzFormat::french, {"IAAAA" NAMES_25 "XXXXXX", "nnnnXXXnnnnnnAAAAAAAAAAAAAAnnnnnnnSn", ""}},
    MrzLayout{MrzFormat::td1,
              {"IAAAAXXXXXXXXXNXXXXXXXXXXXXXXX", "NNNNNNnSNNNNNNnAAAXXXXXXXXXXXn", NAMES_25 "AAAAA"}},
    MrzLayout{MrzFormat::licence, {"DXAAAXXXXXXXXXXXXXXXXXXXXXXXXn", "", ""}},
};
#undef NAMES_25

/// One check digit of a format: where it stands and, in order, the stretches it covers.
struct Rule {
    bool Mrz::Checks::*outcome;
    std::size_t line, position;
    std::vector<MrzSpan> covers;
    bool may_be_empty = false;  // `<` stands for an empty field
};

std::vector<Rule> rules_of(MrzFormat format) {
    using Checks = Mrz::Checks;
    const Rule number{&Checks::number, 1, 9, {{1, 0, 9}}}, birth{&Checks::birth, 1, 19, {{1, 13, 6}}},
        expiry{&Checks::expiry, 1, 27, {{1, 21, 6}}};
    switch (format) {
        case MrzFormat::td3:
            return {number,
                    birth,
                    expiry,
                    {&Checks::optional, 1, 42, {{1, 28, 14}}, true},
                    {&Checks::composite, 1, 43, {{1, 0, 10}, {1, 13, 7}, {1, 21, 22}}}};
        case MrzFormat::td2:
            return {
                number, birth, expiry, {&Checks::composite, 1, 35, {{1, 0, 10}, {1, 13, 7}, {1, 21, 14}}}};
        case MrzFormat::mrv_a:
        case MrzFormat::mrv_b:
            return {number, birth, expiry};
        case MrzFormat::td1:
            return {{&Checks::number, 0, 14, {{0, 5, 9}}},
                    {&Checks::birth, 1, 6, {{1, 0, 6}}},
                    {&Checks::expiry, 1, 14, {{1, 8, 6}}},
                    {&Checks::composite, 1, 29, {{0, 5, 25}, {1, 0, 7}, {1, 8, 7}, {1, 18, 11}}}};
        case MrzFormat::french:
            return {{&Checks::number, 1, 12, {{1, 0, 12}}},
                    {&Checks::birth, 1, 33, {{1, 27, 6}}},
                    {&Checks::composite, 1, 35, {{0, 0, 36}, {1, 0, 35}}}};
        case MrzFormat::licence:
            return {{&Checks::composite, 0, 29, {{0, 0, 29}}}};
    }
    return {};
}

std::string covered(const std::vector<std::string>& lines, const std::vector<MrzSpan>& spans) {
    std::string text;
    for (const auto& span : spans) text += lines[span.line].substr(span.first, span.length);
    return text;
}

bool all_filler(std::string_view text) {
    return text.find_first_not_of('<') == std::string_view::npos;
}

bool holds(const Rule& rule, const std::vector<std::string>& lines) {
    const char digit = lines[rule.line][rule.position];
    const std::string text = covered(lines, rule.covers);
    if (digit == '<') return rule.may_be_empty && all_filler(text);
    return digit >= '0' && digit <= '9' && check_digit(text) == digit - '0';
}

/// TD1, 9303-5 section 4.2.2.2: a number longer than nine continues in the optional field, its check digit is
/// the last before the filler. TD2 does the same (9303-6). Returns the whole number with its check digit,
/// nullopt when it is not so.
std::optional<std::string> long_number(MrzFormat format, const std::vector<std::string>& lines) {
    if (format != MrzFormat::td1 && format != MrzFormat::td2) return std::nullopt;
    const bool td1 = format == MrzFormat::td1;
    const std::string& line = td1 ? lines[0] : lines[1];
    const std::size_t first = td1 ? 5 : 0, more = td1 ? 15 : 28, room = td1 ? 15 : 7;
    if (line[first + 9] != '<') return std::nullopt;
    const std::string rest = line.substr(more, room);
    const std::string tail = rest.substr(0, rest.find('<'));
    if (tail.size() < 2 || tail.back() < '0' || tail.back() > '9') return std::nullopt;
    return line.substr(first, 9) + tail;
}

std::string without_fillers(std::string_view text) {
    std::string plain(text);
    std::replace(plain.begin(), plain.end(), '<', ' ');
    const auto end = plain.find_last_not_of(' ');
    plain.erase(end == std::string::npos ? 0 : end + 1);
    plain.erase(
        0, plain.find_first_not_of(' ') == std::string::npos ? plain.size() : plain.find_first_not_of(' '));
    return plain;
}

std::optional<int> two_digits(std::string_view text) {
    if (text.size() < 2 || text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
        return std::nullopt;
    return (text[0] - '0') * 10 + (text[1] - '0');
}

std::optional<domain::Date> date(std::string_view yymmdd, int century) {
    if (yymmdd.size() != 6) return std::nullopt;  // the format has none
    const auto y = two_digits(yymmdd), m = two_digits(yymmdd.substr(2)), d = two_digits(yymmdd.substr(4));
    if (!y || !m || !d) return std::nullopt;
    const domain::Date date{std::chrono::year{century + *y}, std::chrono::month(static_cast<unsigned>(*m)),
                            std::chrono::day(static_cast<unsigned>(*d))};
    return date.ok() ? std::optional{date} : std::nullopt;
}

std::optional<domain::Date> expiry_date(std::string_view text) {
    return date(text, two_digits(text).value_or(0) < 70 ? 2000 : 1900);
}

std::optional<domain::Date> birth_date(std::string_view text, std::optional<domain::Date> expiry) {
    const int before = expiry ? static_cast<int>(expiry->year()) : 2030;
    return date(text, 2000 + two_digits(text).value_or(0) < before ? 2000 : 1900);
}

struct Names {
    std::string surname, given;
};

Names split_names(std::string_view text) {
    const auto gap = text.find("<<");
    if (gap == std::string_view::npos) return {without_fillers(text), ""};
    return {without_fillers(text.substr(0, gap)), without_fillers(text.substr(gap + 2))};
}

/// The line of a licence laid out as the French do it: nine of the number, a check digit over all before it,
/// the expiry, the beginning of the surname. Others put there what they like.
bool tells_a_licence(const std::string& line) {
    const std::string_view text = line, surname = text.substr(21, 8);
    const bool letters =
        mrz_allows('A', surname[0]) && surname[0] != '<' &&
        std::all_of(surname.begin(), surname.end(), [](char c) { return mrz_allows('A', c); });
    return letters && check_digit(text.substr(0, 14)) == text[14] - '0' && expiry_date(text.substr(15, 6));
}

/// Where the values stand; the French card is laid out by its own rule.
struct Values {
    std::string state, nationality, number, birth, expiry, sex;
    Names names;
};

Values values_of(const Mrz& mrz) {
    const auto& l = mrz.lines;
    const auto at = [&](std::size_t line, std::size_t first, std::size_t length) {
        return l[line].substr(first, length);
    };
    if (mrz.format == MrzFormat::licence) {
        if (!tells_a_licence(l[0])) return {at(0, 2, 3), "", "", "", "", "", {}};
        // A surname that fills its room may have been cut.
        const std::string surname = l[0][28] == '<' ? without_fillers(at(0, 21, 8)) : "";
        return {at(0, 2, 3), "", at(0, 5, 9), "", at(0, 15, 6), "", {surname, ""}};
    }
    if (mrz.format == MrzFormat::french)
        return {at(0, 2, 3),
                "FRA",
                at(1, 0, 12),
                at(1, 27, 6),
                "",
                at(1, 34, 1),
                {without_fillers(at(0, 5, 25)), without_fillers(at(1, 13, 14))}};
    Values values = mrz.format == MrzFormat::td1
                        ? Values{at(0, 2, 3), at(1, 15, 3), at(0, 5, 9),      at(1, 0, 6),
                                 at(1, 8, 6), at(1, 7, 1),  split_names(l[2])}
                        : Values{at(0, 2, 3),
                                 at(1, 10, 3),
                                 at(1, 0, 9),
                                 at(1, 13, 6),
                                 at(1, 21, 6),
                                 at(1, 20, 1),
                                 split_names(std::string_view(l[0]).substr(5))};
    if (const auto whole = long_number(mrz.format, l)) values.number = whole->substr(0, whole->size() - 1);
    return values;
}

}  // namespace

std::span<const MrzLayout> mrz_layouts() {
    return layouts;
}

bool mrz_allows(char position_class, char symbol) {
    const bool digit = symbol >= '0' && symbol <= '9', letter = symbol >= 'A' && symbol <= 'Z',
               filler = symbol == '<';
    switch (position_class) {
        case 'P':
            return symbol == 'P';
        case 'V':
            return symbol == 'V';
        case 'D':
            return symbol == 'D';
        case 'I':
            return symbol == 'I' || symbol == 'A' || symbol == 'C';
        case 'A':
            return letter || filler;
        case 'n':
            return digit;
        case 'N':
            return digit || filler;
        case 'S':
            return symbol == 'M' || symbol == 'F' || filler;
        default:
            return true;
    }
}

bool is_state_code(std::string_view code) {
    // ISO 3166-1 alpha-3, then what 9303-3 section 5 adds.
    static constexpr std::string_view codes =
        "ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR "
        "BHS BIH BLM BLR BLZ BMU BOL BRA BRB "
        "BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR CYM CYP CZE "
        "DEU DJI DMA DNK DOM DZA ECU EGY ERI "
        "ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM "
        "GUF GUM GUY HKG HMD HND HRV HTI HUN "
        "IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR "
        "LBY LCA LIE LKA LSO LTU LUX LVA MAC "
        "MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL "
        "NER NFK NGA NIC NIU NLD NOR NPL NRU "
        "NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP "
        "SGS SHN SJM SLB SLE SLV SMR SOM SPM "
        "SRB SSD STP SUR SVK SVN SWE SWZ SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA "
        "UGA UKR UMI URY USA UZB VAT VCT VEN "
        "VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE "
        "D<< GBD GBN GBO GBP GBS EUE UNO UNA UNK XBA XIM XCC XCE XCO XEC XES XMP XOM XPO XDC XXA XXB XXC XXX "
        "UTO RKS ";
    if (code.size() != 3) return false;
    for (std::size_t at = codes.find(code); at != std::string_view::npos; at = codes.find(code, at + 1))
        if (at % 4 == 0) return true;
    return false;
}

std::vector<std::pair<std::size_t, std::size_t>> state_positions(MrzFormat format) {
    if (format == MrzFormat::french || format == MrzFormat::licence) return {{0, 2}};
    return {{0, 2}, {1, format == MrzFormat::td1 ? 15u : 10u}};
}

int check_digit(std::string_view text) {
    constexpr int weights[] = {7, 3, 1};
    int sum = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const int value = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 0;
        sum += value * weights[i % 3];
    }
    return sum % 10;
}

Mrz check_mrz(MrzFormat format, std::vector<std::string> lines) {
    Mrz mrz{.format = format,
            .lines = std::move(lines),
            .checks = {.number = true, .birth = true, .expiry = true},
            .box = {}};
    for (const Rule& rule : rules_of(format)) mrz.checks.*rule.outcome = holds(rule, mrz.lines);
    if (const auto whole = long_number(format, mrz.lines))
        mrz.checks.number =
            check_digit(std::string_view(*whole).substr(0, whole->size() - 1)) == whole->back() - '0';
    const auto states = state_positions(format);
    const bool known = std::all_of(states.begin(), states.end(), [&](const auto& at) {
        return is_state_code(std::string_view(mrz.lines[at.first]).substr(at.second, 3));
    });
    const auto& c = mrz.checks;
    mrz.valid = c.number && c.birth && c.expiry && c.optional && c.composite && known;
    return mrz;
}

std::optional<Mrz> parse_mrz(std::vector<std::string> lines) {
    std::optional<Mrz> best;
    double best_score = -1;
    for (const MrzLayout& layout : layouts) {
        if (layout.count() != lines.size()) continue;
        double fit = 0, all = 0;
        bool same_length = true;
        for (std::size_t i = 0; i < lines.size() && same_length; ++i) {
            same_length = lines[i].size() == layout.lines[i].size();
            for (std::size_t k = 0; same_length && k < lines[i].size(); ++k, ++all)
                fit += mrz_allows(layout.lines[i][k], lines[i][k]);
        }
        if (!same_length) continue;
        // The first letter decides between a visa and the rest; then the check digits, then the grammar.
        Mrz mrz = check_mrz(layout.format, lines);
        const bool coded = mrz_allows(layout.lines[0][0], lines[0][0]);
        const auto digits = count_digits(mrz);
        const double score = (coded ? 4 : 0) + (mrz.valid ? 2 : 0) +
                             double(digits.right) / std::max(1, digits.all) + fit / all;
        if (score > best_score) best_score = score, best = std::move(mrz);
    }
    return best;
}

std::vector<MrzSpan> failing_spans(const Mrz& mrz) {
    std::vector<MrzSpan> spans;
    for (const Rule& rule : rules_of(mrz.format)) {
        if (mrz.checks.*rule.outcome) continue;
        spans.insert(spans.end(), rule.covers.begin(), rule.covers.end());
        spans.push_back({rule.line, rule.position, 1});
    }
    return spans;
}

std::vector<MrzSpan> printed_spans(MrzFormat format) {
    switch (format) {
        case MrzFormat::td3:
            return {{0, 5, 39}, {1, 0, 9}, {1, 28, 14}};
        case MrzFormat::mrv_a:
            return {{0, 5, 39}, {1, 0, 9}, {1, 28, 16}};
        case MrzFormat::td2:
            return {{0, 5, 31}, {1, 0, 9}, {1, 28, 7}};
        case MrzFormat::mrv_b:
            return {{0, 5, 31}, {1, 0, 9}, {1, 28, 8}};
        case MrzFormat::french:
            return {{0, 5, 25}, {1, 0, 12}, {1, 13, 14}};
        case MrzFormat::td1:
            return {{2, 0, 30}, {0, 5, 9}, {0, 15, 15}, {1, 18, 11}};
        case MrzFormat::licence:
            return {{0, 5, 9}};
    }
    return {};
}

bool same_to_check_digits(char one, char other) {
    return check_digit({&one, 1}) == check_digit({&other, 1});
}

std::vector<std::vector<bool>> covered_by_digits(MrzFormat format) {
    std::vector<std::vector<bool>> covered;
    for (const MrzLayout& layout : layouts)
        if (layout.format == format)
            for (std::size_t i = 0; i < layout.count(); ++i)
                covered.emplace_back(layout.lines[i].size(), false);
    for (const Rule& rule : rules_of(format)) {
        for (const MrzSpan& span : rule.covers)
            for (std::size_t at = span.first; at < span.first + span.length; ++at)
                covered[span.line][at] = true;
        covered[rule.line][rule.position] = true;
    }
    return covered;
}

MrzDigits count_digits(const Mrz& mrz) {
    MrzDigits digits;
    for (const Rule& rule : rules_of(mrz.format)) {
        if (rule.may_be_empty && all_filler(covered(mrz.lines, rule.covers))) continue;
        ++digits.all;
        digits.right += mrz.checks.*rule.outcome;
    }
    return digits;
}

std::vector<domain::Field> mrz_fields(const Mrz& mrz) {
    std::vector<domain::Field> fields;
    const auto add = [&](std::string_view name, std::string value, bool checked) {
        if (value.empty()) return;
        fields.push_back({.name = std::string(name),
                          .value = std::move(value),
                          .source = domain::Source::mrz,
                          .box = mrz.box,
                          .confidence = checked ? (mrz.corrected ? 0.9 : 0.99) : (mrz.valid ? 0.9 : 0.6)});
    };
    namespace f = domain::field;
    const Values v = values_of(mrz);
    const auto expiry = expiry_date(v.expiry);
    const auto birth = birth_date(v.birth, expiry);
    const bool whole = mrz.checks.composite;
    add(f::surname, v.names.surname, false);
    add(f::given_names, v.names.given, false);
    add(f::document_number, without_fillers(v.number), mrz.checks.number && whole);
    if (birth) add(f::birth_date, domain::to_string(*birth), mrz.checks.birth && whole);
    if (expiry) add(f::expiry_date, domain::to_string(*expiry), mrz.checks.expiry && whole);
    add(f::sex, v.sex == "<" ? "X" : v.sex, false);
    add(f::nationality, without_fillers(v.nationality), false);
    add(f::issuing_state, without_fillers(v.state), false);
    return fields;
}

}  // namespace imaging
