#pragma once
// The role `courier`: follows the ledger and carries out what events call for: letters, webhooks,
// confirmations, expiry. At least once, each with a stable id; the ledger is the outbox.
#include <map>
#include <memory>

#include "intake/cases.h"
#include "intake/setup.h"
#include "mailers/mailer.h"

namespace intake {

class Courier {
  public:
    Courier(Cases& cases, mailers::Mailer& mailer);

    /// One round over everything that is due. True: something was done, come back at once.
    bool round();

  private:
    bool follow();
    void confirm(const std::string& order);
    bool carry_letter();
    bool carry_webhook();
    bool expire_links();
    void write_letter(const storage::Lease& lease);
    void deliver(const storage::Lease& lease);

    Cases& cases_;
    mailers::Mailer& mailer_;
    std::map<std::string, PublishedKey> keys_;
    domain::Instant expiry_looked_at_{};
};

}  // namespace intake
