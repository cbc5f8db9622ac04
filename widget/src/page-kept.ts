// The page around the dialog: what is kept of it while the dialog is open, and given back afterwards; and the
// on-screen keyboard, which covers a page without making it smaller.

/** Remembers selection, scroll position and focus, and gives the function that restores them. */
export function keepPage(range: Range | null): () => void {
  let { activeElement } = document;
  while (activeElement?.shadowRoot?.activeElement) ({ activeElement } = activeElement.shadowRoot);
  const [x, y] = [scrollX, scrollY];
  const selection = (range?.startContainer.ownerDocument ?? document).getSelection();
  let { anchorNode, anchorOffset, focusNode, focusOffset } = selection ?? ({} as Partial<Selection>);
  if (range && selection?.isCollapsed) {
    ({ startContainer: anchorNode, startOffset: anchorOffset, endContainer: focusNode, endOffset: focusOffset } = range);
  }
  return () => {
    (activeElement as HTMLElement | null)?.focus?.({ preventScroll: true });
    // A selection that is there by now is the reader's next one.
    if (selection?.isCollapsed && anchorNode?.isConnected && focusNode?.isConnected) {
      selection.setBaseAndExtent(anchorNode, anchorOffset ?? 0, focusNode, focusOffset ?? 0);
    }
    scrollTo({ left: x, top: y, behavior: "instant" });
  };
}

/** Keeps the dialog above an on-screen keyboard, until it has ended. */
export function fitAboveKeyboard(dialog: HTMLDialogElement, ended: AbortController): void {
  const view = visualViewport!;
  // A page that is enlarged by two fingers shows less of itself, too, and has no keyboard on it.
  const fit = () => dialog.style.setProperty("--keyboard", `${Math.max(innerHeight - view.height * view.scale - view.offsetTop, 0)}px`);
  for (const type of ["resize", "scroll"]) view.addEventListener(type, fit, ended);
  fit();
}
