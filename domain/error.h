#pragma once
// What the caller can do about a failure. A bad document is never an Error: it is a Finding with a reason code.
#include <stdexcept>
#include <string>

namespace domain {

enum class Fault {
    invalid,          // the request is wrong: mend it
    unauthenticated,  // say who you are
    forbidden,        // you may not
    not_found,        // there is no such thing (or not for you)
    conflict,         // somebody was faster, or the state does not allow it: read again
    too_large,        // send less
    busy,             // try again soon
    unavailable,      // something of ours is down: try again later
    corrupt           // what we stored is not what we read: a person must look
};

/// Thrown when the caller is wrong or the machine fails. `what()` is for the log and the problem document:
/// one plain sentence, never personal data, never a database's own message.
class Error : public std::runtime_error {
  public:
    Error(Fault fault, const std::string& what) : std::runtime_error(what), fault_(fault) {}
    Fault fault() const noexcept { return fault_; }

  private:
    Fault fault_;
};

}  // namespace domain
