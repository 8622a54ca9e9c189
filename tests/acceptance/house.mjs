// A really started Gatehouse for the acceptance tests, which speak to it by HTTP only; and the small peers it needs:
// a webhook receiver, a maildir reader, a customer, an analyst.
import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const build = process.env.GATEHOUSE_BUILD ?? "build/dev";
export const program = path.resolve(build, "bin/gatehouse");
export const samplesDirectory = path.resolve(process.env.GATEHOUSE_SAMPLES ?? path.join(build, "samples-made"));
export const long = process.env.GATEHOUSE_LONG === "1";

export function sha256(text) {
    return createHash("sha256").update(text).digest("hex");
}

export async function freePort() {
    const server = net.createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address();
    server.close();
    return port;
}

/** Tries until `probe` yields something, at most that many seconds. */
export async function until(what, probe, seconds = 60) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
        const found = await probe();
        if (found) return found;
        if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
        await sleep(100);
    }
}

export function run(command, args, options = {}) {
    const done = spawnSync(command, args, { encoding: "utf8", ...options });
    if (done.error) throw done.error;
    return done;
}

/** Receives webhooks; verifies nothing itself: tests do, with the reference library. */
export class Receiver {
    received = [];
    answer = () => 204;

    static async start() {
        const receiver = new Receiver();
        receiver.server = http.createServer((request, response) => {
            const pieces = [];
            request.on("data", (piece) => pieces.push(piece));
            request.on("end", () => {
                const body = Buffer.concat(pieces).toString("utf8");
                const one = { headers: request.headers, body, json: JSON.parse(body) };
                receiver.received.push(one);
                response.writeHead(receiver.answer(one)).end();
            });
        });
        receiver.server.listen(0, "127.0.0.1");
        await once(receiver.server, "listening");
        receiver.url = `http://127.0.0.1:${receiver.server.address().port}/hook`;
        return receiver;
    }

    of(type, order) {
        return this.received.filter((one) => one.json.type === type && (!order || one.json.data.order === order));
    }

    stop() {
        this.server.closeAllConnections();
        this.server.close();
    }
}

export class House {
    /** `change(configuration text) → text` may change the configuration before the first start. */
    static async start({ webhook, randomRate = 1.0, extra = "", entities = ["nl.example", "us.example"] } = {}) {
        const house = new House();
        // Short (GNUPGHOME's socket path) and reachable for the roles, which are users of their own when root starts them.
        house.directory = fs.mkdtempSync(path.join(os.tmpdir(), "gh-"));
        fs.chmodSync(house.directory, 0o755);
        house.port = await freePort();
        house.url = `http://127.0.0.1:${house.port}`;
        house.apiKey = `gh_test_${randomBytes(16).toString("hex")}`;
        house.secret = `whsec_${randomBytes(32).toString("base64")}`;
        house.passwords = { anna: "correct horse anna", bram: "correct horse bram" };
        const analysts = Object.entries(house.passwords).map(([name, password]) => {
            const hashed = run(program, ["hash-password"], { input: password + "\n" });
            return `[[analyst]]\nname = "${name}"\npassword_hash = "${hashed.stdout.trim()}"\n`;
        });
        house.configuration = path.join(house.directory, "gatehouse.toml");
        fs.writeFileSync(
            house.configuration,
            [
                `[server]\nlisten = "127.0.0.1:${house.port}"\npublic_url = "${house.url}"`,
                `[storage]\nledger = "sqlite:data/gatehouse.db"\nvault = "file:vault"\nkeys = "keys"\ngnupg = "gnupg"`,
                `[mail]\ntransport = "maildir:mail"`,
                `[policy]\nversion = "test-1"\nrandom_rate = ${randomRate.toFixed(2)}`,
                ...entities.map((id) => `[[entity]]\nid = "${id}"\nname = "Example Hosting ${id}"\nfrom = "welcome@${id}"`),
                ...analysts,
                `[[api_key]]\nname = "tests"\nsha256 = "${sha256(house.apiKey)}"`,
                webhook ? `[[webhook]]\nname = "tests"\nurl = "${webhook}"\nsecret = "${house.secret}"\nallow_private = true` : "",
                process.getuid() === 0 ? "[users]\nserve = 61210\nexamine = 61211\ncourier = 61212\ngroup = 61210" : "",
                extra,
            ].join("\n\n") + "\n",
        );
        const made = run(program, ["setup", "--config", house.configuration]);
        if (made.status !== 0) throw new Error(`setup failed: ${made.stderr}`);
        await house.up();
        return house;
    }

    async up() {
        this.log = path.join(this.directory, `log-${Date.now()}.jsonl`);
        const out = fs.openSync(this.log, "w");
        this.process = spawn(program, ["up", "--config", this.configuration], { stdio: ["ignore", out, out] });
        fs.closeSync(out);
        await until("the service answers", () => fetch(`${this.url}/livez`).then((answer) => answer.ok, () => false), 60);
    }

    async down() {
        if (this.process.exitCode !== null || this.process.signalCode !== null) return;
        const ended = once(this.process, "exit");
        this.process.kill("SIGTERM");
        await ended;
    }

    async stop() {
        await this.down();
        if (!process.env.GATEHOUSE_KEEP) fs.rmSync(this.directory, { recursive: true, force: true });
    }

    logs() {
        return fs
            .readdirSync(this.directory)
            .filter((name) => name.startsWith("log-"))
            .map((name) => fs.readFileSync(path.join(this.directory, name), "utf8"))
            .join("");
    }

    // ---- order system ----

    api(method, where, body) {
        return fetch(this.url + where, {
            method,
            headers: { authorization: `Bearer ${this.apiKey}`, ...(body ? { "content-type": "application/json" } : {}) },
            body: body ? JSON.stringify(body) : undefined,
        });
    }

    async order(order) {
        const answer = await this.api("POST", "/v1/orders", order);
        const json = await answer.json();
        if (answer.status !== 201) throw new Error(`order refused: ${JSON.stringify(json)}`);
        return json;
    }

    async state(id) {
        return (await this.api("GET", `/v1/orders/${id}`)).json();
    }

    async reaches(id, state, seconds = 60) {
        let last;
        try {
            return await until(`order is ${state}`, async () => {
                last = await this.state(id);
                return last.state === state && last;
            }, seconds);
        } catch (error) {
            throw new Error(`${error.message}; it is ${JSON.stringify(last)}`);
        }
    }

    // ---- letters ----

    letters() {
        const box = path.join(this.directory, "mail", "new");
        return fs.readdirSync(box).map((name) => parseLetter(fs.readFileSync(path.join(box, name), "utf8")));
    }

    /** The newest letter to that address whose text has a link, and the link. */
    async link(address, not = null) {
        return until(`a letter to ${address}`, () => {
            const links = this.letters()
                .filter((letter) => letter.headers.to.includes(address))
                .map((letter) => ({ letter, link: /http:\/\/127\.0\.0\.1:\d+\/u\/[\w-]{43}/.exec(letter.text)?.[0] }))
                .filter((one) => one.link && one.link !== not);
            return links.at(-1)?.link;
        });
    }
}

/** RFC 5322 as far as our own letters go: unfolded headers, quoted-printable text part. */
export function parseLetter(raw) {
    const end = raw.indexOf("\r\n\r\n");
    const headers = {};
    for (const line of raw.slice(0, end).replace(/\r\n[ \t]+/g, " ").split("\r\n")) {
        const colon = line.indexOf(":");
        headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    const boundary = /boundary="?([^";]+)/.exec(headers["content-type"])[1];
    const parts = raw.slice(end).split(`--${boundary}`);
    const part = (type) => {
        const found = parts.find((one) => one.toLowerCase().includes(`content-type: ${type}`));
        const body = found.slice(found.indexOf("\r\n\r\n") + 4).replace(/=\r\n/g, "");
        return Buffer.from(body.replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), "latin1").toString("utf8");
    };
    return { raw, headers, text: part("text/plain"), html: part("text/html") };
}

/** A person with a link. */
export class Customer {
    constructor(link) {
        this.link = link;
    }

    async upload(file, { requirement, name } = {}) {
        const bytes = Buffer.isBuffer(file) ? file : fs.readFileSync(file);
        const answer = await fetch(`${this.link}/files`, {
            method: "PUT",
            headers: {
                "content-type": "application/octet-stream",
                "x-file-name": encodeURIComponent(name ?? (Buffer.isBuffer(file) ? "file" : path.basename(file))),
                ...(requirement ? { "x-requirement": requirement } : {}),
            },
            body: bytes,
        });
        if (answer.status !== 201) throw new Error(`upload refused: ${answer.status} ${await answer.text()}`);
        return (await answer.json()).evidence;
    }

    async status() {
        const answer = await fetch(`${this.link}/status`);
        if (!answer.ok) throw new Error(`no status: ${answer.status}`);
        return answer.json();
    }

    /** The page's word on a file, once it has one. */
    async verdict(evidence, seconds = 60) {
        return until("a verdict", async () => {
            const file = (await this.status()).files.find((one) => one.id === evidence);
            return file && file.status !== "checking" && file;
        }, seconds);
    }

    async settled(seconds = 90) {
        return until("all files looked at", async () => {
            const status = await this.status();
            return !status.busy && status;
        }, seconds);
    }

    async requirement(id) {
        return (await this.status()).requirements.find((one) => one.id === id);
    }

    async send() {
        const answer = await fetch(`${this.link}/send`, { method: "POST", headers: { accept: "application/json" }, redirect: "manual" });
        if (answer.status !== 204) throw new Error(`send refused: ${answer.status} ${await answer.text()}`);
    }
}

/** Somebody at the review screen, without a browser. */
export class Analyst {
    constructor(house, name) {
        this.house = house;
        this.name = name;
    }

    async signIn(password = this.house.passwords[this.name]) {
        const answer = await fetch(`${this.house.url}/staff/sign-in`, {
            method: "POST",
            redirect: "manual",
            body: new URLSearchParams({ name: this.name, password, next: "/staff" }),
        });
        this.cookie = answer.headers.get("set-cookie")?.split(";")[0];
        return answer;
    }

    get(where) {
        return fetch(this.house.url + where, { headers: { cookie: this.cookie ?? "" }, redirect: "manual" });
    }

    async csrf() {
        return /name="csrf" value="([^"]+)"/.exec(await (await this.get("/staff")).text())[1];
    }

    async post(where, fields = {}, csrf) {
        const body = new URLSearchParams([["csrf", csrf ?? (await this.csrf())], ...Object.entries(fields).flatMap(([key, value]) => [value].flat().map((one) => [key, one]))]);
        return fetch(this.house.url + where, { method: "POST", headers: { cookie: this.cookie ?? "" }, redirect: "manual", body });
    }

    async version(order) {
        return /name="version" value="(\d+)"/.exec(await (await this.get(`/staff/cases/${order}`)).text())?.[1];
    }
}

// ---- samples ----

const manifest = () => JSON.parse(fs.readFileSync(path.join(samplesDirectory, "manifest.json"), "utf8"));

/** The path of a sample: `sample("joris", "passport", "photo")`; `side` for cards. */
export function sample(person, kind, capture, side) {
    const found = manifest().files.find(
        (one) => one.person === person && one.kind === kind && one.capture === capture && (side === undefined || one.side === side),
    );
    if (!found) throw new Error(`no sample of ${person} ${kind} ${capture} ${side ?? ""}`);
    return path.join(samplesDirectory, found.file);
}

/** The sample order of a person, under a reference of its own. */
export function sampleOrder(person, changes = {}) {
    const order = JSON.parse(fs.readFileSync(path.join(samplesDirectory, "orders", `${person}.json`), "utf8"));
    const { customer, payment, ...rest } = changes;
    return {
        ...order,
        reference: `T-${randomBytes(6).toString("hex")}`,
        ...rest,
        customer: { ...order.customer, ...customer },
        payment: { ...order.payment, ...payment },
    };
}
