#pragma once
// `gatehouse look [--jsonl] [--text] [--jobs N] FILE…`: examines files with the very code of the service, sandboxes
// included.
#include <filesystem>
#include <string>
#include <vector>

#include "intake/config.h"

namespace intake {

struct LookOptions {
    std::vector<std::filesystem::path> files;
    bool jsonl = false;  // one line of JSON a file (docs/look.md); else a few lines for a person
    bool text = false;   // every line of print that was read, too
    int jobs = 1;
    imaging::Limits limits;
    std::string languages = "Latin";
};

/// Prints one result a file, in the order given; a file that cannot be looked at gets its own, with the
/// finding that says why. Exit code 0 when every file got its result.
int look(const LookOptions& options);

}  // namespace intake
