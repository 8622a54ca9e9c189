// Proofs of address: V8, name, address, age.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/sameness.h"
#include "sample.h"

using namespace sample;
using testing::Contains;
using testing::ElementsAre;

namespace {

Decision decide_proof(Reading reading, Order order = private_order()) {
    Story story(std::move(order));
    story.add(Requirement::proof_of_address, std::move(reading));
    return story.decide(Requirement::proof_of_address);
}

Reading with_line(Reading reading, std::size_t at, std::string line) {
    reading.lines.at(at).text = std::move(line);
    return reading;
}
constexpr std::size_t name_line = 2, street_line = 3, place_line = 4, date_line = 5;

Reading padded(Reading reading) {
    for (int i = 0; i < 8; ++i)
        reading.lines.push_back(
            {"Uw verbruik is vergeleken met vorig jaar gelijk gebleven", {0, 0, 0, 1, 1}, 0.9});
    return reading;
}

}  // namespace

TEST(Proof, AcceptsABillWithInitialsAndTheAddress) {
    const Decision decision = decide_proof(bill());
    EXPECT_EQ(decision.verdict, Verdict::accept)
        << (decision.reasons.empty() ? "" : code_of(decision.reasons[0]));
    EXPECT_EQ(match_of(decision, "name")->read_value, "A.M. Müller");
    EXPECT_THAT(match_of(decision, "name")->steps, Contains("initial A for ANNA"));
    EXPECT_EQ(match_of(decision, "address")->read_value, "Kerkstraat 12, 1017 AB AMSTERDAM");
    EXPECT_EQ(match_of(decision, "address")->box->y, 260);
}

TEST(Proof, ABillOfACompanyMayBearTheCompanysName) {
    Order order = company_by_card();
    EXPECT_EQ(decide_proof(with_line(bill(), name_line, "VOORBEELD HOSTING BV"), order).verdict,
              Verdict::accept);
}

TEST(Proof, ANearNameIsReferredAMissingOneToo) {
    EXPECT_THAT(decide_proof(with_line(bill(), name_line, "Fam. Müller")).reasons,
                ElementsAre(Reason::name_mismatch));
    EXPECT_EQ(decide_proof(with_line(bill(), name_line, "A. Mullar")).verdict, Verdict::refer);
    const Decision missing = decide_proof(with_line(bill(), name_line, "~~~"));
    EXPECT_EQ(missing.verdict, Verdict::refer);
    EXPECT_THAT(missing.reasons, ElementsAre(Reason::doc_unreadable));
}

TEST(Proof, ABillOfSomebodyElseIsAskedAgain) {
    Reading reading = with_line(bill(), name_line, "P. Jansen");
    reading.fields = {read(field::name, "P. Jansen")};
    EXPECT_THAT(decide_proof(reading).reasons, ElementsAre(Reason::name_mismatch));
    EXPECT_EQ(decide_proof(reading).verdict, Verdict::resubmit);
    reading.fields = {read(field::name, "Voorbeeld Energie", Source::printed, 0.3)};
    EXPECT_EQ(decide_proof(reading).verdict, Verdict::refer) << "a guessed field is no proof of another name";
}

TEST(Proof, AnotherAddressIsAskedAgainANearOneReferred) {
    Reading other = with_line(with_line(bill(), street_line, "Dorpsweg 4"), place_line, "3511 LX Utrecht");
    other.fields = {read(field::address, "Dorpsweg 4"), read(field::postal_code, "3511 LX")};
    EXPECT_EQ(decide_proof(other).verdict, Verdict::resubmit);
    EXPECT_THAT(decide_proof(other).reasons, ElementsAre(Reason::address_mismatch));
    const Decision near = decide_proof(with_line(bill(), street_line, "Kerkstraat 21"));
    EXPECT_EQ(near.verdict, Verdict::refer);
    EXPECT_THAT(near.reasons, ElementsAre(Reason::address_mismatch));
}

TEST(Proof, APageOfTextWithoutAddressIsNoProof) {
    Reading reading = with_line(with_line(padded(bill()), street_line, "-"), place_line, "-");
    reading.lines[1].text = "-";
    EXPECT_EQ(decide_proof(reading).verdict, Verdict::resubmit);
    EXPECT_THAT(decide_proof(reading).reasons, ElementsAre(Reason::poa_no_address));
    EXPECT_EQ(decide_proof(text(DocumentKind::bill, {"A.M. Müller", "3 november 2026"})).verdict,
              Verdict::refer)
        << "hardly read";
}

TEST(Proof, IsAtMostThreeMonthsOld) {
    Reading reading = with_line(bill(), 6, "-");
    reading = with_line(reading, date_line, "Voorbeeld");
    reading.fields = {read(field::issue_date, "2026-08-22")};
    EXPECT_EQ(decide_proof(reading).verdict, Verdict::accept) << "92 days";
    reading.fields = {read(field::issue_date, "2026-08-21")};
    EXPECT_EQ(decide_proof(reading).verdict, Verdict::resubmit);
    EXPECT_THAT(decide_proof(reading).reasons, ElementsAre(Reason::poa_too_old));
    const Decision decision = decide_proof(reading);
    EXPECT_EQ(decision.findings.back().measure, 93);
    EXPECT_EQ(decision.findings.back().threshold, 92);
}

TEST(Proof, ARecentDateAnywhereShowsItIsRecent) {
    EXPECT_EQ(decide_proof(bill()).verdict, Verdict::accept) << "read as no field";
    Reading reading = bill();
    reading.fields = {read(field::issue_date, "2019-01-01")};
    EXPECT_EQ(decide_proof(reading).verdict, Verdict::refer) << "the field says 2019, a line says this month";
}

TEST(Proof, OnlyOldDatesOrNoneAreForAPerson) {
    Reading reading = with_line(with_line(bill(), 6, "-"), date_line, "Klant sinds 3 mei 2014");
    EXPECT_EQ(decide_proof(reading).verdict, Verdict::refer);
    EXPECT_THAT(decide_proof(reading).reasons, ElementsAre(Reason::poa_too_old));
    reading = with_line(reading, date_line, "-");
    EXPECT_EQ(decide_proof(reading).verdict, Verdict::refer);
    EXPECT_THAT(decide_proof(reading).reasons, ElementsAre(Reason::doc_unreadable));
}

TEST(V8, SamePassportIsNoProofOfAddress) {
    Story story(private_order());
    story.add(Requirement::identity, passport());
    Reading again = passport();
    again.page_hashes = {0};
    story.add(Requirement::proof_of_address, again);
    const Decision decision = story.decide(Requirement::proof_of_address);
    EXPECT_EQ(decision.verdict, Verdict::resubmit);
    EXPECT_THAT(decision.reasons, Contains(Reason::poa_same_as_id));
    EXPECT_THAT(decision.reasons, testing::Not(Contains(Reason::poa_is_identity_doc)));
}

TEST(V8, ABillPutAmongTheIdentityDocumentsIsNoIdentity) {
    Story story(private_order());
    story.add(Requirement::identity, passport());
    story.add(Requirement::proof_of_address, bill());
    story.settle();
    story.add(Requirement::identity, bill());
    story.add(Requirement::proof_of_address, bill());
    EXPECT_EQ(story.the_case.evidence_for(Requirement::identity).size(), 2u) << "its own place was taken";
    EXPECT_EQ(story.decide(Requirement::proof_of_address).verdict, Verdict::accept);
}

TEST(V8, TheSamePictureIsTheSameDocumentAcrossPages) {
    Story story(private_order());
    story.add(Requirement::identity, passport());
    Reading again = bill();
    again.page_hashes = {0x5a5a0ff0c33c9669ULL, passport().page_hashes[0] ^ 0b10101ULL};
    story.add(Requirement::proof_of_address, again);
    const Decision decision = story.decide(Requirement::proof_of_address);
    EXPECT_THAT(decision.reasons, Contains(Reason::poa_same_as_id));
    EXPECT_DOUBLE_EQ(*decision.findings.front().measure, 1 - 3 / 64.0);
    again.page_hashes[1] ^= 0xff00;
    EXPECT_FALSE(compare_documents(again, passport(), {}).reason) << "eleven bits off is another picture";
}

TEST(V8, TheCardHoldersIdentityIsNoProofEither) {
    Story story(company_by_card());
    const Reading holder = passport("PETER", "JANSEN", "X99887766");
    story.add(Requirement::card_holder_identity, holder);
    story.add(Requirement::proof_of_address, holder);
    EXPECT_THAT(story.decide(Requirement::proof_of_address).reasons, Contains(Reason::poa_same_as_id));
}

TEST(V8, ThePassportsNumberInTextNobodyRecognisedGivesItAway) {
    EXPECT_TRUE(
        compare_documents(text(DocumentKind::other, {"Passport No SPECI 2014"}), passport(), {}).reason);
    EXPECT_FALSE(compare_documents(text(DocumentKind::bank_statement, {"Identified by passport SPECI2014"}),
                                   passport(), {})
                     .reason)
        << "a bank may quote it";
}

TEST(V8, BlankPagesAreNotAlike) {
    Reading a = bill(), b = passport();
    a.page_hashes = b.page_hashes = {0, ~0ULL};
    EXPECT_FALSE(compare_documents(a, b, {}).reason);
}

TEST(V8, AnotherIdentityDocumentWithTheAddressIsFlaggedForAPerson) {
    Reading licence = card_front();
    licence.kind = DocumentKind::driving_licence;
    licence.fields.push_back(read(field::address, "Kerkstraat 12, 1017AB Amsterdam"));
    Story story(private_order());
    story.add(Requirement::identity, passport());
    story.add(Requirement::proof_of_address, licence);
    const Decision decision = story.decide(Requirement::proof_of_address);
    EXPECT_EQ(decision.verdict, Verdict::refer);
    EXPECT_THAT(decision.reasons, ElementsAre(Reason::poa_is_identity_doc));
}

TEST(V8, ABillBesideThePassportInOneSlotIsEnough) {
    Story story(private_order());
    story.add(Requirement::identity, passport());
    story.add(Requirement::proof_of_address, passport());
    story.add(Requirement::proof_of_address, bill());
    EXPECT_EQ(story.decide(Requirement::proof_of_address).verdict, Verdict::accept);
}

TEST(V8, ThePassportThatArrivesAfterTheProofReopensIt) {
    Story story(private_order());
    story.add(Requirement::proof_of_address, passport());
    story.settle();
    EXPECT_THAT(story.the_case.find(Requirement::proof_of_address)->decision->reasons,
                Contains(Reason::poa_is_identity_doc));
    story.add(Requirement::identity, passport());
    EXPECT_THAT(undecided(story.the_case), ElementsAre(Requirement::identity, Requirement::proof_of_address));
    story.settle();
    EXPECT_THAT(story.the_case.find(Requirement::proof_of_address)->decision->reasons,
                Contains(Reason::poa_same_as_id));
    EXPECT_THAT(undecided(story.the_case), testing::IsEmpty());
}
