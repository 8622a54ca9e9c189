#include "intake/multipart.h"
#include "tests/intake/memory_body.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    MemoryBody body(std::string(reinterpret_cast<const char*>(data) + 1, size - 1), 1 + data[0]);
    try {
        intake::read_multipart(body, "multipart/form-data; boundary=b", [](const auto&, const auto& next) {
            while (!next().empty()) {
            }
        });
    } catch (const intake::Refusal&) {
    }
    return 0;
}
