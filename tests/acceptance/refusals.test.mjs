// Bad input gets a clear error and loses nothing: each its own reason code and sentence, and the service answers the next request.
import assert from "node:assert/strict";
import fs from "node:fs";
import net from "node:net";
import { after, before, test } from "node:test";
import zlib from "node:zlib";
import { Customer, House, run, sample, sampleOrder, samplesDirectory } from "./house.mjs";
import path from "node:path";

let house, customer, order;
const joris = sampleOrder("joris");
before(async () => {
    house = await House.start();
    order = await house.order(joris);
    customer = new Customer(await house.link(joris.customer.email));
});
after(async () => house?.stop());

const odd = (name) => path.join(samplesDirectory, "odd", name);

/** Uploads, waits for the verdict, and expects that code among the messages, each with a sentence and an action. */
async function refused(code, file, options) {
    const evidence = await customer.upload(file, options);
    const verdict = await customer.verdict(evidence);
    const messages = [...verdict.messages, ...((await customer.status()).requirements.find((row) => row.id === verdict.requirement)?.messages ?? [])];
    assert.equal(verdict.status, "problem", `${code}: ${JSON.stringify(verdict)}`);
    const message = messages.find((one) => one.code === code);
    assert.ok(message, `${code} expected, got ${JSON.stringify(messages)}`);
    assert.ok(message.text.length > 15 && message.action.length > 10, `${code} has words`);
    await fetch(`${customer.link}/files/${evidence}/withdraw`, { method: "POST", headers: { accept: "application/json" } });
    assert.equal((await fetch(`${house.url}/livez`)).status, 200);
    return verdict;
}

/** A PNG that claims to be 60,000 × 60,000. */
function hugePng() {
    const chunk = (type, data) => {
        const body = Buffer.concat([Buffer.from(type), data]);
        const out = Buffer.alloc(8 + data.length + 4);
        out.writeUInt32BE(data.length, 0);
        body.copy(out, 4);
        out.writeUInt32BE(zlib.crc32 ? zlib.crc32(body) : 0, 8 + data.length);
        return out;
    };
    const head = Buffer.alloc(13);
    head.writeUInt32BE(60000, 0);
    head.writeUInt32BE(60000, 4);
    head.set([8, 2, 0, 0, 0], 8);
    return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", head), chunk("IDAT", zlib.deflateSync(Buffer.alloc(64))), chunk("IEND", Buffer.alloc(0))]);
}

test("a gray copy", () => refused("IMG_GREYSCALE", sample("joris", "passport", "gray")));
test("a screenshot", () => refused("IMG_SCREENSHOT", sample("joris", "passport", "screenshot")));
test("a born-digital PDF", () => refused("DOC_BORN_DIGITAL", sample("joris", "bill", "digital")));
test("an empty file", () => refused("FILE_EMPTY", Buffer.alloc(0), { requirement: "identity" }));
test("a JPEG cut in the middle", () => {
    const whole = fs.readFileSync(sample("joris", "passport", "photo"));
    return refused("FILE_TRUNCATED", whole.subarray(0, whole.length / 2), { requirement: "identity" });
});
test("a text file named .jpg", () => refused("FILE_TYPE", Buffer.from("Dear sirs, this is my passport.\n".repeat(40)), { name: "passport.jpg", requirement: "identity" }));
test("a password-protected PDF", () => refused("FILE_PASSWORD", odd("password.pdf"), { requirement: "identity" }));
test("a picture of 60,000 × 60,000 px by its header", () => refused("FILE_TOO_MANY_PIXELS", hugePng(), { requirement: "identity" }));

test("V8: the passport again as proof of address", async () => {
    const first = await customer.upload(sample("joris", "passport", "photo"), { requirement: "identity" });
    assert.equal((await customer.verdict(first)).status, "fine");
    await refused("POA_SAME_AS_ID", sample("joris", "passport", "photo"), { requirement: "proof_of_address" });
    await refused("POA_SAME_AS_ID", sample("joris", "passport", "scan"), { requirement: "proof_of_address" });
});

test("V7: a bill sent as proof of identity is taken as the proof of address that is still wanted; a second one is named", async () => {
    const moved = await customer.verdict(await customer.upload(sample("joris", "bill", "photo"), { requirement: "identity" }));
    assert.equal(moved.requirement, "proof_of_address");
    assert.equal(moved.status, "fine");
    await refused("WRONG_SLOT", sample("joris", "bill", "scan"), { requirement: "identity" });
    assert.equal((await customer.requirement("identity")).status, "accepted");
});

test("nothing of this decided the case", async () => {
    assert.equal((await house.state(order.id)).state, "requested");
});

// ---- the edge ----

/** One raw request; what comes back until the connection ends or a second passes. */
function raw(text, { wait = 1500 } = {}) {
    return new Promise((resolve) => {
        const socket = net.connect(house.port, "127.0.0.1");
        let answer = "";
        const done = () => {
            socket.destroy();
            resolve(answer);
        };
        socket.setTimeout(wait, done);
        socket.on("data", (data) => (answer += data.toString("latin1")));
        socket.on("end", done);
        socket.on("error", done);
        socket.write(text);
        if (wait === 0) socket.end();
    });
}
const status = (answer) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

test("H9: a body shorter than announced is refused with 400 and nothing is received", async () => {
    const before = (await customer.status()).files.length;
    const token = new URL(customer.link).pathname;
    const answer = await new Promise((resolve) => {
        const socket = net.connect({ port: house.port, host: "127.0.0.1", allowHalfOpen: true });
        let text = "";
        socket.on("data", (data) => (text += data));
        socket.on("end", () => resolve(text));
        socket.end(`PUT ${token}/files HTTP/1.1\r\nHost: a\r\nContent-Type: image/jpeg\r\nContent-Length: 100000\r\n\r\nhalf a passport`);
    });
    assert.equal(status(answer), 400);
    assert.equal((await customer.status()).files.length, before);
    assert.equal(house.logs().includes("half a passport"), false);
});

test("H5–H8 H12–H15: requests that two parsers could read in two ways are refused and the connection closed", async () => {
    const get = "GET /livez HTTP/1.1\r\n";
    for (const [request, expected] of [
        ["POST /v1/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /livez HTTP/1.1\r\nHost: a\r\n\r\n", 411],
        ["POST /v1/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 40\r\n\r\nhello", 400],
        ["POST /v1/orders HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello", 400],
        ["POST /v1/orders HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400],
        ["POST /v1/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", "closed"],
        ["POST /v1/orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400],
        ["POST /v1/orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", 411],
        [`${get}\r\n`, 400],
        [`${get}Host: a\r\nHost: b\r\n\r\n`, 400],
        [`${get}Host: a\r\nX: a\u0000b\r\n\r\n`, 400],
        ["GET /livez HTTP/9.9\r\nHost: a\r\n\r\n", 505],
        [`GET /${"a".repeat(5000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 414],
        [`${get}Host: a\r\n${Array.from({ length: 90 }, (_, i) => `X-${i}: ${"v".repeat(500)}\r\n`).join("")}\r\n`, 431],
    ]) {
        const answer = await raw(request);
        if (expected === "closed") {
            assert.equal(answer, "", "Poco ends it before our code sees it");
            continue;
        }
        assert.equal(status(answer), expected, JSON.stringify(request.slice(0, 80)));
        assert.equal((answer.match(/^HTTP\/1\.1 \d/gm) ?? []).length, 1, "one answer only: nothing was smuggled");
        assert.match(answer, /Connection: close/i);
    }
    assert.equal((await fetch(`${house.url}/livez`)).status, 200);
});

test("H17: a form that is not one is refused, a right one is received without JavaScript", async () => {
    const post = (body, type) => fetch(`${customer.link}/files`, { method: "POST", body, redirect: "manual", headers: { "content-type": type } });
    for (const [body, type] of [
        ["--b\r\n\r\nx", "multipart/form-data"],
        ["--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nno end", "multipart/form-data; boundary=b"],
        ["nonsense", "multipart/form-data; boundary=b"],
        [`--b\r\nX: ${"y".repeat(10000)}\r\n\r\nx\r\n--b--\r\n`, "multipart/form-data; boundary=b"],
        ["x=1", "application/x-www-form-urlencoded"],
    ]) assert.equal((await post(body, type)).status, 400, body.slice(0, 40));
    const before = (await customer.status()).files.length;
    const form = new FormData();
    form.append("slot", "proof_of_address");
    form.append("file", new Blob([fs.readFileSync(sample("joris", "bill", "scan"))]), "..\\..\\etc/nota\u202Egpj.exe");
    const answer = await fetch(`${customer.link}/files`, { method: "POST", body: form, redirect: "manual" });
    assert.equal(answer.status, 303);
    const status = await customer.settled();
    assert.equal(status.files.length, before + 1);
    assert.ok(!/[\\/\u202e]/.test(status.files.at(-1).name), "the name is for display only, without its path");
});

test("check-config names file, line and remedy", async () => {
    const file = path.join(house.directory, "wrong.toml");
    fs.writeFileSync(file, "[server]\nlisten = 5\ntypo = 1\n[storage]\nledger = \"oracle:x\"\nvault = \"file:v\"\n[mail]\ntransport = \"maildir:m\"\n");
    const { program } = await import("./house.mjs");
    const done = run(program, ["check-config", "--config", file]);
    assert.equal(done.status, 2);
    assert.match(done.stderr, /wrong\.toml:2: `listen`/);
    assert.match(done.stderr, /wrong\.toml:3: `typo` is not a key/);
    assert.match(done.stderr, /wrong\.toml:5: `ledger` must start with/);
    assert.match(done.stderr, /no \[\[entity\]\]/);
    fs.rmSync(file);
});

test("look: each file gets its line, one that cannot be opened says why", async () => {
    const { program } = await import("./house.mjs");
    const empty = path.join(house.directory, "empty.jpg"), absent = path.join(house.directory, "absent.jpg");
    fs.writeFileSync(empty, "");
    const done = run(program, ["look", "--jsonl", absent, house.directory, empty]);
    assert.equal(done.status, 1);
    const lines = done.stdout.trim().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(lines.map(({ file, findings }) => [file, findings[0].code]), [[absent, "OTHER"], [house.directory, "OTHER"], [empty, "FILE_EMPTY"]]);
    assert.match(done.stderr, /absent\.jpg: No such file/);
    assert.match(done.stderr, /: Is a directory/);
    fs.rmSync(empty);
});
