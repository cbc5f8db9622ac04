// What the elements of the contract show, loaded when a page has one of them.

import type { Host } from "./host.js";
import { showNotices } from "./notices.js";
import { showPrompt } from "./prompt.js";

/** Fills `<corrigenda-notices>`. */
export function notices(host: Host, element: HTMLElement): Promise<void> {
  return showNotices(host, element);
}

/** Fills `<corrigenda-prompt>`. */
export function prompt(host: Host, element: HTMLElement): Promise<void> {
  return showPrompt(host, element);
}
