// The test program is its own `gatehouse pgp`: decrypt() runs this very file as its helper process.
#include <gtest/gtest.h>

#include <string_view>

#include "crypto/openpgp.h"

int main(int argc, char** argv) {
    if (argc > 1 && std::string_view(argv[1]) == "pgp") return crypto::pgp_helper(argc, argv);
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
