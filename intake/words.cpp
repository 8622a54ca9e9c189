#include "intake/words.h"

#include "intake/pages.h"

namespace intake {

Json Words::message(domain::Reason reason) const {
    const std::string code(domain::code_of(reason));
    return {{"code", code},
            {"text", (*this)("reason." + code + ".customer")},
            {"action", (*this)("reason." + code + ".action")},
            {"overlay", nullptr}};
}

std::string overlay_key(const domain::Finding& finding) {
    return "overlay." + (finding.reason == domain::Reason::img_tinted ? "tint" : finding.check);
}

std::vector<std::string> Words::selection(const domain::Case& the_case) const {
    std::vector<std::string> sentences;
    for (const auto& reason : the_case.selection) {
        auto with_fields = arguments;
        std::string fields;
        for (const auto& field : reason.fields) {
            const auto key = "field." + field;
            fields += (fields.empty() ? "" : ", ") + (texts.has(key) ? (*this)(key) : field);
        }
        with_fields["fields"] = fields;
        sentences.push_back(
            texts.format("selection." + std::string(domain::code_of(reason.code)), with_fields));
    }
    return sentences;
}

Words words_for(const domain::Case& the_case, const Config& config, const std::string& fingerprint) {
    const auto* entity = config.find_entity(the_case.order.entity);
    return {.texts = messages(the_case.order.customer.language),
            .arguments = {{"fingerprint", grouped(fingerprint)},
                          {"entity", entity ? entity->name : the_case.order.entity},
                          {"name", the_case.order.customer.full_name()},
                          {"max_size", size_text(config.limits.file_bytes)},
                          {"max_pages", std::to_string(config.limits.pages)},
                          {"max_age_days", std::to_string(config.policy.proof_of_address_max_age_days)},
                          {"last_four", the_case.order.payment.card_last_four}}};
}

}  // namespace intake
