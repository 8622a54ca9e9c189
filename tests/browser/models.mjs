// Every page in every state worth looking at, filled with invented people. `m` gives a text of the catalogue, so that the
// pages are seen in each language with the words that the service would fill in.

const boxes = {
  name: { page: 0, x: 372, y: 292, width: 380, height: 40 },
  number: { page: 0, x: 760, y: 188, width: 230, height: 40 },
  birth: { page: 0, x: 372, y: 392, width: 260, height: 40 },
  mrz: { page: 0, x: 40, y: 620, width: 960, height: 96 },
  street: { page: 0, x: 90, y: 250, width: 330, height: 96 },
  date: { page: 0, x: 560, y: 420, width: 220, height: 34 },
};

const match = (m, field, order_value, read_value, verdict, more = {}) => ({
  label: m(`field.${field}`), order_value, read_value, verdict, verdict_text: m(`match.${verdict}`), differs: verdict === "differs",
  score_text: "", why: "", box: null, file: "evd_1", page_id: "", ...more,
});
const told = (m, code, overlay = null) => ({
  code, text: m(`reason.${code}.customer`), action: m(`reason.${code}.action`, { fingerprint: key.fingerprint }), overlay,
});
const saw = (m, check) => ({ id: `evd_1-${check}`, url: `/picture/passport-${check}.svg`, width: "640", height: "455", caption: m(`overlay.${check}`) });
const key = { fingerprint: "6F2D 0B5C 99A1 4E37 8C02  D1E4 7A90 35BB F618 20C4", url: "/keys/nl.example.asc" };

export function requirement(m, id, status, more = {}) {
  const messages = more.messages ?? [];
  const matches = more.matches ?? [];
  return {
    id, title: m(`requirement.${id}.title`), why: m(`requirement.${id}.why`), hint: m(`requirement.${id}.hint`),
    status, status_text: m(`status.${status}`), is_missing: status === "missing", is_good: ["accepted", "satisfied"].includes(status),
    is_bad: ["resubmit", "rejected"].includes(status), is_waiting: ["checking", "referred"].includes(status),
    satisfied: status === "satisfied", messages, matches, has_matches: matches.length > 0,
  };
}

export function file(m, id, name, size_text, requirement_id, status, more = {}) {
  return {
    id, name, size_text, requirement: requirement_id, requirement_title: requirement_id && m(`requirement.${requirement_id}.title`),
    status, is_checking: status === "checking", is_fine: status === "fine", is_problem: status === "problem", is_person: status === "person",
    found: null, messages: [], can_withdraw: true, ...more,
  };
}

export function upload(m, requirements, files, more = {}) {
  const missing = requirements.filter((one) => one.is_missing || one.is_bad).map((one) => one.title);
  const state = more.state ?? "requested";
  return {
    token_path: "/u/preview", order_reference: "W-2026-004711", entity: { id: "nl.example", name: "Example Hosting", email: "welcome@nl.example" },
    greeting_name: "Sanne de Wit", state, state_text: m(`state.${state}.customer`), sent: false, receipt: null, final: false,
    can_upload: true, can_send: files.length > 0, busy: files.some((one) => one.is_checking),
    why: [m("selection.INFO_MISMATCH", { fields: `${m("field.postal_code")}, ${m("field.city")}` }), m("selection.RANDOM")],
    link_expires: "6 December 2026", key, requirements, files, has_files: files.length > 0, missing, has_missing: missing.length > 0,
    max_files: "10", max_size: "26214400", max_size_text: "25 MB", notice: null, ...more,
  };
}

export const found = (m, kind, origin = "photo", colour = "full") =>
  m("file.found", { kind: m(`kind.${kind}`), origin: m(`origin.${origin}`), colour: m(`colour.${colour}`) });

export const previews = [
  { name: "upload-empty", page: "upload", model: (m) => upload(m, [requirement(m, "identity", "missing"), requirement(m, "proof_of_address", "missing")], []) },
  {
    name: "upload-company", page: "upload",
    model: (m) => upload(m, ["identity", "business_registration", "proof_of_address", "payment_card"].map((id) => requirement(m, id, "missing"))
      .concat(requirement(m, "card_holder_identity", "satisfied")), []),
  },
  {
    name: "upload-checking", page: "upload",
    model: (m) => upload(m, [requirement(m, "identity", "checking"), requirement(m, "proof_of_address", "missing")], [
      file(m, "evd_1", "IMG_2231.HEIC", "3.4 MB", "identity", "fine", { found: found(m, "identity_card") }),
      file(m, "evd_2", "IMG_2232.HEIC", "3.1 MB", null, "checking"),
    ], { notice: { text: m("notice.received", { n: "2" }), is_bad: false } }),
  },
  {
    name: "upload-problems", page: "upload",
    model: (m) => upload(m, [
      requirement(m, "identity", "resubmit", { messages: [told(m, "IMG_GREYSCALE")] }),
      requirement(m, "business_registration", "accepted", { matches: [match(m, "company", "De Wit Webwinkel B.V.", "DE WIT WEBWINKEL BV", "same")] }),
      requirement(m, "proof_of_address", "resubmit", {
        messages: [told(m, "NAME_MISMATCH")],
        matches: [match(m, "name", "Sanne de Wit", "H. van Dalen", "differs"), match(m, "address", "Lindelaan 12, 1234 AB Voorbeeldstad", "Lindelaan 12, 1234 AB Voorbeeldstad", "same")],
      }),
      requirement(m, "payment_card", "referred"), requirement(m, "card_holder_identity", "satisfied"),
    ], [
      file(m, "evd_1", "scan van mijn paspoort met een heel lange naam (2).jpg", "812 KB", "identity", "problem", { found: found(m, "passport", "scan", "gray"), messages: [told(m, "IMG_GREYSCALE", saw(m, "colour"))] }),
      file(m, "evd_2", "uittreksel.jpg", "2.2 MB", "business_registration", "fine", { found: found(m, "company_extract", "scan") }),
      file(m, "evd_3", "energie.jpg", "2.9 MB", "proof_of_address", "problem", { found: found(m, "bill"), messages: [told(m, "NAME_MISMATCH")] }),
      file(m, "evd_4", "kaart.jpg.gpg", "1.9 MB", null, "problem", { messages: [told(m, "PGP_WRONG_KEY")] }),
      file(m, "evd_5", "kaart.jpg", "1.9 MB", "payment_card", "person", { found: found(m, "payment_card") }),
    ], { state: "resubmit", notice: { text: m("notice.nothing_chosen"), is_bad: true } }),
  },
  {
    name: "upload-ready", page: "upload",
    model: (m) => upload(m, [
      requirement(m, "identity", "accepted", { matches: [match(m, "name", "Sanne de Wit", "DE WIT SANNE", "same"), match(m, "birth_date", "1988-03-14", "1988-03-14", "same")] }),
      requirement(m, "proof_of_address", "accepted"),
    ], [
      file(m, "evd_1", "paspoort.jpg", "3.4 MB", "identity", "fine", { found: found(m, "passport") }),
      file(m, "evd_2", "energie.jpg", "2.9 MB", "proof_of_address", "fine", { found: found(m, "bill") }),
    ]),
  },
  {
    name: "upload-sent", page: "upload",
    model: (m) => upload(m, [requirement(m, "identity", "referred"), requirement(m, "proof_of_address", "accepted")], [
      file(m, "evd_1", "paspoort.jpg", "3.4 MB", "identity", "person", { found: found(m, "passport"), can_withdraw: false }),
      file(m, "evd_2", "energie.jpg", "2.9 MB", "proof_of_address", "fine", { found: found(m, "bill"), can_withdraw: false }),
    ], { state: "review", sent: true, can_upload: false, can_send: false, receipt: { number: "R-7KQ4-M2XD", at: "22 November 2026, 21:47" } }),
  },
  {
    name: "upload-sent-partly", page: "upload",
    model: (m) => upload(m, [requirement(m, "identity", "accepted"), requirement(m, "proof_of_address", "missing")], [
      file(m, "evd_1", "paspoort.jpg", "3.4 MB", "identity", "fine", { found: found(m, "passport"), can_withdraw: false }),
    ], { state: "partially_submitted", sent: true, can_send: false, receipt: { number: "R-7KQ4-M2XD", at: "22 November 2026, 21:47" } }),
  },
  {
    name: "upload-approved", page: "upload",
    model: (m) => upload(m, [requirement(m, "identity", "accepted"), requirement(m, "proof_of_address", "accepted")], [], {
      state: "approved", sent: true, final: true, can_upload: false, can_send: false, receipt: { number: "R-7KQ4-M2XD", at: "22 November 2026, 21:47" },
    }),
  },
  { name: "expired", page: "expired", model: () => ({ token_path: "/u/preview", can_renew: true }) },
  { name: "renewed", page: "renewed", model: () => ({}) },
  { name: "problem", page: "problem", model: (m) => ({ title: m("problem.not_found.title"), detail: m("problem.not_found.detail"), code: "not_found", status: "404", back: "/staff" }) },
  { name: "sign-in", page: "sign_in", model: () => ({ failed: false, next: "/staff" }) },
  { name: "sign-in-failed", page: "sign_in", model: () => ({ failed: true, next: "/staff" }) },
  { name: "queue", page: "queue", model: (m) => queue(m, rows(m)) },
  { name: "queue-empty", page: "queue", model: (m) => queue(m, []) },
  { name: "case-mine", page: "case", model: (m) => reviewed(m, {}) },
  { name: "case-conflict", page: "case", model: (m) => reviewed(m, { conflict: true, mine: false, claimed_by: "Noor", claimed_by_other: true, can_decide: false, overdue: true }) },
  { name: "case-unclaimed", page: "case", model: (m) => reviewed(m, { mine: false, claimed_by: "", can_decide: false, can_claim: true }) },
];

function rows(m) {
  const row = (reference, state, reasons, age, received, due_text, overdue, assignee, mine = false) => ({
    order: "ord_1", url: "/staff/cases/ord_1", reference, entity: "nl.example", state, state_text: m(`state.${state}.analyst`),
    waits_for_text: m(state === "review" ? "waits.analyst" : "waits.customer"), received, age_text: age, due_text, overdue, assignee, mine,
    reasons: reasons.map((code) => m(`reason.${code}.analyst`)),
  });
  const hours = (n) => m("age.hours", { n });
  return [
    row("W-2026-004698", "review", ["NAME_MISMATCH", "DOC_PHOTOCOPY"], hours("27"), "21 Nov, 18:40", m("due.over", { time: hours("3") }), true, "Noor"),
    row("W-2026-004711", "review", ["MRZ_CHECKSUM"], hours("4"), "22 Nov, 17:31", m("due.in", { time: hours("20") }), false, "Mira", true),
    row("S-2026-000213", "review", ["POA_IS_IDENTITY_DOC", "ADDRESS_MISMATCH", "IMG_GLARE"], hours("2"), "22 Nov, 19:12", m("due.in", { time: hours("22") }), false, ""),
    row("W-2026-004720", "review", ["TAMPERED"], m("age.minutes", { n: "35" }), "22 Nov, 21:02", m("due.in", { time: hours("23") }), false, ""),
    row("W-2026-004722", "resubmit", ["IMG_GREYSCALE"], m("age.minutes", { n: "12" }), "22 Nov, 21:25", m("due.none"), false, ""),
  ];
}

function queue(m, list) {
  const view = (id, count, current = false) => ({ id, label: m(`view.${id}`), count: String(count), current, url: `/staff?view=${id}` });
  return {
    analyst: "Mira", csrf: "preview", view: "waiting", views: [view("waiting", list.length, true), view("mine", 1), view("customer", 14), view("approved", 208)],
    rows: list, empty: list.length === 0, next_url: list.length > 0 ? "/staff?after=5" : null,
  };
}

function reviewed(m, more) {
  const title = (id) => m(`requirement.${id}.title`);
  const finding = (check, code, text, measure_text, box, overlay = null) => ({
    check, outcome: code ? "consider" : "clear", code: code ?? "", label: code ? m(`reason.${code}.analyst`) : text, text: code ? text : "", measure_text, is_bad: !!code, box, overlay,
  });
  const field = (name, value, source, confidence_text, box) => ({ label: m(`field.${name}`), value, source: m(`source.${source}`), confidence_text, box });
  const about = (id, name, requirement_id, kind, more_of) => ({
    id, name, requirement_title: title(requirement_id), kind_text: m(`kind.${kind}`), colour_text: m("colour.full"), origin_text: m("origin.photo"),
    encrypted: false, current: true, pages: [], findings: [], fields: [], ...more_of,
  });
  const page = (id, width, height, index = 0) => ({ url: `/picture/${id}.svg`, width: String(width), height: String(height), index: String(index), number: String(index + 1), id });
  const files = [
    about("evd_1", "paspoort.jpg", "identity", "passport", {
      pages: [page("passport", 1040, 740)], encrypted: true,
      findings: [finding("mrz", "MRZ_VIZ_DIFFER", m("reason.MRZ_VIZ_DIFFER.customer"), "0.83 < 0.90", boxes.mrz), finding("colour", undefined, m("colour.full"), "0.21 > 0.05", null)],
      fields: [field("surname", "DE WIT", "mrz", "99 %", boxes.mrz), field("document_number", "SPECI2014", "printed", "97 %", boxes.number)],
    }),
    about("evd_2", "energie.jpg", "proof_of_address", "bill", { pages: [page("bill", 900, 1270), page("bill-2", 900, 1270, 1)], fields: [field("issue_date", "2026-10-28", "printed", "93 %", boxes.date)] }),
    about("evd_0", "energie-oud.png", "proof_of_address", "bill", { pages: [page("old", 900, 1270)], current: false, origin_text: m("origin.screenshot"), findings: [finding("origin", "IMG_SCREENSHOT", "", "", null, saw(m, "origin"))] }),
  ];
  for (const one of files) Object.assign(one, { has_findings: one.findings.length > 0, has_fields: one.fields.length > 0 });
  const held = (id, status, reasons, matches) => ({
    id, title: title(id), status, status_text: m(`status.${status}`), is_good: status === "accepted", is_bad: status === "resubmit", is_waiting: status === "referred",
    applies: status !== "not_applicable", satisfied: false, reasons: reasons.map((code) => ({ code, label: m(`reason.${code}.analyst`), text: m(`reason.${code}.customer`) })),
    matches, has_matches: matches.length > 0,
  });
  const choices = ["IMG_GREYSCALE", "IMG_SCREENSHOT", "DOC_BORN_DIGITAL", "IMG_BLUR", "IMG_CUT_OFF", "WRONG_SLOT", "MISSING_BACK", "DOC_EXPIRED", "POA_SAME_AS_ID", "POA_TOO_OLD", "NAME_MISMATCH", "ADDRESS_MISMATCH", "TAMPERED", "FRAUD", "OTHER"];
  return {
    analyst: "Mira", csrf: "preview", order: "ord_1", reference: "W-2026-004711", entity: "nl.example", version: "17", state: "review", state_text: m("state.review.analyst"),
    received: "22 Nov 2026, 17:31", due_text: m("due.in", { time: m("age.hours", { n: "20" }) }), overdue: false, claimed_by: "Mira", mine: true, claimed_by_other: false, can_decide: true,
    can_claim: false, conflict: false,
    customer: [["name", "Sanne de Wit"], ["birth_date", "1988-03-14"], ["address", "Lindelaan 12, 1234 AB Voorbeeldstad"], ["email", "sanne@post.example"]].map(([name, value]) => ({ label: m(`field.${name}`), value })),
    selection: [m("selection.INFO_MISMATCH", { fields: `${m("field.postal_code")}, ${m("field.city")}` })],
    files,
    requirements: [
      held("identity", "referred", ["MRZ_VIZ_DIFFER", "NAME_MISMATCH"], [
        match(m, "name", "Sanne de Wit", "DE WITT SANNE", "near", { score_text: "0.92", why: "ICAO 9303", box: boxes.name }),
        match(m, "birth_date", "1988-03-14", "1988-03-14", "same", { score_text: "1.00", box: boxes.birth }),
        match(m, "document_number", "", "SPECI2014", "missing"),
      ]),
      held("proof_of_address", "accepted", [], [
        match(m, "name", "Sanne de Wit", "S. de Wit", "same", { score_text: "1.00", box: boxes.street, file: "evd_2" }),
        match(m, "address", "Lindelaan 12, 1234 AB Voorbeeldstad", "Lindelaan 12 1234AB Voorbeeldstad", "same", { score_text: "1.00", box: boxes.street, file: "evd_2" }),
      ]),
      held("payment_card", "not_applicable", [], []),
    ],
    reasons: choices.map((code) => ({ code, label: m(`reason.${code}.analyst`) })),
    history: [["21:02", "history.case.referred", {}], ["20:58", "history.case.submitted", { receipt: "R-7KQ4-M2XD" }], ["17:31", "history.order.received", {}]].map(([at, name, values]) => ({ at: `22 Nov, ${at}`, what: m(name, values) })),
    ...more,
  };
}
