#pragma once
// The verification of one order: a fold of its events (rules 1.2), and the rules that say what follows.
// Everything here is pure: the same events and the same date give the same answer.
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "domain/decision.h"
#include "domain/order.h"
#include "domain/requirement.h"
#include "domain/selection.h"

namespace domain {

enum class CaseState {
    received,             // the order is known, nothing decided
    auto_verified,        // no documents needed (V3); final
    selected,             // chosen, the request is not out yet
    requested,            // the customer has the link
    partially_submitted,  // sent, but a requirement is still without a document
    submitted,            // everything is there and sent
    checking,             // sent, and the examination of a file is still under way
    review,               // a person must look
    resubmit,             // the customer is asked for a document again
    approved,             // final
    rejected_final,       // final, by a person only
    expired,              // the last link ran out; the customer may ask for a new one
    withdrawn             // cancelled by the order system; final
};
std::string_view name_of(CaseState state);
std::optional<CaseState> case_state_from(std::string_view name);
bool is_final(CaseState state);

// ---- events; the type name of each is beside it ----

struct OrderReceived { Order order{}; bool operator==(const OrderReceived&) const = default; };          // order.received
struct AutoVerified { bool operator==(const AutoVerified&) const = default; };                          // case.auto_verified
struct CaseSelected {                                                                                   // case.selected
    std::vector<SelectionReason> reasons{};
    std::vector<Applicable> requirements{};
    bool operator==(const CaseSelected&) const = default;
};
/// A link was issued and a letter with it is due. The token itself is derived from a key and `link`, never stored.
struct CaseRequested {                                                                                  // case.requested
    int link = 1;  // counts up; only the newest works
    Instant expires{};
    enum class Cause { first, resend, renewal } cause = Cause::first;
    bool operator==(const CaseRequested&) const = default;
};
struct EvidenceReceived {                                                                               // evidence.received
    std::string evidence{};               // `evd_…`
    std::optional<Requirement> slot{};    // the customer's choice, if any
    std::string file_name{};              // as the customer calls it, for display only
    std::string media_type{};             // as announced, for display only
    std::uint64_t size = 0;             // bytes of the original
    std::string digest{};                 // SHA-256 of the original, hex
    std::string object{};                 // vault name of the sealed original
    bool operator==(const EvidenceReceived&) const = default;
};
struct EvidenceWithdrawn { std::string evidence{}; bool operator==(const EvidenceWithdrawn&) const = default; };  // evidence.withdrawn
struct StoredPage {
    std::string object{};  // vault name of the sealed, redacted, re-encoded page (JPEG)
    int width = 0, height = 0;
    bool operator==(const StoredPage&) const = default;
};
/// What a check saw, painted over a page: explains the finding of that check.
struct StoredOverlay {
    std::string check{};
    int page = 0;
    std::string object{};  // vault name of the sealed JPEG
    int width = 0, height = 0;
    bool operator==(const StoredOverlay&) const = default;
};
struct DocumentExamined {                                                                               // document.examined
    std::string evidence{};
    std::optional<Requirement> requirement{};  // the slot it serves; nullopt: nobody could tell
    Reading reading{};
    std::vector<Finding> findings{};           // of the looking alone, before any comparison with the order
    std::vector<StoredPage> pages{};
    std::vector<StoredOverlay> overlays{};     // of findings that speak against it; absent in older events
    bool encrypted = false;                  // it came as an OpenPGP message
    bool original_destroyed = false;         // it shows a payment card: only the masked page is kept
    bool operator==(const DocumentExamined&) const = default;
};
struct RequirementDecided {                                                                             // requirement.decided
    Requirement requirement = Requirement::identity;
    Decision decision{};
    std::vector<std::string> evidence{};
    bool operator==(const RequirementDecided&) const = default;
};
struct CaseSubmitted { std::string receipt{}; bool operator==(const CaseSubmitted&) const = default; };   // case.submitted
struct CaseReferred { bool operator==(const CaseReferred&) const = default; };                          // case.referred
struct CaseClaimed { std::string analyst{}; bool operator==(const CaseClaimed&) const = default; };       // case.claimed
struct CaseReleased { std::string analyst{}; bool operator==(const CaseReleased&) const = default; };     // case.released
/// The customer is asked again, for the requirements whose decision is `resubmit`; a letter is due. The link stays the same and
/// lives longer: the page may still be open in front of the customer.
struct ResubmitRequested {                                                                              // case.resubmit_requested
    std::string by = "policy";
    int link = 1;
    Instant expires{};
    std::string note{};  // a person's words to the customer, may be empty
    bool operator==(const ResubmitRequested&) const = default;
};
struct CaseApproved { std::string by = "policy"; bool operator==(const CaseApproved&) const = default; };  // case.approved
struct CaseRejected {                                                                                   // case.rejected
    std::string by{};
    std::vector<Reason> reasons{};
    std::string note{};
    bool operator==(const CaseRejected&) const = default;
};
struct CaseExpired { bool operator==(const CaseExpired&) const = default; };                            // case.expired
struct CaseWithdrawn { bool operator==(const CaseWithdrawn&) const = default; };                        // case.withdrawn
struct OrderConfirmed { bool operator==(const OrderConfirmed&) const = default; };                      // order.confirmed
struct LetterSent {                                                                                     // letter.sent
    std::string kind{};        // verification_request | resubmit_request | confirmation | rejection
    std::string message_id{};  // RFC 5322
    bool operator==(const LetterSent&) const = default;
};
struct LetterFailed { std::string kind{}; std::string why{}; bool operator==(const LetterFailed&) const = default; };  // letter.failed

using Event = std::variant<OrderReceived, AutoVerified, CaseSelected, CaseRequested, EvidenceReceived, EvidenceWithdrawn,
                           DocumentExamined, RequirementDecided, CaseSubmitted, CaseReferred, CaseClaimed, CaseReleased,
                           ResubmitRequested, CaseApproved, CaseRejected, CaseExpired, CaseWithdrawn, OrderConfirmed,
                           LetterSent, LetterFailed>;
/// `order.received`, `case.selected` … as in docs/openapi.yaml.
std::string_view type_of(const Event& event);

struct Recorded {
    Event event;
    Instant at{};
    std::int64_t version = 0;  // within the stream, from 1
};

// ---- the fold ----

struct EvidenceState {
    EvidenceReceived received{};
    Instant at{};
    bool withdrawn = false;
    bool superseded = false;  // its requirement was to be sent again, and this file with it
    std::optional<DocumentExamined> examined{};
    bool counts() const { return !withdrawn && !superseded; }
    /// The slot it serves: what the examination said, until then the customer's choice.
    std::optional<Requirement> requirement() const;
};

struct RequirementState {
    Requirement requirement = Requirement::identity;
    Applicability applicability = Applicability::not_applicable;
    std::optional<Decision> decision{};  // of the files there now; reset when they change
    bool stale = false;                // the decision stands, but what it was held against has changed (V8)
    enum class Status { not_applicable, satisfied, missing, checking, accepted, referred, resubmit, rejected };
    Status status = Status::not_applicable;
};
std::string_view name_of(RequirementState::Status status);

struct Case {
    Order order{};
    CaseState state = CaseState::received;
    std::int64_t version = 0;
    std::vector<SelectionReason> selection{};
    std::vector<RequirementState> requirements{};  // the five, in their order (empty before selection)
    std::vector<EvidenceState> evidence{};         // in order of arrival, withdrawn ones included
    bool sent = false;                           // the customer pressed "send" and nothing was added since
    std::string receipt{};
    int link = 0;                                // newest link; 0: none
    std::optional<Instant> link_expires{};
    std::optional<Instant> received_at{}, requested_at{}, sent_at{}, decided_at{};
    std::string claimed_by{};                      // analyst, empty: nobody
    std::optional<Instant> claimed_at{};
    bool confirmed = false;
    std::string decided_by{};
    // What the state is made of beside the files and decisions.
    bool referred = false, asked_again = false, expired = false;

    const RequirementState* find(Requirement requirement) const;
    const EvidenceState* find_evidence(std::string_view evidence) const;
    /// Files that count for that requirement: neither withdrawn nor superseded by a request to send it again.
    std::vector<const EvidenceState*> evidence_for(Requirement requirement) const;
    bool accepts_uploads() const;  // requested … resubmit, review excluded; never in a final state
};

/// Total: an event that has no place in the state changes nothing but `version` (and what must be known for bookkeeping:
/// files, examinations, confirmation). A policy's decision never replaces a person's of the same files.
void apply(Case& the_case, const Recorded& recorded);
Case fold(std::span<const Recorded> history);

// ---- the rules ----

/// Which requirement a file without a chosen slot serves, by its kind, what is still missing and whose name it bears
/// (the card holder's passport goes to card_holder_identity). nullopt: a person or the customer must say.
std::optional<Requirement> slot_for(const Case& the_case, const Reading& reading);

/// The same for a file whose slot the customer chose: the choice stands, but what can never serve there and is what another
/// requirement still waits for goes to that one. (A bill sent as proof of identity is the proof of address.)
std::optional<Requirement> slot_for(const Case& the_case, std::optional<Requirement> chosen, const Reading& reading);

/// True for a kind that never serves that requirement, whatever it says; false where it may (`other`: nobody knows yet).
bool is_out_of_place(DocumentKind kind, Requirement requirement);

/// Hop 6: weighs all files of one requirement: their findings, the order (V7), one another (V8, front and back).
/// Never `reject`. Precondition: at least one examined file serves it.
Decision decide(const Case& the_case, Requirement requirement, Date today, const Policy& policy);

/// The requirements to `decide` now: all files of theirs are examined, and there is no decision yet or a policy's has become
/// stale. Ask after each `document.examined` and `evidence.withdrawn`, append a `requirement.decided` for each, and then the
/// consequence. (The passport that arrives after the bill makes the bill's decision stale: V8.)
std::vector<Requirement> undecided(const Case& the_case);

/// True when `case.expired` is due: the newest link has run out and it is the customer's turn.
bool expiry_due(const Case& the_case, Instant now);

/// The event that follows by rule from the case as it is, if any: CaseApproved when it was sent and everything is accepted;
/// CaseReferred when it was sent, nothing is missing or under examination and a person must look; ResubmitRequested when
/// nothing needs a person and a document must come again. `link_expires` is used for ResubmitRequested. What a person decided
/// stands, and `by` names that person where it made the difference. Files that nobody could place hold nothing up.
/// Once its event is applied the answer is nullopt.
std::optional<Event> consequence(const Case& the_case, Instant link_expires);

}  // namespace domain
