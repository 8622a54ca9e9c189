#include <string>

#include "imaging/mrz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::vector<std::string> lines(1);
    for (std::size_t i = 0; i < size && lines.size() < 6; ++i) {
        if (data[i] == '\n')
            lines.emplace_back();
        else
            lines.back() += static_cast<char>(data[i]);
    }
    if (const auto mrz = imaging::parse_mrz(lines)) {
        imaging::mrz_fields(*mrz);
        imaging::failing_spans(*mrz);
        imaging::count_digits(*mrz);
    }
    return 0;
}
