#include "crypto/keyring.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>
#include <vector>

#include "domain/error.h"
#include "tests/crypto/throwaway.h"

using namespace crypto;
using domain::Error;
using domain::Fault;

namespace {

namespace fs = std::filesystem;

mode_t mode_of(const fs::path& path) {
    struct stat status {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 0777;
}

std::string complaint_about(auto action) {
    try {
        action();
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::unavailable);
        return error.what();
    }
    ADD_FAILURE() << "nothing was thrown";
    return {};
}

TEST(Keyring, MakesEveryKeyReadableByItsOwnerOnly) {
    const Throwaway scratch;
    const auto keys = scratch / "keys";
    make_keyring(keys);
    EXPECT_EQ(mode_of(keys), 0700u);
    for (const char* name : {"kek", "api", "intake.key", "intake.pub"})
        EXPECT_EQ(mode_of(keys / name), 0600u) << name;
    EXPECT_EQ(std::distance(fs::directory_iterator(keys), {}), 4) << "no draft is left";
    const auto pair = load_intake_key_pair(keys);
    EXPECT_EQ(pair.public_key.bytes, load_intake_public_key(keys).bytes);
    EXPECT_EQ(intake_key_pair_of(pair.secret).public_key.bytes, pair.public_key.bytes);
    EXPECT_NE(load_kek(keys), Key{});
    EXPECT_GE(load_api_key(keys).size(), 43u);
}

TEST(Keyring, NeverOverwritesAKey) {
    const Throwaway scratch;
    make_keyring(scratch.path());
    const auto kek = load_kek(scratch.path());
    const auto secret = load_intake_key_pair(scratch.path()).secret;
    const auto api = load_api_key(scratch.path());
    make_keyring(scratch.path());
    EXPECT_EQ(load_kek(scratch.path()), kek);
    EXPECT_EQ(load_intake_key_pair(scratch.path()).secret, secret);
    EXPECT_EQ(load_api_key(scratch.path()), api);
}

TEST(Keyring, TheIntakePairStaysAPair) {
    const Throwaway scratch;
    make_keyring(scratch.path());
    const auto pair = load_intake_key_pair(scratch.path());
    fs::remove(scratch / "intake.pub");
    make_keyring(scratch.path());
    EXPECT_EQ(load_intake_key_pair(scratch.path()).public_key.bytes, pair.public_key.bytes)
        << "computed again";

    fs::remove(scratch / "intake.key");
    make_keyring(scratch.path());
    EXPECT_FALSE(fs::exists(scratch / "intake.key")) << "a machine that may not read gets no secret";
    EXPECT_EQ(load_intake_public_key(scratch.path()).bytes, pair.public_key.bytes);
}

TEST(Keyring, SurvivesManyMakersAtOnce) {
    const Throwaway scratch;
    std::vector<std::thread> makers;
    for (int i = 0; i < 8; ++i) makers.emplace_back([&] { make_keyring(scratch.path()); });
    for (auto& maker : makers) maker.join();
    EXPECT_NO_THROW(load_intake_key_pair(scratch.path()));
    EXPECT_NO_THROW(load_kek(scratch.path()));
}

TEST(Keyring, NamesTheFileAndTheRemedy) {
    const Throwaway scratch;
    EXPECT_NE(complaint_about([&] { load_kek(scratch.path()); }).find((scratch / "kek").string()),
              std::string::npos);

    make_keyring(scratch.path());
    fs::permissions(scratch / "kek", fs::perms::owner_read | fs::perms::others_read);
    EXPECT_NE(complaint_about([&] { load_kek(scratch.path()); }).find("chmod 600"), std::string::npos);

    fs::permissions(scratch / "kek", fs::perms::owner_read | fs::perms::owner_write);
    std::ofstream(scratch / "kek") << "c2hvcnQ=\n";
    EXPECT_NE(complaint_about([&] { load_kek(scratch.path()); }).find("backup"), std::string::npos);

    std::ofstream(scratch / "intake.pub") << base64(random_key()) << "\n";
    EXPECT_NE(complaint_about([&] { load_intake_key_pair(scratch.path()); }).find("public half"),
              std::string::npos);

    std::ofstream(scratch / "file") << "x";
    EXPECT_NE(complaint_about([&] { make_keyring(scratch / "file"); }).find("file"), std::string::npos);
}

}  // namespace
