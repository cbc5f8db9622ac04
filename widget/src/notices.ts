// The published corrections of the article, shown where the page puts `<corrigenda-notices>`, and told to machines
// as schema.org data. All words come from the network and are only ever put in as text.

import { h, shade } from "./dom.js";
import type { Host, Settings } from "./host.js";
import { json } from "./json.js";
import { articleUrl, languageOf } from "./page.js";
import { speak } from "./words.js";

/** A published correction, as far as it is shown. */
interface Correction {
  id: string;
  kind: string;
  text: string;
  published: string;
  /** Later than `published` when the notice was changed. */
  modified?: string;
}

/** Fills the element with the article's corrections, newest first as they come; leaves it empty when there are none. */
export async function showNotices(host: Host, element: HTMLElement): Promise<void> {
  const url = articleUrl(host);
  // A reader who looks at the article again after it was corrected sees that it was: what is kept is asked for by its tag.
  const request: RequestInit = { credentials: "omit", cache: "no-cache" };
  const answer = await fetch(`${host.base}api/v1/sites/${host.site}/corrections?url=${encodeURIComponent(url)}`, request);
  if (!answer.ok) return;
  const { items }: { items: Correction[] } = await answer.json();
  if (!items.length) return;
  const settings = await host.settings("elements");
  shade(element, "style:notices.css", view(items, settings, languageOf(element)));
  // A publisher's page may tell machines of its corrections itself.
  if ([...document.scripts].some((script) => script.type === "application/ld+json" && script.text.includes("CorrectionComment"))) return;
  // Data, not a script: it stays in the page's own tree, where readers of such data look.
  const text = trusted(json(describe(url, items)));
  if (text === null) return;
  const data = h("script", { type: "application/ld+json" });
  data.text = text;
  element.replaceChildren(data);
}

/** A text that may stand in a script element. Trusted Types make no difference between data and scripts: a page that
 * enforces them has to allow the policy `corrigenda`, or goes without the data. */
function trusted(json: string): string | null {
  const { trustedTypes } = window as { trustedTypes?: { createPolicy(name: string, rules: object): { createScript(text: string): string } } };
  try {
    policy ??= trustedTypes?.createPolicy("corrigenda", { createScript: (text: string) => text });
    return policy ? policy.createScript(json) : json;
  } catch {
    return null;
  }
}

let policy: { createScript(text: string): string } | undefined;

function view(items: Correction[], settings: Settings, lang: string): HTMLElement {
  const say = speak(settings);
  // Dates as the page's country writes them, where the words are in its language; in English of no country with the
  // day first, as the server's own pages have them.
  const region = lang.startsWith(`${settings.lang}-`) ? lang : settings.lang;
  const format = new Intl.DateTimeFormat(region === "en" ? "en-GB" : region, { dateStyle: "long", timeStyle: "short" });
  const time = (at: string) => format.format(new Date(at));
  const changed = ({ published, modified }: Correction) => modified && modified !== published && h("p", { class: "head", part: "changed" }, say("notice-changed", { date: time(modified) }));
  const notices = items.map((item) =>
    h("li", { part: "notice" },
      h("p", { class: "head" },
        h("strong", { part: "kind" }, say(`notice-${item.kind}`)), " ",
        h("time", { datetime: item.published, part: "time" }, time(item.published))),
      h("p", { dir: "auto", part: "text" }, item.text),
      changed(item) || ""),
  );
  return h("section", { "aria-labelledby": "title", lang: settings.lang, dir: settings.dir, part: "notices" },
    h("h2", { id: "title" }, say("notices")), h("ul", { role: "list" }, ...notices));
}

/** The corrections as schema.org describes them. */
function describe(url: string, items: Correction[]): object {
  const correction = items.map(({ text, published }) => ({ "@type": "CorrectionComment", text, datePublished: published }));
  return { "@context": "https://schema.org", "@type": "Article", "@id": url, url, correction };
}
