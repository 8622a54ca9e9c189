#pragma once
// Where letters leave. Back ends by URL: `maildir:DIRECTORY`, `smtp://host:port`, `smtps://…` (user and
// password in a file).
#include <memory>
#include <string>
#include <vector>

#include "mailers/letter.h"

namespace mailers {

class Mailer {
  public:
    virtual ~Mailer() = default;
    enum class Sent { sent, already_there };
    /// The letter is handed over when it returns: on disk (maildir; the id is the file's name, so a second
    /// delivery is `already_there`) or accepted by the server. Throws Error(invalid) when the server refuses
    /// it for good (5xx, with the three-digit code only), Error(unavailable) when it may be tried again (4xx,
    /// no connection, time-out). Thread-safe.
    virtual Sent send(const Letter& letter) = 0;
};

struct SmtpOptions {
    std::string user, password;
    bool require_tls = true;  // false only for loopback
    std::string authorities;  // PEM file of the authorities to trust; empty: the system's
    int seconds = 30;
};

std::unique_ptr<Mailer> open_mailer(const std::string& url, const SmtpOptions& options = {});

}  // namespace mailers
