// The text of an article as the server knows it, from the page's own tree: the text rules (decision record 0001),
// which the extraction in the anchor crate follows for the source. Cases in anchor/cases/text hold both to it.

import type { TextRules } from "./host.js";

/** The closed list of block elements: each is a line of its own, every other element is part of one. */
const BLOCKS =
  /^(address|article|aside|blockquote|body|caption|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frameset|h[1-6]|header|hgroup|hr|html|legend|li|listing|main|menu|nav|ol|optgroup|option|p|plaintext|pre|search|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|xmp)$/;

/** Elements that are never text, whatever the site's rules say. */
const NEVER =
  /^(head|iframe|noembed|noframes|noscript|object|script|select|style|svg|template|textarea|title|corrigenda-.*)$/;

/** Elements that keep their white space. */
const KEEPS = "pre,listing,xmp,plaintext";

/** White space of HTML: a no-break space is a character like any other. */
const SPACE = /[ \t\n\f\r]/;

/** The text of an article, one string for each code point, and where in it a range of the page lies. */
export interface Extracted {
  points: string[];
  /** First and one past the last code point of the range; `null` when it holds no text of the article. */
  span: [start: number, end: number] | null;
}

/** The text of the article in `root`; with a range of the page, also where that lies in it. */
export function extract(root: Element, rules: Pick<TextRules, "ignore">, range?: Range | null): Extracted {
  const points: string[] = [];
  let span: Extracted["span"] = null;
  let lineBreak = false;
  let space = false;

  const isLineStart = () => (points.at(-1) ?? "\n") === "\n";

  function add(point: string): void {
    if (lineBreak) {
      if (!isLineStart()) points.push("\n");
    } else if (space) {
      points.push(" ");
    }
    lineBreak = space = false;
    points.push(point);
  }

  function text(node: Text, keeps: boolean): void {
    const inside = range?.intersectsNode(node);
    const from = inside && node === range?.startContainer ? range.startOffset : 0;
    const to = inside && node === range?.endContainer ? range.endOffset : inside ? node.length : 0;
    let at = 0;
    for (const point of node.data) {
      if (!keeps && SPACE.test(point)) {
        space ||= !lineBreak && !isLineStart();
      } else {
        add(point);
        // A passage ends with its words; a no-break space after them is not meant.
        if (at >= from && at < to && /\S/.test(point)) {
          span = [span ? span[0] : points.length - 1, points.length];
        }
      }
      at += point.length;
    }
  }

  function boundary(): void {
    lineBreak = true;
    space = false;
  }

  function walk(element: Element, keeps: boolean, ignored: boolean): void {
    for (const node of element.childNodes) {
      // By their numbers, because in a frame the classes of the nodes are its own.
      if (node.nodeType === 3 || node.nodeType === 4) {
        if (!ignored) text(node as Text, keeps);
      } else if (node.nodeType === 1) {
        const name = (node as Element).localName;
        const block = BLOCKS.test(name) || name === "br";
        if (block) boundary();
        if (!NEVER.test(name)) {
          walk(node as Element, keeps || (node as Element).matches(KEEPS), ignored || (rules.ignore !== "" && (node as Element).matches(rules.ignore)));
        }
        if (block) boundary();
      }
    }
  }

  walk(root, Boolean(root.closest?.(KEEPS)), false);
  return { points, span };
}
