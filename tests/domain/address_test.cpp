#include "domain/address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample.h"

using namespace domain;
using testing::Contains;

namespace {
const Address amsterdam{"Kerkstraat 12", "1017 AB", "Amsterdam", "NL"};

AddressSighting find(const Address& address, std::initializer_list<std::string> lines) {
    return find_address(address, sample::text(DocumentKind::bill, lines));
}
bool finds(const Address& address, std::initializer_list<std::string> lines) {
    return find(address, lines).complete(address);
}
}  // namespace

TEST(Address, IsFoundHoweverItIsPrinted) {
    EXPECT_TRUE(finds(amsterdam, {"Kerkstraat 12", "1017 AB Amsterdam"}));
    EXPECT_TRUE(finds(amsterdam, {"KERKSTRAAT 12", "1017AB AMSTERDAM", "NEDERLAND"}));
    EXPECT_TRUE(finds(amsterdam, {"Kerkstr. 12, 1017 AB Amsterdam"}));
    EXPECT_TRUE(finds(amsterdam, {"Leveringsadres: Kerkstraat 12", "", "NL-1017 AB  AMSTERDAM"}));
    EXPECT_TRUE(finds({"Hauptstraße 5a", "10115", "Berlin", "DE"}, {"Hauptstr. 5 a", "D-10115 Berlin"}));
    EXPECT_TRUE(finds({"Hauptstrasse 5", "80331", "München", "DE"}, {"Haupt Straße 5", "80331 Munich"}));
    EXPECT_TRUE(finds({"12 High Street", "SW1A 1AA", "London", "GB"}, {"12 HIGH ST", "LONDON", "SW1A1AA"}));
    EXPECT_TRUE(
        finds({"221B Baker Street", "NW1 6XE", "London", "GB"}, {"221B Baker St.", "London NW1 6XE"}));
    EXPECT_TRUE(finds({"Straße des 17. Juni 135", "10623", "Berlin", "DE"},
                      {"Strasse des 17 Juni 135", "10623 Berlin"}));
    EXPECT_TRUE(finds({"1e Jan van Galenstraat 7", "2512 HK", "Den Haag", "NL"},
                      {"1e J. van Galenstraat 7", "2512HK 's-Gravenhage"}));
    EXPECT_TRUE(finds({"Nørregade 3", "1165", "København", "DK"}, {"Noerregade 3", "1165 Copenhagen"}));
}

TEST(Address, SurvivesWhatAReaderMisreads) {
    EXPECT_TRUE(finds(amsterdam, {"Kerkstraal 12", "1O17 AB Amsterdam"}));
    EXPECT_TRUE(finds(amsterdam, {"Kerkstraat l2", "1017 A8 Amsterdarn"}));
    EXPECT_TRUE(finds(amsterdam, {"Kerkstraat 12", "1017 AB"})) << "the city on another line of the page";
}

TEST(Address, AnotherHouseStreetOrPlaceIsAnotherAddress) {
    EXPECT_FALSE(finds(amsterdam, {"Kerkstraat 21", "1017 AB Amsterdam"}));
    EXPECT_FALSE(finds(amsterdam, {"Kerkstraat 121", "1017 AB Amsterdam"}));
    EXPECT_FALSE(finds(amsterdam, {"Dorpsweg 12", "1017 AB Amsterdam"}));
    EXPECT_FALSE(finds(amsterdam, {"Kerkstraat 12", "3511 LX Utrecht"}));
    EXPECT_FALSE(finds(amsterdam, {"Onderwerp: uw rekening", "Klantnummer 12"}));
    EXPECT_LT(find(amsterdam, {"Dorpsweg 4", "3511 LX Utrecht"}).score, 0.3);
}

TEST(Address, PartsOfTwoAddressesAreNotOne) {
    EXPECT_FALSE(finds(amsterdam, {"Kerkstraat 12", "3511 LX Utrecht", "a", "b", "c", "d", "e", "Postbus 5",
                                   "1017 AB Amsterdam"}));
}

TEST(Address, AMisreadNumberIsNear) {
    const AddressSighting found = find(amsterdam, {"Kerkstraat 1Z9", "1017 AB Amsterdam"});
    EXPECT_GE(found.score, Policy{}.address_near);
    EXPECT_FALSE(found.complete(amsterdam));
    EXPECT_THAT(found.steps, Contains("house number not found"));
}

TEST(Address, TheFieldsOfAReadingCountAsLines) {
    Reading reading;
    reading.fields = {sample::read(field::address, "Kerkstraat 12-II"),
                      sample::read(field::postal_code, "1017AB"), sample::read(field::city, "Amsterdam")};
    const AddressSighting found = find_address(amsterdam, reading);
    EXPECT_TRUE(found.complete(amsterdam));
    EXPECT_EQ(found.score, 1);
    EXPECT_EQ(found.text, "Kerkstraat 12-II, 1017AB, Amsterdam");
}

TEST(Address, AMissingAdditionIsSaid) {
    EXPECT_THAT(
        find({"Kerkstraat 12 A", "1017 AB", "Amsterdam", "NL"}, {"Kerkstraat 12", "1017 AB Amsterdam"}).steps,
        Contains("addition to the house number left out"));
}
