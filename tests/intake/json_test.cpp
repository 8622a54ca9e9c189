#include "intake/json.h"

#include <gtest/gtest.h>

#include "domain/error.h"
#include "intake/api.h"

namespace {

using namespace domain;

Order an_order() {
    return {.id = "ord_1",
            .reference = "R-1",
            .channel = Channel::sales,
            .entity = "nl.example",
            .customer = {.given_names = "Jóris",
                         .surname = "Test",
                         .company = "Test B.V.",
                         .registration_number = "1",
                         .address = {.street = "Straat 1",
                                     .postal_code = "1000AA",
                                     .city = "Plaats",
                                     .country = "NL"},
                         .birth_date = parse_date("1980-02-29"),
                         .email = "j@customer.example",
                         .language = "nl"},
            .payment = {.method = PaymentMethod::card, .card_holder = "J TEST", .card_last_four = "1234"},
            .items = {{.description = "server", .quantity = 2}},
            .existing_customer = false,
            .verification_asked = true};
}

Reading a_reading() {
    Reading reading;
    reading.kind = DocumentKind::passport;
    reading.kind_confidence = 0.875;
    reading.colour = Colour::tinted;
    reading.origin = Origin::screen_photo;
    reading.mrz =
        Mrz{.format = MrzFormat::td3,
            .lines = {"P<UTO", "L898"},
            .checks = {.number = true, .birth = false, .expiry = true, .optional = true, .composite = false},
            .valid = false,
            .corrected = true,
            .box = {0, 1, 2, 3, 4}};
    reading.fields = {{.name = "surname",
                       .value = "TEST",
                       .source = Source::mrz,
                       .box = {0, 5, 6, 7, 8},
                       .confidence = 0.5}};
    reading.lines = {{.text = "TEST", .box = {1, 2, 3, 4, 5}, .confidence = 0.25}};
    reading.page_hashes = {0xfedcba9876543210u};
    return reading;
}

/// One of each event, with every member set to something.
std::vector<Event> one_of_each() {
    const Instant at = *parse_instant("2026-11-22T10:00:00.123Z");
    const Finding finding{.check = "colour",
                          .outcome = Outcome::consider,
                          .reason = Reason::img_greyscale,
                          .measure = 0.5,
                          .threshold = 2.0,
                          .region = Box{0, 1, 2, 3, 4}};
    const FieldMatch match{.field = "name",
                           .order_value = "a",
                           .read_value = "b",
                           .verdict = FieldMatch::Verdict::near,
                           .score = 0.75,
                           .steps = {"upper case"},
                           .box = Box{1, 1, 1, 1, 1},
                           .evidence = "evd_1"};
    const Decision decision{.verdict = Verdict::refer,
                            .reasons = {Reason::name_mismatch},
                            .findings = {finding},
                            .matches = {match},
                            .policy = "1",
                            .by = "anna",
                            .note = "n"};
    return {OrderReceived{an_order()},
            AutoVerified{},
            CaseSelected{.reasons = {{.code = SelectionCode::info_mismatch, .fields = {"birth_date"}}},
                         .requirements = {{.requirement = Requirement::identity,
                                           .applicability = Applicability::required}}},
            CaseRequested{.link = 3, .expires = at, .cause = CaseRequested::Cause::renewal},
            EvidenceReceived{.evidence = "evd_1",
                             .slot = Requirement::identity,
                             .file_name = "a.jpg",
                             .media_type = "image/jpeg",
                             .size = 5,
                             .digest = "d",
                             .object = "o"},
            EvidenceWithdrawn{"evd_1"},
            DocumentExamined{.evidence = "evd_1",
                             .requirement = std::nullopt,
                             .reading = a_reading(),
                             .findings = {finding},
                             .pages = {{.object = "p", .width = 3, .height = 4}},
                             .overlays = {{"colour", 0, "q", 3, 4}},
                             .encrypted = true,
                             .original_destroyed = true},
            RequirementDecided{
                .requirement = Requirement::payment_card, .decision = decision, .evidence = {"evd_1"}},
            CaseSubmitted{"R"},
            CaseReferred{},
            CaseClaimed{"anna"},
            CaseReleased{"anna"},
            ResubmitRequested{.by = "anna", .link = 2, .expires = at, .note = "words"},
            CaseApproved{"anna"},
            CaseRejected{.by = "anna", .reasons = {Reason::fraud}, .note = "n"},
            CaseExpired{},
            CaseWithdrawn{},
            OrderConfirmed{},
            LetterSent{.kind = "confirmation", .message_id = "<a@b>"},
            LetterFailed{.kind = "confirmation", .why = "550"}};
}

TEST(Json, EveryEventComesBackAsItWas) {
    const auto events = one_of_each();
    ASSERT_EQ(events.size(), std::variant_size_v<Event>);
    for (const auto& event : events) {
        const auto text = intake::payload_of(event).dump();
        EXPECT_EQ(intake::event_from(type_of(event), intake::parse_json(text)), event) << type_of(event);
    }
}

TEST(Json, AnExaminationFromBeforeThereWereOverlaysStillLoads) {
    const DocumentExamined examined{.evidence = "evd_1", .pages = {{"p", 3, 4}}};
    auto old = intake::payload_of(examined);
    ASSERT_EQ(old.erase("overlays"), 1u);
    EXPECT_EQ(intake::event_from("document.examined", old), Event(examined));
}

TEST(Json, FactsNameEveryObjectOfAnExamination) {
    const DocumentExamined examined{
        .evidence = "evd_1", .pages = {{"p", 3, 4}}, .overlays = {{"colour", 0, "q", 3, 4}}};
    EXPECT_EQ(intake::facts_of(examined)["objects"], (intake::Json{"p", "q"}))
        << "or the sweep takes it for an orphan";
}

TEST(Json, FactsHoldNoPersonalData) {
    for (const auto& event : one_of_each()) {
        const auto facts = intake::facts_of(event).dump();
        for (const auto* secret :
             {"ris", "TEST", "customer.example", "Straat", "1980", "1234", "a.jpg", "words", "anna", "L898"})
            EXPECT_EQ(facts.find(secret), std::string::npos) << type_of(event) << " says " << secret;
    }
}

TEST(Json, WhatIsNotOfItsFormIsCorrupt) {
    EXPECT_THROW(intake::event_from("case.unheard_of", intake::Json::object()), Error);
    EXPECT_THROW(intake::event_from("case.submitted", intake::Json::object()), Error);
    EXPECT_THROW(intake::event_from("case.submitted", intake::parse_json(R"({"receipt": 5})")), Error);
}

TEST(Json, DepthIsBoundedBeforeParsing) {
    EXPECT_THROW(intake::parse_json(std::string(100'000, '[')), Error);
    EXPECT_NO_THROW(intake::parse_json(
        R"({"text": "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"["})"));
    EXPECT_THROW(intake::parse_json("{"), Error);
}

TEST(Json, ANumberThatNoTypeHoldsIsARequestToMend) {
    for (const char* text : {"1E11512", R"({"items": [{"quantity": -1e999}]})"}) {
        try {
            (void)intake::parse_json(text);
            FAIL() << text;
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), Fault::invalid) << text;
        }
    }
}

TEST(OrderJson, NamesThePlaceThatIsWrong) {
    const auto complaint = [](const char* text) -> std::string {
        try {
            intake::order_from(intake::parse_json(text));
        } catch (const Error& error) {
            return error.what();
        }
        return "taken";
    };
    const std::string payment = R"("payment": {"method": "invoice"})",
                      customer = R"("customer": {"surname": "x", "email": "a@b"})";
    EXPECT_EQ(
        complaint(("{\"reference\": \"r\", \"entity\": \"e\", " + customer + ", " + payment + "}").c_str()),
        "taken");
    EXPECT_EQ(complaint("[]").substr(0, 2), "/ ");
    EXPECT_EQ(complaint(("{\"entity\": \"e\", " + customer + ", " + payment + "}").c_str()).substr(0, 10),
              "/reference");
    EXPECT_EQ(
        complaint(
            ("{\"reference\": \"r\\u0000\", \"entity\": \"e\", " + customer + ", " + payment + "}").c_str())
            .substr(0, 10),
        "/reference");
    EXPECT_EQ(complaint(("{\"reference\": \"r\", \"entity\": \"e\", \"customer\": {\"surname\": \"x\", "
                         "\"email\": \"a@b\", \"pet\": 1}, " +
                         payment + "}")
                            .c_str())
                  .substr(0, 13),
              "/customer/pet");
}

}  // namespace
