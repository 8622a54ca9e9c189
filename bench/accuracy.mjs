// Runs `gatehouse look` over real documents (GATEHOUSE_CORPUS), over pictures taken again of them, over made ones
// and over the peers, and writes docs/accuracy.md with its plots. Real and made are never added up.
// What was missed goes by name to BUILD_DIRECTORY/accuracy-misses.json: names of real files are not for the repository.
// Usage: accuracy.mjs BUILD_DIRECTORY [--real-only | --made-only] [--count N] [--seed S] [--retakes N] [--quick] [--no-peers] [--out DIRECTORY]
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { bars_table } from "./measure/bars.mjs";
import { judge, look, misses, set_report } from "./measure/looked.mjs";
import { peer_table } from "./measure/peers.mjs";
import { plots } from "./measure/plots.mjs";
import { again, made, real } from "./measure/sets.mjs";
import { machine, speed, speed_report } from "./measure/speed.mjs";

const { values: options, positionals } = parseArgs({
    allowPositionals: true,
    options: { "real-only": { type: "boolean" }, "made-only": { type: "boolean" }, retakes: { type: "string", default: "1" }, quick: { type: "boolean" }, "no-peers": { type: "boolean" }, count: { type: "string" }, seed: { type: "string", default: "7" }, out: { type: "string", default: "docs" } },
});
const build = path.resolve(positionals[0] ?? "build/dev");
const program = path.join(build, "bin/gatehouse"), samples = path.join(build, "bin/gatehouse-samples");
const corpus = process.env.GATEHOUSE_CORPUS;
const count = Number(options.count ?? (options.quick ? 16 : 100));
const out = path.resolve(options.out);
fs.mkdirSync(out, { recursive: true });

const conditions = machine();
const say = (text) => console.error(`${new Date().toISOString().slice(11, 19)} ${text}`);

function judged(name, truths) {
    say(`${name}: ${truths.length} files`);
    const lines = look(program, truths.map((truth) => truth.path));
    return judge(truths.map((truth, i) => ({ truth, line: lines[i] })));
}

/** Zones of real documents, as they are and taken again, for the peers to read. */
function peers(sets) {
    const rows = new Map(), take = ({ truth, line }) => ({ file: truth.path, mrz: truth.mrz, ours: line });
    const sound = ({ truth }) => truth.mrz && !truth.mirrored && !truth.narrow && !truth.unsound && !truth.foreign && !truth.path.endsWith(".pdf");
    rows.set("real, as they are", sets.real.rows.filter(sound).map(take));
    if (!options.quick)
        for (const capture of ["photo", "small_jpeg", "gray_photo", "turned"])
            rows.set(`real, taken again: ${capture}`, (sets.again?.rows ?? []).filter((row) => sound(row) && row.truth.capture === capture && row.truth.retake === 1).map(take));
    return peer_table(new Map([...rows].filter(([, documents]) => documents.length)));
}

function plotted(judged_set, name, title) {
    if (!judged_set) return "";
    return plots(judged_set, title).map((plot) => {
        const file = `accuracy-${plot.name}-${name}.svg`;
        fs.writeFileSync(path.join(out, file), plot.svg);
        return `${plot.text}\n![ROC](${file})\n`;
    }).join("\n");
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "taken-again-"));
try {
    const sets = { real: null, again: null, made: null };
    if (corpus && !options["made-only"]) {
        sets.real = judged("real documents", real(corpus));
        say("taking the real ones again");
        sets.again = judged("real ones, taken again", await again(samples, real(corpus), folder, options.quick ? 6 : 1, Number(options.retakes)));
    }
    if (!options["real-only"]) {
        say("making documents, where they are not there");
        sets.made = judged("made documents", await made(samples, path.join(build, `samples-accuracy-${count}-${options.seed}`), count, options.seed, !options.quick));
    }
    say("speed");
    const measured = speed(program, sets.real ?? sets.made, Boolean(sets.real));
    const peer_rows = sets.real && !options["no-peers"] ? (say("peers"), peers(sets)) : "Not in this run.\n";
    const absent = (wanted) => (wanted ? "GATEHOUSE_CORPUS was not set: no real documents in this run.\n" : "Not in this run.\n");
    const limits = path.join(import.meta.dirname, "../docs/accuracy-limits.md");

    fs.writeFileSync(path.join(out, "accuracy.md"), `# How well it sees

Made by \`make accuracy\` (${new Date().toISOString().slice(0, 10)}). Every line is one run of \`gatehouse look\`, the very code and sandboxes of the
service. *Exact* for a zone means every character of every line. Real and made documents are never added up. Intervals are Wilson's, 95 %.

Machine: ${conditions}. On a machine that does other work, read times as ratios.

## The bars

${bars_table(sets, measured)}
Documents under 500 px wide, those whose printed digits are wrong and those of a form of their own are counted apart. Under 100 real documents of a kind these are counts, not rates.

## Real documents (a public corpus that is not in this repository)

${sets.real ? set_report(sets.real) : absent(!corpus)}
## The same real documents, taken again (made pictures of real documents with a sound zone)

Each is printed, photographed, copied, shown on a screen … by the models of \`samples/\` (\`gatehouse-samples recapture --as photo FILE OUT\`), into a
folder that is thrown away; ${Number(options.retakes) > 1 ? `${options.retakes} times over, with other seeds` : "once"}.

${sets.again ? set_report(sets.again) : absent(!corpus)}
## Made documents (\`gatehouse-samples --set accuracy --count ${count} --seed ${options.seed}\`${options.quick ? "" : ", and more of what comes round seldom in it"}, invented people)

${sets.made ? set_report(sets.made, { names: true }) : absent(false)}
## How well the measures separate

Plots have false alarms to the right and recall upwards; the dot is what is decided today by all measures together.

### Real, as they are

${plotted(sets.real, "real", "real") || absent(false)}
### Real, taken again

${plotted(sets.again, "again", "real, taken again") || absent(false)}
### Made

${plotted(sets.made, "made", "made") || absent(false)}
## Peers

As shipped, on the same files in the same run; their times have loading the picture in them, the program's also its start. Ours is decoding and
zone. A reading is called valid when all its check digits hold.

${peer_rows}
## Speed

${speed_report(measured)}
${fs.existsSync(limits) ? fs.readFileSync(limits, "utf8") : ""}`);
    const next = path.join(build, "accuracy-misses.json");
    fs.writeFileSync(next, `${JSON.stringify(Object.fromEntries(Object.entries(sets).filter(([, set]) => set).map(([name, set]) => [name, misses(set)])), null, 1)}\n`);
    say(`${path.join(out, "accuracy.md")} written; what was missed, by name: ${next}`);
} finally {
    fs.rmSync(folder, { recursive: true });
}
