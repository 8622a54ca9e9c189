#pragma once
// Looking at one document: decoded pixels in, everything that can be said about them out. Knows no order and
// no customer. Runs inside the eye; `TextReader` is made once, before any customer's byte, and shared by the
// forked children.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "domain/finding.h"
#include "domain/reading.h"
#include "imaging/document.h"

namespace imaging {

/// A page as people may see it: upright, card numbers (but the last four) and CVV painted over.
using RedactedPage = Picture;

/// What a check saw, painted over the redacted page that it looked at (overlay.h).
struct Overlay {
    std::string check;  // of the finding that it explains
    int page = 0;
    Picture picture;  // upright as its page, and of its aspect
};
inline constexpr int overlay_side = 640;  // pixels, long side at most
inline constexpr int most_overlays = 8;   // of a document: one a check

struct Quality {
    double blur = 0;        // 0 sharp … 1 unreadable
    double glare = 0;       // share of the page burnt out
    double dark = 0;        // 0 … 1
    double resolution = 0;  // pixels between the document's long edges
    double cut_off = 0;     // 0 … 1: share of the document's edge that leaves the picture
};

/// `ocr` and `checks` go on at the same time, so they may be more together than the whole.
struct Milliseconds {
    double decode = 0, mrz = 0, ocr = 0, checks = 0, total = 0;
};

struct Examination {
    domain::Reading reading;
    std::vector<domain::Finding> findings;         // in the order of the checks; clear ones included
    std::map<std::string, double> colour_measure;  // `chroma`, `coloured_area` …
    std::vector<std::string> origin_evidence;      // plain sentences: `text layer of 412 words`
    Quality quality;
    std::vector<RedactedPage> pages;  // empty when the file could not be looked at
    std::vector<Overlay>
        overlays;  // of findings that speak against the document, where there is something to see
    int page_count = 0;
    bool shows_payment_card = false;  // it is one, or one lies beside it: its original must not be kept
    Milliseconds ms;
    double peak_rss_mb = 0;  // VmHWM of the eye's child
};

/// Tesseract and the networks that read lines, loaded once. Not thread-safe; one an eye.
class TextReader {
  public:
    /// Throws domain::Error(unavailable) naming the package to install when a model is missing.
    explicit TextReader(const std::string& languages = "Latin");
    ~TextReader();
    class Engine;
    Engine& engine() { return *engine_; }

  private:
    std::unique_ptr<Engine> engine_;
};

/// All of them: colour, origin, quality, MRZ, text, barcode, kind, fields, redaction. Never throws for what
/// is on the picture. The document is consumed: its pictures become the redacted pages.
Examination examine(Document document, TextReader& reader);

/// Examines a blank sheet and applies the rules to a few made lines, so that what is built at first use
/// (OpenCV's tables of Lab: 70 ms; the rules' expressions: 9 ms) is there before the first fork, and no child
/// pays for it again. Print is not read: what that leaves in memory cost every child more than it saved.
void warm_up(TextReader& reader);

}  // namespace imaging
