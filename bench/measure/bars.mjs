// The bars of the project beside what this run reached. Real and made documents each in their own column.
import { of, quantile, whole } from "./statistics.mjs";

const easy = ["photo", "small_jpeg", "gray", "gray_photo", "turned", "exif"], hard = ["screen_photo", "bitonal", "bitonal_photo"];
const apart = ["under 500 px wide", "printed digits wrong", "of a form of its own"];
const copies = ["gray", "tinted", "bitonal"], digital = ["digital", "screenshot"];

const share = ({ hits, n }, bar) => ({ text: of(hits, n), ok: n ? hits / n >= bar : null });
const none = (list, n) => ({ text: n ? `${list.length} of ${n}` : "none there", ok: n ? list.length === 0 : null });
const below = (value, bar, unit) => ({ text: Number.isFinite(value) ? `${whole(value)} ${unit}` : "none there", ok: Number.isFinite(value) ? value <= bar : null });
const nothing = { text: "not in this run", ok: null };
const cell = ({ text, ok }) => `${text}${ok === null ? "" : ok ? " – ok" : " – **short**"}`;

/** Recall of `positive` rows and false alarms on the others, as one figure. */
function detection(rows, positive, alarm, recall_bar, alarm_bar) {
    const count = { hits: 0, n: 0, alarms: 0, others: 0 };
    for (const row of rows) {
        const is = positive(row.truth);
        if (is === null) continue;
        if (is) count.n += 1, count.hits += alarm(row.line) ? 1 : 0;
        else count.others += 1, count.alarms += alarm(row.line) ? 1 : 0;
    }
    if (!count.n && !count.others) return nothing;
    return { text: `found ${of(count.hits, count.n)}; false alarms ${of(count.alarms, count.others)}`,
        ok: (!count.n || count.hits / count.n >= recall_bar) && (!count.others || count.alarms / count.others <= alarm_bar) };
}

const is_copy = (truth) => (truth.colour ? copies.includes(truth.colour[0]) : null);
const is_digital = (truth) => (!truth.origin || truth.capture === "screen_photo" ? null : digital.includes(truth.origin[0]));
const is_screen = (truth) => (!truth.origin || digital.includes(truth.origin[0]) ? null : truth.origin[0] === "screen_photo");

function fields(judged, groups, names, bar) {
    const rows = [...judged.fields.rows.keys()].filter((row) => groups.some((group) => row.startsWith(group)) && names.some((name) => row.endsWith(`: ${name}`)));
    const worst = names.map((name) => ({ name, ...judged.fields.sum(rows.filter((row) => row.endsWith(`: ${name}`))) })).filter(({ n }) => n);
    if (!worst.length) return nothing;
    return { text: worst.map(({ name, hits, n }) => `${name} ${hits}/${n}`).join(", "), ok: worst.every(({ hits, n }) => hits / n >= bar) };
}

/** A PAN or CVV that a field or a line of what was said still shows. */
function leaks(judged) {
    const cards = judged.rows.filter(({ truth }) => truth.secrets && Object.keys(truth.secrets).length);
    const bare = (line) => line.fields.map((field) => field.value.replace(/[^0-9]/g, "")).join(" ");
    return none(cards.filter(({ line, truth }) => truth.secrets.pan && bare(line).includes(truth.secrets.pan)), cards.length);
}

/** `sets`: {real, again, made}, judged (looked.mjs) or null; `speed`: what speed.mjs measured or null. */
export function bars_table(sets, speed) {
    const rows = [];
    const bar = (what, wanted, figure) => rows.push(`| ${what} | ${wanted} | ${["real", "again", "made"].map((name) => cell(sets[name] ? figure(sets[name], name) : nothing)).join(" | ")} |`);
    const own = (name, set) => set.category.sum([...set.category.rows.keys()].filter((row) => !apart.includes(row)));
    const as_it_is = (set, name) => (name === "real" ? share(own(name, set), 0.98) : name === "made" ? share(set.capture.sum(["scan", "digital", "digital_pdf", "screenshot", "app_scan"]), 0.98) : nothing);
    bar("zone exact: documents as they are (made: scans, renders, apps)", "≥ 98 %", as_it_is);
    bar("zone exact: photographs, small JPEGs, gray and turned copies", "≥ 97 %", (set, name) => (name === "real" ? nothing : share(set.capture.sum(easy), 0.97)));
    bar("zone exact: screen photos and bitonal copies", "≥ 85 %", (set, name) => (name === "real" ? nothing : share(set.capture.sum(hard), 0.85)));
    bar("wrong reading declared valid", "0", (set) => none(set.wrong, set.valid));
    bar("mirrored: no zone", "all", (set) => share(set.mirrored.all(), 1));
    bar("pages without a zone: false zones", "0", (set) => none(set.false_zones, set.none.all().n));
    const zones = (set) => set.rows.filter(({ truth, line }) => truth.mrz && line.mrz).map(({ line }) => line.ms.mrz);
    bar("zone time from decoded pixels, p50", "≤ 45 ms", (set) => below(quantile(zones(set), 0.5), 45, "ms"));
    bar("zone time, p95", "≤ 150 ms", (set) => below(quantile(zones(set), 0.95), 150, "ms"));
    bar("a missed zone costs", "≤ 500 ms", (set) => below(Math.max(...set.rows.filter(({ truth, line }) => truth.mrz && !line.mrz).map(({ line }) => line.ms.mrz)), 500, "ms"));
    const cards = (set) => set.rows.filter(({ truth, line }) => !truth.page && line.ms.total > 0).map(({ line }) => line.ms.total);
    bar("identity and card documents, all checks, p50", "≤ 600 ms", (set) => below(quantile(cards(set), 0.5), 600, "ms"));
    bar("identity and card documents, p95", "≤ 1500 ms", (set) => below(quantile(cards(set), 0.95), 1500, "ms"));
    bar("full pages of text, p95", "≤ 4000 ms", (set) => below(quantile(set.rows.filter(({ truth }) => truth.page).map(({ line }) => line.ms.total), 0.95), 4000, "ms"));
    bar("memory of the largest eye", "≤ 300 MB", (set) => below(Math.max(...set.rows.map(({ line }) => line.peak_rss_mb)), 300, "MB"));
    bar("gray, tinted and bitonal copies", "≥ 99 % at ≤ 1 % false alarms", (set) => detection(set.rows, is_copy, (line) => line.colour !== "full", 0.99, 0.01));
    bar("born digital, screenshots", "≥ 95 % at ≤ 2 % false alarms", (set) => detection(set.rows, is_digital, (line) => digital.includes(line.origin), 0.95, 0.02));
    bar("photos of screens (refers only until reached)", "≥ 90 % at ≤ 2 % false alarms", (set) => detection(set.rows, is_screen, (line) => line.origin === "screen_photo", 0.9, 0.02));
    bar("document kind", "≥ 95 %", (set) => share(set.kind.all(), 0.95));
    bar("fields, documents with a zone", "≥ 95 % each", (set) => fields(set, ["with a zone"], ["document_number", "birth_date", "expiry_date", "surname", "given_names"], 0.95));
    bar("fields, licences and cards without", "≥ 80 % each", (set) => fields(set, ["licences", "without"], ["document_number", "birth_date", "expiry_date", "surname", "given_names"], 0.8));
    bar("fields of pages", "≥ 85 % each", (set) => fields(set, ["pages"], ["name", "address", "postal_code", "city", "issue_date", "sender", "registration_number"], 0.85));
    bar("payment card", "≥ 90 % each", (set) => fields(set, ["payment card"], ["card_last_four", "card_holder", "card_expiry"], 0.9));
    bar("card numbers left in a field", "0", (set) => leaks(set));
    const table = `| What | Bar | Real, as they are | Real, taken again | Made |\n|---|---|---|---|---|\n${rows.join("\n")}\n`;
    if (!speed) return table;
    const place = (text) => (sets.real ? `${text} | |` : `| | ${text}`);
    const extra = [`| zones a second on 2 cores (2 ÷ mean of decoding and zone) | ≥ 25 | ${place(cell({ text: speed.zones.toFixed(1), ok: speed.zones >= 25 }))} |`];
    if (speed.pages) extra.push(`| full pages of text: our time ÷ the tesseract program's, p50 | ≤ 0.7 | ${place(cell({ text: `${speed.pages.ratio.toFixed(2)} on ${speed.pages.n}`, ok: speed.pages.ratio <= 0.7 }))} |`);
    return `${table}${extra.join("\n")}\n`;
}
