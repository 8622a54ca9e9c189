#include "imaging/tessdata.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>

namespace imaging {
namespace {

constexpr std::size_t word_list = 19;  // TESSDATA_LSTM_SYSTEM_DAWG
constexpr std::size_t most_entries = 64;

struct Entry {
    std::int64_t from = 0, to = 0;
    std::size_t number = 0;
};

/// Where each entry lies, in the order of the file.
std::vector<Entry> entries_of(const std::vector<std::int64_t>& offsets, std::int64_t size) {
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < offsets.size(); ++i)
        if (offsets[i] >= 0) entries.push_back({offsets[i], size, i});
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
    for (std::size_t i = 0; i + 1 < entries.size(); ++i) entries[i].to = entries[i + 1].from;
    return entries;
}

}  // namespace

bool read_model(const char* file, std::vector<char>* data) {
    std::ifstream in(file, std::ios::binary | std::ios::ate);
    const std::int64_t size = in.tellg();
    std::int32_t count = 0;
    in.seekg(0);
    if (!in.read(reinterpret_cast<char*>(&count), sizeof count) || count < 1 ||
        std::size_t(count) > most_entries)
        return false;
    std::vector<std::int64_t> offsets(std::size_t(count), 0);
    const std::size_t table = offsets.size() * sizeof offsets[0];
    if (!in.read(reinterpret_cast<char*>(offsets.data()), std::streamsize(table))) return false;
    data->assign(sizeof count + table, 0);
    std::vector<std::int64_t> places(offsets.size(), -1);
    for (const Entry& entry : entries_of(offsets, size)) {
        if (entry.number == word_list) continue;
        if (entry.to < entry.from || entry.to > size) return false;
        places[entry.number] = std::int64_t(data->size());
        data->resize(data->size() + std::size_t(entry.to - entry.from));
        in.seekg(entry.from);
        if (!in.read(data->data() + places[entry.number], entry.to - entry.from)) return false;
    }
    std::memcpy(data->data(), &count, sizeof count);
    std::memcpy(data->data() + sizeof count, places.data(), table);
    return true;
}

}  // namespace imaging
