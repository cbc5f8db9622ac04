// What changed between two wordings, word by word, for the eyes: never sent.

import { ends, segments } from "./words.js";

/** A run of words that stays, goes or comes. */
export interface Change {
  kind: "same" | "del" | "ins";
  text: string;
}

/** Cells of the table above which only the ends are compared, so that typing stays smooth. */
const MOST = 1_000_000;

/** The changes that make `after` of `before`, in the order of reading. */
export function diff(before: string, after: string, lang: string): Change[] {
  const [a, b] = [before, after].map((text) => segments(text, lang).map(({ segment }) => segment)) as [string[], string[]];
  const [head, tail] = ends(a, b);
  const middle = align(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const same = (words: string[]): Change => ({ kind: "same", text: words.join("") });
  return joined([same(a.slice(0, head)), ...middle, same(a.slice(a.length - tail))]);
}

/** The longest common subsequence of two lists of words, as changes. */
function align(a: string[], b: string[]): Change[] {
  const width = b.length + 1;
  if (!a.length || !b.length || a.length * width > MOST) {
    return [{ kind: "del", text: a.join("") }, { kind: "ins", text: b.join("") }];
  }
  const common = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const changes: Change[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (i < a.length && a[i] === b[j]) changes.push({ kind: "same", text: a[i++] ?? "" }), j++;
    else if (j === b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) changes.push({ kind: "del", text: a[i++] ?? "" });
    else changes.push({ kind: "ins", text: b[j++] ?? "" });
  }
  return changes;
}

/** Joins neighbours: all that goes before all that comes, over the blanks between changed words. */
function joined(changes: Change[]): Change[] {
  const out: Change[] = [];
  let [del, ins, blank] = ["", "", ""];
  const flush = () => {
    if (del) out.push({ kind: "del", text: del });
    if (ins) out.push({ kind: "ins", text: ins });
    if (blank) out.push({ kind: "same", text: blank });
    del = ins = blank = "";
  };
  for (const { kind, text } of changes) {
    if (kind !== "same") {
      del += (del || ins ? blank : "") + (kind === "del" ? text : "");
      ins += (del || ins ? blank : "") + (kind === "ins" ? text : "");
      blank = "";
    } else if ((del || ins) && /^\s+$/.test(text)) {
      blank += text;
    } else if (text) {
      flush();
      out.push({ kind, text });
    }
  }
  flush();
  return out;
}
