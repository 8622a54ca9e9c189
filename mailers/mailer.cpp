#include "mailers/mailer.h"

#include "domain/error.h"
#include "mailers/back_ends.h"

namespace mailers {

std::unique_ptr<Mailer> open_mailer(const std::string& url, const SmtpOptions& options) {
    if (url.starts_with("maildir:")) return open_maildir(url.substr(8));
    if (url.starts_with("smtp://") || url.starts_with("smtps://")) return open_smtp(url, options);
    throw domain::Error(domain::Fault::invalid,
                        "letters leave by maildir:DIRECTORY, smtp://host:port or smtps://host:port");
}

}  // namespace mailers
