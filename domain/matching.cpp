#include "domain/matching.h"

#include <algorithm>

#include "domain/address.h"
#include "domain/names.h"

namespace domain {
namespace {

using Sameness = FieldMatch::Verdict;

/// What a file says that may be a name, with where.
struct Candidate {
    std::string text;
    const Field* field = nullptr;  // of the surname, when there are two
    std::string evidence;
    bool checked = false;  // from an MRZ with right check digits
};

bool has_valid_mrz(const Reading& reading) {
    return reading.mrz && reading.mrz->valid;
}

const Field* find_from(const Reading& reading, std::string_view name, Source source) {
    const Field* best = nullptr;
    for (const Field& field : reading.fields)
        if (field.name == name && field.source == source && (!best || field.confidence > best->confidence))
            best = &field;
    return best;
}

std::vector<Candidate> names_in(const EvidenceState& file) {
    const Reading& reading = file.examined->reading;
    const std::string& evidence = file.received.evidence;
    std::vector<Candidate> names;
    for (const Source source : {Source::mrz, Source::printed, Source::text_layer, Source::barcode}) {
        const Field* surname = find_from(reading, field::surname, source);
        const Field* given = find_from(reading, field::given_names, source);
        if (!surname && !given) continue;
        const std::string text =
            (given ? given->value : "") + (surname && given ? " " : "") + (surname ? surname->value : "");
        names.push_back(
            {text, surname ? surname : given, evidence, source == Source::mrz && has_valid_mrz(reading)});
    }
    for (const Field& field : reading.fields)
        if (field.name == field::name || field.name == field::card_holder)
            names.push_back({field.value, &field, evidence, false});
    return names;
}

Sameness verdict_of(double score, double near) {
    if (score >= 1) return Sameness::same;
    return score >= near ? Sameness::near : Sameness::differs;
}

bool says_more(const FieldMatch& a, const FieldMatch& b) {
    return b.verdict == Sameness::missing ? a.verdict != Sameness::missing
                                          : a.verdict != Sameness::missing && a.score > b.score;
}

FieldMatch empty_match(std::string_view name, std::string_view claimed) {
    return {.field = std::string(name), .order_value = std::string(claimed)};
}

using Compare = Alikeness (*)(std::string_view, std::string_view);

/// Every run of `shortest` … `longest` words of the line, so that the words around a name do not count.
FieldMatch best_in_line(FieldMatch best, const TextLine& line, const std::string& evidence, double near,
                        Compare compare, std::size_t shortest, std::size_t longest) {
    std::vector<std::string> words{""};
    for (const char c : line.text) {
        if (c == ' ' || c == '\t')
            words.emplace_back();
        else
            words.back() += c;
    }
    std::erase(words, "");
    for (std::size_t from = 0; from < words.size(); ++from) {
        std::string run;
        for (std::size_t to = from; to < std::min(words.size(), from + longest); ++to) {
            run += (run.empty() ? "" : " ") + words[to];
            if (to + 1 < from + shortest) continue;
            Alikeness alike = compare(best.order_value, run);
            if (alike.score < near || alike.score <= best.score) continue;
            best.verdict = verdict_of(alike.score, near);
            best.score = alike.score;
            best.read_value = run;
            best.steps = std::move(alike.steps);
            best.box = line.box;
            best.evidence = evidence;
        }
    }
    return best;
}

/// A line can hold the name only when one of its words begins like the last word of the name.
bool may_hold(const TextLine& line, const std::string& key) {
    for (const std::string& form : {plain_form(line.text), icao_form(line.text)})
        for (std::size_t at = 0; at < form.size(); at = std::min(form.find(' ', at), form.size() - 1) + 1)
            if (similarity(key, std::string_view(form).substr(at, key.size())) >= 0.6) return true;
    return false;
}

std::size_t word_count(std::string_view form) {
    return form.empty() ? 0 : 1 + static_cast<std::size_t>(std::count(form.begin(), form.end(), ' '));
}

FieldMatch search_lines(FieldMatch best, const Files& files, double near, Compare compare,
                        const std::string& key) {
    const std::size_t words = word_count(plain_form(best.order_value));
    for (const EvidenceState* file : files)
        for (const TextLine& line : file->examined->reading.lines)
            if (best.score < 1 && may_hold(line, key))
                best = best_in_line(std::move(best), line, file->received.evidence, near, compare,
                                    std::min<std::size_t>(words, 2), words + 2);
    return best;
}

std::string last_word(std::string_view text) {
    const std::string form = plain_form(text);
    return form.substr(form.rfind(' ') + 1);  // npos + 1 is 0
}

std::string longest_word(std::string_view text) {
    std::string form = plain_form(text), longest;
    while (!form.empty()) {
        const auto end = std::min(form.find(' '), form.size());
        if (end > longest.size()) longest = form.substr(0, end);
        form.erase(0, end + 1);
    }
    return longest;
}

FieldMatch match_of(FieldMatch match, const Candidate& candidate, Alikeness alike, double near) {
    match.read_value = candidate.text;
    match.verdict = verdict_of(alike.score, near);
    match.score = alike.score;
    match.steps = std::move(alike.steps);
    match.evidence = candidate.evidence;
    if (candidate.field) match.box = candidate.field->box;
    return match;
}

/// A field that was guessed off a page with little confidence is no proof of another name.
FieldMatch doubted(FieldMatch match, double confidence) {
    if (match.verdict == Sameness::differs && confidence < 0.5) match.verdict = Sameness::missing;
    return match;
}

std::string bare(std::string_view text) {
    std::string form = icao_form(text);
    std::erase(form, ' ');
    return form;
}

bool has_address(const Reading& reading) {
    return reading.find(field::address) || reading.find(field::postal_code);
}

std::string written(const Address& address) {
    std::string text = address.street;
    for (const std::string& part : {address.postal_code, address.city, address.country})
        if (!part.empty()) text += (text.empty() ? "" : ", ") + part;
    return text;
}

FieldMatch compare_dates(FieldMatch match, Date claimed, const Field& read, const std::string& evidence) {
    match.read_value = read.value;
    match.box = read.box;
    match.evidence = evidence;
    const auto date = parse_date(read.value);
    if (!date) return match;
    const int equal = (date->year() == claimed.year()) + (date->month() == claimed.month()) +
                      (date->day() == claimed.day());
    const bool exchanged = date->year() == claimed.year() &&
                           static_cast<unsigned>(date->month()) == static_cast<unsigned>(claimed.day()) &&
                           static_cast<unsigned>(date->day()) == static_cast<unsigned>(claimed.month());
    match.score = exchanged ? 2 / 3.0 : equal / 3.0;
    match.verdict = equal == 3                ? Sameness::same
                    : equal == 2 || exchanged ? Sameness::near
                                              : Sameness::differs;
    if (exchanged && equal < 3) match.steps.push_back("day and month exchanged");
    if (match.verdict == Sameness::near && !exchanged) match.steps.push_back("one part of the date differs");
    return match;
}

}  // namespace

const Field* most_trusted(const Files& files, std::string_view name) {
    const Field* best = nullptr;
    double best_trust = -1;
    for (const EvidenceState* file : files)
        for (const Field& field : file->examined->reading.fields) {
            if (field.name != name) continue;
            const bool checked = field.source == Source::mrz && has_valid_mrz(file->examined->reading);
            const double trust = field.confidence + (checked ? 2 : 0);
            if (trust > best_trust) best = &field, best_trust = trust;
        }
    return best;
}

FieldMatch match_name(std::string_view field, std::string_view claimed, const Files& files,
                      const Policy& policy, Look look) {
    FieldMatch best = empty_match(field, claimed);
    if (claimed.empty()) return best;
    bool denied_by_mrz = false;
    for (const EvidenceState* file : files)
        for (const Candidate& candidate : names_in(*file)) {
            FieldMatch match = match_of(empty_match(field, claimed), candidate,
                                        name_alikeness(claimed, candidate.text), policy.name_near);
            if (candidate.checked && match.verdict == Sameness::differs) denied_by_mrz = true;
            if (look == Look::everywhere) match = doubted(std::move(match), candidate.field->confidence);
            if (says_more(match, best)) best = std::move(match);
        }
    if (look == Look::everywhere)
        best = search_lines(std::move(best), files, policy.name_near, name_alikeness, last_word(claimed));
    if (denied_by_mrz && best.verdict == Sameness::same) {
        best.verdict = Sameness::near;
        best.score = policy.name_near;
        best.steps.push_back("the machine-readable zone says another name");
    }
    return best;
}

FieldMatch match_company(std::string_view claimed, const Files& files, const Policy& policy) {
    FieldMatch best = empty_match("company", claimed);
    if (claimed.empty()) return best;
    for (const EvidenceState* file : files)
        for (const Field& field : file->examined->reading.fields) {
            if (field.name != field::company && field.name != field::name) continue;
            const Candidate candidate{field.value, &field, file->received.evidence, false};
            FieldMatch match =
                doubted(match_of(best, candidate, company_alikeness(claimed, field.value), policy.name_near),
                        field.confidence);
            if (says_more(match, best)) best = std::move(match);
        }
    return search_lines(std::move(best), files, policy.name_near, company_alikeness, longest_word(claimed));
}

FieldMatch match_birth_date(Date claimed, const Files& files) {
    FieldMatch match = empty_match("birth_date", to_string(claimed));
    const Field* read = most_trusted(files, field::birth_date);
    if (!read) return match;
    for (const EvidenceState* file : files)
        for (const Field& field : file->examined->reading.fields)
            if (&field == read)
                return compare_dates(std::move(match), claimed, field, file->received.evidence);
    return match;
}

FieldMatch match_address(const Address& claimed, const Files& files, const Policy& policy) {
    FieldMatch best = empty_match("address", written(claimed));
    if (claimed.street.empty()) return best;
    for (const EvidenceState* file : files) {
        const Reading& reading = file->examined->reading;
        AddressSighting found = find_address(claimed, reading);
        FieldMatch match = empty_match("address", best.order_value);
        match.verdict = found.complete(claimed)              ? Sameness::same
                        : found.score >= policy.address_near ? Sameness::near
                        : has_address(reading)               ? Sameness::differs
                                                             : Sameness::missing;
        match.score = match.verdict == Sameness::same ? 1 : found.score;
        match.steps = std::move(found.steps);
        match.box = found.box;
        match.evidence = file->received.evidence;
        match.read_value = std::move(found.text);
        if (match.verdict == Sameness::differs) {
            const Field* read = reading.find(field::address) ? reading.find(field::address)
                                                             : reading.find(field::postal_code);
            match.read_value = read->value;
            match.box = read->box;
        }
        if (says_more(match, best)) best = std::move(match);
    }
    return best;
}

FieldMatch match_registration_number(std::string_view claimed, const Files& files) {
    FieldMatch best = empty_match("registration_number", claimed);
    const std::string wanted = bare(claimed);
    for (const EvidenceState* file : files) {
        const Reading& reading = file->examined->reading;
        for (const Field& field : reading.fields) {
            if (field.name != field::registration_number) continue;
            const Candidate candidate{field.value, &field, file->received.evidence, false};
            Alikeness alike{similarity(wanted, bare(field.value)), {"blanks and punctuation dropped"}};
            FieldMatch match = doubted(match_of(best, candidate, std::move(alike), 0.8), field.confidence);
            if (says_more(match, best)) best = std::move(match);
        }
        auto numbers_alike = [](std::string_view order, std::string_view read) {
            const std::string a = bare(order), b = bare(read);
            return Alikeness{a == b ? 1.0 : 0.0, {"blanks and punctuation dropped"}};
        };
        for (const TextLine& line : reading.lines)
            if (wanted.size() >= 5 && best.score < 1)
                best = best_in_line(std::move(best), line, file->received.evidence, 1, numbers_alike, 1, 4);
    }
    return best;
}

FieldMatch match_last_four(std::string_view claimed, const Files& files) {
    FieldMatch best = empty_match("card_last_four", claimed);
    if (claimed.empty()) return best;
    for (const EvidenceState* file : files)
        for (const Field& field : file->examined->reading.fields) {
            if (field.name != field::card_last_four) continue;
            const Candidate candidate{field.value, &field, file->received.evidence, false};
            FieldMatch match = match_of(best, candidate, {field.value == claimed ? 1.0 : 0.0, {}}, 1);
            if (says_more(match, best)) best = std::move(match);
        }
    return best;
}

}  // namespace domain
