// Durable appends, polls of an empty queue, and the audit, over both databases; puts into the vault.
#include <benchmark/benchmark.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "storage/ledger.h"
#include "storage/vault.h"
#include "tests/storage/postgres_server.h"

namespace {

namespace fs = std::filesystem;

class Directory {
  public:
    Directory() {
        std::string name = (fs::temp_directory_path() / "gh-bench-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary directory");
        path_ = name;
    }
    ~Directory() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    const fs::path& path() const { return path_; }

  private:
    fs::path path_;
};

std::string new_ledger(bool sqlite) {
    static const Directory directory;
    static int made = 0;
    if (sqlite) return "sqlite:" + (directory.path() / std::to_string(++made)).string();
    static PostgresServer server(PostgresServer::Disk::durable);
    return server.new_schema();
}

const storage::NewEvent event{"document.examined", R"({"requirement":"identity","decision":"accept"})",
                              storage::Bytes(600, 7)};

void append(benchmark::State& state, bool sqlite) {
    storage::Ledger ledger(new_ledger(sqlite));
    std::int64_t version = 0;
    for (auto _ : state) ledger.append("ord_1", version++, {event}, domain::Instant{}, {});
    state.SetItemsProcessed(state.iterations());
}

void poll_of_an_empty_queue(benchmark::State& state, bool sqlite) {
    storage::Ledger ledger(new_ledger(sqlite));
    for (auto _ : state)
        benchmark::DoNotOptimize(ledger.lease("examine", "me", domain::Instant{}, std::chrono::minutes(1)));
}

void verify(benchmark::State& state, bool sqlite) {
    constexpr int records = 10000;
    storage::Ledger ledger(new_ledger(sqlite));
    for (int stream = 0; stream < 10; ++stream)
        ledger.append("ord_" + std::to_string(stream), 0, std::vector<storage::NewEvent>(records / 10, event),
                      domain::Instant{}, {});
    for (auto _ : state)
        if (ledger.verify().records != records) state.SkipWithError("the chain does not hold");
    state.SetItemsProcessed(state.iterations() * records);
}

void put_5_mb(benchmark::State& state) {
    const Directory directory;
    const auto vault = storage::open_vault("file:" + directory.path().string());
    storage::Bytes bytes(5'000'000, 7);
    std::uint32_t number = 0;
    for (auto _ : state) {
        const std::uint32_t next = ++number;
        std::copy_n(reinterpret_cast<const std::uint8_t*>(&next), sizeof next, bytes.begin());
        vault->put(bytes);
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}

BENCHMARK_CAPTURE(append, sqlite, true)->UseRealTime()->MinTime(1);
BENCHMARK_CAPTURE(append, postgresql, false)->UseRealTime()->MinTime(1);
BENCHMARK_CAPTURE(poll_of_an_empty_queue, sqlite, true)->UseRealTime();
BENCHMARK_CAPTURE(poll_of_an_empty_queue, postgresql, false)->UseRealTime();
BENCHMARK_CAPTURE(verify, sqlite, true)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(verify, postgresql, false)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(put_5_mb)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
