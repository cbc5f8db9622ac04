// What the reader is told after the server has taken the report: that it was received, where to follow it, and
// what was known of the mistake already.

import { h } from "./dom.js";
import type { Host } from "./host.js";
import type { Answer } from "./wire.js";
import type { Say } from "./words.js";

/** Fills the status of the dialog from the server's answer, and gives the button that ends it. */
export function tell(status: HTMLElement, answer: Answer, host: Host, say: Say): HTMLButtonElement {
  const lines = [h("p", { class: "thanks" }, say("received")), ...known(answer, say).map((text) => h("p", {}, text))];
  const receipt = new URL(answer.receipt_url, host.base);
  // The address comes from the network and becomes a link.
  if (/^https?:$/.test(receipt.protocol)) {
    const link = h("a", { href: receipt.href, target: "_blank", rel: "noopener noreferrer", part: "receipt" }, say("receipt"));
    lines.push(h("p", {}, link), h("p", { class: "hint" }, say("receipt-hint")));
  }
  status.replaceChildren(...lines);
  return h("button", { class: "send", type: "button" }, say("close"));
}

/** What the server knew of the mistake before this report. */
function known(answer: Answer, say: Say): string[] {
  const others = (answer.case?.reports ?? 1) - 1;
  if (answer.placement === "already") return [say("already")];
  return [
    ...(others > 0 ? [say("others", { n: others })] : []),
    ...(answer.placement === "gone" || answer.placement === "ambiguous" ? [say("moved")] : []),
  ];
}
