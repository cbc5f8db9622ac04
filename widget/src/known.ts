// What is known of a passage before a report on it is written: that its article takes none, that others reported it, or
// that it was corrected since the page was loaded. The comparison happens here, by hashes: nothing of what was marked leaves the browser.

import type { Host } from "./host.js";
import type { Passage } from "./passage.js";
import type { Say } from "./words.js";

/** The answer to `GET /api/v1/sites/{site}/reported?url=…`. */
interface Reported {
  /** Why the article takes no reports. */
  closed: string | null;
  salt: string;
  passages: { hash: string; reports: number }[];
  corrected: { hash: string; text: string; at: string }[];
}

/** What the reader should know before writing. */
export interface Known {
  /** Why nothing can be sent; empty when it can. */
  closed: string;
  /** What is known of the passage; empty when nothing is. */
  news: string;
}

/** Asks the server about the article and looks for the passage in its answer. Rejects when nobody answers. */
export async function known(host: Host, { url, quote }: Passage, say: Say): Promise<Known> {
  const answer = await fetch(`${host.api}reported?lang=${host.lang}&url=${encodeURIComponent(url)}`, { credentials: "omit" });
  const reported: Reported = await answer.json();
  return { closed: reported.closed ?? "", news: await news(reported, quote, say) };
}

async function news({ salt, passages, corrected }: Reported, quote: Passage["quote"], say: Say): Promise<string> {
  // Pages without TLS have no hashes.
  if (!quote || !globalThis.crypto?.subtle) return "";
  const bytes = new TextEncoder().encode(`${salt}\n${quote.exact.replace(/\p{White_Space}+/gu, " ").trim()}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hash = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const done = corrected.find((one) => one.hash === hash && Date.parse(one.at) > performance.timeOrigin);
  if (done) return say("corrected", { text: done.text });
  const open = passages.find((one) => one.hash === hash);
  return open ? say("reported", { n: open.reports }) : "";
}
