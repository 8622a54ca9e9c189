#include "samples/orders.h"

#include "samples/mrz.h"

namespace samples {
namespace {

using Json = nlohmann::ordered_json;

Json customer(const Person& person) {
    return {{"given_names", person.given_names},
            {"surname", person.surname},
            {"company", person.company ? person.company->name : ""},
            {"registration_number", person.company ? person.company->registration_number : ""},
            {"address",
             {{"street", person.address.street},
              {"postal_code", person.address.postal_code},
              {"city", person.address.city},
              {"country", person.address.country}}},
            {"birth_date", iso(person.birth)},
            {"email", person.email},
            {"language", person.language == "nl" ? "nl" : "en"}};
}

Json payment(const Person& person) {
    if (!person.card) return {{"method", "invoice"}};
    return {{"method", "card"},
            {"card_holder", person.card->holder},
            {"card_last_four", person.card->last_four()}};
}

Json order(const Person& person, const std::string& reference, std::size_t index) {
    const char* things[] = {"Dedicated server S4", "Virtual server V2", "Rack space, 10 units",
                            "Object storage, 5 TB"};
    return {{"reference", reference},
            {"channel", index % 3 == 2 ? "sales" : "website"},
            {"entity", person.entity},
            {"customer", customer(person)},
            {"payment", payment(person)},
            {"items", Json::array({{{"description", things[index % 4]}, {"quantity", 1 + index % 2}}})},
            {"existing_customer", false}};
}

void add_variants(std::vector<SampleOrder>& made, const SampleOrder& mueller) {
    const auto vary = [&](const std::string& name, const std::string& surname, const std::string& expected) {
        SampleOrder variant{"orders/variants/" + name + ".json", mueller.person, mueller.body, expected};
        variant.body["reference"] = mueller.body["reference"].get<std::string>() + "-" + name;
        variant.body["customer"]["surname"] = surname;
        made.push_back(variant);
    };
    vary("transliterated", "MUELLER", "accept");
    vary("one-letter", "Müllex", "refer");
    vary("another-name", "Brandstetter", "resubmit");
    made.back().body["customer"]["given_names"] = "Konrad";
}

}  // namespace

std::vector<SampleOrder> orders(const std::vector<Person>& people) {
    std::vector<SampleOrder> made;
    for (std::size_t i = 0; i < people.size(); ++i)
        if (!people[i].entity.empty())
            made.push_back({"orders/" + people[i].id + ".json", people[i].id,
                            order(people[i], "S-" + std::to_string(1001 + i), i), "accept"});
    const std::vector<SampleOrder> own = made;
    for (const SampleOrder& each : own)
        if (each.person == "juergen") add_variants(made, each);
    return made;
}

}  // namespace samples
