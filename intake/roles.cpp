#include "intake/roles.h"

#include <arpa/inet.h>
#include <grp.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "crypto/keyring.h"
#include "domain/error.h"
#include "imaging/eye.h"
#include "imaging/spawn.h"
#include "intake/api.h"
#include "intake/courier.h"
#include "intake/customer.h"
#include "intake/examiner.h"
#include "intake/log.h"
#include "intake/pages.h"
#include "intake/staff.h"
#include "intake/sweep.h"

namespace intake {
namespace {

using domain::Error;
using domain::Fault;
using namespace std::chrono_literals;

constexpr auto idle_pause = 100ms;

sigset_t ending_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    return set;
}

/// Waits at most that long; true when the process is asked to end.
bool asked_to_end(std::chrono::milliseconds wait) {
    const auto set = ending_signals();
    const timespec span{.tv_sec = wait.count() / 1000, .tv_nsec = (wait.count() % 1000) * 1'000'000};
    return sigtimedwait(&set, nullptr, &span) > 0;
}

/// Group first, then user, then never back.
void become(const RoleUser& user) {
    umask(0007);
    if (geteuid() != 0 || user.uid == 0) return;
    const gid_t group = user.gid ? user.gid : user.uid;
    if (setgroups(1, &group) != 0 || setresgid(group, group, group) != 0 ||
        setresuid(user.uid, user.uid, user.uid) != 0)
        throw Error(Fault::unavailable, "cannot become the role's user: check [users] of the configuration");
}

void begin(const Config& config, const std::string& role) {
    set_log_role(role);
    const auto user = config.users.find(role);
    become(user == config.users.end() ? RoleUser{} : user->second);
    // Changing the user clears the death signal that `up` set: ask for it again, and see that `up` is still
    // there.
    if (const char* supervisor = getenv("GATEHOUSE_SUPERVISOR")) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != std::atoi(supervisor)) throw Error(Fault::unavailable, "the supervisor is gone");
        unsetenv("GATEHOUSE_SUPERVISOR");
    }
    log("started", {{"pid", std::to_string(getpid())}, {"uid", std::to_string(geteuid())}});
}

/// What every role opens.
struct Installation {
    explicit Installation(const Config& config)
        : ledger(config.ledger),
          vault(storage::open_vault(config.vault)),
          cases(config, ledger, *vault, crypto::load_kek(config.keys)) {}
    storage::Ledger ledger;
    std::unique_ptr<storage::Vault> vault;
    Cases cases;
};

void add_health_routes(Server& server, Installation& house) {
    server.route("GET", "/livez", [](Request&) {
        return Response{.status = 200, .content_type = "text/plain", .body = "ok\n", .headers = {}};
    });
    server.route("GET", "/readyz", [&house](Request&) {
        const Json body{{"ledger", house.ledger.head() >= 0},
                        {"waiting_examinations", house.ledger.waiting(std::string(examination_step))},
                        {"waiting_letters", house.ledger.waiting(std::string(letter_step))},
                        {"parked_letters", house.ledger.parked(std::string(letter_step))},
                        {"waiting_webhooks", house.ledger.waiting(std::string(webhook_step))},
                        {"parked_webhooks", house.ledger.parked(std::string(webhook_step))}};
        return json_response(200, body.dump());
    });
}

/// One eye's loop: a file after the other until asked to end.
void examine_until(const std::atomic<bool>& ending, Cases& cases, const Config& config,
                   const crypto::IntakeKeyPair& keys, int number) {
    imaging::Eye eye(
        {.program = "/proc/self/exe", .languages = config.ocr_languages, .limits = config.limits});
    Examiner examiner(cases, keys, eye, "examine-" + std::to_string(getpid()) + "-" + std::to_string(number));
    while (!ending) {
        try {
            if (!examiner.examine_next()) std::this_thread::sleep_for(idle_pause);
        } catch (const std::exception& error) {
            log("round_failed", {{"why", error.what()}});
            std::this_thread::sleep_for(1s);
        }
    }
}

pid_t start_role(const std::string& role, const Config& config) {
    const auto file = config.file.string(), supervisor = std::to_string(getpid());
    const pid_t pid = fork();
    if (pid < 0) throw Error(Fault::unavailable, "cannot start a process");
    if (pid > 0) return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setenv("GATEHOUSE_SUPERVISOR", supervisor.c_str(), 1);
    execl("/proc/self/exe", "gatehouse", role.c_str(), "--config", file.c_str(), nullptr);
    _exit(127);
}

/// True when something listens where `serve` will.
bool answers(const std::string& listen) {
    if (listen.starts_with("unix:")) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        listen.copy(address.sun_path, sizeof address.sun_path - 1, 5);
        const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const bool open = connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
        close(socket);
        return open;
    }
    const auto colon = listen.rfind(':');
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(listen.substr(colon + 1))));
    if (inet_pton(AF_INET, listen.substr(0, colon).c_str(), &address.sin_addr) != 1)
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool open = connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    close(socket);
    return open;
}

}  // namespace

void hold_signals() {
    const auto set = ending_signals();
    sigprocmask(SIG_BLOCK, &set, nullptr);
    signal(SIGPIPE, SIG_IGN);
}

int serve(const Config& config) {
    Server server(
        {.listen = config.listen, .threads = config.threads, .trusted_proxy = config.trusted_proxy});
    begin(config, "serve");
    Installation house(config);
    server.explain(explain);
    add_health_routes(server, house);
    add_api_routes(server, house.cases);
    add_customer_routes(server, house.cases, crypto::load_intake_public_key(config.keys));
    add_staff_routes(server, house.cases);
    add_asset_routes(server);
    server.start();
    log("listening", {{"on", config.listen}});
    while (!asked_to_end(1h)) {
    }
    server.stop();
    log("ended");
    return 0;
}

int examine(const Config& config) {
    begin(config, "examine");
    Installation house(config);
    const auto keys = crypto::load_intake_key_pair(config.keys);
    std::atomic<bool> ending = false;
    std::atomic<bool> failed = false;
    std::vector<std::thread> eyes;
    for (int i = 0; i < config.eyes; ++i)
        eyes.emplace_back([&, i] {
            try {
                examine_until(ending, house.cases, config, keys, i);
            } catch (const std::exception& error) {
                log("eye_failed", {{"why", error.what()}});
                failed = true;
            }
        });
    sweep(house.cases, /*may_destroy_originals=*/true);
    while (!failed && !asked_to_end(200ms)) {
    }
    ending = true;
    for (auto& eye : eyes) eye.join();
    for (const auto& entity : config.entities) crypto::stop_agent(config.gnupg_home(entity.id));
    log("ended");
    return failed ? 1 : 0;
}

int courier(const Config& config) {
    begin(config, "courier");
    Installation house(config);
    const auto mailer =
        mailers::open_mailer(config.mail, {.user = config.mail_user,
                                           .password = config.mail_password,
                                           .require_tls = !config.mail.starts_with("smtp://127.0.0.1"),
                                           .authorities = {},
                                           .seconds = 30});
    Courier courier(house.cases, *mailer);
    for (auto pause = 0ms; !asked_to_end(pause);) {
        try {
            pause = courier.round() ? 0ms : idle_pause;
        } catch (const std::exception& error) {
            log("round_failed", {{"why", error.what()}});
            pause = 1s;
        }
    }
    log("ended");
    return 0;
}

int up(const Config& config, const std::function<void()>& ready) {
    set_log_role("up");
    imaging::adopt_orphans();  // whoever kills a role leaves nothing of its sandboxes
    std::map<pid_t, std::string> roles;
    for (const std::string role : {"serve", "examine", "courier"}) roles[start_role(role, config)] = role;
    int fast_ends = 0;
    bool told = false;
    auto last_start = std::chrono::steady_clock::now();
    while (!asked_to_end(100ms)) {
        if (!told && answers(config.listen)) {
            told = true;
            if (ready) ready();
        }
        if (const int sandboxes = imaging::end_orphans("bwrap"))
            log("orphans_ended", {{"sandboxes", std::to_string(sandboxes)}});
        int status = 0;
        pid_t ended = 0;
        while ((ended = waitpid(-1, &status, WNOHANG)) > 0 && !roles.contains(ended)) {
        }
        if (ended <= 0) continue;
        const auto role = roles[ended];
        roles.erase(ended);
        log("role_ended", {{"name", role}, {"status", std::to_string(status)}});
        // A role that cannot even start will not be better the sixth time: end, so that somebody looks.
        fast_ends =
            std::chrono::steady_clock::now() - last_start < 2s && WIFEXITED(status) ? fast_ends + 1 : 0;
        if (fast_ends >= 5) break;
        if (fast_ends > 0) std::this_thread::sleep_for(500ms);
        last_start = std::chrono::steady_clock::now();
        roles[start_role(role, config)] = role;
    }
    for (const auto& [pid, role] : roles) kill(pid, SIGTERM);
    for (int i = 0; i < 150 && !roles.empty(); ++i) {
        int status = 0;
        while (const pid_t ended = waitpid(-1, &status, WNOHANG)) {
            if (ended < 0) break;
            roles.erase(ended);
        }
        if (!roles.empty()) std::this_thread::sleep_for(100ms);
    }
    for (const auto& [pid, role] : roles) kill(pid, SIGKILL);
    return fast_ends >= 5 ? 1 : 0;
}

}  // namespace intake
