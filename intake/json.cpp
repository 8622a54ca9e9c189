#include "intake/json.h"

#include "domain/error.h"

// One line a struct: the macros of nlohmann, inside adl_serializer so that the domain need not know JSON.
#define GATEHOUSE_STRUCT(Type, ...)                                                         \
    template <>                                                                             \
    struct nlohmann::adl_serializer<domain::Type> {                                         \
        static void to_json(json& nlohmann_json_j, const domain::Type& nlohmann_json_t) {   \
            NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(NLOHMANN_JSON_TO, __VA_ARGS__))        \
        }                                                                                   \
        static void from_json(const json& nlohmann_json_j, domain::Type& nlohmann_json_t) { \
            NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(NLOHMANN_JSON_FROM, __VA_ARGS__))      \
        }                                                                                   \
    }
/// With a last member that older events do not have.
#define GATEHOUSE_STRUCT_GROWN(Type, added, ...)                                                            \
    template <>                                                                                             \
    struct nlohmann::adl_serializer<domain::Type> {                                                         \
        static void to_json(json& nlohmann_json_j, const domain::Type& nlohmann_json_t) {                   \
            NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(NLOHMANN_JSON_TO, __VA_ARGS__, added))                 \
        }                                                                                                   \
        static void from_json(const json& nlohmann_json_j, domain::Type& nlohmann_json_t) {                 \
            NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(NLOHMANN_JSON_FROM, __VA_ARGS__))                      \
            if (nlohmann_json_j.contains(#added)) nlohmann_json_j.at(#added).get_to(nlohmann_json_t.added); \
        }                                                                                                   \
    }
#define GATEHOUSE_EMPTY(Type)                                                             \
    template <>                                                                           \
    struct nlohmann::adl_serializer<domain::Type> {                                       \
        static void to_json(json& value, const domain::Type&) { value = json::object(); } \
        static void from_json(const json&, domain::Type&) {}                              \
    }
#define GATEHOUSE_ENUM(Type, to, from)                                                         \
    template <>                                                                                \
    struct nlohmann::adl_serializer<domain::Type> {                                            \
        static void to_json(json& value, domain::Type item) { value = std::string(to(item)); } \
        static void from_json(const json& value, domain::Type& item) {                         \
            const auto read = from(value.get_ref<const std::string&>());                       \
            if (!read) throw domain::Error(domain::Fault::corrupt, "unknown value of " #Type); \
            item = *read;                                                                      \
        }                                                                                      \
    }

namespace {

/// Enumerations that only JSON needs to name.
template <typename T, std::size_t N>
std::string_view name_in(const std::pair<T, std::string_view> (&table)[N], T item) {
    for (const auto& [value, name] : table)
        if (value == item) return name;
    return "";
}
template <typename T, std::size_t N>
std::optional<T> value_in(const std::pair<T, std::string_view> (&table)[N], std::string_view text) {
    for (const auto& [value, name] : table)
        if (name == text) return value;
    return std::nullopt;
}

constexpr std::pair<domain::PaymentMethod, std::string_view> payment_methods[] = {
    {domain::PaymentMethod::invoice, "invoice"},
    {domain::PaymentMethod::card, "card"},
    {domain::PaymentMethod::bank_transfer, "bank_transfer"},
    {domain::PaymentMethod::direct_debit, "direct_debit"},
    {domain::PaymentMethod::other, "other"}};
constexpr std::pair<domain::Channel, std::string_view> channels[] = {{domain::Channel::website, "website"},
                                                                     {domain::Channel::sales, "sales"}};
constexpr std::pair<domain::Applicability, std::string_view> applicabilities[] = {
    {domain::Applicability::required, "required"},
    {domain::Applicability::not_applicable, "not_applicable"},
    {domain::Applicability::satisfied_by_identity, "satisfied_by_identity"}};
constexpr std::pair<domain::CaseRequested::Cause, std::string_view> causes[] = {
    {domain::CaseRequested::Cause::first, "first"},
    {domain::CaseRequested::Cause::resend, "resend"},
    {domain::CaseRequested::Cause::renewal, "renewal"}};

template <typename T>
std::string_view table_name(T item);
template <>
std::string_view table_name(domain::PaymentMethod item) {
    return name_in(payment_methods, item);
}
template <>
std::string_view table_name(domain::Channel item) {
    return name_in(channels, item);
}
template <>
std::string_view table_name(domain::Applicability item) {
    return name_in(applicabilities, item);
}
template <>
std::string_view table_name(domain::CaseRequested::Cause item) {
    return name_in(causes, item);
}

std::optional<domain::PaymentMethod> payment_method_from(std::string_view text) {
    return value_in(payment_methods, text);
}
std::optional<domain::Channel> channel_from(std::string_view text) {
    return value_in(channels, text);
}
std::optional<domain::Applicability> applicability_from(std::string_view text) {
    return value_in(applicabilities, text);
}
std::optional<domain::CaseRequested::Cause> cause_from(std::string_view text) {
    return value_in(causes, text);
}

}  // namespace

template <typename T>
struct nlohmann::adl_serializer<std::optional<T>> {
    static void to_json(json& value, const std::optional<T>& item) {
        if (item)
            value = *item;
        else
            value = nullptr;
    }
    static void from_json(const json& value, std::optional<T>& item) {
        if (value.is_null())
            item.reset();
        else
            item = value.get<T>();
    }
};
template <>
struct nlohmann::adl_serializer<domain::Date> {
    static void to_json(json& value, const domain::Date& date) { value = domain::to_string(date); }
    static void from_json(const json& value, domain::Date& date) {
        const auto read = domain::parse_date(value.get_ref<const std::string&>());
        if (!read) throw domain::Error(domain::Fault::corrupt, "not a date");
        date = *read;
    }
};
template <>
struct nlohmann::adl_serializer<domain::Instant> {
    static void to_json(json& value, const domain::Instant& instant) { value = domain::to_string(instant); }
    static void from_json(const json& value, domain::Instant& instant) {
        const auto read = domain::parse_instant(value.get_ref<const std::string&>());
        if (!read) throw domain::Error(domain::Fault::corrupt, "not an instant");
        instant = *read;
    }
};

GATEHOUSE_ENUM(PaymentMethod, table_name, payment_method_from);
GATEHOUSE_ENUM(Channel, table_name, channel_from);
GATEHOUSE_ENUM(Applicability, table_name, applicability_from);
GATEHOUSE_ENUM(CaseRequested::Cause, table_name, cause_from);
GATEHOUSE_ENUM(Requirement, domain::name_of, domain::requirement_from);
GATEHOUSE_ENUM(Reason, domain::code_of, domain::reason_from);
GATEHOUSE_ENUM(Outcome, domain::name_of, domain::outcome_from);
GATEHOUSE_ENUM(FieldMatch::Verdict, domain::name_of, domain::match_verdict_from);
GATEHOUSE_ENUM(Verdict, domain::name_of, domain::verdict_from);
GATEHOUSE_ENUM(SelectionCode, domain::code_of, domain::selection_code_from);
GATEHOUSE_ENUM(DocumentKind, domain::name_of, domain::document_kind_from);
GATEHOUSE_ENUM(Colour, domain::name_of, domain::colour_from);
GATEHOUSE_ENUM(Origin, domain::name_of, domain::origin_from);
GATEHOUSE_ENUM(MrzFormat, domain::name_of, domain::mrz_format_from);
GATEHOUSE_ENUM(Source, domain::name_of, domain::source_from);

GATEHOUSE_STRUCT(Address, street, postal_code, city, country);
GATEHOUSE_STRUCT(Customer, given_names, surname, company, registration_number, address, birth_date, email,
                 language);
GATEHOUSE_STRUCT(Payment, method, card_holder, card_last_four);
GATEHOUSE_STRUCT(Item, description, quantity);
GATEHOUSE_STRUCT(Order, id, reference, channel, entity, customer, payment, items, existing_customer,
                 verification_asked);
GATEHOUSE_STRUCT(Box, page, x, y, width, height);
GATEHOUSE_STRUCT(Field, name, value, source, box, confidence);
GATEHOUSE_STRUCT(TextLine, text, box, confidence);
GATEHOUSE_STRUCT(Mrz::Checks, number, birth, expiry, optional, composite);
GATEHOUSE_STRUCT(Mrz, format, lines, checks, valid, corrected, box);
GATEHOUSE_STRUCT(Reading, kind, kind_confidence, colour, origin, mrz, fields, lines, page_hashes);
GATEHOUSE_STRUCT(Finding, check, outcome, reason, measure, threshold, region);
GATEHOUSE_STRUCT(FieldMatch, field, order_value, read_value, verdict, score, steps, box, evidence);
GATEHOUSE_STRUCT(Decision, verdict, reasons, findings, matches, policy, by, note);
GATEHOUSE_STRUCT(SelectionReason, code, fields);
GATEHOUSE_STRUCT(Applicable, requirement, applicability);
GATEHOUSE_STRUCT(StoredPage, object, width, height);
GATEHOUSE_STRUCT(StoredOverlay, check, page, object, width, height);

GATEHOUSE_STRUCT(OrderReceived, order);
GATEHOUSE_EMPTY(AutoVerified);
GATEHOUSE_STRUCT(CaseSelected, reasons, requirements);
GATEHOUSE_STRUCT(CaseRequested, link, expires, cause);
GATEHOUSE_STRUCT(EvidenceReceived, evidence, slot, file_name, media_type, size, digest, object);
GATEHOUSE_STRUCT(EvidenceWithdrawn, evidence);
GATEHOUSE_STRUCT_GROWN(DocumentExamined, overlays, evidence, requirement, reading, findings, pages, encrypted,
                       original_destroyed);
GATEHOUSE_STRUCT(RequirementDecided, requirement, decision, evidence);
GATEHOUSE_STRUCT(CaseSubmitted, receipt);
GATEHOUSE_EMPTY(CaseReferred);
GATEHOUSE_STRUCT(CaseClaimed, analyst);
GATEHOUSE_STRUCT(CaseReleased, analyst);
GATEHOUSE_STRUCT(ResubmitRequested, by, link, expires, note);
GATEHOUSE_STRUCT(CaseApproved, by);
GATEHOUSE_STRUCT(CaseRejected, by, reasons, note);
GATEHOUSE_EMPTY(CaseExpired);
GATEHOUSE_EMPTY(CaseWithdrawn);
GATEHOUSE_EMPTY(OrderConfirmed);
GATEHOUSE_STRUCT(LetterSent, kind, message_id);
GATEHOUSE_STRUCT(LetterFailed, kind, why);

namespace intake {
namespace {

using domain::Error;
using domain::Event;
using domain::Fault;

/// Tries each alternative of the variant until its type name is the one asked for.
template <std::size_t I = 0>
Event event_at(std::string_view type, const Json& payload) {
    if constexpr (I == std::variant_size_v<Event>) {
        throw Error(Fault::corrupt, "unknown event type");
    } else {
        using Alternative = std::variant_alternative_t<I, Event>;
        if (domain::type_of(Event(Alternative{})) == type) return payload.get<Alternative>();
        return event_at<I + 1>(type, payload);
    }
}

Json codes(const std::vector<domain::Reason>& reasons) {
    auto list = Json::array();
    for (const auto reason : reasons) list.push_back(domain::code_of(reason));
    return list;
}

/// Facts, one overload an event that has any; the rest say nothing in clear.
struct Facts {
    Json operator()(const domain::OrderReceived& event) const {
        return {{"entity", event.order.entity},
                {"channel", table_name(event.order.channel)},
                {"business", event.order.customer.is_business()}};
    }
    Json operator()(const domain::CaseSelected& event) const {
        Json reasons = Json::array(), requirements = Json::array();
        for (const auto& reason : event.reasons) reasons.push_back(domain::code_of(reason.code));
        for (const auto& row : event.requirements)
            if (row.applicability == domain::Applicability::required)
                requirements.push_back(domain::name_of(row.requirement));
        return {{"reasons", reasons}, {"requirements", requirements}};
    }
    Json operator()(const domain::CaseRequested& event) const {
        return {{"cause", table_name(event.cause)}, {"expires", domain::to_string(event.expires)}};
    }
    Json operator()(const domain::EvidenceReceived& event) const {
        return {{"evidence", event.evidence}, {"size", event.size}, {"objects", {event.object}}};
    }
    Json operator()(const domain::EvidenceWithdrawn& event) const { return {{"evidence", event.evidence}}; }
    Json operator()(const domain::DocumentExamined& event) const {
        Json found = Json::array(), objects = Json::array();
        for (const auto& finding : event.findings)
            if (finding.reason) found.push_back(domain::code_of(*finding.reason));
        for (const auto& page : event.pages) objects.push_back(page.object);
        for (const auto& overlay : event.overlays) objects.push_back(overlay.object);
        Json facts{{"evidence", event.evidence},
                   {"kind", domain::name_of(event.reading.kind)},
                   {"codes", found},
                   {"objects", objects},
                   {"original_destroyed", event.original_destroyed}};
        if (event.requirement) facts["requirement"] = domain::name_of(*event.requirement);
        return facts;
    }
    Json operator()(const domain::RequirementDecided& event) const {
        return {{"requirement", domain::name_of(event.requirement)},
                {"verdict", domain::name_of(event.decision.verdict)},
                {"codes", codes(event.decision.reasons)},
                {"policy", event.decision.policy}};
    }
    Json operator()(const domain::CaseSubmitted& event) const { return {{"receipt", event.receipt}}; }
    Json operator()(const domain::CaseRejected& event) const { return {{"codes", codes(event.reasons)}}; }
    Json operator()(const domain::LetterSent& event) const { return {{"letter", event.kind}}; }
    Json operator()(const domain::LetterFailed& event) const { return {{"letter", event.kind}}; }
    template <typename T>
    Json operator()(const T&) const {
        return Json::object();
    }
};

}  // namespace

Json payload_of(const Event& event) {
    return std::visit([](const auto& alternative) { return Json(alternative); }, event);
}

Event event_from(std::string_view type, const Json& payload) {
    try {
        return event_at(type, payload);
    } catch (const Json::exception&) {
        throw Error(Fault::corrupt, "the payload of " + std::string(type) + " is not of its form");
    }
}

Json facts_of(const Event& event) {
    return std::visit(Facts{}, event);
}

Json to_json(const domain::Reading& reading) {
    return reading;
}
Json to_json(const domain::Finding& finding) {
    return finding;
}

Json parse_json(std::string_view text) {
    // The depth is bounded before the parser recurses.
    int depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string) {
            if (c == '\\') ++i;
            if (c == '"') in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++depth > 64) throw Error(Fault::invalid, "the JSON is nested more than 64 levels deep");
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    try {
        return Json::parse(text);
    } catch (const Json::parse_error& error) {
        throw Error(Fault::invalid, "the body is not JSON (near byte " + std::to_string(error.byte) + ")");
    } catch (const Json::out_of_range&) {
        throw Error(Fault::invalid, "the JSON holds a number that is out of range");
    }
}

}  // namespace intake
