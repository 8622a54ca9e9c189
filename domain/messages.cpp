#include "domain/messages.h"

#include <unicode/messagepattern.h>
#include <unicode/msgfmt.h>

#include <charconv>
#include <set>

#include "domain/error.h"

namespace domain {
namespace {

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

[[noreturn]] void refuse(std::string_view language, int line, std::string_view why) {
    throw Error(Fault::invalid, "messages " + std::string(language) + ", line " + std::to_string(line) +
                                    ": " + std::string(why));
}

icu::MessageFormat compile(const std::string& pattern, const std::string& language, UErrorCode& status) {
    UParseError where{};
    return icu::MessageFormat(icu::UnicodeString::fromUTF8(pattern), icu::Locale(language.c_str()), where,
                              status);
}

/// Arguments that the pattern treats as numbers (`{count, plural, …}`); the others stay text, so that a
/// reference of digits only is not grouped by thousands.
std::set<std::string> numeric_arguments(const std::string& pattern) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::MessagePattern parts(icu::UnicodeString::fromUTF8(pattern), nullptr, status);
    std::set<std::string> names;
    for (int32_t i = 0; U_SUCCESS(status) && i + 1 < parts.countParts(); ++i) {
        const icu::MessagePattern::Part& part = parts.getPart(i);
        if (part.getType() != UMSGPAT_PART_TYPE_ARG_START) continue;
        const UMessagePatternArgType type = part.getArgType();
        if (type == UMSGPAT_ARG_TYPE_NONE || type == UMSGPAT_ARG_TYPE_SELECT) continue;
        std::string name;
        names.insert(parts.getSubstring(parts.getPart(i + 1)).toUTF8String(name));
    }
    return names;
}

icu::Formattable as_number(const std::string& text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        throw Error(Fault::invalid, "a message wants a number and was given text");
    return icu::Formattable(value);
}

/// Lines with their number; a trailing `\` joins the next line, whose leading blanks fall away.
std::vector<std::pair<int, std::string>> logical_lines(std::string_view text) {
    std::vector<std::pair<int, std::string>> lines;
    bool joining = false;
    int number = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        std::string_view line = trim(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        const bool comment = !joining && line.starts_with('#');
        const bool continues = !comment && line.ends_with('\\');
        if (continues) line.remove_suffix(1);
        if (joining)
            lines.back().second += line;
        else if (!comment && !line.empty())
            lines.emplace_back(number, line);
        joining = continues && (joining || !line.empty());
    }
    return lines;
}

}  // namespace

Messages Messages::parse(std::string_view language, std::string_view text) {
    Messages messages;
    messages.language_ = language;
    for (const auto& [number, line] : logical_lines(text)) {
        const auto equals = line.find('=');
        const std::string key(trim(std::string_view(line).substr(0, equals)));
        if (equals == std::string::npos || key.empty())
            refuse(language, number, "neither `key = text` nor a comment");
        const std::string pattern(trim(std::string_view(line).substr(equals + 1)));
        UErrorCode status = U_ZERO_ERROR;
        compile(pattern, messages.language_, status);
        if (U_FAILURE(status)) refuse(language, number, "the text of `" + key + "` is not a message pattern");
        if (!messages.patterns_.emplace(key, pattern).second)
            refuse(language, number, "`" + key + "` is there twice");
    }
    return messages;
}

std::string Messages::format(std::string_view key,
                             const std::map<std::string, std::string>& arguments) const {
    const auto found = patterns_.find(key);
    if (found == patterns_.end())
        throw Error(Fault::corrupt, "no message `" + std::string(key) + "` in language " + language_);
    const std::set<std::string> numeric = numeric_arguments(found->second);
    std::vector<icu::UnicodeString> names;
    std::vector<icu::Formattable> values;
    for (const auto& [name, value] : arguments) {
        names.push_back(icu::UnicodeString::fromUTF8(name));
        values.push_back(numeric.contains(name) ? as_number(value)
                                                : icu::Formattable(icu::UnicodeString::fromUTF8(value)));
    }
    UErrorCode status = U_ZERO_ERROR;
    const icu::MessageFormat format = compile(found->second, language_, status);
    icu::UnicodeString result;
    format.format(names.data(), values.data(), static_cast<int32_t>(names.size()), result, status);
    if (U_FAILURE(status))
        throw Error(Fault::invalid, "message `" + std::string(key) + "` cannot be formatted");
    std::string utf8;
    return result.toUTF8String(utf8);
}

bool Messages::has(std::string_view key) const {
    return patterns_.contains(key);
}

std::vector<std::string> Messages::keys() const {
    std::vector<std::string> keys;
    for (const auto& entry : patterns_) keys.push_back(entry.first);
    return keys;
}

}  // namespace domain
