// What a page's scripts may rely on: the global `corrigenda`, the events on `document`, and the elements. Nothing of
// this file is shipped; the widget's own sources are checked against it.

/** The widget, for the scripts of the page. */
export interface Corrigenda {
  /** Opens the dialog: on a range, on the whole article for `null`, on what is selected without an argument. */
  open(range?: Range | null): Promise<void>;
}

/** Events on `document`. None has a word of the reader's in it. */
export interface CorrigendaEventMap {
  /** The dialog was opened. */
  "corrigenda:open": CustomEvent<null>;
  /** The server has the report; also of one that was kept and sent later. The receipt is the reader's secret. */
  "corrigenda:sent": CustomEvent<{ id: string }>;
  /** The report could not be sent, is kept in the browser and will be sent. */
  "corrigenda:queued": CustomEvent<null>;
  /** The report was refused or could not be sent, or was dropped after a week, or the widget could not be loaded. In that last case the event is
   * cancelable, and a page that cancels it tells its reader itself. */
  "corrigenda:error": CustomEvent<{ error: Error }>;
}

/** Attributes of the script. */
export interface CorrigendaScriptDataset {
  /** Key of the site. */
  site: string;
  /** A key combination such as `Ctrl+Shift+E`. */
  hotkey?: string;
  /** When a button is offered beside a selection. */
  button?: "auto" | "always" | "never";
  /** Language of the widget, a BCP 47 tag. */
  lang?: string;
  /** Present when the browser may remember which articles were read. */
  remember?: string;
  /** `none` when nothing may be kept in the browser. */
  storage?: "none";
}

declare global {
  interface Window {
    corrigenda?: Corrigenda;
  }

  interface DocumentEventMap extends CorrigendaEventMap {}

  interface HTMLElementTagNameMap {
    "corrigenda-prompt": HTMLElement;
    "corrigenda-notices": HTMLElement;
    "corrigenda-missed": HTMLElement;
  }
}
