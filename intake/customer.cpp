#include "intake/customer.h"

#include <algorithm>

#include "domain/error.h"
#include "intake/config.h"
#include "intake/customer_model.h"
#include "intake/http_grammar.h"
#include "intake/limiter.h"
#include "intake/log.h"
#include "intake/multipart.h"
#include "intake/pages.h"
#include "intake/receive.h"
#include "intake/setup.h"
#include "intake/words.h"

namespace intake {
namespace {

using domain::Case;
using domain::Error;
using domain::EvidenceState;
using domain::Fault;
using domain::RequirementState;
using Status = domain::RequirementState::Status;

constexpr std::size_t files_a_case = 60, name_bytes = 120;
constexpr auto renewal_pause = std::chrono::minutes(5);

/// What a person calls the file: UTF-8 without controls or direction overrides, cut; for display only.
std::string display_name(std::string_view name) {
    if (const auto slash = name.find_last_of("/\\"); slash != std::string_view::npos)
        name = name.substr(slash + 1);
    std::string shown;
    for (std::size_t i = 0; i < name.size() && shown.size() < name_bytes; ++i) {
        const auto c = static_cast<unsigned char>(name[i]);
        if (c < 0x20 || c == 0x7f) continue;
        // U+200E, U+200F, U+202A–202E, U+2066–2069: they make `gpj.exe` look like something else.
        if (c == 0xe2 && i + 2 < name.size()) {
            const auto b = static_cast<unsigned char>(name[i + 1]),
                       d = static_cast<unsigned char>(name[i + 2]);
            const bool direction = (b == 0x80 && ((d >= 0xaa && d <= 0xae) || d == 0x8e || d == 0x8f)) ||
                                   (b == 0x81 && d >= 0xa6 && d <= 0xa9);
            if (direction) {
                i += 2;
                continue;
            }
        }
        shown += name[i];
    }
    while (!shown.empty() && (static_cast<unsigned char>(shown.back()) & 0xc0) == 0x80 &&
           shown.size() >= name_bytes)
        shown.pop_back();
    return shown.empty() ? "file" : shown;
}

class CustomerRoutes {
  public:
    CustomerRoutes(Cases& cases, const crypto::IntakePublicKey& key) : cases_(cases), key_(key) {
        for (const auto& entity : cases.config().entities)
            keys_[entity.id] = published_key(cases.config(), entity.id);
    }

    Response page(Request& request) {
        const auto the_case = open(request);
        if (!the_case) return expired(request);
        auto shown = model(*the_case, request);
        shown["notice"] = notice(request, the_case->order.customer.language);
        return render("upload", the_case->order.customer.language, shown);
    }

    Response status(Request& request) {
        const auto the_case = open(request);
        if (!the_case) throw Error(Fault::not_found, "This link is not valid any more.");
        return json_response(200, model(*the_case, request).dump());
    }

    /// One raw file.
    Response put_file(Request& request) {
        const auto the_case = uploadable(request);
        auto received = receive(*request.body, key_, cases_.vault(), cases_.config().limits.file_bytes);
        const auto evidence = add_evidence(
            the_case.order.id, std::move(received), percent_decoded(request.header("x-file-name")),
            request.header("content-type"), slot_of(request.header("x-requirement")));
        return json_response(201, Json{{"evidence", evidence}}.dump());
    }

    /// The plain form of a browser without JavaScript.
    Response post_files(Request& request) {
        const auto the_case = uploadable(request);
        struct Arrived {
            Received received;
            PartHead head;
        };
        std::vector<Arrived> arrived;
        std::optional<domain::Requirement> slot;
        try {
            read_multipart(
                *request.body, request.header("content-type"), [&](const PartHead& head, const auto& next) {
                    if (head.is_file && !head.file_name.empty()) {
                        arrived.push_back(
                            {receive(next, key_, cases_.vault(), cases_.config().limits.file_bytes), head});
                    } else if (head.name == "slot") {
                        const auto text = next();
                        slot = slot_of(std::string(domain::text_of(text)));
                    }
                });
        } catch (...) {
            for (const auto& file : arrived) cases_.vault().remove(file.received.object);
            throw;
        }
        if (arrived.empty()) return redirect(path_of(request) + "?notice=nothing_chosen");
        for (auto& [received, head] : arrived)
            add_evidence(the_case.order.id, std::move(received), head.file_name, head.media_type, slot);
        return redirect(path_of(request) + "?notice=received&n=" + std::to_string(arrived.size()));
    }

    Response withdraw(Request& request) {
        const auto the_case = uploadable(request);
        const auto evidence = request.parameters.at("evidence");
        cases_.change(the_case.order.id, [&](const Case& now) -> Cases::Change {
            const auto* file = now.find_evidence(evidence);
            if (!file) throw Error(Fault::not_found, "There is no such file.");
            if (file->withdrawn) return {};
            if (now.sent)
                throw Error(Fault::conflict,
                            "Your documents were sent already: this file cannot be removed any more.");
            return {.events = {domain::EvidenceWithdrawn{evidence}}, .alongside = {}};
        });
        return request.wants_json() ? no_content() : redirect(path_of(request));
    }

    Response send(Request& request) {
        const auto the_case = uploadable(request);
        cases_.change(the_case.order.id, [&](const Case& now) -> Cases::Change {
            if (now.sent) return {};
            if (shown_files(now).empty())
                throw Error(Fault::invalid, "There is nothing to send yet. Add a document first.");
            auto receipt = crypto::new_id("");
            std::transform(receipt.begin(), receipt.end(), receipt.begin(),
                           [](unsigned char c) { return std::toupper(c); });
            return {.events = {domain::CaseSubmitted{receipt.substr(0, 4) + "-" + receipt.substr(4, 4) + "-" +
                                                     receipt.substr(8, 4)}},
                    .alongside = {}};
        });
        return request.wants_json() ? no_content() : redirect(path_of(request));
    }

    /// What a check saw on a file of this customer, for what the page tells about it.
    Response overlay(Request& request) {
        const auto the_case = open(request);
        if (!the_case) throw Error(Fault::not_found, "This link is not valid any more.");
        const auto evidence = request.parameters.at("evidence");
        const auto* file = the_case->find_evidence(evidence);
        const auto index = std::strtoul(request.parameters.at("n").c_str(), nullptr, 10);
        if (!file || file->withdrawn || !file->examined || index >= file->examined->overlays.size() ||
            !is_told(*file, file->examined->overlays[index]))
            throw Error(Fault::not_found, "There is no such picture.");
        return picture_response(cases_.open_page(the_case->order.id, overlay_place(evidence, index),
                                                 file->examined->overlays[index].object));
    }

    /// The same answer whether or not the token was ever ours.
    Response renew(Request& request) {
        if (const auto link = find(request)) {
            cases_.change(link->order, [&](const Case& the_case) -> Cases::Change {
                const bool open = the_case.accepts_uploads() || the_case.state == domain::CaseState::expired;
                const bool just_sent =
                    the_case.requested_at && now() - *the_case.requested_at < renewal_pause;
                if (!open || just_sent) return {};
                return {.events = {cases_.request(the_case, domain::CaseRequested::Cause::renewal)},
                        .alongside = {}};
            });
        }
        return redirect(path_of(request) + "/renewed");
    }

    Response renewed(Request& request) { return render("renewed", language_of(request), Json::object()); }

    Response key(Request& request) {
        auto name = request.parameters.at("file");
        if (name.ends_with(".asc")) name.resize(name.size() - 4);
        const auto found = keys_.find(name);
        if (found == keys_.end()) throw Error(Fault::not_found, "There is no key of that name.");
        return {.status = 200,
                .content_type = "application/pgp-keys",
                .body = found->second.armored,
                .headers = {{"Content-Disposition", "attachment; filename=\"" + name + ".asc\""}}};
    }

  private:
    /// What the form that was just sent did; nothing but words that we know.
    static Json notice(const Request& request, const std::string& language) {
        const auto asked = request.query.find("notice");
        const auto number = request.query.find("n");
        if (asked == request.query.end()) return nullptr;
        const bool bad = asked->second == "nothing_chosen";
        if (!bad && asked->second != "received") return nullptr;
        const bool plain =
            number != request.query.end() && number->second.size() == 1 && std::isdigit(number->second[0]);
        return {{"text",
                 messages(language).format("notice." + asked->second, {{"n", plain ? number->second : "1"}})},
                {"is_bad", bad}};
    }

    static std::string language_of(const Request& request) {
        return request.header("accept-language").starts_with("nl") ? "nl" : "en";
    }
    static std::string path_of(const Request& request) { return "/u/" + request.parameters.at("token"); }

    static std::optional<domain::Requirement> slot_of(const std::string& name) {
        if (name.empty()) return std::nullopt;
        const auto slot = domain::requirement_from(name);
        if (!slot) throw Error(Fault::invalid, "That is not one of the documents we ask for.");
        return slot;
    }

    std::optional<Cases::Link> find(const Request& request) {
        if (!guesses_.allow(request.peer))
            throw Refusal{429, "too_many", "Too many tries. Please wait a minute and try again."};
        auto link = cases_.find_link(request.parameters.at("token"));
        if (!link) guesses_.count(request.peer);
        return link;
    }

    /// The case behind a link that works now.
    std::optional<Case> open(const Request& request) {
        const auto link = find(request);
        if (!link) return std::nullopt;
        auto the_case = cases_.load(link->order);
        const bool current =
            link->number == the_case.link && the_case.link_expires && now() < *the_case.link_expires;
        if (!current || the_case.state == domain::CaseState::expired) return std::nullopt;
        return the_case;
    }

    Case uploadable(const Request& request) {
        auto the_case = open(request);
        if (!the_case)
            throw Error(
                Fault::not_found,
                "This link is not valid any more. Open it once more to have a new one mailed to you.");
        if (!the_case->accepts_uploads())
            throw Error(Fault::conflict,
                        "We do not need documents for this order at the moment. Open the page again to see "
                        "how it stands.");
        return *std::move(the_case);
    }

    Response expired(const Request& request) {
        return render("expired", language_of(request),
                      Json{{"token_path", path_of(request)}, {"can_renew", true}}, 404);
    }

    Json model(const Case& the_case, const Request& request) const {
        const auto key = keys_.find(the_case.order.entity);
        return upload_model(the_case, cases_.config(), request.parameters.at("token"),
                            key == keys_.end() ? "" : key->second.fingerprint);
    }

    std::string add_evidence(const std::string& order, Received received, const std::string& file_name,
                             const std::string& media_type, std::optional<domain::Requirement> slot) {
        const auto evidence = crypto::new_id("evd_");
        try {
            cases_.change(order, [&](const Case& the_case) -> Cases::Change {
                check_room(the_case, slot);
                return {.events = {domain::EvidenceReceived{.evidence = evidence,
                                                            .slot = slot,
                                                            .file_name = display_name(file_name),
                                                            .media_type = media_type.substr(0, 100),
                                                            .size = received.size,
                                                            .digest = received.digest,
                                                            .object = received.object}},
                        .alongside = {.summary = {},
                                      .keys = {{.object = evidence, .wrapped = received.wrapped_key}},
                                      .entries = {},
                                      .work = {{.step = std::string(examination_step),
                                                .object = evidence,
                                                .stream = order}},
                                      .done = {}}};
            });
        } catch (...) {
            cases_.vault().remove(received.object);
            throw;
        }
        log("evidence_received",
            {{"order", order}, {"evidence", evidence}, {"bytes", std::to_string(received.size)}});
        return evidence;
    }

    static void check_room(const Case& the_case, const std::optional<domain::Requirement>& slot) {
        if (!the_case.accepts_uploads())
            throw Error(Fault::conflict, "We do not need documents for this order at the moment.");
        if (the_case.evidence.size() >= files_a_case ||
            (slot && the_case.evidence_for(*slot).size() >= files_a_requirement))
            throw Error(Fault::conflict,
                        "There are too many files already: at most ten for each document. Remove one first.");
    }

    Cases& cases_;
    crypto::IntakePublicKey key_;
    std::map<std::string, PublishedKey> keys_;
    Limiter guesses_{60};
};

}  // namespace

void add_customer_routes(Server& server, Cases& cases, const crypto::IntakePublicKey& intake_key) {
    const auto routes = std::make_shared<CustomerRoutes>(cases, intake_key);
    const auto add = [&](const char* method, const char* pattern,
                         Response (CustomerRoutes::*action)(Request&)) {
        server.route(method, pattern,
                     [routes, action](Request& request) { return (*routes.*action)(request); });
    };
    add("GET", "/u/{token}", &CustomerRoutes::page);
    add("GET", "/u/{token}/status", &CustomerRoutes::status);
    add("GET", "/u/{token}/renewed", &CustomerRoutes::renewed);
    add("PUT", "/u/{token}/files", &CustomerRoutes::put_file);
    add("POST", "/u/{token}/files", &CustomerRoutes::post_files);
    add("POST", "/u/{token}/files/{evidence}/withdraw", &CustomerRoutes::withdraw);
    add("GET", "/u/{token}/files/{evidence}/overlays/{n}", &CustomerRoutes::overlay);
    add("POST", "/u/{token}/send", &CustomerRoutes::send);
    add("POST", "/u/{token}/renew", &CustomerRoutes::renew);
    add("GET", "/keys/{file}", &CustomerRoutes::key);
}

}  // namespace intake
