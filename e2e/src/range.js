// Where to look for words: on the page, or in the shadow tree or the frame of the element that a selector names; of an
// element in a shadow tree, after its host and `>>>`.
function inside(selector) {
  let host = null;
  for (const part of selector?.split(' >>> ') ?? []) host = (host?.shadowRoot ?? document).querySelector(part);
  const frame = host?.contentDocument?.body;
  const shift = frame ? host.getBoundingClientRect() : {left: 0, top: 0};
  return {root: frame ?? host?.shadowRoot ?? document.body, shift, view: frame ? host.contentWindow : window};
}

// The first place of the words among the visible text nodes below a root, as a Range.
function rangeOf(wanted, root = document.body) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const pieces = [];
  let text = '';
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.checkVisibility()) continue;
    pieces.push([text.length, node]);
    text += node.data.replace(/\s/g, ' ');
  }
  const at = text.indexOf(wanted);
  if (at < 0) return null;
  const place = (offset, atEnd) => {
    const piece = pieces.findLast(([start]) => (atEnd ? start < offset : start <= offset));
    return [piece[1], offset - piece[0]];
  };
  const range = pieces[0][1].ownerDocument.createRange();
  range.setStart(...place(at, false));
  range.setEnd(...place(at + wanted.length, true));
  return range;
}

// The words that are selected: on the page, in the frame that has the focus, or in an open shadow tree.
function selectedText(page = document) {
  let inner = null;
  // A frame of another origin shows no document.
  try { inner = page.activeElement?.contentDocument; } catch {}
  if (inner) return selectedText(inner);
  const selection = page.getSelection();
  if (String(selection) || !selection.rangeCount) return String(selection);
  const roots = (below) => [...below.querySelectorAll('*')].flatMap(({shadowRoot}) => shadowRoot ? [shadowRoot, ...roots(shadowRoot)] : []);
  const [found] = selection.getComposedRanges?.({shadowRoots: roots(page)}) ?? [];
  if (!found) return '';
  const range = page.createRange();
  range.setStart(found.startContainer, found.startOffset);
  range.setEnd(found.endContainer, found.endOffset);
  return String(range);
}
