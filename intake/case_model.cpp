#include "intake/case_model.h"

#include <algorithm>
#include <cmath>

#include "intake/pages.h"
#include "intake/words.h"

namespace intake {
namespace {

using domain::Case;
using domain::EvidenceState;
using Status = domain::RequirementState::Status;

const domain::Messages& words() {
    return messages("en");
}  // analysts read English
std::string word(const std::string& key) {
    return words().has(key) ? words().format(key, {}) : key;
}
std::string label_of(domain::Reason reason) {
    return word("reason." + std::string(domain::code_of(reason)) + ".analyst");
}

std::string percent(double share) {
    return std::to_string(static_cast<int>(std::lround(share * 100))) + " %";
}

std::string number(double value) {
    auto text = std::to_string(value);
    return text.substr(0, text.find('.') + 3);
}

Json box_model(const std::optional<domain::Box>& box) {
    if (!box || box->width <= 0) return nullptr;
    return {
        {"page", box->page}, {"x", box->x}, {"y", box->y}, {"width", box->width}, {"height", box->height}};
}

Json finding_model(const domain::Finding& finding) {
    const bool bad = finding.outcome != domain::Outcome::clear;
    std::string measure;
    if (finding.measure)
        measure = number(*finding.measure) +
                  (finding.threshold ? " (limit " + number(*finding.threshold) + ")" : "");
    return {{"check", finding.check},
            {"outcome", domain::name_of(finding.outcome)},
            {"code", finding.reason ? Json(domain::code_of(*finding.reason)) : Json(nullptr)},
            {"label", finding.reason && bad ? label_of(*finding.reason) : finding.check},
            {"text", finding.reason && bad
                         ? word("reason." + std::string(domain::code_of(*finding.reason)) + ".customer")
                         : "nothing found"},
            {"measure_text", measure},
            {"is_bad", bad},
            {"box", box_model(finding.region)}};
}

/// The picture that explains a finding, null when there is none.
Json overlay_model(const Case& the_case, const EvidenceState& file, const domain::Finding& finding) {
    const auto& overlays = file.examined->overlays;
    for (std::size_t i = 0; i < overlays.size(); ++i)
        if (overlays[i].check == finding.check && finding.outcome != domain::Outcome::clear)
            return {{"url", "/staff/cases/" + the_case.order.id + "/overlays/" + file.received.evidence +
                                "/" + std::to_string(i)},
                    {"width", overlays[i].width},
                    {"height", overlays[i].height},
                    {"caption", word(overlay_key(finding))}};
    return nullptr;
}

Json field_model(const domain::Field& field) {
    return {{"label", word("field." + field.name)},
            {"value", field.value},
            {"source", domain::name_of(field.source)},
            {"confidence_text", percent(field.confidence)},
            {"box", box_model(field.box)}};
}

Json file_model(const Case& the_case, const EvidenceState& file) {
    const auto requirement = file.requirement();
    bool current = !file.withdrawn;
    if (requirement) {
        const auto counting = the_case.evidence_for(*requirement);
        current = std::find(counting.begin(), counting.end(), &file) != counting.end();
    }
    Json model{{"id", file.received.evidence},
               {"name", file.received.file_name},
               {"requirement_title",
                requirement ? word("requirement." + std::string(domain::name_of(*requirement)) + ".title")
                            : "not placed"},
               {"current", current},
               {"encrypted", file.examined && file.examined->encrypted},
               {"kind_text", ""},
               {"colour_text", ""},
               {"origin_text", ""}};
    Json pages = Json::array(), findings = Json::array(), fields = Json::array();
    if (file.examined) {
        const auto& reading = file.examined->reading;
        model["kind_text"] = word("kind." + std::string(domain::name_of(reading.kind)));
        model["colour_text"] = word("colour." + std::string(domain::name_of(reading.colour)));
        model["origin_text"] = word("origin." + std::string(domain::name_of(reading.origin)));
        for (std::size_t i = 0; i < file.examined->pages.size(); ++i) {
            const auto& page = file.examined->pages[i];
            pages.push_back({{"url", "/staff/cases/" + the_case.order.id + "/pages/" +
                                         file.received.evidence + "/" + std::to_string(i)},
                             {"width", page.width},
                             {"height", page.height},
                             {"index", i},
                             {"number", std::to_string(i + 1)},
                             {"id", file.received.evidence + "-" + std::to_string(i)}});
        }
        for (const auto& finding : file.examined->findings) {
            findings.push_back(finding_model(finding));
            findings.back()["overlay"] = overlay_model(the_case, file, finding);
        }
        for (const auto& field : reading.fields) fields.push_back(field_model(field));
    }
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Json& a, const Json& b) { return a["is_bad"] > b["is_bad"]; });
    model["pages"] = pages;
    model["has_findings"] = !findings.empty();
    model["has_fields"] = !fields.empty();
    model["findings"] = findings;
    model["fields"] = fields;
    return model;
}

Json match_model(const domain::FieldMatch& match) {
    const std::string verdict(domain::name_of(match.verdict));
    std::string why;
    for (const auto& step : match.steps) why += (why.empty() ? "" : "; ") + step;
    return {{"label", word("field." + match.field)},
            {"order_value", match.order_value},
            {"read_value", match.read_value},
            {"verdict", verdict},
            {"verdict_text", word("match." + verdict)},
            {"score", match.score},
            {"score_text", percent(match.score)},
            {"why", why},
            {"differs", match.verdict != domain::FieldMatch::Verdict::same},
            {"box", box_model(match.box)},
            {"file", match.evidence},
            {"page_id", match.evidence + "-" + std::to_string(match.box ? match.box->page : 0)}};
}

Json requirement_model(const domain::RequirementState& row) {
    const std::string id(domain::name_of(row.requirement));
    Json reasons = Json::array(), matches = Json::array();
    if (row.decision) {
        for (const auto reason : row.decision->reasons)
            reasons.push_back(
                {{"code", domain::code_of(reason)},
                 {"label", label_of(reason)},
                 {"text", word("reason." + std::string(domain::code_of(reason)) + ".customer")}});
        for (const auto& match : row.decision->matches) matches.push_back(match_model(match));
    }
    std::stable_sort(matches.begin(), matches.end(),
                     [](const Json& a, const Json& b) { return a["score"] < b["score"]; });
    return {{"id", id},
            {"title", word("requirement." + id + ".title")},
            {"status", domain::name_of(row.status)},
            {"status_text", word("status." + std::string(domain::name_of(row.status)))},
            {"is_good", row.status == Status::accepted || row.status == Status::satisfied},
            {"is_bad", row.status == Status::resubmit || row.status == Status::rejected},
            {"is_waiting", row.status == Status::referred || row.status == Status::checking ||
                               row.status == Status::missing},
            {"applies", row.status != Status::not_applicable},
            {"satisfied", row.status == Status::satisfied},
            {"reasons", reasons},
            {"has_matches", !matches.empty()},
            {"matches", matches}};
}

Json customer_model(const domain::Order& order) {
    Json rows = Json::array();
    const auto row = [&](const char* key, const std::string& value) {
        if (!value.empty()) rows.push_back({{"label", word(std::string("field.") + key)}, {"value", value}});
    };
    const auto& customer = order.customer;
    row("name", customer.full_name());
    row("company", customer.company);
    row("registration_number", customer.registration_number);
    row("address", customer.address.street + ", " + customer.address.postal_code + " " +
                       customer.address.city + ", " + customer.address.country);
    row("birth_date", customer.birth_date ? domain::to_string(*customer.birth_date) : "");
    row("card_holder", order.payment.card_holder);
    row("card_last_four", order.payment.card_last_four);
    return rows;
}

/// What a line of the history names, one overload an event that names anything.
struct HistoryArguments {
    using Named = std::map<std::string, std::string>;
    const Case& the_case;
    Named file(const std::string& evidence) const {
        const auto* state = the_case.find_evidence(evidence);
        return {{"file", state ? state->received.file_name : evidence}};
    }
    Named operator()(const domain::CaseRequested& event) const {
        return {{"link", std::to_string(event.link)}};
    }
    Named operator()(const domain::EvidenceReceived& event) const { return {{"file", event.file_name}}; }
    Named operator()(const domain::EvidenceWithdrawn& event) const { return file(event.evidence); }
    Named operator()(const domain::DocumentExamined& event) const { return file(event.evidence); }
    Named operator()(const domain::RequirementDecided& event) const {
        std::string verdict(domain::name_of(event.decision.verdict));
        for (const auto reason : event.decision.reasons)
            verdict += ", " + std::string(domain::code_of(reason));
        if (!event.decision.note.empty()) verdict += " (" + event.decision.note + ")";
        return {{"requirement",
                 word("requirement." + std::string(domain::name_of(event.requirement)) + ".title")},
                {"verdict", verdict},
                {"by", event.decision.by}};
    }
    Named operator()(const domain::CaseSubmitted& event) const { return {{"receipt", event.receipt}}; }
    Named operator()(const domain::CaseClaimed& event) const { return {{"by", event.analyst}}; }
    Named operator()(const domain::CaseReleased& event) const { return {{"by", event.analyst}}; }
    Named operator()(const domain::ResubmitRequested& event) const { return {{"by", event.by}}; }
    Named operator()(const domain::CaseApproved& event) const { return {{"by", event.by}}; }
    Named operator()(const domain::CaseRejected& event) const { return {{"by", event.by}}; }
    Named operator()(const domain::LetterSent& event) const { return {{"kind", event.kind}}; }
    Named operator()(const domain::LetterFailed& event) const {
        return {{"kind", event.kind + ", " + event.why}};
    }
    template <typename T>
    Named operator()(const T&) const {
        return {};
    }
};

std::string history_text(const domain::Event& event, const Case& the_case) {
    return words().format("history." + std::string(domain::type_of(event)),
                          std::visit(HistoryArguments{the_case}, event));
}

/// Worst first: what a person must look at stands on top.
int rank(const domain::RequirementState& row) {
    switch (row.status) {
        case Status::referred:
            return 0;
        case Status::resubmit:
        case Status::rejected:
            return 1;
        case Status::missing:
        case Status::checking:
            return 2;
        case Status::accepted:
            return 3;
        case Status::satisfied:
            return 4;
        case Status::not_applicable:
            return 5;
    }
    return 5;
}

}  // namespace

bool claim_holds(const Case& the_case, const Config& config, domain::Instant at) {
    return !the_case.claimed_by.empty() && the_case.claimed_at &&
           at - *the_case.claimed_at < config.claim_for;
}

std::string span_text(std::chrono::milliseconds span) {
    const auto minutes = std::abs(std::chrono::duration_cast<std::chrono::minutes>(span).count());
    const auto in = [](const char* unit, auto count) {
        return words().format(std::string("age.") + unit, {{"n", std::to_string(count)}});
    };
    if (minutes < 60) return in("minutes", minutes);
    return minutes < 48 * 60 ? in("hours", minutes / 60) : in("days", minutes / 1440);
}

std::string due_text(domain::Instant due, domain::Instant at) {
    return words().format(due < at ? "due.over" : "due.in", {{"time", span_text(due - at)}});
}

Json case_model(const Case& the_case, std::span<const domain::Recorded> history,
                const storage::Summary* summary, const Config& config, const Viewer& viewer,
                domain::Instant at) {
    const bool claimed = claim_holds(the_case, config, at);
    const bool mine = claimed && the_case.claimed_by == viewer.analyst;
    const bool overdue = summary && summary->waits_for == "analyst" && summary->due && *summary->due < at;
    const bool open = summary && summary->due && !domain::is_final(the_case.state);
    Json selection = Json::array(), files = Json::array(), requirements = Json::array(),
         reasons = Json::array(), lines = Json::array();
    auto english = the_case;
    english.order.customer.language = "en";
    for (const auto& sentence : words_for(english, config, "").selection(the_case))
        selection.push_back(sentence);
    for (const auto& file : the_case.evidence)
        if (!file.withdrawn) files.push_back(file_model(the_case, file));
    std::stable_sort(files.begin(), files.end(),
                     [](const Json& a, const Json& b) { return a["current"] > b["current"]; });
    auto rows = the_case.requirements;
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return rank(a) < rank(b); });
    for (const auto& row : rows) requirements.push_back(requirement_model(row));
    for (const auto reason : domain::reasons_for_people())
        reasons.push_back({{"code", domain::code_of(reason)}, {"label", label_of(reason)}});
    for (const auto& recorded : history)
        lines.push_back({{"at", moment_text(recorded.at)}, {"what", history_text(recorded.event, the_case)}});
    return {{"analyst", viewer.analyst},
            {"csrf", viewer.csrf},
            {"order", the_case.order.id},
            {"reference", the_case.order.reference},
            {"entity", the_case.order.entity},
            {"version", the_case.version},
            {"state", domain::name_of(the_case.state)},
            {"state_text", word("state." + std::string(domain::name_of(the_case.state)) + ".analyst")},
            {"received", the_case.received_at ? moment_text(*the_case.received_at) : ""},
            {"due_text", open ? due_text(*summary->due, at) : ""},
            {"overdue", overdue},
            {"claimed_by", claimed ? the_case.claimed_by : ""},
            {"mine", mine},
            {"claimed_by_other", claimed && !mine},
            {"can_claim", !claimed && !domain::is_final(the_case.state)},
            {"can_decide", mine && !domain::is_final(the_case.state) && !the_case.requirements.empty()},
            {"conflict", viewer.conflict},
            {"customer", customer_model(the_case.order)},
            {"selection", selection},
            {"files", files},
            {"requirements", requirements},
            {"reasons", reasons},
            {"history", lines}};
}

}  // namespace intake
