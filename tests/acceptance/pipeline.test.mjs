// From an order to its confirmation: the private person by invoice, and the company by card.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { Customer, House, Receiver, program, run, sample, sampleOrder, until } from "./house.mjs";

let house, receiver;
before(async () => {
    receiver = await Receiver.start();
    house = await House.start({ webhook: receiver.url });
});
after(async () => {
    await house?.stop();
    receiver?.stop();
});

test("V7 V9 O1: a private person paying by invoice is approved on a passport and a bill, and confirmed once", async () => {
    const order = await house.order(sampleOrder("joris"));
    assert.equal(order.state, "requested");
    const wanted = order.requirements.filter((row) => row.status === "missing").map((row) => row.requirement);
    assert.deepEqual(wanted, ["identity", "proof_of_address"]);

    const address = sampleOrder("joris").customer.email;
    const customer = new Customer(await house.link(address));
    const letter = house.letters().find((one) => one.headers.to.includes(address));
    assert.match(letter.headers.from, /welcome@nl\.example/);
    assert.equal(letter.headers["auto-submitted"], "auto-generated");

    const passport = await customer.upload(sample("joris", "passport", "photo"));
    assert.equal((await customer.verdict(passport)).status, "fine", JSON.stringify(await customer.status(), null, 1));
    await customer.send();
    const waiting = await house.reaches(order.id, "partially_submitted");
    assert.equal(waiting.requirements.find((row) => row.requirement === "proof_of_address").status, "missing");
    const page = await (await fetch(customer.link)).text();
    assert.deepEqual((await customer.status()).missing.length, 1);
    assert.ok(page.includes((await customer.status()).missing[0]), "the page names what is missing");

    const bill = await customer.upload(sample("joris", "bill", "photo"));
    assert.equal((await customer.verdict(bill)).status, "fine", JSON.stringify(await customer.status(), null, 1));
    await customer.send();
    const approved = await house.reaches(order.id, "approved");
    assert.ok(approved.requirements.every((row) => ["accepted", "not_applicable"].includes(row.status)));

    const [hook] = await until("the webhook", () => receiver.of("case.approved", order.id).length && receiver.of("case.approved", order.id), 30);
    const verified = new Webhook(house.secret).verify(hook.body, hook.headers);
    assert.equal(verified.data.reference, undefined);
    assert.equal(verified.data.state, "approved");
    assert.throws(() => new Webhook(house.secret).verify(hook.body.replace("approved", "rejected"), hook.headers));
    assert.throws(() => new Webhook(house.secret).verify(hook.body, { ...hook.headers, "webhook-id": "evt_1" }));

    await until("the confirmation", () => confirmations(address).length);
    await house.reaches(order.id, "approved");
    assert.equal(confirmations(address).length, 1);
    assert.equal((await house.state(order.id)).confirmed, true);

    // Everything again from the events API, and a restart that repeats nothing.
    const events = await (await house.api("GET", "/v1/events?after=0&limit=500")).json();
    const types = events.data.filter((event) => event.data.order === order.id).map((event) => event.type);
    assert.equal(types.filter((type) => type === "order.confirmed").length, 1);
    assert.equal(types.filter((type) => type === "document.examined").length, 2);
    const next = await (await house.api("GET", `/v1/events?after=${events.data.at(-1).id}`)).json();
    assert.ok(next.data.every((event) => event.id > events.data.at(-1).id));
    await house.down();
    const audit = run(program, ["audit", "verify", "--config", house.configuration]);
    assert.equal(audit.status, 0, audit.stdout + audit.stderr);
    await house.up();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    assert.equal(confirmations(address).length, 1);
});

function confirmations(address) {
    return house.letters().filter((letter) => letter.headers.to.includes(address) && letter.headers["message-id"].includes("confirmation"));
}

test("V7: a company paying by its own manager's card needs five, the fifth satisfied by the first", async () => {
    const order = await house.order(sampleOrder("maarten"));
    assert.equal(order.requirements.find((row) => row.requirement === "card_holder_identity").status, "satisfied");
    const customer = new Customer(await house.link(sampleOrder("maarten").customer.email));
    for (const [kind, side] of [["passport"], ["bill"], ["company_extract"], ["payment_card", "front"]])
        await customer.upload(sample("maarten", kind, "photo", side));
    const status = await customer.settled();
    const open = status.requirements.filter((row) => !["accepted", "satisfied"].includes(row.status));
    assert.deepEqual(open, [], JSON.stringify(status.files, null, 1));
    await customer.send();
    const approved = await house.reaches(order.id, "approved");
    assert.deepEqual(approved.requirements.map((row) => row.status), ["accepted", "accepted", "accepted", "accepted", "satisfied"]);
});

test("V7: somebody else's card asks for that person's identity, too", async () => {
    const order = await house.order(sampleOrder("eleanor"));
    assert.equal(order.requirements.find((row) => row.requirement === "card_holder_identity").status, "missing");
});

test("V3 V1 O1: an existing customer is verified automatically and confirmed at once", async () => {
    const order = await house.order(sampleOrder("chloe", { existing_customer: true }));
    assert.equal(order.state, "auto_verified");
    await until("the confirmation", () => confirmations(sampleOrder("chloe").customer.email).length === 1);
});

test("the order system posts once, cancels, and has a link sent again", async () => {
    const body = sampleOrder("aase");
    const order = await house.order(body);
    const again = await house.api("POST", "/v1/orders", body);
    assert.equal(again.status, 200);
    assert.equal((await again.json()).id, order.id);
    const other = await house.api("POST", "/v1/orders", { ...body, channel: body.channel === "sales" ? "website" : "sales" });
    assert.equal(other.status, 409);
    assert.equal(other.headers.get("content-type"), "application/problem+json");

    const first = await house.link(body.customer.email);
    assert.equal((await house.api("POST", `/v1/orders/${order.id}/links`)).status, 202);
    const second = await house.link(body.customer.email, first);
    assert.notEqual(second, first);
    assert.equal((await fetch(first)).status, 404, "an older link is not valid any more");
    assert.equal((await fetch(second)).status, 200);

    assert.equal((await house.api("POST", `/v1/orders/${order.id}/cancel`)).status, 200);
    assert.equal((await house.state(order.id)).state, "withdrawn");
    assert.equal((await house.api("POST", `/v1/orders/${order.id}/links`)).status, 409);
    const late = await fetch(`${second}/files`, { method: "PUT", body: "x" });
    assert.equal(late.status, 409);
});

test("an order that is wrong is refused with the place that is wrong", async () => {
    for (const [change, pointer] of [
        [{ customer: { email: "nobody" } }, "/customer/email"],
        [{ customer: { birth_date: "31-12-1980" } }, "/customer/birth_date"],
        [{ payment: { method: "cash" } }, "/payment/method"],
        [{ payment: { method: "card", card_last_four: "4000001234567899" } }, "/payment/card_last_four"],
        [{ entity: "xx.example" }, "/entity"],
        [{ colour: "red" }, "/colour"],
    ]) {
        const answer = await house.api("POST", "/v1/orders", sampleOrder("joris", change));
        assert.equal(answer.status, 400);
        assert.ok((await answer.json()).detail.startsWith(pointer), pointer);
    }
    assert.equal((await fetch(`${house.url}/v1/events`)).status, 401);
    assert.equal((await house.api("GET", "/v1/orders/ord_nothing")).status, 404);
    assert.equal((await house.api("DELETE", "/v1/events")).status, 405);
});

test("K4: a webhook that fails is tried again and arrives once it can", async () => {
    const failed = new Set();
    receiver.answer = (one) => {
        if (one.json.type !== "case.requested" || failed.has(one.json.id)) return 204;
        failed.add(one.json.id);
        return 500;
    };
    const order = await house.order(sampleOrder("lukasz"));
    const hooks = await until("a second try", () => {
        const all = receiver.of("case.requested", order.id);
        const ids = all.map((one) => one.json.id);
        return new Set(ids).size < ids.length && all;
    }, 30);
    receiver.answer = () => 204;
    assert.equal(hooks[0].body, hooks[1].body);
    assert.equal(hooks[0].headers["webhook-id"], hooks[1].headers["webhook-id"]);
});

test("links: GET and HEAD change nothing; an unknown link and an old one look the same; renewal mails only the address on file", async () => {
    const body = sampleOrder("chloe");
    const order = await house.order(body);
    const link = await house.link(body.customer.email);
    const version = (await house.state(order.id)).version;
    for (let i = 0; i < 20; ++i) await fetch(link, { method: i % 2 ? "HEAD" : "GET" });
    assert.equal((await house.state(order.id)).version, version);
    const unknown = await fetch(link.replace(/.{43}$/, "A".repeat(43)));
    assert.equal(unknown.status, 404);
    const answer = await fetch(link);
    assert.equal(answer.headers.get("referrer-policy"), "no-referrer");
    assert.equal(answer.headers.get("cache-control"), "no-store");
    assert.match(answer.headers.get("content-security-policy"), /default-src 'none'/);
    const renewed = await fetch(link.replace(/.{43}$/, "B".repeat(43)) + "/renew", { method: "POST", redirect: "manual" });
    assert.equal(renewed.status, 303);
});
