#include "imaging/classify.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace imaging {
namespace {

using domain::DocumentKind;

struct Hint {
    DocumentKind kind;
    double weight;
    std::string_view words;  // folded, as they stand in running text
};

constexpr Hint hints[] = {
    {DocumentKind::passport, 3, "passport"},
    {DocumentKind::passport, 3, "paspoort"},
    {DocumentKind::passport, 3, "reisepass"},
    {DocumentKind::passport, 3, "passeport"},
    {DocumentKind::passport, 3, "pasaporte"},
    {DocumentKind::identity_card, 4, "identity card"},
    {DocumentKind::identity_card, 4, "identiteitskaart"},
    {DocumentKind::identity_card, 4, "personalausweis"},
    {DocumentKind::identity_card, 4, "carte d'identite"},
    {DocumentKind::identity_card, 4, "carte nationale"},
    {DocumentKind::identity_card, 2, "national id"},
    {DocumentKind::identity_card, 2, "kimlik karti"},
    {DocumentKind::identity_card, 2, "identification card"},
    {DocumentKind::residence_card, 5, "residence permit"},
    {DocumentKind::residence_card, 5, "permanent resident"},
    {DocumentKind::residence_card, 5, "aufenthaltstitel"},
    {DocumentKind::residence_card, 5, "verblijfsdocument"},
    {DocumentKind::residence_card, 5, "verblijfstitel"},
    {DocumentKind::residence_card, 5, "titre de sejour"},
    {DocumentKind::driving_licence, 5, "driving licence"},
    {DocumentKind::driving_licence, 5, "driver license"},
    {DocumentKind::driving_licence, 5, "driver's license"},
    {DocumentKind::driving_licence, 5, "driver licence"},
    {DocumentKind::driving_licence, 5, "drivers license"},
    {DocumentKind::driving_licence, 5, "rijbewijs"},
    {DocumentKind::driving_licence, 5, "fuhrerschein"},
    {DocumentKind::driving_licence, 5, "permis de conduire"},
    {DocumentKind::payment_card, 3, "valid thru"},
    {DocumentKind::payment_card, 3, "valid from"},
    {DocumentKind::payment_card, 2, "thru"},
    {DocumentKind::payment_card, 4, "authorised signature"},
    {DocumentKind::payment_card, 4, "authorized signature"},
    {DocumentKind::payment_card, 4, "not valid unless signed"},
    {DocumentKind::payment_card, 2, "debit"},
    {DocumentKind::payment_card, 2, "mastercard"},
    {DocumentKind::payment_card, 3, "this card is issued by"},
    {DocumentKind::payment_card, 2, "cardholder"},
    {DocumentKind::bill, 3, "invoice"},
    {DocumentKind::bill, 3, "factuur"},
    {DocumentKind::bill, 3, "rechnung"},
    {DocumentKind::bill, 3, "facture"},
    {DocumentKind::bill, 2, "energienota"},
    {DocumentKind::bill, 3, "energy bill"},
    {DocumentKind::bill, 2, "kwh"},
    {DocumentKind::bill, 1, "customer number"},
    {DocumentKind::bill, 1, "klantnummer"},
    {DocumentKind::bill, 1, "kundennummer"},
    {DocumentKind::bill, 2, "amount due"},
    {DocumentKind::bill, 2, "te betalen"},
    {DocumentKind::bill, 2, "zu zahlen"},
    {DocumentKind::bill, 1.5, "electric"},
    {DocumentKind::bill, 1.5, "elektric"},
    {DocumentKind::bill, 1.5, "strom"},
    {DocumentKind::bill, 2, "billing"},
    {DocumentKind::bill, 1, "due date"},
    {DocumentKind::bill, 1, "vervaldatum"},
    {DocumentKind::bill, 1, "vat "},
    {DocumentKind::bill, 1, "btw"},
    {DocumentKind::bill, 1, "mwst"},
    {DocumentKind::bill, 1, "subtotal"},
    {DocumentKind::bill, 1, "meter"},
    {DocumentKind::bill, 1, "unit price"},
    {DocumentKind::bill, 1.5, "receipt"},
    {DocumentKind::bill, 1, "cash"},
    {DocumentKind::bank_statement, 4, "bank statement"},
    {DocumentKind::bank_statement, 4, "rekeningafschrift"},
    {DocumentKind::bank_statement, 4, "rekeningoverzicht"},
    {DocumentKind::bank_statement, 4, "kontoauszug"},
    {DocumentKind::bank_statement, 4, "releve de compte"},
    {DocumentKind::bank_statement, 3, "consolidated statement"},
    {DocumentKind::bank_statement, 3, "account statement"},
    {DocumentKind::bank_statement, 3, "summary of your accounts"},
    {DocumentKind::bank_statement, 2, "opening balance"},
    {DocumentKind::bank_statement, 2, "closing balance"},
    {DocumentKind::bank_statement, 2, "beginsaldo"},
    {DocumentKind::bank_statement, 2, "kontostand"},
    {DocumentKind::bank_statement, 2, "savings account"},
    {DocumentKind::bank_statement, 1.5, "checking"},
    {DocumentKind::bank_statement, 1.5, "withdrawal"},
    {DocumentKind::bank_statement, 1.5, "deposit"},
    {DocumentKind::company_extract, 5, "certificate of incorporation"},
    {DocumentKind::company_extract, 4, "companies register"},
    {DocumentKind::company_extract, 4, "uittreksel"},
    {DocumentKind::company_extract, 2, "handelsregister"},
    {DocumentKind::company_extract, 4, "kamer van koophandel"},
    {DocumentKind::company_extract, 4, "chamber of commerce"},
    {DocumentKind::company_extract, 4, "extrait kbis"},
    {DocumentKind::company_extract, 3, "auszug aus dem"},
    {DocumentKind::company_extract, 3, "registrar of companies"},
    {DocumentKind::company_extract, 3, "companies house"},
    {DocumentKind::company_extract, 3, "registre du commerce"},
    {DocumentKind::company_extract, 2, "legal form"},
    {DocumentKind::company_extract, 2, "rechtsvorm"},
    {DocumentKind::company_extract, 2, "rechtsform"},
    {DocumentKind::company_extract, 2, "forme juridique"},
    {DocumentKind::company_extract, 1, "company number"},
    {DocumentKind::company_extract, 1, "registration number"},
    {DocumentKind::letter, 1.5, "dear "},
    {DocumentKind::letter, 1.5, "geachte"},
    {DocumentKind::letter, 1.5, "sehr geehrte"},
    {DocumentKind::letter, 1.5, "madame, monsieur"},
    {DocumentKind::letter, 1.5, "sincerely"},
    {DocumentKind::letter, 1.5, "hoogachtend"},
    {DocumentKind::letter, 1.5, "met vriendelijke groet"},
    {DocumentKind::letter, 1.5, "mit freundlichen"},
    {DocumentKind::letter, 1, "regards"},
};

/// 9303: the first letters say what the zone belongs to. French and some other residence titles and licences
/// differ only in the second.
KindVerdict by_mrz(const domain::Mrz& mrz, const std::string& text) {
    const double sure = mrz.valid ? 0.98 : 0.85;
    const std::string_view line = mrz.lines[0];
    if (line[0] == 'V') return {DocumentKind::visa, sure};
    if (mrz.format == domain::MrzFormat::td3) return {DocumentKind::passport, sure};
    if (line[0] == 'D' || text.find("driving licence") != std::string::npos)
        return {DocumentKind::driving_licence, sure};
    const bool permit = line.starts_with("AR") || line.starts_with("IR") || line.starts_with("AC") ||
                        line.starts_with("C1") || line.starts_with("CA");
    return {permit ? DocumentKind::residence_card : DocumentKind::identity_card, sure};
}

}  // namespace

bool has_card_shape(double aspect) {
    return std::abs(aspect - 1.586) < 0.14;
}

KindVerdict classify(const domain::Mrz* mrz, const std::vector<Line>& lines, bool card_number,
                     double aspect) {
    std::string text;
    for (const Line& line : lines) text += folded(line.text) + "\n";
    if (mrz) return by_mrz(*mrz, text);
    std::array<double, 11> score{};
    for (const Hint& hint : hints)
        if (text.find(hint.words) != std::string::npos) score[std::size_t(hint.kind)] += hint.weight;
    const bool card = has_card_shape(aspect), little = lines.size() < 30;
    auto& payment = score[std::size_t(DocumentKind::payment_card)];
    if (card_number && little) payment += card ? 6 : 3.5;
    if (!card && !card_number && !little) payment = 0;
    // On a full page a word such as "passport" is talk about one.
    if (!little)
        for (const auto kind : {DocumentKind::passport, DocumentKind::identity_card,
                                DocumentKind::residence_card, DocumentKind::driving_licence})
            score[std::size_t(kind)] *= 0.3;
    // Bills and statements greet as letters do, and an extract names the register that a bill's footer names
    // too.
    const auto most = std::max_element(score.begin(), score.end());
    double second = 0;
    for (auto it = score.begin(); it != score.end(); ++it)
        if (it != most) second = std::max(second, *it);
    if (*most >= 2)
        return {DocumentKind(most - score.begin()), std::clamp(*most / (*most + second + 1), 0.3, 0.95)};
    if (score[std::size_t(DocumentKind::letter)] > 0 || lines.size() >= 18)
        return {DocumentKind::letter, 0.4};
    return {DocumentKind::other, 0.3};
}

}  // namespace imaging
