#include "imaging/examine.h"

#include <algorithm>
#include <chrono>
#include <opencv2/imgproc.hpp>

#include "imaging/classify.h"
#include "imaging/fields.h"
#include "imaging/mrz.h"
#include "imaging/ocr.h"
#include "imaging/overlay.h"
#include "imaging/page.h"
#include "imaging/page_look.h"
#include "imaging/payment_card.h"
#include "imaging/quality.h"
#include "imaging/redact.h"
#include "imaging/screen_photo.h"
#include "imaging/second_look.h"
#include "imaging/text.h"

namespace imaging {
namespace {

constexpr double working_pixels = 1.6e6;  // of an overlay

class Examiner {
  public:
    Examiner(Document document, TextReader& reader)
        : document_(std::move(document)), engine_(reader.engine()) {}

    Examination run() {
        result_.page_count = std::max(int(document_.pages.size()),
                                      document_.provenance.pdf ? document_.provenance.pdf->pages : 0);
        for (std::size_t i = 0; i < document_.pages.size(); ++i) look_at(int(i));
        conclude();
        result_.pages = std::move(document_.pages);
        return std::move(result_);
    }

  private:
    void look_at(int number) {
        pages_.push_back(look_at_page(document_, number, engine_, main_page()));
        const Milliseconds& ms = pages_.back().ms;
        result_.ms.mrz += ms.mrz, result_.ms.checks += ms.checks, result_.ms.ocr += ms.ocr;
    }

    // ---- the document as a whole ----

    void conclude() {
        PageFindings* main = main_page();
        if (!main) return;
        // Before anything is painted over.
        if (!main->origin) main->origin = origin_of(document_, int(main - pages_.data()), *main);
        std::vector<Line> lines;
        for (const auto& page : pages_) lines.insert(lines.end(), page.lines.begin(), page.lines.end());
        lines = with_whole_numbers(std::move(lines));
        const std::vector<CardNumber> numbers = find_card_numbers(lines);
        auto& reading = result_.reading;
        reading.mrz = main->mrz;
        const KindVerdict kind =
            classify(reading.mrz ? &*reading.mrz : nullptr, lines, !numbers.empty(), main->aspect);
        reading.kind = kind.kind;
        reading.kind_confidence = kind.confidence;
        result_.shows_payment_card = kind.kind == domain::DocumentKind::payment_card;
        read_values(lines, numbers);
        redact(lines, numbers);
        for (const Line& line : lines) reading.lines.push_back({line.text, line.box, line.confidence});
        for (const auto& page : pages_) reading.page_hashes.push_back(page.hash);
        judge(*main);
    }

    PageFindings* main_page() {
        PageFindings* main = nullptr;
        for (auto& page : pages_)
            if (stands_before(page, main)) main = &page;
        return main;
    }

    void read_values(const std::vector<Line>& lines, const std::vector<CardNumber>& numbers) {
        auto& reading = result_.reading;
        if (reading.mrz) reading.fields = mrz_fields(*reading.mrz);
        const bool card = reading.kind == domain::DocumentKind::payment_card;
        auto more =
            card ? card_fields(lines, numbers) : read_fields(lines, reading.kind, pages_.front().height);
        for (auto& field : more) {
            const bool by_zone =
                reading.mrz && std::any_of(reading.fields.begin(), reading.fields.end(),
                                           [&](const auto& known) { return known.name == field.name; });
            if (!by_zone) reading.fields.push_back(std::move(field));
        }
    }

    void redact(std::vector<Line>& lines, const std::vector<CardNumber>& numbers) {
        const bool card = result_.reading.kind == domain::DocumentKind::payment_card;
        std::vector<domain::Box> boxes;
        for (const auto& number : numbers)
            boxes.insert(boxes.end(), number.hidden.begin(), number.hidden.end());
        if (card) {
            const auto codes = find_codes(lines);
            boxes.insert(boxes.end(), codes.begin(), codes.end());
            for (std::size_t i = 0; i < pages_.size(); ++i)
                unread_numbers(int(i), pages_[i].sheet, lines, numbers, boxes);
        }
        for (std::size_t i = 0; i < pages_.size(); ++i)
            for (const CardBeside& beside : pages_[i].beside) cover_beside(int(i), beside, boxes);
        for (std::size_t i = 0; i < document_.pages.size(); ++i) {
            std::vector<domain::Box> here;
            std::copy_if(boxes.begin(), boxes.end(), std::back_inserter(here),
                         [&](const auto& box) { return box.page == int(i); });
            paint_over(document_.pages[i], here);
            if (!here.empty()) leave_no_trace(pages_[i], document_.pages[i]);
        }
        mask_text(lines, numbers, card);
    }

    /// Of what was painted over in what overlays are made of: twins among digits would tell of them, and so
    /// would their colour, which `explain` measures again if it is asked. What was judged stands.
    static void leave_no_trace(PageFindings& found, const Picture& page) {
        found.colour.chroma = {};
        if (found.origin)
            (void)measure_origin(middle_of(page, found.sheet, found.sheet_scale), &found.origin->places);
    }

    /// A payment card that lies beside the document.
    void cover_beside(int number, const CardBeside& card, std::vector<domain::Box>& boxes) {
        std::vector<Line> lines = with_whole_numbers(card.lines);
        const std::vector<CardNumber> numbers = find_card_numbers(lines);
        const auto kind = classify(nullptr, lines, !numbers.empty(), card.sheet.aspect()).kind;
        if (numbers.empty() && kind != domain::DocumentKind::payment_card) return;
        result_.shows_payment_card = true;
        for (const auto& found : numbers) boxes.insert(boxes.end(), found.hidden.begin(), found.hidden.end());
        const auto codes = find_codes(lines);
        boxes.insert(boxes.end(), codes.begin(), codes.end());
        unread_numbers(number, card.sheet, lines, numbers, boxes);
    }

    /// A card's page whose number was not read: the places where ISO/IEC 7811-1 and custom put numbers and
    /// codes are covered whole, and every line that is mostly digits. Masking too much costs an analyst a
    /// glance; too little is kept for ever.
    void unread_numbers(int number, const Sheet& sheet, std::vector<Line>& lines,
                        const std::vector<CardNumber>& numbers, std::vector<domain::Box>& boxes) {
        const bool read = std::any_of(numbers.begin(), numbers.end(),
                                      [&](const auto& n) { return lines[n.line].box.page == number; });
        for (Line& line : lines) {
            if (line.box.page != number) continue;
            const auto digits = std::count_if(line.text.begin(), line.text.end(),
                                              [](unsigned char c) { return std::isdigit(c); });
            const bool known = std::any_of(numbers.begin(), numbers.end(),
                                           [&](const auto& n) { return &lines[n.line] == &line; });
            // `12/30` has four, a number that was cut in pieces six or more in each.
            if (known || digits < (read ? 7 : 5)) continue;
            boxes.push_back(line.box);
            for (Word& word : line.words) word.text = std::string(word.text.size(), '*');
        }
        if (read) return;
        const double scale = pages_[std::size_t(number)].sheet_scale;
        std::vector<cv::Point2f> corners;
        for (const auto& corner : sheet.corners) corners.push_back(corner / float(scale));
        const cv::Rect card = cv::boundingRect(corners);
        const auto cover = [&](double x, double y, double w, double h) {
            boxes.push_back({number, card.x + int(x * card.width), card.y + int(y * card.height),
                             int(w * card.width), int(h * card.height)});
        };
        cover(0.03, 0.52, 0.94, 0.22);  // embossed number
        cover(0.5, 0.32, 0.45, 0.26);   // code beside the signature
    }

    void judge(PageFindings& main) {
        auto& reading = result_.reading;
        reading.colour = main.colour.colour;
        result_.colour_measure = main.colour.measure;
        OriginVerdict origin = main.origin->verdict;
        reading.origin = origin.origin;
        std::optional<domain::Finding> screen;
        if (main.origin->screen) screen = judge_screen(*main.origin->screen, origin.evidence);
        if (screen && screen->reason) reading.origin = domain::Origin::screen_photo;
        result_.origin_evidence = std::move(origin.evidence);
        result_.quality = main.quality;
        result_.findings.push_back(main.colour.finding);
        result_.findings.push_back(origin.finding);
        if (screen) result_.findings.push_back(*screen);
        const bool legible = (reading.mrz && reading.mrz->valid) ||
                             std::count_if(reading.lines.begin(), reading.lines.end(), [](const auto& line) {
                                 return line.confidence > 0.7 && line.text.size() >= 4;
                             }) >= 3;
        for (auto& finding : findings_of(main.quality, legible))
            result_.findings.push_back(std::move(finding));
        if (reading.mrz) result_.findings.push_back(mrz_finding(*reading.mrz));
        if (!legible && reading.fields.empty() && reading.kind == domain::DocumentKind::other &&
            reading.lines.size() < 2)
            result_.findings.push_back({.check = "document",
                                        .outcome = domain::Outcome::unreadable,
                                        .reason = domain::Reason::no_document,
                                        .region = {}});
        explain(main);
    }

    /// After `redact`: from the page as it is kept. Costs a clean document nothing.
    void explain(PageFindings& main) {
        const int number = int(&main - pages_.data());
        const Picture& page = document_.pages[std::size_t(number)];
        std::optional<Copy> copy;
        for (const auto& finding : result_.findings) {
            if (finding.outcome == domain::Outcome::clear) continue;
            if (!copy) copy = shrunk(page, working_pixels);
            Chroma& chroma = main.colour.chroma;
            if (finding.check == "colour" && chroma.left.empty())
                chroma = judge_colour_of(page, *copy, main.sheet, document_.provenance).chroma;
            auto overlay = overlay_of(finding, {page, *copy, main.sheet, chroma, main.origin->places});
            if (overlay) result_.overlays.push_back({finding.check, number, *std::move(overlay)});
        }
    }

    static domain::Finding mrz_finding(const domain::Mrz& mrz) {
        const MrzDigits digits = count_digits(mrz);
        domain::Finding finding{.check = "mrz",
                                .reason = {},
                                .measure = double(digits.right),
                                .threshold = double(digits.all),
                                .region = mrz.box};
        if (!mrz.valid)
            finding.outcome = domain::Outcome::consider, finding.reason = domain::Reason::mrz_checksum;
        return finding;
    }

    Document document_;
    TextReader::Engine& engine_;
    std::vector<PageFindings> pages_;
    Examination result_;
};

}  // namespace

Examination examine(Document document, TextReader& reader) {
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    Examination examination = Examiner(std::move(document), reader).run();
    examination.ms.total = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    return examination;
}

namespace {

/// On a few made lines: expressions and tables are made when first asked.
void warm_up_rules() {
    std::vector<Line> lines;
    for (const char* text : {"Invoice 2026-001234", "Jan de Voorbeeld", "9990 ZZ Lage Vliet",
                             "Total amount due before 30 September 2026", "4b. 01.02.2030"}) {
        const domain::Box box{0, 30, 40 * int(lines.size() + 1), 300, 24};
        lines.push_back(line_of({{text, box, 1, box}}, domain::Source::printed));
    }
    (void)worth_a_second_look(lines, 1.4, 1000, 100);
    for (int kind = 0; kind <= int(domain::DocumentKind::other); ++kind)
        (void)read_fields(lines, domain::DocumentKind(kind), 1000);
    (void)card_fields(lines, find_card_numbers(lines));
}

}  // namespace

void warm_up(TextReader& reader) {
    warm_up_rules();
    Document document;
    Picture& page = document.pages.emplace_back(Picture{640, 480, Bytes(640 * 480 * 3, 60)});
    as_matrix(page)(cv::Rect{80, 60, 480, 360}).setTo(cv::Scalar(230, 225, 215));
    (void)examine(std::move(document), reader);
}

}  // namespace imaging
