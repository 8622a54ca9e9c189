#pragma once
// Invented people and what a reader would make of their documents.
#include <string>
#include <utility>

#include "domain/case.h"

namespace sample {

using namespace domain;

inline constexpr Date today{std::chrono::year{2026}, std::chrono::month{11}, std::chrono::day{22}};
inline const Instant now = Instant{std::chrono::sys_days{today}} + std::chrono::hours{9};

inline Order private_order() {
    Order order;
    order.id = "ord_1";
    order.reference = "R-1";
    order.entity = "nl.example";
    order.customer = {.given_names = "Anna Maria",
                      .surname = "Müller",
                      .address = {"Kerkstraat 12", "1017 AB", "Amsterdam", "NL"},
                      .birth_date = Date{std::chrono::year{1984}, std::chrono::month{3}, std::chrono::day{9}},
                      .email = "anna@customer.example"};
    return order;
}

inline Order company_by_card() {
    Order order = private_order();
    order.customer.company = "Voorbeeld Hosting B.V.";
    order.customer.registration_number = "12345678";
    order.payment = {.method = PaymentMethod::card, .card_holder = "PETER JANSEN", .card_last_four = "4242"};
    return order;
}

inline Field read(std::string_view name, std::string value, Source source = Source::printed,
                  double confidence = 0.9) {
    return {.name = std::string(name),
            .value = std::move(value),
            .source = source,
            .box = {0, 10, 20, 100, 30},
            .confidence = confidence};
}

inline Mrz zone(MrzFormat format, std::string number = "SPECI2014", bool valid = true) {
    return {.format = format,
            .lines = {"P<UTO<<", number + "<UTO"},
            .checks = {valid, true, true, true, valid},
            .valid = valid,
            .box = {0, 100, 900, 1200, 100}};
}

/// A colour photo of a passport, MRZ right.
inline Reading passport(std::string given = "ANNA MARIA", std::string surname = "MUELLER",
                        std::string number = "SPECI2014") {
    Reading reading{
        .kind = DocumentKind::passport, .kind_confidence = 0.95, .mrz = zone(MrzFormat::td3, number)};
    reading.fields = {read(field::surname, std::move(surname), Source::mrz),
                      read(field::given_names, std::move(given), Source::mrz),
                      read(field::document_number, std::move(number), Source::mrz),
                      read(field::birth_date, "1984-03-09", Source::mrz),
                      read(field::expiry_date, "2031-05-01", Source::mrz)};
    reading.page_hashes = {0x0f0f33ccaa5566ffULL};
    return reading;
}

inline Reading card_front(std::string given = "Anna Maria", std::string surname = "Müller") {
    Reading reading{.kind = DocumentKind::identity_card, .kind_confidence = 0.8};
    reading.fields = {read(field::surname, std::move(surname)), read(field::given_names, std::move(given)),
                      read(field::birth_date, "1984-03-09"), read(field::expiry_date, "2031-05-01")};
    reading.page_hashes = {0x123456789abcdef0ULL};
    return reading;
}

inline Reading card_back() {
    Reading reading = passport();
    reading.kind = DocumentKind::identity_card;
    reading.mrz = zone(MrzFormat::td1);
    reading.page_hashes = {0xfedcba9876543210ULL};
    return reading;
}

inline Reading text(DocumentKind kind, std::initializer_list<std::string> lines) {
    Reading reading{.kind = kind, .kind_confidence = 0.8};
    int y = 100;
    for (const std::string& line : lines) reading.lines.push_back({line, {0, 80, y += 40, 600, 30}, 0.9});
    reading.page_hashes = {0x5a5a0ff0c33c9669ULL};
    return reading;
}

inline Reading bill() {
    return text(DocumentKind::bill, {"Voorbeeld Energie", "Postbus 9, 3500 AA Utrecht", "A.M. Müller",
                                     "Kerkstraat 12", "1017 AB AMSTERDAM", "Factuurdatum 3 november 2026",
                                     "Te betalen voor 30-11-2026", "Stroom en gas, maandbedrag 120,50"});
}

inline Reading card() {
    Reading reading{.kind = DocumentKind::payment_card, .kind_confidence = 0.9};
    reading.fields = {read(field::card_last_four, "4242"), read(field::card_holder, "PETER JANSEN"),
                      read(field::card_expiry, "2028-02")};
    reading.page_hashes = {0x00ff00ff0f0f5533ULL};
    return reading;
}

inline Reading extract() {
    Reading reading = text(DocumentKind::company_extract,
                           {"Handelsregister", "KvK-nummer 12345678",
                            "Statutaire naam: Voorbeeld Hosting B.V.", "Vestigingsadres Kerkstraat 12"});
    return reading;
}

/// A case that has been asked for documents, built event by event like a stream is.
class Story {
  public:
    explicit Story(Order order, Policy policy = {}) : policy_(std::move(policy)) {
        auto requirements = requirements_of(order, policy_);
        tell(OrderReceived{std::move(order)});
        tell(CaseSelected{{{SelectionCode::random, {}}}, std::move(requirements)});
        tell(CaseRequested{.link = 1, .expires = now + std::chrono::days{14}});
    }

    Story& tell(Event event) {
        apply(the_case, {std::move(event), now, the_case.version + 1});
        return *this;
    }

    /// A file arrives; its name.
    std::string receive(std::optional<Requirement> slot) {
        const std::string id = "evd_" + std::to_string(++files_);
        tell(EvidenceReceived{.evidence = id,
                              .slot = slot,
                              .file_name = "scan.jpg",
                              .media_type = "image/jpeg",
                              .size = 9,
                              .digest = id});
        return id;
    }
    void examine(const std::string& id, Reading reading, std::vector<Finding> findings = {}) {
        const std::optional<Requirement> slot =
            slot_for(the_case, the_case.find_evidence(id)->received.slot, reading);
        tell(DocumentExamined{.evidence = id,
                              .requirement = slot,
                              .reading = std::move(reading),
                              .findings = std::move(findings)});
    }
    std::string add(std::optional<Requirement> slot, Reading reading, std::vector<Finding> findings = {}) {
        const std::string id = receive(slot);
        examine(id, std::move(reading), std::move(findings));
        return id;
    }

    /// The file stays where it was put, as it does when what it belongs to has its document already.
    void keep(Requirement slot, Reading reading, std::vector<Finding> findings = {}) {
        tell(DocumentExamined{.evidence = receive(slot),
                              .requirement = slot,
                              .reading = std::move(reading),
                              .findings = std::move(findings)});
    }

    Decision decide(Requirement requirement) const {
        return domain::decide(the_case, requirement, today, policy_);
    }

    /// What the shell does after each examination: decide what is undecided, then what follows by rule.
    Story& settle() {
        for (const Requirement requirement : undecided(the_case))
            tell(RequirementDecided{requirement, decide(requirement), {}});
        if (auto event = consequence(the_case, now + std::chrono::days{14})) tell(std::move(*event));
        return *this;
    }
    Story& send() {
        tell(CaseSubmitted{"rcp_1"});
        return settle();
    }
    Story& decided(Requirement requirement, Verdict verdict, std::string by) {
        Decision decision{.verdict = verdict, .by = std::move(by)};
        if (verdict != Verdict::accept) decision.reasons = {Reason::other};
        return tell(RequirementDecided{requirement, std::move(decision), {}});
    }
    RequirementState::Status status(Requirement requirement) const {
        return the_case.find(requirement)->status;
    }

    Case the_case;

  private:
    Policy policy_;
    int files_ = 0;
};

inline const FieldMatch* match_of(const Decision& decision, std::string_view field) {
    for (const FieldMatch& match : decision.matches)
        if (match.field == field) return &match;
    return nullptr;
}

inline Finding wrong(std::string check, Reason reason) {
    return {.check = std::move(check), .outcome = Outcome::consider, .reason = reason};
}

}  // namespace sample
