#include "domain/reading.h"

#include "domain/vocabulary.h"

namespace domain {
namespace {

constexpr auto kinds = vocabulary<DocumentKind::other>(
    "passport", "identity_card", "residence_card", "visa", "driving_licence", "payment_card", "bill",
    "bank_statement", "company_extract", "letter", "other");
constexpr auto colours = vocabulary<Colour::bitonal>("full", "tinted", "gray", "bitonal");
constexpr auto origins =
    vocabulary<Origin::photocopy>("photo", "scan", "digital", "screenshot", "screen_photo", "photocopy");
constexpr auto formats = vocabulary<MrzFormat::licence>("TD1", "TD2", "TD3", "MRVA", "MRVB", "FRENCH", "LICENCE");
constexpr auto sources = vocabulary<Source::barcode>("mrz", "printed", "text_layer", "barcode");

}  // namespace

std::string_view name_of(DocumentKind kind) {
    return kinds.word(kind);
}
std::string_view name_of(Colour colour) {
    return colours.word(colour);
}
std::string_view name_of(Origin origin) {
    return origins.word(origin);
}
std::string_view name_of(MrzFormat format) {
    return formats.word(format);
}
std::string_view name_of(Source source) {
    return sources.word(source);
}
std::optional<DocumentKind> document_kind_from(std::string_view name) {
    return kinds.value(name);
}
std::optional<Colour> colour_from(std::string_view name) {
    return colours.value(name);
}
std::optional<Origin> origin_from(std::string_view name) {
    return origins.value(name);
}
std::optional<MrzFormat> mrz_format_from(std::string_view name) {
    return formats.value(name);
}
std::optional<Source> source_from(std::string_view name) {
    return sources.value(name);
}

bool is_identity_document(DocumentKind kind) {
    switch (kind) {
        case DocumentKind::passport:
        case DocumentKind::identity_card:
        case DocumentKind::residence_card:
        case DocumentKind::visa:
        case DocumentKind::driving_licence:
            return true;
        case DocumentKind::payment_card:
        case DocumentKind::bill:
        case DocumentKind::bank_statement:
        case DocumentKind::company_extract:
        case DocumentKind::letter:
        case DocumentKind::other:
            return false;
    }
    return false;
}

const Field* Reading::find(std::string_view field_name) const {
    const Field* best = nullptr;
    for (const Field& field : fields)
        if (field.name == field_name && (!best || field.confidence > best->confidence)) best = &field;
    return best;
}

}  // namespace domain
