// Made documents in the captures that customers send: numbers may only get better. One look at all of them.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import { judge, look } from "../../bench/measure/looked.mjs";
import { made_in } from "../../bench/measure/sets.mjs";

const build = process.env.GATEHOUSE_BUILD ?? "build/dev";
const count = 10;  // six with a zone: TD3 twice, TD1, TD2, MRV-A, French

const ten = ["--count", String(count)], three = ["--only", "passport", "--count", "3"];

// At least so many zones exact (of 6; of 3 passports), kinds right (of 10, or 8 where pages are not judged), colours right; at most so many taken for digital.
const reached = {
    photo: { zones: 6, kinds: 8, colours: 9, digital: 0 },
    small_jpeg: { zones: 6, kinds: 7, colours: 10, digital: 1 },
    turned: { zones: 3, kinds: 3, colours: 3, digital: 0 },
    screen_photo: { zones: 6, kinds: 8, colours: 0, digital: 0 },
    bitonal: { zones: 6, kinds: 6, colours: 10, digital: 0 },
};

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "made-"));
const sets = {};

before(() => {
    const truths = [...Object.keys(reached), "mirrored"].flatMap((capture) => {
        const place = path.join(folder, capture);
        execFileSync(path.join(build, "bin/gatehouse-samples"), ["--set", "accuracy", ...(["turned", "mirrored"].includes(capture) ? three : ten), "--seed", "3", "--today", "2026-01-15", "--capture", capture, "--out", place]);
        return made_in(place);
    });
    const lines = look(path.join(build, "bin/gatehouse"), truths.map((truth) => truth.path), 1);
    for (const capture of [...Object.keys(reached), "mirrored"])
        sets[capture] = judge(truths.map((truth, i) => ({ truth, line: lines[i] })).filter(({ truth }) => truth.capture === capture));
});
after(() => fs.rmSync(folder, { recursive: true }));

for (const [capture, least] of Object.entries(reached))
    test(`${capture}: keeps what it reached`, () => {
        const set = sets[capture];
        const got = { zones: set.category.all().hits, kinds: set.kind.all().hits, colours: set.colour.all().hits, digital: set.rows.filter(({ line }) => ["digital", "screenshot"].includes(line.origin)).length };
        console.log(`${capture}: ${JSON.stringify(got)} (zones of ${set.category.all().n}, kinds of ${set.kind.all().n}, colours of ${set.colour.all().n})`);
        assert.equal(set.category.all().n, capture === "turned" ? 3 : 6);
        assert.deepEqual(set.wrong, [], "a wrong reading was declared valid");
        assert.deepEqual(set.false_zones, [], "a zone where there is none");
        assert.ok(got.zones >= least.zones, `zones exact: ${got.zones}; ${set.missed.join(", ")}`);
        assert.ok(got.kinds >= least.kinds, `kinds right: ${got.kinds}`);
        assert.ok(got.colours >= least.colours, `colours right: ${got.colours}`);
        assert.ok(got.digital <= least.digital, `taken for digital: ${got.digital}`);
    });

test("mirrored: no zone is read", () => {
    assert.equal(sets.mirrored.mirrored.all().n, 3);
    assert.equal(sets.mirrored.mirrored.all().hits, 3);
});
