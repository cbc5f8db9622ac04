// What the reader is told after the server has taken the report: that it was received, and where to follow it.

import type { Kit } from "./dialog.js";
import { h } from "./dom.js";
import type { Host, Settings } from "./host.js";
import type { Answer } from "./wire.js";
import { speak } from "./words.js";

/** The server's answer for the reader; `hasPlace` when the passage is part of the article's text. */
export async function thanks(kit: Kit, host: Host, settings: Settings, answer: Answer, hasPlace: boolean): Promise<HTMLElement[]> {
  const say = speak(settings);
  const lines: HTMLElement[] = [h("p", { class: "thanks" }, say("received"))];
  const { placement, in_review: isHeld, case: known } = answer;
  if (isHeld || /already|gone|ambiguous/.test(placement) || (known && known.reports > 1)) {
    const more: typeof import("./circumstances.js") | null = await import(host.base + "asset:circumstances.js").catch(() => null);
    lines.push(...((await more?.circumstances(kit, host, answer, hasPlace).catch(() => null)) ?? []));
  }
  const receipt = new URL(answer.receipt_url, host.base);
  receipt.searchParams.set("lang", settings.lang);
  // The address comes from the network and becomes a link.
  if (/^https?:$/.test(receipt.protocol)) {
    const link = h("a", { href: receipt.href, target: "_blank", rel: "noopener", part: "receipt" }, say("receipt"));
    lines.push(h("p", {}, link), h("p", { class: "hint" }, say("receipt-hint")));
  }
  return lines;
}
