#pragma once
// For the sources of this room only: libsodium must be started once before its random numbers and its fast
// code are used.
#include <sodium.h>

#include "domain/error.h"

namespace crypto {

inline void start_sodium() {
    static const bool started = sodium_init() >= 0;
    if (!started)
        throw domain::Error(domain::Fault::unavailable,
                            "libsodium does not start: no source of random numbers");
}

}  // namespace crypto
