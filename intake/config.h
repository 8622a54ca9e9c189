#pragma once
// The configuration: one TOML file, unknown keys are errors, every complaint names file, line and remedy.
#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "domain/policy.h"
#include "imaging/limits.h"
#include "mailers/letter.h"
#include "mailers/webhook.h"

namespace intake {

struct Entity {
    std::string id;         // `nl.example`
    std::string name;       // legal name
    mailers::Mailbox from;  // the only address letters of this entity leave from (V6)
    std::vector<std::string> languages{"en", "nl"};
};

struct Analyst {
    std::string name, password_hash;  // Argon2id, `gatehouse hash-password`
};

struct ApiKey {
    std::string name, sha256;  // hex of SHA-256 of the key
};

struct WebhookTarget {
    std::string name;  // stable: deliveries are remembered under it
    mailers::Endpoint endpoint;
};

struct RoleUser {
    unsigned uid = 0, gid = 0;  // used only when started as root; 0: stay
};

struct Config {
    std::filesystem::path file;  // where it was read
    std::string ledger, vault, mail;
    std::string mail_user, mail_password;
    std::filesystem::path keys, gnupg;  // keyring directory; one GNUPGHOME an entity below `gnupg`
    std::string listen = "127.0.0.1:8080";
    std::string public_url = "http://127.0.0.1:8080";  // links are built from this, never from a Host header
    bool trusted_proxy = false;                        // believe X-Forwarded-For of the peer
    int threads = 64;
    int eyes = 2;
    std::string ocr_languages = "Latin";
    domain::Policy policy;
    imaging::Limits limits;
    std::chrono::hours review_within{24};
    std::chrono::minutes claim_for{15}, session_idle{30};
    std::chrono::hours session_absolute{10};
    std::vector<Entity> entities;
    std::vector<Analyst> analysts;
    std::vector<ApiKey> api_keys;
    std::vector<WebhookTarget> webhooks;
    std::map<std::string, RoleUser> users;  // serve, examine, courier

    const Entity* find_entity(std::string_view id) const;
    std::filesystem::path gnupg_home(std::string_view entity) const;
};

/// Relative paths are taken from the file's directory. Throws domain::Error(invalid) whose text lists every
/// complaint as `FILE:LINE: what is wrong: what to do`, one a line.
Config load_config(const std::filesystem::path& file);

}  // namespace intake
