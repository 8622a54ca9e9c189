#pragma once
// The role `examine`: what happens to one file, from its sealed original to a decision.
#include <filesystem>

#include "crypto/openpgp.h"
#include "imaging/eye.h"
#include "intake/cases.h"

namespace intake {

class Examiner {
  public:
    Examiner(Cases& cases, crypto::IntakeKeyPair keys, imaging::Eye& eye, std::string holder);

    /// Takes one file that waits, if any, and sees it through. False: nothing waits.
    bool examine_next();

  private:
    void examine(const storage::Lease& lease);
    struct Seen {
        imaging::Examination examination;
        bool encrypted = false;
    };
    Seen look(const domain::Case& the_case, const domain::EvidenceState& file);
    domain::Bytes open_original(const std::string& order, const domain::EvidenceReceived& received);
    domain::DocumentExamined store(const domain::Case& the_case, const domain::EvidenceState& file,
                                   Seen seen);
    void destroy_original(const std::string& order, const domain::EvidenceReceived& received);

    Cases& cases_;
    crypto::IntakeKeyPair keys_;
    imaging::Eye& eye_;
    std::string holder_;
};

}  // namespace intake
