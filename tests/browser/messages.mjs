// The catalogues of the pages: one set of keys in every language, and a text for every word of the domain.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(fileURLToPath(import.meta.url), "../../..");
const read = (path) => readFileSync(join(root, path), "utf8");

export function catalogue(language) {
  const messages = new Map();
  for (const line of read(`web/messages/${language}.messages`).split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const [, key, pattern] = line.match(/^([\w.]+) = (.+)$/) ?? fail(`${language}: neither comment nor message: ${line}`);
    if (messages.has(key)) fail(`${language}: ${key} twice`);
    messages.set(key, pattern);
  }
  return messages;
}

/** `page.upload.title` → { upload: { title } }, what the templates call `t`. */
export function textsOf(messages) {
  const texts = {};
  for (const [key, text] of messages) {
    if (!key.startsWith("page.")) continue;
    const names = key.split(".").slice(1);
    const last = names.pop();
    let place = (texts.page ??= {});
    for (const name of names) place = place[name] ??= {};
    if (typeof place !== "object" || place[last] !== undefined) fail(`${key} is both a text and a group`);
    place[last] = text;
  }
  return texts;
}

let failures = 0;
function fail(what) {
  failures += 1;
  console.error(`messages: ${what}`);
  return [];
}

/** Words of an enumeration in a header: the names between the braces, comments left out. */
function enumeration(header, name) {
  const body = read(header).match(new RegExp(`enum class ${name} \\{([^}]*)\\}`))?.[1] ?? fail(`${header} has no ${name}`);
  return String(body).replace(/\/\/.*$/gm, "").split(",").map((word) => word.trim()).filter(Boolean);
}

function check() {
  const en = catalogue("en");
  const nl = catalogue("nl");
  const argumentsOf = (text) => [...text.matchAll(/\{(\w+)[,}]/g)].map((found) => found[1]).sort().join(" ");
  for (const key of new Set([...en.keys(), ...nl.keys()])) {
    if (!en.has(key) || !nl.has(key)) fail(`${key} is only in ${en.has(key) ? "en" : "nl"}`);
    else if (argumentsOf(en.get(key)) !== argumentsOf(nl.get(key))) fail(`${key} takes other arguments in nl`);
  }
  for (const [language, messages] of [["en", en], ["nl", nl]]) {
    for (const [key, text] of messages) {
      if (/'/.test(text)) fail(`${language} ${key}: write ’, an apostrophe quotes in MessageFormat`);
      if (key.startsWith("page.") && /[{}]/.test(text)) fail(`${language} ${key}: a page text takes no arguments`);
    }
    textsOf(messages);
  }

  const need = (key) => en.has(key) || fail(`no text for ${key}`);
  const all = (header, name, ...keys) => {
    const words = enumeration(header, name);
    if (words.length < 2) fail(`${name} was not read from ${header}`);
    for (const word of words) for (const key of keys) need(key.replace("*", word).replace("#", word.toUpperCase()));
  };
  all("domain/reason.h", "Reason", "reason.#.customer", "reason.#.action", "reason.#.analyst");
  all("domain/requirement.h", "Requirement", "requirement.*.title", "requirement.*.why", "requirement.*.hint");
  all("domain/case.h", "CaseState", "state.*.customer", "state.*.analyst");
  all("domain/case.h", "Status", "status.*");
  all("domain/reading.h", "DocumentKind", "kind.*");
  all("domain/reading.h", "Colour", "colour.*");
  all("domain/reading.h", "Origin", "origin.*");
  all("domain/reading.h", "Source", "source.*");
  all("domain/finding.h", "Outcome", "outcome.*");
  all("domain/finding.h", "Verdict", "match.*");
  all("domain/decision.h", "Verdict", "verdict.*");
  all("domain/selection.h", "SelectionCode", "selection.#");
  const each = (header, pattern, ...keys) => {
    const words = [...read(header).matchAll(pattern)].map((found) => found[1]);
    if (words.length < 2) fail(`nothing was read from ${header}`);
    for (const word of words) for (const key of keys) need(key.replace("*", word));
  };
  each("domain/reading.h", /\b(\w+) = "\1"/g, "field.*");
  each("domain/case.h", /\/\/ ([a-z]+\.[a-z_]+)$/gm, "history.*");
  for (const fault of enumeration("domain/error.h", "Fault")) for (const part of ["title", "detail"]) need(`problem.${fault}.${part}`);

  const used = new Set();
  for (const file of readdirSync(join(root, "web/pages"))) {
    const text = read(`web/pages/${file}`);
    if (text.includes("{{{") || text.includes("{{&")) fail(`${file} leaves something unescaped`);
    if (/\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|<style/.test(text)) fail(`${file} has an inline style or script`);
    for (const [, key] of text.matchAll(/\{\{\s*t\.([\w.]+)\s*\}\}/g)) {
      used.add(key);
      need(key);
    }
  }
  for (const key of en.keys()) if (key.startsWith("page.") && !used.has(key)) fail(`${key} is on no page`);
  console.log(`messages: ${en.size} in each language, ${used.size} on the pages`);
  process.exitCode = failures === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) check();
