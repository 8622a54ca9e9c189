#include <algorithm>
#include <array>
#include <set>

#include "domain/names.h"

namespace domain {
namespace {

constexpr std::array<std::string_view, 52> legal_forms{
    "BV",  "NV",      "VOF", "CV",  "GMBH", "AG",  "KG",   "OHG",  "UG",  "EK",  "EG",   "EV",   "SE",
    "LTD", "LIMITED", "PLC", "LLP", "LLC",  "INC", "CORP", "CO",   "SA",  "SAS", "SARL", "SASU", "EURL",
    "SRL", "SPA",     "SL",  "SLU", "LDA",  "AB",  "AS",   "ASA",  "APS", "OY",  "OYJ",  "KFT",  "ZRT",
    "SRO", "SPZOO",   "DOO", "OU",  "UAB",  "SIA", "BVBA", "SPRL", "PTE", "PTY", "KK",   "EOOD", "OOD"};
constexpr std::array<std::string_view, 8> small_words{"AND", "EN", "UND", "ET", "Y", "E", "THE", "DE"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

struct CompanyName {
    std::vector<std::string> core;
    std::set<std::string, std::less<>> forms;  // legal ones
    std::string text() const {
        std::string all;
        for (const std::string& word : core) all += word;
        return all;
    }
};

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

/// `B V` → `BV`, `SP Z O O` → `SPZOO`: runs of single letters are one word.
std::vector<std::string> with_letters_joined(const std::vector<std::string>& words) {
    std::vector<std::string> result;
    bool open = false;
    for (const std::string& word : words) {
        const bool single = word.size() == 1;
        if (open && single)
            result.back() += word;
        else
            result.push_back(word);
        open = single || (word == "SP" && &word != &words.front());
    }
    return result;
}

CompanyName company_name(std::string_view form) {
    CompanyName name;
    for (std::string& word : with_letters_joined(split(form))) {
        if (contains(legal_forms, word))
            name.forms.insert(word == "LIMITED" ? "LTD" : std::move(word));
        else if (!contains(small_words, word))
            name.core.push_back(std::move(word));
    }
    return name;
}

bool holds_all(const CompanyName& longer, const CompanyName& shorter) {
    return std::all_of(shorter.core.begin(), shorter.core.end(), [&](const std::string& word) {
        return std::find(longer.core.begin(), longer.core.end(), word) != longer.core.end();
    });
}

Alikeness compare(const CompanyName& order, const CompanyName& read) {
    if (order.core.empty() || read.core.empty()) return {0, {}};
    const std::string a = order.text(), b = read.text();
    if (a == b) {
        if (order.forms == read.forms) return {1, {}};
        if (order.forms.empty() || read.forms.empty()) return {1, {"legal form missing on one side"}};
        return {0.95, {"another legal form"}};
    }
    const double score = similarity(a, b);
    const bool one_letter =
        score < 1 && (1 - score) * static_cast<double>(std::max(a.size(), b.size())) < 1.5;
    if (one_letter && std::min(a.size(), b.size()) >= 3)
        return {std::max(0.85, score), {"one letter differs (" + a + " / " + b + ")"}};
    const CompanyName& shorter = order.core.size() <= read.core.size() ? order : read;
    if (shorter.text().size() >= 4 && holds_all(order, shorter) && holds_all(read, shorter))
        return {std::max(0.85, score), {"words missing on one side"}};
    return {score, {}};
}

}  // namespace

Alikeness company_alikeness(std::string_view order_name, std::string_view read_name) {
    Alikeness best;
    for (const std::string& order : forms_of(order_name))
        for (const std::string& read : forms_of(read_name))
            if (Alikeness alike = compare(company_name(order), company_name(read)); alike.score > best.score)
                best = std::move(alike);
    if (best.score > 0) best.steps.insert(best.steps.begin(), "upper case, punctuation dropped");
    return best;
}

}  // namespace domain
