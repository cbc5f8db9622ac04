// A report as the contract describes it.

import assert from "node:assert/strict";
import test from "node:test";

import { annotate, type Wishes } from "../src/annotation.js";
import type { Passage } from "../src/passage.js";

const url = "https://daily.example.org/2026/11/a-long-call";
const rules = { version: 1, root: "article", ignore: "aside" };
const marked = { quote: { prefix: "heard ", exact: "teh", suffix: " call" }, position: { start: 25, end: 28 }, url } as Passage;
const whole = { quote: null, position: null, url } as Passage;
const wishes = (some: Partial<Wishes>): Wishes => ({ should: "teh", comment: "", source: "", kind: "typo", email: "", ...some });

test("a suggestion is an edit of a passage that can be found again", () => {
  assert.deepEqual(annotate(marked, wishes({ should: "the", comment: "a slip", email: "reader@example.org" }), rules), {
    "@context": "http://www.w3.org/ns/anno.jsonld",
    type: "Annotation",
    motivation: "editing",
    body: [
      { type: "TextualBody", purpose: "editing", value: "the" },
      { type: "TextualBody", purpose: "commenting", value: "a slip" },
    ],
    target: {
      source: url,
      selector: [
        { type: "TextQuoteSelector", prefix: "heard ", exact: "teh", suffix: " call" },
        { type: "TextPositionSelector", start: 25, end: 28 },
      ],
    },
    kind: "typo",
    text_rules: 1,
    contact: { email: "reader@example.org" },
  });
});

test("an emptied box proposes to delete", () => {
  const { motivation, body } = annotate(marked, wishes({ should: "" }), rules);
  assert.deepEqual([motivation, body], ["editing", [{ type: "TextualBody", purpose: "editing", value: "" }]]);
});

test("a passage left as it is makes a question", () => {
  const { motivation, body } = annotate(marked, wishes({ comment: "Is that so?" }), rules);
  assert.deepEqual([motivation, body.map(({ purpose }) => purpose)], ["questioning", ["commenting"]]);
});

test("without a passage the article itself is spoken of, and nobody's address is sent unasked", () => {
  const annotation = annotate(whole, wishes({ comment: "Fine work.", kind: "other" }), rules);
  assert.deepEqual([annotation["motivation"], annotation["target"]], ["commenting", { source: url }]);
  assert.equal("contact" in annotation, false);
});

test("words that are none of the article's text are quoted without a place", () => {
  const { target } = annotate({ ...marked, position: null }, wishes({ should: "the" }), rules) as unknown as { target: { selector: { type: string }[] } };
  assert.deepEqual(target.selector.map(({ type }) => type), ["TextQuoteSelector"]);
});

test("a source stands below the comment, or alone", () => {
  const said = (some: Partial<Wishes>) => annotate(marked, wishes(some), rules).body;
  assert.deepEqual(said({ comment: " why ", source: "https://example.org/ " }), [{ type: "TextualBody", purpose: "commenting", value: "why\nhttps://example.org/" }]);
  assert.deepEqual(said({ source: "https://example.org/" }), [{ type: "TextualBody", purpose: "commenting", value: "https://example.org/" }]);
});
