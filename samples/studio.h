#pragma once
// Takes a specimen the way a customer would: by telephone, scanner, copier, or straight off the screen.
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "samples/camera.h"
#include "samples/specimen.h"

namespace samples {

/// What an examination must say about a file; words of the domain. No reason: it is a good copy.
struct Expected {
    std::string colour, origin;
    std::optional<std::string> reason{};
};

struct Taken {
    std::string name;  // `passport-photo.jpg`
    std::string capture, bytes;
    Expected expected;
};

/// A specimen as one person's paper or plastic: drawn and worn once, however often it is taken.
class Original {
  public:
    Original(const Person& person, const Specimen& specimen, std::uint64_t seed)
        : person_(person), specimen_(specimen), seed_(seed) {}
    const Person& person() const { return person_; }
    const Specimen& specimen() const { return specimen_; }
    bool is_page() const { return specimen_.sheet.width > 180; }
    const Subject& laid_down();

  private:
    Person person_;
    Specimen specimen_;
    std::uint64_t seed_;
    std::optional<Subject> subject_;
};

inline constexpr std::array captures{"photo", "scan", "gray", "screenshot", "digital"};

class Studio {
  public:
    /// `small`: photos of 5 MP instead of 12.
    Studio(std::uint64_t seed, Date today, bool small) : seed_(seed), today_(today), small_(small) {}

    /// One or two files: a gray copy comes scanned and photographed, a digital file as PDF and as PNG, the
    /// scan of a page as JPEG and in a PDF. The same call gives the same bytes.
    std::vector<Taken> take(Original& original, std::string_view capture) const;

    /// Formats, damage and faults that single checks are for, all of one person. Some are no pictures at all.
    struct Odd {
        Taken taken;
        Specimen specimen;  // kind empty: none
    };
    std::vector<Odd> oddities(const Person& person) const;

  private:
    class Shooting;
    std::uint64_t seed_;
    Date today_;
    bool small_;
};

}  // namespace samples
