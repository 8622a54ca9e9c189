#include "domain/case.h"

#include <algorithm>
#include <type_traits>

#include "domain/vocabulary.h"

namespace domain {
namespace {

constexpr auto state_names = vocabulary<CaseState::withdrawn>(
    "received", "auto_verified", "selected", "requested", "partially_submitted", "submitted", "checking",
    "review", "resubmit", "approved", "rejected_final", "expired", "withdrawn");
constexpr auto status_names = vocabulary<RequirementState::Status::rejected>(
    "not_applicable", "satisfied", "missing", "checking", "accepted", "referred", "resubmit", "rejected");

constexpr std::string_view policy_name = "policy";

using Status = RequirementState::Status;

// ---- what the files and decisions amount to ----

Status status_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::accept:
            return Status::accepted;
        case Verdict::refer:
            return Status::referred;
        case Verdict::resubmit:
            return Status::resubmit;
        case Verdict::reject:
            return Status::rejected;
    }
    return Status::referred;
}

Status status_of(const Case& the_case, const RequirementState& row) {
    if (row.applicability == Applicability::not_applicable) return Status::not_applicable;
    if (row.applicability == Applicability::satisfied_by_identity) return Status::satisfied;
    const auto files = the_case.evidence_for(row.requirement);
    if (std::any_of(files.begin(), files.end(), [](const EvidenceState* file) { return !file->examined; }))
        return Status::checking;
    if (row.decision) return status_of(row.decision->verdict);
    return files.empty() ? Status::missing : Status::checking;
}

bool is_required(const RequirementState& row) {
    return row.applicability == Applicability::required;
}

/// Nothing was sent for it, or nothing since it was to be sent again. (A person may have decided without a
/// document.)
bool is_wanting(const Case& the_case, const RequirementState& row) {
    return is_required(row) &&
           (row.status == Status::missing ||
            (row.status == Status::resubmit && the_case.evidence_for(row.requirement).empty()));
}

bool anything_under_examination(const Case& the_case) {
    return std::any_of(the_case.evidence.begin(), the_case.evidence.end(),
                       [](const EvidenceState& file) { return file.counts() && !file.examined; });
}

CaseState state_of(const Case& the_case) {
    if (the_case.requirements.empty()) return CaseState::received;
    if (the_case.referred) return CaseState::review;
    if (the_case.expired) return CaseState::expired;
    if (the_case.link == 0) return CaseState::selected;
    if (!the_case.sent) return the_case.asked_again ? CaseState::resubmit : CaseState::requested;
    if (anything_under_examination(the_case)) return CaseState::checking;
    const bool wanting = std::any_of(the_case.requirements.begin(), the_case.requirements.end(),
                                     [&](const RequirementState& row) { return is_wanting(the_case, row); });
    return wanting ? CaseState::partially_submitted : CaseState::submitted;
}

// ---- one event ----

/// Applies one event to a case; every event has its own overload, so that a new one does not compile until it
/// has a place.
class Application {
  public:
    Application(Case& the_case, Instant at) : case_(the_case), at_(at), final_(is_final(the_case.state)) {}

    void operator()(const OrderReceived& event) {
        if (final_ || case_.received_at) return;
        case_.order = event.order;
        case_.received_at = at_;
    }
    void operator()(const AutoVerified&) { finish(CaseState::auto_verified, policy_name); }
    void operator()(const CaseSelected& event) {
        if (final_ || !case_.requirements.empty()) return;
        case_.selection = event.reasons;
        for (const Applicable& row : event.requirements)
            case_.requirements.push_back(
                {.requirement = row.requirement, .applicability = row.applicability});
    }
    void operator()(const CaseRequested& event) {
        if (final_) return;
        renew_link(event.link, event.expires);
        if (!case_.requested_at) case_.requested_at = at_;
    }
    void operator()(const EvidenceReceived& event) {
        if (case_.find_evidence(event.evidence)) return;
        case_.evidence.push_back({.received = event, .at = at_});
        if (final_) return;
        // Under review a file that was on its way is shown to the person, who is not to lose the case over
        // it.
        if (!case_.referred) case_.sent = false;
        files_changed(event.slot);
    }
    void operator()(const EvidenceWithdrawn& event) {
        EvidenceState* file = find(event.evidence);
        if (!file || file->withdrawn) return;
        file->withdrawn = true;
        if (!file->superseded) files_changed(file->requirement());
    }
    void operator()(const DocumentExamined& event) {
        EvidenceState* file = find(event.evidence);
        if (!file) return;
        const auto chosen = file->requirement();
        file->examined = event;
        if (!file->counts()) return;
        files_changed(file->requirement());
        if (chosen != file->requirement()) files_changed(chosen);
    }
    void operator()(const RequirementDecided& event) {
        RequirementState* row = find(event.requirement);
        if (final_ || !row) return;
        const bool by_person_before = row->decision && row->decision->by != policy_name;
        if (by_person_before && event.decision.by == policy_name) return;
        row->decision = event.decision;
        row->stale = false;
    }
    void operator()(const CaseSubmitted& event) {
        if (final_ || case_.link == 0) return;
        case_.sent = true;
        case_.receipt = event.receipt;
        case_.sent_at = at_;
    }
    void operator()(const CaseReferred&) {
        if (!final_ && !case_.requirements.empty()) case_.referred = true;
    }
    void operator()(const CaseClaimed& event) {
        if (final_) return;
        case_.claimed_by = event.analyst;
        case_.claimed_at = at_;
    }
    void operator()(const CaseReleased& event) {
        if (case_.claimed_by == event.analyst) release();
    }
    void operator()(const ResubmitRequested& event) {
        if (final_ || case_.requirements.empty()) return;
        for (EvidenceState& file : case_.evidence)
            if (file.counts() && is_to_come_again(file.requirement())) file.superseded = true;
        renew_link(event.link, event.expires);
        case_.sent = case_.referred = false;
        case_.asked_again = true;
        release();
    }
    void operator()(const CaseApproved& event) { finish(CaseState::approved, event.by); }
    void operator()(const CaseRejected& event) { finish(CaseState::rejected_final, event.by); }
    void operator()(const CaseExpired&) {
        if (!final_ && !case_.referred && case_.link > 0) case_.expired = true;
    }
    void operator()(const CaseWithdrawn&) { finish(CaseState::withdrawn, {}); }
    void operator()(const OrderConfirmed&) { case_.confirmed = true; }
    void operator()(const LetterSent&) {}
    void operator()(const LetterFailed&) {}

  private:
    EvidenceState* find(std::string_view evidence) {
        for (EvidenceState& file : case_.evidence)
            if (file.received.evidence == evidence) return &file;
        return nullptr;
    }
    RequirementState* find(Requirement requirement) {
        for (RequirementState& row : case_.requirements)
            if (row.requirement == requirement) return &row;
        return nullptr;
    }

    bool is_to_come_again(std::optional<Requirement> requirement) {
        const RequirementState* row = requirement ? find(*requirement) : nullptr;
        return row && row->decision && row->decision->verdict == Verdict::resubmit;
    }

    /// The decision was of other files. The proof of address was also held against the identity documents
    /// (V8).
    void files_changed(std::optional<Requirement> requirement) {
        if (final_ || !requirement) return;
        if (RequirementState* row = find(*requirement)) {
            row->decision.reset();
            row->stale = false;
        }
        const bool identity =
            requirement == Requirement::identity || requirement == Requirement::card_holder_identity;
        RequirementState* proof = identity ? find(Requirement::proof_of_address) : nullptr;
        if (proof && proof->decision && proof->decision->by == policy_name) proof->stale = true;
    }

    void renew_link(int link, Instant expires) {
        if (link < case_.link) return;
        case_.link = link;
        case_.link_expires = expires;
        case_.expired = false;
    }

    void release() {
        case_.claimed_by.clear();
        case_.claimed_at.reset();
    }

    void finish(CaseState state, std::string_view by) {
        if (final_) return;
        case_.state = state;
        case_.decided_by = by;
        case_.decided_at = at_;
        release();
    }

    Case& case_;
    const Instant at_;
    const bool final_;
};

/// The person whose decision it is, or the policy.
std::string decider(const Case& the_case, Verdict verdict) {
    for (const RequirementState& row : the_case.requirements)
        if (row.decision && row.decision->verdict == verdict && row.decision->by != policy_name)
            return row.decision->by;
    return std::string(policy_name);
}

}  // namespace

std::string_view name_of(CaseState state) {
    return state_names.word(state);
}
std::optional<CaseState> case_state_from(std::string_view name) {
    return state_names.value(name);
}
std::string_view name_of(RequirementState::Status status) {
    return status_names.word(status);
}

bool is_final(CaseState state) {
    switch (state) {
        case CaseState::auto_verified:
        case CaseState::approved:
        case CaseState::rejected_final:
        case CaseState::withdrawn:
            return true;
        case CaseState::received:
        case CaseState::selected:
        case CaseState::requested:
        case CaseState::partially_submitted:
        case CaseState::submitted:
        case CaseState::checking:
        case CaseState::review:
        case CaseState::resubmit:
        case CaseState::expired:
            return false;
    }
    return false;
}

std::string_view type_of(const Event& event) {
    // In the order of the variant.
    static constexpr std::array<std::string_view, std::variant_size_v<Event>> types{
        "order.received",          "case.auto_verified", "case.selected",     "case.requested",
        "evidence.received",       "evidence.withdrawn", "document.examined", "requirement.decided",
        "case.submitted",          "case.referred",      "case.claimed",      "case.released",
        "case.resubmit_requested", "case.approved",      "case.rejected",     "case.expired",
        "case.withdrawn",          "order.confirmed",    "letter.sent",       "letter.failed"};
    return types[event.index()];
}

std::optional<Requirement> EvidenceState::requirement() const {
    if (examined && examined->requirement) return examined->requirement;
    return received.slot;
}

const RequirementState* Case::find(Requirement requirement) const {
    for (const RequirementState& row : requirements)
        if (row.requirement == requirement) return &row;
    return nullptr;
}

const EvidenceState* Case::find_evidence(std::string_view id) const {
    for (const EvidenceState& file : evidence)
        if (file.received.evidence == id) return &file;
    return nullptr;
}

std::vector<const EvidenceState*> Case::evidence_for(Requirement requirement) const {
    std::vector<const EvidenceState*> files;
    for (const EvidenceState& file : evidence)
        if (file.counts() && file.requirement() == requirement) files.push_back(&file);
    return files;
}

bool Case::accepts_uploads() const {
    switch (state) {
        case CaseState::requested:
        case CaseState::partially_submitted:
        case CaseState::submitted:
        case CaseState::checking:
        case CaseState::resubmit:
            return true;
        case CaseState::received:
        case CaseState::auto_verified:
        case CaseState::selected:
        case CaseState::review:
        case CaseState::approved:
        case CaseState::rejected_final:
        case CaseState::expired:
        case CaseState::withdrawn:
            return false;
    }
    return false;
}

void apply(Case& the_case, const Recorded& recorded) {
    std::visit(Application(the_case, recorded.at), recorded.event);
    the_case.version = recorded.version;
    if (is_final(the_case.state)) return;
    for (RequirementState& row : the_case.requirements) row.status = status_of(the_case, row);
    the_case.state = state_of(the_case);
}

Case fold(std::span<const Recorded> history) {
    Case the_case;
    for (const Recorded& recorded : history) apply(the_case, recorded);
    return the_case;
}

std::vector<Requirement> undecided(const Case& the_case) {
    std::vector<Requirement> wanted;
    if (is_final(the_case.state)) return wanted;
    for (const RequirementState& row : the_case.requirements) {
        const auto files = the_case.evidence_for(row.requirement);
        const bool all_examined =
            !files.empty() && std::all_of(files.begin(), files.end(), [](const EvidenceState* file) {
                return file->examined.has_value();
            });
        if (is_required(row) && all_examined && (!row.decision || row.stale))
            wanted.push_back(row.requirement);
    }
    return wanted;
}

bool expiry_due(const Case& the_case, Instant now) {
    switch (the_case.state) {
        case CaseState::requested:
        case CaseState::partially_submitted:
        case CaseState::resubmit:
            return the_case.link_expires && *the_case.link_expires <= now;
        case CaseState::received:
        case CaseState::auto_verified:
        case CaseState::selected:
        case CaseState::submitted:
        case CaseState::checking:
        case CaseState::review:
        case CaseState::approved:
        case CaseState::rejected_final:
        case CaseState::expired:
        case CaseState::withdrawn:
            return false;
    }
    return false;
}

std::optional<Event> consequence(const Case& the_case, Instant link_expires) {
    if (is_final(the_case.state) || the_case.requirements.empty() || !the_case.sent) return std::nullopt;
    if (anything_under_examination(the_case)) return std::nullopt;
    bool wanting = false, again = false, person = false;
    for (const RequirementState& row : the_case.requirements) {
        if (!is_required(row)) continue;
        if (row.status == Status::checking) return std::nullopt;
        const bool without_document = is_wanting(the_case, row);
        wanting = wanting || without_document;
        again = again || (row.status == Status::resubmit && !without_document);
        person = person || row.status == Status::referred || row.status == Status::rejected;
    }
    if (person) return wanting || the_case.referred ? std::nullopt : std::optional<Event>(CaseReferred{});
    if (again)
        return ResubmitRequested{
            .by = decider(the_case, Verdict::resubmit), .link = the_case.link, .expires = link_expires};
    if (wanting) return std::nullopt;
    return CaseApproved{.by = decider(the_case, Verdict::accept)};
}

}  // namespace domain
