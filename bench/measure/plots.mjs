// Which continuous measures `look` gives for colour and for origin, and how well each separates.
import { area, curve, recall_at, svg } from "./roc.mjs";
import { of } from "./statistics.mjs";

const copies = ["gray", "tinted", "bitonal"], digital = ["digital", "screenshot"];

/** A curve for every measure that nine of ten lines carry (one that comes with refusals only would flatter itself), each
 *  turned so that more is more suspicious. */
function measures_of(rows, pick) {
    const names = new Set(rows.flatMap(({ line }) => Object.keys(pick(line))));
    return [...names].map((name) => {
        const scored = rows.map(({ line, positive }) => ({ score: pick(line)[name] ?? NaN, positive })).filter(({ score }) => Number.isFinite(score));
        const rising = curve(scored);
        const turned = area(rising.points) < 0.5;
        const { points, positives, negatives } = turned ? curve(scored.map((row) => ({ ...row, score: -row.score }))) : rising;
        return { name: turned ? `less ${name}` : name, points, positives, negatives, whole: scored.length >= rows.length * 0.9 };
    }).filter(({ positives, negatives, whole }) => whole && positives > 0 && negatives > 0);
}

/** What a finding measured, by the name of its check, and whatever else is under `<about>_measure`. */
function findings_about(about) {
    return (line) => ({
        ...Object.fromEntries(line.findings.filter((one) => one.reason?.startsWith(about) && one.measure !== null).map((one) => [one.reason, one.measure])),
        ...(line[`${about}_measure`] ?? {}),
    });
}

function colour_measures(line) {
    const { chroma, coloured_area: coloured } = line.colour_measure;
    const both = chroma === undefined || coloured === undefined ? {} : { "chroma or coloured area, whichever is more of its threshold": Math.max(chroma / 3.6, coloured / 2e-4) };
    return { ...line.colour_measure, ...both };
}

const subjects = [
    { name: "colour", title: "Gray, tinted and bitonal copies against full-colour originals", of: (truth) => (truth.colour ? copies.includes(truth.colour[0]) : null), pick: colour_measures, alarm: (line) => line.colour !== "full" },
    { name: "digital", title: "Born digital and screenshots against photos and scans", of: (truth) => (!truth.origin || truth.capture === "screen_photo" || truth.capture === "screen_recapture" ? null : digital.includes(truth.origin[0])), pick: findings_about("origin"), alarm: (line) => digital.includes(line.origin) },
    { name: "screen", title: "Photos of screens against photos and scans", of: (truth) => (!truth.origin || digital.includes(truth.origin[0]) ? null : truth.origin[0] === "screen_photo"),
        pick: (line) => ({ ...findings_about("origin")(line), ...findings_about("screen")(line) }), alarm: (line) => line.origin === "screen_photo" },
];

/** For each subject {name, svg, text}; `set` goes into the title. Nothing where there are no two sides. */
export function plots(judged, set) {
    return subjects.map(({ name, title, of: positive_of, pick, alarm }) => {
        const rows = judged.rows.filter(({ line }) => line.pages > 0).map(({ line, truth }) => ({ line, positive: positive_of(truth) })).filter(({ positive }) => positive !== null);
        const curves = measures_of(rows, pick), positives = rows.filter((row) => row.positive), negatives = rows.filter((row) => !row.positive);
        if (!positives.length || !negatives.length) return null;
        const hits = positives.filter(({ line }) => alarm(line)).length, alarms = negatives.filter(({ line }) => alarm(line)).length;
        const dot = { at: [alarms / negatives.length, hits / positives.length] };
        const lines = curves.map(({ name: measure, points, positives: p, negatives: n }) => `| ${measure} | ${p} | ${n} | ${area(points).toFixed(3)} | ${(recall_at(points, 0.01) * 100).toFixed(1)} % | ${(recall_at(points, 0.02) * 100).toFixed(1)} % |`);
        const table = lines.length ? `| measure | suspicious | genuine | area | recall at 1 % | at 2 % |\n|---|--:|--:|--:|--:|--:|\n${lines.join("\n")}\n` : "No continuous measure of this is carried by every line of `look` yet: the dot is all there is.\n";
        return { name, svg: svg(`${title} (${set})`, curves, [dot]), text: `${title}: decided today, found ${of(hits, positives.length)} at ${of(alarms, negatives.length)} false alarms.\n\n${table}` };
    }).filter(Boolean);
}
