// It loses nothing and leaks nothing: kills, canaries, the chain, masked cards.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Analyst, Customer, House, long, program, run, sample, sampleOrder, until } from "./house.mjs";

const kills = long ? 20 : 3;
let house;
before(async () => {
    house = await House.start();
});
after(async () => house?.stop());

/** Processes below `root` (ids), read from /proc. */
function below(root) {
    const parents = new Map();
    for (const entry of fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
        try {
            const stat = fs.readFileSync(`/proc/${entry}/stat`, "utf8");
            const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
            if (fields[0] !== "Z") parents.set(Number(entry), Number(fields[1]));
        } catch {
            // gone meanwhile
        }
    }
    const found = [];
    for (const [pid] of parents) {
        for (let at = pid; at > 1; at = parents.get(at) ?? 0)
            if (at === root && pid !== root) {
                found.push(pid);
                break;
            }
    }
    return found;
}
const alive = (pid) => fs.existsSync(`/proc/${pid}`) && !/\) Z/.test(fs.readFileSync(`/proc/${pid}/stat`, "utf8"));
const command = (pid) => {
    try {
        return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    } catch {
        return "";
    }
};

test(`D1 X10: ${kills} kills spread over roles and sandboxes during uploads: nothing acknowledged is lost or examined twice`, async () => {
    const acknowledged = [];
    const customers = [];
    for (let i = 0; i < kills; ++i) {
        const body = sampleOrder("joris", { customer: { email: `k${i}@customer.example` } });
        const order = await house.order(body);
        customers.push({ order, customer: new Customer(await house.link(body.customer.email)) });
    }
    const photo = fs.readFileSync(sample("joris", "passport", "photo"));
    const targets = ["serve", "examine", "courier", "eye"];
    for (let i = 0; i < kills; ++i) {
        const upload = customers[i].customer.upload(photo, { name: `passport-${i}.jpg` }).then(
            (evidence) => acknowledged.push({ ...customers[i], evidence }),
            () => "not acknowledged",
        );
        await sleep(Math.floor(Math.random() * 400));
        const victims = below(house.process.pid).filter((pid) => command(pid).includes(` ${targets[i % targets.length]}`));
        assert.ok(victims.length > 0, `a process of ${targets[i % targets.length]} runs`);
        const victim = victims[Math.floor(Math.random() * victims.length)];
        const job = below(victim);
        try {
            process.kill(victim, "SIGKILL");
        } catch {
            // it ended by itself between the look and the kill: a job's child may
        }
        await upload;
        await until("no process of a killed job is alive", () => job.every((pid) => !alive(pid)), 5);
        await until("the service answers again", () => fetch(`${house.url}/livez`).then((answer) => answer.ok, () => false), 15);
    }
    // Whoever was not acknowledged tries again, as a person would.
    for (const [i, one] of customers.entries())
        if (!acknowledged.some((done) => done.order.id === one.order.id))
            acknowledged.push({ ...one, evidence: await one.customer.upload(photo, { name: `passport-${i}.jpg` }) });
    for (const { order, customer, evidence } of acknowledged) {
        const verdict = await customer.verdict(evidence, 120);
        assert.equal(verdict.status, "fine", JSON.stringify(verdict));
        const events = (await allEvents()).filter((event) => event.data.order === order.id && event.data.evidence === evidence);
        assert.deepEqual(events.map((event) => event.type).sort(), ["document.examined", "evidence.received"]);
        const decided = (await allEvents()).filter((event) => event.data.order === order.id && event.type === "requirement.decided");
        assert.equal(decided.length, 1, "decided once");
    }
    const audit = run(program, ["audit", "verify", "--config", house.configuration]);
    assert.equal(audit.status, 0, audit.stdout);
});

async function allEvents() {
    const all = [];
    for (let after = 0; ; ) {
        const page = await (await house.api("GET", `/v1/events?after=${after}&limit=500`)).json();
        all.push(...page.data);
        after = page.next_after;
        if (!page.has_more) return all;
    }
}

test("C6 L1: a stolen copy of database, vault and logs holds none of 30 planted canaries", async () => {
    const canary = (i) => `Zq${i}kanarie${Math.random().toString(36).slice(2, 8)}`;
    const names = Array.from({ length: 14 }, (_, i) => canary(i));
    const body = {
        reference: `T-${Date.now()}`, channel: "website", entity: "nl.example",
        customer: {
            given_names: names[0], surname: names[1], company: names[2], registration_number: names[3], birth_date: "1971-03-29",
            email: `${names[4]}@customer.example`, address: { street: `${names[5]} 7`, postal_code: "9871QX", city: names[6], country: "NL" }, language: "nl",
        },
        payment: { method: "card", card_holder: names[7], card_last_four: "8273" },
        items: [{ description: names[8], quantity: 1 }],
    };
    const order = await house.order(body);
    const link = await house.link(body.customer.email);
    const customer = new Customer(link);
    for (const kind of ["passport", "payment_card"])
        await customer.upload(sample("maarten", kind, "photo", kind === "payment_card" ? "front" : undefined), { name: `${names[9]}.jpg` });
    await customer.settled();
    await customer.upload(Buffer.from(`${names[10]} is not a picture`), { name: `${names[11]}.jpg`, requirement: "identity" });
    await customer.settled();
    await fetch(`${house.url}/u/${names[12]}`);
    await fetch(`${house.url}/v1/orders`, { method: "POST", headers: { authorization: `Bearer ${names[13]}` }, body: "{}" });
    await customer.send();
    await house.reaches(order.id, "resubmit");
    const anna = new Analyst(house, "anna");
    await anna.signIn();
    await anna.get(`/staff/cases/${order.id}`);
    await house.down();

    const manifest = JSON.parse(fs.readFileSync(path.join(path.dirname(sample("maarten", "passport", "photo")), fs.existsSync(path.join(path.dirname(sample("maarten", "passport", "photo")), "manifest.json")) ? "manifest.json" : "../manifest.json"), "utf8"));
    const mine = manifest.files.filter((one) => one.person === "maarten");
    const passport = mine.find((one) => one.kind === "passport"), card = mine.find((one) => one.kind === "payment_card");
    const canaries = [
        ...names, body.customer.email, "9871QX", "1971-03-29", link.slice(-43), house.passwords.anna, house.apiKey, house.secret.slice(6),
        anna.cookie.split("=")[1], ...passport.mrz, ...["document_number", "surname", "birth_date"].map((key) => passport.fields[key]),
        ...Object.values(card.secrets ?? {}).filter((value) => value.length > 6), "correct horse", "welcome-to-nobody",
    ].filter(Boolean);
    assert.ok(canaries.length >= 30, `${canaries.length} canaries`);
    const stolen = ["data", "vault"].flatMap((part) => filesOf(path.join(house.directory, part)));
    stolen.push(...fs.readdirSync(house.directory).filter((name) => name.startsWith("log-")).map((name) => path.join(house.directory, name)));
    assert.ok(stolen.length > 5);
    for (const file of stolen) {
        const bytes = fs.readFileSync(file);
        for (const value of canaries) {
            assert.equal(bytes.includes(Buffer.from(value)), false, `a canary in ${file}`);
            assert.equal(bytes.includes(Buffer.from(value.toUpperCase())), false, `a canary in upper case in ${file}`);
        }
        assert.equal(bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])), false, "no open picture");
    }
    await house.up();
});

function filesOf(directory) {
    return fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? filesOf(path.join(directory, entry.name)) : [path.join(directory, entry.name)]));
}

test("the original of a payment card is gone once its masked page is stored", async () => {
    const body = sampleOrder("maarten", { customer: { email: "card@customer.example" } });
    const order = await house.order(body);
    const customer = new Customer(await house.link(body.customer.email));
    const evidence = await customer.upload(sample("maarten", "payment_card", "photo", "front"));
    const screenshot = await customer.upload(sample("maarten", "payment_card", "screenshot", "back"));
    const digital = await customer.upload(sample("maarten", "payment_card", "digital", "back"));
    for (const one of [evidence, screenshot, digital]) await customer.verdict(one);
    const events = (await allEvents()).filter((event) => event.data.evidence === evidence);
    assert.equal(events.find((event) => event.type === "document.examined").data.original_destroyed, true);
    await house.down();
    const query = (sql) => execFileSync("sqlite3", [path.join(house.directory, "data/gatehouse.db"), sql], { encoding: "utf8" }).trim();
    assert.equal(query(`select count(*) from keys where object='${evidence}'`), "0");
    const facts = JSON.parse(query(`select facts from events where type='evidence.received' and facts like '%${evidence}%'`));
    assert.equal(filesOf(path.join(house.directory, "vault")).some((file) => file.includes(facts.objects[0])), false);
    // Refused whatever they show, and perhaps not recognised as a card: no page of theirs is kept, at most the picture
    // that says why, on which nothing can be read.
    for (const [one, least, most] of [[evidence, 1, 1], [screenshot, 0, 1], [digital, 0, 1]]) {
        const seen = JSON.parse(query(`select facts from events where type='document.examined' and facts like '%${one}%'`));
        assert.ok(seen.objects.length >= least && seen.objects.length <= most, `${seen.objects.length} objects`);
    }
    await house.up();
    const anna = new Analyst(house, "anna");
    await anna.signIn();
    for (const [one, status] of [[evidence, 200], [screenshot, 404], [digital, 404]])
        assert.equal((await anna.get(`/staff/cases/${order.id}/pages/${one}/0`)).status, status);
});
