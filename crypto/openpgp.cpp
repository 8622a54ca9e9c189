#include "crypto/openpgp.h"

#include <algorithm>
#include <chrono>
#include <semaphore>
#include <thread>

#include "crypto/child.h"
#include "crypto/packets.h"
#include "crypto/pgp_answer.h"
#include "crypto/pgp_home.h"
#include "domain/error.h"

namespace crypto {

namespace {

namespace fs = std::filesystem;
using domain::Error;
using domain::Fault;
using domain::Reason;
using Verdict = PgpAnswer::Verdict;

constexpr int most_at_once = 8;  // helper processes; more only queue up at the agent
constexpr int careful_attempts = 3;

std::counting_semaphore<most_at_once> places(most_at_once);

class Place {
  public:
    Place() { places.acquire(); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() { places.release(); }
};

/// One job: a message, the home that should open it, and the limits.
struct Job {
    const fs::path& program;
    const fs::path& home;
    ByteView message;
    const PgpLimits& limits;
};

/// Enough for the message, its packets, the plaintext in a growing buffer, the answer, and gpg's own needs.
std::size_t memory_for(const Job& job) {
    return (512u << 20) + 3 * job.message.size() + 4 * job.limits.output_bytes;
}

/// What the helper says; `silent` when it did not say anything that can be believed.
struct Heard {
    PgpAnswer answer;
    bool silent = false, too_slow = false;
};

Heard ask(const Job& job) {
    const Place place;
    const ChildLimits limits{.wall = std::chrono::seconds(job.limits.seconds),
                             .output = job.limits.output_bytes + pgp_frame_overhead,
                             .memory = memory_for(job),
                             .cpu_seconds = static_cast<std::size_t>(job.limits.seconds) + 1,
                             .file_bytes = 1u << 20,
                             .open_files = 64};
    const auto end =
        run_child({job.program.string(), "pgp", job.home.string(), std::to_string(job.limits.output_bytes)},
                  job.message, limits);
    auto answer = end.succeeded() ? decode_answer(end.output, job.limits.output_bytes) : std::nullopt;
    if (!answer) return {.answer = {}, .silent = true, .too_slow = end.how == ChildEnd::How::overran};
    return {.answer = std::move(*answer)};
}

bool is_final(const Heard& heard) {
    return !heard.silent &&
           (heard.answer.verdict == Verdict::plain || heard.answer.verdict == Verdict::refused);
}

Decrypted blame(Reason reason) {
    return {.plain = std::nullopt, .reason = reason, .file_name = {}};
}

Decrypted deliver(PgpAnswer answer) {
    if (answer.verdict != Verdict::plain) return blame(answer.reason);
    return {.plain = std::move(answer.plain), .reason = std::nullopt, .file_name = std::move(answer.text)};
}

/// A message of our own, to our own key, must go the whole way through.
void require_control_message(const Job& job) {
    const auto expected = domain::bytes_of("Gatehouse control message\n");
    const auto message = encrypt_to_self(job.home, expected);
    const PgpLimits limits{.output_bytes = 4096, .seconds = job.limits.seconds};
    const auto heard = ask({job.program, job.home, message, limits});
    if (heard.silent || heard.answer.verdict != Verdict::plain ||
        !std::ranges::equal(heard.answer.plain, expected))
        throw Error(Fault::unavailable,
                    "OpenPGP does not work in " + job.home.string() + ": " +
                        (heard.answer.text.empty() ? "a message of our own does not open either"
                                                   : heard.answer.text));
}

bool is_transient(const Heard& heard) {
    return heard.silent || heard.answer.verdict == Verdict::trouble;
}

/// P20: a dead, starved or just restarted agent makes gpg say the same as a message to somebody else's key.
/// The message is blamed only when it failed between two sightings of one and the same agent, which opened a
/// message of ours meanwhile, and did so twice: an agent that is overrun may fail one message and open the
/// next. What may have been a passing trouble is blamed only at the last attempt. nullopt: try again.
std::optional<Decrypted> try_carefully(const Job& job, int attempt) {
    const auto agent = wake_agent(job.home);
    auto heard = ask(job);
    if (is_final(heard)) return deliver(std::move(heard.answer));
    require_control_message(job);
    const int enough = is_transient(heard) ? careful_attempts : 2;
    if (wake_agent(job.home) != agent || attempt < enough) return std::nullopt;
    return blame(is_transient(heard) ? Reason::pgp_broken : heard.answer.reason);
}

Decrypted decrypt_carefully(const Job& job) {
    std::string why = "gpg-agent does not stay up in " + job.home.string();
    for (int attempt = 1; attempt <= careful_attempts; ++attempt) {
        try {
            if (auto decrypted = try_carefully(job, attempt)) return std::move(*decrypted);
        } catch (const Error& error) {
            why = error.what();
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50 * attempt));
    }
    throw Error(Fault::unavailable, why);
}

/// The whole time went by. A second wait would tell nothing new: if we are well, it was the message.
Decrypted explain_slowness(const Job& job) {
    wake_agent(job.home);
    require_control_message(job);
    return blame(Reason::pgp_broken);
}

}  // namespace

bool looks_like_openpgp(ByteView bytes) {
    return starts_openpgp_message(bytes);
}

Decrypted decrypt(const fs::path& program, const fs::path& home, ByteView message, const PgpLimits& limits) {
    prepare_home(home);
    const Job job{program, home, message, limits};
    auto heard = ask(job);
    if (is_final(heard)) return deliver(std::move(heard.answer));
    return heard.too_slow ? explain_slowness(job) : decrypt_carefully(job);
}

}  // namespace crypto
