#include "imaging/classify.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <regex>
#include <set>

#include "imaging/card_order.h"
#include "imaging/kind_words.h"

namespace imaging {
namespace {

using domain::DocumentKind;

/// What the lines of one document look like, counted once.
struct Evidence {
    std::string text;    // folded, a space at both ends of each line
    std::string terse;   // the same without running text
    std::string packed;  // letters and digits only, the lines run together: titles are broken over lines
    int words = 0;  // of three letters and more, read with some certainty, each counted five times at most:
                    // microprint says one word hundreds of times and is no text
    int prose = 0;  // lines of five such words and more, all different
    int sums = 0;   // amounts of money
    int dates = 0;
};

bool is_word(const Word& word) {
    return word.confidence > 0.5 && std::count_if(word.text.begin(), word.text.end(), [](unsigned char c) {
                                        return std::isalpha(c) || c >= 0x80;
                                    }) >= 3;
}

int count(const std::string& text, const std::regex& what) {
    return int(std::distance(std::sregex_iterator(text.begin(), text.end(), what), std::sregex_iterator()));
}

Evidence evidence_of(const std::vector<Line>& lines) {
    static const std::regex sum(R"((^|[^0-9.,/-])[0-9]{1,3}([., ]?[0-9]{3})*[.,] ?[0-9]{2}(?![0-9.,/-]))"),
        day(R"((^|[^0-9])[0-9]{2}[./-][0-9]{2}[./-]([0-9]{4}|[0-9]{2})(?![0-9]))");
    Evidence e;
    std::map<std::string, int> seen;
    for (const Line& line : lines) {
        const std::string plain = folded(line.text);
        e.text += " " + plain + " \n";
        for (const char c : plain)
            if (std::isalnum(static_cast<unsigned char>(c))) e.packed += c;
        std::set<std::string> different;
        for (const Word& word : line.words)
            if (is_word(word)) {
                different.insert(word.text);
                e.words += ++seen[word.text] <= 5;
            }
        e.prose += different.size() >= 5;
        if (different.size() < 8) e.terse += " " + plain + " \n";
        e.sums += count(plain, sum);
        e.dates += count(plain, day);
    }
    return e;
}

/// Whether `words`, the first 64 letters of them, stand somewhere in `text` with at most one letter in nine
/// wrong, lost or added (Myers, A fast bit-vector algorithm for approximate string matching, 1999): a bit for
/// each letter of `words`, how many changes more or less than the letter before it needs.
bool nearly_in(const std::string& text, std::string_view words) {
    using Bits = std::uint64_t;
    words = words.substr(0, 64);
    const std::size_t allowed = words.size() / 9;
    std::array<Bits, 256> places{};
    for (std::size_t i = 0; i < words.size(); ++i)
        places[static_cast<unsigned char>(words[i])] |= Bits{1} << i;
    const Bits last = Bits{1} << (words.size() - 1);
    Bits more = ~Bits{0}, less = 0;
    std::size_t changes = words.size();
    for (const char c : text) {
        const Bits same = places[static_cast<unsigned char>(c)], down = same | less,
                   across = (((same & more) + more) ^ more) | same;
        Bits one_more = less | ~(across | more), one_less = more & across;
        changes += (one_more & last) != 0, changes -= (one_less & last) != 0;
        one_more <<= 1, one_less <<= 1;
        more = one_less | ~(down | one_more), less = one_more & down;
        if (changes <= allowed) return true;
    }
    return false;
}

std::string packed(std::string_view words) {
    std::string letters;
    for (const char c : words)
        if (std::isalnum(static_cast<unsigned char>(c))) letters += c;
    return letters;
}

using Scores = std::array<double, 11>;
double& of(Scores& scores, DocumentKind kind) {
    return scores[std::size_t(kind)];
}

/// By the words of each kind. Many weak words are no title: they add up to three at most, and running text
/// that talks of amounts and payments is not yet a bill.
void by_words(const Evidence& e, bool little, Scores& scores) {
    Scores weak{};
    for (const KindWord& word : kind_words()) {
        const std::string& where = word.weight > 1 ? e.text : e.terse;
        bool there = where.find(word.words) != std::string::npos;
        // A little print, a card, a heading: letters are lost in its ornament, and it is broken over lines.
        if (!there && little && word.words.size() >= 9) there = nearly_in(e.packed, packed(word.words));
        if (!there) continue;
        if (word.weight > 1)
            of(scores, word.kind) += word.weight;
        else
            weak[std::size_t(word.kind)] += word.weight;
    }
    for (std::size_t i = 0; i < scores.size(); ++i) scores[i] += std::min(3.0, weak[i]);
}

/// The numbers before the fields of a driving licence (Directive 2006/126/EC annex I: 1. 2. 3. 4a. 4b. 4c. 5.
/// on the front; 9. 10. 11. 12. over the categories on the back) and the words of a North American one (AAMVA
/// DL/ID Card Design Standard, annex A, which keeps the numbers).
void by_licence_fields(const std::vector<Line>& lines, const Evidence& e, Scores& scores) {
    static const std::regex numbered(R"(^ ?[(\[|]? ?(4[abcd]|[1-9]|1[0-2])[.,)]?( |$))"),
        category(R"( (am|a1|a2|b1|be|c1|c1e|ce|d1|d1e|de|c[il]e?|d[il]e?)(?= ))"),
        american(
            R"( (dl|exp|iss|dob|ln|fn|class|rest|end|endorsements|restr|hgt|wgt|eyes|hair|donor|sex|dd|number)(?=[ :.]))");
    std::set<std::string> numbers, categories, labels;
    for (const Line& line : segments_of(lines)) {
        const std::string plain = folded(line.text);
        if (std::smatch m; std::regex_search(plain, m, numbered)) numbers.insert(m[1]);
    }
    for (std::sregex_iterator it(e.text.begin(), e.text.end(), category), end; it != end; ++it)
        categories.insert((*it)[1]);
    for (std::sregex_iterator it(e.text.begin(), e.text.end(), american), end; it != end; ++it)
        labels.insert((*it)[1]);
    const auto quarters = std::count_if(numbers.begin(), numbers.end(),
                                        [](const auto& n) { return n.size() == 2 && n[0] == '4'; });
    auto& licence = of(scores, DocumentKind::driving_licence);
    if (quarters >= 2 || (quarters == 1 && numbers.size() >= 3)) licence += 4;
    const auto columns = numbers.count("9") + numbers.count("10") + numbers.count("11") + numbers.count("12");
    if (e.dates >= 3 && (columns >= 2 || (columns >= 1 && categories.size() >= 2) || categories.size() >= 4))
        licence += 4;
    if (labels.size() >= 4) licence += double(labels.size()) * 0.7;
    // What the numbers stand for is printed beside the categories, all in one line.
    static const std::regex legend(R"(1\.[^0-9]+ 2\.[^0-9]+ 3\.[^0-9]+ 4a\.)");
    if (std::regex_search(e.text, legend)) licence += 4;
    static const std::regex driver(R"( drivers?'?s? )"), license(R"( licen[cs]e )");
    if (std::regex_search(e.text, driver) && std::regex_search(e.text, license)) licence += 4;
}

/// Labels of a person's data: on a card or a page that has no title we know, it is a document of identity.
void by_identity_labels(const Evidence& e, bool card, Scores& scores) {
    static constexpr std::string_view labels[] = {
        "surname",      "given name",     "date of birth", "birth",        "nationality",   "sex",
        "expiry",       "expires",        "nachname",      "vornamen",     "geburtsdatum",  "nationalite",
        "prenom",       "naissance",      "achternaam",    "voornamen",    "geboortedatum", "nationaliteit",
        "staatsang",    "cognome",        "nome ",         "cittadinanza", "apellidos",     "nombre",
        "nacionalidad", "nacimiento",     "nascimento",    "nazwisko",     "imie ",         "obywatelstwo",
        "prijmeni",     "place of birth", "personal no",   "signature"};
    const auto n = std::count_if(std::begin(labels), std::end(labels),
                                 [&](auto label) { return e.text.find(label) != std::string::npos; });
    if (n < 3) return;
    const auto most = std::max({of(scores, DocumentKind::passport), of(scores, DocumentKind::identity_card),
                                of(scores, DocumentKind::residence_card), of(scores, DocumentKind::visa),
                                of(scores, DocumentKind::driving_licence)});
    for (const auto kind : {DocumentKind::passport, DocumentKind::identity_card, DocumentKind::residence_card,
                            DocumentKind::visa, DocumentKind::driving_licence})
        if (most > 0 && of(scores, kind) == most) of(scores, kind) += 2;
    if (most == 0 && card) of(scores, DocumentKind::identity_card) += 2.5;
}

void by_payment(const Evidence& e, bool card_number, bool card, bool little, Scores& scores) {
    auto& payment = of(scores, DocumentKind::payment_card);
    if (!card && !card_number && !little) payment = 0;
    if (!little) return;
    // Sixteen digits of a receipt pass the check by chance, and its original would be destroyed as a card's
    // is: what has no card's shape and speaks of amounts or of a bill is none. Its number is masked all the
    // same.
    if (!card && (e.sums >= 3 || of(scores, DocumentKind::bill) >= 2)) {
        payment = 0;
        return;
    }
    // Four groups of four, most of them digits, whether or not they pass the check.
    static const std::regex groups(R"( [0-9osbil]{4} [0-9osbil]{4} [0-9osbil]{4} [0-9osbil]{4} )"),
        month_year(R"( (0[1-9]|1[0-2]) ?/ ?[0-9]{2} )");
    if (card_number)
        payment += card ? 6 : 3.5;
    else if (std::regex_search(e.text, groups))
        payment += card ? 4 : 2.5;
    if (payment > 0 && std::regex_search(e.text, month_year)) payment += 1.5;
}

/// 9303: the first letters say what the zone belongs to. French and some other residence titles and licences
/// differ only in the second.
KindVerdict by_mrz(const domain::Mrz& mrz, const std::string& text) {
    const double sure = mrz.valid ? 0.98 : 0.85;
    const std::string_view line = mrz.lines[0];
    if (line[0] == 'V') return {DocumentKind::visa, sure};
    if (mrz.format == domain::MrzFormat::td3) return {DocumentKind::passport, sure};
    if (line[0] == 'D' || text.find("driving licence") != std::string::npos)
        return {DocumentKind::driving_licence, sure};
    const bool permit = line.starts_with("AR") || line.starts_with("IR") || line.starts_with("AC") ||
                        line.starts_with("C1") || line.starts_with("CA");
    return {permit ? DocumentKind::residence_card : DocumentKind::identity_card, sure};
}

}  // namespace

bool has_card_shape(double aspect) {
    return std::abs(aspect - 1.586) < 0.14;
}

KindVerdict classify(const domain::Mrz* mrz, const std::vector<Line>& lines, bool card_number,
                     double aspect) {
    const Evidence e = evidence_of(lines);
    if (mrz) return by_mrz(*mrz, e.text);
    const bool card = has_card_shape(aspect), little = e.words < 110 && e.prose < 6;
    Scores scores{};
    by_words(e, little, scores);
    if (little) {
        by_licence_fields(lines, e, scores);
        by_identity_labels(e, card, scores);
    } else {
        // On a full page a word such as "passport" is talk about one.
        for (const auto kind : {DocumentKind::passport, DocumentKind::identity_card, DocumentKind::visa,
                                DocumentKind::residence_card, DocumentKind::driving_licence})
            of(scores, kind) *= 0.3;
    }
    by_payment(e, card_number, card, little, scores);
    // A column of amounts is a receipt's even where its words were not read.
    if (e.sums >= 3 && of(scores, DocumentKind::bank_statement) < 2) of(scores, DocumentKind::bill) += 1;
    // Bills and statements greet as letters do, and an extract names the register that a bill's footer names
    // too.
    const auto most = std::max_element(scores.begin(), scores.end());
    double second = 0;
    for (auto it = scores.begin(); it != scores.end(); ++it)
        if (it != most) second = std::max(second, *it);
    // A full page that mentions an invoice and a price is not yet one.
    const auto kind = DocumentKind(most - scores.begin());
    if (*most >= (little ? 2 : kind == DocumentKind::bill ? 4.5 : 3))
        return {kind, std::clamp(*most / (*most + second + 1), 0.3, 0.95)};
    // Birth, issue and expiry on a card: labels and title were too small to be read.
    if ((card || e.words < 30) && dates_by_order(segments_of(lines), false).size() == 3)
        return {DocumentKind::identity_card, 0.4};
    // Running text that is nothing else.
    if (of(scores, DocumentKind::letter) > 0 || !little || e.prose >= 3) return {DocumentKind::letter, 0.4};
    return {DocumentKind::other, 0.3};
}

}  // namespace imaging
