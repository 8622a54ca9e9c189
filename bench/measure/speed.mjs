// Times that need a run of their own: documents a second, pages against the tesseract program, the yardstick.
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { look } from "./looked.mjs";
import { tesseract } from "./peers.mjs";
import { mean, quantile, whole } from "./statistics.mjs";

function seconds(program, files, jobs) {
    const started = performance.now();
    spawnSync(program, ["look", "--jsonl", "--jobs", String(jobs), ...files], { maxBuffer: 1 << 28 });
    return (performance.now() - started) / 1000;
}

/** Whole examinations a second; starting the eyes is taken off by a run over as many files as there are eyes. */
export function throughput(program, files, jobs) {
    const start = seconds(program, files.slice(0, jobs), jobs);
    return (files.length - jobs) / Math.max(0.001, seconds(program, files, jobs) - start);
}

/**
 * `rows` of pages: the middle of our total over the program's time for the same picture. Shared machines are twice as slow from one
 * minute to the next: a few pages at a time by the one and by the other, three times over, the quickest of each.
 */
export function pages_against_tesseract(program, rows) {
    const files = rows.filter(({ truth }) => truth.page && /\.(png|jpe?g)$/i.test(truth.path)).map(({ truth }) => truth.path);
    const ours = new Map(), theirs = new Map();
    const keep = (times, file, ms) => times.set(file, Math.min(ms, times.get(file) ?? Infinity));
    for (let from = 0; from < files.length; from += 5)
        for (let round = 0; round < 3; ++round) {
            const few = files.slice(from, from + 5);
            look(program, few).forEach((line, i) => keep(ours, few[i], line.ms.total));
            for (const file of few) keep(theirs, file, tesseract(file).ms);
        }
    const ratios = files.map((file) => ours.get(file) / theirs.get(file));
    return ratios.length ? { n: ratios.length, ratio: quantile(ratios, 0.5), worst: quantile(ratios, 0.95) } : null;
}

/** A PDF of one line, which poppler makes into the same pixels everywhere. */
function a_line() {
    const content = "BT /F1 14 Tf 10 10 Td (Read this line as fast as you can, 12345 times 67890.) Tj ET";
    return `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n` +
        `3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 380 32]/Contents 4 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n` +
        `4 0 obj<</Length ${content.length}>>stream\n${content}\nendstream endobj\ntrailer<</Root 1 0 R>>\n`;
}

/** Milliseconds in which the tesseract program reads one line of text, its start included: how fast this machine is now. */
export function yardstick() {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "yardstick-"));
    try {
        fs.writeFileSync(path.join(folder, "line.pdf"), a_line());
        execFileSync("pdftoppm", ["-gray", "-r", "200", "-singlefile", path.join(folder, "line.pdf"), path.join(folder, "line")], { stdio: "ignore" });
        const runs = Array.from({ length: 5 }, () => tesseract(path.join(folder, "line.pgm"), "--psm", "7"));
        return { ms: quantile(runs.map((run) => run.ms), 0.5), text: runs[0].text.trim() };
    } finally {
        fs.rmSync(folder, { recursive: true });
    }
}

export function speed(program, set, with_pages) {
    const zones = set.rows.filter(({ truth, line }) => truth.mrz && line.mrz && !truth.mirrored).slice(0, 60);
    const files = zones.map(({ truth }) => truth.path);
    return {
        n: files.length, one: throughput(program, files, 1), two: throughput(program, files, 2), zones: 2000 / mean(zones.map(({ line }) => line.ms.decode + line.ms.mrz)),
        pages: with_pages ? pages_against_tesseract(program, set.rows) : null,
    };
}

export function speed_report(measured) {
    const { n, one, two, zones, pages } = measured;
    const lines = [`Whole examinations of ${n} documents with a zone: ${one.toFixed(2)} a second with \`--jobs 1\`, ${two.toFixed(2)} with \`--jobs 2\` (starting the eyes taken off). Decoding and zone alone: ${zones.toFixed(1)} a second on 2 cores (2 ÷ their mean).`];
    if (pages) lines.push(`Pages of text against the tesseract program on the same picture, ${pages.n} pages, by turns, the quickest of three: our time ÷ its time ${pages.ratio.toFixed(2)} in the middle, ${pages.worst.toFixed(2)} at p95.`);
    return `${lines.join(" ")}\n`;
}

export function machine() {
    const processor = fs.readFileSync("/proc/cpuinfo", "utf8").match(/model name\s*:\s*(.*)/)?.[1] ?? "unknown processor";
    const line = yardstick();
    return `${os.cpus().length} cores, ${processor}; load average ${os.loadavg()[0].toFixed(1)} when it began; a line of text read by the tesseract program (${execFileSync("tesseract", ["--version"], { encoding: "utf8" }).split("\n")[0]}) takes ${whole(line.ms)} ms ("${line.text}")`;
}
