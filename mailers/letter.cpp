#include "mailers/letter.h"

#include <kainjow/mustache.hpp>

#include "domain/error.h"
#include "mailers/embedded.h"

namespace mailers {

namespace mustache = kainjow::mustache;
using domain::Error;
using domain::Fault;

std::string_view name_of(Contents::Kind kind) {
    switch (kind) {
        case Contents::Kind::verification_request:
            return "verification_request";
        case Contents::Kind::resubmit_request:
            return "resubmit_request";
        case Contents::Kind::confirmation:
            return "confirmation";
        case Contents::Kind::rejection:
            return "rejection";
    }
    throw Error(Fault::corrupt, "a letter of no known kind");
}

std::string_view messages_text(std::string_view language) {
    const auto text = embedded::find("messages/" + std::string(language) + ".messages");
    if (text.data() == nullptr) throw Error(Fault::invalid, "there are no letters in that language");
    return text;
}

namespace {

std::string template_text(const std::string& name) {
    const auto text = embedded::find("letters/" + name + ".mustache");
    if (text.data() == nullptr) throw Error(Fault::corrupt, "a letter's template is missing: " + name);
    return std::string(
        text.substr(0, text.find_last_not_of('\n') + 1));  // a partial ends where the line goes on
}

void check_link(const std::string& link) {
    if (!link.empty() && !link.starts_with("https://") && !link.starts_with("http://"))
        throw Error(Fault::invalid, "a link in a letter must be http or https");
}

using Arguments = std::map<std::string, std::string>;

Arguments arguments_of(const Contents& contents) {
    return {{"reference", contents.order_reference}, {"entity", contents.entity_name},
            {"domain", contents.entity_domain},      {"name", contents.customer_name},
            {"from", contents.from.address},         {"expires", contents.link_expires}};
}

/// `letter.documents.rule` becomes the node rule in documents in letter: that is how a dot reads in a
/// template. Sentences are finished here and enter a template as values: what a customer wrote is never read
/// as template.
void plant(mustache::data& tree, std::string_view key, const std::string& sentence) {
    const auto dot = key.find('.');
    const std::string head(key.substr(0, dot));
    if (dot == std::string_view::npos) return tree.set(head, sentence);
    if (tree.get(head) == nullptr) tree.set(head, mustache::object{});
    plant(tree[head], key.substr(dot + 1), sentence);
}

mustache::data sentences(const domain::Messages& messages, const Arguments& arguments) {
    mustache::data tree{mustache::object{}};
    for (const auto& key : messages.keys())
        if (key.starts_with("letter.")) plant(tree, key, messages.format(key, arguments));
    return tree;
}

/// Mustache takes an empty string for true: what is empty is not set at all.
void set_unless_empty(mustache::data& values, const std::string& name, const std::string& value) {
    if (!value.empty()) values.set(name, value);
}

void set_list(mustache::data& values, const std::string& name, const std::vector<std::string>& lines) {
    values.set("has_" + name, !lines.empty());
    values.set(name, mustache::list(lines.begin(), lines.end()));
}

mustache::data wanted_of(const std::vector<Contents::Wanted>& wanted) {
    mustache::list list;
    for (const auto& one : wanted) {
        mustache::data item{"title", one.title};
        // Set even when empty: an inner name that is absent would be looked up in the letter around it.
        item.set("why", one.why.empty() ? mustache::data(false) : mustache::data(one.why));
        item.set("has_reasons", !one.reasons.empty());
        item.set("reasons", mustache::list(one.reasons.begin(), one.reasons.end()));
        list.push_back(item);
    }
    return mustache::data{list};
}

mustache::data values_of(const Contents& contents, const domain::Messages& messages) {
    auto values = sentences(messages, arguments_of(contents));
    values.set("language", messages.language());
    set_unless_empty(values, "name", contents.customer_name);
    set_unless_empty(values, "entity", contents.entity_name);
    set_unless_empty(values, "link", contents.link);
    set_unless_empty(values, "expires", contents.link_expires);
    set_unless_empty(values, "note", contents.note);
    set_unless_empty(values, "fingerprint", contents.fingerprint);
    set_unless_empty(values, "key_url", contents.key_url);
    set_list(values, "selection_reasons", contents.selection_reasons);
    set_list(values, "items", contents.items);
    values.set("follows", !contents.in_reply_to.empty());
    values.set("has_wanted", !contents.wanted.empty());
    values.set("wanted", wanted_of(contents.wanted));
    return values;
}

enum class Form { text, html };

std::string as_it_is(const std::string& value) {
    return value;
}

/// Not the library's own: some mail programs do not know its `&apos;`.
std::string escape_html(const std::string& value) {
    std::string escaped;
    for (const char c : value) {
        switch (c) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            case '\'':
                escaped += "&#39;";
                break;
            default:
                escaped += c;
        }
    }
    return escaped;
}

/// The layout of the form, with the kind's own template in its middle.
std::string render(Form form, const std::string& kind, mustache::data values) {
    const std::string suffix = form == Form::text ? ".txt" : ".html";
    const auto place = [&](const std::string& name, const std::string& file) {
        values.set(name, mustache::partial{[file, suffix] { return template_text(file + suffix); }});
    };
    place("body", kind);
    for (const auto* shared : {"greeting", "wanted_list", "how_to_send"}) place(shared, shared);
    mustache::mustache layout(template_text("layout" + suffix) + "\n");
    layout.set_custom_escape(form == Form::text ? as_it_is : escape_html);
    auto text = layout.render(values);
    if (!layout.is_valid())
        throw Error(Fault::corrupt, "a letter's template is broken: " + layout.error_message());
    return text;
}

}  // namespace

Letter compose(const Contents& contents, const domain::Messages& messages) {
    check_link(contents.link);
    check_link(contents.key_url);
    const std::string kind(name_of(contents.kind));
    auto values = values_of(contents, messages);
    const auto subject = messages.format("letter." + kind + ".subject", arguments_of(contents));
    values.set("subject", subject);
    return {.id = contents.id,
            .from = contents.from,
            .to = contents.to,
            .subject = subject,
            .text = render(Form::text, kind, values),
            .html = render(Form::html, kind, values),
            .language = messages.language(),
            .in_reply_to = contents.in_reply_to,
            .date = contents.date};
}

}  // namespace mailers
