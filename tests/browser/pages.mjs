// Walks every preview in headless Chromium: axe (WCAG 2.2 AA), html-validate, no sideways scrolling from 320 px up, no
// message on the console (so: nothing that the Content-Security-Policy stops). Previews take turns on desk and phone;
// `--look` walks each in four ways and keeps screenshots.
//   node pages.mjs RENDER [--look] [NAME…]     RENDER: the program made from render.cpp
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import axe from "@axe-core/playwright";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";
import { catalogue, root, textsOf } from "./messages.mjs";
import { previews } from "./models.mjs";
import { answerUpload, walkScripts } from "./scripts.mjs";

const [render, ...rest] = process.argv.slice(2);
const look = rest.includes("--look");
const only = rest.filter((word) => !word.startsWith("--"));
const wanted = previews.filter((one) => only.length === 0 || only.includes(one.name));
const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const shots = join(root, "tests/browser/screenshots");
let failures = 0;

function fail(what) {
  failures += 1;
  console.error(`pages: ${what}`);
}

/** The message with its arguments; plurals by the one rule that both languages share. */
function messagesOf(language) {
  const texts = catalogue(language);
  return (key, values = {}) => {
    const pattern = texts.get(key);
    if (pattern === undefined) throw new Error(`no text ${key}`);
    return pattern
      .replace(/\{(\w+), plural, one \{([^}]*)\} other \{([^}]*)\}\}/g, (_, name, one, other) => (values[name] === "1" ? one : other).replace("#", values[name]))
      .replace(/\{(\w+)\}/g, (_, name) => values[name] ?? fail(`${key} got no ${name}`));
  };
}

function rendered(page, model, language) {
  const full = { ...model, lang: language, t: textsOf(catalogue(language)) };
  return execFileSync(render, { input: JSON.stringify({ page, model: full }), encoding: "utf8", maxBuffer: 1 << 24 });
}

/** A page of paper with lines on it, so that the viewer has something to show. */
function picture(name) {
  const [width, height] = name === "passport" ? [1040, 740] : [900, 1270];
  const lines = Array.from({ length: 14 }, (_, i) => `<rect x="${width * 0.36}" y="${180 + i * 34}" width="${200 + ((i * 97) % 260)}" height="12" fill="#7a8794"/>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><rect width="100%" height="100%" fill="#f4efe3"/>` +
    `<rect width="100%" height="110" fill="#45698c"/><rect x="60" y="180" width="260" height="340" fill="#b9cfdc"/>${lines.join("")}</svg>`;
}

/** Serves the previews on loopback with the headers of the service. */
async function serve() {
  const server = createServer((request, answer) => {
    const path = new URL(request.url, "http://localhost").pathname.split("/");
    const headers = (type) => ({ "Content-Type": type, "Content-Security-Policy": csp, "Referrer-Policy": "no-referrer" });
    if (path[1] === "assets") {
      const type = { css: "text/css", js: "text/javascript", svg: "image/svg+xml" }[path[2].split(".").pop()];
      answer.writeHead(200, headers(type));
      return answer.end(execFileSync(render, [path.join("/")]));
    }
    if (path[1] === "picture") {
      answer.writeHead(200, headers("image/svg+xml"));
      return answer.end(picture(path[2].replace(".svg", "")));
    }
    if (path[1] === "u" && path[2] === "live")
      return answerUpload(request, answer, headers, (model) => rendered("upload", model, "en"), messagesOf("en"));
    if (path[3] === "status") {
      answer.writeHead(200, headers("application/json"));
      return answer.end(JSON.stringify({ busy: true, files: [] }));
    }
    const preview = previews.find((one) => one.name === path[2]);
    if (!preview) {
      answer.writeHead(404);
      return answer.end();
    }
    answer.writeHead(200, headers("text/html; charset=utf-8"));
    answer.end(rendered(preview.page, preview.model(messagesOf(path[1])), path[1]));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return server;
}

const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: {
    "void-style": "off", // <br> and <input> need no slash
    "no-trailing-whitespace": "off", // a section that is not rendered leaves its line
    "meta-refresh": "off", // within noscript only: who has no scripts sees the result of the examination come
    "long-title": "off",
    "form-dup-name": "off", // lists of choices, and the two ways to pick a file, share a name on purpose
  },
});

async function validate(name, html) {
  const report = await validator.validateString(html);
  for (const result of report.results)
    for (const message of result.messages) fail(`${name}: html-validate ${message.ruleId} line ${message.line}: ${message.message}`);
}

async function inspect(page, label) {
  const { violations } = await new axe({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
  for (const one of violations)
    for (const node of one.nodes) fail(`${label}: axe ${one.id}: ${node.target.join(" ")} ${node.failureSummary?.replace(/\s+/g, " ")}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) fail(`${label}: scrolls sideways by ${wide} px`);
}

const server = await serve();
const base = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.GATEHOUSE_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  if (look) mkdirSync(shots, { recursive: true });
  const sizes = [
    { label: "desk", viewport: { width: 1440, height: 900 }, colorScheme: "light", language: "en" },
    { label: "phone", viewport: { width: 390, height: 844 }, colorScheme: "dark", language: "nl", hasTouch: true, isMobile: true },
    ...(look ? [
      { label: "phone-light", viewport: { width: 390, height: 844 }, colorScheme: "light", language: "en", hasTouch: true, isMobile: true },
      { label: "desk-dark", viewport: { width: 1440, height: 900 }, colorScheme: "dark", language: "nl" },
    ] : []),
  ];
  for (const [turn, { label, language, ...options }] of sizes.entries()) {
    const context = await browser.newContext({ ...options, reducedMotion: "reduce" });
    const page = await context.newPage();
    page.on("console", (message) => fail(`${label} ${page.url()}: console: ${message.text()}`));
    page.on("pageerror", (error) => fail(`${label} ${page.url()}: ${error.message}`));
    for (const { name } of wanted.filter((_, i) => look || only.length > 0 || i % 2 === turn)) {
      const html = await (await page.goto(`${base}/${language}/${name}`)).text();
      await validate(`${name} ${language}`, html);
      await inspect(page, `${name} ${label} ${language}`);
      if (look) await page.screenshot({ path: join(shots, `${name}-${label}.png`), fullPage: !name.startsWith("case") || label.startsWith("phone") });
    }
    await context.close();
  }

  // 320 px and 200 % text: nothing may need sideways scrolling (WCAG 1.4.4, 1.4.10). Without scripts: real inputs, real buttons.
  const narrow = await (await browser.newContext({ viewport: { width: 320, height: 640 } })).newPage();
  const plain = await (await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false })).newPage();
  for (const { name, page } of wanted) {
    await narrow.goto(`${base}/nl/${name}`);
    for (const size of ["100%", "200%"]) {
      await narrow.evaluate((font) => (document.documentElement.style.fontSize = font), size);
      const wide = await narrow.evaluate(() => document.documentElement.scrollWidth - 320);
      if (wide > 0) fail(`${name}: at 320 px and ${size} text it scrolls sideways by ${wide} px`);
    }
    if (look && page === "upload") await narrow.screenshot({ path: join(shots, `${name}-narrow.png`), fullPage: true });
    if (name !== "upload-empty" && name !== "case-mine") continue;
    await plain.goto(`${base}/en/${name}`);
    if (look) await plain.screenshot({ path: join(shots, `${name}-plain.png`), fullPage: true });
    const must = name === "case-mine" ? ["#page-passport img", "summary.good"] : ["#choose", "#pick-identity", ".chooser button", ".slot button >> nth=0"];
    for (const selector of must) if (!(await plain.locator(selector).isVisible())) fail(`${name} without scripts: ${selector} is not to be seen`);
  }
  if (only.length === 0) await walkScripts(browser, base, { fail, inspect, shots: look ? shots : undefined });
} finally {
  await browser.close();
  server.close();
}
console.log(`pages: ${wanted.length} previews, ${failures} faults`);
process.exitCode = failures === 0 ? 0 : 1;
