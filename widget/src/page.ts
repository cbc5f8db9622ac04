// What the page says of itself: which article it shows, under which address and in which language.

import type { Host, TextRules } from "./host.js";

/** Names the article below it, on a page that shows several. */
const OWN = "[data-corrigenda-url],[itemid]";

/** The address of the article that an element belongs to: its own, else the page's canonical one, else the page's,
 * without a fragment. */
export function articleUrl(host: Host, element?: Element | null): string {
  const page = element?.ownerDocument ?? document;
  const own = element?.closest<HTMLElement>(OWN);
  const canonical = page.querySelector<HTMLLinkElement>("link[rel~=canonical]")?.href;
  // A page that goes on to another article and keeps the canonical address of the first has forgotten it.
  const stale = page === document && canonical === host.canonical && location.pathname !== host.first;
  // A frame without an address of its own shows a part of this page.
  const here = /^http/.test(page.URL) ? page.URL : document.URL;
  const named = own ? (own.dataset["corrigendaUrl"] ?? own.getAttribute("itemid") ?? "") : ((!stale && canonical) || here);
  return new URL(named, page.baseURI).href.replace(/#.*/, "");
}

/** The element that holds the article: the first match of the first selector that matches anything, or of several
 * articles with addresses of their own the one that the node is in. */
export function articleRoot(rules: TextRules, node?: Node | null): Element {
  const page = node?.ownerDocument ?? document;
  const scope = (node?.getRootNode() ?? page) as Document | ShadowRoot;
  // A comma or semicolon within brackets belongs to an attribute's value.
  for (const selector of rules.root.split(/[,;](?![^[]*\])/)) {
    const found = selector.trim() ? [...scope.querySelectorAll(selector)] : [];
    if (found[0]) return found.find((root) => root.contains(node ?? null) && root.closest(OWN)) ?? found[0];
  }
  // In a shadow tree without an article the tree itself has to do.
  return scope === page ? page.body : (scope as unknown as Element);
}

/** The language an element is written in, as far as the page says it in a way that the platform can read. */
export function languageOf(element: Element): string {
  try {
    return Intl.getCanonicalLocales(element.closest<HTMLElement>("[lang]")?.lang)[0] ?? "";
  } catch {
    return "";
  }
}
