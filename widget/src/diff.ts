// What changed between two wordings, word by word, for the eyes: never sent.

import { ends, segments } from "./words.js";

/** A run of words that stays, goes or comes. */
export type Change = [kind: "same" | "del" | "ins", text: string];

/** Takes the next words in the order of reading. */
type Add = (...change: Change) => void;

/** Cells of the table above which only the ends are compared, so that typing stays smooth. */
const MOST = 1_000_000;

/** The changes that make `after` of `before`, in the order of reading. */
export function diff(before: string, after: string, lang: string): Change[] {
  const [a, b] = [before, after].map((text) => segments(text, lang)) as [string[], string[]];
  const [head, tail] = ends(a, b);
  const changes: Change[] = [];
  // Neighbours are joined: all that goes before all that comes, with the blanks between changed words in both.
  const held = { del: "", ins: "", same: "" };
  const release = () => {
    for (const kind of ["del", "ins", "same"] as const) {
      if (held[kind]) changes.push([kind, held[kind]]);
      held[kind] = "";
    }
  };
  const add: Add = (kind, text) => {
    if (kind !== "same") {
      held.del += held.same;
      held.ins += held.same;
      held.same = "";
      held[kind] += text;
    } else if ((held.del || held.ins) && /^\s+$/.test(text)) {
      held.same += text;
    } else {
      release();
      held.same = text;
      release();
    }
  };
  add("same", a.slice(0, head).join(""));
  align(a.slice(head, a.length - tail), b.slice(head, b.length - tail), add);
  add("same", a.slice(a.length - tail).join(""));
  release();
  return changes;
}

/** The longest common subsequence of two lists of words, as changes. */
function align(a: string[], b: string[], add: Add): void {
  const width = b.length + 1;
  if (a.length * width > MOST) {
    add("del", a.join(""));
    add("ins", b.join(""));
    return;
  }
  const common = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (a[i] === b[j]) add("same", a[i++] ?? ""), j++;
    else if (j === b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) add("del", a[i++] ?? "");
    else add("ins", b[j++] ?? "");
  }
}
