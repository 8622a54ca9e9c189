#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "domain/error.h"
#include "loopback.h"
#include "mailers/mailer.h"
#include "specimen.h"

namespace {

using domain::Error;
using domain::Fault;
using loopback::SmtpServer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Answers = loopback::SmtpServer::Answers;
const mailers::SmtpOptions on_loopback{
    .user = {}, .password = {}, .require_tls = false, .authorities = {}, .seconds = 3};

struct Failure {
    Fault fault = Fault::corrupt;
    std::string what;
};

Failure failure_of(SmtpServer& server, const mailers::Letter& letter = specimen::letter(),
                   const mailers::SmtpOptions& options = on_loopback) {
    try {
        mailers::open_mailer(server.url(), options)->send(letter);
    } catch (const Error& error) {
        return {error.fault(), error.what()};
    }
    ADD_FAILURE() << "it was sent";
    return {};
}

TEST(Smtp, HandsTheLetterOverByteForByte) {
    SmtpServer server;
    auto letter = specimen::letter();
    letter.text += ".\n.hidden\n";
    EXPECT_EQ(mailers::open_mailer(server.url(), on_loopback)->send(letter), mailers::Mailer::Sent::sent);
    EXPECT_THAT(server.letters(), ElementsAre(to_mime(letter)));
    ASSERT_EQ(server.commands("MAIL").size(), 1U);
    EXPECT_THAT(server.commands("MAIL")[0], HasSubstr("FROM:<welcome@nl.example>"));
    EXPECT_THAT(server.commands("RCPT"), ElementsAre("RCPT TO:<zoe@customer.example>"));
}

TEST(Smtp, M9_ExactlyOneRecipientWhateverTheAddressSays) {
    for (const auto* address :
         {"a@b\nRCPT TO:<x@y>", "\"a b\"@c", "a@b.example>\r\nRCPT TO:<x@y", "a@b.example,x@y.example"}) {
        SmtpServer server;
        auto letter = specimen::letter();
        letter.to.address = address;
        EXPECT_EQ(failure_of(server, letter).fault, Fault::invalid);
        EXPECT_THAT(server.commands(""), IsEmpty());
    }
    SmtpServer server;
    auto letter = specimen::letter();
    letter.to.address = "zoe@bücher.example";
    mailers::open_mailer(server.url(), on_loopback)->send(letter);
    EXPECT_THAT(server.commands("RCPT"), ElementsAre("RCPT TO:<zoe@xn--bcher-kva.example>"));
}

TEST(Smtp, RefusedForGoodIsInvalidAndTellsTheCodeOnly) {
    for (const auto* verb : {"MAIL", "RCPT", "DATA", "TEXT"}) {
        SmtpServer server(Answers{{verb, "550 no such user zoe@customer.example here"}});
        const auto failure = failure_of(server);
        EXPECT_EQ(failure.fault, Fault::invalid) << verb;
        EXPECT_THAT(failure.what, HasSubstr("550")) << verb;
        EXPECT_THAT(failure.what, Not(HasSubstr("zoe"))) << verb;
        EXPECT_THAT(server.letters(), IsEmpty());
    }
}

TEST(Smtp, RefusedForNowIsUnavailable) {
    for (const auto* verb : {"MAIL", "RCPT", "DATA", "TEXT"}) {
        SmtpServer server(Answers{{verb, "452 4.2.2 mailbox of zoe@customer.example is full"}});
        const auto failure = failure_of(server);
        EXPECT_EQ(failure.fault, Fault::unavailable) << verb;
        EXPECT_THAT(failure.what, HasSubstr("452")) << verb;
        EXPECT_THAT(failure.what, Not(HasSubstr("zoe"))) << verb;
    }
}

TEST(Smtp, TroubleWithTheServerItselfIsNeverTheLettersFault) {
    for (const auto& [verb, reply] : Answers{{"CONNECT", "554 no service here"},
                                             {"EHLO", ""},
                                             {"MAIL", "530 5.7.0 Must issue STARTTLS first"},
                                             {"RCPT", ""},
                                             {"TEXT", ""}}) {
        SmtpServer server(Answers{{verb, reply}});
        EXPECT_EQ(failure_of(server).fault, Fault::unavailable) << verb;
    }
    std::string gone;
    {
        SmtpServer server;
        gone = server.url();
    }
    EXPECT_THROW(mailers::open_mailer(gone, on_loopback)->send(specimen::letter()), Error);
}

TEST(Smtp, ASilentServerIsGivenUpInTime) {
    loopback::Listener silent([](loopback::Connection& connection) { connection.line(); });
    const auto begin = std::chrono::steady_clock::now();
    auto options = on_loopback;
    options.seconds = 1;
    EXPECT_THROW(mailers::open_mailer("smtp://127.0.0.1:" + silent.port(), options)->send(specimen::letter()),
                 Error);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST(Smtp, WithoutTlsNothingIsSaidWhereTlsIsRequired) {
    SmtpServer server;  // offers no STARTTLS
    auto options = on_loopback;
    options.require_tls = true;
    EXPECT_EQ(failure_of(server, specimen::letter(), options).fault, Fault::unavailable);
    EXPECT_THAT(server.commands("MAIL"), IsEmpty());
}

TEST(Smtp, TrustedCertificatesCarryTheLetterAndOthersDoNot) {
    for (const auto tls : {SmtpServer::Tls::offered, SmtpServer::Tls::from_the_start}) {
        const loopback::Certificate certificate, other;
        SmtpServer server(tls, certificate);
        mailers::SmtpOptions options{
            .user = {}, .password = {}, .require_tls = true, .authorities = other.path(), .seconds = 5};
        EXPECT_EQ(failure_of(server, specimen::letter(), options).fault, Fault::unavailable);
        EXPECT_THAT(server.commands("MAIL"), IsEmpty());
        options.authorities = certificate.path();
        EXPECT_EQ(mailers::open_mailer(server.url(), options)->send(specimen::letter()),
                  mailers::Mailer::Sent::sent);
        EXPECT_THAT(server.letters(), ElementsAre(to_mime(specimen::letter())));
    }
}

TEST(Smtp, SignsInWhereTheConfigurationNamesAUser) {
    auto options = on_loopback;
    options.user = "gatehouse";
    options.password = "open sesame";
    {
        SmtpServer server(Answers{
            {"EHLO", "250-test.example\r\n250 AUTH PLAIN"}, {"AUTH", "334 "}, {"AGdh", "235 welcome"}});
        EXPECT_EQ(mailers::open_mailer(server.url(), options)->send(specimen::letter()),
                  mailers::Mailer::Sent::sent);
        // RFC 4616: NUL gatehouse NUL open sesame
        const std::string spoken = "AGdhdGVob3VzZQBvcGVuIHNlc2FtZQ==";
        EXPECT_THAT(server.commands("AUTH"), ElementsAre(HasSubstr("PLAIN")));
        EXPECT_THAT(server.commands(""), testing::Contains(HasSubstr(spoken)));
        EXPECT_EQ(server.letters().size(), 1U);
    }
    SmtpServer closed(Answers{
        {"EHLO", "250-test.example\r\n250 AUTH PLAIN"}, {"AUTH", "334 "}, {"AGdh", "535 5.7.8 wrong"}});
    const auto failure = failure_of(closed, specimen::letter(), options);
    EXPECT_EQ(failure.fault, Fault::unavailable);  // the letter waits until somebody mends the password
    EXPECT_THAT(failure.what, Not(HasSubstr("sesame")));
    EXPECT_THAT(closed.commands("MAIL"), IsEmpty());
}

TEST(Smtp, TlsMayBeLeftOutOnLoopbackOnly) {
    EXPECT_THROW(mailers::open_mailer("smtp://mail.example:25", on_loopback), Error);
    EXPECT_THROW(mailers::open_mailer("smtp://user:secret@127.0.0.1:25", on_loopback), Error);
    EXPECT_THROW(mailers::open_mailer("smtp://", on_loopback), Error);
    EXPECT_THROW(mailers::open_mailer("http://127.0.0.1:25", on_loopback), Error);
    EXPECT_NO_THROW(mailers::open_mailer("smtp://mail.example:587"));
}

}  // namespace
