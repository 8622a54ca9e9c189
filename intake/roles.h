#pragma once
// The processes of an installation: `serve`, `examine`, `courier`, and `up`, which starts and watches all
// three.
#include <functional>

#include "intake/config.h"

namespace intake {

/// Each runs until SIGTERM or SIGINT and returns the exit code. Started as root with [users] set, each first
/// becomes its own user.
int serve(const Config& config);
int examine(const Config& config);
int courier(const Config& config);

/// Starts the three, starts one that dies again, ends them on SIGTERM or SIGINT. `ready` is called once HTTP
/// answers.
int up(const Config& config, const std::function<void()>& ready = {});

/// SIGTERM and SIGINT wait in the queue from here on (inherited by threads); to be called first in main.
void hold_signals();

}  // namespace intake
