#include "domain/selection.h"

#include <unicode/uloc.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "domain/vocabulary.h"

namespace domain {
namespace {

constexpr auto codes =
    vocabulary<SelectionCode::other>("INFO_MISMATCH", "FORM_INCOMPLETE", "RANDOM", "OTHER");

struct PostalShape {
    std::string_view country;
    std::string_view shapes;  // alternatives; 9: a digit, A: a letter, X: either; blanks and hyphens left out
};

/// Universal Postal Union, postal addressing systems. A country that is not here is not checked.
constexpr std::array postal_shapes{
    PostalShape{"AT", "9999"},
    PostalShape{"AU", "9999"},
    PostalShape{"BE", "9999"},
    PostalShape{"BG", "9999"},
    PostalShape{"BR", "99999999"},
    PostalShape{"CA", "A9A9A9"},
    PostalShape{"CH", "9999"},
    PostalShape{"CN", "999999"},
    PostalShape{"CY", "9999"},
    PostalShape{"CZ", "99999"},
    PostalShape{"DE", "99999"},
    PostalShape{"DK", "9999"},
    PostalShape{"EE", "99999"},
    PostalShape{"ES", "99999"},
    PostalShape{"FI", "99999"},
    PostalShape{"FR", "99999"},
    PostalShape{"GB", "A99AA A999AA AA99AA AA999AA A9A9AA AA9A9AA"},
    PostalShape{"GR", "99999"},
    PostalShape{"HR", "99999"},
    PostalShape{"HU", "9999"},
    PostalShape{"IE", "AXXXXXX"},
    PostalShape{"IN", "999999"},
    PostalShape{"IT", "99999"},
    PostalShape{"JP", "9999999"},
    PostalShape{"KR", "99999"},
    PostalShape{"LT", "99999"},
    PostalShape{"LU", "9999"},
    PostalShape{"LV", "9999"},
    PostalShape{"MX", "99999"},
    PostalShape{"NL", "9999AA"},
    PostalShape{"NO", "9999"},
    PostalShape{"NZ", "9999"},
    PostalShape{"PL", "99999"},
    PostalShape{"PT", "9999999 9999"},
    PostalShape{"RO", "999999"},
    PostalShape{"RU", "999999"},
    PostalShape{"SE", "99999"},
    PostalShape{"SG", "999999"},
    PostalShape{"SI", "9999"},
    PostalShape{"SK", "99999"},
    PostalShape{"TR", "99999"},
    PostalShape{"UA", "99999"},
    PostalShape{"US", "99999 999999999"},
    PostalShape{"ZA", "9999"},
};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return c >= 'A' && c <= 'Z';
}
bool has_digit(std::string_view text) {
    return std::any_of(text.begin(), text.end(), is_digit);
}
bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

const PostalShape* shape_of(std::string_view country) {
    const auto found = std::find_if(postal_shapes.begin(), postal_shapes.end(),
                                    [&](const PostalShape& shape) { return shape.country == country; });
    return found == postal_shapes.end() ? nullptr : &*found;
}

bool fits(std::string_view code, std::string_view shape) {
    return std::equal(code.begin(), code.end(), shape.begin(), shape.end(), [](char c, char s) {
        return s == '9' ? is_digit(c) : s == 'A' ? is_letter(c) : is_digit(c) || is_letter(c);
    });
}

/// `D-10115` and `LV-1050`: what stands before the hyphen is the country again.
std::string_view without_country(std::string_view code, std::string_view country) {
    const auto hyphen = code.find('-');
    if (hyphen == std::string_view::npos || hyphen == 0 || hyphen > 2) return code;
    const bool letters = std::all_of(code.begin(), code.begin() + static_cast<std::ptrdiff_t>(hyphen),
                                     [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; });
    return letters && std::toupper(static_cast<unsigned char>(code[0])) == country[0]
               ? code.substr(hyphen + 1)
               : code;
}

bool postal_code_fits(std::string_view code, std::string_view country) {
    const PostalShape* shape = shape_of(country);
    if (!shape) return true;
    std::string bare;
    for (const char c : without_country(code, country))
        if (c != ' ' && c != '-') bare += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    for (std::string_view rest = shape->shapes; !rest.empty();) {
        const auto end = std::min(rest.find(' '), rest.size());
        if (fits(bare, rest.substr(0, end))) return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
}

/// ISO 3166-1 alpha-2, as ICU knows it.
bool is_country(std::string_view code) {
    for (const char* const* country = uloc_getISOCountries(); *country; ++country)
        if (code == *country) return true;
    return false;
}

bool is_email(std::string_view text) {
    const auto at = text.rfind('@');
    if (at == std::string_view::npos || at == 0 || text.find_first_of(" \t\r\n") != std::string_view::npos)
        return false;
    const std::string_view host = text.substr(at + 1);
    const auto dot = host.rfind('.');
    return dot != std::string_view::npos && dot > 0 && dot + 2 < host.size() &&
           host.find("..") == std::string_view::npos;
}

std::vector<std::string> empty_fields(const Order& order) {
    const Customer& customer = order.customer;
    std::vector<std::string> fields;
    auto need = [&](std::string_view name, std::string_view value) {
        if (is_blank(value)) fields.emplace_back(name);
    };
    need("given_names", customer.given_names);
    need("surname", customer.surname);
    need("street", customer.address.street);
    if (shape_of(customer.address.country)) need("postal_code", customer.address.postal_code);
    need("city", customer.address.city);
    need("country", customer.address.country);
    need("email", customer.email);
    if (order.payment.method == PaymentMethod::card) {
        need("card_holder", order.payment.card_holder);
        need("card_last_four", order.payment.card_last_four);
    }
    return fields;
}

bool birth_date_is_odd(const Order& order, Date today, const Policy& policy) {
    if (!order.customer.birth_date) return false;
    const int age = age_on(*order.customer.birth_date, today);
    return age < policy.minimum_age || age > 120;
}

std::vector<std::string> odd_fields(const Order& order, Date today, const Policy& policy) {
    const Customer& customer = order.customer;
    const Payment& payment = order.payment;
    const bool by_card = payment.method == PaymentMethod::card;
    const std::string_view four = payment.card_last_four;
    std::vector<std::string> fields;
    auto odd = [&](std::string_view name, bool is_odd) {
        if (is_odd) fields.emplace_back(name);
    };
    odd("given_names", has_digit(customer.given_names));
    odd("surname", has_digit(customer.surname));
    odd("registration_number", !customer.is_business() && !is_blank(customer.registration_number));
    odd("country", !is_blank(customer.address.country) && !is_country(customer.address.country));
    odd("postal_code", !is_blank(customer.address.postal_code) &&
                           !postal_code_fits(customer.address.postal_code, customer.address.country));
    odd("birth_date", birth_date_is_odd(order, today, policy));
    odd("email", !is_blank(customer.email) && !is_email(customer.email));
    odd("card_holder", by_card ? has_digit(payment.card_holder) : !payment.card_holder.empty());
    odd("card_last_four",
        by_card ? !four.empty() && !(four.size() == 4 && std::all_of(four.begin(), four.end(), is_digit))
                : !four.empty());
    return fields;
}

}  // namespace

std::string_view code_of(SelectionCode code) {
    return codes.word(code);
}
std::optional<SelectionCode> selection_code_from(std::string_view code) {
    return codes.value(code);
}

std::vector<SelectionReason> select(const Order& order, double draw, Date today, const Policy& policy) {
    if (order.existing_customer && !order.verification_asked) return {};
    std::vector<SelectionReason> reasons;
    if (auto fields = odd_fields(order, today, policy); !fields.empty())
        reasons.push_back({SelectionCode::info_mismatch, std::move(fields)});
    if (auto fields = empty_fields(order); !fields.empty())
        reasons.push_back({SelectionCode::form_incomplete, std::move(fields)});
    if (order.verification_asked) reasons.push_back({SelectionCode::other, {}});
    if (reasons.empty() && draw < policy.random_rate) reasons.push_back({SelectionCode::random, {}});
    return reasons;
}

}  // namespace domain
