// RFC 5321 by libcurl: one connection a letter, one recipient a letter.
#include <algorithm>
#include <cstring>

#include "mailers/back_ends.h"
#include "mailers/curl.h"
#include "mailers/mime.h"

namespace mailers {

using domain::Error;
using domain::Fault;

namespace {

struct Unread {
    std::string_view bytes;
};

std::size_t hand_over(char* buffer, std::size_t size, std::size_t count, void* unread) {
    auto& bytes = static_cast<Unread*>(unread)->bytes;
    const auto length = std::min(bytes.size(), size * count);
    std::memcpy(buffer, bytes.data(), length);
    bytes.remove_prefix(length);
    return length;
}

/// Refused for good is only what the server says of this letter: to MAIL, RCPT, DATA or the text. What it
/// says of us (the greeting, STARTTLS, AUTH: 530, 534, 535, 538) is ours to mend, and the letter waits.
[[noreturn]] void fail(CURLcode result, long code, bool text_was_read) {
    const bool of_the_letter = result == CURLE_SEND_ERROR || text_was_read;
    const bool of_us = code == 530 || code == 534 || code == 535 || code == 538;
    if (code >= 500 && of_the_letter && !of_us)
        throw Error(Fault::invalid, "the mail server refused the letter: " + std::to_string(code));
    if (code >= 400)
        throw Error(Fault::unavailable,
                    "the mail server cannot take the letter now: " + std::to_string(code));
    throw Error(Fault::unavailable,
                std::string("the mail server cannot be reached: ") + curl_easy_strerror(result));
}

class Smtp : public Mailer {
  public:
    Smtp(std::string url, SmtpOptions options) : url_(std::move(url)), options_(std::move(options)) {
        const Url parsed(curl_url());
        char* host = nullptr;
        if (curl_url_set(parsed.get(), CURLUPART_URL, url_.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK ||
            curl_url_get(parsed.get(), CURLUPART_HOST, &host, 0) != CURLUE_OK)
            throw Error(Fault::invalid, "the mail server's URL is not smtp(s)://host:port");
        const std::string name(host);
        curl_free(host);
        const bool loopback = name == "localhost" || name == "[::1]" || name.starts_with("127.");
        if (!options_.require_tls && !loopback)
            throw Error(Fault::invalid, "a mail server that is not on this machine must be asked for TLS");
    }

    Sent send(const Letter& letter) override {
        const auto mime = to_mime(letter);
        const auto from = '<' + wire_address(letter.from.address) + '>';
        List recipients;
        append(recipients, '<' + wire_address(letter.to.address) + '>');
        Unread unread{mime};

        const auto transfer = new_transfer("smtp,smtps");
        set(transfer, CURLOPT_URL, url_.c_str());
        set(transfer, CURLOPT_USE_SSL,
            static_cast<long>(options_.require_tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
        if (!options_.authorities.empty()) set(transfer, CURLOPT_CAINFO, options_.authorities.c_str());
        set(transfer, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        set(transfer, CURLOPT_CONNECTTIMEOUT, static_cast<long>(options_.seconds));
        set(transfer, CURLOPT_TIMEOUT, static_cast<long>(options_.seconds));
        if (!options_.user.empty()) {
            set(transfer, CURLOPT_USERNAME, options_.user.c_str());
            set(transfer, CURLOPT_PASSWORD, options_.password.c_str());
        }
        set(transfer, CURLOPT_MAIL_FROM, from.c_str());
        set(transfer, CURLOPT_MAIL_RCPT, recipients.get());
        set(transfer, CURLOPT_UPLOAD, 1L);
        set(transfer, CURLOPT_READFUNCTION, hand_over);
        set(transfer, CURLOPT_READDATA, static_cast<void*>(&unread));

        const auto result = curl_easy_perform(transfer.get());
        long code = 0;
        curl_easy_getinfo(transfer.get(), CURLINFO_RESPONSE_CODE, &code);
        if (result != CURLE_OK) fail(result, code, unread.bytes.empty());
        return Sent::sent;
    }

  private:
    std::string url_;
    SmtpOptions options_;
};

}  // namespace

std::unique_ptr<Mailer> open_smtp(const std::string& url, const SmtpOptions& options) {
    return std::make_unique<Smtp>(url, options);
}

}  // namespace mailers
