// The script that publishers embed. It listens for the key and for a selection, defines the elements that a page
// may use by name, and loads everything else on first use: until then it asks the network for nothing.

import type {} from "../types/corrigenda.js";
import type { Host, Part, Settings } from "./host.js";
import { type Combination, combinations, isApple, pressed } from "./hotkey.js";
import { isShaded, isTaken, selected } from "./selection.js";

/** How long a selection has to rest, in milliseconds, before it counts as made. */
const REST = 250;

const script = (document.currentScript ?? document.querySelector("script[data-site]")) as HTMLScriptElement | null;
// A page that embeds the script twice, or swaps its articles with the script in them, has one widget.
if (script?.dataset.site && !window.corrigenda) {
  start(script, script.dataset.site);
}

function start(script: HTMLScriptElement, site: string): void {
  const { hotkey, button, lang, storage, remember } = script.dataset;
  const wanted = combinations(hotkey);
  const base = script.src.replace(/(assets\/)?[^/]*$/, "");
  // A promise that failed is forgotten, so that the next use tries again.
  const promises: Record<string, Promise<any> | undefined> = {};
  const once = (name: string, make: () => Promise<any>) =>
    (promises[name] ??= make().catch((error) => ((promises[name] = undefined), Promise.reject(error))));

  const host: Host = {
    base,
    api: `${base}api/v1/sites/${site}/`,
    site,
    button,
    lang: encodeURIComponent(lang || document.documentElement.lang),
    isApple,
    keys: wanted[0],
    keeps: storage !== "none",
    first: location.pathname,
    canonical: document.querySelector<HTMLLinkElement>("link[rel~=canonical]")?.href,
    settings: (part = "dialog") => once(part, () => ask(part)),
    load: () => once("load", () => import(base + "asset:dialog.js")),
    open,
  };

  async function ask(part: Part): Promise<Settings> {
    const answer = await fetch(`${host.api}widget.json?part=${part}&lang=${host.lang}`, { credentials: "omit" });
    const settings: Settings = await answer.json();
    // A page may say any of the words its own way. An answer that is none has no words, and throws here.
    const own = document.querySelector("script[data-corrigenda-words]")?.textContent;
    Object.assign(settings.words, own && JSON.parse(own));
    return settings;
  }

  async function open(range: Range | null = selected()): Promise<void> {
    // What was marked now is meant, whatever happens to the selection while the dialog is fetched.
    const marked = range?.cloneRange() ?? null;
    try {
      const [module, words] = await Promise.all([host.load(), host.settings()]);
      await module.open(host, words, marked);
    } catch (error) {
      // The words did not come either, so the browser's own dialog says it, unless the page does.
      const form = `${base}${site}/report?url=${encodeURIComponent(location.href)}`;
      const isFree = document.dispatchEvent(new CustomEvent("corrigenda:error", { detail: { error }, cancelable: true }));
      if (isFree && confirm(`Corrections do not load now. Open this form instead? ${form}`)) location.assign(form);
    }
  }

  attend(host, wanted, () => Boolean(promises["load"]));
  defineElements(host);
  window.corrigenda = { open };
  try {
    if (host.keeps && remember !== undefined) import(base + "asset:memory.js").then((memory) => memory.remember(host)).catch(() => {});
    if (host.keeps && localStorage[`corrigenda:${site}:unsent`]) import(base + "asset:later.js").then((later) => later.send(host)).catch(() => {});
  } catch {
    // A sandboxed frame has no storage: nothing was kept.
  }
}

/** Listens for the key and for selections, in the page and in its frames. */
function attend(host: Host, wanted: Combination[], isUsed: () => boolean): void {
  /** Hears a key first and answers it last, so that whatever the page does with it comes before. */
  function heard(event: Event): void {
    const [press, view] = [event as KeyboardEvent, event.currentTarget];
    // Filling in a form by itself, Chromium sends key presses without a key.
    if (!press.key || press.repeat || press.isComposing || !wanted.some((combination) => pressed(press, combination)) || isTaken(press)) return;
    function answer(): void {
      view?.removeEventListener("keydown", answer);
      clearTimeout(stopped);
      if (press.defaultPrevented) return;
      press.preventDefault();
      void host.open();
    }
    view?.addEventListener("keydown", answer);
    // A page may stop a key on its way and do nothing with it: it is answered when it has gone.
    const stopped = setTimeout(answer);
  }

  let rest = 0;
  function changed(): void {
    clearTimeout(rest);
    rest = setTimeout(() => {
      const range = selected();
      const shaded = !range && isShaded();
      if (!range && !shaded && !isUsed()) return;
      const wants = host.button === "always" || (host.button !== "never" && matchMedia("(any-pointer:coarse)").matches);
      // Fetched while the reader still looks at the words; a failure here is for `open` to tell.
      Promise.all([host.load(), host.settings(), wants && import(host.base + "asset:button.js"), shaded && import(host.base + "asset:pointing.js")])
        .then(([{ kit }, words, buttons, pointing]) => buttons && buttons.place(kit, host, words, pointing ? pointing.inShadow() : range))
        .catch(() => {});
    }, REST);
  }

  /** Listens in a window, and in the frames of it that are of the same origin, now and later. */
  function listen(view: Window | null | undefined): void {
    try {
      // Another origin throws here. A frame with a widget of its own needs no second one.
      const page = view!.document;
      if (view!.corrigenda) return;
      view!.addEventListener("keydown", heard, true);
      page.addEventListener("selectionchange", changed);
      page.addEventListener("load", loaded, true);
      page.querySelectorAll("iframe").forEach((frame) => listen(frame.contentWindow));
    } catch {}
  }

  function loaded({ target }: Event): void {
    listen((target as HTMLIFrameElement).contentWindow);
  }

  listen(window);
}

/** The elements of the contract are shells: what they show is loaded when a page has one. */
function defineElements(host: Host): void {
  for (const name of ["notices", "prompt", "missed"] as const) {
    // A page that took the script out and put it in again has them.
    if (customElements.get(`corrigenda-${name}`)) continue;
    customElements.define(
      `corrigenda-${name}`,
      class extends HTMLElement {
        connectedCallback() {
          // The place of the line is kept while its words come.
          if (name === "prompt" && !this.firstElementChild) Object.assign(this.style, { display: "block", minHeight: "1lh" });
          // Without the server the page is as it would be without the element.
          import(host.base + (name === "missed" ? "asset:memory.js" : "asset:elements.js")).then((elements) => elements[name](host, this)).catch(() => {});
        }
      },
    );
  }
}
