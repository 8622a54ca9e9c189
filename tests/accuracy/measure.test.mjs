// The arithmetic of docs/accuracy.md: a report that counts wrongly is worse than none.
import assert from "node:assert/strict";
import { test } from "node:test";

import { judge, same } from "../../bench/measure/looked.mjs";
import { digits_hold } from "../../bench/measure/mrz_digits.mjs";
import { area, curve, recall_at } from "../../bench/measure/roc.mjs";
import { Confusion, quantile, wilson } from "../../bench/measure/statistics.mjs";

const td3 = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];
const line = (mrz, more = {}) => ({ mrz, fields: [], findings: [], ms: { decode: 1, mrz: 2, ocr: 0, checks: 1, total: 4 }, peak_rss_mb: 90, kind: "passport", colour: "full", origin: "photo", ...more });

test("check digits of the standard's own examples hold, and fail when one character is another", () => {
    const examples = [td3, ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"],
        ["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"], ["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078M96121096ZE18422"],
        ["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078M96121096ZE184226B<<<<<<"]];
    for (const lines of examples) {
        assert.ok(digits_hold(lines), lines.join(" "));
        const at = lines.length === 3 ? 0 : 1, from = lines.length === 3 ? 7 : 3;
        const other = lines.map((text, i) => (i === at ? text.slice(0, from) + (text[from] === "1" ? "7" : "1") + text.slice(from + 1) : text));
        assert.ok(!digits_hold(other), other.join(" "));
    }
    assert.ok(!digits_hold(["P<UTO", "L898902C36"]));
    assert.ok(!digits_hold([]));
});

test("Wilson's interval and quantiles are those of the books", () => {
    assert.equal(wilson(0, 47), "0–8 %");
    assert.equal(wilson(38, 44), "73–94 %");
    assert.equal(wilson(0, 0), "–");
    assert.equal(quantile([5, 1, 3, 2, 4], 0.5), 3);
    assert.ok(Number.isNaN(quantile([], 0.5)));
});

test("a measure that separates has area 1, one that knows nothing has a half", () => {
    const { points } = curve([{ score: 3, positive: true }, { score: 2, positive: true }, { score: 1, positive: false }]);
    assert.equal(area(points), 1);
    assert.equal(recall_at(points, 0), 1);
    assert.equal(area(curve([{ score: 1, positive: true }, { score: 1, positive: false }]).points), 0.5);
});

test("names compare as they are printed and as a zone writes them", () => {
    assert.ok(same("Müller", "MUELLER"));
    assert.ok(same("Müller", "Muller"));
    assert.ok(same("van den Akker", "VAN DEN AKKER"));
    assert.ok(!same("Müller", "Moller"));
});

test("a valid reading that is not what is printed is counted as wrong, a mirrored one as nothing else", () => {
    const truth = { file: "a", category: "TD3", capture: "photo", mrz: td3, group: "with a zone", fields: { surname: "Eriksson" } };
    const other = [td3[0].replace("ANNA", "ANNE"), td3[1]];
    const set = judge([
        { line: line({ lines: td3, valid: true }, { fields: [{ name: "surname", value: "ERIKSSON" }] }), truth },
        { line: line({ lines: other, valid: true }), truth: { ...truth, file: "b" } },
        { line: line(null), truth: { ...truth, file: "c", narrow: true } },
        { line: line(null), truth: { ...truth, file: "d", mirrored: true, fields: {} } },
        { line: line({ lines: td3, valid: false }), truth: { file: "e", category: "bill", capture: "scan", mrz: null, fields: {} } },
    ]);
    assert.deepEqual(set.wrong, ["b"]);
    assert.deepEqual(set.false_zones, ["e"]);
    assert.equal(set.valid, 2);
    assert.deepEqual({ n: set.category.get("TD3").n, hits: set.category.get("TD3").hits }, { n: 2, hits: 1 });
    assert.equal(set.category.get("under 500 px wide").hits, 0);
    assert.equal(set.mirrored.all().hits, 1);
    assert.deepEqual(set.fields.get("with a zone: surname").misses, ["b", "c"]);
});

test("a confusion matrix has every label and every answer", () => {
    const made = new Confusion();
    made.add("gray", "gray");
    made.add("gray", "full");
    made.add("full", null);
    assert.match(made.table("colour"), /\| \*\*gray\*\* \| 1 \| 1 \|  \|/);
});
