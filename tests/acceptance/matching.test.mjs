// The name differs by transliteration, by a letter, wholly; each with an explanation per field that a customer can read.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Customer, House, sample, sampleOrder } from "./house.mjs";

let house;
before(async () => {
    house = await House.start();
});
after(async () => house?.stop());

async function identity(changes) {
    const body = sampleOrder("juergen", { customer: { email: `m${Math.random().toString(36).slice(2)}@customer.example`, ...changes } });
    const order = await house.order(body);
    const customer = new Customer(await house.link(body.customer.email));
    const evidence = await customer.upload(sample("juergen", "passport", "photo"));
    await customer.verdict(evidence);
    return { order, customer, row: await customer.requirement("identity") };
}

test("V7: MÜLLER on the order, MUELLER in the document: accepted", async () => {
    for (const surname of ["Müller", "Mueller", "MÜLLER", "Muller"]) {
        const { row } = await identity({ surname });
        assert.equal(row.status, "accepted", `${surname}: ${JSON.stringify(row)}`);
    }
});

test("V7: a letter differs: a person looks, and the page says why", async () => {
    const { row, customer, order } = await identity({ surname: "Möller" });
    assert.equal(row.status, "referred", JSON.stringify(row));
    const match = row.matches.find((one) => one.verdict === "near");
    assert.ok(match.order_value.includes("Möller") && match.read_value.length > 3 && match.label && match.verdict_text);
    assert.ok(row.messages.some((one) => one.code === "NAME_MISMATCH"));
    await customer.upload(sample("juergen", "bill", "photo"));
    await customer.settled();
    await customer.send();
    await house.reaches(order.id, "review");
});

test("V7: wholly another name: to be sent again, with the words why", async () => {
    const { row, customer, order } = await identity({ given_names: "Roberta", surname: "Castellanos" });
    assert.equal(row.status, "resubmit", JSON.stringify(row));
    assert.ok(row.matches.some((one) => one.verdict === "differs"));
    await customer.send();
    await customer.upload(sample("juergen", "bill", "photo"));
    await customer.settled();
    await customer.send();
    await house.reaches(order.id, "resubmit");
});
