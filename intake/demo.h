#pragma once
// `gatehouse demo`: a whole installation in one directory, with sample orders, for the first ten minutes.
#include <filesystem>
#include <string>

namespace intake {

struct DemoOptions {
    std::filesystem::path directory;
    std::filesystem::path samples;  // of `gatehouse-samples`: `orders/*.json` and the files to try
    std::string listen = "127.0.0.1:8080";
};

/// Makes the installation if it is not there, starts the three roles, posts the sample orders that are new,
/// prints where everything is, and runs until Ctrl-C. A second run finds its data.
int demo(const DemoOptions& options);

}  // namespace intake
