#include "crypto/packets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    crypto::scan_message({data, size});
    crypto::starts_openpgp_message({data, size});
    return 0;
}
