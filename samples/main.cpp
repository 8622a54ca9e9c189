// gatehouse-samples: files of invented people, what a reader must find in each, and orders that go with them.
#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>

#include "samples/bill.h"
#include "samples/company_extract.h"
#include "samples/files.h"
#include "samples/identity_card.h"
#include "samples/orders.h"
#include "samples/passport.h"
#include "samples/payment_card.h"
#include "samples/studio.h"

namespace {

using namespace samples;
using Json = nlohmann::ordered_json;

struct Wishes {
    std::filesystem::path out;
    std::uint64_t seed = 1;
    int people = size_of_cast;
    std::string only, capture, today;
    bool small = false;
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

Json entry(const std::string& file, const Person& person, const Specimen& specimen, const Taken& taken) {
    const auto or_null = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
    Json made{{"file", file},
              {"person", person.id},
              {"kind", or_null(specimen.kind)},
              {"side", or_null(specimen.side)},
              {"capture", taken.capture},
              {"label", "made"}};
    made["expected"] = {{"colour", or_null(taken.expected.colour)},
                        {"origin", or_null(taken.expected.origin)},
                        {"reason", taken.expected.reason ? Json(*taken.expected.reason) : Json()}};
    if (!specimen.mrz.empty()) made["mrz"] = specimen.mrz;
    made["fields"] = specimen.fields;
    if (!specimen.secrets.empty()) made["secrets"] = specimen.secrets;
    return made;
}

class Album {
  public:
    explicit Album(std::filesystem::path root) : root_(std::move(root)) {}

    void add(const std::string& folder, const Person& person, const Specimen& specimen, const Taken& taken) {
        const std::string file = folder + "/" + taken.name;
        write(root_ / file, taken.bytes);
        files_.push_back(entry(file, person, specimen, taken));
    }
    void add_order(const SampleOrder& order) {
        write(root_ / order.file, order.body.dump(2) + "\n");
        orders_.push_back({{"file", order.file}, {"person", order.person}, {"expected", order.expected}});
    }
    void close(const Wishes& wishes) {
        const Json manifest{
            {"seed", wishes.seed}, {"today", wishes.today}, {"files", files_}, {"orders", orders_}};
        write(root_ / "manifest.json", manifest.dump(1) + "\n");
        std::cout << files_.size() << " files and " << orders_.size() << " orders in " << root_.string()
                  << "\n";
    }

  private:
    std::filesystem::path root_;
    Json files_ = Json::array(), orders_ = Json::array();
};

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
    album.close(wishes);
}

}  // namespace

int main(int argc, char** argv) {
    Wishes wishes;
    wishes.today = iso(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
    CLI::App app("Makes synthetic documents of invented people, with a manifest and sample orders.",
                 "gatehouse-samples");
    app.add_option("--out", wishes.out, "folder to write to")->required();
    app.add_option("--seed", wishes.seed, "the same seed and day give the same bytes")->capture_default_str();
    app.add_option("--people", wishes.people, "how many people")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    app.add_option("--only", wishes.only, "one kind, of everybody")
        ->check(
            CLI::IsMember({"passport", "identity_card", "bill", "company_extract", "payment_card", "odd"}));
    app.add_option("--capture", wishes.capture, "one capture, of everybody")
        ->check(CLI::IsMember({"photo", "scan", "gray", "screenshot", "digital"}));
    app.add_option("--today", wishes.today, "the day that dates are counted from, YYYY-MM-DD")
        ->capture_default_str();
    app.add_flag("--small", wishes.small, "photos of 5 MP instead of 12");
    CLI11_PARSE(app, argc, argv);
    try {
        cv::setNumThreads(1);
        make(wishes);
    } catch (const std::exception& error) {
        std::cerr << "gatehouse-samples: " << error.what() << "\n";
        return 1;
    }
}
