#include "intake/pages.h"

#include <array>
#include <kainjow/mustache.hpp>
#include <map>

#include "mailers/letter.h"
#include "web/assets.h"

namespace intake {
namespace {

namespace mustache = kainjow::mustache;

mustache::data to_data(const Json& value) {
    if (value.is_object()) {
        mustache::data object(mustache::data::type::object);
        for (const auto& [key, member] : value.items()) object.set(key, to_data(member));
        return object;
    }
    if (value.is_array()) {
        mustache::data list(mustache::data::type::list);
        for (const auto& member : value) list.push_back(to_data(member));
        return list;
    }
    if (value.is_boolean()) return mustache::data(value.get<bool>());
    if (value.is_null()) return mustache::data(false);
    if (value.is_string()) return mustache::data(value.get<std::string>());
    return mustache::data(value.dump());
}

/// `page.upload.title` → {"upload": {"title": …}}: the texts without arguments that templates use as
/// {{t.page.…}}.
Json nested_texts(const domain::Messages& texts) {
    Json root = Json::object();
    for (const auto& key : texts.keys()) {
        if (!key.starts_with("page.")) continue;
        Json* at = &root;
        std::size_t begin = 0;
        for (auto dot = key.find('.'); dot != std::string::npos; begin = dot + 1, dot = key.find('.', begin))
            at = &(*at)[key.substr(begin, dot - begin)];
        (*at)[key.substr(begin)] = texts.format(key);
    }
    return root;
}

struct Language {
    domain::Messages texts;
    mustache::data page_texts;
};

Language load_language(std::string_view name) {
    const auto catalogue = std::string(web::find("messages/" + std::string(name) + ".messages")) + "\n" +
                           std::string(mailers::messages_text(name));
    auto texts = domain::Messages::parse(name, catalogue);
    auto page_texts = to_data(nested_texts(texts));
    return {.texts = std::move(texts), .page_texts = std::move(page_texts)};
}

const Language& language_of(std::string_view name) {
    static const Language english = load_language("en"), dutch = load_language("nl");
    return name == "nl" ? dutch : english;
}

mustache::data asset_urls() {
    mustache::data urls(mustache::data::type::object);
    for (const auto& asset : web::assets()) urls.set(std::string(asset.name), std::string(asset.path));
    return urls;
}

std::string template_text(std::string_view name) {
    return std::string(web::find("pages/" + std::string(name) + ".mustache"));
}

/// Every `{{>name}}` of the text and of what it includes becomes a member that yields that template.
void add_partials(std::string_view text, mustache::data& data) {
    for (auto at = text.find("{{>"); at != std::string_view::npos; at = text.find("{{>", at + 3)) {
        auto name = std::string(text.substr(at + 3, text.find("}}", at) - at - 3));
        std::erase(name, ' ');
        if (data.get(name)) continue;
        const auto partial = template_text(name);
        data.set(name, mustache::data(mustache::partial([partial] { return partial; })));
        add_partials(partial, data);
    }
}

}  // namespace

std::string_view catalogue_for(std::string_view language) {
    return language.starts_with("nl") ? "nl" : "en";
}

const domain::Messages& messages(std::string_view language) {
    return language_of(catalogue_for(language)).texts;
}

Response render(std::string_view page, std::string_view language, const Json& model, int status) {
    const auto name = catalogue_for(language);
    auto data = to_data(model);
    data.set("lang", std::string(name));
    data.set("t", language_of(name).page_texts);
    data.set("asset", asset_urls());
    const auto text = template_text(page);
    add_partials(text, data);
    mustache::mustache sheet(text);
    return {.status = status,
            .content_type = "text/html; charset=utf-8",
            .body = sheet.render(data),
            .headers = {{"Content-Language", std::string(name)}}};
}

Response picture_response(domain::ByteView jpeg) {
    return {.status = 200,
            .content_type = "image/jpeg",
            .body = std::string(domain::text_of(jpeg)),
            .headers = {{"Content-Security-Policy", "default-src 'none'; sandbox"}}};
}

void add_asset_routes(Server& server) {
    for (const auto& asset : web::assets())
        server.route("GET", std::string(asset.path), [&asset](Request&) {
            return Response{.status = 200,
                            .content_type = std::string(asset.media_type),
                            .body = std::string(asset.body),
                            .headers = {{"Cache-Control", "public, max-age=31536000, immutable"}}};
        });
}

Response explain(const Request& request, const Refusal& refusal) {
    const bool person = (request.path.starts_with("/u/") || request.path.starts_with("/staff")) &&
                        !request.wants_json() && request.method != "PUT";
    if (!person) return problem(refusal);
    const auto language = request.header("accept-language").starts_with("nl") ? "nl" : "en";
    const auto title = "problem." + refusal.code + ".title", detail = "problem." + refusal.code + ".detail";
    // Our own sentence says more, but only in English.
    const bool translate = std::string_view(language) != "en" && messages(language).has(detail);
    const Json model{
        {"title", messages(language).format(messages(language).has(title) ? title : "problem.invalid.title")},
        {"detail", translate ? messages(language).format(detail) : refusal.sentence},
        {"code", refusal.code},
        {"status", refusal.status},
        {"back", request.path.starts_with("/staff") ? Json("/staff") : Json(nullptr)}};
    return render("problem", language, model, refusal.status);
}

std::string size_text(std::uint64_t bytes) {
    if (bytes < 1000) return std::to_string(bytes) + " B";
    const bool mega = bytes >= 1'000'000;
    const auto tenths = bytes / (mega ? 100'000 : 100);
    auto text = std::to_string(tenths / 10);
    if (tenths < 100) text += "." + std::to_string(tenths % 10);
    return text + (mega ? " MB" : " kB");
}

std::string day_text(domain::Instant instant, std::string_view language) {
    static constexpr std::array english{"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    static constexpr std::array dutch{"januari", "februari", "maart",     "april",   "mei",      "juni",
                                      "juli",    "augustus", "september", "oktober", "november", "december"};
    const auto date = domain::date_of(instant);
    const auto month = static_cast<unsigned>(date.month()) - 1;
    return std::to_string(static_cast<unsigned>(date.day())) + " " +
           (catalogue_for(language) == "nl" ? dutch[month] : english[month]) + " " +
           std::to_string(static_cast<int>(date.year()));
}

std::string moment_text(domain::Instant instant) {
    auto text = domain::to_string(instant).substr(0, 16);
    text[10] = ' ';
    return text + " UTC";
}

std::string grouped(std::string_view fingerprint) {
    std::string text;
    for (std::size_t i = 0; i < fingerprint.size(); ++i) {
        if (i > 0 && i % 4 == 0) text += ' ';
        text += fingerprint[i];
    }
    return text;
}

}  // namespace intake
