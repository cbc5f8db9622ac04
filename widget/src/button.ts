// The button beside a selection: below it, clear of the handles and the menu that a touch system puts there.

import { h, shade } from "./dom.js";
import type { Host, Settings } from "./host.js";
import { styles } from "./styles.js";
import { speak } from "./words.js";

/** Pixels between the selection and the button; the handles of a touch selection hang down about so far. */
const [GAP, HANDLES] = [8, 34];

/** Milliseconds for which the button outlives its selection, because the touch that presses it may end that first. */
const LINGER = 300;

let shown: { element: HTMLElement; button: HTMLButtonElement; range: Range | null } | undefined;

/** Places the button below a range, or takes it away when nothing is selected. */
export function place(host: Host, settings: Settings, range: Range | null): void {
  const wanted = host.button === "always" || (host.button === "auto" && matchMedia("(any-pointer: coarse)").matches);
  if (!wanted) return;
  if (!range) {
    setTimeout(() => getSelection()?.isCollapsed && shown?.element.remove(), LINGER);
    return;
  }
  shown ??= make(host, settings);
  shown.range = range.cloneRange();
  document.documentElement.append(shown.element);
  const { button } = shown;
  // In the top layer no layer of the page lies above it.
  if (button.showPopover && !button.matches(":popover-open")) button.showPopover();
  const rects = range.getClientRects();
  const end = rects[rects.length - 1] ?? range.getBoundingClientRect();
  const view = document.documentElement;
  const left = Math.min(Math.max(end.left + end.width / 2 - button.offsetWidth / 2, 8), view.clientWidth - button.offsetWidth - 8);
  const below = end.bottom + (matchMedia("(pointer: coarse)").matches ? HANDLES : GAP);
  const top = Math.min(below, innerHeight - button.offsetHeight - 8);
  button.style.left = `${left + scrollX}px`;
  button.style.top = `${Math.max(top, 8) + scrollY}px`;
}

function make(host: Host, settings: Settings) {
  const button = h("button", { class: "offer", type: "button", popover: "manual", part: "button", lang: settings.lang, dir: settings.dir }, speak(settings)("button"));
  const element = document.createElement("corrigenda-button");
  shade(element, styles, button);
  const made = { element, button, range: null as Range | null };
  // The press must not take the selection away.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    element.remove();
    void host.open(made.range);
  });
  return made;
}
