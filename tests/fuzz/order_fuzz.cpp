#include "domain/error.h"
#include "intake/api.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        intake::order_from(intake::parse_json({reinterpret_cast<const char*>(data), size}));
    } catch (const domain::Error&) {
    }
    return 0;
}
