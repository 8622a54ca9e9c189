// Real documents with their truth, read from GATEHOUSE_CORPUS: a ratchet, not an opinion. Numbers may only
// get better.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "imaging/decode.h"
#include "imaging/examine.h"
#include "imaging/eye.h"

using namespace imaging;

namespace {

struct Score {
    int right = 0, all = 0;
    void add(bool ok) { ++all, right += ok; }
};

bool accepted(const nlohmann::json& answers, const nlohmann::json& label, std::string_view answer,
              bool* scored) {
    *scored = label.is_string() && answers.contains(label) && answers[label.get<std::string>()].is_array();
    if (!*scored) return false;
    for (const auto& one : answers[label.get<std::string>()])
        if (one == answer) return true;
    return false;
}

/// By the room's own decoders, in this process; nullopt when the file is none that we take.
std::optional<Document> document_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    const auto format = format_of(domain::bytes_of(content));
    if (!format || *format == Format::pdf) return std::nullopt;
    return decode(*format, domain::bytes_of(content), Limits{});
}

}  // namespace

TEST(Corpus, KeepsWhatItReached) {
    const char* folder = std::getenv("GATEHOUSE_CORPUS");
    if (!folder) GTEST_SKIP() << "GATEHOUSE_CORPUS is not set: the real documents were NOT looked at";
    std::ifstream truth(std::string(folder) + "/truth.jsonl"),
        answers_file(std::string(folder) + "/accepted.json");
    const auto answers = nlohmann::json::parse(answers_file);
    TextReader reader;
    Score exact, kind, colour, digital, genuine;
    int false_zones = 0, wrong_but_valid = 0;
    for (std::string line; std::getline(truth, line);) {
        const auto t = nlohmann::json::parse(line);
        const std::string file = t["file"];
        auto document = document_of(std::string(folder) + "/" + file);
        if (!document) continue;
        const Examination e = examine(std::move(*document), reader);
        const bool has_zone = t["mrz"].is_array();
        const bool read = e.reading.mrz && has_zone && nlohmann::json(e.reading.mrz->lines) == t["mrz"];
        if (has_zone && !t["mrz_format"].is_null() && t["mrz_format"] != "D1-FRA-DL") exact.add(read);
        false_zones += e.reading.mrz && !has_zone;
        wrong_but_valid += e.reading.mrz && e.reading.mrz->valid && !read;
        bool scored = false;
        const bool kind_ok = accepted(answers["kind"], t["category"], name_of(e.reading.kind), &scored);
        if (scored) kind.add(kind_ok);
        const std::string capture = t["capture"];
        const bool paper = capture == "photo" || capture == "scan" || capture.starts_with("photocopy");
        const bool colour_ok = accepted(answers["colour"], t["colour"], name_of(e.reading.colour), &scored);
        if (scored && paper) colour.add(colour_ok);
        const bool unreal =
            e.reading.origin == domain::Origin::digital || e.reading.origin == domain::Origin::screenshot;
        if (capture == "digital_render" || capture == "screenshot") digital.add(unreal);
        if (paper) genuine.add(!unreal);
        if (std::getenv("GATEHOUSE_CORPUS_VERBOSE"))
            std::cout << file << ' ' << name_of(e.reading.kind) << (kind_ok ? "" : " KIND?") << ' '
                      << name_of(e.reading.colour) << (paper && !colour_ok ? " COLOUR?" : "") << ' '
                      << capture << '/' << name_of(e.reading.origin)
                      << (has_zone        ? read ? " mrz" : " MRZ?"
                          : e.reading.mrz ? " FALSE-MRZ"
                                          : "")
                      << ' ' << int(e.ms.total) << " ms\n";
    }
    const auto show = [](const char* what, const Score& s) {
        std::cout << what << ' ' << s.right << " of " << s.all << '\n';
    };
    show("mrz exact", exact), show("kind", kind), show("colour", colour), show("digital found", digital),
        show("paper let through", genuine);
    std::cout << "false mrz " << false_zones << ", wrong but valid " << wrong_but_valid << '\n';
    EXPECT_GE(exact.right, 45);
    EXPECT_LE(false_zones, 0);
    EXPECT_LE(wrong_but_valid, 0);
    EXPECT_GE(kind.right, 82);
    EXPECT_GE(colour.right, 54);
    EXPECT_GE(digital.right, 25);
    EXPECT_GE(genuine.right, genuine.all - 1);
}
