// What is known of a passage before a report on it is sent: reported by others, or corrected since the page was
// loaded. The comparison happens here, by hashes: nothing of what was marked leaves the browser.

import type { Host } from "./host.js";
import type { Passage } from "./passage.js";
import type { Say } from "./words.js";

/** The answer to `GET /api/v1/sites/{site}/reported?url=…`. */
interface Reported {
  salt: string;
  passages: { hash: string; reports: number }[];
  corrected: { hash: string; text: string; at: string }[];
}

/** What the reader should know before writing; empty when there is nothing, or nobody to ask. */
export async function known(host: Host, { url, quote }: Passage, say: Say): Promise<string> {
  // Pages without TLS have no hashes.
  if (!quote || !globalThis.crypto?.subtle) return "";
  const answer = await fetch(`${host.api}reported?url=${encodeURIComponent(url)}`, { credentials: "omit" });
  const { salt, passages, corrected }: Reported = await answer.json();
  const bytes = new TextEncoder().encode(`${salt}\n${quote.exact.replace(/\p{White_Space}+/gu, " ").trim()}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hash = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const done = corrected.find((one) => one.hash === hash && Date.parse(one.at) > performance.timeOrigin);
  if (done) return say("corrected", { text: done.text });
  const open = passages.find((one) => one.hash === hash);
  return open ? say("reported", { n: open.reports }) : "";
}
