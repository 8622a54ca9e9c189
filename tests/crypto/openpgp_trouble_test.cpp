// Trouble of ours (hardening P19, P20): parallel work, a dying agent, a helper that hangs, lies or is killed.
// Never the customer's fault.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

#include "tests/crypto/pgp_fixture.h"

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// Living processes (no zombies) of which a word of the command line holds `text`.
std::vector<pid_t> processes_of(const std::string& text, const std::string& but_not = "gpg-agent") {
    std::vector<pid_t> found;
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const auto name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        const auto command = GnupgHome::text_of_file(entry.path() / "cmdline");
        if (command.find(text) != std::string::npos && command.find(but_not) == std::string::npos)
            found.push_back(std::stoi(name));
    }
    return found;
}

template <class Condition>
bool comes_true(Condition condition, std::chrono::seconds within) {
    for (const auto end = std::chrono::steady_clock::now() + within; std::chrono::steady_clock::now() < end;
         std::this_thread::sleep_for(20ms))
        if (condition()) return true;
    return condition();
}

pid_t agent_of(const fs::path& home) {
    const auto answer = home / "agent-pid";
    const auto command = "gpg-connect-agent --no-autostart --homedir " + home.string() +
                         " 'GETINFO pid' /bye > " + answer.string() + " 2>/dev/null";
    if (std::system(command.c_str()) != 0) return 0;
    const auto text = GnupgHome::text_of_file(answer);
    return text.starts_with("D ") ? std::stoi(text.substr(2)) : 0;
}

void kill_agent(const fs::path& home) {
    if (const auto agent = agent_of(home); agent > 0) ::kill(agent, SIGKILL);
}

/// The fault of the Error that decrypting throws; nullopt when it throws none.
std::optional<domain::Fault> fault_of_opening(const fs::path& program, const fs::path& home, ByteView message,
                                              const PgpLimits& limits = {}) try {
    crypto::decrypt(program, home, message, limits);
    return std::nullopt;
} catch (const domain::Error& error) {
    return error.fault();
}

void write_program(const fs::path& path, const std::string& script) {
    write_file(path, bytes("#!/bin/sh\n" + script));
    fs::permissions(path, fs::perms::owner_all);
}

class TroubledPgp : public WithEntity {};

TEST_F(TroubledPgp, ManyOpenAtOnce_P19) {
    const GnupgHome rsa, customer;
    crypto::make_entity_key(entity().home().path(), "");
    rsa.gpg("--passphrase '' --quick-generate-key 'RSA <rsa@nl.example>' rsa3072 default 1y");
    const auto rsa_key = [&] {
        rsa.gpg("--passphrase '' --quick-add-key " + crypto::load_entity_key(rsa.path()).fingerprint +
                " rsa3072 encrypt 1y");
        return crypto::load_entity_key(rsa.path());
    }();
    customer.gpg("--import", domain::bytes_of(rsa_key.armored));
    const auto plain = noise(20'000);
    const auto to_curve = entity().encrypt(plain),
               to_rsa = customer.gpg("--encrypt --recipient " + rsa_key.fingerprint, plain);
    std::atomic<int> good{0};
    for_each_in_parallel(64, 8, [&](int i) {
        const bool curve = i % 2 == 0;
        const auto decrypted = crypto::decrypt(this_program(), curve ? entity().home().path() : rsa.path(),
                                               curve ? to_curve : to_rsa);
        if (is_plain(decrypted, plain)) ++good;
    });
    EXPECT_EQ(good, 64);
}

TEST_F(TroubledPgp, AnAgentKilledBetweenJobsIsStartedAgain_P20) {
    const auto message = entity().encrypt(noise(100));
    for (int i = 0; i < 3; ++i) {
        kill_agent(entity().home().path());
        EXPECT_TRUE(is_plain(entity().open(message), noise(100)));
    }
    crypto::stop_agent(entity().home().path());
    EXPECT_TRUE(is_plain(entity().open(message), noise(100)));
}

TEST_F(TroubledPgp, AnAgentKilledDuringJobsIsNeverTheCustomersFault_P20) {
    const auto message = entity().encrypt(noise(100));
    std::atomic<bool> ended{false};
    std::atomic<int> plain{0}, retry_later{0};
    {
        std::jthread killer([&] {
            while (!ended) {
                kill_agent(entity().home().path());
                std::this_thread::sleep_for(150ms);
            }
        });
        for_each_in_parallel(40, 4, [&](int) {
            try {
                const auto decrypted = entity().open(message);
                EXPECT_TRUE(is_plain(decrypted, noise(100)));
                ++plain;
            } catch (const domain::Error& error) {
                EXPECT_EQ(error.fault(), domain::Fault::unavailable);
                ++retry_later;
            }
        });
        ended = true;
    }
    RecordProperty("retry_later", retry_later);
    EXPECT_EQ(plain + retry_later, 40);
    EXPECT_GT(plain, 20);
    EXPECT_TRUE(is_plain(entity().open(message), noise(100)));
}

TEST_F(TroubledPgp, ALostSecretKeyIsOurTrouble_P20) {
    const auto message = entity().encrypt(noise(100));
    fs::rename(entity().home() / "private-keys-v1.d", entity().home() / "away");
    crypto::stop_agent(entity().home().path());
    EXPECT_EQ(fault_of_opening(this_program(), entity().home().path(), message), domain::Fault::unavailable);
    fs::remove_all(entity().home() / "private-keys-v1.d");
    fs::rename(entity().home() / "away", entity().home() / "private-keys-v1.d");
    crypto::stop_agent(entity().home().path());
    EXPECT_TRUE(is_plain(entity().open(message), noise(100)));
}

TEST_F(TroubledPgp, AHomeWithTooLongAPathIsOurTrouble_P20) {
    const Throwaway scratch;
    for (std::size_t length : {80u, 120u}) {  // with "/S.gpg-agent": 92, 132
        const auto home = scratch / std::string(length - scratch.path().string().size() - 1, 'x');
        fs::create_directory(home);
        EXPECT_EQ(fault_of_opening(this_program(), home, entity().encrypt(noise(10))),
                  domain::Fault::unavailable);
        try {
            crypto::make_entity_key(home, "Long <l@nl.example>");
            ADD_FAILURE() << "a key was made where no agent can listen";
        } catch (const domain::Error& error) {
            EXPECT_EQ(error.fault(), domain::Fault::unavailable);
        }
    }
}

TEST_F(TroubledPgp, AHomeWithTheLongestAllowedPathWorks_P20) {
    const Throwaway scratch;
    const auto home =
        scratch / std::string(78 - scratch.path().string().size() - 1, 'x');  // with "/S.gpg-agent": 90
    const auto key = crypto::make_entity_key(home, "Long <l@nl.example>");
    entity().customer().gpg("--import", domain::bytes_of(key.armored));
    const auto message = entity().customer().gpg("--encrypt --recipient " + key.fingerprint, noise(10));
    EXPECT_TRUE(is_plain(crypto::decrypt(this_program(), home, message), noise(10)));
    crypto::stop_agent(home);
}

TEST_F(TroubledPgp, AProgramThatIsMissingHangsLiesOrFloodsIsOurTrouble) {
    const Throwaway scratch;
    const auto message = entity().encrypt(noise(100));
    const auto home = entity().home().path();
    const PgpLimits brief{.output_bytes = 1000, .seconds = 1};
    EXPECT_EQ(fault_of_opening(scratch / "absent", home, message, brief), domain::Fault::unavailable);

    write_program(scratch / "hangs", "sleep 600 & exec sleep 600 " + scratch.path().string());
    EXPECT_EQ(fault_of_opening(scratch / "hangs", home, message, brief), domain::Fault::unavailable);
    EXPECT_TRUE(comes_true([&] { return processes_of(scratch.path().string()).empty(); }, 5s));

    write_program(
        scratch / "lies",
        "cat > /dev/null; printf 'GHP1\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\7short'");
    EXPECT_EQ(fault_of_opening(scratch / "lies", home, message, brief), domain::Fault::unavailable);

    write_program(scratch / "floods", "exec cat /dev/zero");
    EXPECT_EQ(fault_of_opening(scratch / "floods", home, message, brief), domain::Fault::unavailable);
}

TEST_F(TroubledPgp, LeavesNoProcessBehind) {
    const auto home = entity().home().path();
    const Bytes zeros(32u << 20);
    entity().open(entity().encrypt(zeros, "--compress-algo zlib"), {.output_bytes = 1000});
    entity().open(entity().encrypt(noise(100)));
    EXPECT_TRUE(comes_true([&] { return processes_of(home.string()).empty(); }, 5s));
}

TEST_F(TroubledPgp, WhenTheParentIsKilledItsJobsEnd) {
    const auto home = entity().home().path();
    const auto message = entity().encrypt(noise(4u << 20), "--compress-level 0");
    for (const auto later : {0ms, 10ms, 30ms, 100ms}) {  // in the helper, in gpg, at the agent
        const pid_t parent = ::fork();
        if (parent == 0)
            for (;;) entity().open(message);
        EXPECT_TRUE(comes_true([&] { return !processes_of(home.string()).empty(); }, 20s));
        std::this_thread::sleep_for(later);
        ::kill(parent, SIGKILL);
        ::waitpid(parent, nullptr, 0);
        EXPECT_TRUE(comes_true([&] { return processes_of(home.string()).empty(); }, 5s))
            << later.count() << " ms";
    }
}

TEST_F(TroubledPgp, AKilledHelperIsTriedAgain_P20) {
    const auto home = entity().home().path();
    const auto plain = noise(8u << 20);
    const auto message = entity().encrypt(plain);
    std::jthread killer([&] {
        if (comes_true([&] { return !processes_of(home.string()).empty(); }, 5s))
            for (auto pid : processes_of(home.string())) ::kill(pid, SIGKILL);
    });
    EXPECT_TRUE(is_plain(entity().open(message), plain));
}

}  // namespace
