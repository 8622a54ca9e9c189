#include "domain/case.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample.h"

using namespace sample;
using Status = RequirementState::Status;
using testing::IsEmpty;
using testing::SizeIs;

namespace {
const Instant later = now + std::chrono::days{30};
}

TEST(Case, APrivatePersonIsApprovedByPolicyWhenAllIsThereAndSent) {
    Story story(private_order());
    EXPECT_EQ(story.the_case.state, CaseState::requested);
    story.add(std::nullopt, passport());
    story.settle();
    EXPECT_EQ(story.status(Requirement::identity), Status::accepted);
    EXPECT_EQ(story.status(Requirement::proof_of_address), Status::missing);
    EXPECT_EQ(story.status(Requirement::payment_card), Status::not_applicable);
    story.send();
    EXPECT_EQ(story.the_case.state, CaseState::partially_submitted);
    EXPECT_EQ(consequence(story.the_case, later), std::nullopt);
    story.add(std::nullopt, bill());
    story.settle();
    EXPECT_FALSE(story.the_case.sent) << "something was added since";
    EXPECT_EQ(story.the_case.state, CaseState::requested);
    story.send();
    EXPECT_EQ(story.the_case.state, CaseState::approved);
    EXPECT_EQ(story.the_case.decided_by, "policy");
    EXPECT_EQ(consequence(story.the_case, later), std::nullopt);
}

TEST(Case, ACompanyByCardIsApprovedWithAllFiveThrownInAtOnce) {
    Story story(company_by_card());
    for (const Reading& reading :
         {card(), bill(), passport("PETER", "JANSEN", "X99887766"), extract(), passport()}) {
        story.add(std::nullopt, reading);
        story.settle();
    }
    for (const Requirement requirement : all_requirements)
        EXPECT_EQ(story.status(requirement), Status::accepted) << name_of(requirement);
    EXPECT_EQ(story.send().the_case.state, CaseState::approved);
}

TEST(V7, OnePersonsCardIsSatisfiedByTheIdentity) {
    Order order = company_by_card();
    order.payment.card_holder = "A M MULLER";
    Story story(order);
    EXPECT_EQ(story.status(Requirement::card_holder_identity), Status::satisfied);
    Reading own = card();
    own.fields[1].value = "A M MULLER";
    for (const Reading& reading : {own, bill(), extract(), passport()}) story.add(std::nullopt, reading);
    EXPECT_EQ(story.settle().send().the_case.state, CaseState::approved);
}

TEST(Case, IsCheckingWhileAFileIsUnderExamination) {
    Story story(private_order());
    story.add(Requirement::identity, passport());
    const std::string late = story.receive(Requirement::proof_of_address);
    story.settle();
    EXPECT_EQ(story.status(Requirement::proof_of_address), Status::checking);
    story.send();
    EXPECT_EQ(story.the_case.state, CaseState::checking);
    story.examine(late, bill());
    EXPECT_EQ(story.settle().the_case.state, CaseState::approved);
}

TEST(Case, AFileThatNobodyCouldPlaceIsSeenAndHoldsNothingUp) {
    Story story(private_order());
    story.add(std::nullopt, passport());
    story.add(std::nullopt, bill());
    const std::string stray = story.add(std::nullopt, text(DocumentKind::other, {"holiday"}));
    EXPECT_EQ(story.settle().send().the_case.state, CaseState::approved);
    EXPECT_EQ(story.the_case.find_evidence(stray)->requirement(), std::nullopt);
    EXPECT_THAT(story.the_case.evidence, SizeIs(3));
}

TEST(Case, TheCustomersSlotHoldsUntilTheExaminationSaysOtherwise) {
    Story story(private_order());
    const std::string id = story.receive(Requirement::identity);
    EXPECT_EQ(story.the_case.find_evidence(id)->requirement(), Requirement::identity);
    EXPECT_EQ(story.status(Requirement::identity), Status::checking);
    story.examine(id, bill());
    EXPECT_EQ(story.the_case.find_evidence(id)->requirement(), Requirement::proof_of_address);
    EXPECT_EQ(story.status(Requirement::identity), Status::missing);
}

TEST(Case, AWithdrawnFileNoLongerCountsAndItsDecisionGoes) {
    Story story(private_order());
    const std::string first = story.add(Requirement::identity, passport("PETER", "JANSEN"));
    story.settle();
    EXPECT_EQ(story.status(Requirement::identity), Status::resubmit);
    story.tell(EvidenceWithdrawn{first});
    EXPECT_EQ(story.status(Requirement::identity), Status::missing);
    EXPECT_FALSE(story.the_case.find(Requirement::identity)->decision);
    story.add(Requirement::identity, passport());
    EXPECT_EQ(story.settle().status(Requirement::identity), Status::accepted);
    EXPECT_THAT(story.the_case.evidence, SizeIs(2));
}

TEST(Case, AFileWithdrawnWhileItIsExaminedHoldsNothingUp) {
    Story story(private_order());
    story.add(Requirement::identity, passport());
    story.add(Requirement::proof_of_address, bill());
    const std::string slow = story.receive(std::nullopt);
    story.tell(EvidenceWithdrawn{slow});
    story.settle().send();
    EXPECT_EQ(story.the_case.state, CaseState::approved);
}

TEST(Case, AsksAgainWithTheSameLinkAndSetsTheOldFilesAside) {
    Story story(private_order());
    const std::string gray =
        story.add(Requirement::identity, passport(), {wrong("colour", Reason::img_greyscale)});
    story.add(Requirement::proof_of_address, bill());
    story.settle();
    const auto before = story.the_case;
    story.send();
    EXPECT_EQ(story.the_case.state, CaseState::resubmit);
    EXPECT_EQ(story.the_case.link, before.link);
    EXPECT_FALSE(story.the_case.sent);
    EXPECT_TRUE(story.the_case.find_evidence(gray)->superseded);
    EXPECT_THAT(story.the_case.evidence_for(Requirement::identity), IsEmpty());
    EXPECT_EQ(story.status(Requirement::identity), Status::resubmit) << "the page still says why";
    EXPECT_EQ(story.status(Requirement::proof_of_address), Status::accepted);
    EXPECT_EQ(consequence(story.the_case, later), std::nullopt);

    story.send();
    EXPECT_EQ(story.the_case.state, CaseState::partially_submitted) << "sent again without the document";
    EXPECT_EQ(story.the_case.link, before.link) << "no letter for each press";
    story.add(Requirement::identity, passport());
    story.settle();
    EXPECT_EQ(story.the_case.state, CaseState::resubmit) << "not sent yet";
    EXPECT_EQ(story.send().the_case.state, CaseState::approved);
}

TEST(Case, IsReferredWhenNothingIsMissingAndAPersonMustLook) {
    Story story(private_order());
    story.add(Requirement::identity, passport("ANNA MARIA", "MUELLAR"));
    story.settle().send();
    EXPECT_EQ(story.the_case.state, CaseState::partially_submitted) << "the proof is missing";
    story.add(Requirement::proof_of_address, bill(), {wrong("colour", Reason::img_greyscale)});
    story.settle().send();
    EXPECT_EQ(story.the_case.state, CaseState::review);
    EXPECT_FALSE(story.the_case.accepts_uploads());
    EXPECT_EQ(consequence(story.the_case, later), std::nullopt);
}

TEST(Case, APersonsDecisionStandsAndBearsTheName) {
    Story story(private_order());
    story.add(Requirement::identity, passport("ANNA MARIA", "MUELLAR"));
    story.add(Requirement::proof_of_address, bill());
    story.settle().send();
    ASSERT_EQ(story.the_case.state, CaseState::review);
    story.tell(CaseClaimed{"mila"});
    EXPECT_EQ(story.the_case.claimed_by, "mila");
    story.decided(Requirement::identity, Verdict::accept, "mila");
    story.tell(RequirementDecided{Requirement::identity, story.decide(Requirement::identity), {}});
    EXPECT_EQ(story.status(Requirement::identity), Status::accepted) << "the policy came after";
    story.settle();
    EXPECT_EQ(story.the_case.state, CaseState::approved);
    EXPECT_EQ(story.the_case.decided_by, "mila");
    EXPECT_TRUE(story.the_case.claimed_by.empty());
}

TEST(Case, AfterAPersonsLookThePolicyAsksForTheRest) {
    Story story(private_order());
    story.add(Requirement::identity, passport("ANNA MARIA", "MUELLAR"));
    story.add(Requirement::proof_of_address, bill(), {wrong("colour", Reason::img_greyscale)});
    story.settle().send();
    ASSERT_EQ(story.the_case.state, CaseState::review);
    story.decided(Requirement::identity, Verdict::accept, "mila").settle();
    EXPECT_EQ(story.the_case.state, CaseState::resubmit);
    EXPECT_EQ(story.status(Requirement::identity), Status::accepted);
    story.add(Requirement::proof_of_address, bill());
    EXPECT_EQ(story.settle().send().the_case.state, CaseState::approved);
}

TEST(Case, APersonMayAskAgainForWhatThePolicyAccepted) {
    Story story(private_order());
    const std::string old = story.add(Requirement::identity, passport("ANNA MARIA", "MUELLAR"));
    story.add(Requirement::proof_of_address, bill());
    story.settle().send();
    story.decided(Requirement::identity, Verdict::resubmit, "mila");
    story.tell(ResubmitRequested{.by = "mila", .link = 2, .expires = later, .note = "please"});
    EXPECT_EQ(story.the_case.state, CaseState::resubmit);
    EXPECT_TRUE(story.the_case.find_evidence(old)->superseded);
    story.add(Requirement::identity, passport());
    EXPECT_EQ(story.settle().status(Requirement::identity), Status::accepted) << "new files, a new decision";
}

TEST(Case, OnlyAPersonRejects) {
    Story story(private_order());
    story.add(Requirement::identity, passport(), {wrong("origin", Reason::fraud)});
    story.add(Requirement::proof_of_address, bill());
    story.settle().send();
    ASSERT_EQ(story.the_case.state, CaseState::review);
    story.decided(Requirement::identity, Verdict::reject, "mila").settle();
    EXPECT_EQ(story.the_case.state, CaseState::review) << "the case is rejected by a word of its own";
    story.tell(CaseRejected{.by = "mila", .reasons = {Reason::fraud}});
    EXPECT_EQ(story.the_case.state, CaseState::rejected_final);
    EXPECT_EQ(story.the_case.decided_by, "mila");
}

TEST(Case, UnderReviewALateFileDoesNotTakeTheCaseFromThePerson) {
    Story story(private_order());
    story.add(Requirement::identity, passport("ANNA MARIA", "MUELLAR"));
    story.add(Requirement::proof_of_address, bill());
    story.settle().send();
    story.add(Requirement::identity, passport());
    EXPECT_EQ(story.the_case.state, CaseState::review);
    EXPECT_TRUE(story.the_case.sent);
}

TEST(Case, AnExpiredLinkTakesNothingUntilANewOneIsAskedFor) {
    Story story(private_order());
    EXPECT_FALSE(expiry_due(story.the_case, now));
    EXPECT_TRUE(expiry_due(story.the_case, now + std::chrono::days{14}));
    story.tell(CaseExpired{});
    EXPECT_EQ(story.the_case.state, CaseState::expired);
    EXPECT_FALSE(story.the_case.accepts_uploads());
    EXPECT_FALSE(expiry_due(story.the_case, later)) << "once";
    story.tell(CaseRequested{.link = 2, .expires = later, .cause = CaseRequested::Cause::renewal});
    EXPECT_EQ(story.the_case.state, CaseState::requested);
    EXPECT_TRUE(story.the_case.accepts_uploads());
    EXPECT_EQ(story.the_case.link_expires, later);
}

TEST(Case, ALinkDoesNotRunOutOnThoseWhoAreWaitingForUs) {
    Story story(private_order());
    story.add(Requirement::identity, passport("ANNA MARIA", "MUELLAR"));
    const std::string slow = story.receive(Requirement::proof_of_address);
    story.settle().send();
    EXPECT_EQ(story.the_case.state, CaseState::checking);
    EXPECT_FALSE(expiry_due(story.the_case, later));
    story.examine(slow, bill());
    story.settle();
    EXPECT_EQ(story.the_case.state, CaseState::review);
    EXPECT_FALSE(expiry_due(story.the_case, later));
    EXPECT_EQ(story.tell(CaseExpired{}).the_case.state, CaseState::review);
}

TEST(Case, AnOlderLinkNeverReplacesANewerOne) {
    Story story(private_order());
    story.tell(CaseRequested{.link = 3, .expires = later});
    story.tell(CaseRequested{.link = 2, .expires = now});
    EXPECT_EQ(story.the_case.link, 3);
    EXPECT_EQ(story.the_case.link_expires, later);
}

TEST(Case, AWithdrawnOrderStaysWithdrawn) {
    Story story(private_order());
    story.tell(CaseWithdrawn{});
    const std::string late = story.add(Requirement::identity, passport());
    story.settle().send();
    EXPECT_EQ(story.the_case.state, CaseState::withdrawn);
    EXPECT_NE(story.the_case.find_evidence(late), nullptr) << "what is in the vault is known";
    EXPECT_THAT(undecided(story.the_case), IsEmpty());
    EXPECT_FALSE(story.the_case.accepts_uploads());
}

TEST(V3, AnAutoVerifiedOrderIsFinal) {
    Case the_case;
    apply(the_case, {OrderReceived{private_order()}, now, 1});
    EXPECT_EQ(the_case.state, CaseState::received);
    EXPECT_EQ(the_case.received_at, now);
    apply(the_case, {AutoVerified{}, now, 2});
    EXPECT_EQ(the_case.state, CaseState::auto_verified);
    EXPECT_EQ(the_case.version, 2);
    EXPECT_TRUE(is_final(the_case.state));
}

TEST(V5, TheClocksAreThoseOfTheEvents) {
    Case the_case;
    apply(the_case, {OrderReceived{private_order()}, now, 1});
    apply(the_case, {CaseSelected{{}, requirements_of(private_order(), {})}, now, 2});
    EXPECT_EQ(the_case.state, CaseState::selected);
    EXPECT_FALSE(the_case.accepts_uploads());
    apply(the_case, {CaseRequested{.link = 1, .expires = later}, now + std::chrono::hours{1}, 3});
    apply(the_case, {CaseRequested{.link = 2, .expires = later, .cause = CaseRequested::Cause::resend},
                     now + std::chrono::hours{2}, 4});
    EXPECT_EQ(the_case.requested_at, now + std::chrono::hours{1}) << "the first outreach";
}

TEST(Case, FoldIsApplyFromTheStart) {
    const std::vector<Recorded> history = {
        {OrderReceived{private_order()}, now, 1}, {AutoVerified{}, now, 2}, {OrderConfirmed{}, now, 3}};
    const Case the_case = fold(history);
    EXPECT_EQ(the_case.version, 3);
    EXPECT_TRUE(the_case.confirmed);
    EXPECT_EQ(fold({}).version, 0);
}
