#include "intake/demo.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <sstream>

#include "crypto/keyring.h"
#include "crypto/password.h"
#include "domain/error.h"
#include "intake/cases.h"
#include "intake/json.h"
#include "intake/roles.h"
#include "intake/setup.h"

namespace intake {
namespace {

namespace fs = std::filesystem;
namespace net = Poco::Net;
using domain::Error;
using domain::Fault;

// Of the range that systemd keeps for users that exist only while a service runs.
constexpr unsigned first_user = 61200;

std::string read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

void write_private(const fs::path& path, const std::string& text) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
    if (!(out << text).flush()) throw Error(Fault::unavailable, "cannot write " + path.string());
}

std::string random_word() {
    return crypto::new_id("").substr(0, 12);
}

/// What the visitor needs to sign in; made once, kept beside the data.
struct Credentials {
    std::string api_key;
    std::vector<std::pair<std::string, std::string>> analysts;
};

Credentials make_credentials(const fs::path& file) {
    if (!fs::exists(file)) {
        Json made{{"api_key", "gh_test_" + crypto::new_id("")}, {"analysts", Json::object()}};
        for (const auto* name : {"anna", "bram"}) made["analysts"][name] = random_word();
        write_private(file, made.dump(2) + "\n");
    }
    const auto read = parse_json(read_file(file));
    Credentials credentials{.api_key = read["api_key"], .analysts = {}};
    for (const auto& [name, password] : read["analysts"].items())
        credentials.analysts.emplace_back(name, password);
    return credentials;
}

std::string configuration(const Credentials& credentials, const std::string& listen) {
    std::ostringstream text;
    text << "# The demo's installation. Everything is throw-away.\n"
         << "[server]\nlisten = \"" << listen << "\"\npublic_url = \"http://" << listen << "\"\n\n"
         << "[storage]\nledger = \"sqlite:data/gatehouse.db\"\nvault = \"file:vault\"\nkeys = "
            "\"keys\"\ngnupg = \"gnupg\"\n\n"
         << "[mail]\ntransport = \"maildir:mail\"\n\n"
         << "[policy]\nversion = \"demo-1\"\nrandom_rate = 1.0  # every order is asked for documents\n\n"
         << "[limits]\neyes = 2\n\n";
    for (const auto* entity : {"nl.example", "us.example"})
        text << "[[entity]]\nid = \"" << entity << "\"\nname = \"Example Hosting "
             << (entity[0] == 'n' ? "B.V." : "Inc.") << "\"\nfrom = \"welcome@" << entity << "\"\n\n";
    for (const auto& [name, password] : credentials.analysts)
        text << "[[analyst]]\nname = \"" << name << "\"\npassword_hash = \""
             << crypto::hash_password(password) << "\"\n\n";
    text << "[[api_key]]\nname = \"demo order system\"\nsha256 = \""
         << crypto::sha256_hex(domain::bytes_of(credentials.api_key)) << "\"\n\n";
    if (geteuid() == 0)
        text << "# Started as root: each role becomes a user of its own.\n[users]\nserve = " << first_user
             << "\nexamine = " << first_user + 1 << "\ncourier = " << first_user + 2
             << "\ngroup = " << first_user << "\n";
    return text.str();
}

/// Asks the running service, as anybody would. The answer's body; throws when it is a refusal.
std::string ask(const std::string& listen, net::HTTPRequest& request, const std::string& body) {
    const auto colon = listen.rfind(':');
    net::HTTPClientSession session(listen.substr(0, colon),
                                   static_cast<Poco::UInt16>(std::stoi(listen.substr(colon + 1))));
    request.setVersion(net::HTTPMessage::HTTP_1_1);
    request.set("Accept", "application/json");
    request.setContentLength(static_cast<std::streamsize>(body.size()));
    session.sendRequest(request) << body;
    net::HTTPResponse response;
    std::string answer;
    Poco::StreamCopier::copyToString(session.receiveResponse(response), answer);
    if (response.getStatus() >= 300)
        throw Error(
            response.getStatus() == net::HTTPResponse::HTTP_CONFLICT ? Fault::conflict : Fault::invalid,
            request.getMethod() + " of the demo was not taken: " + answer);
    return answer;
}

/// Posts one order as the order system would. The order's id.
std::string post_order(const std::string& listen, const std::string& api_key, const std::string& body) {
    net::HTTPRequest request(net::HTTPRequest::HTTP_POST, "/v1/orders");
    request.set("Authorization", "Bearer " + api_key);
    request.setContentType("application/json");
    return parse_json(ask(listen, request, body))["id"];
}

/// The samples count their dates from the day they were made: an order of an earlier day stays, and today's
/// is another one.
std::string post_order_of(const std::string& day, const DemoOptions& options, const Credentials& credentials,
                          Json& order) {
    try {
        return post_order(options.listen, credentials.api_key, order.dump());
    } catch (const Error& error) {
        if (error.fault() != Fault::conflict) throw;
    }
    order["reference"] = order["reference"].get<std::string>() + "-" + day;
    return post_order(options.listen, credentials.api_key, order.dump());
}

/// Sends photos of a passport and a bill as the customer would.
void send_documents(const std::string& listen, const std::string& link, const fs::path& folder) {
    for (const std::string name : {"passport-photo.jpg", "bill-photo.jpg"}) {
        net::HTTPRequest request(net::HTTPRequest::HTTP_PUT, link + "/files");
        request.set("X-File-Name", name);
        request.setContentType("image/jpeg");
        ask(listen, request, read_file(folder / name));
    }
    net::HTTPRequest request(net::HTTPRequest::HTTP_POST, link + "/send");
    ask(listen, request, "");
}

struct Sample {
    std::string order, reference, name, person;
    bool to_queue = false;  // its documents go to a person: sent by the demo, so that the queue has a case
};

/// Posts the orders that their documents answer, or nearly answer.
std::vector<Sample> post_samples(const DemoOptions& options, const Credentials& credentials) {
    std::vector<Sample> posted;
    const auto manifest = parse_json(read_file(options.samples / "manifest.json"));
    for (const auto& entry : manifest["orders"]) {
        const std::string expected = entry["expected"], file = entry["file"];
        if (expected == "resubmit" || (expected == "accept" && file.find("variants") != std::string::npos))
            continue;
        auto order = parse_json(read_file(options.samples / file));
        const auto id = post_order_of(manifest["today"], options, credentials, order);
        const auto& customer = order["customer"];
        const auto company = customer.value("company", "");
        posted.push_back({.order = id,
                          .reference = order["reference"],
                          .name = customer.value("given_names", "") + " " + customer.value("surname", "") +
                                  (company.empty() ? "" : " (" + company + ")"),
                          .person = entry["person"],
                          .to_queue = expected == "refer"});
    }
    return posted;
}

void welcome(const DemoOptions& options, const Credentials& credentials, const Config& config) {
    const auto posted = post_samples(options, credentials);
    storage::Ledger ledger(config.ledger);
    const auto vault = storage::open_vault(config.vault);
    Cases cases(config, ledger, *vault, crypto::load_kek(config.keys));
    const auto base = config.public_url;
    std::ostringstream out;  // shown in one piece: the roles write their log to the same terminal
    out << "\n  Gatehouse is up. Everything below is on this machine only.\n\n  Customers: open a link, send "
           "files of the folder beside it, below "
        << options.samples.string() << "\n";
    for (const auto& sample : posted) {
        const auto the_case = cases.load(sample.order);
        if (the_case.link == 0) continue;
        const auto link = "/u/" + cases.token_of(sample.order, the_case.link);
        if (sample.to_queue && the_case.evidence.empty() && the_case.accepts_uploads())
            send_documents(options.listen, link, options.samples / sample.person);
        out << "    " << sample.reference << "  " << sample.name << "  "
            << (sample.to_queue ? "[sent, for the queue]"
                                : "[" + std::string(domain::name_of(the_case.state)) + "]")
            << "  " << sample.person << "/\n      " << base << link << "\n";
    }
    out << "    Files for single checks: odd/\n";
    out << "\n  Analysts: " << base << "/staff\n";
    for (const auto& [name, password] : credentials.analysts)
        out << "    name " << name << "   password " << password << "\n";
    out << "\n  Order system: " << base << "/v1   key " << credentials.api_key
        << "\n    curl -H 'Authorization: Bearer " << credentials.api_key << "' " << base
        << "/v1/events\n\n  Letters: " << fs::path(config.mail.substr(8)).string()
        << "/new\n  Ctrl-C ends it; the next run finds its data in " << options.directory.string() << "\n\n";
    std::cout << out.str() << std::flush;
}

}  // namespace

int demo(const DemoOptions& options) {
    fs::create_directories(options.directory);
    const auto credentials = make_credentials(options.directory / "credentials.json");
    const auto file = options.directory / "gatehouse.toml";
    if (!fs::exists(file)) write_private(file, configuration(credentials, options.listen));
    const auto config = load_config(file);
    set_up(config);
    auto told = options;
    told.listen = config.listen;
    return up(config, [&] {
        try {
            welcome(told, credentials, config);
        } catch (const std::exception& error) {
            std::cerr << "gatehouse demo: " << error.what() << "\n";
        }
    });
}

}  // namespace intake
