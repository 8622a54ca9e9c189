// P21: public vectors of other implementations, read from GATEHOUSE_VECTORS; each file goes through the
// helper process.
#include <chrono>
#include <map>
#include <thread>

#include "crypto/pgp_answer.h"
#include "tests/crypto/pgp_fixture.h"

namespace {

namespace fs = std::filesystem;

/// What must come out, by path below `openpgp/`: the number of bytes of plaintext, or a reason. Files that
/// are not named here must be refused.
const std::map<std::string, std::size_t> plain_sizes{
    {"rnp/test_messages/data.enc.small-rsa", 5},
    {"rnp/test_messages/message-encrypted-rsas.txt.pgp", 6},
    {"rnp/test_messages/message.txt.enc-3key-2p", 140},
    {"rnp/test_messages/message.txt.enc-hidden-1", 140},  // P12
    {"rnp/test_messages/message.txt.enc-hidden-2", 140},
    {"rnp/test_messages/message.txt.enc-malf-1", 140},  // odd session key packets around a sound message
    {"rnp/test_messages/message.txt.enc-malf-2", 140},
    {"rnp/test_messages/message.txt.enc-malf-3", 140},
    {"rnp/test_messages/message.txt.enc-malf-5", 140},
    {"rnp/test_messages/message.txt.enc-mdc", 140},
    {"rnp/test_messages/message.txt.encrypted", 140},
    {"rnp/test_messages/message.txt.marker.asc", 140},
    {"rnp/test_messages/message_mdc_8k_1.pgp", 130'924},
    {"rpgp/gnupg/msg_to_bob.asc", 4},
    {"rpgp/gnupg/msg_to_bob_multi_chunk.asc", 300},
    {"rpgp/message_future_signature.asc", 26},
    {"rpgp/openpgp-interop/testcases/messages/camellia256-001.asc", 14},
    {"rpgp/rfc9580/v4-ed25519-x25519/enc-seipdv2.msg", 12},  // P13: readable in spite of its name
    {"rpgp/sigs/unknown_hash.sig.asc", 26},
    {"rpgp/unit-tests/padding/msg-long-padding.pgp", 6},
    {"rpgp/unit-tests/padding/rpgp-0-10.enc.asc", 11},
    {"rpgp/unit-tests/padding/rpgp-current.enc.asc", 11},
    {"rpgp/wildcard.msg", 14}};

const std::map<std::string, Reason> reasons{
    {"rnp/test_messages/message.txt.enc-aead-eax-malf", Reason::pgp_broken},  // P5
    {"rnp/test_messages/message.txt.enc-sm2", Reason::pgp_wrong_key},
    {"rnp/test_messages/message.txt.enc-eg-bad2", Reason::pgp_wrong_key},
    {"rnp/test_messages/message.enc-password", Reason::pgp_password},  // P11
    {"rnp/test_messages/message.txt.signed", Reason::pgp_unencrypted_inner},
    {"rnp/test_messages/message.txt.signed-expired-key", Reason::pgp_unencrypted_inner},  // P14
    {"rnp/test_messages/message.txt.cleartext-signed", Reason::pgp_unencrypted_inner},
    {"rnp/test_messages/message.zlib-quine", Reason::pgp_unencrypted_inner},  // P8
    {"rnp/test_messages/key-rsas-rsae.asc", Reason::pgp_broken},
    {"rpgp/quine.out", Reason::pgp_unencrypted_inner},
    {"rpgp/literal_eating_mdc.asc", Reason::pgp_broken},  // P7
    {"rpgp/two_literals_first_compressed_two_times.asc", Reason::pgp_broken},
    {"rpgp/partial_invalid_short_last.asc", Reason::pgp_broken},
    {"rpgp/partial_invalid_two_fixed_empty.asc", Reason::pgp_broken},
    {"rpgp/binary_password.pgp", Reason::pgp_password},
    {"rpgp/unit-tests/aead/ocb.msg", Reason::pgp_password},
    {"rpgp/message_pqc.asc", Reason::pgp_newer_format},
    {"rpgp/rfc9580/v4-nistp/enc-seipdv2.msg", Reason::pgp_newer_format},  // P13
    {"rpgp/rfc9580/v6-rsa/enc-seipdv2.msg", Reason::pgp_newer_format},
    {"rpgp/rfc9580/v6-ed448-x448/enc-seipdv2.msg", Reason::pgp_newer_format},
    {"gnupg/samplemsgs/pqc-sample-2.enc.asc", Reason::pgp_wrong_key}};

/// The vectors' secret keys, their passphrases (`password`) remembered by the agent.
class VectorKeys {
  public:
    explicit VectorKeys(const fs::path& vectors) {
        write_file(home_ / "gpg-agent.conf", bytes("allow-preset-passphrase\ns2k-count 1024\n"));
        crypto::make_entity_key(home_.path(), "Own <own@nl.example>");
        for (const auto& entry : fs::recursive_directory_iterator(vectors))
            if (entry.is_regular_file() && holds_secret_key(entry.path()))
                home_.gpg("--passphrase password --import", read_file(entry.path()), true);
        std::string commands;
        const auto listing = home_.gpg("--with-colons --with-keygrip --list-secret-keys");
        const std::string text(listing.begin(), listing.end());
        for (auto at = text.find("grp:::::::::"); at != std::string::npos;
             at = text.find("grp:::::::::", at + 1))
            commands += "PRESET_PASSPHRASE " + text.substr(at + 12, 40) + " -1 70617373776F7264\n";
        write_file(home_ / "commands", bytes(commands));
        std::system(("gpg-connect-agent --homedir " + home_.path().string() + " < " +
                     (home_ / "commands").string() + " > /dev/null 2>&1")
                        .c_str());
    }
    const GnupgHome& home() const { return home_; }

  private:
    static bool holds_secret_key(const fs::path& path) {
        if (path.filename().string().starts_with("secring")) return true;
        return fs::file_size(path) < 100'000 &&
               GnupgHome::text_of_file(path).find("BEGIN PGP PRIVATE KEY BLOCK") != std::string::npos;
    }
    GnupgHome home_;
};

TEST(OpenPgpVectors, NoFileCrashesOrHangsAndEachGetsItsVerdict_P21) {
    const char* folder = std::getenv("GATEHOUSE_VECTORS");
    if (folder == nullptr) GTEST_SKIP() << "GATEHOUSE_VECTORS is not set: the OpenPGP vectors were NOT run";
    const auto vectors = fs::path(folder) / "openpgp";
    const VectorKeys keys(vectors);
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(vectors))
        if (entry.is_regular_file()) files.push_back(entry.path());
    ASSERT_GT(files.size(), 100u);

    std::atomic<std::size_t> plain{0}, named{0};
    for_each_in_parallel(static_cast<int>(files.size()), 4, [&](int i) {
        const auto& file = files[static_cast<std::size_t>(i)];
        const auto name = fs::relative(file, vectors).string();
        const auto out = keys.home() / ("out" + std::to_string(i));
        const auto ask = [&] {
            const auto begin = std::chrono::steady_clock::now();
            const int status = std::system(("timeout -s KILL 30 '" + this_program().string() + "' pgp " +
                                            keys.home().path().string() + " 52428800 < '" + file.string() +
                                            "' > " + out.string())
                                               .c_str());
            EXPECT_EQ(status, 0) << name;
            EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20))
                << name;  // 5 s on a machine of its own
            return crypto::decode_answer(read_file(out), 52'428'800);
        };
        auto answer = ask();
        // Four at once may overrun the agent: what is in doubt is asked again after a while, twice, and what
        // may be our own trouble three times, as the service does.
        using Verdict = crypto::PgpAnswer::Verdict;
        for (int again = 1; answer && ((answer->verdict == Verdict::doubtful && again <= 2) ||
                                       (answer->verdict == Verdict::trouble && again <= 3));
             ++again) {
            std::this_thread::sleep_for(std::chrono::milliseconds(50 * again));
            answer = ask();
        }
        ASSERT_TRUE(answer) << name;
        const auto size = plain_sizes.find(name);
        const auto reason = reasons.find(name);
        named += size != plain_sizes.end() || reason != reasons.end();
        if (answer->verdict == crypto::PgpAnswer::Verdict::plain) {
            ++plain;
            EXPECT_TRUE(size != plain_sizes.end() && size->second == answer->plain.size())
                << name << ": " << answer->plain.size() << " bytes";
        } else {
            EXPECT_EQ(size, plain_sizes.end())
                << name << ": " << domain::code_of(answer->reason) << " " << answer->text;
            EXPECT_TRUE(answer->plain.empty()) << name;
            if (reason != reasons.end()) {
                EXPECT_EQ(answer->reason, reason->second) << name << ": " << domain::code_of(answer->reason);
            }
        }
    });
    EXPECT_EQ(plain, plain_sizes.size());
    EXPECT_EQ(named, plain_sizes.size() + reasons.size());
}

}  // namespace
