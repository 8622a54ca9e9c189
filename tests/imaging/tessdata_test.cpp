#include "imaging/tessdata.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

using namespace imaging;

namespace {

/// A model file of 24 entries, of which three are there: 17, 19 (the list of words) and 23.
std::string model_file() {
    std::string file(sizeof(std::int32_t) + 24 * sizeof(std::int64_t), '\0');
    const std::int32_t count = 24;
    std::memcpy(file.data(), &count, sizeof count);
    std::int64_t places[24];
    std::fill(std::begin(places), std::end(places), -1);
    for (const auto& [number, content] : {std::pair{17, "network"}, {19, "many words"}, {23, "version"}}) {
        places[number] = std::int64_t(file.size());
        file += content;
    }
    std::memcpy(file.data() + sizeof count, places, sizeof places);
    return file;
}

class Written {
  public:
    explicit Written(const std::string& bytes) { std::ofstream(path_, std::ios::binary) << bytes; }
    ~Written() { std::filesystem::remove(path_); }
    std::vector<char> read(bool* good) const {
        std::vector<char> data;
        *good = read_model(path_.c_str(), &data);
        return data;
    }

  private:
    std::filesystem::path path_ =
        std::filesystem::temp_directory_path() / ("model-" + std::to_string(::getpid()) + ".traineddata");
};

}  // namespace

TEST(Tessdata, LeavesOutTheListOfWordsAndNothingElse) {
    bool good = false;
    const auto data = Written(model_file()).read(&good);
    ASSERT_TRUE(good);
    ASSERT_EQ(data.size(), 4 + 24 * 8 + 7 + 7u);
    std::int64_t places[24];
    std::memcpy(places, data.data() + 4, sizeof places);
    EXPECT_EQ(places[19], -1);
    EXPECT_EQ(std::string(data.data() + places[17], 7), "network");
    EXPECT_EQ(std::string(data.data() + places[23], 7), "version");
}

TEST(Tessdata, RefusesWhatIsNoModel) {
    bool good = true;
    Written("").read(&good);
    EXPECT_FALSE(good);
    Written("text, not a model of anything at all").read(&good);
    EXPECT_FALSE(good);
    std::string cut = model_file();
    cut.resize(100);
    Written(cut).read(&good);
    EXPECT_FALSE(good);
    std::vector<char> data;
    EXPECT_FALSE(read_model("/nowhere/at.all", &data));
}
