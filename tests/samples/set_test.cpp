// The program itself, as make demo and the other rooms' tests run it.
#include <gmock/gmock.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <qpdf/QPDF.hh>
#include <set>

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string slurp(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// A folder of samples that vanishes with the test.
class Folder {
  public:
    explicit Folder(const std::string& wishes) {
        std::string name = (fs::temp_directory_path() / "samples-XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
        path_ = name;
        const std::string command = std::string(GATEHOUSE_SAMPLES) + " --today 2026-11-22 --small --out " +
                                    name + " " + wishes + " >/dev/null";
        status_ = std::system(command.c_str());
    }
    ~Folder() { fs::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    int status() const { return status_; }
    json manifest() const { return json::parse(slurp(path_ / "manifest.json")); }
    std::string bytes(const std::string& file) const { return slurp(path_ / file); }
    std::set<std::string> files() const {
        std::set<std::string> names;
        for (const auto& entry : fs::recursive_directory_iterator(path_))
            if (entry.is_regular_file()) names.insert(fs::relative(entry.path(), path_).string());
        return names;
    }

  private:
    fs::path path_;
    int status_ = -1;
};

cv::Mat decode(const std::string& bytes) {
    return bytes.empty() ? cv::Mat()
                         : cv::imdecode(std::vector<uchar>(bytes.begin(), bytes.end()), cv::IMREAD_COLOR);
}

/// Share of pixels that have a colour worth the name.
double colourful(const cv::Mat& bgr) {
    cv::Mat small, hsv, strong;
    cv::resize(bgr, small, {400, 400}, 0, 0, cv::INTER_AREA);
    cv::cvtColor(small, hsv, cv::COLOR_BGR2HSV);
    cv::inRange(hsv, cv::Scalar(0, 60, 40), cv::Scalar(180, 255, 255), strong);
    return cv::countNonZero(strong) / 160000.0;
}

void expect_readable(const std::string& file, const std::string& bytes) {
    if (file.ends_with(".pdf")) {
        QPDF pdf;
        pdf.setSuppressWarnings(true);
        EXPECT_NO_THROW(pdf.processMemoryFile("x", bytes.data(), bytes.size())) << file;
        EXPECT_EQ(pdf.getAllPages().size(), 1u) << file;
    } else if (file.ends_with(".heic")) {
        EXPECT_EQ(bytes.substr(4, 8), "ftypheic");
    } else {
        EXPECT_GE(std::min(decode(bytes).cols, decode(bytes).rows), 500) << file;
    }
}

TEST(SampleSet, SameSeedGivesTheSameBytesAloneOrWithOthers) {
    const Folder once("--people 1 --only passport --capture photo --seed 5"),
        again("--people 1 --only passport --capture photo --seed 5"),
        among("--people 1 --only passport --seed 5"),
        other("--people 1 --only passport --capture photo --seed 6");
    ASSERT_EQ(once.status() | again.status() | among.status() | other.status(), 0);
    const std::string file = "joris/passport-photo.jpg";
    ASSERT_FALSE(once.bytes(file).empty());
    EXPECT_EQ(once.bytes(file), again.bytes(file));
    EXPECT_EQ(once.bytes("manifest.json"), again.bytes("manifest.json"));
    EXPECT_EQ(once.bytes(file), among.bytes(file));
    EXPECT_NE(once.bytes(file), other.bytes(file));
}

TEST(SampleSet, OddFilesAreTheSameAgainToo) {
    const Folder once("--people 1 --only odd"), again("--people 1 --only odd");
    ASSERT_EQ(once.files(), again.files());
    for (const std::string& file : once.files()) EXPECT_EQ(once.bytes(file), again.bytes(file)) << file;
}

TEST(SampleSet, DefaultSetIsCompleteAndReadable) {
    const Folder folder("");
    ASSERT_EQ(folder.status(), 0);
    const json manifest = folder.manifest();
    std::set<std::string> listed{"manifest.json"};
    std::set<std::pair<std::string, std::string>> pairs;
    for (const json& entry : manifest["files"]) {
        const std::string file = entry["file"];
        listed.insert(file);
        EXPECT_EQ(entry["label"], "made") << file;
        if (file.starts_with("odd/")) continue;
        pairs.emplace(entry["kind"], entry["capture"]);
        const std::string bytes = folder.bytes(file);
        expect_readable(file, bytes);
        if (file.ends_with(".pdf")) continue;
        const double colour = colourful(decode(bytes));
        if (entry["expected"]["colour"] == "full") {
            EXPECT_GT(colour, 0.001) << file;  // a white card has little of it; a gray copy has none
        }
        if (file.ends_with("-gray.jpg")) {
            EXPECT_EQ(colour, 0) << file;
        }
    }
    for (const json& order : manifest["orders"]) listed.insert(order["file"]);
    EXPECT_EQ(listed, folder.files());
    EXPECT_EQ(pairs.size(), 25u) << "five kinds in five captures";
}

TEST(SampleSet, ManifestSaysWhatToFindAndWhyToRefuse) {
    const Folder folder("--people 3 --capture digital");
    ASSERT_EQ(folder.status(), 0);
    const json manifest = folder.manifest();
    for (const json& entry : manifest["files"]) {
        const std::string file = entry["file"], kind = entry["kind"];
        EXPECT_EQ(entry["expected"]["reason"], "DOC_BORN_DIGITAL") << file;
        const json& fields = entry["fields"];
        if (kind == "passport") {
            EXPECT_EQ(entry["mrz"].size(), 2u);
        }
        if (kind == "identity_card" && entry["side"] == "back") {
            EXPECT_EQ(entry["mrz"].size(), 3u);
        }
        if (kind == "bill") {
            EXPECT_TRUE(fields.contains("address") && fields.contains("issue_date") &&
                        fields.contains("sender"));
        }
        if (kind == "company_extract") {
            EXPECT_TRUE(fields.contains("company") && fields.contains("registration_number"));
        }
        if (kind == "payment_card" && entry["side"] == "front") {
            EXPECT_EQ(fields["card_last_four"].get<std::string>().size(), 4u);
        }
        if (kind == "payment_card") {
            EXPECT_EQ(entry["secrets"].size(), 1u);
        }
    }
}

TEST(SampleSet, OddFilesNameTheirReasonCodes) {
    const Folder folder("--people 1 --only odd");
    std::set<std::string> reasons;
    const json manifest = folder.manifest();  // a name of its own: it must outlive the loop
    for (const json& entry : manifest["files"])
        if (entry["expected"]["reason"].is_string()) reasons.insert(entry["expected"]["reason"]);
    EXPECT_THAT(reasons, testing::UnorderedElementsAre("DOC_EXPIRED", "MRZ_CHECKSUM", "POA_TOO_OLD",
                                                       "IMG_TINTED", "FILE_EMPTY", "FILE_TRUNCATED",
                                                       "FILE_TYPE", "FILE_PASSWORD", "FILE_TOO_MANY_PIXELS"));
    EXPECT_TRUE(folder.bytes("odd/empty.jpg").empty());
    const std::string cut = folder.bytes("odd/cut.jpg");
    EXPECT_EQ(cut.substr(0, 2), "\xFF\xD8");
    EXPECT_NE(cut.substr(cut.size() - 2), "\xFF\xD9");
    EXPECT_TRUE(decode(folder.bytes("odd/text.jpg")).empty());
    expect_readable("odd/passport.heic", folder.bytes("odd/passport.heic"));
    EXPECT_FALSE(decode(folder.bytes("odd/bill.webp")).empty());
    EXPECT_FALSE(decode(folder.bytes("odd/passport.tiff")).empty());
}

TEST(SampleSet, RefusesADayThatIsNone) {
    const std::string command =
        std::string(GATEHOUSE_SAMPLES) + " --out /nonexistent --today 2026-02-30 2>/dev/null";
    EXPECT_NE(std::system(command.c_str()), 0);
}

}  // namespace
