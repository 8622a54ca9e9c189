#include "intake/cases.h"

#include <algorithm>

#include "domain/error.h"
#include "intake/config.h"
#include "intake/json.h"

namespace intake {
namespace {

using domain::Case;
using domain::CaseState;
using domain::Error;
using domain::Event;
using domain::Fault;

constexpr int attempts_on_conflict = 8;

std::string payload_context(const std::string& stream, std::int64_t version, std::string_view type) {
    return "payload/" + stream + "/" + std::to_string(version) + "/" + std::string(type);
}

std::string_view waits_for(CaseState state) {
    switch (state) {
        case CaseState::requested:
        case CaseState::partially_submitted:
        case CaseState::resubmit:
            return "customer";
        case CaseState::submitted:
        case CaseState::checking:
            return "examination";
        case CaseState::review:
            return "analyst";
        case CaseState::received:
        case CaseState::auto_verified:
        case CaseState::selected:
        case CaseState::approved:
        case CaseState::rejected_final:
        case CaseState::expired:
        case CaseState::withdrawn:
            return "nobody";
    }
    return "nobody";
}

/// The number of the link an event issues, if it does.
std::optional<int> link_of(const Event& event) {
    if (const auto* requested = std::get_if<domain::CaseRequested>(&event)) return requested->link;
    if (const auto* again = std::get_if<domain::ResubmitRequested>(&event)) return again->link;
    return std::nullopt;
}

std::vector<std::string> ids_of(const std::vector<const domain::EvidenceState*>& files) {
    std::vector<std::string> ids;
    for (const auto* file : files) ids.push_back(file->received.evidence);
    return ids;
}

}  // namespace

domain::Instant now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}
domain::Date today() {
    return domain::date_of(now());
}

Cases::Cases(const Config& config, storage::Ledger& ledger, storage::Vault& vault, const crypto::Key& kek)
    : config_(config),
      ledger_(ledger),
      vault_(vault),
      kek_(kek),
      link_key_(crypto::derive(kek, "link")),
      draw_key_(crypto::derive(kek, "draw")) {}

std::optional<crypto::Key> Cases::stream_key(const std::string& stream) {
    const auto wrapped = ledger_.key(stream, "");
    if (!wrapped) return std::nullopt;
    return crypto::unwrap(kek_, stream, *wrapped);
}

Cases::Created Cases::create(domain::Order order) {
    order.id = crypto::new_id("ord_");
    const auto at = now();
    const auto reasons = domain::select(order, crypto::keyed_draw(draw_key_, order.reference),
                                        domain::date_of(at), config_.policy);
    const auto key = crypto::random_key();
    Change change;
    change.alongside.keys.push_back({.object = "", .wrapped = crypto::wrap(kek_, order.id, key)});
    const auto by_reference = crypto::keyed_hash(crypto::derive(kek_, "reference"), order.reference);
    change.alongside.entries.push_back(
        {.kind = "reference", .key = by_reference, .value = order.id, .expires = {}});
    change.events.push_back(domain::OrderReceived{order});
    if (reasons.empty()) {
        change.events.push_back(domain::AutoVerified{});
    } else {
        change.events.push_back(domain::CaseSelected{
            .reasons = reasons, .requirements = domain::requirements_of(order, config_.policy)});
        change.events.push_back(request(Case{}, domain::CaseRequested::Cause::first));
    }
    try {
        Case fresh;
        fresh.order.id = order.id;
        return {.the_case = append(fresh, std::move(change), key), .created = true};
    } catch (const Error& error) {
        if (error.fault() != Fault::conflict) throw;
    }
    const auto taken = ledger_.entry("reference", by_reference, at);
    if (!taken) throw Error(Fault::busy, "the order is being received by another request: try again");
    auto there = load(taken->value);
    order.id = there.order.id;
    if (there.order != order)
        throw Error(Fault::conflict,
                    "another order with this reference was received before: references are unique");
    return {.the_case = std::move(there), .created = false};
}

std::optional<domain::Recorded> Cases::open(const storage::Record& record) {
    const auto key = stream_key(record.stream);
    if (!key) return std::nullopt;
    const auto plain =
        crypto::open(*key, payload_context(record.stream, record.version, record.type), record.payload);
    return domain::Recorded{
        .event = event_from(record.type, Json::parse(plain)), .at = record.at, .version = record.version};
}

std::vector<domain::Recorded> Cases::history(const std::string& order) {
    const auto records = ledger_.read(order);
    if (records.empty()) throw Error(Fault::not_found, "there is no such order");
    const auto key = stream_key(order);
    if (!key) throw Error(Fault::not_found, "the person of this order was erased");
    std::vector<domain::Recorded> history;
    for (const auto& record : records) {
        const auto plain =
            crypto::open(*key, payload_context(order, record.version, record.type), record.payload);
        history.push_back({.event = event_from(record.type, Json::parse(plain)),
                           .at = record.at,
                           .version = record.version});
    }
    return history;
}

Case Cases::load(const std::string& order) {
    return domain::fold(history(order));
}

Case Cases::change(const std::string& order, const std::function<Change(const Case&)>& decide) {
    for (int attempt = 1;; ++attempt) {
        const auto before = load(order);
        auto change = decide(before);
        if (change.events.empty()) {
            if (change.alongside.done) ledger_.finish(*change.alongside.done);
            return before;
        }
        const auto key = stream_key(order);
        if (!key) throw Error(Fault::not_found, "the person of this order was erased");
        try {
            return append(before, std::move(change), *key);
        } catch (const Error& error) {
            if (error.fault() != Fault::conflict || attempt == attempts_on_conflict) throw;
        }
    }
}

/// What the rules make of the new events: decisions of requirements whose files changed, then the
/// consequences.
void Cases::settle(Case& the_case, std::vector<Event>& events, domain::Instant at) const {
    const auto add = [&](Event event) {
        domain::apply(the_case, {.event = event, .at = at, .version = the_case.version + 1});
        events.push_back(std::move(event));
    };
    if (domain::is_final(the_case.state)) return;
    for (const auto requirement : domain::undecided(the_case)) {
        auto decision = domain::decide(the_case, requirement, domain::date_of(at), config_.policy);
        add(domain::RequirementDecided{.requirement = requirement,
                                       .decision = std::move(decision),
                                       .evidence = ids_of(the_case.evidence_for(requirement))});
    }
    const auto expires = at + std::chrono::hours(24 * config_.policy.link_days);
    while (auto next = domain::consequence(the_case, expires)) add(std::move(*next));
}

storage::NewEvent Cases::seal(const crypto::Key& key, const Case& after, std::int64_t version,
                              const Event& event) const {
    auto facts = facts_of(event);
    facts["state"] = domain::name_of(after.state);
    const std::string type(domain::type_of(event));
    const auto payload = payload_of(event).dump(-1, ' ', false, Json::error_handler_t::replace);
    return {.type = type,
            .facts = facts.dump(),
            .payload =
                crypto::seal(key, payload_context(after.order.id, version, type), domain::bytes_of(payload))};
}

storage::Summary Cases::summary(const Case& the_case, const Case& before, domain::Instant at) const {
    storage::Summary summary{.stream = the_case.order.id,
                             .reference = the_case.order.reference,
                             .entity = the_case.order.entity,
                             .state = std::string(domain::name_of(the_case.state)),
                             .waits_for = std::string(waits_for(the_case.state)),
                             .assignee = the_case.claimed_by,
                             .received = the_case.received_at.value_or(at),
                             .due = std::nullopt,
                             .updated = at,
                             .version = the_case.version};
    if (the_case.state == CaseState::review) {
        const auto known = before.state == CaseState::review ? ledger_.summary(summary.stream) : std::nullopt;
        summary.due = known && known->due ? *known->due : at + config_.review_within;
    } else if (summary.waits_for == "customer") {
        summary.due = the_case.link_expires;
    }
    return summary;
}

Case Cases::append(const Case& before, Change change, const crypto::Key& key) {
    const auto at = now();
    auto after = before;
    std::vector<Event> events;
    for (auto& event : change.events) {
        domain::apply(after, {.event = event, .at = at, .version = after.version + 1});
        events.push_back(std::move(event));
    }
    settle(after, events, at);

    std::vector<storage::NewEvent> sealed;
    auto step = before;
    for (const auto& event : events) {
        domain::apply(step, {.event = event, .at = at, .version = step.version + 1});
        sealed.push_back(seal(key, step, step.version, event));
        if (const auto link = link_of(event); link && *link > before.link)
            change.alongside.entries.push_back(
                {.kind = "link",
                 .key = crypto::sha256_hex(domain::bytes_of(token_of(after.order.id, *link))),
                 .value = after.order.id + "/" + std::to_string(*link),
                 .expires = {}});
    }
    change.alongside.summary = summary(after, before, at);
    ledger_.append(after.order.id, before.version, sealed, at, change.alongside);
    return after;
}

Event Cases::request(const Case& the_case, domain::CaseRequested::Cause cause) const {
    return domain::CaseRequested{.link = the_case.link + 1,
                                 .expires = now() + std::chrono::hours(24 * config_.policy.link_days),
                                 .cause = cause};
}

std::string Cases::token_of(const std::string& order, int link) const {
    return crypto::keyed_hash(link_key_, order + "/" + std::to_string(link));
}

std::optional<Cases::Link> Cases::find_link(std::string_view token) {
    if (token.size() != 43) return std::nullopt;
    const auto entry = ledger_.entry("link", crypto::sha256_hex(domain::bytes_of(token)), now());
    if (!entry) return std::nullopt;
    const auto slash = entry->value.rfind('/');
    if (slash == std::string::npos) throw Error(Fault::corrupt, "a link entry is not of its form");
    return Link{.order = entry->value.substr(0, slash), .number = std::stoi(entry->value.substr(slash + 1))};
}

std::string Cases::seal_page(const std::string& order, const std::string& place, domain::ByteView jpeg) {
    const auto key = stream_key(order);
    if (!key) throw Error(Fault::not_found, "the person of this order was erased");
    return vault_.put(crypto::seal(*key, "page/" + order + "/" + place, jpeg));
}

domain::Bytes Cases::open_page(const std::string& order, const std::string& place,
                               const std::string& object) {
    const auto key = stream_key(order);
    if (!key) throw Error(Fault::not_found, "the person of this order was erased");
    return crypto::open(*key, "page/" + order + "/" + place, vault_.get(object));
}

std::string page_place(const std::string& evidence, std::size_t number) {
    return evidence + "/" + std::to_string(number);
}
std::string overlay_place(const std::string& evidence, std::size_t number) {
    return evidence + "/overlay/" + std::to_string(number);
}

}  // namespace intake
