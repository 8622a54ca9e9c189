#include "domain/reason.h"

#include <algorithm>

#include "domain/vocabulary.h"

namespace domain {
namespace {

constexpr auto codes = vocabulary<Reason::other>(
    "IMG_GREYSCALE", "IMG_TINTED", "IMG_SCREENSHOT", "IMG_SCREEN_PHOTO", "DOC_BORN_DIGITAL", "DOC_PHOTOCOPY",
    "IMG_BLUR", "IMG_GLARE", "IMG_DARK", "IMG_LOW_DPI", "IMG_PERSPECTIVE", "IMG_CUT_OFF", "IMG_COVERED",
    "IMG_MIRRORED", "NO_DOCUMENT", "TWO_DOCUMENTS", "WRONG_SLOT", "WRONG_SIDE", "MISSING_BACK",
    "MISSING_PAGE", "FILE_CORRUPT", "FILE_EMPTY", "FILE_TRUNCATED", "FILE_TOO_LARGE", "FILE_TOO_MANY_PIXELS",
    "FILE_TOO_MANY_PAGES", "FILE_PASSWORD", "FILE_TYPE", "FILE_MALWARE", "PGP_WRONG_KEY", "PGP_BROKEN",
    "PGP_UNENCRYPTED_INNER", "PGP_NEWER_FORMAT", "PGP_PASSWORD", "DOC_EXPIRED", "DOC_TYPE_UNSUPPORTED",
    "COUNTRY_UNSUPPORTED", "DOC_UNREADABLE", "POA_SAME_AS_ID", "POA_IS_IDENTITY_DOC", "POA_TOO_OLD",
    "POA_NO_ADDRESS", "NAME_MISMATCH", "DOB_MISMATCH", "ADDRESS_MISMATCH", "NUMBER_MISMATCH",
    "COMPANY_MISMATCH", "CARDHOLDER_MISMATCH", "CARD_NOT_THE_ONE_USED", "MRZ_CHECKSUM", "MRZ_VIZ_DIFFER",
    "SPECIMEN", "PUNCHED", "TAMPERED", "FRAUD", "MASK_EXPECTED", "OTHER");

bool is_technical(Reason reason) {
    return code_of(reason).starts_with("FILE_") || code_of(reason).starts_with("PGP_");
}

}  // namespace

std::string_view code_of(Reason reason) {
    return codes.word(reason);
}
std::optional<Reason> reason_from(std::string_view code) {
    return codes.value(code);
}

ReasonClass class_of(Reason reason) {
    switch (reason) {
        case Reason::img_greyscale:
        case Reason::img_tinted:
        case Reason::img_screenshot:
        case Reason::img_screen_photo:
        case Reason::doc_born_digital:
        case Reason::img_blur:
        case Reason::img_glare:
        case Reason::img_dark:
        case Reason::img_low_dpi:
        case Reason::img_perspective:
        case Reason::img_cut_off:
        case Reason::img_covered:
        case Reason::img_mirrored:
        case Reason::no_document:
        case Reason::two_documents:
        case Reason::wrong_slot:
        case Reason::wrong_side:
        case Reason::missing_back:
        case Reason::missing_page:
        case Reason::file_corrupt:
        case Reason::file_empty:
        case Reason::file_truncated:
        case Reason::file_too_large:
        case Reason::file_too_many_pixels:
        case Reason::file_too_many_pages:
        case Reason::file_password:
        case Reason::file_type:
        case Reason::file_malware:
        case Reason::pgp_wrong_key:
        case Reason::pgp_broken:
        case Reason::pgp_unencrypted_inner:
        case Reason::pgp_newer_format:
        case Reason::pgp_password:
        case Reason::doc_expired:
        case Reason::poa_same_as_id:
        case Reason::poa_too_old:
        case Reason::poa_no_address:
        case Reason::name_mismatch:
        case Reason::dob_mismatch:
        case Reason::address_mismatch:
        case Reason::number_mismatch:
        case Reason::company_mismatch:
        case Reason::cardholder_mismatch:
        case Reason::card_not_the_one_used:
            return ReasonClass::retry;

        case Reason::doc_type_unsupported:
        case Reason::country_unsupported:
        case Reason::doc_unreadable:
        case Reason::poa_is_identity_doc:
        case Reason::mrz_checksum:
        case Reason::mrz_viz_differ:
        case Reason::other:
            return ReasonClass::review;

        case Reason::specimen:
        case Reason::punched:
        case Reason::tampered:
        case Reason::fraud:
            return ReasonClass::final_;

        // V9: the photo of a colour photocopy is flagged, not refused.
        case Reason::doc_photocopy:
        case Reason::mask_expected:
            return ReasonClass::note;
    }
    return ReasonClass::review;
}

std::vector<Reason> all_reasons() {
    std::vector<Reason> all;
    for (std::size_t i = 0; i < codes.words.size(); ++i) all.push_back(static_cast<Reason>(i));
    return all;
}

std::vector<Reason> reasons_for_people() {
    std::vector<Reason> chosen = all_reasons();
    std::erase_if(chosen, [](Reason reason) {
        // What a file is made of and whether check digits add up is for the machine to say.
        return is_technical(reason) || reason == Reason::mrz_checksum || reason == Reason::mask_expected;
    });
    return chosen;
}

}  // namespace domain
