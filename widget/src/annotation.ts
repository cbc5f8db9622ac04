// A report as it goes over the wire: a W3C Web Annotation (the contract, section 4). Pure: a passage and the
// reader's words in, an annotation out.

import type { TextRules } from "./host.js";
import type { Passage } from "./passage.js";

/** What the reader filled in, as it stands in the fields. */
export interface Wishes {
  /** Absent when there is no passage. */
  should?: string;
  comment: string;
  source: string;
  kind: string;
  email: string;
}

/** The members of a report. */
export type Annotation = Record<string, unknown> & { body: { purpose: string }[] };

/** How the passage should read; `null` when it is left as it is. A passage neither begins nor ends with white space,
 * and so does what it should read. */
export function replacement({ quote }: Passage, { should = "" }: Wishes): string | null {
  return quote && should.trim() !== quote.exact ? should.trim() : null;
}

/** What the reader says of it: the comment, and below it where that stands. */
export function remark({ comment, source }: Wishes): string {
  return `${comment.trim()}\n${source.trim()}`.trim();
}

/** The report on a passage. */
export function annotate(passage: Passage, wishes: Wishes, rules: TextRules): Annotation {
  const { quote, position, url: source } = passage;
  const email = wishes.email.trim();
  const edit = replacement(passage, wishes);
  const comment = remark(wishes);
  const text = (purpose: string, value: string | null) => ({ type: "TextualBody", purpose, value });
  const selector = [quote && { type: "TextQuoteSelector", ...quote }, position && { type: "TextPositionSelector", ...position }];
  return {
    "@context": "http://www.w3.org/ns/anno.jsonld",
    type: "Annotation",
    motivation: edit !== null ? "editing" : quote ? "questioning" : "commenting",
    body: [edit !== null && text("editing", edit), comment && text("commenting", comment)].filter((one) => !!one),
    target: { source, ...(quote && { selector: selector.filter((one) => !!one) }) },
    kind: wishes.kind,
    text_rules: rules.version,
    ...(email && { contact: { email } }),
  };
}
