// The analysts' pages with JavaScript: one page at a time with zoom and rotation, boxes tied to the rows that were read
// from them, panels that close, and single-key shortcuts that can be switched off (WCAG 2.1.4).

document.documentElement.classList.add("js");
const viewer = document.getElementById("viewer");
const facts = document.getElementById("facts");
if (viewer && facts) view(viewer, facts);
keepPanels();
listenToKeys();

// ---- pages, boxes and rows ----

function view(place: HTMLElement, rows: HTMLElement): void {
  const stage = place.querySelector<HTMLElement>(".stage");
  const output = place.querySelector<HTMLOutputElement>(".zoom");
  const sheets = [...place.querySelectorAll<HTMLElement>(".sheet")];
  const thumbs = [...place.querySelectorAll<HTMLAnchorElement>("[data-shows]")];
  const boxed = [...rows.querySelectorAll<HTMLElement>("[data-box]")];
  const overlay = new Map<HTMLElement, SVGRectElement>();
  let shown = 0;
  let zoom = 1; // 1 fits the stage
  let turns = 0;
  if (!stage || sheets.length === 0) return;

  const sheetOf = (row: HTMLElement): number =>
    sheets.findIndex((sheet) => sheet.dataset.index === row.dataset.index && folderOf(sheet) === row.dataset.file);

  const layers = sheets.map((sheet) => {
    const image = sheet.querySelector("img");
    const layer = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    layer.setAttribute("class", "boxes");
    layer.setAttribute("viewBox", `0 0 ${image?.getAttribute("width") ?? 1} ${image?.getAttribute("height") ?? 1}`);
    layer.setAttribute("aria-hidden", "true");
    sheet.querySelector(".paper")?.append(layer);
    return layer;
  });
  for (const row of boxed) draw(row);

  function draw(row: HTMLElement): void {
    const [x = "0", y = "0", width = "0", height = "0"] = (row.dataset.box ?? "").split(" ");
    const layer = layers[sheetOf(row)];
    if (!layer) return;
    const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [name, value] of Object.entries({ x, y, width, height, rx: "3" })) box.setAttribute(name, value);
    if (/match-(differs|missing)|bad/.test(row.className)) box.classList.add("bad");
    else if (row.classList.contains("match-near")) box.classList.add("near");
    else if (row.classList.contains("faint")) box.classList.add("faint");
    layer.append(box);
    overlay.set(row, box);
    box.addEventListener("pointerenter", () => mark(row));
    box.addEventListener("click", () => {
      const fold = row.closest("details");
      if (fold) fold.open = true;
      row.scrollIntoView({ block: "nearest" });
      row.querySelector<HTMLElement>(".locate")?.focus({ preventScroll: true });
    });
    row.addEventListener("pointerenter", () => mark(row));
    row.addEventListener("focusin", () => {
      show(sheetOf(row));
      mark(row);
      reveal(box);
    });
    row.querySelector(".locate")?.addEventListener("click", () => {
      show(sheetOf(row));
      zoomTo(Math.max(zoom, 2.2));
      mark(row);
      reveal(box);
    });
  }

  function mark(row: HTMLElement): void {
    for (const [other, box] of overlay) {
      other.classList.toggle("marked", other === row);
      box.classList.toggle("marked", other === row);
    }
  }

  function reveal(box: SVGRectElement): void {
    const at = box.getBoundingClientRect();
    const within = stage!.getBoundingClientRect();
    stage!.scrollLeft += at.left + at.width / 2 - (within.left + within.width / 2);
    stage!.scrollTop += at.top + at.height / 2 - (within.top + within.height / 2);
  }

  function show(index: number): void {
    if (index < 0 || index >= sheets.length) return;
    if (index !== shown) turns = 0;
    shown = index;
    sheets.forEach((sheet, i) => sheet.classList.toggle("shown", i === index));
    for (const thumb of thumbs) {
      const current = thumb.dataset.shows === sheets[index]?.id;
      if (current) thumb.setAttribute("aria-current", "true");
      else thumb.removeAttribute("aria-current");
    }
    lay();
  }

  /** Sizes the sheet that is shown: whole at zoom 1, upright or lying. */
  function lay(): void {
    const sheet = sheets[shown];
    const paper = sheet?.querySelector<HTMLElement>(".paper");
    const image = paper?.querySelector("img");
    if (!sheet || !paper || !image) return;
    const width = Number(image.getAttribute("width")) || 1;
    const height = Number(image.getAttribute("height")) || 1;
    const lying = turns % 2 === 1;
    const fit = Math.min((stage!.clientWidth - 24) / (lying ? height : width), (stage!.clientHeight - 48) / (lying ? width : height));
    const scale = Math.max(fit, 0.02) * zoom;
    sheet.style.width = `${(lying ? height : width) * scale}px`;
    sheet.style.height = `${(lying ? width : height) * scale}px`;
    paper.style.width = `${width * scale}px`;
    paper.style.height = `${height * scale}px`;
    paper.style.transform = `translate(-50%, -50%) rotate(${turns * 90}deg)`;
    if (output) output.textContent = `${Math.round(zoom * 100)} %`;
  }

  /** Keeps the point under the pointer (or the middle) where it is. */
  function zoomTo(wanted: number, x = stage!.clientWidth / 2, y = stage!.clientHeight / 2): void {
    const next = Math.min(Math.max(wanted, 0.5), 8);
    const ratio = next / zoom;
    const left = (stage!.scrollLeft + x) * ratio - x;
    const top = (stage!.scrollTop + y) * ratio - y;
    zoom = next;
    lay();
    stage!.scrollTo({ left, top, behavior: "instant" });
  }

  const tools: Record<string, (button: HTMLElement) => void> = {
    in: () => zoomTo(zoom * 1.3),
    out: () => zoomTo(zoom / 1.3),
    fit: () => zoomTo(1),
    turn: () => {
      turns = (turns + 1) % 4;
      lay();
    },
    boxes: (button) => {
      const on = !place.classList.toggle("bare");
      button.setAttribute("aria-pressed", String(on));
    },
    previous: () => show((shown + sheets.length - 1) % sheets.length),
    next: () => show((shown + 1) % sheets.length),
  };
  for (const button of place.querySelectorAll<HTMLElement>("[data-tool]"))
    button.addEventListener("click", () => tools[button.dataset.tool ?? ""]?.(button));
  for (const thumb of thumbs) {
    thumb.addEventListener("click", (event) => {
      event.preventDefault();
      show(sheets.findIndex((sheet) => sheet.id === thumb.dataset.shows));
    });
  }
  stage.addEventListener(
    "wheel",
    (event) => {
      if (!matchMedia("(min-width: 64rem)").matches && !event.ctrlKey) return;
      event.preventDefault();
      const at = stage.getBoundingClientRect();
      zoomTo(zoom * Math.exp(-event.deltaY / 400), event.clientX - at.left, event.clientY - at.top);
    },
    { passive: false },
  );
  dragToPan(stage);
  new ResizeObserver(lay).observe(stage);
  show(Math.max(0, boxed[0] ? sheetOf(boxed[0]) : 0));
}

function folderOf(sheet: HTMLElement): string | undefined {
  return sheet.closest<HTMLElement>("[data-file]")?.dataset.file;
}

/** Scrollbars, arrow keys and the rows do the same without dragging (WCAG 2.5.7). */
function dragToPan(stage: HTMLElement): void {
  stage.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0 || event.target instanceof SVGRectElement) return;
    const from = { x: event.clientX + stage.scrollLeft, y: event.clientY + stage.scrollTop };
    const move = (now: PointerEvent): void => {
      stage.scrollLeft = from.x - now.clientX;
      stage.scrollTop = from.y - now.clientY;
    };
    stage.setPointerCapture(event.pointerId);
    stage.classList.add("dragging");
    stage.addEventListener("pointermove", move);
    stage.addEventListener(
      "lostpointercapture",
      () => {
        stage.classList.remove("dragging");
        stage.removeEventListener("pointermove", move);
      },
      { once: true },
    );
  });
}

// ---- the panels of the decision ----

function keepPanels(): void {
  const panels = [...document.querySelectorAll<HTMLDetailsElement>("[data-panel]")];
  document.addEventListener("keydown", (event) => {
    const open = panels.find((panel) => panel.open);
    if (event.key === "Escape" && open) close(open);
  });
  for (const panel of panels) {
    panel.addEventListener("toggle", () => {
      if (!panel.open) return;
      for (const other of panels) if (other !== panel) other.open = false;
      panel.querySelector<HTMLElement>("input[type=checkbox], button[type=submit]")?.focus();
    });
    panel.querySelector("[data-closes]")?.addEventListener("click", () => close(panel));
    panel.querySelector("form")?.addEventListener("submit", (event) => {
      const lists = [...panel.querySelectorAll<HTMLElement>("[data-one-of]")];
      const empty = lists.find((list) => !list.querySelector("input:checked"));
      const error = panel.querySelector<HTMLElement>(".error");
      if (error) error.hidden = !empty;
      if (!empty) return;
      event.preventDefault();
      empty.querySelector<HTMLElement>("input")?.focus();
    });
  }
}

function close(panel: HTMLDetailsElement): void {
  panel.open = false;
  panel.querySelector("summary")?.focus();
}

// ---- single keys ----

function listenToKeys(): void {
  const list = document.getElementById("keys") as HTMLDialogElement | null;
  const switched = document.getElementById("keys-on") as HTMLInputElement | null;
  if (!list || !switched) return;
  switched.checked = remembered() !== "off";
  switched.addEventListener("change", () => remember(switched.checked ? "on" : "off"));
  document.querySelector("[data-opens=keys]")?.addEventListener("click", () => list.showModal());

  document.addEventListener("keydown", (event) => {
    if (!switched.checked || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (list.open || isTyping(event.target)) return;
    if (event.key === "?") list.showModal();
    else if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
    else if (!press(event.key)) return;
    event.preventDefault();
  });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function press(key: string): boolean {
  const target = [...document.querySelectorAll<HTMLElement>("[data-key]")].find((one) => one.dataset.key === key);
  target?.click();
  return target !== undefined;
}

/** From one row to the next: cases in the queue, fields in a case. */
function step(by: number): void {
  const stops = [...document.querySelectorAll<HTMLElement>("[data-row], #facts .locate")].filter((one) => one.offsetParent !== null);
  const at = stops.findIndex((one) => one === document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : stops.length - 1) : Math.min(Math.max(at + by, 0), stops.length - 1);
  stops[next]?.focus();
}

function remembered(): string | null {
  try {
    return localStorage.getItem("shortcuts");
  } catch {
    return null;
  }
}

function remember(value: string): void {
  try {
    localStorage.setItem("shortcuts", value);
  } catch {
    // A browser that keeps nothing for this page: the switch holds until it is closed.
  }
}
