#include "intake/multipart.h"

#include <gtest/gtest.h>

#include "tests/intake/memory_body.h"

namespace {

using Parts = std::vector<std::pair<intake::PartHead, std::string>>;

Parts read(const std::string& text, const std::string& type = "multipart/form-data; boundary=b",
           std::size_t piece = 4096) {
    MemoryBody body(text, piece);
    Parts parts;
    intake::read_multipart(body, type, [&](const intake::PartHead& head, const auto& next) {
        std::string whole;
        for (auto bytes = next(); !bytes.empty(); bytes = next()) whole += domain::text_of(bytes);
        parts.emplace_back(head, whole);
    });
    return parts;
}

std::string part(const std::string& disposition, const std::string& body) {
    return "--b\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + body + "\r\n";
}

/// The status with which a form is refused; 0 when it is taken.
int refusal(const std::string& text, const std::string& type = "multipart/form-data; boundary=b") {
    try {
        read(text, type);
        return 0;
    } catch (const intake::Refusal& refusal) {
        return refusal.status;
    }
}

TEST(Multipart, ReadsFieldsAndFilesHoweverTheyAreCut) {
    const std::string binary = std::string("\r\n--a\r\n--\0\xff--b", 15) + std::string(9000, '\r') + "\r\n-";
    const auto text = part("name=\"slot\"", "identity") +
                      part("name=\"file\"; filename=\"a\\\"b.jpg\"", binary) +
                      part("name=\"file\"; filename=\"\"", "") + "--b--\r\n";
    for (const std::size_t piece : {1, 2, 3, 7, 4096, 100'000}) {
        const auto parts = read(text, "multipart/form-data; boundary=b", piece);
        ASSERT_EQ(parts.size(), 3u) << piece;
        EXPECT_EQ(parts[0].first.name, "slot");
        EXPECT_FALSE(parts[0].first.is_file);
        EXPECT_EQ(parts[0].second, "identity");
        EXPECT_EQ(parts[1].first.file_name, "a\"b.jpg");
        EXPECT_EQ(parts[1].second, binary);
        EXPECT_TRUE(parts[2].first.is_file);
    }
}

TEST(Multipart, H17RefusesWhatIsNotWhole) {
    const auto good = part("name=\"file\"; filename=\"a\"", "x");
    EXPECT_EQ(refusal(good + "--b--"), 0);
    EXPECT_EQ(refusal(good), 400) << "no final boundary";
    EXPECT_EQ(refusal("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx"), 400);
    EXPECT_EQ(refusal(good + "--b--", "multipart/form-data"), 400) << "no boundary parameter";
    EXPECT_EQ(refusal(good + "--b--", "multipart/form-data; boundary=" + std::string(3000, 'b')), 400);
    EXPECT_EQ(refusal(good + "--b--", "text/plain; boundary=b"), 400);
    EXPECT_EQ(refusal("--b\r\n\r\nx\r\n--b--"), 400) << "a part without headers has no name";
    EXPECT_EQ(refusal("--b\r\nX: " + std::string(10'000, 'y') + "\r\n\r\nx\r\n--b--"), 400);
    EXPECT_EQ(refusal(""), 400);
}

TEST(Multipart, H17StopsAtTwentyParts) {
    std::string text;
    for (int i = 0; i < 20; ++i) text += part("name=\"f\"", "");
    EXPECT_EQ(refusal(text + "--b--"), 0);
    EXPECT_EQ(refusal(text + part("name=\"f\"", "") + "--b--"), 400);
}

}  // namespace
