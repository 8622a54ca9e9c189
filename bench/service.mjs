// What a customer would time, on a really started service: the durable acknowledgement of a 5 MB upload, and the time from the last byte
// of a photo to its verdict on the page. Prints p50, p95, p99 beside the limit. Usage: service.mjs BUILD_DIRECTORY
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
process.env.GATEHOUSE_BUILD = process.argv[2] ?? "build/dev";
const { Customer, House, sample, sampleOrder } = await import("../tests/acceptance/house.mjs");

const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))];
const report = (what, values, limit) => console.log(`${what}: n ${values.length}, p50 ${quantile(values, 0.5).toFixed(0)} ms, p95 ${quantile(values, 0.95).toFixed(0)} ms, p99 ${quantile(values, 0.99).toFixed(0)} ms (limit ${limit})`);

async function aCustomer(house, person, i) {
    const body = sampleOrder(person, { customer: { email: `b${i}@customer.example` } });
    await house.order(body);
    return new Customer(await house.link(body.customer.email));
}

const house = await House.start();
try {
    const acknowledged = [], disk = [];
    const bytes = randomBytes(5_000_000);
    for (let i = 0; i < 3; ++i) {
        const customer = await aCustomer(house, "joris", i);
        for (let j = 0; j < 10; ++j) {
            const scratch = path.join(house.directory, "probe");
            let began = performance.now();
            const file = fs.openSync(scratch, "w");
            fs.writeSync(file, bytes);
            fs.fsyncSync(file);
            fs.closeSync(file);
            disk.push(performance.now() - began);
            began = performance.now();
            await customer.upload(bytes, { requirement: "identity" }).catch(() => {});
            acknowledged.push(performance.now() - began);
        }
    }
    report("peer: write and fsync of 5 MB", disk, "–");
    report("durable acknowledgement of a 5 MB upload", acknowledged, "p50 ≤ 60 ms");
    const verdicts = [];
    for (let i = 0; i < 10; ++i) {
        const customer = await aCustomer(house, "joris", `v${i}`);
        for (const kind of ["passport", "bill"]) {
            const evidence = await customer.upload(sample("joris", kind, "photo"));
            const began = performance.now();
            await customer.verdict(evidence);
            verdicts.push(performance.now() - began);
        }
    }
    report("last byte of a photo to its verdict on the page", verdicts, "p95 ≤ 3000 ms");
} finally {
    await house.stop();
}
