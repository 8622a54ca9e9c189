#include "imaging/page_look.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "imaging/classify.h"
#include "imaging/hash.h"
#include "imaging/mrz_find.h"
#include "imaging/ocr.h"
#include "imaging/print.h"
#include "imaging/print_lines.h"
#include "imaging/quality.h"
#include "imaging/reduce.h"
#include "imaging/second_look.h"
#include "imaging/text_layer.h"
#include "imaging/upright.h"

namespace imaging {
namespace {

constexpr double working_pixels = 1.6e6;     // most checks
constexpr FlatSize checked_size{0.5e6};      // the sheet alone: its colours, a card on it
constexpr FlatSize page_size{2.3e6, 1.9e6};  // a page of text: A4 at about 165 dpi
constexpr FlatSize card_size{1.1e6};         // a card: 85.6 mm across 1,320 pixels
constexpr FlatSize with_card_size{2.3e6};    // a card somewhere on a page
constexpr int closer_side = 2000;            // lines of a small document on a large sheet
constexpr double filling = 0.5;              // of the long side of the picture: not small
constexpr std::size_t zone_lines = 6;        // read of each direction; 516 zones were all found by these
constexpr double most_filled = 0.85;         // of the picture: nothing else has room beside it
constexpr std::size_t most_beside = 3;       // looked for beside the document
constexpr std::size_t closer_lines = 3;      // a second look at every page without a zone must be cheap

using Clock = std::chrono::steady_clock;

/// What `work` returns; how long it took is added to `ms`.
template <typename Work>
auto timed(double& ms, const Work& work) {
    const auto start = Clock::now();
    struct Adding {
        double& ms;
        Clock::time_point start;
        ~Adding() { ms += std::chrono::duration<double, std::milli>(Clock::now() - start).count(); }
    } adding{ms, start};
    return work();
}

class PageLook {
  public:
    PageLook(Document& document, int number, TextReader::Engine& engine, const PageFindings* main)
        : document_(document),
          number_(number),
          page_(document.pages[std::size_t(number)]),
          engine_(engine),
          main_(main) {}

    PageFindings run() {
        auto& ms = found_.ms;
        const std::vector<Word> layer = layer_of(document_, number_);
        const bool all_in_layer = timed(ms.checks, [&] { return tells_all(layer, page_); });
        // First, and in gray: nothing else is needed for it.
        if (!all_in_layer) search_zone();
        timed(ms.checks, [&] { see_sheet(); });
        // A document that is small on its picture may have small print.
        const bool small = found_.sheet.found && !fills_picture();
        if (!all_in_layer && !found_.mrz && small) timed(ms.mrz, [&] { search_sheet(); });
        if (!all_in_layer && !found_.mrz) timed(ms.checks, [&] { put_upright(); });
        if (all_in_layer)
            take_layer(layer);
        else
            check_and_read();
        // It may be small on a sheet that was not seen (white on white): what was read tells whether there is
        // one.
        if (!all_in_layer && !found_.mrz && shows_zone(found_.lines)) search_late_zone();
        if (found_.mrz && !found_.doubts.empty())
            timed(ms.ocr, [&] { cross_read(*found_.mrz, found_.doubts, words_outside_zone()); });
        return std::move(found_);
    }

  private:
    /// In a small copy of the page as it lies.
    void see_sheet() {
        if (!copy_.rgb.empty()) return;
        copy_ = shrunk(page_, working_pixels);
        find_sheet_on_copy();
    }

    void find_sheet_on_copy() {
        found_.sheet = find_sheet(copy_.rgb);
        card_within(found_.sheet);
        found_.sheet_scale = copy_.scale;
        found_.aspect = found_.sheet.found ? found_.sheet.aspect()
                                           : double(std::max(page_.width, page_.height)) /
                                                 std::min(page_.width, page_.height);
    }

    bool fills_picture() const {
        return found_.sheet.long_edge() >= filling * std::max(copy_.gray.cols, copy_.gray.rows);
    }

    // ---- the page in gray, as it lies ----

    const GrayLevels& in_gray() {
        if (!in_gray_) in_gray_.emplace(as_matrix(page_));
        return *in_gray_;
    }

    /// Its lines of print.
    PrintSearch& search() {
        if (!search_) search_.emplace(in_gray());
        return *search_;
    }

    // ---- the zone ----

    void search_zone() {
        auto& ms = found_.ms;
        auto zone = timed(ms.mrz, [&] { return find_zone(PrintRuns::across); });
        if (!zone || !zone->settled) {
            // Most pages lie as they are read: what else is to be done can be begun while the other lines are
            // searched. The checks of a further page ask for its zone.
            if (!zone && !main_ && timed(ms.mrz, [&] { return search().runs_across(); })) {
                timed(ms.checks, [&] { see_sheet(); });
                begin_checks();
            }
            zone = timed(ms.mrz, [&] { return likelier(std::move(zone), find_zone(PrintRuns::down)); });
        }
        timed(ms.mrz, [&] { accept(std::move(zone)); });
    }

    std::optional<FoundMrz> find_zone(PrintRuns way) {
        return find_mrz(in_gray(), search(), way, engine_.mrz(), zone_lines);
    }

    /// The sheet alone, as large as if it filled the picture.
    void search_sheet() {
        std::vector<cv::Point2f> corners;
        for (const auto& corner : found_.sheet.corners) corners.push_back(corner / float(copy_.scale));
        const cv::Rect part = cv::boundingRect(corners) & cv::Rect{0, 0, page_.width, page_.height};
        if (part.empty()) return;
        const GrayLevels levels(as_matrix(page_)(part));
        PrintSearch search(levels);
        auto zone = find_mrz(levels, search, engine_.mrz(), zone_lines);
        if (zone) zone->mrz.box.x += part.x, zone->mrz.box.y += part.y;
        accept(std::move(zone));
    }

    /// Small print anywhere on a large page.
    void search_late_zone() {
        const int side = std::min(closer_side, std::max(page_.width, page_.height));
        if (side <= print_search_side * 3 / 2) return;
        const bool turned = timed(found_.ms.mrz, [&] {
            PrintSearch closer(in_gray(), side);
            return accept(find_mrz(in_gray(), closer, PrintRuns::across, engine_.mrz(), closer_lines));
        });
        if (turned) check_and_read();
    }

    /// Whether the page was turned for it.
    bool accept(std::optional<FoundMrz> zone) {
        if (!zone) return false;
        zone->mrz.box.page = number_;
        zone->mrz.box = turned(zone->mrz.box, zone->quarter_turns, page_.width, page_.height);
        if (zone->quarter_turns) turn_all(zone->quarter_turns);
        const cv::Rect inside =
            cv::Rect{zone->mrz.box.x, zone->mrz.box.y, zone->mrz.box.width, zone->mrz.box.height} &
            cv::Rect{0, 0, page_.width, page_.height};
        zone->mrz.box = {number_, inside.x, inside.y, inside.width, inside.height};
        found_.mrz = std::move(zone->mrz);
        found_.doubts = std::move(zone->doubts);
        return zone->quarter_turns != 0;
    }

    /// What is printed elsewhere than in the zone: another reading of the zone itself is no second witness.
    std::set<std::string> words_outside_zone() const {
        std::vector<Line> others;
        const domain::Box& zone = found_.mrz->box;
        std::copy_if(found_.lines.begin(), found_.lines.end(), std::back_inserter(others),
                     [&](const Line& line) {
                         const int middle = line.box.y + line.box.height / 2;
                         return middle < zone.y || middle > zone.y + zone.height;
                     });
        return words_of(others);
    }

    // ---- which way up ----

    /// A page without a zone: by its print.
    void put_upright() {
        const int quarters = found_.sheet.found ? quarters_by_reading(engine_, copy_.gray(around_sheet()))
                                                : quarters_by_reading(engine_, in_gray(), search());
        if (quarters) turn_all(quarters);
    }

    void turn_all(int quarters) {
        if (checks_.valid()) checks_.get();
        checked_ = false;
        for (LayerWord& word : document_.layer)
            if (word.box.page == number_) word.box = turned(word.box, quarters, page_.width, page_.height);
        if (!copy_.rgb.empty()) turn(copy_, quarters);  // before the page: it may share its pixels
        turn(page_, quarters);
        in_gray_.reset(), search_.reset();
        if (!copy_.rgb.empty()) find_sheet_on_copy();
    }

    cv::Rect around_sheet() const {
        return cv::boundingRect(found_.sheet.corners) & cv::Rect{{}, copy_.gray.size()};
    }

    // ---- the checks, and beside them the reading ----

    void take_layer(const std::vector<Word>& layer) {
        found_.lines = lines_of(layer, domain::Source::text_layer);
        found_.height = page_.height;
        end_checks();
    }

    void check_and_read() {
        found_.lines.clear();
        found_.height = page_.height;
        std::vector<Word> layer = layer_of(document_, number_);  // turned with its page
        begin_checks();
        timed(found_.ms.ocr, [&] {
            if (!layer.empty() || !zone_told_all()) found_.lines = read_text(std::move(layer));
            look_beside();
        });
        end_checks();
    }

    /// Beside all that follows. Until they end the page, its copy and its sheet must stay as they are.
    void begin_checks() {
        if (checked_) return;
        checked_ = true;
        checks_ = std::async(std::launch::async, [this] { check(); });
    }

    void end_checks() {
        if (checks_.valid()) checks_.get();
        if (!checked_) checked_ = true, check();
        found_.ms.checks += std::exchange(check_ms_, 0);
    }

    /// Writes nothing that the search for a zone or `read_text` touches.
    void check() {
        timed(check_ms_, [&] {
            found_.hash = page_hash(copy_.gray);
            found_.colour = judge_colour_of(page_, copy_, found_.sheet, document_.provenance);
            found_.quality = judge_quality(copy_.rgb(around_sheet()), found_.sheet, copy_.scale);
            if (stands_before(found_, main_))
                found_.origin = origin_of(document_, number_, found_);
            else
                found_.colour.chroma = {};  // some megabytes that nobody asks for
        });
    }

    bool zone_told_all() const {
        return found_.mrz && found_.mrz->valid && found_.doubts.empty() &&
               found_.mrz->format != domain::MrzFormat::licence;
    }

    /// The text layer when there is one, and print that is not in it; a card line by line; else the whole
    /// page: what is not read is not searched for card numbers.
    std::vector<Line> read_text(std::vector<Word> layer) {
        if (!layer.empty()) return layer_and_rest(std::move(layer));
        const auto [lines, flat] = read_sheet(in_gray());
        found_.height = flat.gray.rows;
        return on_page(lines, flat.back, page_, number_);
    }

    /// A picture on the page, or print drawn as outlines, is in no layer, and may be a card.
    std::vector<Line> layer_and_rest(std::vector<Word> layer) {
        const cv::Mat rest = without(layer, page_);
        std::vector<Line> lines = lines_of(std::move(layer), domain::Source::text_layer);
        if (!has_print(rest)) return lines;
        const auto [read, flat] = read_sheet(GrayLevels(rest));
        for (Line& line : on_page(read, flat.back, page_, number_)) {
            for (Word& word : line.words) word.place = word.box;  // as those of the layer
            lines.push_back(line_of(std::move(line.words), domain::Source::printed));
        }
        return lines;
    }

    struct SheetPrint {
        std::vector<OcrLine> lines;
        Flat flat;  // on which they lie
    };

    /// `levels`: of the whole page.
    SheetPrint read_sheet(const GrayLevels& levels) {
        if (has_card_shape(found_.aspect)) {
            Flat flat = flat_in_gray(levels, found_.sheet, card_size);
            return {read_card(engine_, flat.gray), std::move(flat)};
        }
        Flat flat = flat_in_gray(levels, found_.sheet, page_size);
        PagePrint page = read_page(engine_, flat.gray);
        if (may_be_card(page)) {
            Flat closer = flat_in_gray(levels, found_.sheet, with_card_size);
            std::vector<OcrLine> card = read_card(engine_, closer.gray, false);
            if (says_more(card, page)) return {std::move(card), std::move(closer)};
        }
        return {std::move(page.lines), std::move(flat)};
    }

    // ---- what else lies on the picture ----

    /// What is not read is not searched for card numbers, and what lies another way up is not read.
    void look_beside() {
        found_.beside.clear();
        const cv::Rect picture{{}, copy_.gray.size()};
        if (!found_.sheet.found && !found_.mrz) {
            if (!is_full_of_text()) look_for_cards(picture, {});
        } else if (const Sheet* paper = paper_below()) {
            look_for_cards(picture & within_rim(cv::boundingRect(paper->corners)), document_itself());
            look_for_cards(picture, *paper);
        } else {
            look_for_cards(picture, document_itself());
        }
    }

    /// `known`: nothing when the whole page was read.
    void look_for_cards(const cv::Rect& area, const std::optional<Sheet>& known) {
        if (area.empty() || (known && cv::contourArea(known->corners) > most_filled * area.area())) return;
        const auto here = known ? std::optional(moved(*known, -area.tl())) : std::nullopt;
        for (const Sheet& other : find_others(copy_.rgb(area), here, most_beside)) {
            const Sheet there = moved(other, area.tl());
            if (has_card_shape(there.aspect()) && (known || !was_read(there)))
                found_.beside.push_back(read_beside(there));
        }
    }

    bool is_full_of_text() const {
        constexpr std::size_t many = 110;  // words
        std::size_t words = 0;
        for (const Line& line : found_.lines) words += line.words.size();
        return words >= many;
    }

    /// A card that lies the way up in which the page was read.
    bool was_read(const Sheet& sheet) const {
        constexpr int enough = 4;  // words
        constexpr double surely = 0.8;
        int words = 0;
        for (const Line& line : found_.lines)
            for (const Word& word : line.words) {
                const cv::Point2f middle(float(word.box.x) + float(word.box.width) / 2,
                                         float(word.box.y) + float(word.box.height) / 2);
                words += word.confidence >= surely && word.text.size() >= 3 &&
                         cv::pointPolygonTest(sheet.corners, middle * float(copy_.scale), false) > 0;
            }
        return words >= enough;
    }

    static Sheet moved(Sheet sheet, cv::Point by) {
        for (auto& corner : sheet.corners) corner += cv::Point2f(by);
        return sheet;
    }

    /// The sheet on which the document is only printed.
    const Sheet* paper_below() const {
        if (on_paper_) return &*on_paper_;
        return found_.sheet.found && !is_its_own_sheet() ? &found_.sheet : nullptr;
    }

    /// Not a page on which the document, of which only the zone is known, was copied.
    bool is_its_own_sheet() const {
        return !found_.mrz || (found_.sheet.found &&
                               double(found_.mrz->box.width) * copy_.scale > 0.6 * found_.sheet.long_edge());
    }

    /// Its sheet; or from its zone, as 9303 prints them all: along the lower edge, nine tenths of it wide.
    Sheet document_itself() const {
        if (is_its_own_sheet()) return found_.sheet;
        const domain::Box& zone = found_.mrz->box;
        const float scale = float(copy_.scale), w = float(zone.width) * scale, x = float(zone.x) * scale,
                    end = float(zone.y + zone.height) * scale;
        Sheet sheet;
        sheet.corners = {cv::Point2f{x - 0.08F * w, end - 0.85F * w},
                         {x + 1.08F * w, end - 0.85F * w},
                         {x + 1.08F * w, end + 0.08F * w},
                         {x - 0.08F * w, end + 0.08F * w}};
        return sheet;
    }

    /// Without the shadow of its edge.
    static cv::Rect within_rim(const cv::Rect& box) {
        const int aside = box.width / 25, up = box.height / 25;
        return {box.x + aside, box.y + up, box.width - 2 * aside, box.height - 2 * up};
    }

    CardBeside read_beside(Sheet sheet) {
        const int quarters = quarters_by_reading(engine_, flat_in_gray(in_gray(), sheet, card_size).gray);
        std::rotate(sheet.corners.begin(), sheet.corners.end() - quarters, sheet.corners.end());
        const Flat flat = flat_in_gray(in_gray(), sheet, card_size);
        return {sheet, on_page(read_card(engine_, flat.gray), flat.back, page_, number_)};
    }

    // ---- the sheet seen from above ----

    /// A card copied onto a sheet of paper: the card is the document.
    void card_within(Sheet& sheet) {
        on_paper_.reset();
        if (!sheet.found || has_card_shape(sheet.aspect())) return;
        const Flat flat = flat_in_colour(sheet);
        const Sheet inner = find_sheet(flat.rgb);
        if (!inner.found || !has_card_shape(inner.aspect()) || inner.cut_off > 0) return;
        std::vector<cv::Point2f> corners(inner.corners.begin(), inner.corners.end());
        cv::perspectiveTransform(corners, corners, flat.back);
        on_paper_ = sheet;
        for (std::size_t i = 0; i < 4; ++i) sheet.corners[i] = corners[i] * float(copy_.scale);
    }

    /// From the copy when it is large enough for what is asked.
    Flat flat_in_colour(const Sheet& sheet) const {
        if (flat_scale(sheet, copy_.scale, checked_size) <= copy_.scale)
            return flattened(copy_.rgb, copy_.scale, sheet, copy_.scale, checked_size);
        return flattened(as_matrix(page_), 1, sheet, copy_.scale, checked_size);
    }

    Flat flat_in_gray(const GrayLevels& levels, const Sheet& sheet, const FlatSize& size) const {
        const auto& level = levels.above(flat_scale(sheet, copy_.scale, size));
        return flattened(level.gray, level.scale, sheet, copy_.scale, size);
    }

    Document& document_;
    const int number_;
    Picture& page_;
    TextReader::Engine& engine_;
    const PageFindings* main_;
    Copy copy_;
    std::optional<GrayLevels> in_gray_;
    std::optional<PrintSearch> search_;
    std::optional<Sheet> on_paper_;  // onto which the card that is the document was copied
    PageFindings found_;
    bool checked_ = false;
    double check_ms_ = 0;
    std::future<void> checks_;  // last: what they look at outlives them
};

}  // namespace

PageFindings look_at_page(Document& document, int number, TextReader::Engine& engine,
                          const PageFindings* main) {
    return PageLook(document, number, engine, main).run();
}

bool stands_before(const PageFindings& later, const PageFindings* earlier) {
    if (!earlier) return true;
    if (!later.mrz != !earlier->mrz) return later.mrz.has_value();
    if (later.mrz && later.mrz->valid != earlier->mrz->valid) return later.mrz->valid;
    return later.colour.colour < earlier->colour.colour;
}

PageOrigin origin_of(const Document& document, int number, const PageFindings& found) {
    const cv::Mat middle = middle_of(document.pages[std::size_t(number)], found.sheet, found.sheet_scale);
    PageOrigin origin{.measure = {}, .places = {}, .verdict = {}, .screen = {}};
    origin.measure = measure_origin(middle, &origin.places);
    const bool gray = found.colour.colour != domain::Colour::full;
    origin.verdict = judge_origin(document.provenance, origin.measure, found.sheet.found, gray);
    if (origin.verdict.origin == domain::Origin::photo) origin.screen = measure_screen(middle);
    return origin;
}

}  // namespace imaging
