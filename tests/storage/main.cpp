#include <gtest/gtest.h>

#include "tests/storage/child.h"

int main(int argc, char** argv) {
    if (argc > 2 && std::string(argv[1]) == "--task") return run_child_task({argv + 2, argv + argc});
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
