// The open readers of machine-readable zones that npm and Debian offer, on the same files.
import { spawnSync } from "node:child_process";
import path from "node:path";

import { digits_hold } from "./mrz_digits.mjs";
import { quantile, whole } from "./statistics.mjs";

const single = { ...process.env, OMP_THREAD_LIMIT: "1" };

/** Lines of a zone out of running text, as one would do it in an afternoon. */
function zone_of(text) {
    const likely = text.split("\n").map((line) => line.replaceAll("«", "<<").replace(/\s/g, "").toUpperCase())
        .filter((line) => line.length >= 28 && (line.match(/</g) ?? []).length >= 2 && /^[A-Z0-9<]+$/.test(line));
    return likely.slice(likely.at(-1)?.length <= 32 ? -3 : -2);
}

/** The program as Debian ships it, model `eng`, one process a file: its start is part of its time. */
export function tesseract(file, ...options) {
    const started = performance.now();
    const done = spawnSync("tesseract", [file, "-", ...options], { encoding: "utf8", env: single, maxBuffer: 1 << 26, timeout: 60_000 });
    return { text: done.stdout ?? "", ms: performance.now() - started };
}

function by_tesseract(files) {
    return files.map((file) => {
        const { text, ms } = tesseract(file);
        return { lines: zone_of(text), ms };
    });
}

/** null when it is not installed or does not start. */
function by_mrz_detection(files) {
    const program = path.join(import.meta.dirname, "peer_mrz_detection.mjs");
    const answers = new Map();
    for (let from = 0; from < files.length; from += 40) {
        const part = files.slice(from, from + 40);
        const done = spawnSync(process.execPath, [program, ...part], { encoding: "utf8", maxBuffer: 1 << 26, timeout: part.length * 30_000 });
        for (const line of (done.stdout ?? "").trim().split("\n").filter(Boolean)) {
            const one = JSON.parse(line);
            answers.set(one.file, one);
        }
    }
    return answers.size ? files.map((file) => answers.get(file) ?? { lines: [], ms: NaN }) : null;
}

const readers = { "mrz-detection 0.4.1 (npm)": by_mrz_detection, "tesseract (Debian), eng": by_tesseract };

/** `sets`: Map of name → [{file, mrz, ours}]; returns table rows, ours first. */
export function peer_table(sets) {
    const rows = [];
    for (const [name, documents] of sets) {
        const right = (lines, one) => JSON.stringify(lines) === JSON.stringify(one.mrz);
        const row = (reader, answers, valid) => {
            if (!answers) return rows.push(`| ${name} | ${reader} | ${documents.length} | not run: it did not start here | | | |`);
            const times = answers.map((answer) => answer.ms).filter(Number.isFinite);
            const exact = answers.filter((answer, i) => right(answer.lines, documents[i])).length;
            const wrong = answers.filter((answer, i) => valid(answer) && !right(answer.lines, documents[i])).length;
            return rows.push(`| ${name} | ${reader} | ${documents.length} | ${exact} | ${wrong} | ${whole(quantile(times, 0.5))} | ${whole(quantile(times, 0.95))} |`);
        };
        row("**gatehouse**", documents.map(({ ours }) => ({ lines: ours.mrz?.lines ?? [], ms: ours.ms.decode + ours.ms.mrz, valid: ours.mrz?.valid })), (answer) => answer.valid);
        for (const [reader, read] of Object.entries(readers)) row(reader, read(documents.map(({ file }) => file)), (answer) => digits_hold(answer.lines));
    }
    return `| documents | reader | n | exact | valid but wrong | p50 ms | p95 ms |\n|---|---|--:|--:|--:|--:|--:|\n${rows.join("\n")}\n`;
}
