// Renders one page as the service does, with the templates inside the program: {"page": "upload", "model":
// {…}} on standard input, HTML on standard output.
#include <iostream>
#include <kainjow/mustache.hpp>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "web/assets.h"

namespace {

using kainjow::mustache::data;
using kainjow::mustache::partial;

data data_of(const nlohmann::json& value) {
    if (value.is_null()) return data(false);
    if (value.is_boolean()) return data(value.get<bool>());
    if (value.is_string()) return data(value.get<std::string>());
    if (value.is_number()) return data(value.dump());
    if (value.is_array()) {
        data list(data::type::list);
        for (const auto& one : value) list << data_of(one);
        return list;
    }
    data object;
    for (const auto& [key, member] : value.items()) object.set(key, data_of(member));
    return object;
}

std::string page(const std::string& name) {
    const std::string_view text = web::find("pages/" + name + ".mustache");
    if (text.data() == nullptr) throw std::runtime_error("no page " + name);
    return std::string(text);
}

}  // namespace

int main(int count, char** words) {
    if (count > 1) {
        for (const auto& asset : web::assets())
            if (asset.path == words[1]) std::cout << asset.body;
        return 0;
    }
    const nlohmann::json wanted = nlohmann::json::parse(std::cin);
    data model = data_of(wanted.at("model"));
    for (const char* name : {"head", "top", "foot", "icons", "accept", "examples", "desk", "signed"})
        model.set(name, data(partial([name] { return page(name); })));
    data assets;
    for (const auto& asset : web::assets()) assets.set(std::string(asset.name), std::string(asset.path));
    model.set("asset", assets);
    kainjow::mustache::mustache sheet(page(wanted.at("page").get<std::string>()));
    if (!sheet.is_valid()) throw std::runtime_error(sheet.error_message());
    std::cout << sheet.render(model);
}
