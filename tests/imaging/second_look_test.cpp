#include "imaging/second_look.h"

#include <gtest/gtest.h>

using namespace imaging;

namespace {

constexpr int height = 1800;
constexpr double a4 = 1.414;
constexpr std::size_t plenty = 200;  // letters

Line at(int x, int y, std::initializer_list<std::pair<const char*, double>> words) {
    std::vector<Word> placed;
    for (const auto& [text, sure] : words) {
        const int wide = int(std::string_view(text).size()) * 10;
        placed.push_back({text, {0, x, y, wide, 20}, sure, {}});
        x += wide + 8;
    }
    return line_of(std::move(placed), domain::Source::printed);
}

/// A bill that says all that is wanted; only its street is doubted a little.
std::vector<Line> bill() {
    return {at(100, 100, {{"Example", 0.99}, {"Telecom", 0.99}, {"Ltd", 0.99}}),
            at(100, 400, {{"Miles", 0.99}, {"Fairley", 0.99}}),
            at(100, 440, {{"128", 0.99}, {"Orchard", 0.99}, {"Hil", 0.88}}),
            at(100, 480, {{"Thornbury", 0.99}, {"XW1", 0.99}, {"9TX", 0.99}}),
            at(700, 400, {{"Invoice", 0.99}, {"date:", 0.99}}),
            at(900, 400, {{"5", 0.99}, {"September", 0.99}, {"2026", 0.99}}),
            at(100, 700, {{"Invoice", 0.99}})};
}

}  // namespace

TEST(SecondLook, IsTakenOfWhatAFieldRestsOnAndIsNotBeyondDoubt) {
    EXPECT_EQ(worth_a_second_look(bill(), a4, height, plenty), std::vector<std::size_t>{2});
}

TEST(SecondLook, IsNotTakenOfProseWhenEverythingIsTold) {
    auto lines = bill();
    lines.push_back(at(100, 800, {{"Amount", 0.5}, {"due", 0.6}}));
    EXPECT_EQ(worth_a_second_look(lines, a4, height, plenty), std::vector<std::size_t>{2});
}

TEST(SecondLook, GoesToDoubtfulLinesAboveWhenSomethingIsMissing) {
    auto lines = bill();
    lines[5] = at(900, 400, {{"5", 0.99}, {"Sepfemben", 0.4}, {"2026", 0.9}});
    lines.push_back(at(100, 1500, {{"small", 0.4}, {"print", 0.5}}));
    const auto chosen = worth_a_second_look(lines, a4, height, plenty);
    EXPECT_EQ(std::count(chosen.begin(), chosen.end(), 5u), 1);
    EXPECT_EQ(std::count(chosen.begin(), chosen.end(), 7u), 0) << "too far down";
}

/// What may be a card's number is read as well as can be: it must be found to be painted over.
TEST(SecondLook, IsTakenOfEveryDoubtfulLongNumber) {
    auto lines = bill();
    lines.push_back(at(100, 1500, {{"4111", 0.9}, {"l1I1", 0.5}, {"1111", 0.9}, {"1111", 0.9}}));
    const auto chosen = worth_a_second_look(lines, a4, height, plenty);
    EXPECT_EQ(std::count(chosen.begin(), chosen.end(), lines.size() - 1), 1);
}

TEST(SecondLook, IsNotTakenOfNoise) {
    auto lines = bill();
    lines[5] = at(900, 400, {{"~", 0.1}, {"i", 0.2}});
    const auto chosen = worth_a_second_look(lines, a4, height, plenty);
    EXPECT_EQ(std::count(chosen.begin(), chosen.end(), 5u), 0);
}

TEST(SecondLook, AZoneShowsHoweverBadlyItIsRead) {
    const auto shows = [](const char* text) { return shows_zone({at(0, 0, {{text, 0.4}})}); };
    EXPECT_TRUE(shows("P<LUXMAUSKKETTY<K<KKKKKKKKKK"));
    EXPECT_TRUE(shows("S998527c4LUX7806201F110808403060021041"));
    EXPECT_FALSE(shows("NL83VBLD7759396317"));
    EXPECT_FALSE(shows("www.example.com/2026/11/22/12345678"));
    EXPECT_FALSE(shows_zone(bill()));
}
