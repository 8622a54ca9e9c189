// The same documents, encrypted by the gpg program to the entity's published key; and to somebody else's.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Customer, House, run, sample, sampleOrder } from "./house.mjs";

let house, home, customer, order;
const joris = sampleOrder("joris");

// Not the blocking kind: while gpg works, an idle connection of ours may end, and must be seen to.
async function gpg(...args) {
    const { stdout } = await promisify(execFile)("gpg", ["--homedir", home, "--batch", "--yes", "--no-tty", "--trust-model", "always", ...args]);
    await sleep(20);
    return stdout;
}

before(async () => {
    house = await House.start();
    order = await house.order(joris);
    customer = new Customer(await house.link(joris.customer.email));
    home = fs.mkdtempSync(path.join(os.tmpdir(), "gpg-"));
    const armored = await (await fetch(`${house.url}/keys/nl.example.asc`)).text();
    assert.match(armored, /BEGIN PGP PUBLIC KEY BLOCK/);
    fs.writeFileSync(path.join(home, "entity.asc"), armored);
    await gpg("--import", path.join(home, "entity.asc"));
    await gpg("--passphrase", "", "--quick-generate-key", "someone@else.example", "future-default", "default", "never");
});
after(async () => {
    if (home) run("gpgconf", ["--homedir", home, "--kill", "all"]);
    if (home) fs.rmSync(home, { recursive: true, force: true });
    await house?.stop();
});

async function encrypted(file, to, ...more) {
    const out = path.join(home, "out.pgp");
    await gpg(...more, "--recipient", to, "--output", out, "--encrypt", file);
    return fs.readFileSync(out);
}

test("PGP_WRONG_KEY in words, with the right fingerprint, and another try", async () => {
    const evidence = await customer.upload(await encrypted(sample("joris", "passport", "photo"), "someone@else.example"), { name: "passport.jpg.pgp", requirement: "identity" });
    const verdict = await customer.verdict(evidence);
    assert.equal(verdict.status, "problem");
    assert.equal(verdict.messages[0].code, "PGP_WRONG_KEY");
    const fingerprint = (await customer.status()).key.fingerprint;
    assert.match(fingerprint, /^([0-9A-F]{4} ){9}[0-9A-F]{4}$/);
    assert.ok((verdict.messages[0].text + verdict.messages[0].action).includes(fingerprint), "the sentence names the right fingerprint");
    const listed = await gpg("--with-colons", "--fingerprint", "welcome@nl.example");
    assert.ok(listed.includes(fingerprint.replaceAll(" ", "")), "it is the published key's");
    await fetch(`${customer.link}/files/${evidence}/withdraw`, { method: "POST", headers: { accept: "application/json" } });
});

test("a cut message is PGP_BROKEN, a password's is PGP_PASSWORD", async () => {
    const whole = await encrypted(sample("joris", "passport", "photo"), "welcome@nl.example");
    const cut = await customer.upload(whole.subarray(0, whole.length - 3000), { name: "a.pgp", requirement: "identity" });
    assert.equal((await customer.verdict(cut)).messages[0].code, "PGP_BROKEN");
    const out = path.join(home, "sym.gpg");
    await gpg("--pinentry-mode", "loopback", "--passphrase", "secret words", "--output", out, "--symmetric", sample("joris", "passport", "photo"));
    const symmetric = await customer.upload(out, { requirement: "identity" });
    assert.equal((await customer.verdict(symmetric)).messages[0].code, "PGP_PASSWORD");
    for (const evidence of [cut, symmetric]) await fetch(`${customer.link}/files/${evidence}/withdraw`, { method: "POST", headers: { accept: "application/json" } });
});

test("passport (binary) and bill (armored), encrypted by gpg: approved", async () => {
    const passport = await customer.upload(await encrypted(sample("joris", "passport", "photo"), "welcome@nl.example"), { name: "passport.pgp" });
    const bill = await customer.upload(await encrypted(sample("joris", "bill", "photo"), "welcome@nl.example", "--armor"), { name: "bill.asc" });
    assert.equal((await customer.verdict(passport)).status, "fine", JSON.stringify(await customer.status()));
    assert.equal((await customer.verdict(bill)).status, "fine", JSON.stringify(await customer.status()));
    await customer.send();
    await house.reaches(order.id, "approved");
});
