#include <gtest/gtest.h>

#include "sample.h"

using namespace sample;

TEST(Slot, EachKindFindsItsRequirement) {
    const Story story(company_by_card());
    EXPECT_EQ(slot_for(story.the_case, passport()), Requirement::identity);
    EXPECT_EQ(slot_for(story.the_case, bill()), Requirement::proof_of_address);
    EXPECT_EQ(slot_for(story.the_case, card()), Requirement::payment_card);
    EXPECT_EQ(slot_for(story.the_case, extract()), Requirement::business_registration);
}

TEST(Slot, TheCardHoldersPassportGoesToTheCardHolder) {
    const Story story(company_by_card());
    EXPECT_EQ(slot_for(story.the_case, passport("PETER", "JANSEN")), Requirement::card_holder_identity);
    EXPECT_EQ(slot_for(story.the_case, passport("P", "JANSEN")), Requirement::card_holder_identity);
}

TEST(Slot, AMisplacedFileGoesToTheRequirementThatWaitsForIt) {
    Story story(private_order());
    const auto passports = Requirement::identity, addresses = Requirement::proof_of_address;
    EXPECT_EQ(slot_for(story.the_case, passports, bill()), addresses);
    EXPECT_EQ(slot_for(story.the_case, passports, passport()), passports);
    EXPECT_EQ(slot_for(story.the_case, passports, card()), passports) << "nobody asked for it";
    EXPECT_EQ(slot_for(story.the_case, addresses, passport()), addresses) << "V8 says why not";
    EXPECT_EQ(slot_for(story.the_case, std::nullopt, bill()), addresses);
    story.add(passports, passport());
    story.add(passports, bill());
    story.settle();
    EXPECT_EQ(story.status(passports), RequirementState::Status::accepted);
    EXPECT_EQ(story.status(addresses), RequirementState::Status::accepted);
    EXPECT_EQ(slot_for(story.the_case, passports, bill()), passports) << "it has its proof";
}

TEST(Slot, WhatIsNotWantedHasNoSlot) {
    const Story story(private_order());
    EXPECT_EQ(slot_for(story.the_case, card()), std::nullopt);
    EXPECT_EQ(slot_for(story.the_case, extract()), std::nullopt);
    EXPECT_EQ(slot_for(story.the_case, passport("PETER", "JANSEN")), Requirement::identity)
        << "a wrong name is said there";
    EXPECT_EQ(slot_for(story.the_case, text(DocumentKind::other, {"holiday"})), std::nullopt);
    EXPECT_EQ(slot_for(Case{}, passport()), std::nullopt);
}

TEST(Slot, ABillIsOutOfPlaceAmongIdentityDocumentsEvenBesideAGoodOne) {
    EXPECT_TRUE(is_out_of_place(DocumentKind::bill, Requirement::identity));
    EXPECT_TRUE(is_out_of_place(DocumentKind::payment_card, Requirement::proof_of_address));
    EXPECT_TRUE(is_out_of_place(DocumentKind::passport, Requirement::business_registration));
    EXPECT_TRUE(is_out_of_place(DocumentKind::bill, Requirement::payment_card));
    EXPECT_FALSE(is_out_of_place(DocumentKind::passport, Requirement::proof_of_address)) << "V8 looks at it";
    EXPECT_FALSE(is_out_of_place(DocumentKind::driving_licence, Requirement::card_holder_identity));
    for (const auto requirement : {Requirement::identity, Requirement::proof_of_address,
                                   Requirement::payment_card, Requirement::business_registration})
        EXPECT_FALSE(is_out_of_place(DocumentKind::other, requirement)) << "nobody knows yet";
}

TEST(Slot, ContentPlacesWhatNobodyRecognised) {
    const Story story(company_by_card());
    Reading reading = bill();
    reading.kind = DocumentKind::other;
    EXPECT_EQ(slot_for(story.the_case, reading), Requirement::proof_of_address);
    reading = text(DocumentKind::other, {"-"});
    reading.fields = {read(field::registration_number, "12345678")};
    EXPECT_EQ(slot_for(story.the_case, reading), Requirement::business_registration);
    reading = passport();
    reading.kind = DocumentKind::other;
    EXPECT_EQ(slot_for(story.the_case, reading), Requirement::identity);
}

TEST(Slot, TheBackOfACardFollowsItsFront) {
    Story story(private_order());
    story.add(std::nullopt, card_front());
    EXPECT_EQ(slot_for(story.the_case, card_back()), Requirement::identity);
    EXPECT_EQ(slot_for(story.the_case, text(DocumentKind::other, {"Height 1.70"})), Requirement::identity);
}

TEST(V8, ASecondIdentityDocumentWithTheAddressIsOfferedAsProof) {
    Story story(private_order());
    Reading licence = card_front();
    licence.kind = DocumentKind::driving_licence;
    licence.fields.push_back(read(field::address, "Kerkstraat 12, 1017AB Amsterdam"));
    EXPECT_EQ(slot_for(story.the_case, licence), Requirement::identity);
    story.add(std::nullopt, passport());
    EXPECT_EQ(slot_for(story.the_case, licence), Requirement::proof_of_address);
    EXPECT_EQ(slot_for(story.the_case, passport()), Requirement::identity);
}
