// A report as it goes over the wire: a W3C Web Annotation (the contract, section 4). Pure: a passage and the
// reader's words in, an annotation out.

import type { TextRules } from "./host.js";
import type { Passage } from "./passage.js";

/** What the reader filled in. */
export interface Wishes {
  /** How the passage should read; `null` when it is left as it is. */
  replacement: string | null;
  comment: string;
  kind: string;
  email: string;
}

/** The members of a report. */
export type Annotation = Record<string, unknown> & { body: { purpose: string }[] };

/** The report on a passage of the article at `source`. */
export function annotate(source: string, passage: Passage, wishes: Wishes, rules: TextRules): Annotation {
  const { quote, position } = passage;
  const text = (purpose: string, value: string) => ({ type: "TextualBody", purpose, value });
  const selector = [
    ...(quote ? [{ type: "TextQuoteSelector", ...quote }] : []),
    ...(position ? [{ type: "TextPositionSelector", ...position }] : []),
  ];
  const edits = wishes.replacement !== null;
  return {
    "@context": "http://www.w3.org/ns/anno.jsonld",
    type: "Annotation",
    motivation: edits ? "editing" : quote ? "questioning" : "commenting",
    body: [
      ...(wishes.replacement !== null ? [text("editing", wishes.replacement)] : []),
      ...(wishes.comment ? [text("commenting", wishes.comment)] : []),
    ],
    target: { source, ...(quote ? { selector } : {}) },
    kind: wishes.kind,
    text_rules: rules.version,
    ...(wishes.email ? { contact: { email: wishes.email } } : {}),
  };
}
