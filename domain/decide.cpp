#include <algorithm>
#include <set>

#include "domain/checks.h"
#include "domain/names.h"
#include "domain/sameness.h"

namespace domain {
namespace {

/// What an objection asks for; the strongest decides. A person comes before a new upload where fraud is
/// possible: who tampers with a document is not told to try again.
enum class Effect { none, look, again, person };

struct Objection {
    Reason reason;
    Effect effect;
};

Effect effect_of(Reason reason) {
    switch (class_of(reason)) {
        case ReasonClass::retry:
            return Effect::again;
        case ReasonClass::review:
            return Effect::look;
        case ReasonClass::final_:
            return Effect::person;
        case ReasonClass::note:
            return Effect::none;
    }
    return Effect::look;
}

bool is_about_the_file(Reason reason) {
    return code_of(reason).starts_with("FILE_") || code_of(reason).starts_with("PGP_");
}

/// False when nothing could be decoded: there is nothing to compare.
bool could_be_looked_at(const EvidenceState& file) {
    const auto& findings = file.examined->findings;
    return std::none_of(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.outcome != Outcome::clear && finding.reason && is_about_the_file(*finding.reason);
    });
}

class Weighing {
  public:
    Weighing(const Case& the_case, Requirement requirement, Date today, const Policy& policy)
        : case_(the_case),
          order_(the_case.order),
          requirement_(requirement),
          today_(today),
          policy_(policy) {}

    /// The objections to one file by itself.
    std::vector<Objection> objections_to(const EvidenceState& file) {
        objections_.clear();
        decision_ = {};
        examine_file(file, {&file});
        return objections_;
    }

    Decision weigh(const Files& files) {
        objections_.clear();
        decision_ = {.policy = policy_.version};
        Files legible;
        for (const EvidenceState* file : files) {
            examine_file(*file, files);
            if (could_be_looked_at(*file)) legible.push_back(file);
        }
        if (!legible.empty()) compare(legible);
        conclude();
        return decision_;
    }

  private:
    // ---- each file by itself ----

    void examine_file(const EvidenceState& file, const Files& files) {
        for (const Finding& finding : file.examined->findings) {
            decision_.findings.push_back(finding);
            if (finding.outcome == Outcome::clear || !finding.reason) continue;
            // Whether what could not be read matters is said by the comparison with the order.
            if (*finding.reason != Reason::doc_unreadable) object(*finding.reason);
        }
        if (!could_be_looked_at(file)) return;
        for (Finding& finding : check_copy(*file.examined)) find(std::move(finding));
        check_kind(file, files);
        if (requirement_ == Requirement::proof_of_address) check_distinct(file);
    }

    void check_kind(const EvidenceState& file, const Files& files) {
        const DocumentKind kind = file.examined->reading.kind;
        const bool identity =
            requirement_ == Requirement::identity || requirement_ == Requirement::card_holder_identity;
        if (is_out_of_place(kind, requirement_))
            find("kind", Reason::wrong_slot);
        else if (identity && kind == DocumentKind::other)
            check_unknown_identity(file, files);
        else if (identity &&
                 kind == DocumentKind::visa)  // V7(1): a leaf of a passport, no identity by itself
            find("kind", Reason::doc_type_unsupported);
        else if (requirement_ == Requirement::payment_card && kind == DocumentKind::other &&
                 !has_field(file.examined->reading, field::card_last_four))
            find("kind", Reason::doc_type_unsupported);
    }

    /// Beside a recognised card it is the card's other side. Alone, a person looks when anything on it speaks
    /// of a person; else it is something else, and asking again helps sooner.
    void check_unknown_identity(const EvidenceState& file, const Files& files) {
        const Reading& reading = file.examined->reading;
        const bool beside_card = std::any_of(files.begin(), files.end(), [&](const EvidenceState* other) {
            return other != &file && is_identity_document(other->examined->reading.kind);
        });
        if (beside_card || reading.mrz) return;
        const bool speaks_of_a_person =
            has_field(reading, field::surname) || has_field(reading, field::birth_date) ||
            match_person("name", {&file}, Look::everywhere).verdict != FieldMatch::Verdict::missing;
        find("kind", speaks_of_a_person ? Reason::doc_type_unsupported : Reason::wrong_slot);
    }

    /// V8: against every page of the identity documents, the card holder's too.
    void check_distinct(const EvidenceState& proof) {
        Finding worst{.check = "same_document", .measure = 0, .threshold = policy_.same_picture};
        for (const Requirement other : {Requirement::identity, Requirement::card_holder_identity})
            for (const EvidenceState* identity : case_.evidence_for(other)) {
                if (!identity->examined || worst.reason) continue;
                // The bill that was put there by mistake is no identity document.
                if (is_out_of_place(identity->examined->reading.kind, other)) continue;
                Finding finding =
                    compare_documents(proof.examined->reading, identity->examined->reading, policy_);
                if (!proof.received.digest.empty() && identity->received.digest == proof.received.digest)
                    finding = {.check = "same_document",
                               .outcome = Outcome::consider,
                               .reason = Reason::poa_same_as_id,
                               .measure = 1};
                if (finding.reason || *finding.measure > *worst.measure) worst = std::move(finding);
            }
        const bool is_same = worst.reason.has_value();
        find(std::move(worst));
        if (!is_same && is_identity_document(proof.examined->reading.kind))
            find("kind", Reason::poa_is_identity_doc);
    }

    // ---- all files against the order ----

    /// The applicant's name, or the card holder's where a card is concerned.
    FieldMatch match_person(std::string_view field, const Files& files, Look look) const {
        const bool card =
            requirement_ == Requirement::card_holder_identity || requirement_ == Requirement::payment_card;
        if (card && !order_.payment.card_holder.empty())
            return match_name(field, order_.payment.card_holder, files, policy_, look);
        const Customer& customer = order_.customer;
        FieldMatch match =
            match_name(field, full_name_of(customer.given_names, customer.surname), files, policy_, look);
        match.order_value = customer.full_name();
        return match;
    }

    void compare(const Files& files) {
        switch (requirement_) {
            case Requirement::identity:
                check_identity_document(files);
                judge(match_person("name", files, Look::fields), Reason::name_mismatch, Effect::again);
                if (order_.customer.birth_date)
                    judge(match_birth_date(*order_.customer.birth_date, files), Reason::dob_mismatch,
                          Effect::look);
                break;
            case Requirement::card_holder_identity:
                check_identity_document(files);
                judge(match_person("card_holder", files, Look::fields), Reason::cardholder_mismatch,
                      Effect::again);
                break;
            case Requirement::proof_of_address:
                compare_address_proof(files);
                break;
            case Requirement::payment_card:
                judge(match_last_four(order_.payment.card_last_four, files), Reason::card_not_the_one_used,
                      Effect::again);
                judge(match_person("card_holder", files, Look::fields), Reason::cardholder_mismatch,
                      Effect::again);
                find(check_card_expiry(files, today_));
                break;
            case Requirement::business_registration:
                compare_registration(files);
                break;
        }
    }

    void check_identity_document(const Files& files) {
        for (Finding& finding : check_mrz(files)) find(std::move(finding));
        for (Finding& finding : check_sides(files)) find(std::move(finding));
        find(check_expiry(files, today_));
    }

    void compare_address_proof(const Files& files) {
        FieldMatch name = match_person("name", files, Look::everywhere);
        if (order_.customer.is_business() && name.verdict != FieldMatch::Verdict::same) {
            FieldMatch company = match_company(order_.customer.company, files, policy_);
            if (company.verdict != FieldMatch::Verdict::missing && company.score > name.score)
                name = std::move(company);
        }
        judge(std::move(name), Reason::name_mismatch, Effect::again);
        judge_address(match_address(order_.customer.address, files, policy_), files);
        const bool identity = std::any_of(files.begin(), files.end(), [](const EvidenceState* file) {
            return is_identity_document(file->examined->reading.kind);
        });
        const bool month_first = order_.customer.address.country == "US";
        find(identity ? check_expiry(files, today_) : check_age(files, today_, month_first, policy_));
    }

    /// A page full of text without an address is another document; a page hardly read is for a person.
    void judge_address(FieldMatch match, const Files& files) {
        std::size_t letters = 0;
        for (const EvidenceState* file : files)
            for (const TextLine& line : file->examined->reading.lines)
                if (line.confidence >= 0.5) letters += line.text.size();
        const bool well_read = letters >= 200;
        const bool claimed = !order_.customer.address.street.empty();
        if (match.verdict == FieldMatch::Verdict::missing && claimed && well_read) {
            find("address", Reason::poa_no_address);
            decision_.matches.push_back(std::move(match));
        } else {
            judge(std::move(match), Reason::address_mismatch, Effect::again);
        }
    }

    void compare_registration(const Files& files) {
        const Customer& customer = order_.customer;
        if (customer.is_business())
            judge(match_company(customer.company, files, policy_), Reason::company_mismatch, Effect::again);
        else
            judge(match_person("name", files, Look::everywhere), Reason::name_mismatch, Effect::again);
        if (!customer.registration_number.empty())
            judge(match_registration_number(customer.registration_number, files), Reason::number_mismatch,
                  Effect::again);
    }

    // ---- the sum ----

    void object(Reason reason) { objections_.push_back({reason, effect_of(reason)}); }

    /// A check that could not be made is for a person, whatever its reason would ask for. What the
    /// examination said already is not said twice.
    void find(Finding finding) {
        if (finding.reason)
            objections_.push_back({*finding.reason, finding.outcome == Outcome::unreadable
                                                        ? Effect::look
                                                        : effect_of(*finding.reason)});
        const bool said =
            std::any_of(decision_.findings.begin(), decision_.findings.end(), [&](const Finding& other) {
                return other.check == finding.check && other.reason == finding.reason;
            });
        if (!said || finding.measure) decision_.findings.push_back(std::move(finding));
    }
    void find(std::string check, Reason reason) {
        find({.check = std::move(check), .outcome = Outcome::consider, .reason = reason});
    }

    /// Near: a person looks. Missing: what nobody could read is never taken for granted.
    void judge(FieldMatch match, Reason reason, Effect when_it_differs) {
        switch (match.verdict) {
            case FieldMatch::Verdict::same:
                break;
            case FieldMatch::Verdict::near:
                objections_.push_back({reason, Effect::look});
                break;
            case FieldMatch::Verdict::differs:
                objections_.push_back({reason, when_it_differs});
                break;
            case FieldMatch::Verdict::missing:
                object(Reason::doc_unreadable);
                break;
        }
        decision_.matches.push_back(std::move(match));
    }

    /// A customer who is asked again is told what to mend, and not what a person would have looked at.
    void conclude() {
        Effect strongest = Effect::none;
        for (const Objection& objection : objections_) strongest = std::max(strongest, objection.effect);
        decision_.verdict = strongest == Effect::none    ? Verdict::accept
                            : strongest == Effect::again ? Verdict::resubmit
                                                         : Verdict::refer;
        for (const Objection& objection : objections_) {
            const bool tells = strongest == Effect::again ? objection.effect == Effect::again
                                                          : objection.effect != Effect::none;
            auto& reasons = decision_.reasons;
            if (tells && std::find(reasons.begin(), reasons.end(), objection.reason) == reasons.end())
                reasons.push_back(objection.reason);
        }
    }

    const Case& case_;
    const Order& order_;
    const Requirement requirement_;
    const Date today_;
    const Policy& policy_;
    std::vector<Objection> objections_;
    Decision decision_;
};

/// Files that may make a document without the others: each alone, and all of one kind with what nobody
/// recognised.
std::vector<Files> candidates(const Files& files) {
    std::vector<Files> sets;
    for (const EvidenceState* file : files) sets.push_back({file});
    std::set<DocumentKind> kinds;
    for (const EvidenceState* file : files) kinds.insert(file->examined->reading.kind);
    for (const DocumentKind kind : kinds) {
        Files set;
        for (const EvidenceState* file : files)
            if (file->examined->reading.kind == kind || file->examined->reading.kind == DocumentKind::other)
                set.push_back(file);
        sets.push_back(std::move(set));
    }
    return sets;
}

}  // namespace

/// A customer who sends a blurred photo and a good one has sent a good one: what suffices without the others
/// is accepted, and what only a person can judge without the spoilt files goes to a person. Signs of fraud on
/// any file keep all of them in.
Decision decide(const Case& the_case, Requirement requirement, Date today, const Policy& policy) {
    Files files = the_case.evidence_for(requirement);
    std::erase_if(files, [](const EvidenceState* file) { return !file->examined; });
    Weighing weighing(the_case, requirement, today, policy);
    if (files.empty())
        return {.verdict = Verdict::refer, .reasons = {Reason::doc_unreadable}, .policy = policy.version};

    Decision of_all = weighing.weigh(files);
    if (of_all.verdict == Verdict::accept || files.size() == 1) return of_all;
    Files unspoilt;
    for (const EvidenceState* file : files) {
        const auto objections = weighing.objections_to(*file);
        auto is = [&](Effect effect) {
            return std::any_of(objections.begin(), objections.end(),
                               [&](const Objection& o) { return o.effect == effect; });
        };
        if (is(Effect::person)) return of_all;
        if (!is(Effect::again)) unspoilt.push_back(file);
    }
    for (const Files& set : candidates(unspoilt))
        if (Decision decision = weighing.weigh(set); decision.verdict == Verdict::accept) return decision;
    if (!unspoilt.empty() && unspoilt.size() < files.size())
        if (Decision decision = weighing.weigh(unspoilt); decision.verdict != Verdict::resubmit)
            return decision;
    return of_all;
}

}  // namespace domain
