// The people who clear the queue: sign-in, two at one case, decisions and what follows from them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Analyst, Customer, House, Receiver, sample, sampleOrder, until } from "./house.mjs";

let house, receiver, anna, bram;
before(async () => {
    receiver = await Receiver.start();
    house = await House.start({ webhook: receiver.url });
    anna = new Analyst(house, "anna");
    bram = new Analyst(house, "bram");
});
after(async () => {
    await house?.stop();
    receiver?.stop();
});

/** A case in review: the order says Möller, the documents say Müller. */
async function inReview() {
    const body = sampleOrder("juergen", { customer: { surname: "Möller", email: `r${Math.random().toString(36).slice(2)}@customer.example` } });
    const order = await house.order(body);
    const customer = new Customer(await house.link(body.customer.email));
    for (const kind of ["passport", "bill"]) await customer.upload(sample("juergen", kind, "photo"));
    await customer.settled();
    await customer.send();
    await house.reaches(order.id, "review");
    return { id: order.id, customer, email: body.customer.email };
}

test("S8–S11: nobody gets in without the password, nothing is done without the form's token", async () => {
    assert.equal((await anna.get("/staff")).status, 303);
    assert.equal((await anna.signIn("wrong password")).status, 401);
    assert.equal(anna.cookie, undefined);
    const answer = await anna.signIn();
    assert.equal(answer.status, 303);
    assert.match(answer.headers.get("set-cookie"), /HttpOnly; SameSite=Strict/);
    assert.equal((await anna.get("/staff")).status, 200);
    assert.equal((await anna.post("/staff/next", {}, "0".repeat(64))).status, 403);
    const cookie = anna.cookie;
    await anna.post("/staff/sign-out");
    anna.cookie = cookie;
    assert.equal((await anna.get("/staff")).status, 303, "the session is gone on the server");
    await anna.signIn();
    assert.notEqual(anna.cookie, cookie);
    await bram.signIn();
});

test("two analysts open the same case: the second is told, nothing is overwritten", async () => {
    const { id } = await inReview();
    const where = `/staff/cases/${id}`;
    assert.equal((await anna.post(`${where}/claim`)).status, 303);
    await bram.post(`${where}/claim`);
    const seen = await (await bram.get(where)).text();
    assert.match(seen, /anna/);
    const version = await anna.version(id);
    const refused = await bram.post(`${where}/decision`, { version, verdict: "approve", note: "" });
    assert.equal(refused.status, 409);
    assert.equal((await house.state(id)).state, "review");
    // The same person in two windows: the older one is told, too.
    assert.equal((await anna.post(`${where}/release`)).status, 303);
    await bram.post(`${where}/claim`);
    assert.equal((await anna.post(`${where}/decision`, { version, verdict: "reject", reason: "FRAUD" })).status, 409);
    assert.equal((await house.state(id)).state, "review");
    assert.equal((await bram.post(`${where}/decision`, { version: await bram.version(id), verdict: "approve", note: "umlaut" })).status, 303);
    assert.equal((await house.state(id)).state, "approved");
    assert.equal((await anna.post(`${where}/decision`, { version, verdict: "reject", reason: "FRAUD" })).status, 409);
    assert.equal((await house.state(id)).state, "approved");
});

test("next claims a case, and two never get the same", async () => {
    await Promise.all([inReview(), inReview()]);
    const [first, second] = await Promise.all([anna.post("/staff/next"), bram.post("/staff/next")]);
    const places = [first, second].map((answer) => answer.headers.get("location"));
    assert.ok(places.every((place) => place.startsWith("/staff/cases/ord_")), places.join());
    assert.notEqual(places[0], places[1]);
});

test("the case shows our own re-encoded pages, never the original", async () => {
    const { id } = await inReview();
    const html = await (await anna.get(`/staff/cases/${id}`)).text();
    const picture = /\/staff\/cases\/[\w]+\/pages\/evd_\w+\/0/.exec(html)[0];
    const answer = await anna.get(picture);
    assert.equal(answer.headers.get("content-type"), "image/jpeg");
    assert.match(answer.headers.get("content-security-policy"), /sandbox/);
    const bytes = Buffer.from(await answer.arrayBuffer());
    assert.equal(bytes.readUInt16BE(0), 0xffd8);
    assert.equal(bytes.includes(Buffer.from("Exif")), false, "no metadata of the customer's camera");
    assert.equal((await fetch(house.url + picture, { redirect: "manual" })).status, 303, "not without a session");
    assert.equal((await anna.get(picture.replace(/0$/, "99"))).status, 404);
});

/** Sides of a baseline JPEG, from its frame header. */
function sidesOf(jpeg) {
    for (let at = 2; at < jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2))
        if (jpeg[at + 1] === 0xc0) return [jpeg.readUInt16BE(at + 7), jpeg.readUInt16BE(at + 5)];
}

async function isOurPicture(answer) {
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("content-type"), "image/jpeg");
    assert.equal(answer.headers.get("cache-control"), "no-store");
    assert.match(answer.headers.get("content-security-policy"), /sandbox/);
    const bytes = Buffer.from(await answer.arrayBuffer());
    const sides = sidesOf(bytes);
    assert.ok(Math.max(...sides) <= 640 && bytes.length < 150_000, `${sides} ${bytes.length}`);
    return sides;
}

test("V9: a check shows what it saw to the analyst and to the customer of that file, and to nobody else", async () => {
    const people = ["joris", "juergen"].map((person) => sampleOrder(person, { customer: { email: `${person}@overlays.example`, language: "en" } }));
    const [order, other] = await Promise.all(people.map((body) => house.order(body)));
    const [customer, stranger] = await Promise.all(people.map(async (body) => new Customer(await house.link(body.customer.email))));
    const gray = await customer.upload(sample("joris", "passport", "gray"), { requirement: "identity" });
    const shot = await customer.upload(sample("joris", "passport", "screenshot"), { requirement: "identity" });
    const fine = await customer.upload(sample("joris", "bill", "photo"), { requirement: "proof_of_address" });
    for (const [evidence, code, words] of [[gray, "IMG_GREYSCALE", /gray here has no colour/], [shot, "IMG_SCREENSHOT", /repeat exactly/]]) {
        const message = (await customer.verdict(evidence)).messages.find((one) => one.code === code);
        assert.match(message.overlay.caption, words);
        const html = await (await fetch(customer.link)).text();
        assert.ok(html.includes(`src="${message.overlay.url}"`) && html.includes(message.overlay.caption));
        await isOurPicture(await fetch(house.url + message.overlay.url));

        const seen = await (await anna.get(`/staff/cases/${order.id}`)).text();
        const where = `/staff/cases/${order.id}/overlays/${evidence}/0`;
        assert.ok(seen.includes(`<img src="${where}"`) && seen.includes(message.overlay.caption), "on the analyst’s page");
        const sides = await isOurPicture(await anna.get(where));
        const page = await anna.get(`/staff/cases/${order.id}/pages/${evidence}/0`);
        if (evidence === gray) {
            const [wide, high] = sidesOf(Buffer.from(await page.arrayBuffer()));
            assert.ok(Math.abs(wide / high - sides[0] / sides[1]) < 0.02, "of the aspect of its page");
        } else {
            assert.equal(page.status, 404, "no page of a screenshot is kept");
        }

        // The same doors as for the pages.
        assert.equal((await fetch(house.url + where, { redirect: "manual" })).status, 303, "not without a session");
        assert.equal((await anna.get(where.replace(/0$/, "9"))).status, 404);
        assert.equal((await anna.get(where.replace(order.id, other.id))).status, 404, "not of another case");
        assert.equal((await fetch(`${stranger.link}/files/${evidence}/overlays/0`)).status, 404, "not for another customer");
        assert.equal((await fetch(house.url + message.overlay.url.replace(/u\/.{43}/, `u/${"A".repeat(43)}`))).status, 404);
        assert.equal((await fetch(house.url + message.overlay.url.replace(/0$/, "9"))).status, 404);
    }
    assert.deepEqual((await customer.verdict(fine)).messages, []);
    assert.equal((await anna.get(`/staff/cases/${order.id}/overlays/${fine}/0`)).status, 404, "a good copy needs no explanation");
    await fetch(`${customer.link}/files/${gray}/withdraw`, { method: "POST", headers: { accept: "application/json" } });
    assert.equal((await fetch(`${customer.link}/files/${gray}/overlays/0`)).status, 404, "not once it is withdrawn");
});

test("asking again sends a letter with the reasons and a new link; rejecting is final; webhooks follow", async () => {
    const { id, customer, email } = await inReview();
    const where = `/staff/cases/${id}`;
    await anna.post(`${where}/claim`);
    assert.equal((await anna.post(`${where}/decision`, { version: await anna.version(id), verdict: "resubmit", requirement: "identity" })).status, 400);
    const asked = await anna.post(`${where}/decision`, {
        version: await anna.version(id), verdict: "resubmit", requirement: ["identity"], reason: ["IMG_BLUR"], message: "Please lay it flat.", note: "internal words",
    });
    assert.equal(asked.status, 303);
    assert.equal((await house.state(id)).state, "resubmit");
    const link = customer.link; // the same, living longer: the page may still be open
    const letter = await until("the letter", () => house.letters().find((one) => one.headers.to.includes(email) && one.headers["message-id"].includes("resubmit")));
    assert.ok(letter.text.includes(link));
    assert.ok(letter.text.includes("Please lay it flat."));
    assert.ok(!letter.raw.includes("internal words"));
    const again = new Customer(link);
    await again.verdict(await again.upload(sample("juergen", "passport", "photo"), { requirement: "identity" }));
    await again.send();
    await house.reaches(id, "review");
    await anna.post(`${where}/claim`);
    assert.equal((await anna.post(`${where}/decision`, { version: await anna.version(id), verdict: "reject", reason: "FRAUD", note: "x" })).status, 303);
    assert.equal((await house.state(id)).state, "rejected_final");
    await until("the webhook", () => receiver.of("case.rejected", id).length === 1, 30);
    await until("the letter", () => house.letters().some((one) => one.headers.to.includes(email) && one.headers["message-id"].includes("rejection")));
    assert.equal((await (await fetch(`${link}/status`)).json()).can_upload, false);
});
