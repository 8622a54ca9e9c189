#pragma once
// What was read off one file: values with where they stand, how they were read and how sure the reader is.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace domain {

/// Pixels of the stored (upright, redacted) page `page`, counted from 0.
struct Box {
    int page = 0, x = 0, y = 0, width = 0, height = 0;
    bool operator==(const Box&) const = default;
};

enum class Source { mrz, printed, text_layer, barcode };

/// Names of fields, as in the API and the jsonl of `gatehouse look`.
namespace field {
inline constexpr std::string_view document_number = "document_number", surname = "surname", given_names = "given_names",
                                  name = "name", birth_date = "birth_date", expiry_date = "expiry_date",
                                  issue_date = "issue_date", sex = "sex", nationality = "nationality",
                                  issuing_state = "issuing_state", address = "address", postal_code = "postal_code",
                                  city = "city", company = "company", registration_number = "registration_number",
                                  sender = "sender", card_last_four = "card_last_four", card_holder = "card_holder",
                                  card_expiry = "card_expiry";
}

struct Field {
    std::string name{};   // one of field::…
    std::string value{};  // UTF-8; dates ISO 8601 (`YYYY-MM-DD`, card_expiry `YYYY-MM`); never a PAN or CVV
    Source source = Source::printed;
    Box box{};
    double confidence = 0;  // 0…1
    bool operator==(const Field&) const = default;
};

/// One line of recognised text, redacted like the page it stands on.
struct TextLine {
    std::string text{};
    Box box{};
    double confidence = 0;
    bool operator==(const TextLine&) const = default;
};

enum class DocumentKind {
    passport, identity_card, residence_card, visa, driving_licence, payment_card, bill, bank_statement,
    company_extract, letter, other
};
enum class Colour { full, tinted, gray, bitonal };
enum class Origin { photo, scan, digital, screenshot, screen_photo, photocopy };
enum class MrzFormat { td1, td2, td3, mrv_a, mrv_b, french, licence };

std::string_view name_of(DocumentKind kind);
std::string_view name_of(Colour colour);
std::string_view name_of(Origin origin);
std::string_view name_of(MrzFormat format);   // TD1 TD2 TD3 MRVA MRVB FRENCH LICENCE
std::string_view name_of(Source source);
std::optional<DocumentKind> document_kind_from(std::string_view name);
std::optional<Colour> colour_from(std::string_view name);
std::optional<Origin> origin_from(std::string_view name);
std::optional<MrzFormat> mrz_format_from(std::string_view name);
std::optional<Source> source_from(std::string_view name);

/// True for passport, identity_card, residence_card, visa, driving_licence.
bool is_identity_document(DocumentKind kind);

/// ICAO 9303 parts 3–7. A check that a format does not have is `true`.
struct Mrz {
    MrzFormat format = MrzFormat::td3;
    std::vector<std::string> lines{};  // exactly as printed, `<` fillers kept
    struct Checks {
        bool number = false, birth = false, expiry = false, optional = true, composite = true;
        bool operator==(const Checks&) const = default;
    } checks;
    bool valid = false;      // every check digit of the format is right, and its codes of states exist
    bool corrected = false;  // a character was changed to make it so
    Box box{};
    bool operator==(const Mrz&) const = default;
};

struct Reading {
    DocumentKind kind = DocumentKind::other;
    double kind_confidence = 0;
    Colour colour = Colour::full;
    Origin origin = Origin::photo;
    std::optional<Mrz> mrz{};
    std::vector<Field> fields{};
    std::vector<TextLine> lines{};
    std::vector<std::uint64_t> page_hashes{};  // one perceptual hash a page (V8)
    bool operator==(const Reading&) const = default;

    /// The most confident field of that name, or nullptr.
    const Field* find(std::string_view field_name) const;
};

}  // namespace domain
