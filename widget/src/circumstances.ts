// What there is to say of a report besides that it was received: that its mistake was known, or that the article reads
// otherwise by now. Loaded when any of it is so.

import type { Kit } from "./dialog.js";
import type { Host } from "./host.js";
import type { Answer } from "./wire.js";

/** The lines about it. A passage that is none of the article's text, such as its headline, has no place there that could
 * be lost. */
export async function circumstances({ h, speak }: Kit, host: Host, answer: Answer, hasPlace: boolean): Promise<HTMLElement[]> {
  const say = speak(await host.settings("sent"));
  const others = (answer.case?.reports ?? 1) - 1;
  const lines: string[] = [];
  if (answer.in_review) lines.push(say("review"));
  if (answer.placement === "already") lines.push(say("already"));
  else if (others > 0) lines.push(say("others", { n: others }));
  if (hasPlace && /gone|ambiguous/.test(answer.placement)) lines.push(say("moved"));
  return lines.map((line) => h("p", {}, line));
}
