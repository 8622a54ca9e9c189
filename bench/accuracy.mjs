// Runs `gatehouse look` over the made samples and, where GATEHOUSE_CORPUS is set, over the corpus, and writes docs/accuracy.md:
// n, misses and 95 % Wilson intervals a category, made and real apart. Usage: accuracy.mjs BUILD_DIRECTORY [--real-only]
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const build = path.resolve(process.argv[2] ?? "build/dev");
const program = path.join(build, "bin/gatehouse");
const corpus = process.env.GATEHOUSE_CORPUS;
const samples = path.join(build, "samples-made");

function wilson(hits, n) {
    if (n === 0) return "–";
    const z = 1.96, p = hits / n, d = 1 + (z * z) / n;
    const middle = (p + (z * z) / (2 * n)) / d, half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / d;
    return `${((middle - half) * 100).toFixed(0)}–${((middle + half) * 100).toFixed(0)} %`;
}

function look(root, files) {
    const done = spawnSync(program, ["look", "--jsonl", "--jobs", "2", ...files.map((file) => path.join(root, file))], { encoding: "utf8", maxBuffer: 1 << 28 });
    const lines = done.stdout.trim().split("\n").map((line) => JSON.parse(line));
    if (lines.length !== files.length) throw new Error(`${files.length} files, ${lines.length} lines: ${done.stderr}`);
    return lines;
}

class Tally {
    rows = new Map();
    add(row, right, what) {
        const entry = this.rows.get(row) ?? { n: 0, hits: 0, misses: [] };
        entry.n += 1;
        if (right) entry.hits += 1;
        else entry.misses.push(what);
        this.rows.set(row, entry);
    }
    table(title) {
        const rows = [...this.rows].sort().map(([row, { n, hits }]) => `| ${row} | ${n} | ${n - hits} | ${((hits / n) * 100).toFixed(0)} % | ${wilson(hits, n)} |`);
        return `| ${title} | n | misses | right | 95 % Wilson |\n|---|--:|--:|--:|---|\n${rows.join("\n")}\n`;
    }
}

function quantile(values, q) {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] : NaN;
}

/** Rows of [expected …] for one set; `truth(index)` says what is right. */
function judge(lines, truths) {
    const tally = { mrz: new Tally(), kind: new Tally(), colour: new Tally(), origin: new Tally(), fields: new Tally() };
    const confusion = { kind: new Map(), colour: new Map(), origin: new Map() };
    lines.forEach((line, i) => {
        const truth = truths[i];
        const note = (name, expected, right, answers) => {
            tally[name].add(truth.category, right);
            const key = `${expected} → ${answers ?? "none"}`;
            confusion[name]?.set(key, (confusion[name].get(key) ?? 0) + 1);
        };
        if (truth.mrz) {
            const row = truth.lowResolution ? "under 500 px wide" : truth.category;
            tally.mrz.add(row, JSON.stringify(line.mrz?.lines ?? null) === JSON.stringify(truth.mrz));
            if (line.mrz?.valid) tally.mrz.add("declared valid and right", JSON.stringify(line.mrz.lines) === JSON.stringify(truth.mrz));
        } else if (truth.mrz === null) tally.mrz.add("no MRZ there", line.mrz === null);
        for (const name of ["kind", "colour", "origin"])
            if (truth[name]) note(name, truth[`${name}Label`], truth[name].includes(line[name]), line[name]);
        for (const [name, value] of Object.entries(truth.fields ?? {}))
            tally.fields.add(name, line.fields.some((field) => field.name === name && same(field.value, value)));
    });
    const text = [];
    for (const [name, one] of Object.entries(tally)) if (one.rows.size) text.push(one.table(name));
    for (const [name, cells] of Object.entries(confusion)) {
        const wrong = [...cells].filter(([key]) => key.split(" → ")[0] !== key.split(" → ")[1]).sort((a, b) => b[1] - a[1]);
        if (wrong.length) text.push(`${name}, label → answer where they differ: ${wrong.map(([key, n]) => `${key} (${n})`).join(", ")}.\n`);
    }
    const total = lines.map((line) => line.ms.total), mrz = lines.filter((line) => line.mrz).map((line) => line.ms.mrz);
    text.push(`Time a document, ms: total p50 ${quantile(total, 0.5).toFixed(0)}, p95 ${quantile(total, 0.95).toFixed(0)}; MRZ (where there is one) p50 ${quantile(mrz, 0.5).toFixed(0)}, p95 ${quantile(mrz, 0.95).toFixed(0)}. Largest eye: ${Math.max(...lines.map((line) => line.peak_rss_mb)).toFixed(0)} MB.\n`);
    return text.join("\n");
}

const plain = (text) => String(text).normalize("NFD").replace(/\p{M}/gu, "").toUpperCase().replace(/[^A-Z0-9]/g, "");
const same = (a, b) => plain(a) === plain(b);

function corpusReport() {
    if (!corpus) return "GATEHOUSE_CORPUS was not set: no real documents in this run.\n";
    const accepted = JSON.parse(fs.readFileSync(path.join(corpus, "accepted.json"), "utf8"));
    const rows = fs.readFileSync(path.join(corpus, "truth.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
    const lines = look(corpus, rows.map((row) => row.file));
    return judge(lines, rows.map((row) => ({
        category: row.category, lowResolution: row.low_resolution, mrz: row.mrz ?? null,
        kind: accepted.kind[row.category] ?? null, kindLabel: row.category,
        colour: ["photo", "scan"].includes(row.capture) || row.capture.startsWith("photocopy") ? accepted.colour[row.colour] : null, colourLabel: row.colour,
        origin: accepted.origin[row.capture] ?? null, originLabel: row.capture,
        fields: Object.fromEntries([["document_number", row.document_number], ["birth_date", row.birth_date], ["expiry_date", row.expiry], ["surname", row.surname], ["given_names", row.given_names]].filter(([, value]) => value && row.mrz)),
    })));
}

function samplesReport() {
    if (process.argv.includes("--real-only")) return "Not in this run (`--real-only`).\n";
    if (!fs.existsSync(path.join(samples, "manifest.json"))) execFileSync(path.join(build, "bin/gatehouse-samples"), ["--out", samples, "--small"]);
    const files = JSON.parse(fs.readFileSync(path.join(samples, "manifest.json"), "utf8")).files.filter((one) => one.capture && !one.file.startsWith("odd/"));
    const lines = look(samples, files.map((one) => one.file));
    return judge(lines, files.map((one) => ({
        category: `${one.kind}${one.side ? ` ${one.side}` : ""}, ${one.capture}`, mrz: one.mrz ?? null,
        kind: one.capture === "screenshot" ? null : [one.kind], kindLabel: one.kind,
        colour: one.expected.colour ? [one.expected.colour, ...(one.expected.colour === "gray" ? ["tinted"] : [])] : null, colourLabel: one.expected.colour,
        origin: one.expected.origin ? [one.expected.origin] : null, originLabel: one.expected.origin,
        fields: one.expected.reason ? {} : Object.fromEntries(Object.entries(one.fields).filter(([name]) => ["document_number", "birth_date", "expiry_date", "surname", "given_names", "issue_date", "card_last_four", "registration_number"].includes(name))),
    })));
}

const calibration = () => {
    const started = Date.now();
    execFileSync("tesseract", ["--version"], { stdio: "ignore" });
    return Date.now() - started;
};

const machine = `${execFileSync("nproc", { encoding: "utf8" }).trim()} cores; starting the tesseract program took ${calibration()} ms in this run`;
const known = fs.existsSync("docs/accuracy-limits.md") ? fs.readFileSync("docs/accuracy-limits.md", "utf8") : "";
fs.writeFileSync("docs/accuracy.md", `# How well it sees

Made by \`make accuracy\` (${new Date().toISOString().slice(0, 10)}; ${machine}). Every line is one run of \`gatehouse look\`, the very code and
sandboxes of the service. *Exact* for an MRZ means every character of every line. Times on a shared machine: read them as ratios.

## Real documents (a public corpus that is not in this repository)

${corpusReport()}
## Made documents (\`gatehouse-samples --small\`, invented people)

${samplesReport()}
${known}`);
console.log("docs/accuracy.md written");
