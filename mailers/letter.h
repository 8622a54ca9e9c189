#pragma once
// A letter to a customer: authored text and simple HTML, from the entity and nobody else (V6).
//
// Plain text and HTML say the same in one voice: what is wanted and why, how, until when, and whom to ask.
// Neither loads anything from anywhere. Sentences live in messages/*.messages, their order in
// letters/*.mustache; both are in the program.
#include <string>
#include <string_view>
#include <vector>

#include "domain/messages.h"
#include "domain/time.h"

namespace mailers {

struct Mailbox {
    std::string name, address;
};

struct Letter {
    std::string id;  // stable over retries; becomes the Message-ID's local part and the maildir file's name
    Mailbox from, to;
    std::string subject, text, html;
    std::string language;     // Content-Language
    std::string in_reply_to;  // Message-ID of the letter this one follows, may be empty
    domain::Instant date;
    std::string message_id() const;  // `<id@domain-of-from>`; throws Error(invalid) as to_mime does
};

/// What a letter needs to say; plain values made by the shell. An empty one leaves its sentences out.
struct Contents {
    enum class Kind { verification_request, resubmit_request, confirmation, rejection } kind;
    std::string id, order_reference, entity_name, entity_domain, customer_name;
    Mailbox from, to;
    std::string link;                            // the personal upload link (the two requests; http or https)
    std::string link_expires;                    // a day in words of the language, made by the shell
    std::vector<std::string> selection_reasons;  // sentences (V4)
    struct Wanted {
        std::string title, why;
        std::vector<std::string> reasons;
    };
    std::vector<Wanted>
        wanted;               // requirements, with the sentences of what was wrong (last time, or for good)
    std::string note;         // an analyst's words
    std::string fingerprint;  // of the entity's OpenPGP key, grouped by four
    std::string key_url;
    std::vector<std::string> items;  // order lines (confirmation)
    std::string in_reply_to;  // the request this letter follows; a confirmation without one thanks for no
                              // documents (O1)
    domain::Instant date;
};
std::string_view name_of(Contents::Kind kind);  // verification_request …

/// This room's part of the catalogue, keys `letter.…`; the shell joins the rooms' texts of a language and
/// parses them once. Throws Error(invalid) for a language without letters: they exist in en and nl.
std::string_view messages_text(std::string_view language);

/// Text and HTML from the templates of this room and the catalogue of the language.
/// Throws Error(invalid) for a link that is neither http nor https.
Letter compose(const Contents& contents, const domain::Messages& messages);

/// RFC 5322 with multipart/alternative, CRLF, lines ≤ 998 (bodies ≤ 76), headers encoded after RFC 2047,
/// `Auto-Submitted: auto-generated`. An international domain is written as its A-label; a local part is plain
/// ASCII. Throws Error(invalid) for CR, LF or NUL in any header value, and for an address that is not one
/// (hardening M8, M9).
std::string to_mime(const Letter& letter);

}  // namespace mailers
