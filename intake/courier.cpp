#include "intake/courier.h"

#include <random>

#include "domain/error.h"
#include "intake/api.h"
#include "intake/config.h"
#include "intake/letters.h"
#include "intake/log.h"
#include "intake/pages.h"
#include "onboarding/confirmation.h"

namespace intake {
namespace {

using domain::Error;
using domain::Fault;

constexpr auto lease_for = std::chrono::seconds(60);
constexpr int records_a_round = 100, letter_attempts = 12;
constexpr std::string_view follower = "courier", holder = "courier";

/// `name:position`, the object of a webhook's work.
struct Target {
    std::string name;
    std::int64_t position = 0;
};
Target target_of(const std::string& object) {
    const auto colon = object.rfind(':');
    return {.name = object.substr(0, colon), .position = std::stoll(object.substr(colon + 1))};
}

/// Up to a fifth later: what failed together shall not come back together.
std::chrono::milliseconds spread(std::chrono::milliseconds wait) {
    static thread_local std::minstd_rand random{std::random_device{}()};
    return wait + std::chrono::milliseconds(
                      std::uniform_int_distribution<std::int64_t>(0, wait.count() / 5)(random));
}

}  // namespace

Courier::Courier(Cases& cases, mailers::Mailer& mailer) : cases_(cases), mailer_(mailer) {
    for (const auto& entity : cases.config().entities)
        keys_[entity.id] = published_key(cases.config(), entity.id);
}

bool Courier::round() {
    bool busy = follow();
    busy = carry_letter() || busy;
    busy = carry_webhook() || busy;
    return expire_links() || busy;
}

/// Turns new records into work, in the transaction that moves the cursor.
bool Courier::follow() {
    const auto from = cases_.ledger().cursor(std::string(follower));
    const auto records = cases_.ledger().after(from, records_a_round);
    if (records.empty()) return false;
    std::vector<storage::Work> work;
    for (const auto& record : records) {
        if (record.type == "case.approved" || record.type == "case.auto_verified") confirm(record.stream);
        const auto position = std::to_string(record.position);
        if (calls_for_letter(record.type))
            work.push_back({.step = std::string(letter_step), .object = position, .stream = record.stream});
        if (!public_event(record)) continue;
        for (const auto& webhook : cases_.config().webhooks)
            work.push_back({.step = std::string(webhook_step),
                            .object = webhook.name + ":" + position,
                            .stream = record.stream});
    }
    try {
        cases_.ledger().advance(std::string(follower), from, records.back().position, work);
    } catch (const Error& error) {
        if (error.fault() != Fault::conflict) throw;  // another courier was faster: the same work, once
    }
    return true;
}

/// O1: once, whoever asks and however often.
void Courier::confirm(const std::string& order) {
    cases_.change(order, [](const domain::Case& the_case) -> Cases::Change {
        if (!onboarding::confirmation_due(the_case)) return {};
        return {.events = {domain::OrderConfirmed{}}, .alongside = {}};
    });
}

bool Courier::carry_letter() {
    const auto lease = cases_.ledger().lease(std::string(letter_step), std::string(holder), now(), lease_for);
    if (!lease) return false;
    try {
        write_letter(*lease);
    } catch (const Error& error) {
        log("letter_failed",
            {{"order", lease->stream}, {"attempt", std::to_string(lease->attempt)}, {"why", error.what()}});
        if (error.fault() == Fault::conflict) return true;
        if (lease->attempt >= letter_attempts)
            cases_.ledger().park(*lease, "not accepted after " + std::to_string(letter_attempts) + " tries");
        else
            cases_.ledger().postpone(*lease,
                                     now() + std::chrono::seconds(10L << std::min(lease->attempt, 9)));
    }
    return true;
}

void Courier::write_letter(const storage::Lease& lease) {
    const auto records = cases_.ledger().after(std::stoll(lease.object) - 1, 1);
    if (records.empty()) throw Error(Fault::corrupt, "the record of a letter is not there");
    const auto version = records.front().version;
    const auto history = cases_.history(lease.stream);
    const auto entity = domain::fold(history).order.entity;
    const auto contents = letter_for(history, version, cases_, keys_[entity]);
    if (!contents) return cases_.ledger().finish(lease);
    const auto letter = mailers::compose(*contents, messages(domain::fold(history).order.customer.language));
    const std::string kind(mailers::name_of(contents->kind));
    domain::Event outcome = domain::LetterSent{.kind = kind, .message_id = letter.message_id()};
    try {
        mailer_.send(letter);
    } catch (const Error& error) {
        if (error.fault() != Fault::invalid) throw;
        outcome = domain::LetterFailed{.kind = kind, .why = error.what()};
    }
    cases_.change(lease.stream, [&](const domain::Case&) -> Cases::Change {
        Cases::Change change{.events = {outcome}, .alongside = {}};
        change.alongside.done = lease;
        return change;
    });
    log(std::holds_alternative<domain::LetterSent>(outcome) ? "letter_sent" : "letter_refused",
        {{"order", lease.stream}, {"letter", kind}});
}

bool Courier::carry_webhook() {
    const auto lease =
        cases_.ledger().lease(std::string(webhook_step), std::string(holder), now(), lease_for);
    if (!lease) return false;
    deliver(*lease);
    return true;
}

void Courier::deliver(const storage::Lease& lease) {
    const auto target = target_of(lease.object);
    const mailers::Endpoint* endpoint = nullptr;
    for (const auto& webhook : cases_.config().webhooks)
        if (webhook.name == target.name) endpoint = &webhook.endpoint;
    const auto records = cases_.ledger().after(target.position - 1, 1);
    const auto event = records.empty() ? std::nullopt : public_event(records.front());
    if (!endpoint || !event) return cases_.ledger().finish(lease);
    const auto answer =
        mailers::deliver(*endpoint, {.id = (*event)["id"], .timestamp = now(), .body = event->dump()});
    const auto wait = answer.retry_after && *answer.retry_after < std::chrono::hours(24)
                          ? answer.retry_after
                          : mailers::back_off(lease.attempt);
    switch (answer.delivery) {
        case mailers::Delivery::delivered:
            return cases_.ledger().finish(lease);
        case mailers::Delivery::gone:
            return cases_.ledger().park(lease, "the endpoint answered 410");
        case mailers::Delivery::refused:
            log("webhook_refused", {{"webhook", target.name}});
            return cases_.ledger().park(lease, "the target is private or malformed");
        case mailers::Delivery::retry:
            break;
    }
    log("webhook_failed", {{"webhook", target.name},
                           {"status", std::to_string(answer.status)},
                           {"attempt", std::to_string(lease.attempt)}});
    if (!wait || !mailers::back_off(lease.attempt))
        return cases_.ledger().park(lease, "not accepted after the last try");
    cases_.ledger().postpone(lease, now() + spread(*wait));
}

/// Once a minute: cases whose link ran out while the customer was waited for.
bool Courier::expire_links() {
    const auto at = now();
    if (at - expiry_looked_at_ < std::chrono::minutes(1)) return false;
    expiry_looked_at_ = at;
    cases_.ledger().remove_expired(at);
    for (const auto& summary : cases_.ledger().summaries({.waits_for = "customer",
                               .state = {},
                               .entity = {},
                               .assignee = {},
                               .limit = 500,
                               .offset = 0})) {
        if (!summary.due || *summary.due > at) continue;
        cases_.change(summary.stream, [&](const domain::Case& the_case) -> Cases::Change {
            if (!domain::expiry_due(the_case, at)) return {};
            return {.events = {domain::CaseExpired{}}, .alongside = {}};
        });
    }
    return false;
}

}  // namespace intake
