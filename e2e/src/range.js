// Where to look for words: on the page, or in the shadow tree or the frame of the element that a selector names.
function inside(selector) {
  const host = selector && document.querySelector(selector);
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
