// The one binary: roles, commands, and the two internal entries of the sandboxes.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "crypto/keyring.h"
#include "crypto/openpgp.h"
#include "crypto/password.h"
#include "domain/error.h"
#include "imaging/eye.h"
#include "intake/cases.h"
#include "intake/config.h"
#include "intake/demo.h"
#include "intake/look.h"
#include "intake/roles.h"
#include "intake/setup.h"
#include "intake/sweep.h"

namespace {

using namespace intake;

int verify_audit(const Config& config) {
    storage::Ledger ledger(config.ledger);
    const auto audit = ledger.verify();
    if (audit.first_bad) {
        std::cout << "record " << *audit.first_bad << " is not what was written: " << audit.why << "\n";
        return 1;
    }
    std::cout << audit.records << " records, the chain is whole\n";
    return 0;
}

int check_config(const Config& config) {
    std::cout << config.file.string() << ": good. " << config.entities.size() << " entities, "
              << config.analysts.size() << " analysts, " << config.api_keys.size() << " API keys, "
              << config.webhooks.size() << " webhooks\n";
    return 0;
}

int sweep_now(const Config& config) {
    storage::Ledger ledger(config.ledger);
    const auto vault = storage::open_vault(config.vault);
    Cases cases(config, ledger, *vault, crypto::load_kek(config.keys));
    const auto swept = sweep(cases, false);
    std::cout << swept.orphans << " orphans removed, " << swept.missing << " objects missing\n";
    return swept.missing == 0 ? 0 : 1;
}

int hash_password() {
    std::string password;
    if (isatty(STDIN_FILENO)) std::cerr << "password: ";
    std::getline(std::cin, password);
    if (password.size() < 10) {
        std::cerr << "gatehouse: take at least ten characters\n";
        return 1;
    }
    std::cout << crypto::hash_password(password) << "\n";
    return 0;
}

int run(int argc, char** argv) {
    CLI::App app{"Gatehouse: document verification and secure intake"};
    app.require_subcommand(1);
    app.failure_message(CLI::FailureMessage::simple);
    std::filesystem::path file = "/etc/gatehouse/gatehouse.toml";
    std::function<int()> chosen;

    const auto with_config = [&](CLI::App* command, int (*action)(const Config&)) {
        command->add_option("--config", file, "configuration file")->capture_default_str();
        command->callback([&, action] { chosen = [&file, action] { return action(load_config(file)); }; });
    };
    with_config(app.add_subcommand("serve", "HTTP: customers, analysts, order system"), serve);
    with_config(app.add_subcommand("examine", "looks at documents"), examine);
    with_config(app.add_subcommand("courier", "letters, webhooks, onboarding steps"), courier);
    with_config(app.add_subcommand("up", "all three roles on this machine"),
                [](const Config& config) { return up(config); });
    with_config(app.add_subcommand("setup", "makes keys and directories that are missing"),
                [](const Config& config) {
                    set_up(config);
                    return 0;
                });
    with_config(app.add_subcommand("check-config",
                                   "reads the configuration and says what is wrong, by file and line"),
                check_config);
    with_config(app.add_subcommand("sweep", "reconciles vault and ledger"), sweep_now);
    auto* audit = app.add_subcommand("audit", "the audit chain");
    audit->require_subcommand(1);
    with_config(audit->add_subcommand("verify", "walks the chain and names the first bad record"),
                verify_audit);
    app.add_subcommand("hash-password", "reads a password, prints its Argon2id hash")->callback([&] {
        chosen = hash_password;
    });

    LookOptions look_options;
    auto* look_command = app.add_subcommand("look", "examines files and prints what was seen");
    look_command->add_flag("--jsonl", look_options.jsonl, "one line of JSON a file");
    look_command->add_flag("--text", look_options.text, "every line of print that was read, too");
    look_command->add_option("--jobs", look_options.jobs, "eyes at work side by side")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    look_command->add_option("FILE", look_options.files, "files")->required();
    look_command->callback([&] { chosen = [&] { return look(look_options); }; });

    DemoOptions demo_options;
    auto* demo_command = app.add_subcommand("demo", "a whole throw-away installation, with sample orders");
    demo_command->add_option("--directory", demo_options.directory, "where it lives")->required();
    demo_command->add_option("--samples", demo_options.samples, "where the sample documents and orders are")
        ->required();
    demo_command->add_option("--listen", demo_options.listen, "HOST:PORT on loopback")->capture_default_str();
    demo_command->callback([&] { chosen = [&] { return demo(demo_options); }; });

    CLI11_PARSE(app, argc, argv);
    return chosen();
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view entry = argc > 1 ? argv[1] : "";
    // Entries of the sandboxes: they must see an untouched process.
    if (entry == "eye") return imaging::eye_server(argc, argv);
    if (entry == "pgp") return crypto::pgp_helper(argc, argv);
    hold_signals();
    try {
        return run(argc, argv);
    } catch (const domain::Error& error) {
        std::cerr << "gatehouse: " << error.what() << "\n";
        return error.fault() == domain::Fault::invalid ? 2 : 1;
    } catch (const std::exception&) {
        std::cerr << "gatehouse: stopped by an unexpected failure\n";
        return 1;
    }
}
