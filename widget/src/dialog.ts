// The dialog, loaded on first use: opens on a passage, sends what the reader wrote, says what became of it, and
// gives the page back as it was.

import { annotate } from "./annotation.js";
import { place } from "./button.js";
import { h, shade } from "./dom.js";
import { type Form, makeForm } from "./form.js";
import type { Host, Settings } from "./host.js";
import { articleUrl } from "./page.js";
import { describe, type Passage } from "./passage.js";
import { tell } from "./sent.js";
import { styles } from "./styles.js";
import { Refused, deliver } from "./wire.js";
import { type Say, speak } from "./words.js";

/** An open dialog: one at a time. */
interface Session {
  host: Host;
  settings: Settings;
  say: Say;
  passage: Passage;
  dialog: HTMLDialogElement;
  form: Form;
  /** Ends what is under way when the dialog is closed. */
  ended: AbortController;
  sending: boolean;
}

let isOpen = false;

/** Opens the dialog on a range of the page, or on the whole article. */
export function open(host: Host, settings: Settings, range: Range | null): void {
  if (isOpen) return;
  isOpen = true;
  const giveBack = keepPage();
  const say = speak(settings);
  const passage = describe(settings, range);
  const dialog = h("dialog", { "aria-labelledby": "title", lang: settings.lang, dir: settings.dir, part: "dialog" });
  const form = makeForm(passage, settings, say, () => void send(session), () => dialog.close());
  const session: Session = { host, settings, say, passage, dialog, form, ended: new AbortController(), sending: false };
  dialog.append(form.element);
  const element = document.createElement("corrigenda-dialog");
  shade(element, styles, dialog);
  // What is typed here is no shortcut of the page.
  for (const type of ["keydown", "keyup", "keypress"]) element.addEventListener(type, (event) => event.stopPropagation());
  const unfit = fitAboveKeyboard(dialog);
  dialog.addEventListener("close", () => {
    session.ended.abort();
    unfit();
    element.remove();
    isOpen = false;
    giveBack();
  });
  document.documentElement.append(element);
  dialog.showModal();
  form.focus();
  announce("open");
}

/** Offers a button beside a selection, where the page wants one. */
export function offer(host: Host, settings: Settings, range: Range | null): void {
  if (!isOpen) place(host, settings, range);
}

/** Sends the report if it is complete. Thanks are said only when the server has it. */
async function send(session: Session): Promise<void> {
  const { host, settings, say, passage, dialog, form, ended } = session;
  if (session.sending || !form.check()) return;
  session.sending = true;
  form.busy(true);
  // A live region has to be there before its words come, or they are not read out.
  const status = h("div", { role: "status", class: "status" });
  dialog.append(status);
  const annotation = annotate(articleUrl(), passage, form.wishes(), settings.text);
  try {
    const answer = await deliver(host, annotation, ended.signal);
    const close = tell(status, answer, host, say);
    close.addEventListener("click", () => dialog.close());
    form.element.querySelectorAll(".body, footer").forEach((part) => part.remove());
    dialog.append(h("footer", {}, close));
    close.focus();
    announce("sent", { id: answer.id });
  } catch (error) {
    status.remove();
    if (ended.signal.aborted) return;
    const purposes = annotation.body.map(({ purpose }) => purpose);
    form.refuse(error instanceof Refused ? error.problem : null, purposes);
    announce("error", { error });
  } finally {
    session.sending = false;
    form.busy(false);
  }
}

/** Tells the page what happens, without any of the reader's words. */
function announce(name: string, detail: unknown = null): void {
  document.dispatchEvent(new CustomEvent(`corrigenda:${name}`, { detail }));
}

/** Remembers selection, scroll position and focus, and gives the function that restores them. */
function keepPage(): () => void {
  const { activeElement } = document;
  const [x, y] = [scrollX, scrollY];
  const selection = getSelection();
  const { anchorNode, anchorOffset, focusNode, focusOffset } = selection ?? {};
  return () => {
    if (activeElement instanceof HTMLElement) activeElement.focus({ preventScroll: true });
    // A selection that is there by now is the reader's next one.
    if (selection?.isCollapsed && anchorNode?.isConnected && focusNode?.isConnected) {
      selection.setBaseAndExtent(anchorNode, anchorOffset ?? 0, focusNode, focusOffset ?? 0);
    }
    if (x !== scrollX || y !== scrollY) scrollTo({ left: x, top: y, behavior: "instant" });
  };
}

/** Keeps the dialog above an on-screen keyboard, which covers a page without making it smaller. */
function fitAboveKeyboard(dialog: HTMLDialogElement): () => void {
  const view = visualViewport;
  const fit = () => {
    const covered = view ? Math.max(innerHeight - view.height - view.offsetTop, 0) : 0;
    dialog.style.setProperty("--keyboard", `${covered}px`);
  };
  view?.addEventListener("resize", fit);
  view?.addEventListener("scroll", fit);
  fit();
  return () => {
    view?.removeEventListener("resize", fit);
    view?.removeEventListener("scroll", fit);
  };
}
