// What the boot script knows of the page and hands to everything that is loaded later: whose page it is,
// in which language, and the settings of the site, asked for once. Types only: nothing of this file is shipped.

import type { Combination } from "./hotkey.js";

/** A word of the widget: a text with places such as `{n}`, or one text for each plural form of the language. */
export type Word = string | Partial<Record<Intl.LDMLPluralRule, string>>;

/** What of a page is the article's text: the site's rules, in the grammar of the text rules. */
export interface TextRules {
  /** The number of the text rules, which a report carries as the rules it was made by. */
  version: number;
  /** Selectors of the article's element, tried in their order. */
  root: string;
  /** Selector of what below it is no text of the article. */
  ignore: string;
}

/** The answer to `GET /api/v1/sites/{site}/widget.json?lang=…&part=…`: the widget's settings and words. */
export interface Settings {
  text: TextRules;
  /** The language of `words`: the nearest to the one asked for. */
  lang: string;
  /** The direction that language is written in. */
  dir: "ltr" | "rtl";
  /** The words by their key, without the `widget-` that they begin with in the tables of words. */
  words: Record<string, Word>;
  /** The kinds of report in the order of the choice; each has a word `kind-…`. */
  kinds: string[];
}

/** Which words: those of the dialog, those of a script that comes after it, or those of the elements that a page names. */
export type Part = "dialog" | "pointing" | "known" | "sent" | "elements";

/** What every part of the widget is told by the boot script. */
export interface Host {
  /** Address of the server, with a slash at the end. */
  base: string;
  /** Address of the site's API, with a slash at the end. */
  api: string;
  /** The key of the site. */
  site: string;
  /** When a button is offered beside a selection. */
  button: string | undefined;
  /** The language that the page or its publisher asks for, as a part of an address. */
  lang: string;
  /** Whether the Command key takes the place of Control. */
  isApple: boolean;
  /** The key combination that opens the dialog, if any does. */
  keys: Combination | undefined;
  /** How what is known of an article is asked for: anew, once the page has sent what an answer of before does not know. */
  cache?: RequestCache;
  /** Whether the browser may keep anything: drafts, unsent reports, what was read. */
  keeps: boolean;
  /** The address that the page was loaded under, as `articleUrl` tells a page that swaps its articles. */
  first: string;
  /** The canonical address that the page had then. */
  canonical: string | undefined;
  /** The settings of the site; one request for each part, made when first asked for, and again after a failure. */
  settings(part?: Part): Promise<Settings>;
  /** The dialog's script, loaded once, and again after a failure. */
  load(): Promise<typeof import("./dialog.js")>;
  /** Opens the dialog on a range of the page, by default on what is selected. */
  open(range?: Range | null): Promise<void>;
}
