#pragma once
// The second sandbox: poppler's programs under bubblewrap, for PDF. They are GPL and large, so they are run,
// never linked; they see a read-only /usr and fonts, the document on standard input, and nothing else. Every
// byte of theirs stays hostile.
#include "imaging/decode.h"
#include "imaging/spawn.h"

namespace imaging {

/// Runs the chain once. Throws domain::Error(unavailable) that names the package or the setting when it
/// cannot be made.
void probe_tool(const Limits& limits);

/// Pages as pixels, the text layer and what the container says, in the form that `decode_rendering` reads. A
/// page is rendered at 200 dpi or less, so that it stays within Limits::working_pixels. Throws Refused:
/// FILE_PASSWORD (a password is needed to open it), FILE_CORRUPT, FILE_TOO_MANY_PAGES, FILE_TOO_MANY_PIXELS;
/// Error(unavailable) for trouble of ours.
Bytes render(ByteView pdf, const Limits& limits, Clock::time_point deadline);

/// What `pdfinfo` said; for decode_rendering, too.
struct PageSize {
    double width = 0, height = 0;  // points
};
struct PdfFacts {
    int pages = 0;
    std::string producer, creator;
    std::vector<PageSize> sizes;  // of the first pages
};
PdfFacts read_facts(std::string_view pdfinfo);

}  // namespace imaging
