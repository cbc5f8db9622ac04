// What the reader is told after the server has taken the report: that it was received, where to follow it, and
// what was known of the mistake already.

import { h } from "./dom.js";
import type { Host } from "./host.js";
import type { Answer } from "./wire.js";
import type { Say } from "./words.js";

/** The server's answer for the reader. A passage that is none of the article's text, such as its headline, has no place
 * there that could be lost. */
export function thanks(answer: Answer, host: Host, say: Say, lang: string, hasPlace: boolean): HTMLElement[] {
  const others = (answer.case?.reports ?? 1) - 1;
  const { placement } = answer;
  const lines = [h("p", { class: "thanks" }, say("received"))];
  const add = (...line: (string | Node)[]) => lines.push(h("p", {}, ...line));
  if (answer.in_review) add(say("review"));
  if (placement === "already") add(say("already"));
  else if (others > 0) add(say("others", { n: others }));
  if (hasPlace && /gone|ambiguous/.test(placement)) add(say("moved"));
  const receipt = new URL(answer.receipt_url, host.base);
  receipt.searchParams.set("lang", lang);
  // The address comes from the network and becomes a link.
  if (/^https?:$/.test(receipt.protocol)) {
    add(h("a", { href: receipt.href, target: "_blank", rel: "noopener noreferrer", part: "receipt" }, say("receipt")));
    lines.push(h("p", { class: "hint" }, say("receipt-hint")));
  }
  return lines;
}
