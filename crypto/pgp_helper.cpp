// The helper process: the only place where gpg meets a customer's message, through GPGME. One message, then
// it ends.
#include <gpgme.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <clocale>
#include <csignal>
#include <memory>
#include <new>

#include "crypto/openpgp.h"
#include "crypto/packets.h"
#include "crypto/pgp_answer.h"
#include "crypto/pgp_content.h"

namespace crypto {

namespace {

using domain::Reason;
using Verdict = PgpAnswer::Verdict;

PgpAnswer trouble(std::string what) {
    return {.verdict = Verdict::trouble, .text = std::move(what)};
}
PgpAnswer refused(Reason reason) {
    return {.verdict = Verdict::refused, .reason = reason};
}
PgpAnswer doubtful(Reason reason) {
    return {.verdict = Verdict::doubtful, .reason = reason};
}

/// Holds what gpg writes until the final result is known (P1, P2: gpg delivers first and complains later).
struct Quarantine {
    std::size_t limit;
    Bytes bytes;
    bool overflowed = false;

    static ssize_t write(void* handle, const void* from, std::size_t size) noexcept {
        auto& self = *static_cast<Quarantine*>(handle);
        const auto* begin = static_cast<const std::uint8_t*>(from);
        self.overflowed = self.overflowed || size > self.limit - self.bytes.size();
        if (self.overflowed) {
            errno = EFBIG;
            return -1;
        }
        try {
            self.bytes.insert(self.bytes.end(), begin, begin + size);
        } catch (const std::bad_alloc&) {
            errno = ENOMEM;
            return -1;
        }
        return static_cast<ssize_t>(size);
    }
};

/// gpg's status lines on the way (doc/DETAILS of GnuPG). No single one of them is a verdict.
struct Progress {
    bool has_session_key = false;  // the agent has done its part

    static gpgme_error_t note(void* self, const char* keyword, const char*) noexcept {
        if (std::string_view(keyword) == "DECRYPTION_INFO")
            static_cast<Progress*>(self)->has_session_key = true;
        return 0;
    }
};

struct Release {
    void operator()(gpgme_ctx_t context) const { gpgme_release(context); }
    void operator()(gpgme_data_t buffer) const { gpgme_data_release(buffer); }
};
using Context = std::unique_ptr<std::remove_pointer_t<gpgme_ctx_t>, Release>;
using Buffer = std::unique_ptr<std::remove_pointer_t<gpgme_data_t>, Release>;

Context new_context(const char* home) {
    gpgme_ctx_t raw = nullptr;
    if (gpgme_new(&raw) != 0) return nullptr;
    Context context(raw);
    if (gpgme_set_protocol(raw, GPGME_PROTOCOL_OpenPGP) != 0 ||
        gpgme_ctx_set_engine_info(raw, GPGME_PROTOCOL_OpenPGP, nullptr, home) != 0 ||
        gpgme_set_pinentry_mode(raw, GPGME_PINENTRY_MODE_ERROR) !=
            0)  // nobody is asked for a passphrase (P11)
        return nullptr;
    gpgme_set_offline(raw, 1);
    gpgme_set_ctx_flag(raw, "auto-key-retrieve", "0");
    gpgme_set_ctx_flag(raw, "no-symkey-cache", "1");
    return context;
}

/// The default of 512 bytes makes large messages three times slower.
void use_large_pieces(gpgme_data_t buffer) {
    gpgme_data_set_flag(buffer, "io-buffer-size", "1048576");
}

bool is_ours(gpgme_error_t error) {
    const auto code = gpgme_err_code(error);
    return gpgme_err_code_to_errno(code) != 0 || code == GPG_ERR_NO_AGENT || code == GPG_ERR_AGENT ||
           code == GPG_ERR_NO_PIN_ENTRY || code == GPG_ERR_BAD_PASSPHRASE || code == GPG_ERR_INV_ENGINE;
}

/// True when the home holds a secret key with one of these ids.
bool is_for_us(gpgme_ctx_t context, const std::vector<std::string>& recipients) {
    bool found = false;
    if (gpgme_op_keylist_start(context, nullptr, 1) != 0) return false;
    for (gpgme_key_t key = nullptr; gpgme_op_keylist_next(context, &key) == 0; gpgme_key_unref(key))
        for (auto* part = key->subkeys; part != nullptr; part = part->next)
            found = found || (part->secret && std::find(recipients.begin(), recipients.end(), part->keyid) !=
                                                  recipients.end());
    return found;
}

bool has_hidden(const std::vector<std::string>& recipients) {
    return std::find(recipients.begin(), recipients.end(), std::string(16, '0')) != recipients.end();
}

PgpAnswer deliver(Bytes packets, std::size_t limit) {
    auto content = open_content(std::move(packets), limit);
    if (content.refused) return refused(*content.refused);
    return {
        .verdict = Verdict::plain, .text = std::move(content.file_name), .plain = std::move(content.plain)};
}

/// Without a session key: the message is for another key, or damaged, or our agent is not well.
PgpAnswer explain_failure(gpgme_ctx_t context, gpgme_error_t error,
                          const std::vector<std::string>& recipients) {
    if (is_ours(error)) return trouble(std::string("gpg: ") + gpgme_strerror(error));
    if (is_for_us(context, recipients)) return doubtful(Reason::pgp_broken);
    const bool may_be_ours = has_hidden(recipients) && gpgme_err_code(error) != GPG_ERR_NO_SECKEY;
    return doubtful(may_be_ours ? Reason::pgp_broken : Reason::pgp_wrong_key);
}

PgpAnswer open_message(const char* home, std::size_t limit, const PgpMessage& message) {
    if (gpgme_check_version(GPGME_VERSION) == nullptr)
        return trouble("gpgme is older than the one this was built with");
    const auto context = new_context(home);
    if (!context) return trouble("gpgme finds no gpg");
    Progress progress;
    gpgme_set_ctx_flag(context.get(), "full-status", "1");
    gpgme_set_status_cb(context.get(), Progress::note, &progress);

    const auto& packets = message.packets;
    Quarantine quarantine{.limit = packets.size(), .bytes = {}};  // decryption alone makes nothing larger
    gpgme_data_cbs callbacks{
        .read = nullptr, .write = Quarantine::write, .seek = nullptr, .release = nullptr};
    gpgme_data_t in = nullptr, out = nullptr;
    const auto in_error =
        gpgme_data_new_from_mem(&in, reinterpret_cast<const char*>(packets.data()), packets.size(), 0);
    const Buffer cipher(in);
    const auto out_error = gpgme_data_new_from_cbs(&out, &callbacks, &quarantine);
    const Buffer plain(out);
    if (in_error != 0 || out_error != 0) return trouble("no memory for a message");
    use_large_pieces(in);
    use_large_pieces(out);
    const auto error = gpgme_op_decrypt_ext(context.get(), GPGME_DECRYPT_UNWRAP, in, out);
    gpgme_set_status_cb(context.get(), nullptr, nullptr);

    if (error == 0 && progress.has_session_key) return deliver(std::move(quarantine.bytes), limit);
    if (progress.has_session_key && !is_ours(error)) return refused(Reason::pgp_broken);  // its own fault
    return explain_failure(context.get(), error, message.recipients);
}

Bytes read_all(int fd) {
    Bytes bytes;
    std::array<std::uint8_t, 65536> room;
    for (;;) {
        const auto size = ::read(fd, room.data(), room.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return bytes;
        bytes.insert(bytes.end(), room.begin(), room.begin() + size);
    }
}

bool write_all(int fd, ByteView bytes) {
    while (!bytes.empty()) {
        const auto size = ::write(fd, bytes.data(), bytes.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(size));
    }
    return true;
}

/// GPGME lets go of the gpg it started; as their subreaper we see them off, so that none becomes a zombie of
/// a container's init.
void reap_all() {
    for (int waited = 0; waited < 500; ++waited) {
        const auto reaped = ::waitpid(-1, nullptr, WNOHANG);
        if (reaped < 0) return;
        if (reaped == 0) ::usleep(1000);
    }
}

PgpAnswer answer_to(const char* home, std::size_t limit, ByteView message) try {
    const auto scanned = scan_message(message);
    return scanned.refused ? refused(*scanned.refused) : open_message(home, limit, scanned);
} catch (const std::bad_alloc&) {
    return trouble("no memory for a message");
}

}  // namespace

int pgp_helper(int argc, char** argv) {
    constexpr int usage = 64;  // sysexits.h
    if (argc != 4) return usage;
    const std::string_view limit_text = argv[3];
    std::size_t limit = 0;
    if (std::from_chars(limit_text.data(), limit_text.data() + limit_text.size(), limit).ptr !=
        limit_text.end())
        return usage;

    std::setlocale(LC_ALL, "C");
    std::signal(SIGPIPE, SIG_IGN);  // gpg may leave before it has read everything
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    const auto answer = encode(answer_to(argv[2], limit, read_all(STDIN_FILENO)));
    reap_all();
    return write_all(STDOUT_FILENO, answer) ? 0 : 1;
}

}  // namespace crypto
