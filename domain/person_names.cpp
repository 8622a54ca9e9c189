#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>

#include "domain/names.h"
#include "domain/transliteration.h"

namespace domain {
namespace {

constexpr double near = 0.85;  // "a person must look", well inside [Policy::name_near, 1)
constexpr double partly = 0.9;

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string all;
    for (const std::string& part : parts) all += (all.empty() ? "" : std::string(between)) + part;
    return all;
}

// ---- two words ----

struct Likeness {
    enum class How { equal, initial, cut_off, unlike } how = How::unlike;
    double score = 0;
    std::size_t letters_off = 99;
    const WordForm* a = nullptr;
    const WordForm* b = nullptr;
    bool counts_as_equal() const { return how != How::unlike; }
};

Likeness compare(const Word& a, const Word& b) {
    Likeness best;
    for (const WordForm& x : a.forms)
        for (const WordForm& y : b.forms) {
            if (x.text == y.text) return {Likeness::How::equal, 1, 0, &x, &y};
            const double score = similarity(x.text, y.text);
            if (best.a && score <= best.score) continue;
            const auto longer = static_cast<double>(std::max(x.text.size(), y.text.size()));
            best = {Likeness::How::unlike, score, static_cast<std::size_t>(std::lround((1 - score) * longer)),
                    &x, &y};
        }
    return best;
}

bool is_initial_of(const Word& initial, const Word& name) {
    return initial.forms[0].text.size() == 1 &&
           std::any_of(name.forms.begin(), name.forms.end(),
                       [&](const WordForm& f) { return f.text.front() == initial.forms[0].text.front(); });
}

bool is_beginning_of(const Word& cut, const Word& name) {
    return std::any_of(name.forms.begin(), name.forms.end(),
                       [&](const WordForm& f) { return f.text.starts_with(cut.forms[0].text); });
}

bool is_one_of(const Word& word, std::span<const std::string_view> list) {
    return std::find(list.begin(), list.end(), word.forms[0].text) != list.end();
}

bool is_particle(const Word& word) {
    static constexpr std::array<std::string_view, 36> particles{
        "VAN", "DER", "DEN", "DE",  "HET", "T",   "S",  "TER", "TEN", "TE",    "OP",  "IN",
        "VON", "VOM", "ZU",  "ZUM", "ZUR", "DI",  "DA", "DAL", "DEL", "DELLA", "DO",  "DOS",
        "DAS", "DU",  "LA",  "LE",  "LES", "LOS", "EL", "AL",  "BIN", "IBN",   "BEN", "AF"};
    return is_one_of(word, particles);
}

bool is_title(const Word& word) {
    static constexpr std::array<std::string_view, 25> titles{
        "MR",   "MRS",      "MS",     "MISS", "DR",      "DRS",  "IR",      "ING", "PROF",
        "HERR", "HERRN",    "FRAU",   "DHR",  "HEER",    "MEVR", "MEVROUW", "MW",  "MME",
        "MLLE", "MONSIEUR", "MADAME", "FAM",  "FAMILIE", "SRA",  "SIR"};
    return is_one_of(word, titles);
}

// ---- a name as a list of words ----

using Words = std::vector<Word>;

/// `Surname, Given` becomes `Given Surname`.
std::string without_comma(std::string_view name) {
    const auto comma = name.find(',');
    if (comma == std::string_view::npos) return std::string(name);
    return std::string(name.substr(comma + 1)) + " " + std::string(name.substr(0, comma));
}

Words name_words(std::string_view name) {
    Words words = words_of(without_comma(name));
    while (words.size() > 1 && is_title(words[0])) words.erase(words.begin());
    if (words.size() > 2 && words[0].forms[0].text == "DE" && words[1].forms[0].text == "HEER")
        words.erase(words.begin(), words.begin() + 2);
    if (words.size() > 2 && (words.back().forms[0].text == "JR" || words.back().forms[0].text == "SR"))
        words.pop_back();
    return words;
}

/// `JEAN PIERRE` → one word, when the other side writes `JEANPIERRE`.
std::optional<Word> merged(const Words& words, std::size_t from, std::size_t count, const Word& wanted) {
    for (const WordForm& form : wanted.forms) {
        std::string_view rest = form.text;
        std::size_t i = from;
        for (; i < from + count; ++i) {
            const auto part = std::find_if(words[i].forms.begin(), words[i].forms.end(),
                                           [&](const WordForm& f) { return rest.starts_with(f.text); });
            if (part == words[i].forms.end()) break;
            rest.remove_prefix(part->text.size());
        }
        if (i < from + count || !rest.empty()) continue;
        Word word = words[from];
        for (i = from + 1; i < from + count; ++i) word.original += " " + words[i].original;
        word.forms = {form};
        word.plain = 0;
        return word;
    }
    return std::nullopt;
}

void merge_like(Words& words, const Words& others, std::vector<std::string>& steps) {
    for (std::size_t from = 0; from < words.size(); ++from)
        for (std::size_t count = 2; count <= 4 && from + count <= words.size(); ++count)
            for (const Word& other : others)
                if (auto word = merged(words, from, count, other)) {
                    steps.push_back("words joined (" + word->original + " → " + word->forms[0].text + ")");
                    words[from] = std::move(*word);
                    words.erase(words.begin() + static_cast<std::ptrdiff_t>(from) + 1,
                                words.begin() + static_cast<std::ptrdiff_t>(from + count));
                    count = 1;
                    break;
                }
}

/// `JP` → `J P`, when the other side's words begin with J and P.
void part_initials(Words& words, const Words& others, std::vector<std::string>& steps) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string text = words[i].forms[0].text;
        if (text.size() < 2 || text.size() > 4 || text.size() >= others.size() + 1) continue;
        bool fits = true;
        for (std::size_t k = 0; k < text.size() && fits; ++k)
            fits = k < others.size() && others[k].forms[0].text.size() > 1 &&
                   others[k].forms[0].text[0] == text[k];
        const bool is_word_there = std::any_of(others.begin(), others.end(), [&](const Word& other) {
            return compare(words[i], other).counts_as_equal();
        });
        if (!fits || is_word_there) continue;
        steps.push_back("initials parted (" + text + ")");
        words.erase(words.begin() + static_cast<std::ptrdiff_t>(i));
        for (std::size_t k = text.size(); k-- > 0;)
            words.insert(words.begin() + static_cast<std::ptrdiff_t>(i),
                         Word{.original = std::string(1, text[k]),
                              .forms = {{.text = std::string(1, text[k]), .icao = {}, .plain = {}}}});
        return;
    }
}

std::size_t flat_length(const Words& words) {
    std::size_t length = words.empty() ? 0 : words.size() - 1;
    for (const Word& word : words) length += word.forms[0].text.size();
    return length;
}

void say_once(std::vector<std::string>& steps, std::string step) {
    if (std::find(steps.begin(), steps.end(), step) == steps.end()) steps.push_back(std::move(step));
}

// ---- two names of a person ----

class PersonComparison {
  public:
    PersonComparison(std::string_view order_name, std::string_view read_name)
        : order_(name_words(order_name)), read_(name_words(read_name)) {
        if (has_lower_case(order_name) != has_lower_case(read_name)) steps_.push_back("upper case");
        if (has_hyphen(order_name) != has_hyphen(read_name)) steps_.push_back("hyphen as a space");
    }

    Alikeness result() {
        if (order_.empty() || read_.empty()) return {0, {}};
        // The zone of a TD1 card has 30 characters for the name, TD2 31, TD3 39; one of the two fillers is
        // our one space.
        cut_off_ = flat_length(read_) >= 29;
        merge_like(order_, read_, steps_);
        merge_like(read_, order_, steps_);
        part_initials(read_, order_, steps_);
        part_initials(order_, read_, steps_);
        used_.assign(read_.size(), false);
        const double surname = compare_surname();
        const double given = compare_given_names();
        double score = std::min(surname, given);
        if (score == 1 && !particles_agree()) {
            steps_.push_back("the particle of the surname differs");
            score = partly;
        }
        return {score, std::move(steps_)};
    }

  private:
    static bool has_lower_case(std::string_view text) {
        return std::any_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    }
    static bool has_hyphen(std::string_view text) { return text.find('-') != std::string_view::npos; }

    /// Takes for the order's word the most alike word of the document; says what had to be done.
    Likeness take_best(const Word& word) {
        Likeness best;
        std::size_t at = 0;
        for (std::size_t i = 0; i < read_.size(); ++i) {
            if (used_[i]) continue;
            const Likeness likeness = compare(word, read_[i]);
            // Of two equals the later one: the surname stands last more often than not.
            if (best.a && (likeness.score < best.score ||
                           (likeness.score == best.score && !likeness.counts_as_equal())))
                continue;
            best = likeness;
            at = i;
        }
        if (!best.a || (!best.counts_as_equal() && best.score < 0.5)) return {};
        used_[at] = true;
        explain(word, read_[at], best);
        return best;
    }

    double compare_surname() {
        std::size_t last = order_.size();
        while (last > 1 && is_particle(order_[last - 1])) --last;
        std::size_t first = last - 1;
        while (first > 0 && order_[first].after_hyphen) --first;
        surname_from_ = first;
        surname_to_ = last;
        double letters = 0, sum = 0;
        std::size_t equal = 0, off = 0;
        for (std::size_t i = first; i < last; ++i) {
            const auto length = static_cast<double>(order_[i].forms[0].text.size());
            const Likeness likeness = take_best(order_[i]);
            letters += length;
            sum += length * likeness.score;
            off += likeness.letters_off;
            if (likeness.counts_as_equal()) ++equal;
        }
        if (equal == last - first) return 1;
        if (equal > 0) {
            steps_.push_back("only a part of the double surname");
            return partly;
        }
        return off == 1 ? std::max(near, sum / letters) : sum / letters;
    }

    double compare_given_names() {
        std::vector<const Word*> wanted, there;
        // A name does not begin with a particle: BEN and AL are given names there.
        for (std::size_t i = 0; i < order_.size(); ++i)
            if ((i < surname_from_ || i >= surname_to_) && (i == 0 || !is_particle(order_[i])))
                wanted.push_back(&order_[i]);
        auto is_wanted = [&](const Word& word) {
            return std::any_of(wanted.begin(), wanted.end(),
                               [&](const Word* w) { return compare(*w, word).counts_as_equal(); });
        };
        for (std::size_t i = 0; i < read_.size(); ++i)
            if (!used_[i] && (!is_particle(read_[i]) || is_wanted(read_[i]))) there.push_back(&read_[i]);
        if (wanted.empty()) return 1;
        if (there.empty()) {
            steps_.push_back("no given name in the document");
            return partly;
        }
        return compare_pairs(wanted, there);
    }

    /// The more alike two words are, the earlier they are a pair; a full word before an initial.
    double compare_pairs(std::vector<const Word*> wanted, std::vector<const Word*> there) {
        const std::size_t pairs = std::min(wanted.size(), there.size());
        if (wanted.size() != there.size()) say_once(steps_, "a middle name is missing on one side");
        double letters = 0, sum = 0;
        std::size_t off = 0, full = 0, equal = 0;
        for (std::size_t n = 0; n < pairs; ++n) {
            const Pair pair = best_pair(wanted, there);
            explain(*wanted[pair.order], *there[pair.read], pair.likeness);
            const auto length = static_cast<double>(
                std::max(wanted[pair.order]->forms[0].text.size(), there[pair.read]->forms[0].text.size()));
            letters += length;
            sum += length * pair.likeness.score;
            off += pair.likeness.letters_off;
            if (pair.likeness.counts_as_equal()) ++equal;
            if (pair.likeness.how == Likeness::How::equal) ++full;
            wanted.erase(wanted.begin() + static_cast<std::ptrdiff_t>(pair.order));
            there.erase(there.begin() + static_cast<std::ptrdiff_t>(pair.read));
        }
        if (equal == pairs) return 1;
        const double score = sum / letters;
        return off == 1 || full > 0 ? std::max(near, score) : score;
    }

    struct Pair {
        std::size_t order = 0, read = 0;
        Likeness likeness;
    };

    Pair best_pair(const std::vector<const Word*>& wanted, const std::vector<const Word*>& there) const {
        std::optional<Pair> best;
        auto rank = [](const Likeness& likeness) {
            return likeness.score + (likeness.how == Likeness::How::equal ? 1 : 0);
        };
        for (std::size_t i = 0; i < wanted.size(); ++i)
            for (std::size_t j = 0; j < there.size(); ++j) {
                const Likeness likeness = compare_given(*wanted[i], *there[j]);
                if (!best || rank(likeness) > rank(best->likeness)) best = Pair{i, j, likeness};
            }
        return *best;
    }

    Likeness compare_given(const Word& order, const Word& read) const {
        Likeness likeness = compare(order, read);
        if (likeness.counts_as_equal()) return likeness;
        if (is_initial_of(read, order) || is_initial_of(order, read))
            return {Likeness::How::initial, 1, 0, likeness.a, likeness.b};
        if (cut_off_ && &read == &read_.back() && is_beginning_of(read, order))
            return {Likeness::How::cut_off, 1, 0, likeness.a, likeness.b};
        return likeness;
    }

    /// VAN DER and V D agree, VAN DER and VAN DEN do not; one side may leave them all out.
    bool particles_agree() const {
        std::vector<const Word*> wanted, there;
        for (std::size_t i = 1; i < order_.size(); ++i)
            if (is_particle(order_[i]) && (i < surname_from_ || i >= surname_to_))
                wanted.push_back(&order_[i]);
        for (const Word& word : read_)
            if (is_particle(word) && !compare(order_[0], word).counts_as_equal()) there.push_back(&word);
        if (wanted.size() > there.size()) std::swap(wanted, there);
        return std::all_of(wanted.begin(), wanted.end(), [&](const Word* word) {
            return std::any_of(there.begin(), there.end(), [&](const Word* other) {
                return compare(*word, *other).counts_as_equal() || is_initial_of(*word, *other) ||
                       is_initial_of(*other, *word);
            });
        });
    }

    void explain(const Word& order, const Word& read, const Likeness& likeness) {
        switch (likeness.how) {
            case Likeness::How::equal:
                break;
            case Likeness::How::initial: {
                const bool order_short = order.forms[0].text.size() == 1;
                const Word& initial = order_short ? order : read;
                say_once(steps_, "initial " + initial.forms[0].text + " for " +
                                     (order_short ? read : order).forms[0].text);
                return;
            }
            case Likeness::How::cut_off:
                say_once(steps_,
                         "given name cut off in the machine-readable zone (" + read.forms[0].text + ")");
                return;
            case Likeness::How::unlike:
                if (likeness.score >= 0.5)
                    say_once(steps_, (likeness.letters_off == 1
                                          ? std::string("one letter differs (")
                                          : std::to_string(likeness.letters_off) + " letters differ (") +
                                         likeness.a->text + " / " + likeness.b->text + ")");
                return;
        }
        for (const WordForm* form : {likeness.a, likeness.b}) {
            if (!form->icao.empty())
                say_once(steps_, "ICAO 9303 transliteration (" + joined(form->icao, ", ") + ")");
            if (!form->plain.empty())
                say_once(steps_, "letters simplified (" + joined(form->plain, ", ") + ")");
        }
    }

    Words order_, read_;
    std::vector<bool> used_;  // words of the document that have a partner
    std::size_t surname_from_ = 0, surname_to_ = 0;
    bool cut_off_ = false;
    std::vector<std::string> steps_;
};

}  // namespace

Alikeness name_alikeness(std::string_view order_name, std::string_view read_name) {
    return PersonComparison(order_name, read_name).result();
}

std::string full_name_of(std::string_view given_names, std::string_view surname) {
    std::string text(given_names);
    bool joint = false;
    for (std::size_t at = 0; at < surname.size();) {
        const auto end = std::min(surname.find(' ', at), surname.size());
        const std::string_view part = surname.substr(at, end - at);
        at = end + 1;
        const Words words = words_of(part);
        if (part.empty() || words.empty()) continue;
        const bool core = !is_particle(words[0]);
        if (!text.empty()) text += joint && core ? "\u2010" : " ";
        text += part;
        joint = core;
    }
    return text;
}

}  // namespace domain
