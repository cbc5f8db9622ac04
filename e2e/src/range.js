// The first place of the words among the page's visible text nodes, as a Range.
function rangeOf(wanted) {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
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
  const range = document.createRange();
  range.setStart(...place(at, false));
  range.setEnd(...place(at + wanted.length, true));
  return range;
}
