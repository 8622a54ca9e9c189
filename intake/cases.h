#pragma once
// Cases as the roles use them: what is sealed in the ledger, opened; what is decided, sealed and appended,
// with everything that must become true in the same transaction (summary, link, keys, work). The one place
// where ledger, keys and domain meet. Thread-safe.
#include <functional>
#include <string>
#include <vector>

#include "crypto/seal.h"
#include "domain/case.h"
#include "storage/ledger.h"
#include "storage/vault.h"

namespace intake {

struct Config;

/// Steps of work (queues) and the follower that feeds them.
inline constexpr std::string_view examination_step = "examination", letter_step = "letter",
                                  webhook_step = "webhook";

domain::Instant now();
domain::Date today();

class Cases {
  public:
    Cases(const Config& config, storage::Ledger& ledger, storage::Vault& vault, const crypto::Key& kek);

    /// What a change to a case consists of. `alongside.work`, `.keys`, `.entries` and `.done` go into the
    /// same transaction.
    struct Change {
        std::vector<domain::Event> events;
        storage::Ledger::Alongside alongside;
    };

    /// A new order: selection, requirements, the first request. Error(conflict) when the reference is taken
    /// by another order; the same order again gives the case that is there (`created` false).
    struct Created {
        domain::Case the_case;
        bool created = false;
    };
    Created create(domain::Order order);

    /// Error(not_found) when there is no such order.
    domain::Case load(const std::string& order);
    std::vector<domain::Recorded> history(const std::string& order);

    /// Asks `decide` for a change of the case as it is now, settles what follows by rule (decisions of
    /// requirements whose files changed, then `domain::consequence`), seals and appends. When somebody was
    /// faster, it asks again with the newer case. A change without events appends nothing (unless it ends a
    /// lease).
    domain::Case change(const std::string& order, const std::function<Change(const domain::Case&)>& decide);

    /// Issues the next link: a CaseRequested event for `change`.
    domain::Event request(const domain::Case& the_case, domain::CaseRequested::Cause cause) const;

    // ---- links ----
    std::string token_of(const std::string& order, int link) const;
    struct Link {
        std::string order;
        int number = 0;
    };
    std::optional<Link> find_link(std::string_view token);

    // ---- sealed pages ----
    /// Into the vault, under the stream's key. `place` is bound to it (`page_place`, `overlay_place`).
    std::string seal_page(const std::string& order, const std::string& place, domain::ByteView jpeg);
    domain::Bytes open_page(const std::string& order, const std::string& place, const std::string& object);

    /// One record opened. nullopt when the person was erased (no key any more).
    std::optional<domain::Recorded> open(const storage::Record& record);

    storage::Ledger& ledger() { return ledger_; }
    storage::Vault& vault() { return vault_; }
    const Config& config() const { return config_; }
    const crypto::Key& kek() const { return kek_; }

  private:
    std::optional<crypto::Key> stream_key(const std::string& stream);
    storage::NewEvent seal(const crypto::Key& key, const domain::Case& after, std::int64_t version,
                           const domain::Event& event) const;
    storage::Summary summary(const domain::Case& the_case, const domain::Case& before,
                             domain::Instant at) const;
    void settle(domain::Case& the_case, std::vector<domain::Event>& events, domain::Instant at) const;
    domain::Case append(const domain::Case& before, Change change, const crypto::Key& key);

    const Config& config_;
    storage::Ledger& ledger_;
    storage::Vault& vault_;
    crypto::Key kek_, link_key_, draw_key_;
};

/// Where a page and an overlay of a file belong: what is sealed for one place opens for no other.
std::string page_place(const std::string& evidence, std::size_t number);
std::string overlay_place(const std::string& evidence, std::size_t number);

}  // namespace intake
