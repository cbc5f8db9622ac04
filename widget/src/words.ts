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

/** A piece of text: a word, or what stands between words. */
export interface Segment {
  segment: string;
  isWordLike?: boolean | undefined;
}

/** Cuts a text into words and what stands between them. */
export function segments(text: string, lang: string): Segment[] {
  // Firefox has the segmenter since 2024; before, letters and digits of any script make words.
  if (!Intl.Segmenter) {
    return (text.match(/[\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]/gu) ?? []).map((segment) => ({ segment, isWordLike: /\p{L}|\p{N}/u.test(segment) }));
  }
  let segmenter;
  try {
    segmenter = new Intl.Segmenter(lang || undefined, { granularity: "word" });
  } catch {
    // A page may say anything of its language.
    segmenter = new Intl.Segmenter(undefined, { granularity: "word" });
  }
  return [...segmenter.segment(text)];
}
