// The sets that are measured: real documents, pictures taken again of them, and made ones. Each gives files with
// their truth (looked.mjs).
import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const legible = ["photo", "scan", "turned", "exif", "app_scan", "gray", "gray_photo"];
const bearer = ["document_number", "birth_date", "expiry_date", "surname", "given_names"];
const formats = { "44+44": "TD3", "36+36": "TD2", "30+30+30": "TD1" };

function format_of(mrz) {
    const shape = mrz.map((line) => line.length).join("+");
    if (mrz[0].startsWith("V")) return shape === "44+44" ? "MRV-A" : "MRV-B";
    return mrz[0].startsWith("IDFRA") && shape === "36+36" ? "French 2 × 36" : formats[shape] ?? null;
}

const real_pages = ["letter", "invoice_or_receipt", "utility_bill", "bank_statement", "company_registration"];

/** What the corpus calls a document's number is a card's, an account's or a company's on what is no identity document. */
function said_of(row, zone) {
    const some = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value));
    if (row.category === "payment_card") return { group: "payment card", fields: some({ card_last_four: row.document_number?.slice(-4), card_holder: row.names }) };
    if (real_pages.includes(row.category)) {
        const company = row.category === "company_registration", day = /^\d{4}-\d\d-\d\d$/.test(row.date ?? "") ? row.date : null;
        return { group: "pages", fields: some({ registration_number: company ? row.document_number : null, name: company ? null : row.names, issue_date: day, sender: row.issuer }) };
    }
    return { group: zone ? "with a zone" : "without", fields: some({ document_number: row.document_number, birth_date: row.birth_date, expiry_date: row.expiry, surname: row.surname, given_names: row.given_names }) };
}

/** Real documents with their truth, at their own place. */
export function real(corpus) {
    const accepted = JSON.parse(fs.readFileSync(path.join(corpus, "accepted.json"), "utf8"));
    const rows = fs.readFileSync(path.join(corpus, "truth.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
    return rows.map((row) => {
        const on_paper = ["photo", "scan"].includes(row.capture) || row.capture.startsWith("photocopy");
        const zone = row.mrz ?? null;
        return {
            path: path.join(corpus, row.file), file: row.file, category: (zone && format_of(zone)) ?? row.category, capture: row.capture, mrz: zone, foreign: Boolean(zone && !format_of(zone)),
            narrow: Boolean(zone && row.low_resolution), unsound: Boolean(zone && !row.mrz_all_checks_pass),
            page: real_pages.includes(row.category),
            kind: accepted.kind[row.category] ?? null, kindLabel: row.category,
            colour: on_paper ? accepted.colour[row.colour] : null, colourLabel: row.colour, origin: accepted.origin[row.capture] ?? null, originLabel: row.capture,
            ...said_of(row, Boolean(zone && format_of(zone))),
        };
    });
}

export const again_captures = ["photo", "small_jpeg", "gray", "gray_photo", "turned", "exif", "app_scan", "screen_photo", "bitonal", "mirrored"];

/** What an examination may say of a picture taken in that way. */
const answers = {
    photo: { colour: ["full"], origin: ["photo"] }, scan: { colour: ["full"], origin: ["scan", "photo"] }, app_scan: { colour: ["full"], origin: ["scan", "photo"] },
    gray: { colour: ["gray", "tinted"], origin: ["photocopy", "scan", "photo"] }, gray_photo: { colour: ["gray", "tinted"], origin: ["photocopy", "scan", "photo"] },
    sepia: { colour: ["tinted", "gray"], origin: ["photocopy", "scan", "photo"] }, bluish: { colour: ["tinted", "gray"], origin: ["photocopy", "scan", "photo"] },
    bitonal: { colour: ["bitonal", "gray"], origin: ["photocopy", "scan", "photo"] }, bitonal_photo: { colour: ["bitonal", "gray", "tinted"], origin: ["photocopy", "scan", "photo"] },
    screen_photo: { colour: null, origin: ["screen_photo"] }, screenshot: { colour: null, origin: ["screenshot", "digital"] }, digital: { colour: null, origin: ["digital", "screenshot"] },
};
const colour_of = { gray: "gray", gray_photo: "gray", sepia: "tinted", bluish: "tinted", bitonal: "bitonal", bitonal_photo: "bitonal" };
const same_as_photo = ["small_jpeg", "turned", "exif", "mirrored"];
const allowed = (capture) => answers[same_as_photo.includes(capture) ? "photo" : capture];

/** Each of `jobs` once, as many at a time as there are cores. */
async function side_by_side(jobs, work) {
    let next = 0;
    await Promise.all(os.cpus().map(async () => {
        while (next < jobs.length) await work(jobs[next++]);
    }));
}

/** Photos, copies … of the real documents with a sound zone, made now and kept nowhere. `every`: take one of so many; `retakes`: each so often. */
export async function again(samples, rows, folder, every = 1, retakes = 1) {
    const zones = rows.filter((row) => row.mrz && !row.narrow && !row.unsound && !row.foreign && !row.file.endsWith(".pdf")).filter((_, i) => i % every === 0);
    const seeds = Array.from({ length: retakes }, (_, i) => i + 1);
    const wanted = seeds.flatMap((seed) => zones.flatMap((row, i) => again_captures.map((capture) => ({ row, capture, seed, out: path.join(folder, `${seed}-${i}-${capture}`) }))));
    const failed = new Set(), widths = new Map();
    await side_by_side(wanted, async ({ row, capture, seed, out }) => {
        try {
            const { stdout } = await run(samples, ["--today", "2026-01-15", "--seed", String(seed), "recapture", "--as", capture, row.path, out]);
            widths.set(out, JSON.parse(stdout).document_width);
        } catch {
            failed.add(out);
        }
    });
    if (failed.size) console.error(`  ${failed.size} of ${wanted.length} could not be taken again`);
    return wanted.filter(({ out }) => !failed.has(out)).map(({ row, capture, seed, out }) => ({
        path: out, file: `${capture} ${seed} of ${row.file}`, category: row.category, capture, retake: seed, mrz: row.mrz, mirrored: capture === "mirrored",
        narrow: widths.get(out) !== null && widths.get(out) < 500,
        // A picture that was gray, or off a screen, before it was printed says nothing about colour.
        colour: row.colourLabel === "full" ? allowed(capture).colour : null, colourLabel: colour_of[capture] ?? "full", origin: allowed(capture).origin, originLabel: capture,
        group: "with a zone", fields: !legible.includes(capture) ? {} : Object.fromEntries(Object.entries(row.fields).filter(([name]) => bearer.includes(name))),
    }));
}

const pages = ["bill", "bank_statement", "letter", "company_extract"];
const wanted_fields = [...bearer, "issue_date", "name", "address", "postal_code", "city", "sender", "registration_number", "card_last_four", "card_holder", "card_expiry"];

function group_of(one) {
    if (one.mrz) return "with a zone";
    if (pages.includes(one.kind)) return one.language ? `pages, ${one.language}` : "pages";
    return one.kind === "payment_card" ? "payment card" : "licences and fronts of cards";
}

/**
 * What comes round seldom in the sixteen turns of the accuracy set and has bars of its own: a kind to make more of, and how many turns
 * are of what it is counted with. 43 documents give 300 legible pictures.
 */
const seldom = { payment_card: 1, driving_licence: 2, company_extract: 4 };
const turns = 16, enough = 43;

/** What `count` documents of strangers are made up of: [options of gatehouse-samples, folder]. `every_bar`: enough for each of the bars. */
function parts_of(count, every_bar) {
    const share = Math.ceil(count / os.cpus().length / turns) * turns, parts = [];
    for (let from = 0; from < count; from += share) parts.push([["--from", String(from), "--count", String(Math.min(share, count - from))], String(from)]);
    if (!every_bar) return parts;
    for (const [kind, of_turns] of Object.entries(seldom)) {
        const more = enough - Math.floor((count * of_turns) / turns);
        if (more > 0) parts.push([["--only", kind, "--from", String(count), "--count", String(more)], kind]);
    }
    return parts;
}

/** Documents of strangers, made once for a count and a seed and then kept in the build folder; as many at once as there are cores. */
export async function made(samples, folder, count, seed, every_bar) {
    const parts = parts_of(count, every_bar).map(([what, name]) => ({ what, out: path.join(folder, name) }));
    const missing = parts.filter(({ out }) => !fs.existsSync(path.join(out, "manifest.json")));
    await side_by_side(missing, ({ what, out }) => run(samples, ["--set", "accuracy", ...what, "--seed", String(seed), "--today", "2026-01-15", "--out", out]));
    return parts.flatMap(({ out }) => made_in(out));
}

/** The files and their truth in a folder that `gatehouse-samples --set accuracy` filled. */
export function made_in(folder) {
    return JSON.parse(fs.readFileSync(path.join(folder, "manifest.json"), "utf8")).files.map((one) => {
        const capture = one.capture === "digital" && one.file.endsWith(".pdf") ? "digital_pdf" : one.capture;
        const truth = allowed(one.capture), mirrored = one.capture === "mirrored", page = pages.includes(one.kind);
        const readable = legible.includes(one.capture);
        return {
            path: path.join(folder, one.file), file: one.file, category: one.mrz ? format_of(one.mrz) : one.kind, capture, mrz: one.mrz ?? null, mirrored, page,
            secrets: one.secrets ?? {},
            kind: ["screenshot", "mirrored"].includes(one.capture) || (page && !readable) ? null : [one.kind, ...(one.kind === "letter" ? ["bill"] : [])], kindLabel: one.kind,
            colour: truth.colour, colourLabel: colour_of[one.capture] ?? "full", origin: truth.origin, originLabel: one.capture,
            group: group_of(one), fields: readable ? Object.fromEntries(Object.entries(one.fields).filter(([name]) => wanted_fields.includes(name))) : {},
        };
    });
}
