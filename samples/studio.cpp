#include "samples/studio.h"

#include <stdexcept>

#include "samples/bill.h"
#include "samples/camera.h"
#include "samples/files.h"
#include "samples/passport.h"
#include "samples/recapture.h"
#include "samples/scanner.h"
#include "samples/screen.h"

namespace samples {
namespace {

/// Enough for the camera to find nothing sharper than itself.
double print_dpi(const Sheet& sheet) {
    return sheet.width > 180 ? 300 : sheet.width > 100 ? 500 : 700;
}

}  // namespace

const Subject& Original::laid_down() {
    if (subject_) return *subject_;
    const Sheet& sheet = specimen_.sheet;
    const double dpi = print_dpi(sheet);
    Random random(seed_, "wear " + person_.id + "/" + specimen_.name());
    Subject subject{.picture = render(sheet, dpi), .px_per_mm = dpi / 25.4, .focus = sheet.focus_or_all()};
    wear(subject.picture, subject.px_per_mm, sheet.folds, random);
    switch (sheet.stuff) {
        case Sheet::Stuff::paper:
            subject.waviness = 0.7;
            break;
        case Sheet::Stuff::booklet:
            subject.thickness = 2.2, subject.waviness = 0.25, subject.gloss = 0.35;
            break;
        case Sheet::Stuff::plastic:
            subject.thickness = 0.76, subject.gloss = 0.55;
            break;
    }
    return subject_.emplace(std::move(subject));
}

/// One taking of one original: everything by chance in it comes from the name of its file.
class Studio::Shooting {
  public:
    Shooting(const Studio& studio, Original& original, const std::string& name)
        : studio_(studio),
          original_(original),
          name_(name),
          random_(studio.seed_, original.person().id + "/" + name) {}

    Shot photo() { return photo_of(original_.laid_down()); }
    Shot photo_of_a_copy() { return photo_of(photocopied(original_.laid_down(), random_)); }
    std::string photo_jpeg(const Shot& shot) { return camera_jpeg(shot, random_.whole(85, 92), day()); }
    cv::Mat scanned(ScanMode mode, int dpi) {
        const Subject& paper = original_.laid_down();
        return scan(mode == ScanMode::gray ? photocopied(paper, random_) : paper, dpi, mode, random_);
    }
    std::string scan_jpeg(ScanMode mode, int dpi) {
        return scanner_jpeg(scanned(mode, dpi), random_.whole(85, 92), dpi);
    }
    cv::Mat screenshot() {
        const Specimen& specimen = original_.specimen();
        const bool page = original_.is_page();
        const Viewing viewing{page ? "Document.pdf" : specimen.kind + ".png",
                              page ? "mijn.portaal.example/documenten/2041"
                                   : "drive.opslag.example/bestand/" + specimen.name()};
        const cv::Mat document = render_focus(specimen.sheet, page ? 220 : 300);
        return random_.chance(0.5) ? phone_screenshot(document, viewing, random_)
                                   : desktop_screenshot(document, viewing);
    }
    cv::Mat rendered() const {
        return render_focus(original_.specimen().sheet, original_.is_page() ? 150 : 260);
    }
    std::string vector() { return vector_pdf(original_.specimen().sheet, facts("Voorbeeld Documenten 3.1")); }
    PdfFacts facts(const std::string& producer) {
        return {original_.specimen().kind, producer, iso(day()) + "T10:12:00Z"};
    }
    Taken done(const std::string& capture, std::string bytes, const Expected& expected) const {
        return {name_, capture, std::move(bytes), expected};
    }

  private:
    Date day() { return add_days(studio_.today_, -random_.whole(0, 2)); }
    Shot photo_of(const Subject& subject) {
        const cv::Size frame = studio_.small_ ? cv::Size(2592, 1944) : cv::Size(4032, 3024);
        const Table table = random_.pick(tables);
        return photograph(subject, frame, table, random_);
    }

    const Studio& studio_;
    Original& original_;
    std::string name_;
    Random random_;
};

std::vector<Taken> Studio::take(Original& original, std::string_view capture) const {
    const Expected gray{"gray", "photocopy", "IMG_GREYSCALE"}, digital{"full", "digital", "DOC_BORN_DIGITAL"};
    const auto shoot = [&](const std::string& rest) {
        return Shooting(*this, original, original.specimen().name() + "-" + rest);
    };
    if (capture == "photo") {
        Shooting camera = shoot("photo.jpg");
        return {camera.done("photo", camera.photo_jpeg(camera.photo()), {"full", "photo"})};
    }
    if (capture == "scan") {
        const int dpi = original.is_page() ? 200 : 300;
        Shooting scanner = shoot("scan.jpg"), office = shoot("scan.pdf");
        const std::string jpeg = scanner.scan_jpeg(ScanMode::colour, dpi);
        std::vector<Taken> made{scanner.done("scan", jpeg, {"full", "scan"})};
        if (original.is_page())
            made.push_back(
                office.done("scan", picture_pdf({jpeg}, dpi, office.facts("Scanner S2")), {"full", "scan"}));
        return made;
    }
    if (capture == "gray") {
        Shooting scanner = shoot("gray.jpg"), camera = shoot("gray-photo.jpg");
        return {scanner.done("gray", scanner.scan_jpeg(ScanMode::gray, 200), gray),
                camera.done("gray", camera.photo_jpeg(camera.photo_of_a_copy()), gray)};
    }
    if (capture == "screenshot") {
        Shooting screen = shoot("screenshot.png");
        return {
            screen.done("screenshot", png(screen.screenshot()), {"full", "screenshot", "IMG_SCREENSHOT"})};
    }
    if (capture == "digital") {
        Shooting pdf = shoot("digital.pdf"), picture = shoot("digital.png");
        return {pdf.done("digital", pdf.vector(), digital),
                picture.done("digital", png(picture.rendered()), digital)};
    }
    throw std::invalid_argument("a capture is photo, scan, gray, screenshot or digital");
}

std::vector<Studio::Odd> Studio::oddities(const Person& person) const {
    Person late = person, slow = person;
    late.passport_issued = add_days(add_years(today_, -10), -200);
    late.passport_expiry = add_days(today_, -201);
    slow.bill_date = add_days(today_, -190);
    Original pass(person, passport(person, seed_), seed_), invoice(person, bill(person, seed_), seed_),
        expired(late, passport(late, seed_), seed_), forged(person, passport(person, seed_, true), seed_),
        stale(slow, bill(slow, seed_), seed_);

    std::vector<Odd> made;
    const auto keep = [&](Original& original, const Taken& taken) {
        made.push_back({taken, original.specimen()});
    };
    const auto photographed = [&](Original& original, const std::string& name, const char* reason) {
        Shooting camera(*this, original, name);
        keep(original, camera.done("photo", camera.photo_jpeg(camera.photo()), {"full", "photo", reason}));
        return made.back().taken.bytes;
    };
    photographed(expired, "passport-expired.jpg", "DOC_EXPIRED");
    photographed(forged, "passport-wrong-digit.jpg", "MRZ_CHECKSUM");
    const std::string jpeg = photographed(stale, "bill-old.jpg", "POA_TOO_OLD");

    Shooting telephone(*this, pass, "passport.heic"), website(*this, invoice, "bill.webp"),
        archive(*this, pass, "passport.tiff"), sepia(*this, pass, "passport-sepia.jpg");
    keep(pass, telephone.done("photo", heic(telephone.photo(), 60), {"full", "photo"}));
    Shot upright = website.photo();  // WebP has no orientation of its own
    if (upright.orientation == 6) cv::rotate(upright.picture, upright.picture, cv::ROTATE_90_CLOCKWISE);
    keep(invoice, website.done("photo", webp(upright.picture, 80), {"full", "photo"}));
    keep(pass, archive.done("scan", tiff(archive.scanned(ScanMode::colour, 200), 200), {"full", "scan"}));
    keep(pass, sepia.done("scan", sepia.scan_jpeg(ScanMode::sepia, 200), {"tinted", "scan", "IMG_TINTED"}));

    const auto plain = [&](const std::string& name, std::string bytes, const char* reason) {
        made.push_back({{name, "none", std::move(bytes), {"", "", reason}}, {}});
    };
    Shooting locked(*this, invoice, "password.pdf");
    plain("empty.jpg", "", "FILE_EMPTY");
    plain("cut.jpg", jpeg.substr(0, jpeg.size() / 2), "FILE_TRUNCATED");
    plain("text.jpg", "This is a text, whatever its name says.\n", "FILE_TYPE");
    plain("password.pdf", with_password(locked.vector(), "geheim"), "FILE_PASSWORD");
    plain("huge.png", huge_png(), "FILE_TOO_MANY_PIXELS");
    return made;
}

}  // namespace samples
