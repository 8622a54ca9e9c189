// One run of `gatehouse look` over files, and what a set of them is worth against its truth.
import { spawnSync } from "node:child_process";

import { Confusion, Tally, quantile, whole } from "./statistics.mjs";

/** The lines of `look --jsonl`, in the order of the files; throws when one is missing. One file at a time: its times are its own. */
export function look(program, files, jobs = 1) {
    const lines = [];
    for (let from = 0; from < files.length; from += 200) {
        const part = files.slice(from, from + 200);
        const done = spawnSync(program, ["look", "--jsonl", "--jobs", String(jobs), ...part], { encoding: "utf8", maxBuffer: 1 << 28 });
        const got = done.stdout.trim().split("\n").filter(Boolean).map((line) => JSON.parse(line));
        if (got.length !== part.length) throw new Error(`${part.length} files, ${got.length} lines: ${done.stderr}`);
        lines.push(...got);
        if (files.length > 200) console.error(`  looked at ${lines.length} of ${files.length}`);
    }
    return lines;
}

const folded = (text) => String(text).normalize("NFD").replace(/\p{M}/gu, "").toUpperCase();
const plain = (text) => folded(text).replace(/[^A-Z0-9]/g, "");
/** As ICAO 9303-3 section 6 writes them in a zone. */
const in_zone = (text) => plain(String(text).replace(/[ÄäÆæ]/g, "AE").replace(/[ÖöØø]/g, "OE").replace(/[Üü]/g, "UE").replace(/[Åå]/g, "AA").replace(/ß/g, "SS").replace(/[Łł]/g, "L"));
export const same = (a, b) => plain(a) === plain(b) || in_zone(a) === in_zone(b);

/** An address is read as a whole: street, code and town; the truth is its street. */
const right_field = (name, read, truth) => (name === "address" ? plain(read).includes(plain(truth)) : same(read, truth));

export const exact = (line, mrz) => JSON.stringify(line.mrz?.lines ?? null) === JSON.stringify(mrz);

/**
 * `rows`: [{line, truth}]. truth: {file, category, capture, page (bool), narrow (under 500 px), unsound (printed digits wrong),
 * foreign (a form that is none of the six), mirrored, mrz (lines, or null: there is none), kind[], kindLabel, colour[], colourLabel, origin[], originLabel, fields{}}.
 */
export function judge(rows) {
    const made = { category: new Tally(), capture: new Tally(), mirrored: new Tally(), none: new Tally(), kind: new Tally(), colour: new Tally(), origin: new Tally(), fields: new Tally(), wrong: [], false_zones: [], missed: [], valid: 0,
        confusion: { kind: new Confusion(), colour: new Confusion(), origin: new Confusion() }, rows };
    for (const { line, truth } of rows) {
        judge_zone(made, line, truth);
        for (const name of ["kind", "colour", "origin"]) {
            if (!truth[name]) continue;
            made[name].add(truth[`${name}Label`], truth[name].includes(line[name]), truth.file);
            made.confusion[name].add(truth[`${name}Label`], line[name]);
        }
        for (const [name, value] of Object.entries(truth.fields ?? {}))
            made.fields.add(`${truth.group}: ${name}`, line.fields.some((field) => field.name === name && right_field(name, field.value, value)), truth.file);
    }
    return made;
}

function judge_zone(made, line, truth) {
    if (truth.mirrored) {
        if (truth.mrz) made.mirrored.add("no zone read off a mirrored picture", line.mrz === null, truth.file);
        return;
    }
    if (truth.mrz === undefined) return;
    if (truth.mrz === null) {
        if (!made.none.add("pages without a zone: none found", line.mrz === null, truth.file)) made.false_zones.push(truth.file);
        return;
    }
    const right = exact(line, truth.mrz);
    made.valid += line.mrz?.valid ? 1 : 0;
    if (line.mrz?.valid && !right) made.wrong.push(truth.file);
    if (!right) made.missed.push(`${truth.file} (${!line.mrz ? "none found" : line.mrz.valid ? "valid but wrong" : "characters wrong"})`);
    if (truth.foreign) return made.category.add("of a form of its own", right, truth.file);
    if (truth.narrow) return made.category.add("under 500 px wide", right, truth.file);
    if (truth.unsound) return made.category.add("printed digits wrong", right, truth.file);
    made.category.add(truth.category, right, truth.file);
    return made.capture.add(truth.capture, right, truth.file);
}

/** What to look at next, by name. */
export const misses = ({ missed, wrong, false_zones: none, kind, colour, origin }) => ({
    zones: missed, valid_but_wrong: wrong, false_zones: none,
    ...Object.fromEntries(Object.entries({ kind, colour, origin }).map(([name, tally]) => [name, Object.fromEntries([...tally.rows].filter(([, row]) => row.misses.length).map(([label, row]) => [label, row.misses]))])),
});

/** The part of the report that one set fills. `names`: of files, which are not ours to print when they are real. */
export function set_report(judged, { names = false } = {}) {
    const { rows } = judged, text = [];
    text.push(judged.category.table("zone exact, by document"), judged.capture.table("zone exact, by capture"), judged.mirrored.table("mirrored"), judged.none.table("without a zone"));
    text.push(`Declared valid: ${judged.valid}, of which wrong: ${judged.wrong.length}${names && judged.wrong.length ? ` (${judged.wrong.slice(0, 12).join(", ")})` : ""}. Zones where there are none: ${judged.false_zones.length}.\n`);
    if (names && judged.missed.length) text.push(`Not exact${judged.missed.length > 25 ? " (the first 25)" : ""}: ${judged.missed.slice(0, 25).join(", ")}.\n`);
    for (const name of ["kind", "colour", "origin"]) text.push(judged[name].table(`${name} right, by label`), judged.confusion[name].table(name));
    text.push(judged.fields.table("fields"));
    text.push(times(rows));
    return text.filter(Boolean).join("\n");
}

function times(rows) {
    const line = (name, values) => values.length && `| ${name} | ${values.length} | ${whole(quantile(values, 0.5))} | ${whole(quantile(values, 0.95))} | ${whole(Math.max(...values))} |`;
    const lines = rows.map((row) => row.line), zones = rows.filter((row) => row.truth.mrz).map((row) => row.line);
    const stage = (set, name) => set.map((one) => one.ms[name]);
    return `| ms a document | n | p50 | p95 | most |\n|---|--:|--:|--:|--:|\n${[
        line("decode", stage(lines, "decode")),
        line("zone, where there is one", stage(zones.filter((one) => one.mrz), "mrz")),
        line("zone, where it was missed", stage(zones.filter((one) => !one.mrz), "mrz")),
        line("text", stage(lines, "ocr")), line("checks", stage(lines, "checks")), line("total", stage(lines, "total"))].filter(Boolean).join("\n")}\n`;
}
