// From what was marked on the page to a passage that can be found again: grown to whole words, with the words
// around it, and with its place in the article's text.

import type { Host, Settings } from "./host.js";
import { MAX_CONTEXT, MAX_EXACT } from "./limits.js";
import { articleRoot, articleUrl, languageOf } from "./page.js";
import { extract } from "./text.js";
import { isWord, segments } from "./words.js";

/** Code points of context that a quote has at least. */
const CONTEXT = 32;

/** Code points of the paragraph that are shown on either side. */
const SHOWN = 90;

/** A passage of the article; `quote` is `null` when the whole article is meant. */
export interface Passage {
  /** The address of the article. */
  url: string;
  quote: { prefix: string; exact: string; suffix: string } | null;
  /** Code points of the article's text; `null` when what was marked is none of it. */
  position: { start: number; end: number } | null;
  /** The paragraph before and after the passage, as much of it as is shown. */
  before: string;
  after: string;
  /** More was marked than a report may hold. */
  shortened: boolean;
  /** Language and direction of the article. */
  lang: string;
  dir: string;
}

/** Describes what a range of the page marks; without one, the whole article. */
export function describe(host: Host, settings: Settings, range: Range | null): Passage {
  const node = range?.startContainer;
  const root = articleRoot(settings.text, node);
  const element = (root as Partial<ShadowRoot>).host ?? root;
  const lang = languageOf(element);
  const passage: Passage = {
    url: articleUrl(host, element), quote: null, position: null, before: "", after: "", shortened: false, lang, dir: getComputedStyle(element).direction,
  };
  if (!range) return passage;
  const { points, span } = extract(root, settings.text, range);
  const isWithin = span !== null;
  // What is none of the article's text, such as its headline, has no place in it: its words alone have to do.
  const text = isWithin ? points : [...range.toString().replace(/[ \t\n\f\r]+/g, " ").trim()];
  const [start, grown] = isWithin ? grow(points, span, lang) : [0, text.length];
  if (grown) fillIn(passage, text, start, grown);
  if (!isWithin) passage.position = null;
  return passage;
}

/** Fills in a passage of a text. */
function fillIn(passage: Passage, points: string[], start: number, grown: number): void {
  const end = shorten(points, start, grown, passage.lang);
  const size = enough(points, start, end);
  const slice = (from: number, to: number) => points.slice(Math.max(from, 0), to).join("");
  passage.quote = { prefix: slice(start - size, start), exact: slice(start, end), suffix: slice(end, end + size) };
  passage.position = { start, end };
  passage.before = shownBefore(slice(start - SHOWN, start), start > SHOWN);
  passage.after = shownAfter(slice(end, end + SHOWN), end + SHOWN < points.length);
  passage.shortened = end < grown;
}

/** The paragraph before the passage, as far as it is seen; cut at a word when it goes on. */
function shownBefore(seen: string, more: boolean): string {
  const line = seen.split("\n").pop() ?? "";
  return more && line === seen ? `…${seen.replace(/^\S*\s/, "")}` : line;
}

/** The paragraph after the passage, likewise. */
function shownAfter(seen: string, more: boolean): string {
  const [line = ""] = seen.split("\n");
  return more && line === seen ? `${seen.replace(/\s\S*$/, "")}…` : line;
}

/** Moves both ends outwards to the edge of the word they cut, if they cut one. */
function grow(points: string[], [start, end]: [number, number], lang: string): [number, number] {
  const lineStart = points.lastIndexOf("\n", start) + 1;
  const lineEnd = points.indexOf("\n", end - 1);
  const line = points.slice(lineStart, lineEnd < end ? undefined : lineEnd).join("");
  let at = lineStart;
  let [from, to] = [start, end];
  for (const segment of segments(line, lang)) {
    const next = at + [...segment].length;
    if (isWord(segment) && at < start && start < next) from = at;
    if (isWord(segment) && at < end && end < next) to = next;
    at = next;
  }
  return [from, to];
}

/** The end of a passage that is not longer than the limit: the last word that fits whole. */
function shorten(points: string[], start: number, end: number, lang: string): number {
  if (end - start <= MAX_EXACT) return end;
  let [at, last] = [start, start];
  // One more than fits, so that a word which ends at the limit is not taken for one that goes on.
  for (const segment of segments(points.slice(start, start + MAX_EXACT + 1).join(""), lang)) {
    at += [...segment].length;
    if (at > start + MAX_EXACT) break;
    if (/\S/.test(segment)) last = at;
  }
  return last > start ? last : start + MAX_EXACT;
}

/** How much context tells the passage from every other place with the same words, within the limit. */
function enough(points: string[], start: number, end: number): number {
  const text = points.join("");
  for (let size = CONTEXT; size < MAX_CONTEXT; size *= 2) {
    const quote = points.slice(Math.max(start - size, 0), end + size).join("");
    if (text.indexOf(quote) === text.lastIndexOf(quote)) return size;
  }
  return MAX_CONTEXT;
}
