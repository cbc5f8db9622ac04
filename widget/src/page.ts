// What the page says of itself: which article it shows, under which address and in which language.

import type { TextRules } from "./host.js";

/** The canonical address of the article, else the page's own without its fragment. */
export function articleUrl(): string {
  const link = document.querySelector<HTMLLinkElement>("link[rel~=canonical][href]");
  return (link?.href || location.href).replace(/#.*/, "");
}

/** The element that holds the article: the first match of the first selector that matches anything. */
export function articleRoot(rules: TextRules): Element {
  // A comma or semicolon within brackets belongs to an attribute's value.
  for (const selector of rules.root.split(/[,;](?![^[]*\])/)) {
    const found = selector.trim() && document.querySelector(selector);
    if (found) return found;
  }
  return document.body;
}

/** The language an element is written in, as far as the page says it in a way that the platform can read. */
export function languageOf(element: Element): string {
  try {
    return Intl.getCanonicalLocales(element.closest<HTMLElement>("[lang]")?.lang)[0] ?? "";
  } catch {
    return "";
  }
}
