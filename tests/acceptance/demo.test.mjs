// `gatehouse demo` as who tries it on two days: the second day's samples count their dates anew.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { freePort, program, samplesDirectory, until } from "./house.mjs";

let folder;
before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-demo-"))));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Runs until its banner is there; reference → link. */
async function links(samples, listen) {
    const demo = spawn(program, ["demo", "--directory", path.join(folder, "data"), "--samples", samples, "--listen", listen]);
    let said = "";
    for (const stream of [demo.stdout, demo.stderr]) stream.on("data", (piece) => (said += piece));
    const ended = once(demo, "exit");
    try {
        await until("the banner, or what is wrong", () => said.includes("Ctrl-C ends it") || said.includes("gatehouse demo:"));
    } finally {
        demo.kill("SIGINT");
        await ended;
    }
    assert.doesNotMatch(said, /gatehouse demo:/);
    return Object.fromEntries([...said.matchAll(/^ {4}(S-\S+) .*\n\s+(http\S+)$/gm)].map((found) => [found[1], found[2]]));
}

test("the same samples: the same links; those of another day: orders of their own, which stay the same on that day", async () => {
    fs.chmodSync(folder, 0o755);
    const listen = `127.0.0.1:${await freePort()}`;
    const first = await links(samplesDirectory, listen);
    assert.ok(Object.keys(first).length >= 5, JSON.stringify(first));
    assert.deepEqual(await links(samplesDirectory, listen), first);

    const later = path.join(folder, "later");
    fs.mkdirSync(path.join(later, "orders"), { recursive: true });
    for (const name of fs.readdirSync(samplesDirectory))
        if (!["orders", "manifest.json"].includes(name)) fs.symlinkSync(path.join(samplesDirectory, name), path.join(later, name));
    const manifest = JSON.parse(fs.readFileSync(path.join(samplesDirectory, "manifest.json"), "utf8"));
    for (const { file } of manifest.orders) {
        const order = JSON.parse(fs.readFileSync(path.join(samplesDirectory, file), "utf8"));
        order.customer.birth_date = "1980-01-02";
        fs.mkdirSync(path.dirname(path.join(later, file)), { recursive: true });
        fs.writeFileSync(path.join(later, file), JSON.stringify(order));
    }
    fs.writeFileSync(path.join(later, "manifest.json"), JSON.stringify({ ...manifest, today: "2031-05-06" }));
    const second = await links(later, listen);
    assert.deepEqual(Object.keys(second), Object.keys(first).map((reference) => `${reference}-2031-05-06`));
    for (const link of Object.values(second)) assert.ok(!Object.values(first).includes(link));
    assert.deepEqual(await links(later, listen), second);
});
