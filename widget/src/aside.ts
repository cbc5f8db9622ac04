// A line at the edge of the page: what became of a report when no dialog is open to say it. Loaded when there is
// something to say there.

import type { Kit } from "./dialog.js";
import type { Host, Settings } from "./host.js";
import { spelled } from "./hotkey.js";

/** What is said: it stays until the reader closes it, and grows until then. */
let line: { element: HTMLElement; box: HTMLElement; status: HTMLElement } | undefined;

/** Says something at the edge of the page. To a reader who goes on, also how. */
export async function toast(kit: Kit, host: Host, settings: Settings, lines: HTMLElement[], goesOn: boolean): Promise<void> {
  if (goesOn && host.keys) {
    const words = await host.settings("sent").catch(() => null);
    if (words) lines.push(kit.h("p", {}, kit.speak(words)("next", { keys: spelled(host.keys) })));
  }
  const { status } = (line ??= make(kit, settings));
  resume();
  // A live region has to be there before its words come, or they are not read out.
  setTimeout(() => status.append(...lines), 100);
}

/** Takes away what is said there while something else is open. */
export function hush(): void {
  line?.element.remove();
}

/** Shows it again. */
export function resume(): void {
  if (!line) return;
  document.documentElement.append(line.element);
  line.box.showPopover?.();
}

function make({ h, shade, styles, speak }: Kit, settings: Settings) {
  const status = h("div", { role: "status", class: "status" });
  const close = h("button", { class: "send", type: "button", click: dismiss }, speak(settings)("close"));
  const box = h("div", { class: "top toast", popover: "manual", part: "toast", lang: settings.lang, dir: settings.dir }, status, h("div", { class: "bar" }, close));
  const element = h("corrigenda-toast");
  shade(element, styles + "style:aside.css", box);
  return { element, box, status };
}

function dismiss(): void {
  hush();
  line = undefined;
}
