// The widget's own words, in the language of the reader: places filled, plural forms chosen by the platform's
// rules. Also where words begin and end in any text.

import type { Settings } from "./host.js";

/** Gives a word by its key, with its places filled. A word with plural forms takes its number as `n`. */
export type Say = (key: string, places?: Record<string, string | number>) => string;

/** The words of the settings. A key that is missing is shown itself, so that it is seen. */
export function speak(settings: Settings): Say {
  const plural = new Intl.PluralRules(settings.lang);
  const number = new Intl.NumberFormat(settings.lang);
  return (key, places = {}) => {
    const word = settings.words[key] ?? key;
    const text = typeof word === "string" ? word : (word[plural.select(Number(places.n))] ?? word.other ?? key);
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = places[name] ?? whole;
      return typeof value === "number" ? number.format(value) : value;
    });
  };
}

/** Cuts a text into words and what stands between them. The language is a valid tag or empty. */
export function segments(text: string, lang: string): string[] {
  // Firefox has the segmenter since 2024.
  return Intl.Segmenter ? [...new Intl.Segmenter(lang || undefined, { granularity: "word" }).segment(text)].map(({ segment }) => segment) : text.split(/(\s+)/);
}

/** Whether a segment is a word. Firefox's segmenter takes an Arabic word that ends with a vowel sign for none. */
export function isWord(segment: string): boolean {
  return /[\p{L}\p{N}]/u.test(segment);
}

/** How many letters or words two wordings have in common at the beginning, and of the rest at the end. */
export function ends(a: string | string[], b: string | string[]): [head: number, tail: number] {
  const most = Math.min(a.length, b.length);
  let head = 0;
  while (head < most && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < most - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  return [head, tail];
}
