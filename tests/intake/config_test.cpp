#include "intake/config.h"

#include <gtest/gtest.h>

#include <fstream>

#include "domain/error.h"

namespace {

struct File {
    explicit File(const std::string& text) {
        char name[] = "/tmp/gh-config-XXXXXX";
        directory = mkdtemp(name);
        path = directory / "gatehouse.toml";
        std::ofstream(path) << text;
    }
    ~File() { std::filesystem::remove_all(directory); }
    std::filesystem::path directory, path;
};

const std::string minimal =
    "[storage]\nledger = \"sqlite:a.db\"\nvault = \"file:v\"\n[mail]\ntransport = \"maildir:m\"\n"
    "[[entity]]\nid = \"nl.example\"\nname = \"Example\"\nfrom = \"welcome@nl.example\"\n";

std::string complaints(const std::string& text) {
    const File file(text);
    try {
        intake::load_config(file.path);
        return "good";
    } catch (const domain::Error& error) {
        return error.what();
    }
}

TEST(Config, PathsAreTakenFromTheFilesDirectory) {
    const File file(minimal);
    const auto config = intake::load_config(file.path);
    EXPECT_EQ(config.ledger, "sqlite:" + (file.directory / "a.db").string());
    EXPECT_EQ(config.vault, "file:" + (file.directory / "v").string());
    EXPECT_EQ(config.keys, file.directory / "keys");
    ASSERT_NE(config.find_entity("nl.example"), nullptr);
    EXPECT_EQ(config.find_entity("nl.example")->from.address, "welcome@nl.example");
}

TEST(Config, EveryComplaintNamesFileAndLineAndRemedy) {
    EXPECT_NE(complaints(minimal + "[server]\nlisten = 5\n").find(".toml:11: `listen` has the wrong type"),
              std::string::npos);
    EXPECT_NE(complaints(minimal + "[server]\nlisten_on = 5\n")
                  .find(".toml:11: `listen_on` is not a key of [server]"),
              std::string::npos);
    EXPECT_NE(complaints(minimal + "[policy]\nrandom_rate = 2\n").find("must be a number from 0 to 1"),
              std::string::npos);
    EXPECT_NE(complaints(minimal + "[[webhook]]\nname = \"x\"\nurl = \"ftp://a\"\nsecret = \"no\"\n")
                  .find("whsec_"),
              std::string::npos);
    EXPECT_NE(complaints(minimal + "[[analyst]]\nname = \"x\"\npassword_hash = \"plain\"\n")
                  .find("gatehouse hash-password"),
              std::string::npos);
    EXPECT_NE(complaints("[[[").find(".toml:1: not TOML"), std::string::npos);
    EXPECT_NE(complaints("").find("[storage] is missing"), std::string::npos);
    EXPECT_EQ(complaints(minimal), "good");
}

TEST(Config, SecretsComeFromFiles) {
    const File file(minimal +
                    "[[webhook]]\nname = \"x\"\nurl = \"https://a.example\"\nsecret = \"file:secret\"\n");
    std::ofstream(file.directory / "secret") << "whsec_"
                                             << "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
                                             << "\n";
    EXPECT_EQ(intake::load_config(file.path).webhooks.at(0).endpoint.secrets.at(0).substr(0, 6), "whsec_");
}

TEST(Config, AFileThatIsNotThereIsSaidSo) {
    EXPECT_THROW(intake::load_config("/tmp/gh-there-is-no-such-file.toml"), domain::Error);
}

}  // namespace
