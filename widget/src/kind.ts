// What kind of mistake an edit corrects, guessed from the edit itself; the reader can always choose otherwise.

import { diff } from "./diff.js";
import { ends, isWord, segments } from "./words.js";

/** Letters up to which a change of a word is taken for a slip of the keyboard. */
const SLIP = 2;

/** The kind of the edit: a number, a date or a name is a fact, one or two letters are a typo. */
export function guess(before: string, after: string, lang: string): string {
  if (before === after) return "clarification";
  const changes = diff(before, after, lang);
  const of = (kind: string) => changes.filter(([one]) => one === kind).map(([, text]) => text).join(" ");
  const [gone, come] = [of("del"), of("ins")];
  const letters = trim(gone, come);
  const words = [gone, come].map((text) => segments(text, lang).filter(isWord));
  if (letters.some((text) => /\p{Nd}/u.test(text)) || words.flat().some(calendar(lang))) return "fact";
  if (letters.every((text) => [...text].length <= SLIP) || isTwice(before, gone, come)) return "typo";
  if (words.every((list) => list.some((word) => /^\p{Lu}\p{Ll}/u.test(word)))) return "fact";
  return words.every((list) => list.length === 1) && alike(gone, come) ? "typo" : "clarification";
}

/** Whether a word that stands there twice goes once. */
function isTwice(before: string, gone: string, come: string): boolean {
  const word = gone.trim();
  return !come.trim() && before.includes(`${word} ${word}`);
}

/** What is left of two texts without the letters they begin and end with in common. */
function trim(a: string, b: string): [string, string] {
  const [head, tail] = ends(a, b);
  return [a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
}

/** Whether two words have at least half of their letters in common, at their ends. */
function alike(a: string, b: string): boolean {
  const longest = Math.max(a.length, b.length);
  return Math.max(...trim(a, b).map((text) => text.length)) * 2 <= longest;
}

/** Tells the names of months and days in a language. */
function calendar(lang: string): (word: string) => boolean {
  const names: string[] = [];
  for (let number = 0; number < 12; number++) {
    // In steps of 31 days there is one day in each month, and each day of the week among the first seven.
    const date = new Date(2024, 0, 1 + 31 * number);
    // A month by itself has another name than with a day in some languages.
    for (const options of [{ month: "long" }, { month: "long", day: "numeric", weekday: "long" }] as const) {
      const parts = new Intl.DateTimeFormat(lang || undefined, options).formatToParts(date);
      names.push(...parts.filter(({ type }) => /month|weekday/.test(type)).map(({ value }) => value.toLowerCase()));
    }
  }
  return (word) => names.includes(word.toLowerCase());
}
