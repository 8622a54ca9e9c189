#include "intake/customer_model.h"

#include <algorithm>

#include "intake/pages.h"
#include "intake/words.h"

namespace intake {
namespace {

using domain::Case;
using domain::EvidenceState;
using domain::RequirementState;
using Status = domain::RequirementState::Status;

bool is_problem(const domain::Finding& finding) {
    return finding.outcome != domain::Outcome::clear && finding.reason &&
           domain::class_of(*finding.reason) == domain::ReasonClass::retry;
}

std::vector<domain::Reason> problems_of(const EvidenceState& file) {
    std::vector<domain::Reason> reasons;
    if (!file.examined) return reasons;
    for (const auto& finding : file.examined->findings)
        if (is_problem(finding) &&
            std::find(reasons.begin(), reasons.end(), *finding.reason) == reasons.end())
            reasons.push_back(*finding.reason);
    const auto requirement = file.requirement();
    if (reasons.empty() && !requirement) reasons.push_back(domain::Reason::no_document);
    // Said of the file itself: its requirement may be met by another one that the customer sent.
    if (reasons.empty() && domain::is_out_of_place(file.examined->reading.kind, *requirement))
        reasons.push_back(domain::Reason::wrong_slot);
    return reasons;
}

/// The finding that an overlay explains, if the customer was told of it.
const domain::Finding* problem_behind(const EvidenceState& file, const domain::StoredOverlay& overlay) {
    for (const auto& finding : file.examined->findings)
        if (finding.check == overlay.check && is_problem(finding)) return &finding;
    return nullptr;
}

/// The picture that explains a problem of a file, null when there is none.
Json overlay_model(const EvidenceState& file, domain::Reason problem, const std::string& token_path,
                   const Words& words) {
    if (!file.examined) return nullptr;
    const auto& overlays = file.examined->overlays;
    for (std::size_t i = 0; i < overlays.size(); ++i) {
        const auto* finding = problem_behind(file, overlays[i]);
        if (!finding || finding->reason != problem) continue;
        const auto number = std::to_string(i);
        return {{"id", file.received.evidence + "-" + number},
                {"url", token_path + "/files/" + file.received.evidence + "/overlays/" + number},
                {"width", overlays[i].width},
                {"height", overlays[i].height},
                {"caption", words(overlay_key(*finding))}};
    }
    return nullptr;
}

/// What the decision adds to what the files say of themselves.
std::vector<domain::Reason> reasons_beside_files(const Case& the_case, const RequirementState& row) {
    std::vector<domain::Reason> reasons;
    if (!row.decision) return reasons;
    for (const auto reason : row.decision->reasons) {
        bool said = false;
        for (const auto* file : the_case.evidence_for(row.requirement)) {
            const auto of_file = problems_of(*file);
            said = said || std::find(of_file.begin(), of_file.end(), reason) != of_file.end();
        }
        if (!said) reasons.push_back(reason);
    }
    return reasons;
}

std::string found_text(const EvidenceState& file, const Words& words) {
    const auto& reading = file.examined->reading;
    if (file.examined->pages.empty()) return "";
    return words.texts.format("file.found",
                              {{"kind", words("kind." + std::string(domain::name_of(reading.kind)))},
                               {"origin", words("origin." + std::string(domain::name_of(reading.origin)))},
                               {"colour", words("colour." + std::string(domain::name_of(reading.colour)))}});
}

Json file_model(const Case& the_case, const EvidenceState& file, const std::string& token_path,
                const Words& words) {
    const auto requirement = file.requirement();
    const auto* row = requirement ? the_case.find(*requirement) : nullptr;
    const auto problems = problems_of(file);
    std::string status = "fine";
    if (!file.examined)
        status = "checking";
    else if (!problems.empty() || (row && row->status == Status::resubmit))
        status = "problem";
    else if (row && row->status == Status::referred)
        status = "person";
    Json messages = Json::array();
    for (const auto reason : problems) {
        messages.push_back(words.message(reason));
        messages.back()["overlay"] = overlay_model(file, reason, token_path, words);
    }
    Json model{
        {"id", file.received.evidence},
        {"name", file.received.file_name},
        {"size_text", size_text(file.received.size)},
        {"requirement", requirement ? Json(domain::name_of(*requirement)) : Json(nullptr)},
        {"requirement_title",
         requirement ? Json(words("requirement." + std::string(domain::name_of(*requirement)) + ".title"))
                     : Json(nullptr)},
        {"status", status},
        {"messages", messages},
        {"can_withdraw", the_case.accepts_uploads() && !the_case.sent}};
    for (const std::string name : {"checking", "fine", "problem", "person"})
        model["is_" + name] = status == name;
    const auto found = file.examined ? found_text(file, words) : "";
    model["found"] = found.empty() ? Json(nullptr) : Json(found);
    return model;
}

Json match_model(const domain::FieldMatch& match, const Words& words) {
    const std::string verdict(domain::name_of(match.verdict));
    return {{"label", words("field." + match.field)},
            {"order_value", match.order_value},
            {"read_value", match.read_value},
            {"verdict", verdict},
            {"verdict_text", words("match." + verdict)},
            {"differs", match.verdict != domain::FieldMatch::Verdict::same}};
}

Json requirement_model(const Case& the_case, const RequirementState& row, const Words& words) {
    const std::string id(domain::name_of(row.requirement)), status(domain::name_of(row.status));
    Json messages = Json::array(), matches = Json::array();
    for (const auto reason : reasons_beside_files(the_case, row)) messages.push_back(words.message(reason));
    if (row.decision && row.decision->verdict != domain::Verdict::accept)
        for (const auto& match : row.decision->matches) matches.push_back(match_model(match, words));
    return {{"id", id},
            {"title", words("requirement." + id + ".title")},
            {"why", words("requirement." + id + ".why")},
            {"hint", words("requirement." + id + ".hint")},
            {"status", status},
            {"status_text", words("status." + status)},
            {"is_missing", row.status == Status::missing},
            {"is_good", row.status == Status::accepted || row.status == Status::satisfied},
            {"is_bad", row.status == Status::resubmit || row.status == Status::rejected},
            {"is_waiting", row.status == Status::checking || row.status == Status::referred},
            {"satisfied", row.status == Status::satisfied},
            {"messages", messages},
            {"has_matches", !matches.empty()},
            {"matches", matches}};
}

}  // namespace

std::vector<const EvidenceState*> shown_files(const Case& the_case) {
    std::vector<const EvidenceState*> shown;
    for (const auto& file : the_case.evidence) {
        if (file.withdrawn) continue;
        const auto requirement = file.requirement();
        if (requirement) {
            const auto counting = the_case.evidence_for(*requirement);
            if (std::find(counting.begin(), counting.end(), &file) == counting.end()) continue;
        }
        shown.push_back(&file);
    }
    return shown;
}

bool is_told(const EvidenceState& file, const domain::StoredOverlay& overlay) {
    return problem_behind(file, overlay) != nullptr;
}

Json upload_model(const Case& the_case, const Config& config, const std::string& token,
                  const std::string& fingerprint) {
    const auto words = words_for(the_case, config, fingerprint);
    const auto* entity = config.find_entity(the_case.order.entity);
    const std::string state(domain::name_of(the_case.state));
    Json why = Json::array(), requirements = Json::array(), files = Json::array(), missing = Json::array();
    for (const auto& sentence : words.selection(the_case)) why.push_back(sentence);
    for (const auto& row : the_case.requirements) {
        if (row.status == Status::not_applicable) continue;
        requirements.push_back(requirement_model(the_case, row, words));
        if (row.status == Status::missing) missing.push_back(requirements.back()["title"]);
    }
    bool busy = false;
    for (const auto* file : shown_files(the_case)) {
        files.push_back(file_model(the_case, *file, "/u/" + token, words));
        busy = busy || !file->examined;
    }
    const bool can_upload = the_case.accepts_uploads();
    return {
        {"token_path", "/u/" + token},
        {"order_reference", the_case.order.reference},
        {"entity",
         {{"id", the_case.order.entity},
          {"name", entity ? entity->name : ""},
          {"email", entity ? entity->from.address : ""}}},
        {"greeting_name", the_case.order.customer.full_name()},
        {"state", state},
        {"state_text", words("state." + state + ".customer")},
        {"sent", the_case.sent},
        {"receipt", the_case.sent && the_case.sent_at
                        ? Json{{"number", the_case.receipt}, {"at", moment_text(*the_case.sent_at)}}
                        : Json(nullptr)},
        {"final", domain::is_final(the_case.state)},
        {"can_upload", can_upload},
        {"can_send", can_upload && !the_case.sent && !files.empty()},
        {"busy", busy},
        {"why", why},
        {"link_expires",
         the_case.link_expires ? day_text(*the_case.link_expires, the_case.order.customer.language) : ""},
        {"key", {{"fingerprint", grouped(fingerprint)}, {"url", "/keys/" + the_case.order.entity + ".asc"}}},
        {"requirements", requirements},
        {"files", files},
        {"missing", missing},
        {"has_missing", !missing.empty()},
        {"has_files", !files.empty()},
        {"max_files", std::to_string(files_a_requirement)},
        {"max_size", std::to_string(config.limits.file_bytes)},
        {"max_size_text", size_text(config.limits.file_bytes)},
        {"notice", nullptr}};
}

}  // namespace intake
