#include "domain/messages.h"

#include <gtest/gtest.h>

#include "domain/error.h"

using namespace domain;

namespace {
Fault fault_of(auto&& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.fault();
    }
    ADD_FAILURE() << "nothing was thrown";
    return Fault::busy;
}
std::string refusal_of(std::string_view text) {
    try {
        Messages::parse("en", text);
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::invalid);
        return error.what();
    }
    return "";
}
}  // namespace

TEST(Messages, FormatsNamedArguments) {
    const Messages messages =
        Messages::parse("nl", "# groet\ngreeting = Beste {name}, it's uw order {reference}.\n\nempty =\n");
    EXPECT_EQ(messages.format("greeting", {{"name", "Zoë"}, {"reference", "1234567"}}),
              "Beste Zoë, it's uw order 1234567.");
    EXPECT_EQ(messages.format("empty"), "");
    EXPECT_EQ(messages.language(), "nl");
    EXPECT_EQ(messages.keys(), (std::vector<std::string>{"empty", "greeting"}));
    EXPECT_TRUE(messages.has("greeting"));
    EXPECT_FALSE(messages.has("greetin"));
}

TEST(Messages, ChoosesPluralsOfTheLanguage) {
    const Messages messages = Messages::parse(
        "en", "files = {count, plural, =0 {no files} one {# file} other {# files}} of {total}");
    EXPECT_EQ(messages.format("files", {{"count", "1"}, {"total", "1000"}}), "1 file of 1000");
    EXPECT_EQ(messages.format("files", {{"count", "1200"}, {"total", "x"}}), "1,200 files of x");
    EXPECT_EQ(fault_of([&] { return messages.format("files", {{"count", "many"}}); }), Fault::invalid);
}

TEST(Messages, JoinsLinesThatEndInABackslash) {
    const Messages messages = Messages::parse("en", "long = one \\\r\n   two \\\n   # three\nnext = x");
    EXPECT_EQ(messages.format("long"), "one two # three");
    EXPECT_EQ(messages.format("next"), "x");
}

TEST(Messages, NamesTheLineOfWhatIsWrong) {
    EXPECT_NE(refusal_of("a = 1\n\n# c\na = 2\n").find("line 4"), std::string::npos);
    EXPECT_NE(refusal_of("a = 1\nwhat is this").find("line 2"), std::string::npos);
    EXPECT_NE(refusal_of(" = value").find("line 1"), std::string::npos);
    EXPECT_NE(refusal_of("a = {unclosed").find("line 1"), std::string::npos);
}

TEST(Messages, AMissingKeyIsOurFault) {
    const Messages messages = Messages::parse("en", "a = 1");
    EXPECT_EQ(fault_of([&] { return messages.format("b"); }), Fault::corrupt);
}
