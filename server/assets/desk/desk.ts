/* The desk's script: keys for whoever decides many cases a day, and a look at whether a correction has
   arrived. Every page is complete without it. */

const OFF = "corrigenda-keys-off";
const keys = document.querySelector<HTMLDialogElement>("#keys");

/** Single keys get in the way of speech input and of other helpers, so they can be switched off (WCAG 2.1.4). */
function keysAreOn(): boolean {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    return true;
  }
}

function remember(on: boolean): void {
  try {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, select, textarea, [contenteditable]");
}

/** Moves to a row of the queue; from outside of the rows to the first or the last. */
function step(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const here = rows.findIndex((row) => row === document.activeElement);
  const next = here < 0 ? (by > 0 ? 0 : rows.length - 1) : here + by;
  rows[next]?.focus();
}

/** Goes to what bears this key on the page, and opens it when it is closed. */
function goTo(key: string): boolean {
  const target = document.querySelector<HTMLElement>(`[data-key="${key}"]`);
  if (target === null) return false;
  const details = target.parentElement;
  if (target.tagName === "SUMMARY" && details instanceof HTMLDetailsElement) {
    details.open = true;
    details.querySelector("textarea")?.focus();
  } else {
    target.focus();
  }
  target.scrollIntoView({ block: "nearest" });
  return true;
}

function search(): boolean {
  const field = document.querySelector<HTMLInputElement>("[data-search]");
  field?.focus();
  field?.select();
  return field !== null;
}

/** What a key does; whether it did anything. */
function press(key: string): boolean {
  switch (key) {
    case "j":
      step(1);
      return true;
    case "k":
      step(-1);
      return true;
    case "/":
      return search();
    case "u":
      document.querySelector<HTMLElement>("[data-back]")?.click();
      return true;
    case "r": {
      const release = document.querySelector<HTMLElement>("[data-release]");
      release?.click();
      return release !== null;
    }
    case "a":
    case "e":
    case "d":
      return goTo(key);
    default:
      return false;
  }
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || keys?.open) return;
  if (event.key === "?") {
    event.preventDefault();
    keys?.showModal();
  } else if (keysAreOn() && press(event.key)) {
    event.preventDefault();
  }
}

function offerKeys(): void {
  document.addEventListener("keydown", onKey);
  const hint = document.querySelector<HTMLElement>("[data-keys-hint]");
  if (hint !== null) hint.hidden = false;
  document.querySelector("[data-keys-open]")?.addEventListener("click", () => keys?.showModal());
  const box = document.querySelector<HTMLInputElement>("[data-keys-on]");
  if (box === null) return;
  box.checked = keysAreOn();
  box.addEventListener("change", () => remember(box.checked));
}

const ATTEMPTS = 20;

/** While a correction is being applied, looks again with growing pauses and shows the case as it is then. */
async function watch(attempt: number): Promise<void> {
  const now = document.querySelector<HTMLElement>("#now[data-under-way]");
  if (now === null || attempt > ATTEMPTS) return;
  await new Promise((resolve) => setTimeout(resolve, Math.min(1000 * attempt, 5000)));
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (answer.ok) show(await answer.text());
  } catch {
    // The network is away; the next look may find it back.
  }
  return watch(attempt + 1);
}

function show(html: string): void {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.querySelector("#now");
  // Whoever is typing into a form keeps it: only a case that has arrived somewhere replaces the page's parts.
  if (fresh === null || fresh.hasAttribute("data-under-way")) return;
  for (const id of ["now", "past"]) {
    const part = page.getElementById(id);
    if (part !== null) document.getElementById(id)?.replaceWith(document.adoptNode(part));
  }
  document.querySelector("#now")?.setAttribute("role", "status");
}

/** Exact times in the editor's own time zone. */
function localTimes(): void {
  const words = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" });
  for (const time of document.querySelectorAll("time")) {
    time.title = words.format(new Date(time.dateTime));
  }
}

offerKeys();
localTimes();
void watch(1);
