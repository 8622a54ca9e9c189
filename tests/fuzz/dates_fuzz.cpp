#include <cstdlib>

#include "domain/names.h"
#include "domain/time.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto date = domain::parse_date(text); date && domain::to_string(*date) != text) std::abort();
    if (const auto instant = domain::parse_instant(text); instant && domain::parse_instant(domain::to_string(*instant)) != instant) std::abort();
    if (size > 400) return 0;
    const auto half = text.substr(0, size / 2), rest = text.substr(size / 2);
    const auto score = domain::name_alikeness(half, rest).score;
    if (!(score >= 0 && score <= 1)) std::abort();
    return 0;
}
