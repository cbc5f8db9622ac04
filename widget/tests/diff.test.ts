// What is shown of a change: words, not letters, and nothing lost on either side.

import assert from "node:assert/strict";
import test from "node:test";

import { type Change, diff } from "../src/diff.js";

/** A change as proof-readers write it: [-gone-]{+come+}. */
const written = (changes: Change[]) =>
  changes.map(([kind, text]) => (kind === "del" ? `[-${text}-]` : kind === "ins" ? `{+${text}+}` : text)).join("");

const side = (changes: Change[], kind: string) => changes.filter(([one]) => one !== kind).map(([, text]) => text).join("");

const cases: [name: string, before: string, after: string, lang: string, shown: string][] = [
  ["one word", "heard teh call", "heard the call", "en", "heard [-teh-]{+the+} call"],
  ["a word more", "the light", "the old light", "en", "the {+old +}light"],
  ["a word less", "the the light", "the light", "en", "the [-the -]light"],
  ["nothing left", "the light", "", "en", "[-the light-]"],
  ["everything new", "", "the light", "en", "{+the light+}"],
  ["nothing changed", "the light", "the light", "en", "the light"],
  ["neighbours are one change", "in the year 1911 he", "on a day of 1912 he", "en", "[-in the year 1911-]{+on a day of 1912+} he"],
  ["punctuation by itself", "yes no", "yes, no", "en", "yes{+,+} no"],
  ["across a paragraph", "one.\ntwo", "one.\nthree", "en", "one.\n[-two-]{+three+}"],
  ["no spaces between words", "他听到了呼换", "他听到了呼唤", "zh", "他听到了[-呼换-]{+呼唤+}"],
  ["right to left", "سمع ندأ الفجر", "سمع نداء الفجر", "ar", "سمع [-ندأ-]{+نداء+} الفجر"],
];

for (const [name, before, after, lang, shown] of cases) {
  test(`a change is shown: ${name}`, () => {
    const changes = diff(before, after, lang);
    assert.equal(written(changes), shown);
    assert.equal(side(changes, "ins"), before);
    assert.equal(side(changes, "del"), after);
  });
}

test("a change of a very long text is shown as a whole", () => {
  const [before, after] = ["a ".repeat(2000), "b ".repeat(2000)];
  assert.equal(written(diff(`x ${before}`, `x ${after}`, "en")), `x [-${before.trimEnd()}-]{+${after.trimEnd()}+} `);
});
