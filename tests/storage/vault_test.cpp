// The vault in a directory.
#include "storage/vault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <functional>
#include <set>
#include <thread>

#include "domain/error.h"
#include "tests/storage/child.h"
#include "tests/storage/ledger_contract.h"

using domain::Fault;
using storage::Bytes;
using storage::open_vault;
using storage::Vault;
using testing::SizeIs;
namespace fs = std::filesystem;

namespace {

class VaultTest : public testing::Test {
  protected:
    fs::path place_of(const std::string& name) const {
        return root / "objects" / name.substr(7, 2) / name.substr(9, 2) / name;
    }
    std::size_t drafts() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(root / "drafts"), fs::directory_iterator()));
    }

    TemporaryDirectory directory;
    fs::path root = directory.path() / "vault";
    std::unique_ptr<Vault> vault = open_vault("file:" + root.string());
};

const std::string name_of_abc =
    "sha256-ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";  // FIPS 180-2, B.1

TEST_F(VaultTest, NamesAnObjectByTheDigestOfItsBytes) {
    EXPECT_EQ(vault->put(domain::bytes_of("abc")), name_of_abc);
    EXPECT_EQ(vault->get(name_of_abc), Bytes({'a', 'b', 'c'}));
    EXPECT_TRUE(fs::exists(place_of(name_of_abc)));
    EXPECT_EQ(drafts(), 0U);
}

TEST_F(VaultTest, WritesInPartsWhatItReadsWhole) {
    Bytes all;
    const auto draft = vault->begin();
    for (int part = 0; part < 300; ++part) {
        const Bytes bytes(static_cast<std::size_t>(part * 37), static_cast<std::uint8_t>(part));
        all.insert(all.end(), bytes.begin(), bytes.end());
        draft->write(bytes);
    }
    EXPECT_TRUE(vault->list().empty());
    const std::string name = draft->commit();
    EXPECT_EQ(vault->get(name), all);
    EXPECT_EQ(vault->put(all), name);
    EXPECT_THAT(vault->list(), SizeIs(1));
}

TEST_F(VaultTest, KeepsAnEmptyObject) {
    const std::string name = vault->begin()->commit();
    EXPECT_TRUE(vault->get(name).empty());
}

TEST_F(VaultTest, LeavesNothingOfADraftThatIsNotCommitted) {
    {
        const auto draft = vault->begin();
        draft->write(domain::bytes_of("half of it"));
        EXPECT_EQ(drafts(), 1U);
    }
    EXPECT_EQ(drafts(), 0U);
    EXPECT_TRUE(vault->list().empty());
}

TEST_F(VaultTest, RefusesToGoOnAfterTheCommit) {
    const auto draft = vault->begin();
    draft->write(domain::bytes_of("abc"));
    draft->commit();
    EXPECT_EQ(fault_of([&] { draft->write(domain::bytes_of("d")); }), Fault::invalid);
    EXPECT_EQ(fault_of([&] { draft->commit(); }), Fault::invalid);
    EXPECT_EQ(vault->get(name_of_abc).size(), 3U);
}

TEST_F(VaultTest, RefusesADamagedObjectAndMendsItByTheNextPut_C1) {
    const std::string name = vault->put(Bytes(10000, 7));
    for (const auto& damage :
         {std::function<void()>([&] { fs::resize_file(place_of(name), 9999); }),
          std::function<void()>([&] { fs::resize_file(place_of(name), 10001); }), std::function<void()>([&] {
              std::fstream file(place_of(name), std::ios::in | std::ios::out | std::ios::binary);
              file.seekp(5000).put(8);
          })}) {
        damage();
        EXPECT_EQ(fault_of([&] { vault->get(name); }), Fault::corrupt);
        EXPECT_EQ(vault->put(Bytes(10000, 7)), name);
        EXPECT_EQ(vault->get(name).size(), 10000U);
    }
    const std::string other = vault->put(Bytes(10000, 9));
    fs::rename(place_of(other), place_of(name));  // C2: swapped
    EXPECT_EQ(fault_of([&] { vault->get(name); }), Fault::corrupt);
}

TEST_F(VaultTest, RemovesForGoodAndTwice) {
    const std::string name = vault->put(domain::bytes_of("abc"));
    vault->remove(name);
    EXPECT_EQ(fault_of([&] { vault->get(name); }), Fault::not_found);
    vault->remove(name);
    EXPECT_TRUE(vault->list().empty());
}

TEST_F(VaultTest, TakesNoNameThatLeadsElsewhere) {
    std::ofstream(root / "objects" / "secret") << "x";
    for (const std::string name :
         {"", "secret", "../objects/secret", "sha256-", "sha256-../../../../etc/passwd",
          "SHA256-ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
          "sha256-BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"}) {
        EXPECT_EQ(fault_of([&] { vault->get(name); }), Fault::invalid) << name;
        EXPECT_EQ(fault_of([&] { vault->remove(name); }), Fault::invalid) << name;
    }
    fs::create_directories(place_of(name_of_abc).parent_path());
    fs::create_symlink("/etc/hostname", place_of(name_of_abc));
    EXPECT_EQ(fault_of([&] { vault->get(name_of_abc); }), Fault::unavailable);
    EXPECT_TRUE(vault->list().empty());
}

TEST_F(VaultTest, ListsObjectsWithTheTimeTheyWereWritten) {
    const auto before = std::chrono::system_clock::now() - std::chrono::seconds(1);
    std::set<std::string> names;
    for (int i = 0; i < 20; ++i) names.insert(vault->put(domain::bytes_of(std::to_string(i))));
    std::set<std::string> listed;
    for (const auto& object : vault->list()) {
        listed.insert(object.name);
        EXPECT_GE(object.written, before);
        EXPECT_LE(object.written, std::chrono::system_clock::now());
    }
    EXPECT_EQ(listed, names);
}

TEST_F(VaultTest, SweepsOldDraftsOnly) {
    const auto young = vault->begin();
    const auto old = vault->begin();
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(root / "drafts")) paths.push_back(entry.path());
    ASSERT_EQ(paths.size(), 2U);
    fs::last_write_time(paths[0], fs::file_time_type::clock::now() - std::chrono::hours(2));
    vault->sweep_drafts(std::chrono::hours(1));
    EXPECT_FALSE(fs::exists(paths[0]));
    EXPECT_TRUE(fs::exists(paths[1]));
}

TEST_F(VaultTest, HasDraftsThatNobodyCanGuess) {
    std::set<std::string> names;
    for (int i = 0; i < 50; ++i) {
        const auto draft = vault->begin();
        for (const auto& entry : fs::directory_iterator(root / "drafts"))
            names.insert(entry.path().filename().string());
    }
    EXPECT_EQ(names.size(), 50U);
    for (const auto& name : names) EXPECT_EQ(name.size(), 32U);
}

TEST_F(VaultTest, TakesTheSameBytesFromManyAtOnce) {
    const Bytes bytes(200000, 5);
    std::vector<std::thread> threads;
    std::vector<std::string> names(8);
    const auto other = open_vault("file:" + root.string());
    for (std::size_t i = 0; i < names.size(); ++i)
        threads.emplace_back([&, i] { names[i] = (i % 2 == 0 ? vault : other)->put(bytes); });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), 1U);
    EXPECT_EQ(vault->get(names[0]), bytes);
    EXPECT_THAT(vault->list(), SizeIs(1));
    EXPECT_EQ(drafts(), 0U);
}

TEST_F(VaultTest, IsClosedToOthersAndOpenToTheGroupAsTheUmaskSays) {
    const mode_t before = umask(0007);
    const std::string shared = vault->put(domain::bytes_of("abc"));
    umask(0077);
    const std::string own = vault->put(domain::bytes_of("d"));
    umask(before);
    const auto mode = [](const fs::path& path) {
        return static_cast<unsigned>(fs::status(path).permissions());
    };
    EXPECT_EQ(mode(place_of(shared)), 0660U);
    EXPECT_EQ(mode(place_of(shared).parent_path()), 0770U);
    EXPECT_EQ(mode(place_of(own)), 0600U);
    EXPECT_EQ(mode(root) & 7U, 0U);
}

TEST_F(VaultTest, OnAFullDiskIsUnavailableAndLeavesNoDraft_D4) {
    fs::create_directory(directory.path() / "small");
    EXPECT_EQ(Child({"fill vault", (directory.path() / "small").string()}).wait(), 0);
}

TEST(VaultUrl, IsRefusedWithARemedy) {
    EXPECT_EQ(fault_of([] { open_vault("ftp:x"); }), Fault::invalid);
    EXPECT_EQ(fault_of([] { open_vault("file:"); }), Fault::invalid);
    try {
        open_vault("file:/nonexistent/place/vault");
        FAIL() << "opened a vault in no place";
    } catch (const domain::Error& error) {
        EXPECT_EQ(error.fault(), Fault::unavailable);
        EXPECT_THAT(error.what(), testing::HasSubstr("/nonexistent/place/vault"));
    }
}

}  // namespace
