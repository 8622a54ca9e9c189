#include "intake/receive.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "domain/error.h"
#include "tests/intake/memory_body.h"

namespace {

struct Scratch {
    Scratch() {
        char name[] = "/tmp/gh-receive-XXXXXX";
        path = mkdtemp(name);
    }
    ~Scratch() { std::filesystem::remove_all(path); }
    std::string path;
};

TEST(Receive, WhatComesOutIsWhatWentInAndOnlyTheIntakeKeyOpensIt) {
    const Scratch scratch;
    const auto vault = storage::open_vault("file:" + scratch.path);
    const auto keys = crypto::new_intake_key_pair();
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, std::size_t{256 * 1024}, std::size_t{1'000'003}}) {
        std::string text(size, 'x');
        for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 7);
        MemoryBody body(text, 60'000);
        const auto received = intake::receive(body, keys.public_key, *vault, 2'000'000);
        EXPECT_EQ(received.size, size);
        EXPECT_EQ(received.digest, crypto::sha256_hex(domain::bytes_of(text)));
        const auto sealed = vault->get(received.object);
        EXPECT_EQ(domain::text_of(crypto::open_original(keys, received.wrapped_key, sealed, 2'000'000)),
                  text);
        const auto stranger = crypto::new_intake_key_pair();
        EXPECT_THROW(crypto::open_original(stranger, received.wrapped_key, sealed, 2'000'000), domain::Error);
    }
}

TEST(Receive, NothingRemainsOfWhatIsTooLargeOrCut) {
    const Scratch scratch;
    const auto vault = storage::open_vault("file:" + scratch.path);
    const auto key = crypto::new_intake_key_pair().public_key;
    MemoryBody large(std::string(3000, 'x'));
    EXPECT_THROW(intake::receive(large, key, *vault, 2999), domain::Error);
    int pieces = 0;
    const domain::Bytes piece(1000, 1);
    EXPECT_THROW(intake::receive(
                     [&]() -> domain::ByteView {
                         if (++pieces == 3) throw intake::Refusal{400, "incomplete", "cut"};
                         return piece;
                     },
                     key, *vault, 1'000'000),
                 intake::Refusal);
    EXPECT_TRUE(vault->list().empty());
}

}  // namespace
