// The kind that an edit suggests. A guess may be wrong and can be changed; these are the ones that may not be.

import assert from "node:assert/strict";
import test from "node:test";

import { guess } from "../src/kind.js";

const cases: [kind: string, before: string, after: string, lang: string][] = [
  ["typo", "heard teh call", "heard the call", "en"],
  ["typo", "occured", "occurred", "en"],
  ["typo", "its late", "it’s late", "en"],
  ["typo", "the the light", "the light", "en"],
  ["typo", "почув виклек", "почув виклик", "uk"],
  ["typo", "呼换", "呼唤", "zh"],
  ["fact", "since 1911", "since 1912", "en"],
  ["fact", "14 million crowns", "40 million crowns", "en"],
  ["fact", "on Monday", "on Tuesday", "en"],
  ["fact", "день — середа", "день — субота", "uk"],
  ["fact", "місяць листопад", "місяць грудень", "uk"],
  ["fact", "5 листопада", "5 грудня", "uk"],
  ["fact", "said Mrs Ellery", "said Mrs Marsh", "en"],
  ["fact", "منذ عام ١٩١١", "منذ عام ١٩١٢", "ar"],
  ["clarification", "he left", "the harbour master left", "en"],
  ["clarification", "the light", "the light", "en"],
];

for (const [kind, before, after, lang] of cases) {
  test(`“${before}” → “${after}” is taken for ${kind}`, () => assert.equal(guess(before, after, lang), kind));
}
