// What is meant when the page says that nothing is selected: a selection in a shadow tree, or the whole article, or a
// part of it that is not easily selected. For readers without a mouse this is the way to point at something.

import type { Kit, Session } from "./dialog.js";
import type { Draft } from "./draft.js";
import type { Settings } from "./host.js";
import { articleRoot } from "./page.js";
import type { Say } from "./words.js";

/** A part of the article, with the words it is called by. */
interface Spot {
  label: string;
  /** What is marked by choosing it. */
  element: Element;
  /** It has no words of its own: the comment begins with its name. */
  isMute: boolean;
}

/** Letters of a part's own words that its name has. */
const NAME = 60;

/** What is selected in the open shadow trees of the page, where the page sees only that something is. */
export function inShadow(): Range | null {
  const selection = getSelection();
  const roots = rootsBelow(document);
  if (!selection || !roots.length) return null;
  const [composed] = selection.getComposedRanges?.({ shadowRoots: roots }) ?? [];
  // Older browsers give each tree a selection of its own.
  const own = roots.map((root) => (root as { getSelection?(): Selection | null }).getSelection?.()).find((found) => found?.rangeCount);
  const { startContainer, startOffset, endContainer, endOffset } = composed ?? own?.getRangeAt(0) ?? ({} as Partial<Range>);
  // What is selected in the page itself is none of this: a page that asks for the whole article means that.
  if (!endContainer || !startContainer || startContainer.getRootNode() === document) return null;
  const range = document.createRange();
  range.setStart(startContainer, startOffset ?? 0);
  range.setEnd(endContainer, endOffset ?? 0);
  return range.collapsed ? null : range;
}

function rootsBelow(node: ParentNode): ShadowRoot[] {
  return [...node.querySelectorAll("*")].flatMap(({ shadowRoot }) => (shadowRoot ? [shadowRoot, ...rootsBelow(shadowRoot)] : []));
}

/** Lets the reader choose what the report is about. What is meant most likely comes first: what was begun, the part at
 * hand, the whole article. */
export async function offer({ h, speak, drafts, fresh, fill }: Kit, session: Session): Promise<void> {
  const { host } = session;
  const settings = await host.settings("pointing");
  const say = speak(settings);
  const whole = fresh(session, null);
  const parts = spots(settings, say);
  const list: [label: string, draft: () => Draft][] = [[say("article"), () => whole]];
  for (const { label, element, isMute } of parts) {
    const marked = document.createRange();
    marked.selectNodeContents(element);
    list.push([label, () => (isMute ? fresh(session, null, `${label}\n`) : fresh(session, marked))]);
  }
  const last = drafts(host, whole.passage.url).pop();
  if (last) list.unshift([say("draft"), () => last]);
  const show = () => fill(session, list[choice.selectedIndex]![1](), list[1] && choice);
  const choice = h("select", {
    change() {
      show();
      choice.focus();
    },
  }, ...list.map(([label]) => h("option", {}, label)));
  choice.selectedIndex = last ? 0 : atHand(parts) + 1;
  show();
}

/** The headline, pictures and tables of the article. */
function spots({ text }: Settings, say: Say): Spot[] {
  const root = articleRoot(text);
  const article = root.closest("article,main") ?? root;
  return [...document.querySelectorAll("h1,figure,img,video,table")].flatMap((element) => {
    // A picture in a figure is the figure's.
    const isElsewhere = !article.contains(element) || element.parentElement?.closest("figure,table") || (text.ignore && element.closest(text.ignore));
    if (isElsewhere) return [];
    const kind = element.localName === "h1" ? "headline" : element.localName === "table" ? "table" : "picture";
    const own = (element.textContent ?? "").trim();
    const { alt, src } = (element.querySelector("img") ?? element) as HTMLImageElement;
    const name = own || alt || src?.replace(/^.*\/|\?.*/g, "") || "";
    return [{ label: `${say(kind)}: ${name.replace(/\s+/g, " ").slice(0, NAME)}`, element, isMute: !own }];
  });
}

/** The part that the reader is at: under the mouse, or where the cursor was put last. */
function atHand(all: Spot[]): number {
  const node = getSelection()?.anchorNode ?? null;
  return all.findIndex(({ element }) => element.matches(":hover") || element.contains(node));
}
