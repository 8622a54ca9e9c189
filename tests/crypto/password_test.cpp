#include "crypto/password.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>

using namespace crypto;

namespace {

TEST(Password, IsArgon2idOf64MiBAndTwoPasses) {
    const auto hash = hash_password("correct horse");
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=65536,t=2,p=1$")) << hash;
    EXPECT_NE(hash, hash_password("correct horse")) << "the salt must differ";
}

TEST(Password, OnlyTheSamePasswordVerifies) {
    using namespace std::string_view_literals;
    const auto hash = hash_password("correct\0horse"sv);
    EXPECT_TRUE(verify_password(hash, "correct\0horse"sv));
    EXPECT_FALSE(verify_password(hash, "correct"));
    EXPECT_FALSE(verify_password(hash, ""));
    EXPECT_TRUE(verify_password(hash_password(""), ""));
}

TEST(Password, WhatIsNotAHashNeverVerifies) {
    const auto hash = hash_password("pw");
    const std::string bad_hashes[] = {std::string(),
                                      std::string("pw"),
                                      hash.substr(0, hash.size() - 1),
                                      hash + "A",
                                      hash + std::string(1, '\0'),
                                      std::string(200, 'A'),
                                      "$argon2id$v=19$m=65536,t=2,p=1$$",
                                      "$argon2i" + hash.substr(9),
                                      std::string("$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                                                  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")};
    for (const auto& bad : bad_hashes) EXPECT_FALSE(verify_password(bad, "pw")) << bad;
}

/// CPU time, which a busy machine does not change.
double seconds_of_this_thread() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

TEST(Password, TakesAsLongWhereThereIsNoHash) {
    const auto best_of = [](const std::string& hash) {
        double best = 1e9;
        for (int i = 0; i < 5; ++i) {
            const auto begin = seconds_of_this_thread();
            EXPECT_FALSE(verify_password(hash, "wrong"));
            best = std::min(best, seconds_of_this_thread() - begin);
        }
        return best;
    };
    const double real = best_of(hash_password("right"));
    for (const char* hash : {"", "no hash", "$argon2id$v=19$m=65536,t=2,p=1$x"}) {
        const double none = best_of(hash);
        EXPECT_GT(none, real / 2) << hash;
        EXPECT_LT(none, real * 2) << hash;
    }
}

}  // namespace
