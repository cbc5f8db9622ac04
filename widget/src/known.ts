// What is known of a passage before a report on it is written: that others reported it, or that it was corrected since
// the page was loaded. The comparison happens here, by hashes: nothing of what was marked leaves the browser. Loaded when
// anything is known of the article.

import type { Kit, Session } from "./dialog.js";

/** The answer to `GET /api/v1/sites/{site}/reported?url=…`. */
export interface Reported {
  /** Why the article takes no reports. */
  closed: string | null;
  salt: string;
  passages: { hash: string; reports: number }[];
  corrected: { hash: string; text: string; at: string }[];
}

/** What the reader should know of the passage before writing; empty when it is nothing. */
export async function known({ speak }: Kit, { host, draft }: Session, { salt, passages, corrected }: Reported): Promise<string> {
  const say = speak(await host.settings("known"));
  const { quote } = draft.passage;
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
