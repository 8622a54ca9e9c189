// gatehouse-samples: files of invented people, what a reader must find in each, and orders that go with them.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <fstream>
#include <iostream>
#include <opencv2/imgcodecs.hpp>

#include "samples/accuracy_set.h"
#include "samples/album.h"
#include "samples/bill.h"
#include "samples/company_extract.h"
#include "samples/crowd.h"
#include "samples/files.h"
#include "samples/identity_card.h"
#include "samples/orders.h"
#include "samples/passport.h"
#include "samples/payment_card.h"
#include "samples/recapture.h"

namespace {

using namespace samples;

struct Wishes {
    std::filesystem::path out;
    std::uint64_t seed = 1;
    int people = size_of_cast;
    std::string only, capture, today;
    bool small = false;
    std::string set = "default";
    int count = 16, from = 0;  // documents of the accuracy set, and the first stranger
};
struct Again {
    std::string as, file, out;
};

std::vector<Specimen> documents_of(const Person& person, std::uint64_t seed) {
    std::vector<Specimen> made{passport(person, seed), identity_card_front(person, seed),
                               identity_card_back(person, seed), bill(person, seed)};
    if (person.company) made.push_back(company_extract(person, seed));
    if (person.card)
        for (Side side : {Side::front, Side::back}) made.push_back(payment_card(person, side, seed));
    return made;
}

/// Without a filter: everything in every capture once (papers of identity and address of the first person,
/// the company's of the second), and what each order needs of everybody.
bool in_default_set(int person, const Specimen& specimen, std::string_view capture) {
    const bool of_company = specimen.kind == "company_extract" || specimen.kind == "payment_card";
    if (person == (of_company ? 1 : 0)) return true;
    return specimen.kind != "identity_card" && capture == "photo";
}

bool wanted(const Wishes& wishes, int person, const Specimen& specimen, std::string_view capture) {
    if (wishes.only.empty() && wishes.capture.empty()) return in_default_set(person, specimen, capture);
    return (wishes.only.empty() || wishes.only == specimen.kind) &&
           (wishes.capture.empty() || wishes.capture == capture);
}

void make(const Wishes& wishes) {
    const Date today = date_from(wishes.today);
    const Studio studio(wishes.seed, today, wishes.small);
    const std::vector<Person> cast = people(wishes.seed, wishes.people, today);
    const bool all = wishes.only.empty() && wishes.capture.empty();
    Album album(wishes.out);
    for (std::size_t i = 0; i < cast.size(); ++i)
        for (const Specimen& specimen : documents_of(cast[i], wishes.seed)) {
            Original original(cast[i], specimen, wishes.seed);
            for (std::string_view capture : captures)
                if (wanted(wishes, static_cast<int>(i), specimen, capture))
                    for (const Taken& taken : studio.take(original, capture))
                        album.add(cast[i].id, cast[i], specimen, taken);
        }
    if (all || wishes.only == "odd")
        for (const Studio::Odd& odd : studio.oddities(cast.front()))
            album.add("odd", cast.front(), odd.specimen, odd.taken);
    for (const SampleOrder& order : orders(cast)) album.add_order(order);
    album.close(wishes.seed, wishes.today);
}

void make_for_accuracy(const Wishes& wishes) {
    const Date today = date_from(wishes.today);
    Album album(wishes.out);
    for (int index = wishes.from, made = 0; made < wishes.count; ++index) {
        const Person person = stranger(wishes.seed, index, today);
        const Specimen specimen = document_of_stranger(person, index, wishes.seed);
        if (!wishes.only.empty() && wishes.only != specimen.kind) continue;
        ++made;
        Original original(person, specimen, wishes.seed);
        for (const std::string& capture : accuracy_captures())
            if (wishes.capture.empty() || wishes.capture == capture)
                for (const Taken& taken : take_for_accuracy(original, capture, wishes.seed, today))
                    album.add(person.id, person, specimen, taken);
    }
    album.close(wishes.seed, wishes.today);
}

void take_again(const Again& again, const Wishes& wishes) {
    const cv::Mat picture = cv::imread(again.file, cv::IMREAD_COLOR);
    if (picture.empty()) throw std::runtime_error("cannot read " + again.file);
    const Subject subject = printed(picture);
    Random random(wishes.seed, again.as + " " + std::filesystem::path(again.file).filename().string());
    const Retaken made = recapture(subject, again.as, frame_for(subject), date_from(wishes.today), random);
    write(again.out, made.bytes);
    std::cout << R"({"document_width":)";  // in pixels
    if (made.px_per_mm > 0)
        std::cout << std::lround(made.px_per_mm * subject.focus.width) << "}\n";
    else
        std::cout << "null}\n";
}

}  // namespace

int main(int argc, char** argv) {
    Wishes wishes;
    wishes.today = iso(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
    CLI::App app("Makes synthetic documents of invented people, with a manifest and sample orders.",
                 "gatehouse-samples");
    CLI::Option* out = app.add_option("--out", wishes.out, "folder to write to");
    app.add_option("--seed", wishes.seed, "the same seed and day give the same bytes")->capture_default_str();
    app.add_option("--people", wishes.people, "how many people")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    app.add_option("--only", wishes.only, "one kind, of everybody")
        ->check(CLI::IsMember({"passport", "identity_card", "visa", "driving_licence", "bill",
                               "bank_statement", "letter", "company_extract", "payment_card", "odd"}));
    std::vector<std::string> known(captures.begin(), captures.end());
    for (std::string_view capture : recaptures) known.emplace_back(capture);
    app.add_option("--capture", wishes.capture, "one capture, of everybody")->check(CLI::IsMember(known));
    app.add_option("--set", wishes.set, "default, or accuracy: strangers in every capture, to measure with")
        ->check(CLI::IsMember({"default", "accuracy"}));
    app.add_option("--count", wishes.count, "documents of the accuracy set")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    app.add_option("--from", wishes.from,
                   "the first stranger of the accuracy set, so that several can make it")
        ->check(CLI::Range(0, 1000000));
    app.add_option("--today", wishes.today, "the day that dates are counted from, YYYY-MM-DD")
        ->capture_default_str();
    app.add_flag("--small", wishes.small, "photos of 5 MP instead of 12");
    Again again;
    CLI::App* recapturing = app.add_subcommand("recapture", "takes a picture again, as if it were printed");
    recapturing->fallthrough();
    recapturing->add_option("--as", again.as, "photo, small_jpeg, gray …")
        ->required()
        ->check(CLI::IsMember(std::vector<std::string>(recaptures.begin(), recaptures.end())));
    recapturing->add_option("FILE", again.file)->required()->check(CLI::ExistingFile);
    recapturing->add_option("OUT", again.out, "JPEG, or PNG for two tones")->required();
    CLI11_PARSE(app, argc, argv);
    try {
        cv::setNumThreads(1);
        if (*recapturing)
            take_again(again, wishes);
        else if (!*out)
            throw std::runtime_error("--out is required");
        else
            wishes.set == "accuracy" ? make_for_accuracy(wishes) : make(wishes);
    } catch (const std::exception& error) {
        std::cerr << "gatehouse-samples: " << error.what() << "\n";
        return 1;
    }
}
