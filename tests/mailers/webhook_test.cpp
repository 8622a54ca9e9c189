#include "mailers/webhook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <mutex>

#include "domain/error.h"
#include "loopback.h"

namespace {

using namespace std::chrono_literals;
using domain::Error;
using loopback::Connection;
using loopback::Listener;
using mailers::Delivery;
using mailers::Endpoint;
using mailers::Message;
using testing::HasSubstr;

const std::string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

Message message() {
    return {.id = "msg_p5jXN8AQM9LWM0D4loKWxJek",
            .timestamp = domain::Instant(1'614'265'330s),
            .body = "{\"test\": 2432232314}"};
}

/// Keeps each request and gives the one answer.
class HttpServer {
  public:
    explicit HttpServer(std::string answer, const char* address = "127.0.0.1")
        : answer_(std::move(answer)),
          listener_([this](Connection& connection) { serve(connection); }, address) {}

    std::string port() const { return listener_.port(); }
    std::string url() const { return "http://127.0.0.1:" + port() + "/hook"; }
    int connects() const { return listener_.connects(); }
    std::string request() {
        const std::lock_guard lock(mutex_);
        return request_;
    }

  private:
    void serve(Connection& connection) {
        std::string head;
        std::size_t length = 0;
        while (const auto line = connection.line()) {
            head += *line + "\n";
            if (line->starts_with("Content-Length: ")) length = std::stoul(line->substr(16));
            if (line->empty()) break;
        }
        {
            const std::lock_guard lock(mutex_);
            request_ = head + connection.bytes(length);
        }
        connection.say(answer_);
    }

    std::string answer_;
    std::mutex mutex_;
    std::string request_;
    Listener listener_;
};

std::string answer(const std::string& status, const std::string& headers = "", const std::string& body = "") {
    return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
           "\r\nConnection: close\r\n\r\n" + body;
}

mailers::Answer deliver_to(const std::string& url, bool allow_private = true) {
    return mailers::deliver({.url = url, .secrets = {secret}, .allow_private = allow_private}, message());
}

// ---- signatures ----

TEST(Webhook, K1_SignsAsTheStandardsOwnVector) {
    EXPECT_EQ(mailers::signature({.url = "", .secrets = {secret}}, message()),
              "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Webhook, K2_AnyChangeChangesTheSignature) {
    const Endpoint endpoint{.url = "", .secrets = {secret}};
    const auto right = mailers::signature(endpoint, message());
    auto changed = message();
    changed.body[1] = '!';
    EXPECT_NE(mailers::signature(endpoint, changed), right);
    changed = message();
    changed.timestamp += 1s;
    EXPECT_NE(mailers::signature(endpoint, changed), right);
    changed.timestamp =
        message().timestamp + 999ms;  // the header tells whole seconds, and so does the signature
    EXPECT_EQ(mailers::signature(endpoint, changed), right);
    changed = message();
    changed.id += "x";
    EXPECT_NE(mailers::signature(endpoint, changed), right);
}

TEST(Webhook, K3_BothSecretsSignWhileOneIsReplaced) {
    const std::string next = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const auto both = mailers::signature({.url = "", .secrets = {secret, next}}, message());
    EXPECT_EQ(both, mailers::signature({.url = "", .secrets = {secret}}, message()) + " " +
                        mailers::signature({.url = "", .secrets = {next}}, message()));
}

TEST(Webhook, SecretsIdsAndBodiesThatAreNotOneAreRefused) {
    for (const auto* bad :
         {"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_AAAA",
          "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
          "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa\n=", "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
          "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqrTwjUPD8ILPZI"})
        EXPECT_THROW(mailers::signature({.url = "", .secrets = {bad}}, message()), Error) << bad;
    EXPECT_THROW(mailers::signature({.url = "", .secrets = {}}, message()), Error);
    for (const auto* bad : {"", "a.b", "a\r\nX-Evil: 1", "a b"}) {
        auto hostile = message();
        hostile.id = bad;
        EXPECT_THROW(mailers::signature({.url = "", .secrets = {secret}}, hostile), Error) << bad;
    }
    auto heavy = message();
    heavy.body.assign(20'000, ' ');
    EXPECT_THROW(mailers::signature({.url = "", .secrets = {secret}}, heavy), Error);
}

// ---- delivery ----

TEST(Webhook, DeliversTheBodyWithTheThreeHeaders) {
    HttpServer server(answer("204 No Content"));
    const auto result = deliver_to(server.url());
    EXPECT_EQ(result.delivery, Delivery::delivered);
    EXPECT_EQ(result.status, 204);
    const auto request = server.request();
    EXPECT_THAT(request, testing::StartsWith("POST /hook HTTP/1.1\n"));
    EXPECT_THAT(request, HasSubstr("\nContent-Type: application/json\n"));
    EXPECT_THAT(request, HasSubstr("\nwebhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek\n"));
    EXPECT_THAT(request, HasSubstr("\nwebhook-timestamp: 1614265330\n"));
    EXPECT_THAT(request, HasSubstr("\nwebhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=\n"));
    EXPECT_THAT(request, testing::EndsWith("\n\n" + message().body));
}

TEST(Webhook, ReadsTheAnswerAsTheStandardSays) {
    const auto delivery_of = [](const std::string& status) {
        return deliver_to(HttpServer(answer(status)).url()).delivery;
    };
    EXPECT_EQ(delivery_of("200 OK"), Delivery::delivered);
    EXPECT_EQ(delivery_of("410 Gone"), Delivery::gone);
    for (const auto* status : {"304 Not Modified", "400 Bad Request", "401 Unauthorized", "429 Slow down",
                               "500 Oops", "502 Bad Gateway"})
        EXPECT_EQ(delivery_of(status), Delivery::retry) << status;
    HttpServer slow(answer("503 Later", "Retry-After: 120\r\n"));
    const auto result = deliver_to(slow.url());
    EXPECT_EQ(result.status, 503);
    EXPECT_EQ(result.retry_after, 120s);
    HttpServer greedy(answer("429 Later", "Retry-After: 99999999\r\n"));
    EXPECT_EQ(deliver_to(greedy.url()).retry_after, 24h);
}

TEST(Webhook, NobodyThereIsRetried) {
    std::string gone;
    {
        HttpServer server("");
        gone = server.url();
    }
    EXPECT_EQ(deliver_to(gone).delivery, Delivery::retry);
    for (const auto* nonsense : {"", "HHHHHHHHHHHHHHHH\r\n\r\n", "HTTP/1.1\r\n\r\n", "SSH-2.0-x\r\n"}) {
        HttpServer other(nonsense);
        const auto result = deliver_to(other.url());
        EXPECT_EQ(result.delivery, Delivery::retry) << nonsense;
        EXPECT_EQ(result.status, 0) << nonsense;
    }
    EXPECT_EQ(deliver_to("http://nowhere.invalid/").delivery, Delivery::retry);
}

TEST(Webhook, ALongAnswerIsNotReadToItsEnd) {
    HttpServer talkative(answer("200 OK", "", std::string(4 << 20, 'x')));
    EXPECT_EQ(deliver_to(talkative.url()).delivery, Delivery::delivered);
    HttpServer headers("HTTP/1.1 200 OK\r\n" + std::string("X-Long: ") + std::string(1 << 20, 'x') +
                       "\r\n\r\n");
    const auto begin = std::chrono::steady_clock::now();
    deliver_to(headers.url());
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST(Webhook, AnAnswerThatTricklesIsGivenUpAfterFifteenSeconds) {
    Listener trickle([](Connection& connection) {
        connection.say("HTTP/1.1 500 Oops\r\n");
        while (connection.say("X")) ::usleep(200'000);
    });
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(deliver_to("http://127.0.0.1:" + trickle.port() + "/").delivery, Delivery::retry);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 20s);
}

// ---- the guard ----

TEST(Webhook, K5_PrivateTargetsAreNeverConnectedTo) {
    HttpServer four(answer("200 OK"));
    HttpServer six(answer("200 OK"), "::1");
    HttpServer all_four(answer("200 OK"), "0.0.0.0");
    const auto port = ":" + four.port() + "/", port_six = ":" + six.port() + "/",
               port_all = ":" + all_four.port() + "/";
    for (const std::string& url : std::vector<std::string>{"http://127.0.0.1" + port,
                                                           "http://127.1" + port,
                                                           "http://127.9.9.9" + port_all,
                                                           "http://0.0.0.0" + port,
                                                           "http://0" + port,
                                                           "http://0x7f000001" + port,
                                                           "http://2130706433" + port,
                                                           "http://017700000001" + port,
                                                           "http://[::1]" + port_six,
                                                           "http://[::]" + port_six,
                                                           "http://[::ffff:127.0.0.1]" + port,
                                                           "http://[::ffff:7f00:1]" + port,
                                                           "http://[64:ff9b::7f00:1]" + port,
                                                           "http://localhost" + port,
                                                           "http://LOCALHOST" + port,
                                                           "http://169.254.169.254/latest/meta-data/",
                                                           "http://10.0.0.1" + port,
                                                           "http://[fe80::1]" + port,
                                                           "http://[fd00::1]" + port,
                                                           "https://127.0.0.1" + port})
        EXPECT_EQ(deliver_to(url, false).delivery, Delivery::refused) << url;
    EXPECT_EQ(four.connects() + six.connects() + all_four.connects(), 0);
}

TEST(Webhook, K5_OtherProtocolsAndMalformedTargetsAreNeverConnectedTo) {
    HttpServer server(answer("200 OK"));
    const auto place = "127.0.0.1:" + server.port() + "/";
    for (const std::string& url :
         std::vector<std::string>{"ftp://" + place, "gopher://" + place, "file:///etc/passwd",
                                  "dict://" + place, "smtp://" + place, std::string(), std::string("http://"),
                                  "http://user:secret@" + place, std::string("http://[::1/"),
                                  "http://127.0.0.1:99999/" + place, "ht tp://" + place, "unix:///" + place})
        EXPECT_EQ(deliver_to(url, true).delivery, Delivery::refused) << url;
    EXPECT_EQ(server.connects(), 0);
}

TEST(Webhook, K5_ARedirectIsNotFollowed) {
    HttpServer target(answer("200 OK"));
    for (const auto* status : {"301 Moved", "302 Found", "307 Temporary", "308 Permanent"}) {
        HttpServer server(answer(status, "Location: " + target.url() + "\r\n"));
        const auto result = deliver_to(server.url());
        EXPECT_EQ(result.delivery, Delivery::retry) << status;
        EXPECT_EQ(result.status / 100, 3);
    }
    EXPECT_EQ(target.connects(), 0);
}

TEST(Webhook, K5_NoProxyOfTheEnvironmentIsUsed) {
    HttpServer proxy(answer("200 OK"));
    for (const auto* name : {"http_proxy", "ALL_PROXY"})
        ::setenv(name, ("http://127.0.0.1:" + proxy.port()).c_str(), 1);
    EXPECT_EQ(deliver_to("http://169.254.169.254/", false).delivery, Delivery::refused);
    for (const auto* name : {"http_proxy", "ALL_PROXY"}) ::unsetenv(name);
    EXPECT_EQ(proxy.connects(), 0);
}

TEST(Webhook, PrivateTargetsThatTheConfigurationAllowsAreReached) {
    HttpServer four(answer("200 OK"));
    HttpServer six(answer("200 OK"), "::1");
    for (const auto& url :
         {four.url(), "http://localhost:" + four.port() + "/", "http://[::1]:" + six.port() + "/"})
        EXPECT_EQ(deliver_to(url, true).delivery, Delivery::delivered) << url;
}

TEST(Webhook, K5_KnowsEveryPrivateRangeByItsEdges) {
    for (const auto* address : {"0.0.0.0",
                                "0.255.255.255",
                                "10.0.0.0",
                                "10.255.255.255",
                                "100.64.0.0",
                                "100.127.255.255",
                                "127.0.0.1",
                                "127.255.255.255",
                                "169.254.0.0",
                                "169.254.169.254",
                                "172.16.0.0",
                                "172.31.255.255",
                                "192.0.0.8",
                                "192.0.2.1",
                                "192.168.0.0",
                                "192.168.255.255",
                                "198.18.0.0",
                                "198.19.255.255",
                                "198.51.100.7",
                                "203.0.113.7",
                                "224.0.0.1",
                                "239.255.255.255",
                                "240.0.0.1",
                                "255.255.255.255",
                                "::",
                                "::1",
                                "::2",
                                "::7f00:1",
                                "::ffff:127.0.0.1",
                                "::ffff:10.1.2.3",
                                "64:ff9b::a01:203",
                                "64:ff9b:1::1",
                                "2002:7f00:1::",
                                "2002:a00:1::1",
                                "2001::1",
                                "2001:db8::1",
                                "100::1",
                                "fc00::1",
                                "fdff::1",
                                "fe80::1",
                                "fec0::1",
                                "ff02::1",
                                "",
                                "localhost",
                                "0x7f000001",
                                "127.1",
                                "fe80::1%lo"})
        EXPECT_TRUE(mailers::is_private_address(address)) << address;
    for (const auto* address :
         {"1.1.1.1",         "9.255.255.255",   "11.0.0.0",         "100.63.255.255",  "100.128.0.0",
          "126.255.255.255", "128.0.0.0",       "169.253.255.255",  "169.255.0.0",     "172.15.255.255",
          "172.32.0.0",      "192.167.255.255", "192.169.0.0",      "198.17.255.255",  "198.20.0.0",
          "223.255.255.255", "::ffff:8.8.8.8",  "64:ff9b::808:808", "2002:808:808::1", "2001:200::1",
          "2606:4700::1111", "2a00::1"})
        EXPECT_FALSE(mailers::is_private_address(address)) << address;
}

// ---- the schedule ----

TEST(Webhook, K4_BacksOffAsTheStandardSaysAndThenParks) {
    const std::vector<std::chrono::seconds> schedule{5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h};
    for (std::size_t i = 0; i < schedule.size(); ++i)
        EXPECT_EQ(mailers::back_off(static_cast<int>(i) + 1), schedule[i]);
    EXPECT_EQ(mailers::back_off(0), 0s);
    EXPECT_EQ(mailers::back_off(10), std::nullopt);
    EXPECT_EQ(mailers::back_off(1000), std::nullopt);
}

}  // namespace
