#pragma once
// Message catalogues: key → ICU MessageFormat pattern, one catalogue a language. Values only; files are the shell's.
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace domain {

/// Immutable after construction; safe to share between threads.
class Messages {
  public:
    /// `key = pattern` lines, `#` comments, a trailing `\` joins the next line; UTF-8.
    /// Throws Error(invalid) naming the line for a duplicate key or a line that is neither.
    static Messages parse(std::string_view language, std::string_view text);

    /// Named arguments (`{name}`). A key that does not exist throws Error(corrupt): tests walk every key of every language.
    std::string format(std::string_view key, const std::map<std::string, std::string>& arguments = {}) const;
    bool has(std::string_view key) const;
    std::vector<std::string> keys() const;
    const std::string& language() const { return language_; }

  private:
    std::string language_;
    std::map<std::string, std::string, std::less<>> patterns_;
};

}  // namespace domain
