// Elements and style sheets without markup: text is only ever put in as text, and nothing that a strict content
// security policy or Trusted Types would refuse is used.

declare global {
  interface HTMLElementTagNameMap {
    "corrigenda-dialog": HTMLElement;
    "corrigenda-button": HTMLElement;
    "corrigenda-toast": HTMLElement;
  }
}

/** Values by name; functions are listeners. */
type Attributes = Record<string, string | undefined | ((event: Event) => void)>;

/** An element with attributes, listeners and children. An empty attribute is left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  set(element, attributes);
  element.append(...children);
  return element;
}

/** Gives an element attributes and listeners. */
export function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value) element.setAttribute(name, value);
  }
}

/** Gives an element a shadow tree of that style and these children. */
export function shade(element: HTMLElement, css: string, ...children: (Node | string)[]): void {
  const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  root.replaceChildren(...children);
}
