// Elements and style sheets without markup: text is only ever put in as text, and nothing that a strict content
// security policy or Trusted Types would refuse is used.

/** An element with attributes, listeners and children. An attribute without a value is left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | false | undefined | ((event: Event) => void)> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value != null && value !== false) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const sheets = new Map<string, CSSStyleSheet>();

/** Gives an element a shadow tree of that style and these children. */
export function shade(element: HTMLElement, css: string, ...children: (Node | string)[]): void {
  const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
  let sheet = sheets.get(css);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(css, sheet);
  }
  root.adoptedStyleSheets = [sheet];
  root.replaceChildren(...children);
}
