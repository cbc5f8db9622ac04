// Words with places and plural forms, and where words begin and end.

import assert from "node:assert/strict";
import test from "node:test";

import type { Settings, Word } from "../src/host.js";
import { ends, isWord, segments, speak } from "../src/words.js";

const say = (lang: string, words: Record<string, Word>) => speak({ lang, words } as Settings);

test("the form fits the number, which is written as the language writes it", () => {
  const others = { one: "{n} читач", few: "{n} читачі", many: "{n} читачів", other: "{n} читача" };
  const uk = say("uk", { others });
  assert.deepEqual([1, 3, 5, 21].map((n) => uk("others", { n })), ["1 читач", "3 читачі", "5 читачів", "21 читач"]);
  assert.equal(say("en", { others: { other: "{n} readers" } })("others", { n: 1200 }), "1,200 readers");
});

test("a form that a translation lacks is the general one", () => {
  assert.equal(say("en", { others: { other: "{n} readers" } })("others", { n: 1 }), "1 readers");
});

test("words of others are put in as they are", () => {
  assert.equal(say("en", { refused: "Not sent: {why}" })("refused", { why: "$& {n}" }), "Not sent: $& {n}");
});

test("a missing word is seen", () => assert.equal(say("en", {})("send"), "send"));

test("words are found in writing without spaces", () => {
  const words = segments("他听到了呼唤。", "zh").filter(isWord);
  assert.equal(words.includes("呼唤"), true);
});

test("common ends do not overlap", () => {
  assert.deepEqual(ends("aaa", "aa"), [2, 0]);
  assert.deepEqual(ends(["x", "a", "y"], ["x", "b", "y"]), [1, 1]);
});
