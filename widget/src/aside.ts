// A line at the edge of the page: what became of a report when no dialog is open to say it. Loaded when there is
// something to say there.

import type { Kit } from "./dialog.js";
import type { Settings } from "./host.js";

/** What is said: it stays until the reader closes it, and grows until then. */
let line: { element: HTMLElement; box: HTMLElement; status: HTMLElement } | undefined;

/** Says something at the edge of the page. */
export function toast(kit: Kit, settings: Settings, lines: HTMLElement[]): void {
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
  const element = document.createElement("corrigenda-toast");
  shade(element, styles, box);
  return { element, box, status };
}

function dismiss(): void {
  hush();
  line = undefined;
}
