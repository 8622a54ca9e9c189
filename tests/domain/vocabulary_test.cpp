#include "domain/vocabulary.h"

#include <gtest/gtest.h>

#include <set>

#include "domain/case.h"

using namespace domain;

namespace {
/// Every enumerator has a word of its own that leads back to it.
template <class Enum, class Name, class From>
void expect_round_trip(int count, Name name, From from) {
    std::set<std::string_view> seen;
    for (int i = 0; i < count; ++i) {
        const auto value = static_cast<Enum>(i);
        EXPECT_TRUE(seen.insert(name(value)).second) << name(value);
        EXPECT_EQ(from(name(value)), value);
    }
    EXPECT_FALSE(from(""));
    EXPECT_FALSE(from("nonsense"));
}
#define EXPECT_ROUND_TRIP(Enum, last, from)                            \
    expect_round_trip<Enum>(                                           \
        static_cast<int>(last) + 1, [](Enum v) { return name_of(v); }, \
        [](std::string_view t) { return from(t); })
}  // namespace

TEST(Vocabulary, EveryWordLeadsBackToItsEnumerator) {
    EXPECT_ROUND_TRIP(DocumentKind, DocumentKind::other, document_kind_from);
    EXPECT_ROUND_TRIP(Colour, Colour::bitonal, colour_from);
    EXPECT_ROUND_TRIP(Origin, Origin::photocopy, origin_from);
    EXPECT_ROUND_TRIP(MrzFormat, MrzFormat::licence, mrz_format_from);
    EXPECT_ROUND_TRIP(Source, Source::barcode, source_from);
    EXPECT_ROUND_TRIP(Outcome, Outcome::unreadable, outcome_from);
    EXPECT_ROUND_TRIP(Verdict, Verdict::reject, verdict_from);
    EXPECT_ROUND_TRIP(FieldMatch::Verdict, FieldMatch::Verdict::missing, match_verdict_from);
    EXPECT_ROUND_TRIP(Requirement, Requirement::card_holder_identity, requirement_from);
    EXPECT_ROUND_TRIP(CaseState, CaseState::withdrawn, case_state_from);
}

TEST(Vocabulary, WordsAreThoseOfTheApi) {
    EXPECT_EQ(name_of(DocumentKind::driving_licence), "driving_licence");
    EXPECT_EQ(name_of(MrzFormat::mrv_b), "MRVB");
    EXPECT_EQ(name_of(CaseState::rejected_final), "rejected_final");
    EXPECT_EQ(name_of(RequirementState::Status::satisfied), "satisfied");
    EXPECT_EQ(code_of(SelectionCode::form_incomplete), "FORM_INCOMPLETE");
    EXPECT_EQ(selection_code_from("RANDOM"), SelectionCode::random);
}

TEST(Reason, CodesAreUniqueAndLeadBack) {
    std::set<std::string_view> codes;
    for (const Reason reason : all_reasons()) {
        EXPECT_TRUE(codes.insert(code_of(reason)).second);
        EXPECT_EQ(reason_from(code_of(reason)), reason);
    }
    EXPECT_EQ(codes.size(), static_cast<std::size_t>(Reason::other) + 1);
    EXPECT_EQ(code_of(Reason::poa_same_as_id), "POA_SAME_AS_ID");
    EXPECT_EQ(code_of(Reason::file_too_many_pages), "FILE_TOO_MANY_PAGES");
    EXPECT_EQ(code_of(Reason::card_not_the_one_used), "CARD_NOT_THE_ONE_USED");
    EXPECT_FALSE(reason_from("poa_same_as_id"));
}

TEST(Reason, ClassesFollowTheCatalogue) {
    for (const Reason reason : {Reason::img_greyscale, Reason::file_type, Reason::pgp_wrong_key,
                                Reason::poa_too_old, Reason::wrong_slot})
        EXPECT_EQ(class_of(reason), ReasonClass::retry) << code_of(reason);
    for (const Reason reason :
         {Reason::mrz_checksum, Reason::mrz_viz_differ, Reason::poa_is_identity_doc, Reason::doc_unreadable})
        EXPECT_EQ(class_of(reason), ReasonClass::review) << code_of(reason);
    for (const Reason reason : {Reason::specimen, Reason::punched, Reason::tampered, Reason::fraud})
        EXPECT_EQ(class_of(reason), ReasonClass::final_) << code_of(reason);
    for (const Reason reason : {Reason::doc_photocopy, Reason::mask_expected})
        EXPECT_EQ(class_of(reason), ReasonClass::note) << code_of(reason);
}

TEST(Reason, PeopleChooseWhatPeopleCanSee) {
    const auto chosen = reasons_for_people();
    auto offers = [&](Reason reason) {
        return std::find(chosen.begin(), chosen.end(), reason) != chosen.end();
    };
    EXPECT_TRUE(offers(Reason::fraud) && offers(Reason::img_blur) && offers(Reason::other) &&
                offers(Reason::name_mismatch));
    EXPECT_FALSE(offers(Reason::file_type) || offers(Reason::pgp_broken) || offers(Reason::mask_expected));
}

TEST(Event, TypeNamesAreThoseOfTheStream) {
    EXPECT_EQ(type_of(OrderReceived{}), "order.received");
    EXPECT_EQ(type_of(AutoVerified{}), "case.auto_verified");
    EXPECT_EQ(type_of(CaseSelected{}), "case.selected");
    EXPECT_EQ(type_of(CaseRequested{}), "case.requested");
    EXPECT_EQ(type_of(EvidenceReceived{}), "evidence.received");
    EXPECT_EQ(type_of(EvidenceWithdrawn{}), "evidence.withdrawn");
    EXPECT_EQ(type_of(DocumentExamined{}), "document.examined");
    EXPECT_EQ(type_of(RequirementDecided{}), "requirement.decided");
    EXPECT_EQ(type_of(CaseSubmitted{}), "case.submitted");
    EXPECT_EQ(type_of(CaseReferred{}), "case.referred");
    EXPECT_EQ(type_of(CaseClaimed{}), "case.claimed");
    EXPECT_EQ(type_of(CaseReleased{}), "case.released");
    EXPECT_EQ(type_of(ResubmitRequested{}), "case.resubmit_requested");
    EXPECT_EQ(type_of(CaseApproved{}), "case.approved");
    EXPECT_EQ(type_of(CaseRejected{}), "case.rejected");
    EXPECT_EQ(type_of(CaseExpired{}), "case.expired");
    EXPECT_EQ(type_of(CaseWithdrawn{}), "case.withdrawn");
    EXPECT_EQ(type_of(OrderConfirmed{}), "order.confirmed");
    EXPECT_EQ(type_of(LetterSent{}), "letter.sent");
    EXPECT_EQ(type_of(LetterFailed{}), "letter.failed");
}
