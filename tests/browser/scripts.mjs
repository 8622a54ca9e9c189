// What the two scripts do: the customer's against the routes of the upload page, the analyst's on a case.
import { found, file, requirement, upload } from "./models.mjs";

// ---- the routes of one upload link, in memory; a file is examined after two looks at the status ----

const link = { files: [], requests: [], looks: 0 };

export function answerUpload(request, answer, headers, page, m) {
  const path = request.url.replace("/u/live", "");
  const model = () => ({ ...upload(m, [requirement(m, "identity", "missing"), requirement(m, "proof_of_address", "missing")], link.files), token_path: "/u/live" });
  const json = (status, value, type = "application/json") => {
    answer.writeHead(status, headers(type));
    answer.end(JSON.stringify(value));
  };
  if (request.method === "GET" && path === "") {
    answer.writeHead(200, headers("text/html; charset=utf-8"));
    return answer.end(page(model()));
  }
  if (request.method === "GET") {
    link.looks += 1;
    const checking = link.files.findIndex((one) => one.is_checking);
    if (checking >= 0 && link.looks % 3 === 0)
      link.files[checking] = file(m, link.files[checking].id, link.files[checking].name, "1 KB", "identity", "fine", { found: found(m, "passport") });
    return json(200, model());
  }
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    const name = decodeURIComponent(request.headers["x-file-name"] ?? "");
    link.requests.push({ method: request.method, path, name, body: body.toString(), type: request.headers["content-type"], slot: request.headers["x-requirement"] });
    if (path.endsWith("/withdraw")) {
      link.files = link.files.filter((one) => path !== `/files/${one.id}/withdraw`);
      answer.writeHead(204);
      return answer.end();
    }
    if (name.endsWith(".exe")) return json(415, { title: "Refused", detail: m("reason.FILE_TYPE.customer"), code: "FILE_TYPE" }, "application/problem+json");
    link.files.push(file(m, `evd_${link.requests.length}`, name, "1 KB", null, "checking"));
    json(201, { evidence: `evd_${link.requests.length}` });
  });
}

// ---- the walk ----

export async function walkScripts(browser, base, { fail, inspect, shots }) {
  const made = async (width, height) => {
    const context = await browser.newContext({ viewport: { width, height } });
    context.setDefaultTimeout(15000);
    return context;
  };
  const expect = async (what, check) => {
    for (let i = 0; i < 60; ++i) {
      if (await check()) return;
      await new Promise((later) => setTimeout(later, 100));
    }
    fail(`scripts: ${what}`);
  };
  const shot = (page, name) => (shots ? page.screenshot({ path: `${shots}/${name}.png` }) : undefined);
  await walkUpload(await made(390, 844), base, expect, inspect, shot);
  await walkCase(await made(1440, 900), base, expect, inspect, shot);
}

async function walkUpload(context, base, expect, inspect, shot) {
  const page = await context.newPage();
  await page.goto(`${base}/u/live`);
  await page.evaluate(() => (window.sameDocument = true));
  const one = (name, text = "bytes", mimeType = "image/jpeg") => ({ name, mimeType, buffer: Buffer.from(text) });
  const seen = (text) => async () => (await page.locator("main").innerText()).includes(text);
  const said = (text) => async () => (await page.locator("#say").innerText()).includes(text);

  await page.setInputFiles("#choose", [one("pässport één.jpg"), one("bill.png", "bill", "image/png")]);
  await expect("both files are sent, with name, type and bytes", async () => {
    const put = link.requests.find((request) => request.name === "pässport één.jpg");
    return put?.method === "PUT" && put.body === "bytes" && put.type === "image/jpeg" && link.requests.length === 2;
  });
  await expect("a result appears", seen("Passport, photo in full colour"));
  await expect("a result is announced", said("Passport, photo in full colour"));
  await expect("no row is left under way", async () => (await page.locator("#progress li").count()) === 0);
  await shot(page, "script-result");

  await page.setInputFiles("#pick-proof_of_address", one("energy.jpg"));
  await expect("a slot is named", async () => link.requests.at(-1)?.slot === "proof_of_address");

  await page.setInputFiles("#choose", one("virus.exe", "MZ", ""));
  await expect("a refusal is told in the words of the server", seen("We cannot read this kind of file."));
  await inspect(page, "script refusal");
  await shot(page, "script-refusal");
  const before = link.requests.length;
  await page.setInputFiles("#choose", one("empty.jpg", ""));
  await expect("an empty file is told at once", seen("This file is empty"));
  await page.getByRole("button", { name: "Close" }).first().click();
  await page.setInputFiles("#choose", Array.from({ length: 11 }, (_, i) => one(`many-${i}.jpg`, "")));
  await expect("too many files are told", seen("too many files at once"));
  await expect("nothing of that was sent", async () => link.requests.length === before);

  await page.evaluate(() => {
    const carried = new DataTransfer();
    carried.items.add(new File(["dropped"], "dropped.jpg", { type: "image/jpeg" }));
    document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
  });
  await expect("a dropped file is sent", async () => link.requests.at(-1)?.body === "dropped");

  await expect("every file is examined", async () => (await page.locator(".file.good").count()) === 4);
  const replace = page.locator("#files input[data-replaces]").first();
  const old = await replace.getAttribute("data-replaces");
  await replace.setInputFiles(one("better.jpg", "better"));
  await expect("the old file goes after the new one has come", async () => link.requests.at(-1)?.path === `/files/${old}/withdraw` && link.requests.at(-2)?.body === "better");

  const rest = link.files.length;
  await page.getByRole("button", { name: /^Remove/ }).first().click();
  await expect("a file is removed", async () => link.files.length === rest - 1);
  await expect("the removal is announced", said("The file was removed."));

  await context.setOffline(true);
  await page.setInputFiles("#choose", one("later.jpg", "later"));
  await expect("being offline is said", said("No connection"));
  await context.setOffline(false);
  await expect("it goes on when the line is back", async () => link.requests.at(-1)?.body === "later");
  await expect("all of it in one document", () => page.evaluate(() => window.sameDocument === true));
  await context.close();
}

async function walkCase(context, base, expect, inspect, shot) {
  const page = await context.newPage();
  await page.goto(`${base}/en/case-mine`);
  const shown = () => page.locator(".sheet.shown").getAttribute("id");
  const width = async () => (await page.locator(".sheet.shown .paper").boundingBox()).width;
  const open = (kind) => page.locator(`.verdict.${kind}`).evaluate((panel) => panel.open);

  await expect("the page of the first row is shown", async () => (await shown()) === "page-passport");
  await expect("the whole page fits", () => page.locator("#stage").evaluate((stage) => stage.scrollHeight <= stage.clientHeight + 1));
  await expect("nothing essential needs scrolling", () => page.evaluate(() => document.documentElement.scrollHeight <= innerHeight));
  const whole = await width();
  await page.keyboard.press("+");
  await expect("+ zooms", async () => (await width()) > whole * 1.2);
  await page.keyboard.press("0");
  await page.keyboard.press("r");
  await expect("r turns", async () => {
    const box = await page.locator(".sheet.shown .paper").boundingBox();
    return box.height > box.width;
  });
  await page.keyboard.press("]");
  await expect("] shows the next page", async () => (await shown()) === "page-bill");
  for (let i = 0; i < 3; ++i) await page.keyboard.press("j");
  await expect("a row shows its page and its box", async () => (await shown()) === "page-bill" && (await page.locator("#page-bill rect.marked").count()) === 1);
  await page.keyboard.press("k");
  await expect("and back", async () => (await shown()) === "page-passport");
  await page.keyboard.press("Enter");
  await expect("Enter goes nearer", async () => (await width()) > whole * 1.8);
  await shot(page, "script-locate");

  await page.keyboard.press("a");
  await expect("a opens the approval with its button ready", async () => (await open("approve")) && (await page.evaluate(() => document.activeElement.type === "submit")));
  await page.locator("#approve-note").focus();
  await page.keyboard.type("axn?");
  await expect("no key fires while typing", async () => (await open("approve")) && !(await open("reject")) && (await page.locator("#approve-note").inputValue()) === "axn?");
  await page.keyboard.press("Escape");
  await expect("Escape closes", async () => !(await open("approve")));
  await page.keyboard.press("x");
  await expect("x opens the rejection", () => open("reject"));
  await inspect(page, "case with the rejection open");
  await shot(page, "script-reject");
  await page.getByRole("button", { name: "Reject for good" }).click();
  await expect("no rejection without a reason", async () => (await page.locator(".reject .error").isVisible()) && page.url().endsWith("/en/case-mine"));
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  await expect("n opens the request for a new upload", () => open("resubmit"));
  await shot(page, "script-resubmit");
  await page.keyboard.press("Escape");
  await expect("Escape closes that too", async () => !(await open("resubmit")));

  await page.keyboard.press("?");
  await expect("? opens the list", () => page.locator("#keys").evaluate((list) => list.open));
  await inspect(page, "list of shortcuts");
  await shot(page, "script-keys");
  await page.locator("#keys-on").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("a");
  await expect("switched off, no key fires", async () => !(await open("approve")));
  await page.reload();
  await page.keyboard.press("x");
  await expect("and it is remembered", async () => !(await open("reject")));
  await context.close();
}
