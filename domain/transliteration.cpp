#include "domain/transliteration.h"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace domain {
namespace {

struct Letter {
    char32_t code;
    std::string_view icao, plain, other;
};

/// ICAO Doc 9303-3 (8th edition) section 6, tables A (Latin) and B (Cyrillic): the letters whose recommended
/// transliteration is not simply the base letter without its marks. `plain` is what people and printers
/// without the letter write, `other` the third reading that the table allows. Sorted by code point.
constexpr Letter letters[] = {
    {U'Ä', "AE", "A", ""},    {U'Å', "AA", "A", ""},    {U'Æ', "AE", "AE", ""},  {U'Ð', "D", "D", ""},
    {U'Ñ', "N", "N", "NXX"},  {U'Ö', "OE", "O", ""},    {U'Ø', "OE", "O", ""},   {U'Ü', "UE", "U", "UXX"},
    {U'Þ', "TH", "TH", ""},   {U'ß', "SS", "SS", ""},   {U'Đ', "D", "D", "DJ"},  {U'Ħ', "H", "H", ""},
    {U'ı', "I", "I", ""},     {U'Ĳ', "IJ", "IJ", ""},   {U'ĸ', "K", "K", ""},    {U'Ŀ', "L", "L", ""},
    {U'Ł', "L", "L", ""},     {U'Ŋ', "N", "N", ""},     {U'Œ', "OE", "OE", ""},  {U'Ŧ', "T", "T", ""},
    {U'Ə', "E", "E", "A"},    {U'Ђ', "D", "DJ", ""},    {U'Ѓ', "G", "GJ", ""},   {U'Є', "IE", "YE", "E"},
    {U'Ѕ', "DZ", "DZ", ""},   {U'І', "I", "I", ""},     {U'Ї', "I", "YI", ""},   {U'Ј', "J", "J", ""},
    {U'Љ', "LJ", "LJ", ""},   {U'Њ', "NJ", "NJ", ""},   {U'Ћ', "C", "C", ""},    {U'Ќ', "K", "KJ", ""},
    {U'Ў', "U", "U", ""},     {U'Џ', "DZ", "DZ", ""},   {U'А', "A", "A", ""},    {U'Б', "B", "B", ""},
    {U'В', "V", "V", ""},     {U'Г', "G", "G", "H"},    {U'Д', "D", "D", ""},    {U'Е', "E", "E", "YE"},
    {U'Ж', "ZH", "ZH", "Z"},  {U'З', "Z", "Z", ""},     {U'И', "I", "I", "Y"},   {U'Й', "I", "Y", "J"},
    {U'К', "K", "K", ""},     {U'Л', "L", "L", ""},     {U'М', "M", "M", ""},    {U'Н', "N", "N", ""},
    {U'О', "O", "O", ""},     {U'П', "P", "P", ""},     {U'Р', "R", "R", ""},    {U'С', "S", "S", ""},
    {U'Т', "T", "T", ""},     {U'У', "U", "U", ""},     {U'Ф', "F", "F", ""},    {U'Х', "KH", "H", ""},
    {U'Ц', "TS", "TS", "C"},  {U'Ч', "CH", "CH", "C"},  {U'Ш', "SH", "SH", "S"}, {U'Щ', "SHCH", "SCH", "SHT"},
    {U'Ъ', "IE", "", "A"},    {U'Ы', "Y", "Y", ""},     {U'Ь', "", "", ""},      {U'Э', "E", "E", ""},
    {U'Ю', "IU", "YU", "JU"}, {U'Я', "IA", "YA", "JA"}, {U'Ґ', "G", "G", ""},    {U'ẞ', "SS", "SS", ""},
};
static_assert(std::is_sorted(std::begin(letters), std::end(letters),
                             [](const Letter& a, const Letter& b) { return a.code < b.code; }));

bool is_ascii_letter(char32_t code) {
    return code >= U'A' && code <= U'Z';
}
bool is_apostrophe(char32_t code) {
    return code == U'\'' || code == U'’' || code == U'‘' || code == U'`' || code == U'´' || code == U'ʼ' ||
           code == U'ʹ' || code == U'·';  // Catalan L·L
}
bool is_hyphen(char32_t code) {
    return code == U'-' || code == U'‐' || code == U'‑' || code == U'–';
}
bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string utf8_of(char32_t code) {
    std::string text;
    icu::UnicodeString(static_cast<UChar32>(code)).toUTF8String(text);
    return text;
}

/// Compatibility forms folded (`ﬁ`, full width), marks composed onto their letters.
std::u32string composed(std::string_view text) {
    if (is_ascii(text)) return {text.begin(), text.end()};
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(status);
    std::string result;
    nfkc->normalize(
            icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size()))),
            status)
        .toUTF8String(result);
    return code_points(result);
}

/// Scripts that the table does not have; UNGEGN is the ELOT 743 of Greek passports.
std::u32string to_latin(std::u32string_view run) {
    thread_local const std::unique_ptr<icu::Transliterator> transliterator = [] {
        UErrorCode status = U_ZERO_ERROR;
        return std::unique_ptr<icu::Transliterator>(icu::Transliterator::createInstance(
            "Greek-Latin/UNGEGN; Any-Latin; Latin-ASCII; Upper", UTRANS_FORWARD, status));
    }();
    if (!transliterator) return std::u32string(run);
    icu::UnicodeString text = icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(run.data()),
                                                            static_cast<int32_t>(run.size()));
    transliterator->transliterate(text);
    std::string latin;
    return code_points(text.toUTF8String(latin));
}

struct Spelling {
    std::string text;
    bool icao = true;
};
/// One letter or digit, as written and as it may be spelt.
struct Glyph {
    std::string original;
    std::string label;                // upper case, for people; empty when no more than the case changes
    std::vector<Spelling> spellings;  // ICAO first
};

const Letter* in_table(char32_t upper) {
    const auto* found =
        std::lower_bound(std::begin(letters), std::end(letters), upper,
                         [](const Letter& letter, char32_t code) { return letter.code < code; });
    return found != std::end(letters) && found->code == upper ? found : nullptr;
}

/// The letter without its marks, 0 when nothing of A–Z is under them.
char32_t base_letter(char32_t upper) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(status);
    icu::UnicodeString parts;
    if (!nfd->getDecomposition(static_cast<UChar32>(upper), parts)) return 0;
    const auto base = static_cast<char32_t>(parts.char32At(0));
    return is_ascii_letter(base) ? base : 0;
}

Glyph plain_glyph(char32_t code, char letter) {
    return {.original = utf8_of(code), .label = {}, .spellings = {{std::string(1, letter)}}};
}

/// The spellings of a letter or digit; nullopt for what is neither, or of a script that ICU must read as a
/// whole run.
std::optional<Glyph> glyph_of(char32_t code) {
    const auto upper = static_cast<char32_t>(u_toupper(static_cast<UChar32>(code)));
    if (is_ascii_letter(upper) && code != U'ı') return plain_glyph(code, static_cast<char>(upper));
    if (const int32_t digit = u_charDigitValue(static_cast<UChar32>(code)); digit >= 0)
        return plain_glyph(code, static_cast<char>('0' + digit));
    const Letter* letter = in_table(code == U'ı' ? code : upper);
    Glyph glyph{.original = utf8_of(code), .label = utf8_of(code == U'ı' ? code : upper), .spellings = {}};
    if (letter) {
        glyph.spellings.push_back({std::string(letter->icao)});
        if (letter->plain != letter->icao) glyph.spellings.push_back({std::string(letter->plain), false});
        if (!letter->other.empty()) glyph.spellings.push_back({std::string(letter->other)});
        return glyph;
    }
    const char32_t base = base_letter(upper);
    if (!base) return std::nullopt;
    glyph.spellings.push_back({std::string(1, static_cast<char>(base))});
    return glyph;
}

/// Which spelling each glyph takes: `choice` counts through all combinations in mixed radix.
WordForm spell(const std::vector<Glyph>& glyphs, const std::vector<std::size_t>& choice) {
    WordForm form;
    for (std::size_t i = 0; i < glyphs.size(); ++i) {
        const Spelling& spelling = glyphs[i].spellings[choice[i]];
        form.text += spelling.text;
        if (glyphs[i].label.empty()) continue;
        auto& steps = spelling.icao ? form.icao : form.plain;
        std::string step = glyphs[i].label;
        step += " → ";
        step += spelling.text.empty() ? "nothing" : spelling.text;
        if (std::find(steps.begin(), steps.end(), step) == steps.end()) steps.push_back(std::move(step));
    }
    return form;
}

void add_form(std::vector<WordForm>& forms, WordForm form) {
    constexpr std::size_t most = 16;
    const bool known =
        std::any_of(forms.begin(), forms.end(), [&](const WordForm& f) { return f.text == form.text; });
    if (!known && !form.text.empty() && forms.size() < most) forms.push_back(std::move(form));
}

/// Adds every combination of spellings, those that treat all letters alike first.
void spell_all(Word& word, const std::vector<Glyph>& glyphs) {
    auto column = [&](bool icao) {
        std::vector<std::size_t> choice;
        for (const Glyph& glyph : glyphs)
            choice.push_back(!icao && glyph.spellings.size() > 1 && !glyph.spellings[1].icao ? 1 : 0);
        return choice;
    };
    add_form(word.forms, spell(glyphs, column(true)));
    const WordForm plain = spell(glyphs, column(false));
    add_form(word.forms, plain);
    for (std::size_t i = 0; i < word.forms.size(); ++i)
        if (word.forms[i].text == plain.text) word.plain = i;
    std::vector<std::size_t> choice(glyphs.size(), 0);
    for (int tries = 0; tries < 256; ++tries) {
        std::size_t i = 0;
        while (i < glyphs.size() && ++choice[i] == glyphs[i].spellings.size()) choice[i++] = 0;
        if (i == glyphs.size()) return;
        add_form(word.forms, spell(glyphs, choice));
    }
}

bool is_vowel(char c) {
    return std::string_view("AEIOUY").find(c) != std::string_view::npos;
}

/// `MUELLER` may stand for MÜLLER and then be printed `MULLER`: AE, OE and UE between consonants are taken as
/// one letter too. Not in short words (BOER is not BOR) and not before a last L (MANUEL, MICHAEL: there the E
/// is a letter of its own).
void add_umlauts_taken_as_one(Word& word) {
    const std::vector<WordForm> known = word.forms;
    for (const WordForm& form : known) {
        WordForm shorter = form;
        for (std::size_t i = 0; i + 2 < shorter.text.size() && shorter.text.size() >= 5; ++i) {
            const std::string_view text = shorter.text;
            const bool digraph =
                std::string_view("AOU").find(text[i]) != std::string_view::npos && text[i + 1] == 'E';
            const bool consonants =
                (i == 0 || (!is_vowel(text[i - 1]) && text[i - 1] != 'Q')) && !is_vowel(text[i + 2]);
            if (!digraph || !consonants || text.substr(i + 2) == "L") continue;
            std::string step = shorter.text.substr(i, 2);
            step += " → ";
            step += shorter.text[i];
            shorter.plain.push_back(std::move(step));
            shorter.text.erase(i + 1, 1);
        }
        add_form(word.forms, std::move(shorter));
    }
}

/// Dutch: DIJK and DYK are one name.
void add_dutch_ij(Word& word) {
    const std::vector<WordForm> known = word.forms;
    for (const WordForm& form : known)
        if (const auto at = form.text.find("IJ"); at != std::string::npos) {
            WordForm other = form;
            other.text[at] = 'Y';
            other.text.erase(at + 1, 1);
            other.plain.push_back("IJ → Y");
            add_form(word.forms, std::move(other));
        }
}

class WordSplitter {
  public:
    std::vector<Word> split(std::u32string_view text) {
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (is_apostrophe(text[i])) continue;
            if (u_charType(static_cast<UChar32>(text[i])) == U_NON_SPACING_MARK) continue;
            if (auto glyph = glyph_of(text[i]))
                glyphs_.push_back(std::move(*glyph));
            else if (u_isalpha(static_cast<UChar32>(text[i])))
                i = take_foreign_run(text, i);
            else
                end_word(is_hyphen(text[i]));
        }
        end_word(false);
        return std::move(words_);
    }

  private:
    std::size_t take_foreign_run(std::u32string_view text, std::size_t from) {
        std::size_t end = from + 1;
        while (end < text.size() && !glyph_of(text[end]) &&
               (u_isalpha(static_cast<UChar32>(text[end])) ||
                u_charType(static_cast<UChar32>(text[end])) == U_NON_SPACING_MARK))
            ++end;
        const std::u32string_view run = text.substr(from, end - from);
        Glyph glyph;
        for (const char32_t code : run) glyph.original += utf8_of(code);
        std::string latin;
        for (const char32_t code : to_latin(run))
            if (const auto letter = glyph_of(code)) latin += letter->spellings[0].text;
        glyph.label = glyph.original;
        glyph.spellings = {{latin}};
        if (!latin.empty()) glyphs_.push_back(std::move(glyph));
        return end - 1;
    }

    void end_word(bool hyphen) {
        Word word;
        for (const Glyph& glyph : glyphs_) word.original += glyph.original;
        spell_all(word, glyphs_);
        if (!word.forms.empty()) {
            add_umlauts_taken_as_one(word);
            add_dutch_ij(word);
            word.after_hyphen = hyphen_before_;
            words_.push_back(std::move(word));
            hyphen_before_ = hyphen;
        } else if (!hyphen) {
            hyphen_before_ = false;
        }
        glyphs_.clear();
    }

    std::vector<Glyph> glyphs_;
    std::vector<Word> words_;
    bool hyphen_before_ = false;
};

}  // namespace

std::u32string code_points(std::string_view text) {
    std::u32string codes;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto length = static_cast<int32_t>(text.size());
    for (int32_t i = 0; i < length;) {
        UChar32 code = 0;
        U8_NEXT_OR_FFFD(bytes, i, length, code);
        codes.push_back(static_cast<char32_t>(code));
    }
    return codes;
}

std::vector<Word> words_of(std::string_view text) {
    return WordSplitter().split(composed(text));
}

}  // namespace domain
