#include "intake/letters.h"

#include "intake/pages.h"
#include "intake/setup.h"
#include "intake/words.h"

namespace intake {
namespace {

using domain::Case;
using Kind = mailers::Contents::Kind;
using Status = domain::RequirementState::Status;

std::optional<Kind> kind_of(const domain::Event& event) {
    if (std::holds_alternative<domain::CaseRequested>(event)) return Kind::verification_request;
    if (std::holds_alternative<domain::ResubmitRequested>(event)) return Kind::resubmit_request;
    if (std::holds_alternative<domain::OrderConfirmed>(event)) return Kind::confirmation;
    if (std::holds_alternative<domain::CaseRejected>(event)) return Kind::rejection;
    return std::nullopt;
}

/// What is asked for: every requirement of the case, or, when asking again, those that were found wanting
/// just before.
std::vector<mailers::Contents::Wanted> wanted(const Case& before, bool again, const Words& words) {
    std::vector<mailers::Contents::Wanted> list;
    for (const auto& row : before.requirements) {
        const bool wrong = row.decision && row.decision->verdict == domain::Verdict::resubmit;
        if (row.applicability != domain::Applicability::required || (again && !wrong)) continue;
        if (!again && (row.status == Status::accepted || row.status == Status::referred)) continue;
        const auto key = "requirement." + std::string(domain::name_of(row.requirement));
        mailers::Contents::Wanted entry{
            .title = words(key + ".title"), .why = words(key + ".why"), .reasons = {}};
        if (again)
            for (const auto reason : row.decision->reasons) {
                const auto sentence = words.message(reason);
                entry.reasons.push_back(sentence["text"].get<std::string>() + " " +
                                        sentence["action"].get<std::string>());
            }
        list.push_back(std::move(entry));
    }
    return list;
}

}  // namespace

bool calls_for_letter(std::string_view type) {
    return type == "case.requested" || type == "case.resubmit_requested" || type == "order.confirmed" ||
           type == "case.rejected";
}

std::optional<mailers::Contents> letter_for(const std::vector<domain::Recorded>& history,
                                            std::int64_t version, const Cases& cases,
                                            const PublishedKey& key) {
    Case before, after;
    const domain::Recorded* cause = nullptr;
    std::string first_letter;
    for (const auto& recorded : history) {
        if (recorded.version < version) domain::apply(before, recorded);
        if (recorded.version == version) cause = &recorded;
        if (const auto* sent = std::get_if<domain::LetterSent>(&recorded.event); sent && first_letter.empty())
            first_letter = sent->message_id;
        domain::apply(after, recorded);
    }
    const auto kind = cause ? kind_of(cause->event) : std::nullopt;
    if (!kind) return std::nullopt;
    const bool asks = *kind == Kind::verification_request || *kind == Kind::resubmit_request;
    domain::apply(before, *cause);  // its link and expiry
    if (asks && (before.link != after.link || domain::is_final(after.state))) return std::nullopt;

    const auto& order = after.order;
    const auto* entity = cases.config().find_entity(order.entity);
    if (!entity) return std::nullopt;
    auto then = Case{};
    for (const auto& recorded : history)
        if (recorded.version < version) domain::apply(then, recorded);
    const auto words = words_for(after, cases.config(), key.fingerprint);
    mailers::Contents contents{
        .kind = *kind,
        .id = order.id + "-" + std::string(mailers::name_of(*kind)) + "-" + std::to_string(version),
        .order_reference = order.reference,
        .entity_name = entity->name,
        .entity_domain = entity->id,
        .customer_name = order.customer.full_name(),
        .from = entity->from,
        .to = {.name = order.customer.full_name(), .address = order.customer.email},
        .link = asks ? cases.config().public_url + "/u/" + cases.token_of(order.id, before.link) : "",
        .link_expires = before.link_expires ? day_text(*before.link_expires, order.customer.language) : "",
        .selection_reasons = words.selection(after),
        .wanted = asks ? wanted(then, *kind == Kind::resubmit_request, words)
                       : std::vector<mailers::Contents::Wanted>{},
        .note = "",
        .fingerprint = grouped(key.fingerprint),
        .key_url = cases.config().public_url + "/keys/" + entity->id + ".asc",
        .items = {},
        .in_reply_to = first_letter,
        .date = cause->at};
    if (const auto* again = std::get_if<domain::ResubmitRequested>(&cause->event))
        contents.note = again->note;
    if (const auto* rejected = std::get_if<domain::CaseRejected>(&cause->event))
        for (const auto reason : rejected->reasons)
            contents.wanted.push_back({.title = words.message(reason)["text"], .why = "", .reasons = {}});
    for (const auto& item : order.items)
        contents.items.push_back(
            item.quantity == 1 ? item.description : std::to_string(item.quantity) + " × " + item.description);
    return contents;
}

}  // namespace intake
