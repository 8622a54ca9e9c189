#include "intake/sweep.h"

#include <set>

#include "intake/json.h"
#include "intake/log.h"

namespace intake {
namespace {

constexpr auto young = std::chrono::hours(1);
constexpr int batch = 500;

struct Mentioned {
    std::set<std::string> objects;
    struct Original {
        std::string stream, evidence, object;
        bool destroyed = false;
    };
    std::map<std::string, Original> originals;  // by evidence
};

Mentioned walk(storage::Ledger& ledger) {
    Mentioned mentioned;
    for (std::int64_t position = 0;;) {
        const auto records = ledger.after(position, batch);
        if (records.empty()) return mentioned;
        position = records.back().position;
        for (const auto& record : records) {
            if (record.type != "evidence.received" && record.type != "document.examined") continue;
            const auto facts = Json::parse(record.facts);
            for (const auto& object : facts["objects"]) mentioned.objects.insert(object);
            auto& original = mentioned.originals[facts["evidence"]];
            if (record.type == "evidence.received")
                original = {
                    .stream = record.stream, .evidence = facts["evidence"], .object = facts["objects"][0]};
            else
                original.destroyed = facts.value("original_destroyed", false);
        }
    }
}

}  // namespace

Swept sweep(Cases& cases, bool may_destroy_originals) {
    Swept swept;
    const auto there = cases.vault().list();  // first: what arrives while we walk is not an orphan
    auto mentioned = walk(cases.ledger());
    cases.vault().sweep_drafts(young);
    std::set<std::string> names;
    for (const auto& object : there) {
        names.insert(object.name);
        if (mentioned.objects.contains(object.name) || now() - object.written < young) continue;
        cases.vault().remove(object.name);
        ++swept.orphans;
    }
    for (const auto& [evidence, original] : mentioned.originals) {
        if (!original.destroyed) continue;
        mentioned.objects.erase(original.object);
        if (!may_destroy_originals || !names.contains(original.object)) continue;
        cases.ledger().erase_key(original.stream, evidence);
        cases.vault().remove(original.object);
        ++swept.destroyed;
    }
    for (const auto& object : cases.vault().list()) names.insert(object.name);  // what came while we walked
    for (const auto& object : mentioned.objects)
        if (!names.contains(object)) ++swept.missing;
    log("swept", {{"orphans", std::to_string(swept.orphans)},
                  {"destroyed", std::to_string(swept.destroyed)},
                  {"missing", std::to_string(swept.missing)}});
    return swept;
}

}  // namespace intake
