#include "imaging/examine.h"

#include <algorithm>
#include <chrono>
#include <opencv2/imgproc.hpp>

#include "imaging/classify.h"
#include "imaging/colour.h"
#include "imaging/cross_read.h"
#include "imaging/fields.h"
#include "imaging/hash.h"
#include "imaging/mrz.h"
#include "imaging/mrz_find.h"
#include "imaging/ocr.h"
#include "imaging/origin.h"
#include "imaging/overlay.h"
#include "imaging/page.h"
#include "imaging/payment_card.h"
#include "imaging/print.h"
#include "imaging/print_lines.h"
#include "imaging/quality.h"
#include "imaging/redact.h"
#include "imaging/reduce.h"
#include "imaging/screen_photo.h"
#include "imaging/second_look.h"
#include "imaging/text.h"
#include "imaging/text_layer.h"
#include "imaging/upright.h"

namespace imaging {
namespace {

constexpr double working_pixels = 1.6e6;  // most checks
constexpr double checked_pixels = 0.5e6;  // the sheet alone: its colours, a card on it
constexpr double reading_pixels = 2.3e6;  // a page of text: A4 at about 165 dpi
constexpr double card_pixels = 1.1e6;     // a card: 85.6 mm across 1,320 pixels
constexpr int closer_side = 2000;         // lines of a small document on a large sheet
constexpr double filling = 0.5;           // of the long side of the picture: not small
constexpr std::size_t closer_lines = 3;   // a second look at every page without a zone must be cheap

using Clock = std::chrono::steady_clock;
double since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// What one page said.
struct PageFindings {
    std::optional<domain::Mrz> mrz;
    std::vector<MrzDoubt> doubts;  // about its names
    std::vector<Line> lines;
    Sheet sheet;
    double sheet_scale = 1;  // pixels of what the sheet was found on a full pixel
    ColourVerdict colour;
    Quality quality;
    OriginMeasure origin;
    OriginVerdict origin_verdict;
    std::optional<ScreenMeasure> screen;  // of what seems to be a photograph
    std::uint64_t hash = 0;
    double aspect = 0;  // of the sheet, 0: none found
    int height = 0;     // of what `place` of a line stands on
};

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
        Picture& page = document_.pages[std::size_t(number)];
        PageFindings found;
        auto start = Clock::now();
        Copy copy = shrunk(page, working_pixels);
        result_.ms.mrz += since(start);
        start = Clock::now();
        std::vector<Word> layer = layer_of(document_, number);
        const bool all_in_layer = tells_all(layer, page);
        found.sheet = sheet_on(page, copy);
        result_.ms.checks += since(start);
        start = Clock::now();
        if (!all_in_layer) read_mrz(found, page, copy, number);
        // A document that is small on its picture may have small print.
        const bool small = found.sheet.found && !fills(found.sheet, copy);
        if (!all_in_layer && !found.mrz && small) read_small_mrz(found, page, copy, number);
        result_.ms.mrz += since(start);
        start = Clock::now();
        if (!found.mrz && !all_in_layer) put_upright(found, page, copy, number);
        check(found, page, copy);
        result_.ms.checks += since(start);
        start = Clock::now();
        layer = layer_of(document_, number);  // the page may have been turned, and its layer with it
        found.lines = all_in_layer ? lines_of(std::move(layer), domain::Source::text_layer)
                                   : read_text(std::move(layer), found, page, copy, number);
        result_.ms.ocr += since(start);
        start = Clock::now();
        // Any other may be small, too (white on white): what was read tells whether there is a zone.
        const bool turned = !all_in_layer && !found.mrz && !small && shows_zone(found.lines) &&
                            read_small_mrz(found, page, copy, number);
        result_.ms.mrz += since(start);
        start = Clock::now();
        if (turned) found.lines = read_text(layer_of(document_, number), found, page, copy, number);
        if (found.mrz && !found.doubts.empty()) cross_read(*found.mrz, found.doubts, words_outside(found));
        result_.ms.ocr += since(start);
        found.hash = page_hash(copy.gray);
        pages_.push_back(std::move(found));
    }

    void read_mrz(PageFindings& seen, Picture& page, Copy& copy, int number) {
        const GrayLevels levels(as_matrix(page));
        const PrintSearch search = search_copy(copy.gray, copy.scale);
        accept(find_mrz(levels, search.gray, search.shrink, engine_.mrz()), seen, page, copy, number);
    }

    /// Whether the page was turned for it.
    bool read_small_mrz(PageFindings& seen, Picture& page, Copy& copy, int number) {
        const int side = std::min(closer_side, std::max(page.width, page.height));
        if (side <= print_search_side * 3 / 2) return false;
        const GrayLevels levels(as_matrix(page));
        const auto& level = levels.above(double(side) / std::max(page.width, page.height));
        const PrintSearch search = search_copy(level.gray, level.scale, side);
        return accept(find_mrz(levels, search.gray, search.shrink, engine_.mrz(), closer_lines), seen, page,
                      copy, number);
    }

    static bool fills(const Sheet& sheet, const Copy& copy) {
        return sheet.long_edge() >= filling * std::max(copy.gray.cols, copy.gray.rows);
    }

    bool accept(std::optional<FoundMrz> found, PageFindings& seen, Picture& page, Copy& copy, int number) {
        if (!found) return false;
        found->mrz.box.page = number;
        found->mrz.box = turned(found->mrz.box, found->quarter_turns, page.width, page.height);
        turn_all(page, copy, number, found->quarter_turns);
        if (found->quarter_turns) seen.sheet = sheet_on(page, copy);
        clip(found->mrz.box, page);
        seen.mrz = std::move(found->mrz);
        seen.doubts = std::move(found->doubts);
        return found->quarter_turns != 0;
    }

    /// What is printed elsewhere than in the zone: another reading of the zone itself is no second witness.
    static std::set<std::string> words_outside(const PageFindings& found) {
        std::vector<Line> others;
        const domain::Box& zone = found.mrz->box;
        std::copy_if(found.lines.begin(), found.lines.end(), std::back_inserter(others),
                     [&](const Line& line) {
                         const int middle = line.box.y + line.box.height / 2;
                         return middle < zone.y || middle > zone.y + zone.height;
                     });
        return words_of(others);
    }

    void turn_all(Picture& page, Copy& copy, int number, int quarters) {
        for (LayerWord& word : document_.layer)
            if (word.box.page == number) word.box = turned(word.box, quarters, page.width, page.height);
        turn(copy, quarters);  // before the page: it may share its pixels
        turn(page, quarters);
    }

    static void clip(domain::Box& box, const Picture& page) {
        const cv::Rect inside =
            cv::Rect{box.x, box.y, box.width, box.height} & cv::Rect{0, 0, page.width, page.height};
        box = {box.page, inside.x, inside.y, inside.width, inside.height};
    }

    /// A page without a zone: by its print.
    void put_upright(PageFindings& found, Picture& page, Copy& copy, int number) {
        const int quarters =
            quarters_by_reading(engine_.reader().quick(), copy.gray(around(found.sheet, copy)));
        if (!quarters) return;
        turn_all(page, copy, number, quarters);
        found.sheet = sheet_on(page, copy);
    }

    static cv::Rect around(const Sheet& sheet, const Copy& copy) {
        return cv::boundingRect(sheet.corners) & cv::Rect{{}, copy.gray.size()};
    }

    /// Of a card copied onto a sheet of paper the card.
    static Sheet sheet_on(const Picture& page, const Copy& copy) {
        Sheet sheet = find_sheet(copy.rgb);
        card_within(sheet, page, copy);
        return sheet;
    }

    /// From the copy when it is large enough for what is asked.
    static Flat flat_in_colour(const Picture& page, const Copy& copy, const Sheet& sheet) {
        if (flat_scale(sheet, copy.scale, checked_pixels) <= copy.scale)
            return flattened(copy.rgb, copy.scale, sheet, copy.scale, checked_pixels);
        return flattened(as_matrix(page), 1, sheet, copy.scale, checked_pixels);
    }

    void check(PageFindings& found, const Picture& page, const Copy& copy) {
        found.aspect = found.sheet.found
                           ? found.sheet.aspect()
                           : double(std::max(page.width, page.height)) / std::min(page.width, page.height);
        found.colour = judge_colour_of(page, copy, found.sheet, document_.provenance);
        found.quality = judge_quality(copy.rgb(around(found.sheet, copy)), found.sheet, copy.scale);
        found.sheet_scale = copy.scale;
    }

    /// What only the page that stands for the document is asked.
    void check_origin(PageFindings& main) {
        const auto start = Clock::now();
        const Picture& page = document_.pages[std::size_t(&main - pages_.data())];
        const cv::Mat middle = middle_of(page, main.sheet, main.sheet_scale);
        main.origin = measure_origin(middle);
        const bool gray = main.colour.colour != domain::Colour::full;
        main.origin_verdict = judge_origin(document_.provenance, main.origin, main.sheet.found, gray);
        if (main.origin_verdict.origin == domain::Origin::photo) main.screen = measure_screen(middle);
        result_.ms.checks += since(start);
    }

    /// A card copied onto a sheet of paper: the card is the document.
    static void card_within(Sheet& sheet, const Picture& page, const Copy& copy) {
        if (!sheet.found || has_card_shape(sheet.aspect())) return;
        const Flat flat = flat_in_colour(page, copy, sheet);
        const Sheet inner = find_sheet(flat.rgb);
        if (!inner.found || !has_card_shape(inner.aspect()) || inner.cut_off > 0) return;
        std::vector<cv::Point2f> corners(inner.corners.begin(), inner.corners.end());
        cv::perspectiveTransform(corners, corners, flat.back);
        for (std::size_t i = 0; i < 4; ++i) sheet.corners[i] = corners[i] * float(copy.scale);
    }

    /// The text layer when there is one, and print that is not in it; nothing more when a zone told
    /// everything; a card line by line; else the whole page: what is not read is not searched for card
    /// numbers.
    std::vector<Line> read_text(std::vector<Word> layer, PageFindings& found, const Picture& page,
                                const Copy& copy, int number) {
        found.height = page.height;
        if (!layer.empty()) return layer_and_rest(std::move(layer), found, page, copy, number);
        const bool told = found.mrz && found.mrz->valid && found.doubts.empty() &&
                          found.mrz->format != domain::MrzFormat::licence;
        if (told) return {};
        const bool card = has_card_shape(found.aspect);
        const Flat flat =
            flat_in_gray(as_matrix(page), found.sheet, copy.scale, card ? card_pixels : reading_pixels);
        found.height = flat.gray.rows;
        return on_page(read_print(engine_, flat.gray, card), flat.back, page, number);
    }

    /// A picture on the page, or print drawn as outlines, is in no layer, and may be a card.
    std::vector<Line> layer_and_rest(std::vector<Word> layer, const PageFindings& found, const Picture& page,
                                     const Copy& copy, int number) {
        const cv::Mat rest = without(layer, page);
        std::vector<Line> lines = lines_of(std::move(layer), domain::Source::text_layer);
        if (!has_print(search_copy(rest, 1).gray)) return lines;
        const bool card = has_card_shape(found.aspect);
        const Flat flat = flat_in_gray(rest, found.sheet, copy.scale, card ? card_pixels : reading_pixels);
        for (Line& line : on_page(read_print(engine_, flat.gray, card), flat.back, page, number)) {
            for (Word& word : line.words) word.place = word.box;  // as those of the layer
            lines.push_back(line_of(std::move(line.words), domain::Source::printed));
        }
        return lines;
    }

    /// `page`: RGB or gray.
    static Flat flat_in_gray(const cv::Mat& page, const Sheet& sheet, double sheet_scale, double pixels) {
        const GrayLevels levels(page);
        const auto& level = levels.above(flat_scale(sheet, sheet_scale, pixels));
        return flattened(level.gray, level.scale, sheet, sheet_scale, pixels);
    }

    // ---- the document as a whole ----

    void conclude() {
        PageFindings* main = main_page();
        if (!main) return;
        check_origin(*main);  // before anything is painted over
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
        read_values(lines, numbers);
        redact(lines, numbers);
        for (const Line& line : lines) reading.lines.push_back({line.text, line.box, line.confidence});
        for (const auto& page : pages_) reading.page_hashes.push_back(page.hash);
        judge(*main);
    }

    /// The page with a zone; else the most colourful one.
    PageFindings* main_page() {
        PageFindings* main = nullptr;
        for (auto& page : pages_) {
            const bool better = !main ||
                                (page.mrz && (!main->mrz || (page.mrz->valid && !main->mrz->valid))) ||
                                (!page.mrz == !main->mrz && page.colour.colour < main->colour.colour);
            if (better) main = &page;
        }
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
            for (std::size_t i = 0; i < pages_.size(); ++i) unread_numbers(int(i), lines, numbers, boxes);
        }
        for (std::size_t i = 0; i < document_.pages.size(); ++i) {
            std::vector<domain::Box> here;
            std::copy_if(boxes.begin(), boxes.end(), std::back_inserter(here),
                         [&](const auto& box) { return box.page == int(i); });
            paint_over(document_.pages[i], here);
        }
        mask_text(lines, numbers, card);
    }

    /// A card's page whose number was not read: the places where ISO/IEC 7811-1 and custom put numbers and
    /// codes are covered whole, and every line that is mostly digits. Masking too much costs an analyst a
    /// glance; too little is kept for ever.
    void unread_numbers(int number, std::vector<Line>& lines, const std::vector<CardNumber>& numbers,
                        std::vector<domain::Box>& boxes) {
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
        const PageFindings& found = pages_[std::size_t(number)];
        std::vector<cv::Point2f> corners;
        for (const auto& corner : found.sheet.corners) corners.push_back(corner / float(found.sheet_scale));
        const cv::Rect card = cv::boundingRect(corners);
        const auto cover = [&](double x, double y, double w, double h) {
            boxes.push_back({number, card.x + int(x * card.width), card.y + int(y * card.height),
                             int(w * card.width), int(h * card.height)});
        };
        cover(0.03, 0.52, 0.94, 0.22);  // embossed number
        cover(0.5, 0.32, 0.45, 0.26);   // code beside the signature
    }

    void judge(const PageFindings& main) {
        auto& reading = result_.reading;
        reading.colour = main.colour.colour;
        result_.colour_measure = main.colour.measure;
        OriginVerdict origin = main.origin_verdict;
        reading.origin = origin.origin;
        std::optional<domain::Finding> screen;
        if (main.screen) screen = judge_screen(*main.screen, origin.evidence);
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
    void explain(const PageFindings& main) {
        const int number = int(&main - pages_.data());
        const Picture& page = document_.pages[std::size_t(number)];
        std::optional<Copy> copy;
        for (const auto& finding : result_.findings) {
            if (finding.outcome == domain::Outcome::clear) continue;
            if (!copy) copy = shrunk(page, working_pixels);
            auto overlay = overlay_of(finding, {page, *copy, main.sheet, main.origin});
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
    const auto start = Clock::now();
    Examination examination = Examiner(std::move(document), reader).run();
    examination.ms.total = since(start);
    return examination;
}

void warm_up(TextReader& reader) {
    Document document;
    Picture& page = document.pages.emplace_back(Picture{640, 480, Bytes(640 * 480 * 3, 60)});
    as_matrix(page)(cv::Rect{80, 60, 480, 360}).setTo(cv::Scalar(230, 225, 215));
    (void)examine(std::move(document), reader);
}

}  // namespace imaging
