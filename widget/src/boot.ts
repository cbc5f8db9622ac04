// The script that publishers embed. It listens for the key and for a selection, defines the elements that a page
// may use by name, and loads everything else on first use: until then it asks the network for nothing.

import type { Host, Settings } from "./host.js";
import { combinations, pressed, spelled } from "./hotkey.js";

declare global {
  interface Window {
    /** The widget, for the scripts of the page. */
    corrigenda?: {
      /** Opens the dialog on a range, or on what is selected, or for the whole article. */
      open(range?: Range | null): Promise<void>;
    };
  }
}

/** How long a selection has to rest, in milliseconds, before it counts as made. */
const REST = 250;

const script = (document.currentScript ?? document.querySelector("script[data-site]")) as HTMLScriptElement | null;
// A page that embeds the script twice, or swaps its articles with the script in them, has one widget.
if (script?.dataset.site && !window.corrigenda) {
  start(script, script.dataset.site);
}

function start(script: HTMLScriptElement, site: string): void {
  const { hotkey, button, lang } = script.dataset;
  const wanted = combinations(hotkey);
  let settings: Promise<Settings> | undefined;
  let dialog: Promise<typeof import("./dialog.js")> | undefined;

  const host: Host = {
    base: script.src.replace(/(assets\/)?[^/]*$/, ""),
    site,
    button: button === "always" || button === "never" ? button : "auto",
    keys: wanted[0] ? spelled(wanted[0]) : "",
    settings: () => (settings ??= ask().catch((error) => ((settings = undefined), Promise.reject(error)))),
    open,
  };

  async function ask(): Promise<Settings> {
    const language = lang || document.documentElement.lang;
    const answer = await fetch(`${host.base}api/v1/sites/${site}/widget.json?lang=${encodeURIComponent(language)}`, { credentials: "omit" });
    if (!answer.ok) throw new Error(`corrigenda: settings of "${site}": ${answer.status}`);
    return answer.json();
  }

  function load() {
    return (dialog ??= import(host.base + "asset:dialog.js").catch((error) => ((dialog = undefined), Promise.reject(error))));
  }

  async function open(range: Range | null = selected()): Promise<void> {
    // What was marked now is meant, whatever happens to the selection while the dialog is fetched.
    const marked = range?.cloneRange() ?? null;
    try {
      const [module, words] = await Promise.all([load(), host.settings()]);
      module.open(host, words, marked);
    } catch (error) {
      // The words did not come either, so the browser's own dialog says it, unless the page does.
      const form = `${host.base}${site}/report?url=${encodeURIComponent(location.href)}`;
      const isFree = document.dispatchEvent(new CustomEvent("corrigenda:error", { detail: { error }, cancelable: true }));
      if (isFree && confirm(`Corrections do not load now. Open this form instead? ${form}`)) location.assign(form);
    }
  }

  addEventListener("keydown", (event) => {
    // Filling in a form by itself, Chromium sends key presses without a key.
    if (!event.key || event.defaultPrevented || event.repeat || event.isComposing || isEditable(event)) return;
    if (wanted.some((combination) => pressed(event, combination))) {
      event.preventDefault();
      void open();
    }
  });

  let rest = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(rest);
    rest = setTimeout(() => {
      const range = selected();
      if (!range && !dialog) return;
      // Fetched while the reader still looks at the words; a failure here is for `open` to tell.
      Promise.all([load(), host.settings()]).then(([module, words]) => module.offer(host, words, range), () => {});
    }, REST);
  });

  defineElements(host);
  window.corrigenda = { open };
}

/** What is selected, if anything is. */
function selected(): Range | null {
  const selection = getSelection();
  return selection && !selection.isCollapsed && selection.rangeCount ? selection.getRangeAt(0) : null;
}

/** Whether the key was pressed where text is written: there the combination belongs to the page. */
function isEditable(event: Event): boolean {
  const target = event.composedPath()[0];
  return (
    document.designMode === "on" ||
    (target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select, [role=textbox]")))
  );
}

/** The elements of the contract are shells: what they show is loaded when a page has one. */
function defineElements(host: Host): void {
  for (const name of ["notices", "prompt"] as const) {
    customElements.define(
      `corrigenda-${name}`,
      class extends HTMLElement {
        connectedCallback() {
          // The place of the line is kept while its words come.
          if (name === "prompt" && !this.firstElementChild) Object.assign(this.style, { display: "block", minHeight: "1lh" });
          const loaded: Promise<typeof import("./elements.js")> = import(host.base + "asset:elements.js");
          // Without the server the page is as it would be without the element.
          loaded.then((elements) => elements[name](host, this)).catch(() => {});
        }
      },
    );
  }
}
