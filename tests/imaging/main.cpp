// The test program is also the fork server that its Eyes start (`/proc/self/exe eye …`), as the service's
// program is.
#include <gtest/gtest.h>

#include <cstring>

#include "enemy.h"

int main(int argc, char** argv) {
    if (argc > 1 && std::strcmp(argv[1], "eye") == 0) return imaging_test::serve_enemies(argc, argv);
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
