// What is selected: on the page, or in a frame of the same origin that has the focus. And where text is written,
// because there the keys belong to the page.

/** What is selected in a page, if anything is. */
export function selected(page: Document = document): Range | null {
  // A frame of another origin shows no document.
  const inner = (page.activeElement as Partial<HTMLIFrameElement> | null)?.contentDocument;
  if (inner) return selected(inner);
  const selection = page.getSelection();
  if (!selection?.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0).cloneRange();
  // Some browsers give each cell of a table a range of its own.
  const { endContainer, endOffset } = selection.getRangeAt(selection.rangeCount - 1);
  range.setEnd(endContainer, endOffset);
  return range;
}

/** Whether the page only knows that something is selected in a shadow tree. */
export function isShaded(): boolean {
  const { anchorNode, anchorOffset = 0 } = getSelection() ?? ({} as Partial<Selection>);
  return Boolean((anchorNode?.childNodes[anchorOffset] as Element | undefined)?.shadowRoot);
}

/** Whether a key was pressed where text is written, in the widget itself, or on a link that opens with it while nothing
 * is selected. */
export function isTaken(event: Event): boolean {
  const target = event.composedPath()[0] as HTMLElement;
  return (
    /^corrigenda/.test((event.target as Partial<Element>).localName ?? "") ||
    target.ownerDocument?.designMode === "on" ||
    target.isContentEditable ||
    Boolean(target.closest?.("input,textarea,select,[role=textbox],[role=searchbox],[role=combobox],[role=application]" + (selected() ? "" : ",a[href]")))
  );
}
