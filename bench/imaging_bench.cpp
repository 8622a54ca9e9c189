// The looking itself, on one core and without the sandbox: from decoded pixels to the machine readable zone,
// and what it is made of. Run from the folder of a build, where `samples-made` lies (bench/run makes it). The
// limits are those of docs/accuracy.md.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "imaging/decode.h"
#include "imaging/examine.h"
#include "imaging/eye.h"
#include "imaging/mrz.h"
#include "imaging/mrz_find.h"
#include "imaging/evened.h"
#include "imaging/ocr.h"
#include "imaging/page.h"
#include "imaging/print_rows.h"
#include "imaging/reduce.h"

using namespace imaging;

namespace {

domain::Bytes contents(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return domain::Bytes(std::istreambuf_iterator<char>(in), {});
}

/// Photos of passports and of papers without a zone, made by gatehouse-samples.
std::vector<Picture> photos(const std::string& kind) {
    std::vector<Picture> pictures;
    for (const auto& entry : std::filesystem::recursive_directory_iterator("samples-made"))
        if (entry.path().filename() == kind + "-photo.jpg")
            pictures.push_back(decode(Format::jpeg, contents(entry.path()), Limits{}).pages.at(0));
    if (pictures.empty()) throw std::runtime_error("no samples-made here: run bench/run");
    return pictures;
}

void read_zones(benchmark::State& state, const std::string& kind) {
    cv::setNumThreads(1);
    const auto pictures = photos(kind);
    MrzLineReader reader;
    std::size_t i = 0;
    int valid = 0;
    for (auto _ : state) {
        const Picture& picture = pictures[i++ % pictures.size()];
        const GrayLevels page(as_matrix(picture));
        PrintSearch search(page);
        const auto found = find_mrz(page, search, reader);
        valid += found && found->mrz.valid;
    }
    state.counters["valid"] = benchmark::Counter(valid, benchmark::Counter::kAvgIterations);
}

void Zone(benchmark::State& state) {
    read_zones(state, "passport");
}
void NoZone(benchmark::State& state) {
    read_zones(state, "bill");
}

void Look(benchmark::State& state) {
    cv::setNumThreads(1);
    MrzLineReader reader;
    const cv::Mat strip(MrzLineSize::high, MrzLineSize::wide, CV_8U, cv::Scalar(200));
    for (auto _ : state) benchmark::DoNotOptimize(reader.look(strip));
}

void Decode(benchmark::State& state) {
    MrzLineReader reader;
    const auto scores = reader.look(cv::Mat(MrzLineSize::high, MrzLineSize::wide, CV_8U, cv::Scalar(200)));
    for (auto _ : state) benchmark::DoNotOptimize(decode(scores, mrz_layouts()[0].lines[0]));
}

void Lines(benchmark::State& state) {
    cv::setNumThreads(1);
    const Picture picture = photos("passport").front();
    const PrintSearch search{GrayLevels(as_matrix(picture))};
    for (auto _ : state) {
        benchmark::DoNotOptimize(find_print_lines(search.gray()));
        benchmark::DoNotOptimize(find_upright_lines(search.gray()));
    }
}

void Levels(benchmark::State& state) {
    cv::setNumThreads(1);
    const Picture picture = photos("passport").front();
    for (auto _ : state) benchmark::DoNotOptimize(GrayLevels(as_matrix(picture)));
}

void Copies(benchmark::State& state) {
    cv::setNumThreads(1);
    const Picture picture = photos("passport").front();
    for (auto _ : state) benchmark::DoNotOptimize(shrunk(picture, 1.6e6));
}

/// A made bill, upright and evened, as read_print has it.
cv::Mat bill() {
    const Picture picture = photos("bill").at(0);
    cv::Mat gray;
    cv::cvtColor(reduced(as_matrix(picture), std::min(1.0, 1750.0 / std::max(picture.width, picture.height))),
                 gray, cv::COLOR_RGB2GRAY);
    return evened(gray);
}
void Print(benchmark::State& state) {
    cv::setNumThreads(1);
    TextReader text;
    const cv::Mat page = bill();
    for (auto _ : state)
        benchmark::DoNotOptimize(read_rows(text.engine(), GrayLevels(page), find_rows(page)));
}
void Rows(benchmark::State& state) {
    cv::setNumThreads(1);
    const cv::Mat page = bill();
    for (auto _ : state) benchmark::DoNotOptimize(find_rows(page));
}
void PrintByTesseract(benchmark::State& state) {
    TextReader text;
    const cv::Mat page = bill();
    for (auto _ : state) benchmark::DoNotOptimize(text.engine().reader().read_pieces(page));
}

BENCHMARK(Zone)->Unit(benchmark::kMillisecond);    // p50 ≤ 45 ms
BENCHMARK(NoZone)->Unit(benchmark::kMillisecond);  // ≤ 500 ms
BENCHMARK(Look)->Unit(benchmark::kMillisecond);    // one line through the network
BENCHMARK(Decode)->Unit(benchmark::kMillisecond);  // one line under one grammar
BENCHMARK(Lines)->Unit(benchmark::kMillisecond);   // lines of print, both ways
BENCHMARK(Levels)->Unit(benchmark::kMillisecond);  // the page in gray, halved again and again
BENCHMARK(Copies)->Unit(benchmark::kMillisecond);  // the working copy
BENCHMARK(Rows)->Unit(benchmark::kMillisecond);    // where the rows of a page are
BENCHMARK(Print)->Unit(benchmark::kMillisecond);   // found and read by the quick reader, two threads
BENCHMARK(PrintByTesseract)->Unit(benchmark::kMillisecond);  // the page by Tesseract

}  // namespace
