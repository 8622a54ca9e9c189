#pragma once
// The two ways out, for open_mailer alone.
#include "mailers/mailer.h"

namespace mailers {

std::unique_ptr<Mailer> open_maildir(const std::string& directory);
std::unique_ptr<Mailer> open_smtp(const std::string& url, const SmtpOptions& options);

}  // namespace mailers
