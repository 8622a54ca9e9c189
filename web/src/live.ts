// Parts of a page marked `data-live` are taken anew from the server's own rendering of the page.

/** Replaces each live part that changed, by id; keeps the focus and what was unfolded. */
export function swapLive(html: string): void {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  document.title = fresh.title;
  for (const old of document.querySelectorAll<HTMLElement>("[data-live]")) {
    const now = fresh.getElementById(old.id);
    if (!now || now.outerHTML === original(old)) continue;
    const focused = old.contains(document.activeElement) ? document.activeElement?.id : undefined;
    const unfolded = [...old.querySelectorAll<HTMLDetailsElement>("details[open]")].map((one) => one.id);
    const copy = document.importNode(now, true);
    rendered.set(copy, now.outerHTML);
    old.replaceWith(copy);
    for (const id of unfolded) (document.getElementById(id) as HTMLDetailsElement | null)?.setAttribute("open", "");
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }
}

const rendered = new WeakMap<Element, string>();

function original(element: Element): string {
  return rendered.get(element) ?? element.outerHTML;
}
