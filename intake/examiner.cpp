#include "intake/examiner.h"

#include <algorithm>

#include "domain/error.h"
#include "intake/config.h"
#include "intake/log.h"

namespace intake {
namespace {

using domain::Error;
using domain::EvidenceState;
using domain::Fault;
using domain::Requirement;

// The lease only keeps two eyes from the same file; that a file is examined once is the append's promise. It
// is short, so that a file whose examiner was killed is taken up again soon.
constexpr auto lease_for = std::chrono::seconds(20);
constexpr int attempts = 6;

std::string whole(double value) {
    return std::to_string(static_cast<long>(value));
}

/// A file that could not be opened: one finding, no page.
imaging::Examination refused(domain::Reason reason) {
    imaging::Examination examination;
    examination.findings.push_back({.check = "openpgp",
                                    .outcome = domain::Outcome::unreadable,
                                    .reason = reason,
                                    .measure = {},
                                    .threshold = {},
                                    .region = {}});
    return examination;
}

/// A screenshot or a born-digital file is refused whatever it shows, and its kind is often not recognised: a
/// card number on it may not have been masked. Nobody needs its pages, so none is kept; and of its overlays
/// only the one that says why, on which nothing can be read (imaging/overlay.h).
bool pages_may_be_kept(const std::vector<domain::Finding>& findings) {
    return std::none_of(findings.begin(), findings.end(), [](const domain::Finding& finding) {
        return finding.reason == domain::Reason::img_screenshot ||
               finding.reason == domain::Reason::doc_born_digital;
    });
}

}  // namespace

Examiner::Examiner(Cases& cases, crypto::IntakeKeyPair keys, imaging::Eye& eye, std::string holder)
    : cases_(cases), keys_(std::move(keys)), eye_(eye), holder_(std::move(holder)) {}

bool Examiner::examine_next() {
    const auto lease = cases_.ledger().lease(std::string(examination_step), holder_, now(), lease_for);
    if (!lease) return false;
    try {
        examine(*lease);
    } catch (const Error& error) {
        // Trouble of ours: the file goes back into the queue, and nobody is told that it is his fault.
        log("examination_failed", {{"evidence", lease->object},
                                   {"attempt", std::to_string(lease->attempt)},
                                   {"why", error.what()}});
        if (error.fault() != Fault::conflict && error.fault() != Fault::not_found)
            cases_.ledger().postpone(*lease, now() + std::chrono::seconds(1 << std::min(lease->attempt, 6)));
    }
    return true;
}

/// Open, decrypt, look, compare, decide, redact, append: the one function to read first.
void Examiner::examine(const storage::Lease& lease) {
    const auto the_case = cases_.load(lease.stream);
    const auto* file = the_case.find_evidence(lease.object);
    if (!file || file->withdrawn || file->examined || domain::is_final(the_case.state))
        return cases_.ledger().finish(lease);

    auto seen = lease.attempt > attempts ? Seen{.examination = refused(domain::Reason::other)}
                                         : look(the_case, *file);
    const auto ms = seen.examination.ms;
    const auto examined = store(the_case, *file, std::move(seen));
    cases_.change(lease.stream, [&](const domain::Case& now_case) -> Cases::Change {
        Cases::Change change{.events = {}, .alongside = {}};
        change.alongside.done = lease;
        const auto* still = now_case.find_evidence(lease.object);
        if (!still || still->withdrawn || still->examined || domain::is_final(now_case.state)) return change;
        auto event = examined;
        event.requirement = domain::slot_for(now_case, still->received.slot, event.reading);
        change.events.push_back(std::move(event));
        return change;  // what follows from it (decisions, the state of the case) is settled by `change`
    });
    if (examined.original_destroyed) destroy_original(lease.stream, file->received);
    log("document_examined", {{"order", lease.stream},
                              {"evidence", lease.object},
                              {"kind", std::string(domain::name_of(examined.reading.kind))},
                              {"decode_ms", whole(ms.decode)},
                              {"mrz_ms", whole(ms.mrz)},
                              {"ocr_ms", whole(ms.ocr)},
                              {"total_ms", whole(ms.total)}});
}

domain::Bytes Examiner::open_original(const std::string& order, const domain::EvidenceReceived& received) {
    const auto wrapped = cases_.ledger().key(order, received.evidence);
    if (!wrapped) throw Error(Fault::not_found, "the key of this original was erased");
    return crypto::open_original(keys_, *wrapped, cases_.vault().get(received.object),
                                 cases_.config().limits.file_bytes);
}

Examiner::Seen Examiner::look(const domain::Case& the_case, const EvidenceState& file) {
    auto bytes = open_original(the_case.order.id, file.received);
    if (!crypto::looks_like_openpgp(bytes)) return {.examination = eye_.look(bytes), .encrypted = false};
    const auto opened =
        crypto::decrypt("/proc/self/exe", cases_.config().gnupg_home(the_case.order.entity), bytes,
                        {.output_bytes = cases_.config().limits.file_bytes, .seconds = 20});
    if (!opened.plain)
        return {.examination = refused(opened.reason.value_or(domain::Reason::pgp_broken)),
                .encrypted = true};
    return {.examination = eye_.look(*opened.plain), .encrypted = true};
}

/// The redacted pages and their overlays into the vault; what is left is the event. An original that shows a
/// payment card is not kept.
domain::DocumentExamined Examiner::store(const domain::Case& the_case, const EvidenceState& file, Seen seen) {
    auto& examination = seen.examination;
    domain::DocumentExamined examined{.evidence = file.received.evidence,
                                      .requirement = {},
                                      .reading = std::move(examination.reading),
                                      .findings = std::move(examination.findings),
                                      .pages = {},
                                      .overlays = {},
                                      .encrypted = seen.encrypted,
                                      .original_destroyed = false};
    if (!pages_may_be_kept(examined.findings)) {
        examination.pages.clear();
        std::erase_if(examination.overlays, [](const auto& overlay) { return overlay.check != "origin"; });
    }
    for (std::size_t i = 0; i < examination.pages.size(); ++i) {
        const auto& page = examination.pages[i];
        const auto place = page_place(file.received.evidence, i);
        examined.pages.push_back(
            {.object = cases_.seal_page(the_case.order.id, place, imaging::encode_page(page)),
             .width = page.width,
             .height = page.height});
    }
    for (const auto& overlay : examination.overlays) {
        const auto place = overlay_place(file.received.evidence, examined.overlays.size());
        examined.overlays.push_back(
            {.check = overlay.check,
             .page = overlay.page,
             .object = cases_.seal_page(the_case.order.id, place, imaging::encode_page(overlay.picture)),
             .width = overlay.picture.width,
             .height = overlay.picture.height});
    }
    examined.original_destroyed =
        examination.shows_payment_card || file.received.slot == Requirement::payment_card;
    return examined;
}

void Examiner::destroy_original(const std::string& order, const domain::EvidenceReceived& received) {
    cases_.ledger().erase_key(order, received.evidence);
    cases_.vault().remove(received.object);
}

}  // namespace intake
