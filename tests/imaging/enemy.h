#pragma once
// What a document would do if it had taken over its child. The test program's own fork server runs these
// instead of the honest look when a file says so; everything else about them is real: the same Eye, server,
// sandbox and wire.
#include <string>

#include "imaging/document.h"

namespace imaging_test {

/// A file (a JPEG by its first bytes) that makes the child do that; see the table in enemy.cpp.
domain::Bytes enemy(const std::string& deed, const std::string& rest = {});

/// Becomes the fork server with the enemies in it.
int serve_enemies(int argc, char** argv);

}  // namespace imaging_test
