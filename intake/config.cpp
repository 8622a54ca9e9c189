#include "intake/config.h"

#include <fstream>
#include <set>

// toml++ 3.3 asserts on some malformed keys (`[[[`): without, it reports them like any other error.
#define TOML_ASSERT(expression) static_cast<void>(0)
#include <toml++/toml.h>

#include "domain/error.h"

namespace intake {
namespace {

/// Reads one table key by key, remembers what was asked for, and complains with file and line.
class Reader {
  public:
    Reader(const std::filesystem::path& file, std::vector<std::string>& complaints)
        : file_(file), complaints_(complaints) {}

    void complain(const toml::node* node, const std::string& what) const {
        const auto line = node ? node->source().begin.line : 1u;
        complaints_.push_back(file_.string() + ":" + std::to_string(line) + ": " + what);
    }

    template <typename T>
    void read(const toml::table& table, std::string_view key, T& into, bool required = false) const {
        const auto* node = table.get(key);
        if (!node) {
            if (required) complain(&table, "`" + std::string(key) + "` is missing: add it");
            return;
        }
        if (const auto value = node->value<T>())
            into = *value;
        else
            complain(node,
                     "`" + std::string(key) + "` has the wrong type: see docs/operations.md for its form");
    }

    /// Numbers with a lower and an upper bound.
    template <typename T>
    void read_number(const toml::table& table, std::string_view key, T& into, double low, double high) const {
        const auto* node = table.get(key);
        if (!node) return;
        const auto value = node->value<double>();
        if (!value || *value < low || *value > high)
            complain(node,
                     "`" + std::string(key) + "` must be a number from " + plain(low) + " to " + plain(high));
        else
            into = static_cast<T>(*value);
    }

    void only(const toml::table& table, std::string_view where,
              const std::set<std::string_view>& known) const {
        for (const auto& [key, node] : table)
            if (!known.contains(key.str()))
                complain(&node, "`" + std::string(key.str()) + "` is not a key of " + std::string(where) +
                                    ": check its spelling or remove it");
    }

    const toml::table* table(const toml::table& root, std::string_view key) const {
        const auto* node = root.get(key);
        if (!node) return nullptr;
        if (!node->is_table()) {
            complain(node, "`" + std::string(key) + "` must be a table: write [" + std::string(key) + "]");
            return nullptr;
        }
        return node->as_table();
    }

    template <typename F>
    void each(const toml::table& root, std::string_view key, F&& use) const {
        const auto* node = root.get(key);
        if (!node) return;
        const auto* array = node->as_array();
        if (!array)
            return complain(node, "`" + std::string(key) + "` must be written [[" + std::string(key) + "]]");
        for (const auto& element : *array) {
            if (element.is_table())
                use(*element.as_table());
            else
                complain(&element, "an entry of `" + std::string(key) + "` is not a table");
        }
    }

  private:
    static std::string plain(double value) {
        auto text = std::to_string(value);
        text.erase(text.find_last_not_of('0') + 1);
        if (text.ends_with('.')) text.pop_back();
        return text;
    }
    const std::filesystem::path& file_;
    std::vector<std::string>& complaints_;
};

std::string first_line(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

/// `file:keys/secret` is read from that file, so that secrets stay out of the configuration.
std::string secret(const Reader& reader, const toml::table& table, std::string_view key,
                   const std::filesystem::path& base) {
    std::string value;
    reader.read(table, key, value);
    if (!value.starts_with("file:")) return value;
    const auto line = first_line(base / value.substr(5));
    if (line.empty())
        reader.complain(
            table.get(key),
            "`" + std::string(key) + "` names a file that is empty or cannot be read: " + value.substr(5));
    return line;
}

/// `sqlite:gatehouse.db` → the same with an absolute path.
std::string absolute_url(const std::string& url, const std::filesystem::path& base) {
    for (const std::string_view scheme : {"sqlite:", "file:", "maildir:"}) {
        if (!url.starts_with(scheme)) continue;
        const std::filesystem::path path(url.substr(scheme.size()));
        return std::string(scheme) + (path.is_absolute() ? path : base / path).lexically_normal().string();
    }
    return url;
}

void read_policy(const Reader& reader, const toml::table& table, Config& config) {
    reader.only(
        table, "[policy]",
        {"version", "random_rate", "registration_always", "name_near", "address_near",
         "proof_of_address_max_age_days", "same_picture", "link_days", "minimum_age", "review_hours"});
    auto& policy = config.policy;
    reader.read(table, "version", policy.version);
    reader.read_number(table, "random_rate", policy.random_rate, 0, 1);
    reader.read(table, "registration_always", policy.registration_always);
    reader.read_number(table, "name_near", policy.name_near, 0.5, 1);
    reader.read_number(table, "address_near", policy.address_near, 0.5, 1);
    reader.read_number(table, "proof_of_address_max_age_days", policy.proof_of_address_max_age_days, 1, 3660);
    reader.read_number(table, "same_picture", policy.same_picture, 0.5, 1);
    reader.read_number(table, "link_days", policy.link_days, 1, 365);
    reader.read_number(table, "minimum_age", policy.minimum_age, 0, 120);
    int hours = 24;
    reader.read_number(table, "review_hours", hours, 1, 8760);
    config.review_within = std::chrono::hours(hours);
}

void read_limits(const Reader& reader, const toml::table& table, Config& config) {
    reader.only(table, "[limits]",
                {"file_mb", "side_pixels", "file_megapixels", "working_megapixels", "pages", "wall_seconds",
                 "cpu_seconds", "memory_mb", "eyes", "threads"});
    auto& limits = config.limits;
    double file_mb = 25, file_mp = 60, working_mp = 12, memory_mb = 1024;
    reader.read_number(table, "file_mb", file_mb, 1, 1024);
    reader.read_number(table, "file_megapixels", file_mp, 1, 500);
    reader.read_number(table, "working_megapixels", working_mp, 1, 50);
    reader.read_number(table, "memory_mb", memory_mb, 0, 65536);
    reader.read_number(table, "side_pixels", limits.side_pixels, 1000, 65535);
    reader.read_number(table, "pages", limits.pages, 1, 100);
    reader.read_number(table, "wall_seconds", limits.wall_seconds, 1, 600);
    reader.read_number(table, "cpu_seconds", limits.cpu_seconds, 1, 600);
    reader.read_number(table, "eyes", config.eyes, 1, 64);
    reader.read_number(table, "threads", config.threads, 4, 1024);
    limits.file_bytes = static_cast<std::size_t>(file_mb * 1048576);
    limits.file_pixels = static_cast<std::uint64_t>(file_mp * 1e6);
    limits.working_pixels = static_cast<std::uint64_t>(working_mp * 1e6);
    limits.memory_bytes = static_cast<std::size_t>(memory_mb * 1048576);
}

void read_entity(const Reader& reader, const toml::table& table, Config& config) {
    reader.only(table, "[[entity]]", {"id", "name", "from", "languages"});
    Entity entity;
    reader.read(table, "id", entity.id, true);
    reader.read(table, "name", entity.name, true);
    reader.read(table, "from", entity.from.address, true);
    entity.from.name = entity.name;
    if (entity.from.address.find('@') == std::string::npos)
        reader.complain(&table, "`from` of an entity must be a mail address, e.g. welcome@nl.example");
    if (entity.id.empty() ||
        entity.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") != std::string::npos ||
        entity.id.front() == '.')
        reader.complain(&table, "`id` of an entity may hold only a-z, 0-9, `.` and `-`");
    if (config.find_entity(entity.id))
        reader.complain(&table, "entity `" + entity.id + "` is there twice: remove one");
    config.entities.push_back(std::move(entity));
}

void read_webhook(const Reader& reader, const toml::table& table, Config& config,
                  const std::filesystem::path& base) {
    reader.only(table, "[[webhook]]", {"name", "url", "secret", "old_secret", "allow_private"});
    WebhookTarget target;
    reader.read(table, "name", target.name, true);
    reader.read(table, "url", target.endpoint.url, true);
    reader.read(table, "allow_private", target.endpoint.allow_private);
    for (const std::string_view key : {"secret", "old_secret"})
        if (const auto value = secret(reader, table, key, base); !value.empty())
            target.endpoint.secrets.push_back(value);
    if (target.endpoint.secrets.empty())
        reader.complain(
            &table,
            "a webhook needs `secret`: `whsec_` and 32 random bytes in base64 (openssl rand -base64 32)");
    for (const auto& text : target.endpoint.secrets) {
        try {
            mailers::signature({.url = "", .secrets = {text}}, {.id = "x", .timestamp = {}, .body = "x"});
        } catch (const domain::Error&) {
            reader.complain(&table, "a webhook's secret must be `whsec_` and 24 to 64 bytes in base64");
        }
    }
    if (!target.endpoint.url.starts_with("http://") && !target.endpoint.url.starts_with("https://"))
        reader.complain(&table,
                        "`url` of a webhook must start with https:// (or http:// for a private target)");
    config.webhooks.push_back(std::move(target));
}

void read_server(const Reader& reader, const toml::table& table, Config& config) {
    reader.only(table, "[server]",
                {"listen", "public_url", "trusted_proxy", "session_idle_minutes", "session_hours"});
    reader.read(table, "listen", config.listen);
    reader.read(table, "public_url", config.public_url);
    reader.read(table, "trusted_proxy", config.trusted_proxy);
    while (config.public_url.ends_with('/')) config.public_url.pop_back();
    int idle = 30, absolute = 10;
    reader.read_number(table, "session_idle_minutes", idle, 1, 1440);
    reader.read_number(table, "session_hours", absolute, 1, 24);
    config.session_idle = std::chrono::minutes(idle);
    config.session_absolute = std::chrono::hours(absolute);
}

void read_storage(const Reader& reader, const toml::table& table, Config& config,
                  const std::filesystem::path& base) {
    reader.only(table, "[storage]", {"ledger", "vault", "keys", "gnupg"});
    std::string keys = "keys", gnupg = "gnupg";
    reader.read(table, "ledger", config.ledger, true);
    reader.read(table, "vault", config.vault, true);
    reader.read(table, "keys", keys);
    reader.read(table, "gnupg", gnupg);
    if (!config.ledger.starts_with("sqlite:") && !config.ledger.starts_with("postgresql:"))
        reader.complain(table.get("ledger"), "`ledger` must start with sqlite: or postgresql:");
    if (!config.vault.starts_with("file:"))
        reader.complain(table.get("vault"), "`vault` must start with file:");
    config.ledger = absolute_url(config.ledger, base);
    config.vault = absolute_url(config.vault, base);
    config.keys = std::filesystem::path(keys).is_absolute() ? std::filesystem::path(keys) : base / keys;
    config.gnupg = std::filesystem::path(gnupg).is_absolute() ? std::filesystem::path(gnupg) : base / gnupg;
}

void read_mail(const Reader& reader, const toml::table& table, Config& config,
               const std::filesystem::path& base) {
    reader.only(table, "[mail]", {"transport", "user", "password"});
    reader.read(table, "transport", config.mail, true);
    reader.read(table, "user", config.mail_user);
    config.mail_password = secret(reader, table, "password", base);
    if (!config.mail.starts_with("maildir:") && !config.mail.starts_with("smtp://") &&
        !config.mail.starts_with("smtps://"))
        reader.complain(table.get("transport"), "`transport` must start with maildir:, smtp:// or smtps://");
    config.mail = absolute_url(config.mail, base);
}

void read_users(const Reader& reader, const toml::table& table, Config& config) {
    reader.only(table, "[users]", {"serve", "examine", "courier", "group"});
    unsigned group = 0;
    reader.read_number(table, "group", group, 1, 4294967293.0);
    for (const std::string role : {"serve", "examine", "courier"}) {
        RoleUser user{.uid = 0, .gid = group};
        reader.read_number(table, role, user.uid, 1, 4294967293.0);
        config.users[role] = user;
    }
}

void read_people(const Reader& reader, const toml::table& root, Config& config,
                 const std::filesystem::path& base) {
    reader.each(root, "analyst", [&](const toml::table& table) {
        reader.only(table, "[[analyst]]", {"name", "password_hash"});
        Analyst analyst;
        reader.read(table, "name", analyst.name, true);
        analyst.password_hash = secret(reader, table, "password_hash", base);
        if (!analyst.password_hash.starts_with("$argon2id$"))
            reader.complain(&table, "`password_hash` must come from `gatehouse hash-password`");
        config.analysts.push_back(std::move(analyst));
    });
    reader.each(root, "api_key", [&](const toml::table& table) {
        reader.only(table, "[[api_key]]", {"name", "sha256"});
        ApiKey key;
        reader.read(table, "name", key.name, true);
        reader.read(table, "sha256", key.sha256, true);
        if (key.sha256.size() != 64)
            reader.complain(&table, "`sha256` must be 64 hex digits: printf %s KEY | sha256sum");
        config.api_keys.push_back(std::move(key));
    });
}

}  // namespace

const Entity* Config::find_entity(std::string_view id) const {
    for (const auto& entity : entities)
        if (entity.id == id) return &entity;
    return nullptr;
}

std::filesystem::path Config::gnupg_home(std::string_view entity) const {
    return gnupg / std::string(entity);
}

Config load_config(const std::filesystem::path& file) {
    std::vector<std::string> complaints;
    const Reader reader(file, complaints);
    toml::table root;
    try {
        if (!std::filesystem::exists(file))
            throw domain::Error(domain::Fault::invalid,
                                file.string() +
                                    ":1: there is no such file: name another with --config, or start from "
                                    "docs/gatehouse.example.toml");
        root = toml::parse_file(file.string());
    } catch (const toml::parse_error& error) {
        throw domain::Error(domain::Fault::invalid, file.string() + ":" +
                                                        std::to_string(error.source().begin.line) +
                                                        ": not TOML: " + std::string(error.description()));
    }
    Config config;
    config.file = std::filesystem::absolute(file);
    const auto base = config.file.parent_path();
    reader.only(root, "the file",
                {"server", "storage", "mail", "policy", "limits", "entity", "analyst", "api_key", "webhook",
                 "users"});
    if (const auto* table = reader.table(root, "server")) read_server(reader, *table, config);
    if (const auto* table = reader.table(root, "storage"))
        read_storage(reader, *table, config, base);
    else
        reader.complain(nullptr, "[storage] is missing: say where the ledger and the vault are");
    if (const auto* table = reader.table(root, "mail"))
        read_mail(reader, *table, config, base);
    else
        reader.complain(nullptr, "[mail] is missing: say how letters leave (transport = \"maildir:mail\")");
    if (const auto* table = reader.table(root, "policy")) read_policy(reader, *table, config);
    if (const auto* table = reader.table(root, "limits")) read_limits(reader, *table, config);
    if (const auto* table = reader.table(root, "users")) read_users(reader, *table, config);
    reader.each(root, "entity", [&](const toml::table& table) { read_entity(reader, table, config); });
    reader.each(root, "webhook",
                [&](const toml::table& table) { read_webhook(reader, table, config, base); });
    read_people(reader, root, config, base);
    if (config.entities.empty())
        reader.complain(nullptr, "no [[entity]]: add the legal entity that orders are placed with");
    if (!complaints.empty()) {
        std::string text;
        for (const auto& complaint : complaints) text += (text.empty() ? "" : "\n") + complaint;
        throw domain::Error(domain::Fault::invalid, text);
    }
    return config;
}

}  // namespace intake
