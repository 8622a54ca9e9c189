#pragma once
// Analysts' sessions: a random token in a cookie, its hash in the ledger's entries, idle and absolute time
// limits.
#include <optional>
#include <string>

#include "intake/cases.h"
#include "intake/limiter.h"
#include "intake/server.h"

namespace intake {

struct Session {
    std::string analyst;
    std::string csrf;  // to be sent with every form
    std::string key;   // under which it is kept
};

class Sessions {
  public:
    explicit Sessions(Cases& cases) : cases_(cases) {}

    /// The session of the request's cookie; nullopt: sign in first.
    std::optional<Session> find(const Request& request);
    /// A new session for a right name and password: the Set-Cookie header's value. nullopt when they are
    /// wrong. Throws Refusal 429 after too many tries from one address or for one name.
    std::optional<std::string> sign_in(const Request& request, const std::string& name,
                                       const std::string& password);
    /// Ends it on the server; the value of the Set-Cookie header that forgets it.
    std::string sign_out(const Session& session);

  private:
    std::string cookie_name() const;
    std::string cookie(const std::string& value, long seconds) const;
    Cases& cases_;
    Limiter tries_{10};
};

}  // namespace intake
