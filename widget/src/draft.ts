// What the reader has written and not sent: kept in the tab while it is open, or only until the page is left when the
// page's publisher wants nothing kept.

import type { Wishes } from "./annotation.js";
import type { Host } from "./host.js";
import { json } from "./json.js";
import type { Passage } from "./passage.js";
import type { Parcel } from "./wire.js";

/** A draft and the passage it is about. */
export interface Draft {
  passage: Passage;
  wishes: Wishes;
  /** What was sent already without an answer, so that sending it again is sending the same. */
  parcel?: Parcel | undefined;
}

/** Drafts of one article that are kept. */
const DRAFTS = 10;

let shelf: Record<string, string | undefined> = {};

/** The drafts on an article, the newest last. */
export function drafts(host: Host, url: string): Draft[] {
  try {
    if (host.keeps) shelf = sessionStorage as unknown as typeof shelf;
  } catch {
    // A sandboxed frame has none.
  }
  return JSON.parse(shelf[shelfOf(host, url)] ?? "[]");
}

/** Keeps a draft in the place of what was written of its passage before; without words, only forgets that. */
export function keepDraft(host: Host, draft: Draft, isEmpty: boolean): void {
  const { passage } = draft;
  const others = drafts(host, passage.url).filter((other) => !isSame(other.passage, passage));
  if (!isEmpty) others.push(draft);
  try {
    const key = shelfOf(host, passage.url);
    if (others.length) shelf[key] = json(others.slice(-DRAFTS));
    else delete shelf[key];
  } catch {
    // A full storage keeps no draft, and no report is lost by that.
  }
}

/** Whether two passages are the same words in the same place. */
export function isSame(one: Passage, other: Passage): boolean {
  return json(one.quote) === json(other.quote);
}

function shelfOf(host: Host, url: string): string {
  return `corrigenda:${host.site}:${url}`;
}
