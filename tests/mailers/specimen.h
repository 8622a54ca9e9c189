#pragma once
// Letters of invented people from an invented company.
#include <string>
#include <string_view>

#include "domain/messages.h"
#include "mailers/letter.h"

namespace specimen {

inline constexpr mailers::Contents::Kind kinds[] = {
    mailers::Contents::Kind::verification_request, mailers::Contents::Kind::resubmit_request,
    mailers::Contents::Kind::confirmation, mailers::Contents::Kind::rejection};
inline constexpr const char* languages[] = {"en", "nl"};

inline domain::Messages messages(std::string_view language) {
    return domain::Messages::parse(language, mailers::messages_text(language));
}

inline domain::Instant date() {
    return domain::Instant(std::chrono::milliseconds(1'795'382'457'123));
}

/// What the shell would put in, in the language of the letter.
inline mailers::Contents contents(mailers::Contents::Kind kind, std::string_view language) {
    using Kind = mailers::Contents::Kind;
    const bool dutch = language == "nl";
    const auto say = [&](const char* in_english, const char* in_dutch) {
        return std::string(dutch ? in_dutch : in_english);
    };
    mailers::Contents contents{};
    contents.kind = kind;
    contents.id = "ltr_0123456789abcdef";
    contents.order_reference = "A-10023";
    contents.entity_name = "Example Hosting B.V.";
    contents.entity_domain = "nl.example";
    contents.customer_name = "Zoë van der Meer";
    contents.from = {"Example Hosting B.V.", "welcome@nl.example"};
    contents.to = {"Zoë van der Meer", "zoe@customer.example"};
    contents.date = date();
    const bool request = kind == Kind::verification_request || kind == Kind::resubmit_request;
    if (kind != Kind::verification_request) contents.in_reply_to = "<ltr_first@nl.example>";
    if (request) {
        contents.link = "https://verify.nl.example/u/Xo3rTq9fKc2mVw7LhB1nZs8dYp4uEj6aGi5tRk0Q";
        contents.link_expires = say("Sunday 6 December 2026", "zondag 6 december 2026");
        contents.fingerprint = "3F2A 9C41 07BD E568 1A90  C4F7 2D3B 8E16 50AF 7C92";
        contents.key_url = "https://verify.nl.example/keys/nl.example.asc";
    }
    if (kind == Kind::verification_request) {
        contents.selection_reasons = {
            say("Something on the order form does not add up: your postal code and your country.",
                "Iets op het bestelformulier klopt niet: uw postcode en uw land."),
            say("The order form is not complete: your date of birth is missing.",
                "Het bestelformulier is niet volledig: uw geboortedatum ontbreekt.")};
        contents.wanted = {{say("Proof of your identity", "Bewijs van uw identiteit"),
                            say("A passport, or both sides of an identity card or driving licence.",
                                "Een paspoort, of beide kanten van een identiteitskaart of rijbewijs."),
                            {}},
                           {say("Proof of your address", "Bewijs van uw adres"),
                            say("A letter on paper that is less than three months old, such as an energy "
                                "bill. It cannot be the document "
                                "that proves your identity.",
                                "Een brief op papier van minder dan drie maanden oud, zoals een "
                                "energierekening. Het mag niet het document "
                                "zijn dat uw identiteit bewijst."),
                            {}}};
    }
    if (kind == Kind::resubmit_request) {
        contents.wanted = {{say("Proof of your identity", "Bewijs van uw identiteit"),
                            "",
                            {say("The picture has no colour. Please take it in full colour.",
                                 "De foto heeft geen kleur. Maak hem alstublieft in kleur."),
                             say("A corner is cut off. Please show the whole page.",
                                 "Er is een hoek afgesneden. Laat de hele pagina zien.")}}};
        contents.note = say("Your passport itself is fine.\nOnly the copy is too dark.",
                            "Uw paspoort zelf is prima.\nAlleen de kopie is te donker.");
    }
    if (kind == Kind::confirmation)
        contents.items = {say("2 × Dedicated server", "2 × Dedicated server"),
                          say("1 × Public IP addresses (/28)", "1 × Publieke IP-adressen (/28)")};
    if (kind == Kind::rejection)
        contents.wanted = {{say("Proof of your identity", "Bewijs van uw identiteit"),
                            "",
                            {say("The document is a specimen and not a person's own.",
                                 "Het document is een specimen en niet van een persoon.")}}};
    return contents;
}

inline mailers::Letter letter(mailers::Contents::Kind kind = mailers::Contents::Kind::verification_request,
                              std::string_view language = "en") {
    return mailers::compose(contents(kind, language), messages(language));
}

}  // namespace specimen
