#pragma once
// Ciphertexts, each under the digest of itself. Knows nothing of what they hold.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "domain/bytes.h"
#include "domain/time.h"

namespace storage {

using domain::Bytes;
using domain::ByteView;

/// Back ends by URL: `file:DIRECTORY` (relative to the working directory when not absolute). Thread-safe.
class Vault {
  public:
    virtual ~Vault() = default;

    /// An object being written. Destroyed without `commit`: nothing remains.
    class Draft {
      public:
        virtual ~Draft() = default;
        virtual void write(ByteView ciphertext) = 0;
        /// On disk when it returns: file synced, renamed to its name, directory synced. Name = `sha256-` +
        /// hex of the bytes.
        virtual std::string commit() = 0;
    };
    virtual std::unique_ptr<Draft> begin() = 0;
    std::string put(ByteView ciphertext);

    /// The object; Error(not_found) when it is not there, Error(corrupt) when its digest is not its name,
    /// Error(invalid) for what is no name. A draft and every call: Error(unavailable) when the disk is full
    /// or fails, and then no draft is left.
    virtual Bytes get(const std::string& name) = 0;
    /// Gone for good; no error when it was not there.
    virtual void remove(const std::string& name) = 0;
    /// Names and ages of all committed objects, and left-over drafts removed when older than `draft_age`.
    struct Object {
        std::string name;
        domain::Instant written;
    };
    virtual std::vector<Object> list() = 0;
    virtual void sweep_drafts(std::chrono::seconds draft_age) = 0;
};

/// Throws Error(invalid) for an unknown scheme, Error(unavailable) with path and remedy when it cannot be
/// used.
std::unique_ptr<Vault> open_vault(const std::string& url);

}  // namespace storage
