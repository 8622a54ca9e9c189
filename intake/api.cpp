#include "intake/api.h"

#include <algorithm>

#include "crypto/secret.h"
#include "domain/error.h"
#include "intake/config.h"

namespace intake {
namespace {

using domain::Error;
using domain::Fault;

constexpr std::size_t body_limit = 256 * 1024, text_limit = 200;

/// Typed access to one JSON object that remembers what was asked for and complains by JSON pointer.
class Object {
  public:
    Object(const Json& value, std::string pointer) : value_(value), pointer_(std::move(pointer)) {
        if (!value.is_object()) complain("", "must be an object");
    }
    std::string text(const char* key, bool required = false, std::size_t limit = text_limit) {
        const auto* member = find(key, required);
        if (!member) return "";
        if (!member->is_string()) complain(key, "must be a string");
        const auto& text = member->get_ref<const std::string&>();
        if (text.size() > limit) complain(key, "is longer than " + std::to_string(limit) + " bytes");
        if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
            complain(key, "has a control character");
        if (required && text.find_first_not_of(' ') == std::string::npos) complain(key, "must not be empty");
        return text;
    }
    bool flag(const char* key) {
        const auto* member = find(key, false);
        if (!member) return false;
        if (!member->is_boolean()) complain(key, "must be true or false");
        return member->get<bool>();
    }
    int count(const char* key, int fallback) {
        const auto* member = find(key, false);
        if (!member) return fallback;
        if (!member->is_number_integer() || *member < 1 || *member > 1'000'000)
            complain(key, "must be a whole number from 1 to 1000000");
        return member->get<int>();
    }
    const Json* find(const char* key, bool required) {
        known_.emplace_back(key);
        const auto found = value_.find(key);
        if (found != value_.end() && !found->is_null()) return &*found;
        if (required) complain(key, "is missing");
        return nullptr;
    }
    std::optional<Object> object(const char* key, bool required = false) {
        const auto* member = find(key, required);
        if (!member) return std::nullopt;
        return Object(*member, pointer_ + "/" + key);
    }
    /// Members that nobody asked for are mistakes of the caller: say so instead of dropping them.
    void done() const {
        for (const auto& [key, member] : value_.items())
            if (std::find(known_.begin(), known_.end(), key) == known_.end())
                complain(key, "is not a member of this object");
    }
    [[noreturn]] void complain(const std::string& key, const std::string& what) const {
        throw Error(Fault::invalid,
                    (key.empty() ? (pointer_.empty() ? "/" : pointer_) : pointer_ + "/" + key) + " " + what);
    }

  private:
    const Json& value_;
    std::string pointer_;
    std::vector<std::string> known_;
};

domain::Customer customer_from(Object body) {
    domain::Customer customer;
    customer.given_names = body.text("given_names");
    customer.surname = body.text("surname", true);
    customer.company = body.text("company");
    customer.registration_number = body.text("registration_number");
    customer.email = body.text("email", true, 320);
    if (customer.email.find('@') == std::string::npos) body.complain("email", "is not a mail address");
    if (auto language = body.text("language"); !language.empty()) customer.language = language;
    if (const auto birth = body.text("birth_date"); !birth.empty()) {
        customer.birth_date = domain::parse_date(birth);
        if (!customer.birth_date) body.complain("birth_date", "must be a day written YYYY-MM-DD");
    }
    if (auto address = body.object("address")) {
        customer.address = {.street = address->text("street"),
                            .postal_code = address->text("postal_code"),
                            .city = address->text("city"),
                            .country = address->text("country")};
        address->done();
    }
    body.done();
    return customer;
}

domain::Payment payment_from(Object body) {
    using domain::PaymentMethod;
    static const std::map<std::string, PaymentMethod> methods{{"invoice", PaymentMethod::invoice},
                                                              {"card", PaymentMethod::card},
                                                              {"bank_transfer", PaymentMethod::bank_transfer},
                                                              {"direct_debit", PaymentMethod::direct_debit},
                                                              {"other", PaymentMethod::other}};
    const auto found = methods.find(body.text("method", true));
    if (found == methods.end())
        body.complain("method", "must be invoice, card, bank_transfer, direct_debit or other");
    domain::Payment payment{.method = found->second,
                            .card_holder = body.text("card_holder"),
                            .card_last_four = body.text("card_last_four")};
    if (payment.card_last_four.size() > 4)
        body.complain("card_last_four", "must be the last four digits only: never send a whole card number");
    body.done();
    return payment;
}

Json requirement_json(const domain::RequirementState& row) {
    Json json{{"requirement", domain::name_of(row.requirement)}, {"status", domain::name_of(row.status)}};
    auto codes = Json::array();
    if (row.decision)
        for (const auto reason : row.decision->reasons) codes.push_back(domain::code_of(reason));
    json["reasons"] = codes;
    if (row.decision) json["policy"] = row.decision->policy;
    return json;
}

Json optional_instant(const std::optional<domain::Instant>& instant) {
    return instant ? Json(domain::to_string(*instant)) : Json(nullptr);
}

/// The state of an order, for the order system: decisions and codes, never documents or names.
Json order_json(const domain::Case& the_case) {
    Json selection = Json::array(), requirements = Json::array();
    for (const auto& reason : the_case.selection)
        selection.push_back({{"code", domain::code_of(reason.code)}, {"fields", reason.fields}});
    for (const auto& row : the_case.requirements) requirements.push_back(requirement_json(row));
    return {{"id", the_case.order.id},
            {"reference", the_case.order.reference},
            {"entity", the_case.order.entity},
            {"state", domain::name_of(the_case.state)},
            {"confirmed", the_case.confirmed},
            {"selection", selection},
            {"requirements", requirements},
            {"link_expires", optional_instant(the_case.link_expires)},
            {"received_at", optional_instant(the_case.received_at)},
            {"requested_at", optional_instant(the_case.requested_at)},
            {"sent_at", optional_instant(the_case.sent_at)},
            {"decided_at", optional_instant(the_case.decided_at)},
            {"version", the_case.version}};
}

/// Wraps an action: the caller must hold one of the configured keys.
Action with_key(const Cases& cases, Action action) {
    return [&cases, action = std::move(action)](Request& request) {
        const auto header = request.header("authorization");
        if (!header.starts_with("Bearer "))
            throw Error(Fault::unauthenticated, "Send an API key: `Authorization: Bearer KEY`.");
        const auto digest = crypto::sha256_hex(domain::bytes_of(std::string_view(header).substr(7)));
        const auto& keys = cases.config().api_keys;
        if (std::none_of(keys.begin(), keys.end(),
                         [&](const auto& key) { return crypto::equal(key.sha256, digest); }))
            throw Error(Fault::unauthenticated, "This API key is not known here.");
        return action(request);
    };
}

Response answer_with(int status, const domain::Case& the_case, const Request& request) {
    const auto etag = "\"" + std::to_string(the_case.version) + "\"";
    if (status == 200 && request.header("if-none-match") == etag)
        return {.status = 304, .content_type = "", .body = "", .headers = {{"ETag", etag}}};
    auto response = json_response(status, order_json(the_case).dump());
    response.headers = {{"ETag", etag}, {"Location", "/v1/orders/" + the_case.order.id}};
    return response;
}

Response post_order(Cases& cases, Request& request) {
    auto order = order_from(parse_json(request.body->text(body_limit)));
    if (!cases.config().find_entity(order.entity))
        throw Error(Fault::invalid, "/entity is not one of this installation's entities");
    const auto [the_case, created] = cases.create(std::move(order));
    return answer_with(created ? 201 : 200, the_case, request);
}

Response cancel(Cases& cases, Request& request) {
    const auto after =
        cases.change(request.parameters.at("id"), [](const domain::Case& the_case) -> Cases::Change {
            if (the_case.state == domain::CaseState::withdrawn) return {};
            if (domain::is_final(the_case.state))
                throw Error(Fault::conflict, "The order is decided already: it cannot be cancelled here.");
            return {.events = {domain::CaseWithdrawn{}}, .alongside = {}};
        });
    return answer_with(200, after, request);
}

Response send_link(Cases& cases, Request& request) {
    const auto after =
        cases.change(request.parameters.at("id"), [&](const domain::Case& the_case) -> Cases::Change {
            if (!the_case.accepts_uploads() && the_case.state != domain::CaseState::expired)
                throw Error(Fault::conflict,
                            "The order does not wait for documents: there is no link to send.");
            return {.events = {cases.request(the_case, domain::CaseRequested::Cause::resend)},
                    .alongside = {}};
        });
    return answer_with(202, after, request);
}

Response events(Cases& cases, Request& request) {
    const auto number = [&](const char* name, std::int64_t fallback, std::int64_t most) {
        const auto found = request.query.find(name);
        if (found == request.query.end()) return fallback;
        const auto& text = found->second;
        const auto digits = std::string_view(text).substr(text.starts_with("evt_") ? 4 : 0);
        if (digits.empty() || digits.size() > 17 ||
            digits.find_first_not_of("0123456789") != std::string_view::npos)
            throw Error(Fault::invalid, std::string(name) + " must be the id of an event or a number");
        return std::min<std::int64_t>(std::stoll(std::string(digits)), most);
    };
    const auto after = number("after", 0, std::numeric_limits<std::int64_t>::max());
    const auto limit = std::max<std::int64_t>(1, number("limit", 100, 500));
    const auto records = cases.ledger().after(after, static_cast<int>(limit));
    auto data = Json::array();
    for (const auto& record : records)
        if (auto event = public_event(record)) data.push_back(std::move(*event));
    // The cursor moves over what is not public, too: a page may be shorter than its limit and still not the
    // last.
    const auto last = records.empty() ? after : records.back().position;
    return json_response(
        200, Json{{"data", data}, {"next_after", last}, {"has_more", std::ssize(records) == limit}}.dump());
}

}  // namespace

domain::Order order_from(const Json& body) {
    Object root(body, "");
    domain::Order order;
    order.reference = root.text("reference", true, 100);
    const auto channel = root.text("channel");
    if (channel != "" && channel != "website" && channel != "sales")
        root.complain("channel", "must be website or sales");
    order.channel = channel == "sales" ? domain::Channel::sales : domain::Channel::website;
    order.entity = root.text("entity", true);
    order.customer = customer_from(*root.object("customer", true));
    order.payment = payment_from(*root.object("payment", true));
    if (const auto* items = root.find("items", false)) {
        if (!items->is_array() || items->size() > 100)
            root.complain("items", "must be a list of at most 100 items");
        for (std::size_t i = 0; i < items->size(); ++i) {
            Object item((*items)[i], "/items/" + std::to_string(i));
            order.items.push_back(
                {.description = item.text("description", true), .quantity = item.count("quantity", 1)});
            item.done();
        }
    }
    order.existing_customer = root.flag("existing_customer");
    const auto verification = root.text("verification");
    if (verification != "" && verification != "auto" && verification != "required")
        root.complain("verification", "must be auto or required");
    order.verification_asked = verification == "required";
    root.done();
    return order;
}

std::optional<Json> public_event(const storage::Record& record) {
    if (record.type == "case.claimed" || record.type == "case.released") return std::nullopt;
    auto digits = std::to_string(record.position);
    digits.insert(0, digits.size() < 12 ? 12 - digits.size() : 0, '0');
    auto data = Json::parse(record.facts);
    data.erase("objects");
    data["order"] = record.stream;
    data["order_version"] = record.version;
    return Json{{"id", "evt_" + digits},
                {"type", record.type},
                {"timestamp", domain::to_string(record.at)},
                {"data", data}};
}

void add_api_routes(Server& server, Cases& cases) {
    const auto add = [&](const char* method, const char* pattern, Response (*action)(Cases&, Request&)) {
        server.route(method, pattern,
                     with_key(cases, [&cases, action](Request& request) { return action(cases, request); }));
    };
    add("POST", "/v1/orders", post_order);
    add("GET", "/v1/orders/{id}", [](Cases& all, Request& request) {
        return answer_with(200, all.load(request.parameters.at("id")), request);
    });
    add("POST", "/v1/orders/{id}/cancel", cancel);
    add("POST", "/v1/orders/{id}/links", send_link);
    add("GET", "/v1/events", events);
}

}  // namespace intake
