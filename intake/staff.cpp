#include "intake/staff.h"

#include <algorithm>
#include <set>

#include "domain/error.h"
#include "intake/case_model.h"
#include "intake/http_grammar.h"
#include "intake/log.h"
#include "intake/pages.h"
#include "intake/sessions.h"

namespace intake {
namespace {

using domain::Case;
using domain::Error;
using domain::Fault;
using domain::Requirement;
using Status = domain::RequirementState::Status;

constexpr std::int64_t rows_a_page = 50;
constexpr std::size_t form_limit = 64 * 1024, words_limit = 2000;

struct View {
    std::string id, label;
    storage::SummaryFilter filter;
};

std::vector<View> views_for(const std::string& analyst) {
    const auto view = [](const char* id, std::optional<std::string> waits_for,
                         std::optional<std::string> state, std::optional<std::string> assignee) {
        return View{id,
                    messages("en").format(std::string("view.") + id, {}),
                    {.waits_for = std::move(waits_for),
                     .state = std::move(state),
                     .entity = {},
                     .assignee = std::move(assignee),
                     .limit = rows_a_page,
                     .offset = 0}};
    };
    return {view("waiting", "analyst", {}, {}),         view("mine", "analyst", {}, analyst),
            view("customer", "customer", {}, {}),       view("approved", {}, "approved", {}),
            view("rejected", {}, "rejected_final", {}), view("all", {}, {}, {})};
}

struct Form {
    std::vector<std::pair<std::string, std::string>> fields;
    std::string one(const std::string& name) const {
        for (const auto& [key, value] : fields)
            if (key == name) return value;
        return "";
    }
    std::vector<std::string> all(const std::string& name) const {
        std::vector<std::string> values;
        for (const auto& [key, value] : fields)
            if (key == name) values.push_back(value);
        return values;
    }
};

/// Letters, claims and views do not make a decision stale; anything else that came after the page was read
/// does.
bool is_bookkeeping(const domain::Event& event) {
    return std::holds_alternative<domain::LetterSent>(event) ||
           std::holds_alternative<domain::LetterFailed>(event) ||
           std::holds_alternative<domain::OrderConfirmed>(event);
}

std::vector<domain::Reason> reasons_of(const Form& form) {
    std::vector<domain::Reason> reasons;
    for (const auto& code : form.all("reason")) {
        const auto reason = domain::reason_from(code);
        if (!reason) throw Error(Fault::invalid, "That reason is not in the catalogue.");
        reasons.push_back(*reason);
    }
    return reasons;
}

class StaffRoutes {
  public:
    explicit StaffRoutes(Cases& cases) : cases_(cases), sessions_(cases) {}

    Response sign_in_page(Request& request) {
        if (sessions_.find(request)) return redirect("/staff");
        const auto next = request.query.find("next");
        return render(
            "sign_in", "en",
            Json{{"failed", false}, {"next", next == request.query.end() ? "/staff" : next->second}});
    }

    Response sign_in(Request& request) {
        const Form form{form_fields(request.body->text(form_limit))};
        const auto cookie = sessions_.sign_in(request, form.one("name"), form.one("password"));
        auto next = form.one("next");
        if (!next.starts_with("/staff") || next.find_first_of("\\\r\n") != std::string::npos) next = "/staff";
        if (!cookie) return render("sign_in", "en", Json{{"failed", true}, {"next", next}}, 401);
        auto response = redirect(next);
        response.headers.emplace_back("Set-Cookie", *cookie);
        return response;
    }

    Response sign_out(Request&, const Session& session, const Form&) {
        auto response = redirect("/staff/sign-in");
        response.headers.emplace_back("Set-Cookie", sessions_.sign_out(session));
        return response;
    }

    Response queue(Request& request, const Session& session) {
        const auto views = views_for(session.analyst);
        const auto asked = request.query.contains("view") ? request.query.at("view") : "waiting";
        auto current =
            std::find_if(views.begin(), views.end(), [&](const View& view) { return view.id == asked; });
        if (current == views.end()) current = views.begin();
        auto filter = current->filter;
        if (request.query.contains("offset"))
            filter.offset = std::max(0L, std::strtol(request.query.at("offset").c_str(), nullptr, 10));
        Json tabs = Json::array(), rows = Json::array();
        for (const auto& view : views)
            tabs.push_back({{"id", view.id},
                            {"label", view.label},
                            {"count", cases_.ledger().count(view.filter)},
                            {"current", view.id == current->id},
                            {"url", "/staff?view=" + view.id}});
        const auto summaries = cases_.ledger().summaries(filter);
        for (const auto& summary : summaries) rows.push_back(row(summary, session.analyst));
        Json next = nullptr;
        if (std::ssize(summaries) == filter.limit)
            next = "/staff?view=" + current->id + "&offset=" + std::to_string(filter.offset + filter.limit);
        return render("queue", "en",
                      Json{{"analyst", session.analyst},
                           {"csrf", session.csrf},
                           {"view", current->id},
                           {"views", tabs},
                           {"rows", rows},
                           {"empty", rows.empty()},
                           {"next_url", next}});
    }

    /// Claims the next case that nobody works on: two people never get the same, since a claim is an append
    /// at a version.
    Response next(Request&, const Session& session, const Form&) {
        for (const auto& summary : cases_.ledger().summaries({.waits_for = "analyst",
                                   .state = {},
                                   .entity = {},
                                   .assignee = {},
                                   .limit = 200,
                                   .offset = 0})) {
            try {
                bool claimed = false;
                cases_.change(summary.stream, [&](const Case& the_case) -> Cases::Change {
                    claimed = false;
                    if (the_case.state != domain::CaseState::review ||
                        claim_holds(the_case, cases_.config(), now()))
                        return {};
                    claimed = true;
                    return {.events = {domain::CaseClaimed{session.analyst}}, .alongside = {}};
                });
                if (claimed) return redirect("/staff/cases/" + summary.stream);
            } catch (const Error& error) {
                if (error.fault() != Fault::conflict) throw;
            }
        }
        return redirect("/staff");
    }

    Response show(Request& request, const Session& session) {
        return page(request, {.analyst = session.analyst,
                              .csrf = session.csrf,
                              .conflict = request.query.contains("conflict")});
    }

    Response claim(Request& request, const Session& session, const Form&) {
        const auto order = request.parameters.at("order");
        cases_.change(order, [&](const Case& the_case) -> Cases::Change {
            if (claim_holds(the_case, cases_.config(), now())) return {};  // the page says who has it
            if (domain::is_final(the_case.state)) return {};
            return {.events = {domain::CaseClaimed{session.analyst}}, .alongside = {}};
        });
        return redirect("/staff/cases/" + order);
    }

    Response release(Request& request, const Session& session, const Form&) {
        cases_.change(request.parameters.at("order"), [&](const Case& the_case) -> Cases::Change {
            if (the_case.claimed_by != session.analyst) return {};
            return {.events = {domain::CaseReleased{session.analyst}}, .alongside = {}};
        });
        return redirect("/staff");
    }

    Response decide(Request& request, const Session& session, const Form& form) {
        const auto order = request.parameters.at("order");
        const auto version = std::strtoll(form.one("version").c_str(), nullptr, 10);
        if (form.one("note").size() > words_limit || form.one("message").size() > words_limit)
            throw Error(Fault::invalid, "The note or the message is too long: at most 2000 characters.");
        bool stale = false;
        cases_.change(order, [&](const Case& the_case) -> Cases::Change {
            stale = !may_decide(the_case, session.analyst, version);
            if (stale) return {};
            return {.events = decision_events(the_case, session.analyst, form), .alongside = {}};
        });
        if (stale)
            return page(request, {.analyst = session.analyst, .csrf = session.csrf, .conflict = true}, 409);
        log("decided", {{"order", order}, {"verdict", form.one("verdict")}});
        return redirect("/staff/cases/" + order);
    }

    Response picture(Request& request, const Session&) {
        return stored(request, &domain::DocumentExamined::pages, page_place);
    }
    /// What a check saw on a page.
    Response overlay(Request& request, const Session&) {
        return stored(request, &domain::DocumentExamined::overlays, overlay_place);
    }

    template <class Picture>
    Response stored(Request& request, std::vector<Picture> domain::DocumentExamined::*pictures,
                    std::string (*place)(const std::string&, std::size_t)) {
        const auto order = request.parameters.at("order"), evidence = request.parameters.at("evidence");
        const auto the_case = cases_.load(order);
        const auto* file = the_case.find_evidence(evidence);
        const auto index = std::strtoul(request.parameters.at("n").c_str(), nullptr, 10);
        if (!file || !file->examined || index >= ((*file->examined).*pictures).size())
            throw Error(Fault::not_found, "There is no such page.");
        return picture_response(
            cases_.open_page(order, place(evidence, index), ((*file->examined).*pictures)[index].object));
    }

    // ---- wrappers ----

    using Read = Response (StaffRoutes::*)(Request&, const Session&);
    using Write = Response (StaffRoutes::*)(Request&, const Session&, const Form&);

    Response read(Read action, Request& request) {
        const auto session = sessions_.find(request);
        if (!session) return redirect("/staff/sign-in?next=" + request.path);
        return (this->*action)(request, *session);
    }
    Response write(Write action, Request& request) {
        const auto session = sessions_.find(request);
        if (!session) return redirect("/staff/sign-in");
        const Form form{form_fields(request.body->text(form_limit))};
        if (!crypto::equal(form.one("csrf"), session->csrf))
            throw Error(Fault::forbidden,
                        "This form is too old or not ours. Go back, reload the page and try again.");
        return (this->*action)(request, *session, form);
    }

  private:
    Json row(const storage::Summary& summary, const std::string& analyst) {
        const auto at = now();
        const auto& words = messages("en");
        const bool overdue = summary.waits_for == "analyst" && summary.due && *summary.due < at;
        Json reasons = Json::array();
        if (summary.waits_for == "analyst") {
            std::set<std::string> labels;
            for (const auto& requirement : cases_.load(summary.stream).requirements)
                if (requirement.status == Status::referred && requirement.decision)
                    for (const auto reason : requirement.decision->reasons)
                        labels.insert(
                            words.format("reason." + std::string(domain::code_of(reason)) + ".analyst", {}));
            for (const auto& label : labels) reasons.push_back(label);
        }
        const bool open = summary.due && summary.waits_for != "nobody";
        return {{"order", summary.stream},
                {"url", "/staff/cases/" + summary.stream},
                {"reference", summary.reference},
                {"entity", summary.entity},
                {"state", summary.state},
                {"state_text", words.format("state." + summary.state + ".analyst", {})},
                {"waits_for_text", words.format("waits." + summary.waits_for, {})},
                {"received", moment_text(summary.received)},
                {"age_text", span_text(at - summary.received)},
                {"due_text", open ? due_text(*summary.due, at) : words.format("due.none", {})},
                {"overdue", overdue},
                {"assignee", summary.assignee},
                {"mine", summary.assignee == analyst},
                {"reasons", reasons}};
    }

    Response page(const Request& request, const Viewer& viewer, int status = 200) {
        const auto order = request.parameters.at("order");
        const auto history = cases_.history(order);
        const auto the_case = domain::fold(history);
        const auto summary = cases_.ledger().summary(order);
        return render(
            "case", "en",
            case_model(the_case, history, summary ? &*summary : nullptr, cases_.config(), viewer, now()),
            status);
    }

    bool may_decide(const Case& the_case, const std::string& analyst, std::int64_t version) {
        if (domain::is_final(the_case.state) || the_case.claimed_by != analyst) return false;
        if (the_case.version == version) return true;
        const auto history = cases_.history(the_case.order.id);
        return std::all_of(history.begin(), history.end(), [&](const domain::Recorded& recorded) {
            return recorded.version <= version || recorded.version > the_case.version ||
                   is_bookkeeping(recorded.event);
        });
    }

    std::vector<domain::Event> decision_events(const Case& the_case, const std::string& analyst,
                                               const Form& form) const {
        const auto verdict = form.one("verdict");
        if (verdict == "approve") return approval(the_case, analyst, form.one("note"));
        const auto reasons = reasons_of(form);
        if (reasons.empty())
            throw Error(Fault::invalid, "Choose at least one reason, so that the customer knows why.");
        if (verdict == "reject")
            return {domain::CaseRejected{.by = analyst, .reasons = reasons, .note = form.one("note")}};
        if (verdict == "resubmit") return renewal(the_case, analyst, form, reasons);
        throw Error(Fault::invalid, "Choose approve, reject or ask for a new upload.");
    }

    std::vector<domain::Event> approval(const Case& the_case, const std::string& analyst,
                                        const std::string& note) const {
        std::vector<domain::Event> events;
        for (const auto& row : the_case.requirements) {
            if (row.applicability != domain::Applicability::required || row.status == Status::accepted)
                continue;
            if (row.status == Status::missing && note.find_first_not_of(" \r\n\t") == std::string::npos)
                throw Error(Fault::invalid,
                            "A document is missing. To approve without it, write in the note why.");
            std::vector<std::string> evidence;
            for (const auto* file : the_case.evidence_for(row.requirement))
                evidence.push_back(file->received.evidence);
            auto decision = row.decision.value_or(domain::Decision{});
            decision.verdict = domain::Verdict::accept;
            decision.reasons.clear();
            decision.by = analyst;
            decision.note = note;
            events.push_back(domain::RequirementDecided{
                .requirement = row.requirement, .decision = decision, .evidence = evidence});
        }
        events.push_back(domain::CaseApproved{analyst});
        return events;
    }

    std::vector<domain::Event> renewal(const Case& the_case, const std::string& analyst, const Form& form,
                                       const std::vector<domain::Reason>& reasons) const {
        std::vector<domain::Event> events;
        for (const auto& name : form.all("requirement")) {
            const auto requirement = domain::requirement_from(name);
            const auto* row = requirement ? the_case.find(*requirement) : nullptr;
            if (!row || row->applicability != domain::Applicability::required)
                throw Error(Fault::invalid, "That document is not asked for in this case.");
            auto decision = row->decision.value_or(domain::Decision{});
            decision.verdict = domain::Verdict::resubmit;
            decision.reasons = reasons;
            decision.by = analyst;
            decision.note = form.one("note");
            events.push_back(domain::RequirementDecided{
                .requirement = *requirement, .decision = decision, .evidence = {}});
        }
        if (events.empty())
            throw Error(Fault::invalid, "Choose which documents the customer should send again.");
        events.push_back(domain::ResubmitRequested{
            .by = analyst,
            .link = the_case.link,
            .expires = now() + std::chrono::hours(24 * cases_.config().policy.link_days),
            .note = form.one("message")});
        return events;
    }

    Cases& cases_;
    Sessions sessions_;
};

}  // namespace

void add_staff_routes(Server& server, Cases& cases) {
    const auto routes = std::make_shared<StaffRoutes>(cases);
    const auto read = [&](const char* pattern, StaffRoutes::Read action) {
        server.route("GET", pattern,
                     [routes, action](Request& request) { return routes->read(action, request); });
    };
    const auto write = [&](const char* pattern, StaffRoutes::Write action) {
        server.route("POST", pattern,
                     [routes, action](Request& request) { return routes->write(action, request); });
    };
    server.route("GET", "/staff/sign-in",
                 [routes](Request& request) { return routes->sign_in_page(request); });
    server.route("POST", "/staff/sign-in", [routes](Request& request) { return routes->sign_in(request); });
    write("/staff/sign-out", &StaffRoutes::sign_out);
    read("/staff", &StaffRoutes::queue);
    write("/staff/next", &StaffRoutes::next);
    read("/staff/cases/{order}", &StaffRoutes::show);
    write("/staff/cases/{order}/claim", &StaffRoutes::claim);
    write("/staff/cases/{order}/release", &StaffRoutes::release);
    write("/staff/cases/{order}/decision", &StaffRoutes::decide);
    read("/staff/cases/{order}/pages/{evidence}/{n}", &StaffRoutes::picture);
    read("/staff/cases/{order}/overlays/{evidence}/{n}", &StaffRoutes::overlay);
}

}  // namespace intake
