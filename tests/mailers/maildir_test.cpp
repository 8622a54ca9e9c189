#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "domain/error.h"
#include "mailers/mailer.h"
#include "specimen.h"

namespace {

namespace fs = std::filesystem;
using mailers::Mailer;
using Sent = mailers::Mailer::Sent;

class Maildir : public testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = fs::temp_directory_path() / "gatehouse_maildir_XXXXXX";
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        directory = pattern;
    }
    void TearDown() override { fs::remove_all(directory); }

    std::unique_ptr<Mailer> open() const {
        return mailers::open_mailer("maildir:" + (directory / "mail").string());
    }
    std::vector<fs::path> files(const std::string& part) const {
        std::vector<fs::path> found;
        for (const auto& entry : fs::directory_iterator(directory / "mail" / part))
            found.push_back(entry.path());
        return found;
    }
    static std::string read(const fs::path& path) {
        std::ifstream file(path, std::ios::binary);
        std::ostringstream text;
        text << file.rdbuf();
        return text.str();
    }
    static mailers::Letter letter(const std::string& id) {
        auto letter = specimen::letter();
        letter.id = id;
        return letter;
    }

    fs::path directory;
};

TEST_F(Maildir, HoldsTheLetterUnderItsIdForTheOwnerAlone) {
    EXPECT_EQ(open()->send(letter("ltr_1")), Sent::sent);
    ASSERT_EQ(files("new").size(), 1U);
    const auto path = files("new")[0];
    EXPECT_EQ(path.filename(), "ltr_1");
    EXPECT_EQ(read(path), to_mime(letter("ltr_1")));
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(fs::status(path.parent_path()).permissions(), fs::perms::owner_all);
    EXPECT_TRUE(files("tmp").empty());
}

TEST_F(Maildir, ASecondDeliveryIsAlreadyThereEvenAfterItWasRead) {
    const auto mailer = open();
    EXPECT_EQ(mailer->send(letter("ltr_1")), Sent::sent);
    EXPECT_EQ(mailer->send(letter("ltr_1")), Sent::already_there);
    fs::rename(directory / "mail/new/ltr_1", directory / "mail/cur/ltr_1:2,S");
    EXPECT_EQ(mailer->send(letter("ltr_1")), Sent::already_there);
    EXPECT_EQ(open()->send(letter("ltr_1")), Sent::already_there);
    for (const auto* other : {"ltr_12", "ltr_"})
        EXPECT_EQ(mailer->send(letter(other)), Sent::sent);  // not its beginning
    EXPECT_EQ(files("new").size(), 2U);
    EXPECT_EQ(files("cur").size(), 1U);
}

TEST_F(Maildir, OfTwentyDeliveriesAtOnceOneIsSent) {
    const auto mailer = open();
    std::atomic<int> sent{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 20; ++i)
        threads.emplace_back([&] { sent += mailer->send(letter("ltr_1")) == Sent::sent ? 1 : 0; });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(sent, 1);
    EXPECT_EQ(files("new").size(), 1U);
    EXPECT_TRUE(files("tmp").empty());
}

/// The sender is killed at any moment, between tmp and new too; whoever comes after it delivers each letter
/// once and whole.
TEST_F(Maildir, AfterKillsEveryLetterIsThereOnceAndWhole) {
    constexpr int letters = 40;
    for (int kill_after = 1; kill_after <= 10; ++kill_after) {
        const auto child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            const auto mailer = open();
            for (int i = 0;; ++i) mailer->send(letter("ltr_" + std::to_string(i % letters)));
        }
        ::usleep(static_cast<useconds_t>(3000 * kill_after));
        ::kill(child, SIGKILL);
        ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    }
    const auto mailer = open();
    for (int i = 0; i < letters; ++i) mailer->send(letter("ltr_" + std::to_string(i)));
    EXPECT_EQ(files("new").size(), static_cast<std::size_t>(letters));
    for (int i = 0; i < letters; ++i) {
        const auto id = "ltr_" + std::to_string(i);
        EXPECT_EQ(read(directory / "mail/new" / id), to_mime(letter(id)));
    }
}

TEST_F(Maildir, ADraftOfADeadSenderDoesNotHinderAndIsSweptWhenOld) {
    open();
    const auto fresh = directory / "mail/tmp/ltr_1.77.1", old = directory / "mail/tmp/ltr_0.77.1";
    std::ofstream(fresh) << "half a let";
    std::ofstream(old) << "half a let";
    fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(37));
    EXPECT_EQ(open()->send(letter("ltr_1")), Sent::sent);
    EXPECT_EQ(read(directory / "mail/new/ltr_1"), to_mime(letter("ltr_1")));
    EXPECT_EQ(files("tmp"), std::vector{fresh});
}

TEST_F(Maildir, ALetterThatCannotBeWrittenMayBeTriedAgain) {
    const auto mailer = open();
    fs::remove_all(directory / "mail/tmp");
    try {
        mailer->send(letter("ltr_1"));
        ADD_FAILURE() << "it was sent";
    } catch (const domain::Error& error) {
        EXPECT_EQ(error.fault(), domain::Fault::unavailable);
    }
    fs::create_directory(directory / "mail/tmp");
    EXPECT_EQ(mailer->send(letter("ltr_1")), Sent::sent);
    EXPECT_THROW(mailers::open_mailer("maildir:"), domain::Error);
    EXPECT_THROW(mailers::open_mailer("maildir:/dev/null/mail"), domain::Error);
}

}  // namespace
