// The button beside a selection: below it, clear of the handles and the menu that a touch system puts there. Loaded
// where one is wanted.

import type { Kit } from "./dialog.js";
import type { Host, Settings } from "./host.js";

/** Pixels between the selection and the button; the handles of a touch selection hang down about so far, and the
 * menu above it is about so high. */
const [GAP, HANDLES, MENU] = [8, 34, 72];

/** Milliseconds for which the button outlives its selection, because the touch that presses it may end that first. */
const LINGER = 300;

let shown: { element: HTMLElement; button: HTMLButtonElement; range: Range | null } | undefined;

/** Places the button below a range, or takes it away when nothing is selected. */
export function place(kit: Kit, host: Host, settings: Settings, range: Range | null): void {
  if (document.querySelector("corrigenda-dialog")) return;
  if (!range) {
    setTimeout(() => getSelection()?.isCollapsed && shown?.element.remove(), LINGER);
    return;
  }
  shown ??= make(kit, host, settings);
  const { button, element } = shown;
  shown.range = range.cloneRange();
  document.documentElement.append(element);
  // In the top layer no layer of the page lies above it.
  if (button.showPopover && !button.matches(":popover-open")) button.showPopover();
  const rects = range.getClientRects();
  const [start, end] = [rects[0], rects[rects.length - 1]];
  if (!start || !end) return;
  const frame = range.startContainer.ownerDocument?.defaultView?.frameElement?.getBoundingClientRect();
  const [x, y] = [frame?.left ?? 0, frame?.top ?? 0];
  const { offsetWidth: width, offsetHeight: height } = button;
  const middle = end.left + end.width / 2 + x - width / 2;
  const left = Math.max(Math.min(middle, document.documentElement.clientWidth - width - GAP), GAP);
  // What is said at the edge of the page stays to be read.
  const said = document.querySelector("corrigenda-toast")?.shadowRoot?.querySelector("[popover]")?.getBoundingClientRect();
  const low = (said && said.left < left + width && left < said.right ? said.top : innerHeight) - height - GAP;
  const below = end.bottom + y + (matchMedia("(pointer:coarse)").matches ? HANDLES : GAP);
  const above = start.top + y - height - MENU;
  button.style.left = `${left + scrollX}px`;
  button.style.top = `${(below < low ? below : above > GAP ? above : low) + scrollY}px`;
}

function make({ h, shade, styles, speak }: Kit, host: Host, settings: Settings) {
  const element = h("corrigenda-button");
  const made = { element, button: document.createElement("button"), range: null as Range | null };
  made.button = h("button", {
    class: "top send offer", type: "button", popover: "manual", part: "button", lang: settings.lang, dir: settings.dir,
    // The press must not take the selection away.
    pointerdown: (event) => event.preventDefault(),
    click() {
      element.remove();
      void host.open(made.range);
    },
  }, speak(settings)("button"));
  shade(element, styles + "style:button.css", made.button);
  return made;
}
