// A customer and an analyst in headless Chromium, on a desk and on a phone, against a really started service: with and without
// JavaScript, by keyboard, axe (WCAG 2.2 AA) on every page of the way. Screenshots: tests/browser/screenshots/walk-*.png.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import axe from "@axe-core/playwright";
import { chromium } from "playwright-core";
import { Customer, House, sample, sampleOrder, until } from "./house.mjs";

const shots = path.resolve("tests/browser/screenshots");
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const desk = { viewport: { width: 1440, height: 900 } }, phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

const AxeBuilder = axe.default ?? axe;
let house, browser;
before(async () => {
    fs.mkdirSync(shots, { recursive: true });
    house = await House.start();
    browser = await chromium.launch({ executablePath: process.env.GATEHOUSE_CHROMIUM ?? "/usr/bin/chromium", args: flags });
});
after(async () => {
    await browser?.close();
    await house?.stop();
});

async function open(options) {
    const context = await browser.newContext({ ...options, locale: "nl-NL" });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.complaints = [];
    page.on("console", (message) => {
        // The browser says this of every answer that is meant to be 401 or 409, too.
        if (["error", "warning"].includes(message.type()) && !message.text().startsWith("Failed to load resource")) page.complaints.push(message.text());
    });
    page.on("pageerror", (error) => page.complaints.push(String(error)));
    return page;
}

async function check(page, name) {
    await page.screenshot({ path: path.join(shots, `walk-${name}.png`), fullPage: true });
    const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
    assert.deepEqual(violations.map((one) => `${one.id}: ${one.nodes[0].html}`), [], name);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(sideways <= 0, `${name} scrolls sideways by ${sideways}`);
    assert.deepEqual(page.complaints, [], name);
}

async function ordered(person, changes) {
    const body = sampleOrder(person, changes);
    const order = await house.order(body);
    return { order, link: await house.link(body.customer.email) };
}

for (const [device, options] of [["desk", desk], ["phone", phone]]) {
    test(`a customer on a ${device}: all at once, a gray copy replaced, sent, receipt`, async () => {
        const { order, link } = await ordered("joris", { customer: { email: `${device}@customer.example` } });
        const page = await open(options);
        await page.goto(link);
        await check(page, `customer-1-open-${device}`);
        await page.setInputFiles("#choose", [sample("joris", "passport", "gray"), sample("joris", "bill", "photo")]);
        await page.locator("li.file.bad").waitFor();
        await page.locator("li.file.good").waitFor();
        await check(page, `customer-2-gray-${device}`);
        const shown = await page.locator("li.file.bad").innerText();
        assert.match(shown, /kleur/i, "it says in Dutch that the colour is missing");
        await page.locator("li.file.bad form[action$='/withdraw'] button").click();
        await page.locator("li.file.bad").waitFor({ state: "detached" });
        await page.setInputFiles("#choose", sample("joris", "passport", "photo"));
        await until("two good files", async () => (await page.locator("li.file.good").count()) === 2);
        await check(page, `customer-3-good-${device}`);
        await page.locator("form[action$='/send'] button").click();
        await house.reaches(order.id, "approved");
        await page.goto(link);
        await check(page, `customer-4-sent-${device}`);
        assert.match(await page.locator("main").innerText(), /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/, "the receipt's number");
        await page.context().close();
    });
}

test("a file chosen while a result comes in is sent: the list of files was open over a part that is swapped", async () => {
    const { link } = await ordered("joris", { customer: { email: "picker@customer.example" } });
    const page = await open(phone);
    await page.goto(link);
    const input = page.locator("#pick-proof_of_address");
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), input.click()]);
    const old = await input.elementHandle();
    await page.setInputFiles("#choose", sample("joris", "passport", "photo"));
    await page.locator("li.file.good").waitFor();
    await until("the part was swapped", async () => !(await old.evaluate((one) => one.isConnected)));
    await chooser.setFiles(sample("joris", "bill", "photo"));
    await until("the chosen file is on the page", async () => (await page.locator("li.file.good").count()) === 2);
    assert.match(await page.locator("li.file.good").last().innerText(), /bill-photo/);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
});

test("a customer without JavaScript: plain form, one document for one requirement", async () => {
    const { order, link } = await ordered("joris", { customer: { email: "plain@customer.example" } });
    const page = await open({ ...phone, javaScriptEnabled: false });
    await page.goto(link);
    await page.setInputFiles("#pick-identity", sample("joris", "passport", "photo"));
    await page.locator("#need-identity form button").first().click();
    const customer = new Customer(link);
    await customer.settled();
    await page.goto(link);
    assert.equal(await page.locator("li.file.good").count(), 1);
    await page.screenshot({ path: path.join(shots, "walk-customer-plain.png"), fullPage: true });
    await page.locator("form[action$='/send'] button").click();
    await house.reaches(order.id, "partially_submitted");
    await page.context().close();
});

test("a link that is no link: a calm page that offers a new one", async () => {
    const page = await open(phone);
    await page.goto(`${house.url}/u/${"x".repeat(43)}`);
    await check(page, "customer-expired-phone");
    await page.locator("form[action$='/renew'] button").click();
    await page.waitForURL(/renewed$/);
    await check(page, "customer-renewed-phone");
    await page.context().close();
});

test("an analyst on a desk: sign-in, queue, case, approval by keyboard and form; the same screens on a phone", async () => {
    const { order, link } = await ordered("juergen", { customer: { surname: "Möller", email: "case@customer.example" } });
    const customer = new Customer(link);
    for (const kind of ["passport", "bill"]) await customer.upload(sample("juergen", kind, "photo"));
    await customer.settled();
    await customer.send();
    await house.reaches(order.id, "review");

    const page = await open(desk);
    await page.goto(`${house.url}/staff`);
    await check(page, "analyst-1-sign-in");
    await page.fill("[name=name]", "anna");
    await page.fill("[name=password]", "wrong password");
    await page.keyboard.press("Enter");
    await page.locator("[name=password]").waitFor();
    await check(page, "analyst-2-failed");
    await page.fill("[name=name]", "anna");
    await page.fill("[name=password]", house.passwords.anna);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/staff$/);
    await check(page, "analyst-3-queue");
    await page.locator("form[action='/staff/next'] button").click();
    await page.waitForURL(/\/staff\/cases\//);
    await page.locator("img").first().waitFor();
    await page.waitForTimeout(500);
    await check(page, "analyst-4-case");

    const small = await open(phone);
    await small.context().addCookies(await page.context().cookies());
    await small.goto(`${house.url}/staff`);
    await check(small, "analyst-3-queue-phone");
    await small.goto(page.url());
    await small.waitForTimeout(500);
    await check(small, "analyst-4-case-phone");
    await small.context().close();

    const text = await page.locator("main").innerText();
    assert.ok(text.includes("Möller"), "the order's value stands beside the document's");
    await page.locator("details.approve > summary").focus();
    await page.keyboard.press("Enter");
    await check(page, "analyst-5-approve");
    await page.locator("details.approve form button[type=submit]").click();
    await house.reaches(order.id, "approved");
    await page.goto(`${house.url}/staff/cases/${order.id}`);
    await check(page, "analyst-6-approved");
    await page.context().close();
});
