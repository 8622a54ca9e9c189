// The customer's page with JavaScript: several files at once with progress, results as they come, nothing reloaded.
// The server renders every state of the page; this script sends files and swaps in the parts that changed.
import { swapLive } from "./live";

interface Status {
  busy: boolean;
  files: { id: string; name: string; status: string; found: string | null; messages: { text: string; action: string }[] }[];
}
interface Job {
  file: File;
  slot: string | undefined;
  replaces: string | undefined;
  row: HTMLLIElement;
  bar: HTMLProgressElement;
  text: HTMLElement;
}

const main = document.querySelector<HTMLElement>("main[data-page=upload]");
if (main) start(main);

function start(page: HTMLElement): void {
  document.documentElement.classList.add("js");
  if (navigator.maxTouchPoints > 0) document.documentElement.classList.add("touch");
  const token = page.dataset.token ?? "";
  const say = (key: string): string => page.getAttribute(`data-say-${key}`) ?? "";
  const status = document.getElementById("say");
  const list = document.getElementById("progress");
  const waiting: Job[] = [];
  const atOnce = 2;
  let running = 0;
  let polling = false;
  const told = new Set([...page.querySelectorAll(".file.good, .file.bad, .file.wait")].map((row) => row.id.replace("file-", "")));

  /** Tells a screen reader; what is seen is on the page already. */
  function announce(text: string): void {
    if (status) status.textContent = text;
  }

  // ---- sending ----

  function add(files: Iterable<File>, slot?: string, replaces?: string): void {
    const most = Number(page.dataset.maxFiles) || 10;
    const chosen = [...files];
    if (chosen.length > most) announceRow(say("too-many"));
    for (const file of chosen.slice(0, most)) {
      const job = rowFor(file, slot, replaces);
      const refusal = refuse(file);
      if (refusal) fail(job, refusal, false);
      else waiting.push(job);
    }
    next();
  }

  /** What needs no server to be said; the server says it again for who comes without this script. */
  function refuse(file: File): string | undefined {
    const most = Number(page.dataset.maxSize) || Infinity;
    if (file.size === 0) return say("empty");
    if (file.size > most) return say("too-large");
    return undefined;
  }

  function next(): void {
    while (running < atOnce && waiting.length > 0 && navigator.onLine) {
      const job = waiting.shift();
      if (job) void send(job);
    }
    if (!navigator.onLine && waiting.length > 0) announce(say("offline"));
  }

  async function send(job: Job): Promise<void> {
    running += 1;
    announce(`${say("uploading")}: ${job.file.name}`);
    try {
      await put(job);
      job.row.remove();
      announce(`${job.file.name}: ${say("uploaded")}`);
      if (job.replaces) await post(`${token}/files/${job.replaces}/withdraw`);
    } catch (error) {
      if (!navigator.onLine) {
        show(job, say("offline"), 0);
        waiting.unshift(job);
      } else {
        fail(job, error instanceof Refusal ? error.message : "", !(error instanceof Refusal));
      }
    } finally {
      running -= 1;
      next();
      await refresh();
      void poll();
    }
  }

  class Refusal extends Error {}

  /** XMLHttpRequest, because fetch cannot tell how far an upload is. */
  function put(job: Job): Promise<void> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      let quarter = 0;
      request.open("PUT", `${token}/files`);
      request.setRequestHeader("Content-Type", job.file.type || "application/octet-stream");
      request.setRequestHeader("X-File-Name", encodeURIComponent(job.file.name));
      if (job.slot) request.setRequestHeader("X-Requirement", job.slot);
      request.upload.onprogress = (event) => {
        if (!event.lengthComputable) return;
        const percent = Math.floor((100 * event.loaded) / event.total);
        show(job, `${say("uploading")} ${percent} %`, percent);
        if (Math.floor(percent / 25) > quarter) {
          quarter = Math.floor(percent / 25);
          announce(`${job.file.name}: ${percent} %`);
        }
      };
      request.onload = () => {
        if (request.status >= 200 && request.status < 300) return resolve();
        reject(request.status < 500 && request.status !== 429 ? new Refusal(detailOf(request.responseText)) : new Error());
      };
      request.onerror = request.ontimeout = () => reject(new Error());
      request.send(job.file);
    });
  }

  function detailOf(body: string): string {
    try {
      const problem = JSON.parse(body) as { detail?: string; title?: string };
      return problem.detail ?? problem.title ?? "";
    } catch {
      return "";
    }
  }

  // ---- one row for each file under way ----

  function rowFor(file: File, slot?: string, replaces?: string): Job {
    const row = document.createElement("li");
    row.className = "file card sending";
    const name = document.createElement("h3");
    name.textContent = file.name;
    name.dir = "auto";
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    const text = document.createElement("p");
    text.className = "quiet";
    row.append(name, bar, text);
    list?.append(row);
    row.scrollIntoView({ block: "nearest" });
    const job = { file, slot, replaces, row, bar, text };
    show(job, say("waiting"), 0);
    return job;
  }

  function show(job: Job, text: string, percent: number): void {
    job.bar.value = percent;
    job.text.textContent = text;
  }

  function fail(job: Job, why: string, again: boolean): void {
    job.row.className = "file card bad";
    job.bar.remove();
    job.text.className = "message";
    job.text.textContent = `${say("failed")}. ${why}`;
    announce(`${job.file.name}: ${job.text.textContent}`);
    const actions = document.createElement("div");
    actions.className = "actions";
    if (again) {
      actions.append(button(say("retry"), job.file.name, () => {
        job.row.remove();
        add([job.file], job.slot, job.replaces);
      }));
    }
    actions.append(button(say("dismiss"), job.file.name, () => {
      job.row.remove();
      document.getElementById("choose")?.focus();
    }));
    job.row.append(actions);
  }

  function announceRow(text: string): void {
    const row = document.createElement("li");
    row.className = "file card bad";
    const message = document.createElement("p");
    message.className = "message";
    message.textContent = text;
    const actions = document.createElement("div");
    actions.className = "actions";
    actions.append(button(say("dismiss"), "", () => row.remove()));
    row.append(message, actions);
    list?.append(row);
    announce(text);
  }

  function button(text: string, about: string, act: () => void): HTMLButtonElement {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button small";
    made.textContent = text;
    if (about) made.setAttribute("aria-label", `${text} ${about}`);
    made.addEventListener("click", act);
    return made;
  }

  // ---- results ----

  async function refresh(): Promise<void> {
    const answer = await fetch(token, { headers: { Accept: "text/html" } }).catch(() => undefined);
    if (answer?.ok) swapLive(await answer.text());
    else if (answer) location.reload();
  }

  /** Asks while something is being examined, and says each result once. */
  async function poll(): Promise<void> {
    if (polling) return;
    polling = true;
    try {
      for (;;) {
        const answer = await fetch(`${token}/status`, { headers: { Accept: "application/json" } }).catch(() => undefined);
        if (answer && !answer.ok) return;
        const now = answer ? ((await answer.json()) as Status) : undefined;
        const fresh = now?.files.filter((file) => file.status !== "checking" && !told.has(file.id)) ?? [];
        if (fresh.length > 0 || (now && !now.busy)) await refresh();
        for (const file of fresh) told.add(file.id);
        if (fresh.length > 0) announce(fresh.map(inWords).join(" "));
        if (now && !now.busy) return;
        await new Promise((resolve) => setTimeout(resolve, 700));
      }
    } finally {
      polling = false;
    }
  }

  function inWords(file: Status["files"][number]): string {
    const messages = file.messages.map((message) => `${message.text} ${message.action}`);
    return [`${file.name}:`, file.found ? `${file.found}.` : "", ...messages].filter(Boolean).join(" ");
  }

  async function post(path: string): Promise<boolean> {
    const answer = await fetch(path, { method: "POST", headers: { Accept: "application/json" } }).catch(() => undefined);
    return answer?.ok ?? false;
  }

  // ---- what the person does ----

  const isPicker = (target: EventTarget | null): target is HTMLInputElement =>
    target instanceof HTMLInputElement && target.type === "file";

  function take(input: HTMLInputElement): void {
    if (!input.files) return;
    add(input.files, input.dataset.slot, input.dataset.replaces);
    input.value = "";
  }

  page.addEventListener("change", (event) => {
    if (isPicker(event.target)) take(event.target);
  });

  // While a camera or a list of files is open, a result may come and swap the part with its input: what is chosen then
  // arrives at an input that is on no page any more.
  const watched = new WeakSet<HTMLInputElement>();
  page.addEventListener("click", (event) => {
    const input = event.target;
    if (!isPicker(input) || watched.has(input)) return;
    watched.add(input);
    input.addEventListener("change", () => {
      if (!input.isConnected) take(input);
    });
  });

  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.quiet === undefined) return;
    event.preventDefault();
    const pressed = form.querySelector("button");
    if (pressed) pressed.disabled = true;
    void post(new URL(form.action).pathname).then(async (done) => {
      if (!done) return location.reload();
      await refresh();
      announce(say("removed"));
      document.getElementById("choose")?.focus({ preventScroll: true });
    });
  });

  const zone = (): HTMLElement | null => document.getElementById("drop");
  let depth = 0;
  const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
  addEventListener("dragenter", (event) => {
    if (carriesFiles(event)) zone()?.classList.toggle("over", ++depth > 0);
  });
  addEventListener("dragleave", (event) => {
    if (carriesFiles(event)) zone()?.classList.toggle("over", --depth > 0);
  });
  addEventListener("dragover", (event) => {
    if (carriesFiles(event)) event.preventDefault(); // a file beside the zone must not replace the page
  });
  addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = 0;
    zone()?.classList.remove("over");
    const target = event.target instanceof Element ? event.target.closest(".need")?.querySelector<HTMLInputElement>("[data-slot]") : null;
    if (zone() && event.dataTransfer) add(event.dataTransfer.files, target?.dataset.slot);
  });

  addEventListener("online", next);
  addEventListener("beforeunload", (event) => {
    if (running > 0 || waiting.length > 0) event.preventDefault();
  });

  document.getElementById("notice")?.focus();
  if (page.querySelector(".busy")) void poll();
}
