// What this browser remembers of what was read, when a page asks for it by `data-remember`: which articles, by a
// hash, and when. Nothing of it is ever sent. Once a day the site's recent corrections are fetched, one file that is
// the same for everyone, and what was corrected after it was read stands in `<corrigenda-missed>`.

import { h, shade } from "./dom.js";
import type { Host } from "./host.js";
import { json } from "./json.js";
import { articleUrl } from "./page.js";
import { speak } from "./words.js";

/** A correction of an article that was read before. */
interface Missed {
  url: string;
  title: string;
  text: string;
}

/** Everything that is kept, for one site. */
interface Memory {
  /** Hashes of articles and when they were shown, the oldest first. */
  seen: [hash: string, at: number][];
  missed: Missed[];
  /** When the corrections were fetched last. */
  asked: number;
}

/** An entry of `recent.json`. */
interface Recent {
  text: string;
  published: string;
  article: { url: string; title: string };
}

/** Articles that are remembered. */
const MOST = 300;

const DAY = 864e5;

/** Milliseconds for which the file may be kept on the way. */
const STALE = 6e5;

let remembered: Promise<Missed[]> | undefined;

/** Remembers that this article was shown, and looks once a day for what was corrected since. */
export function remember(host: Host): Promise<Missed[]> {
  return (remembered ??= look(host));
}

/** Fills `<corrigenda-missed>`: nothing, when nothing was missed. */
export async function missed(host: Host, element: HTMLElement): Promise<void> {
  if (!host.keeps) return;
  const items = await (remembered ?? Promise.resolve(recall(host).missed));
  if (!items.length) return;
  const settings = await host.settings("elements");
  const say = speak(settings);
  const close = h("button", { type: "button", part: "close" }, say("missed-close"));
  const lines = items.map(({ url, title, text }) =>
    h("li", { part: "item" }, h("a", { href: url, part: "link", dir: "auto" }, title), h("p", { dir: "auto", part: "text" }, text)));
  const section = h("section", { "aria-labelledby": "title", lang: settings.lang, dir: settings.dir, part: "missed" },
    h("h2", { id: "title" }, say("missed")), h("ul", { role: "list" }, ...lines), close);
  shade(element, "style:notices.css", section);
  close.addEventListener("click", () => {
    keep(host, { ...recall(host), missed: [] });
    section.remove();
  });
}

async function look(host: Host): Promise<Missed[]> {
  const memory = recall(host);
  const url = articleUrl(host);
  const now = Date.now();
  // A file that cannot be had now is asked for by the next page.
  if (now - memory.asked > DAY && (await ask(host, memory).catch(() => false))) memory.asked = now;
  // Whoever looks at the article again misses nothing any more.
  memory.missed = memory.missed.filter((one) => one.url !== url).slice(-MOST);
  memory.seen = [...memory.seen.filter(([one]) => one !== hash(url)), [hash(url), now] as [string, number]].slice(-MOST);
  keep(host, memory);
  return memory.missed;
}

/** Adds what was corrected after it was read; whether the file was there. */
async function ask(host: Host, memory: Memory): Promise<boolean> {
  const answer = await fetch(`${host.base}${host.site}/corrections/recent.json`, { credentials: "omit" });
  const { items }: { items: Recent[] } = await answer.json();
  const times = new Map(memory.seen);
  for (const { text, published, article } of items.reverse()) {
    const read = times.get(hash(article.url));
    // What was published before the last look was told then, unless the file was kept on the way for a while.
    const isNew = read && Date.parse(published) > Math.max(read, memory.asked - STALE) && /^https?:/.test(article.url);
    if (isNew) memory.missed = [...memory.missed.filter(({ url }) => url !== article.url), { ...article, text }];
  }
  return answer.ok;
}

function recall(host: Host): Memory {
  try {
    return JSON.parse(localStorage.getItem(keyOf(host)) ?? "") as Memory;
  } catch {
    // Nothing is remembered yet, or nothing may be.
    return { seen: [], missed: [], asked: 0 };
  }
}

function keep(host: Host, memory: Memory): void {
  try {
    localStorage.setItem(keyOf(host), json(memory));
  } catch {
    // A full or forbidden storage remembers nothing.
  }
}

function keyOf(host: Host): string {
  return `corrigenda:${host.site}:read`;
}

/** 64 bits of an address (FNV-1a), enough to tell one site's articles apart. */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) value = BigInt.asUintN(64, (value ^ BigInt(byte)) * 0x100000001b3n);
  return value.toString(36);
}
