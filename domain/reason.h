#pragma once
// The reason catalogue (rules 2D): every code that a finding, a decision or a refusal may carry.
// Texts for people live in the message catalogues under `reason.<CODE>.customer` and `reason.<CODE>.analyst`.
#include <optional>
#include <string_view>
#include <vector>

namespace domain {

enum class Reason {
    img_greyscale, img_tinted, img_screenshot, img_screen_photo, doc_born_digital, doc_photocopy,
    img_blur, img_glare, img_dark, img_low_dpi, img_perspective, img_cut_off, img_covered, img_mirrored,
    no_document, two_documents, wrong_slot, wrong_side, missing_back, missing_page,
    file_corrupt, file_empty, file_truncated, file_too_large, file_too_many_pixels, file_too_many_pages,
    file_password, file_type, file_malware,
    pgp_wrong_key, pgp_broken, pgp_unencrypted_inner, pgp_newer_format, pgp_password,
    doc_expired, doc_type_unsupported, country_unsupported, doc_unreadable,
    poa_same_as_id, poa_is_identity_doc, poa_too_old, poa_no_address,
    name_mismatch, dob_mismatch, address_mismatch, number_mismatch, company_mismatch, cardholder_mismatch,
    card_not_the_one_used,
    mrz_checksum, mrz_viz_differ,
    specimen, punched, tampered, fraud,
    mask_expected,
    other,
};

/// What a policy may make of it: ask again, give it to a person, only a person may act on it, or merely note it.
enum class ReasonClass { retry, review, final_, note };

/// `IMG_GREYSCALE` …, as in the API, letters and logs.
std::string_view code_of(Reason reason);
std::optional<Reason> reason_from(std::string_view code);
ReasonClass class_of(Reason reason);
std::vector<Reason> all_reasons();
/// The ones an analyst may choose when asking for a new upload or rejecting.
std::vector<Reason> reasons_for_people();

}  // namespace domain
