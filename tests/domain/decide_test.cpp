// Identity, payment card, card holder and registration: decisions of hop 6. Proofs of address are in
// proof_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample.h"

using namespace sample;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

Decision decide_identity(Reading reading, std::vector<Finding> findings = {}, Order order = private_order()) {
    Story story(std::move(order));
    story.keep(Requirement::identity, std::move(reading), std::move(findings));
    return story.decide(Requirement::identity);
}

void set(Reading& reading, std::string_view name, std::string value) {
    for (Field& field : reading.fields)
        if (field.name == name) field.value = value;
}
void drop(Reading& reading, std::string_view name) {
    std::erase_if(reading.fields, [&](const Field& field) { return field.name == name; });
}

}  // namespace

TEST(Decide, AcceptsAPassportThatSaysWhatTheOrderSays) {
    const Decision decision = decide_identity(passport());
    EXPECT_EQ(decision.verdict, Verdict::accept);
    EXPECT_THAT(decision.reasons, IsEmpty());
    EXPECT_EQ(decision.policy, Policy{}.version);
    EXPECT_EQ(decision.by, "policy");
    const FieldMatch* name = match_of(decision, "name");
    ASSERT_NE(name, nullptr);
    EXPECT_EQ(name->verdict, FieldMatch::Verdict::same);
    EXPECT_EQ(name->order_value, "Anna Maria Müller");
    EXPECT_EQ(name->read_value, "ANNA MARIA MUELLER");
    EXPECT_EQ(name->evidence, "evd_1");
    EXPECT_TRUE(name->box);
    EXPECT_THAT(name->steps, Contains("ICAO 9303 transliteration (Ü → UE)"));
    EXPECT_EQ(match_of(decision, "birth_date")->verdict, FieldMatch::Verdict::same);
}

TEST(Decide, ANameOneLetterOffIsReferredAndAnotherNameIsAskedAgain) {
    const Decision near = decide_identity(passport("ANNA MARIA", "MUELLAR"));
    EXPECT_EQ(near.verdict, Verdict::refer);
    EXPECT_THAT(near.reasons, ElementsAre(Reason::name_mismatch));
    EXPECT_EQ(match_of(near, "name")->verdict, FieldMatch::Verdict::near);
    EXPECT_THAT(match_of(near, "name")->steps, Contains(HasSubstr("one letter differs")));

    const Decision other = decide_identity(passport("PETER", "JANSEN"));
    EXPECT_EQ(other.verdict, Verdict::resubmit);
    EXPECT_THAT(other.reasons, ElementsAre(Reason::name_mismatch));
    EXPECT_EQ(match_of(other, "name")->verdict, FieldMatch::Verdict::differs);
}

TEST(Decide, ANameThatNobodyCouldReadIsNeverAccepted) {
    Reading reading = passport();
    drop(reading, field::surname);
    drop(reading, field::given_names);
    const Decision decision = decide_identity(reading);
    EXPECT_EQ(decision.verdict, Verdict::refer);
    EXPECT_THAT(decision.reasons, ElementsAre(Reason::doc_unreadable));
    EXPECT_EQ(match_of(decision, "name")->verdict, FieldMatch::Verdict::missing);
}

TEST(Decide, AnotherBirthDateIsForAPerson) {
    Reading reading = passport();
    set(reading, field::birth_date, "1984-09-03");
    Decision decision = decide_identity(reading);
    EXPECT_EQ(decision.verdict, Verdict::refer);
    EXPECT_THAT(decision.reasons, ElementsAre(Reason::dob_mismatch));
    EXPECT_EQ(match_of(decision, "birth_date")->verdict, FieldMatch::Verdict::near);
    EXPECT_THAT(match_of(decision, "birth_date")->steps, ElementsAre("day and month exchanged"));
    set(reading, field::birth_date, "1991-12-24");
    decision = decide_identity(reading);
    EXPECT_EQ(decision.verdict, Verdict::refer);
    EXPECT_EQ(match_of(decision, "birth_date")->verdict, FieldMatch::Verdict::differs);
}

TEST(Decide, AnOrderWithoutBirthDateComparesNone) {
    Order order = private_order();
    order.customer.birth_date.reset();
    const Decision decision = decide_identity(passport(), {}, order);
    EXPECT_EQ(decision.verdict, Verdict::accept);
    EXPECT_EQ(match_of(decision, "birth_date"), nullptr);
}

TEST(Decide, AnExpiredDocumentIsAskedAgainFromTheDayAfter) {
    Reading reading = passport();
    set(reading, field::expiry_date, "2026-11-22");
    EXPECT_EQ(decide_identity(reading).verdict, Verdict::accept);
    set(reading, field::expiry_date, "2026-11-21");
    const Decision decision = decide_identity(reading);
    EXPECT_EQ(decision.verdict, Verdict::resubmit);
    EXPECT_THAT(decision.reasons, ElementsAre(Reason::doc_expired));
    drop(reading, field::expiry_date);
    EXPECT_EQ(decide_identity(reading).verdict, Verdict::refer) << "an expiry date that nobody could read";
}

TEST(Decide, AWrongCheckDigitIsForAPerson) {
    Reading reading = passport();
    reading.mrz->valid = false;
    const Decision decision = decide_identity(reading, {wrong("mrz", Reason::mrz_checksum)});
    EXPECT_EQ(decision.verdict, Verdict::refer);
    EXPECT_THAT(decision.reasons, ElementsAre(Reason::mrz_checksum));
    reading.mrz.reset();
    EXPECT_EQ(decide_identity(reading).verdict, Verdict::refer) << "a passport has an MRZ";
}

TEST(Decide, TheZoneAndThePrintMustNotSpeakOfTwoPeople) {
    Reading reading = passport("PETER", "JANSEN");
    reading.fields.push_back(read(field::name, "Anna Maria Müller"));
    const Decision decision = decide_identity(reading);
    EXPECT_EQ(decision.verdict, Verdict::refer);
    EXPECT_EQ(match_of(decision, "name")->verdict, FieldMatch::Verdict::near);
}

TEST(V9, GrayTonedScreenAndDigitalCopiesAreAskedAgainPhotocopiesNoted) {
    const std::pair<Reason, Verdict> rows[] = {
        {Reason::img_greyscale, Verdict::resubmit},    {Reason::img_tinted, Verdict::resubmit},
        {Reason::img_screenshot, Verdict::resubmit},   {Reason::img_screen_photo, Verdict::resubmit},
        {Reason::doc_born_digital, Verdict::resubmit}, {Reason::doc_photocopy, Verdict::accept},
        {Reason::mask_expected, Verdict::accept},      {Reason::img_blur, Verdict::resubmit}};
    for (const auto& [reason, verdict] : rows) {
        const Decision decision = decide_identity(passport(), {wrong("colour", reason)});
        EXPECT_EQ(decision.verdict, verdict) << code_of(reason);
        if (verdict != Verdict::accept) {
            EXPECT_THAT(decision.reasons, ElementsAre(reason));
        }
        EXPECT_THAT(decision.findings, Contains(wrong("colour", reason)))
            << "the examination's finding is kept";
    }
}

TEST(V9, HoldsForAReadingWithoutFindingsToo) {
    Reading reading = passport();
    reading.colour = Colour::gray;
    reading.origin = Origin::screenshot;
    EXPECT_THAT(decide_identity(reading).reasons, ElementsAre(Reason::img_greyscale, Reason::img_screenshot));
    EXPECT_EQ(decide_identity(reading, {{.check = "colour"}, {.check = "origin"}}).verdict, Verdict::accept)
        << "what the examination measured goes before a label";
}

TEST(Decide, SignsOfFraudGoToAPersonAndAreNotToldToTheCustomer) {
    for (const Reason reason : {Reason::specimen, Reason::punched, Reason::tampered, Reason::fraud}) {
        const Decision decision =
            decide_identity(passport(), {wrong("origin", reason), wrong("blur", Reason::img_blur)});
        EXPECT_EQ(decision.verdict, Verdict::refer) << code_of(reason);
        EXPECT_THAT(decision.reasons, Contains(reason));
    }
}

TEST(Decide, AFileThatCannotBeOpenedIsAskedAgainForThatReasonAlone) {
    for (const Reason reason :
         {Reason::file_corrupt, Reason::file_empty, Reason::file_truncated, Reason::file_type,
          Reason::file_password, Reason::file_too_many_pixels, Reason::pgp_wrong_key, Reason::pgp_broken}) {
        for (const Outcome outcome : {Outcome::consider, Outcome::unreadable}) {
            const Decision decision =
                decide_identity({}, {{.check = "file", .outcome = outcome, .reason = reason}});
            EXPECT_EQ(decision.verdict, Verdict::resubmit);
            EXPECT_THAT(decision.reasons, ElementsAre(reason));
            EXPECT_THAT(decision.matches, IsEmpty());
        }
    }
}

TEST(Decide, AnotherKindOfDocumentIsInTheWrongSlot) {
    Reading reading = bill();
    const Decision decision = decide_identity(reading);
    EXPECT_EQ(decision.verdict, Verdict::resubmit);
    EXPECT_THAT(decision.reasons, Contains(Reason::wrong_slot));
    reading = text(DocumentKind::other, {"holiday"});
    EXPECT_THAT(decide_identity(reading).reasons, ElementsAre(Reason::wrong_slot));
    reading = text(DocumentKind::other, {"REPUBLIC OF UTOPIA", "Anna Maria Müller"});
    EXPECT_EQ(decide_identity(reading).verdict, Verdict::refer)
        << "an unknown document with the name on it may be one";
    reading = passport();
    reading.kind = DocumentKind::visa;
    EXPECT_EQ(decide_identity(reading).verdict, Verdict::refer);
}

TEST(Decide, ACardWantsItsBack) {
    Story story(private_order());
    story.add(Requirement::identity, card_front());
    EXPECT_EQ(story.decide(Requirement::identity).verdict, Verdict::resubmit);
    EXPECT_THAT(story.decide(Requirement::identity).reasons, ElementsAre(Reason::missing_back));
    story.add(Requirement::identity, card_back());
    EXPECT_EQ(story.decide(Requirement::identity).verdict, Verdict::accept);
}

TEST(Decide, ACardWantsItsFront) {
    EXPECT_THAT(decide_identity(card_back()).reasons, ElementsAre(Reason::wrong_side));
    Reading both = card_back();
    both.lines = {{"REPUBLIC OF UTOPIA", {0, 100, -200, 700, 40}, 0.9}};
    EXPECT_EQ(decide_identity(both).verdict, Verdict::accept) << "both sides on one picture";
}

TEST(Decide, BothSidesInOneFileAreEnough) {
    Reading reading = card_back();
    reading.page_hashes = {1ULL << 40, 2};
    EXPECT_EQ(decide_identity(reading).verdict, Verdict::accept);
}

TEST(Decide, TheSidesOfTwoCardsAreNoCard) {
    Story story(private_order());
    story.add(Requirement::identity, card_front("Peter", "Jansen"));
    story.add(Requirement::identity, card_back());
    const Decision decision = story.decide(Requirement::identity);
    EXPECT_EQ(decision.verdict, Verdict::refer);
    EXPECT_THAT(decision.reasons, ElementsAre(Reason::mrz_viz_differ));
}

TEST(Decide, ADrivingLicenceNeedsNoZone) {
    Reading reading = card_front();
    reading.kind = DocumentKind::driving_licence;
    EXPECT_EQ(decide_identity(reading).verdict, Verdict::accept);
    drop(reading, field::expiry_date);
    EXPECT_EQ(decide_identity(reading).verdict, Verdict::refer);
}

TEST(Decide, OneGoodFileBesideASpoiltOneIsEnough) {
    Story story(private_order());
    story.add(Requirement::identity, passport(), {wrong("blur", Reason::img_blur)});
    story.add(Requirement::identity, passport());
    EXPECT_EQ(story.decide(Requirement::identity).verdict, Verdict::accept);
    Story doubtful(private_order());
    doubtful.add(Requirement::identity, {}, {wrong("file", Reason::file_truncated)});
    doubtful.add(Requirement::identity, passport("ANNA MARIA", "MUELLAR"));
    EXPECT_EQ(doubtful.decide(Requirement::identity).verdict, Verdict::refer);
    EXPECT_THAT(doubtful.decide(Requirement::identity).reasons, ElementsAre(Reason::name_mismatch));
}

TEST(Decide, AForgedFileIsNotSetAsideForAGoodOne) {
    Story story(private_order());
    story.add(Requirement::identity, passport());
    story.add(Requirement::identity, passport(), {wrong("origin", Reason::tampered)});
    EXPECT_EQ(story.decide(Requirement::identity).verdict, Verdict::refer);
}

TEST(Decide, AGrayFrontSpoilsACard) {
    Story story(private_order());
    story.add(Requirement::identity, card_front(), {wrong("colour", Reason::img_greyscale)});
    story.add(Requirement::identity, card_back());
    const Decision decision = story.decide(Requirement::identity);
    EXPECT_EQ(decision.verdict, Verdict::resubmit);
    EXPECT_THAT(decision.reasons, ElementsAre(Reason::img_greyscale));
}

TEST(Decide, ThePaymentCardIsTheOneUsed) {
    auto decide_card = [](Reading reading) {
        Story story(company_by_card());
        story.keep(Requirement::payment_card, std::move(reading));
        return story.decide(Requirement::payment_card);
    };
    EXPECT_EQ(decide_card(card()).verdict, Verdict::accept);
    Reading other = card();
    set(other, field::card_last_four, "4243");
    EXPECT_EQ(decide_card(other).verdict, Verdict::resubmit);
    EXPECT_THAT(decide_card(other).reasons, ElementsAre(Reason::card_not_the_one_used));
    other = card();
    set(other, field::card_holder, "MARIO ROSSI");
    EXPECT_THAT(decide_card(other).reasons, ElementsAre(Reason::cardholder_mismatch));
    set(other, field::card_holder, "PETER JANSON");
    EXPECT_EQ(decide_card(other).verdict, Verdict::refer);
    other = card();
    set(other, field::card_expiry, "2026-11");
    EXPECT_EQ(decide_card(other).verdict, Verdict::accept) << "valid to the end of the month";
    set(other, field::card_expiry, "2026-10");
    EXPECT_THAT(decide_card(other).reasons, ElementsAre(Reason::doc_expired));
    other = card();
    drop(other, field::card_last_four);
    EXPECT_EQ(decide_card(other).verdict, Verdict::refer);
    EXPECT_THAT(decide_card(passport()).reasons, Contains(Reason::wrong_slot));
}

TEST(Decide, TheHoldersIdentityBearsTheHoldersName) {
    auto decide_holder = [](Reading reading) {
        Story story(company_by_card());
        story.keep(Requirement::card_holder_identity, std::move(reading));
        return story.decide(Requirement::card_holder_identity);
    };
    EXPECT_EQ(decide_holder(passport("PETER WILLEM", "JANSEN", "X99887766")).verdict, Verdict::accept);
    EXPECT_THAT(decide_holder(passport()).reasons, ElementsAre(Reason::cardholder_mismatch));
}

TEST(Decide, TheRegistrationBearsNameAndNumber) {
    auto decide_registration = [](Reading reading) {
        Story story(company_by_card());
        story.keep(Requirement::business_registration, std::move(reading));
        return story.decide(Requirement::business_registration);
    };
    const Decision accepted = decide_registration(extract());
    EXPECT_EQ(accepted.verdict, Verdict::accept);
    EXPECT_EQ(match_of(accepted, "company")->verdict, FieldMatch::Verdict::same);
    EXPECT_EQ(match_of(accepted, "registration_number")->read_value, "12345678");
    Reading other = extract();
    other.fields = {read(field::registration_number, "87654321"),
                    read(field::company, "Voorbeeld Hosting BV")};
    other.lines.clear();
    EXPECT_THAT(decide_registration(other).reasons, ElementsAre(Reason::number_mismatch));
    set(other, field::registration_number, "12345679");
    EXPECT_EQ(decide_registration(other).verdict, Verdict::refer);
    set(other, field::registration_number, "1234 5678");
    EXPECT_EQ(decide_registration(other).verdict, Verdict::accept);
    set(other, field::company, "Muster Rechenzentrum GmbH");
    EXPECT_THAT(decide_registration(other).reasons, ElementsAre(Reason::company_mismatch));
    EXPECT_THAT(decide_registration(passport()).reasons, Contains(Reason::wrong_slot));
    EXPECT_EQ(decide_registration(text(DocumentKind::other, {"illegible"})).verdict, Verdict::refer);
}

TEST(Decide, NeverRejectsAndAlwaysSaysWhy) {
    for (const Requirement requirement : all_requirements)
        for (const Reason reason : all_reasons())
            for (const Reading& reading : {passport(), bill(), card(), extract(), card_front(), Reading{}}) {
                Story story(company_by_card());
                story.keep(requirement, reading, {wrong("any", reason)});
                const Decision decision = story.decide(requirement);
                EXPECT_NE(decision.verdict, Verdict::reject);
                EXPECT_EQ(decision.verdict == Verdict::accept, decision.reasons.empty());
                if (class_of(reason) == ReasonClass::final_) {
                    EXPECT_EQ(decision.verdict, Verdict::refer);
                }
                if (class_of(reason) == ReasonClass::retry) {
                    EXPECT_EQ(decision.verdict, Verdict::resubmit);
                }
            }
}

TEST(Decide, WhatTheOrderLeftEmptyIsForAPerson) {
    Order order = company_by_card();
    order.customer.given_names.clear();
    order.customer.surname.clear();
    order.customer.address = {};
    order.payment.card_holder.clear();
    order.payment.card_last_four.clear();
    Story story(order);
    Reading letter = bill();
    for (int i = 0; i < 8; ++i) letter.lines.push_back(letter.lines.back());
    story.add(Requirement::identity, passport());
    story.add(Requirement::proof_of_address, letter);
    story.add(Requirement::payment_card, card());
    for (const Requirement requirement :
         {Requirement::identity, Requirement::proof_of_address, Requirement::payment_card})
        EXPECT_EQ(story.decide(requirement).verdict, Verdict::refer) << name_of(requirement);
}

TEST(Decide, SaysEachThingOnce) {
    Reading reading = passport();
    reading.mrz->valid = false;
    const Decision decision =
        decide_identity(reading, {wrong("mrz", Reason::mrz_checksum), {.check = "colour"}});
    EXPECT_EQ(std::count_if(decision.findings.begin(), decision.findings.end(),
                            [](const Finding& f) { return f.check == "mrz"; }),
              1);
    EXPECT_EQ(std::count_if(decision.findings.begin(), decision.findings.end(),
                            [](const Finding& f) { return f.check == "expiry"; }),
              1);
}
