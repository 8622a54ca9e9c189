#include "samples/album.h"

#include <iostream>

#include "samples/files.h"

namespace samples {
namespace {

using Json = nlohmann::ordered_json;

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
    if (!specimen.language.empty()) made["language"] = specimen.language;
    if (!specimen.secrets.empty()) made["secrets"] = specimen.secrets;
    return made;
}

}  // namespace

void Album::add(const std::string& folder, const Person& person, const Specimen& specimen,
                const Taken& taken) {
    const std::string file = folder + "/" + taken.name;
    write(root_ / file, taken.bytes);
    files_.push_back(entry(file, person, specimen, taken));
}

void Album::add_order(const SampleOrder& order) {
    write(root_ / order.file, order.body.dump(2) + "\n");
    orders_.push_back({{"file", order.file}, {"person", order.person}, {"expected", order.expected}});
}

void Album::close(std::uint64_t seed, const std::string& today) {
    const Json manifest{{"seed", seed}, {"today", today}, {"files", files_}, {"orders", orders_}};
    write(root_ / "manifest.json", manifest.dump(1) + "\n");
    std::cout << files_.size() << " files and " << orders_.size() << " orders in " << root_.string() << "\n";
}

}  // namespace samples
