// Files of other projects that broke somebody (hardening I5, I8, I10, I11). What is asked of each is a result
// or a typed refusal, from the same server, in bounded time. Files are never named here: what breaks a rule
// is found by its path in the failure.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "domain/reason.h"
#include "files.h"
#include "imaging/eye.h"

namespace {

using namespace imaging;
using namespace imaging_test;

const bool all_of_them = std::getenv("GATEHOUSE_LONG") != nullptr;

/// In a seeded order, so that what fits into a normal run is spread over the kinds.
std::vector<std::filesystem::path> files_under(const char* folder) {
    const char* vectors = std::getenv("GATEHOUSE_VECTORS");
    std::vector<std::filesystem::path> files;
    std::error_code error;
    if (vectors == nullptr) return files;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::filesystem::path(vectors) / folder, error))
        if (entry.is_regular_file() && entry.path().extension() != ".md") files.push_back(entry.path());
    std::ranges::sort(files);
    std::ranges::shuffle(files, std::mt19937(8));
    return files;
}

domain::Bytes read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// A page, or one finding that says why not. Returns the outcome's name for the tally.
std::string look_at(Eye& eye, const domain::Bytes& file, const std::string& name) {
    const pid_t server = eye.server_pid();
    const auto began = std::chrono::steady_clock::now();
    const Examination examination = eye.look(file);
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - began;
    EXPECT_LT(passed.count(), 50) << name;
    EXPECT_EQ(eye.server_pid(), server) << name;
    if (!examination.pages.empty()) return "looked at";
    if (examination.findings.size() != 1 || !examination.findings[0].reason) {
        ADD_FAILURE() << name << ": neither a page nor a reason";
        return "nothing";
    }
    const auto& finding = examination.findings[0];
    return std::string(domain::code_of(*finding.reason)) + " (" + finding.check + ")";
}

void look_at_all(const std::vector<std::filesystem::path>& files) {
    Eye eye({});
    std::map<std::string, int> tally;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(45);
    int done = 0;
    for (const auto& path : files) {
        if (!all_of_them && done >= 20 && std::chrono::steady_clock::now() > end) break;
        ++tally[look_at(eye, read(path), path)], ++done;
    }
    std::printf("%5d  of %zu files (GATEHOUSE_LONG=1: all)\n", done, files.size());
    for (const auto& [outcome, count] : tally) {
        std::printf("%5d  %s\n", count, outcome.c_str());
        EXPECT_EQ(outcome.find("sandbox_violation"), std::string::npos)
            << "the allow-list lacks a call, or worse";
    }
    EXPECT_EQ(eye.look(jpeg(quadrants(64, 64))).pages.size(), 1u) << "the next one is looked at";
}

TEST(Hostile, I5PicturesOfOtherProjectsEndInAPageOrAReason) {
    const auto files = files_under("image");
    if (files.empty()) GTEST_SKIP() << "GATEHOUSE_VECTORS is not set";
    look_at_all(files);
}

TEST(Hostile, I8I10PdfsOfOtherProjectsEndInAPageOrAReason) {
    const auto files = files_under("pdf");
    if (files.empty()) GTEST_SKIP() << "GATEHOUSE_VECTORS is not set";
    look_at_all(files);
}

TEST(Hostile, I11SeededMutationsEndInAPageOrAReason) {
    Eye eye({});
    std::mt19937 random(11);
    const int rounds = all_of_them ? 500 : 12;
    const Picture picture = quadrants(48, 32);
    std::map<std::string, int> tally;
    for (const auto& good : {jpeg(picture), jpeg(picture, {.progressive = true}), png(picture),
                             png(picture, {.interlaced = true}), webp(picture), webp(picture, true),
                             heic(quadrants(64, 64)), tiff(picture), tiff(picture, {.tiled = true})})
        for (int round = 0; round < rounds; ++round) {
            domain::Bytes bad = good;
            const std::size_t changes = 1 + random() % std::max<std::size_t>(1, bad.size() / 100);
            for (std::size_t i = 0; i < changes; ++i)
                bad[random() % bad.size()] = static_cast<std::uint8_t>(random());
            ++tally[look_at(eye, bad, "seed 11, round " + std::to_string(round))];
        }
    for (const auto& [outcome, count] : tally) std::printf("%5d  %s\n", count, outcome.c_str());
}

}  // namespace
