// The line that tells readers how to report a mistake, where the page puts `<corrigenda-prompt>`. A line that the
// publisher wrote into the element stays as it is, but for its link, which learns of which article it speaks.

import { h, shade } from "./dom.js";
import type { Host } from "./host.js";
import { spelled } from "./hotkey.js";
import { articleUrl } from "./page.js";
import { speak } from "./words.js";

/** Fills an empty element with the line in the reader's language. */
export async function showPrompt(host: Host, element: HTMLElement): Promise<void> {
  const own = element.querySelector("a");
  if (own) {
    own.href = forArticle(host, own.href);
    return;
  }
  const settings = await host.settings("elements");
  const say = speak(settings);
  const link = h("a", { href: forArticle(host, `${host.base}${host.site}/report`), part: "link" }, say("prompt-link"));
  const keys = matchMedia("(hover: none)").matches ? say("prompt-touch") : say("prompt-keys", { keys: host.keys ? spelled(host.keys) : "" });
  shade(element, "style:prompt.css", h("p", { lang: settings.lang, dir: settings.dir, part: "prompt" }, keys, " ", link));
}

/** The address of the form with the article's address in it, unless it has one. */
function forArticle(host: Host, address: string): string {
  const url = new URL(address);
  if (/^https?:$/.test(url.protocol) && !url.searchParams.has("url")) url.searchParams.set("url", articleUrl(host));
  return url.href;
}
