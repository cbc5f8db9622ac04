// The dialog, loaded on first use: opens on a passage, sends what the reader wrote, says what became of it, and
// gives the page back as it was.

import type { CorrigendaEventMap } from "../types/corrigenda.js";
import { type Annotation, annotate } from "./annotation.js";
import { h, shade } from "./dom.js";
import { type Draft, drafts, isSame, keepDraft } from "./draft.js";
import { type Form, fail, goTo, makeForm } from "./form.js";
import type { Host, Settings } from "./host.js";
import type { Reported } from "./known.js";
import { fitAboveKeyboard, keepPage } from "./page-kept.js";
import { describe } from "./passage.js";
import { thanks } from "./sent.js";
import { styles } from "./styles.js";
import { change, keep, sendLater } from "./waiting.js";
import { type Failure, deliver, parcel, post } from "./wire.js";
import { type Say, speak } from "./words.js";

/** An open dialog: one at a time. */
export interface Session {
  host: Host;
  settings: Settings;
  say: Say;
  dialog: HTMLDialogElement;
  form: Form;
  /** A live region, there before its words come, or they are not read out. */
  status: HTMLElement;
  /** What is written, as it is kept. */
  draft: Draft;
  /** Ends what is under way when the dialog is closed. */
  ended: AbortController;
  sending: boolean;
}

/** The events of the widget. */
type Told = keyof CorrigendaEventMap extends `corrigenda:${infer Name}` ? Name : never;

/** What the parts that come later use of the dialog's. */
export const kit = { h, shade, styles, speak, thanks, announce, edge, post, change, sendLater, fresh, drafts, fill, fail, goTo };
export type Kit = typeof kit;

let isOpen = false;

/** The address that a reader of several mistakes has given once. */
let email = "";

let aside: typeof import("./aside.js") | undefined;

/** Opens the dialog on a range of the page, or on the article or a part of it that the reader chooses. */
export async function open(host: Host, settings: Settings, range: Range | null): Promise<void> {
  if (isOpen) return;
  isOpen = true;
  // Without it the dialog is about the whole article, as it would be without a part to point at.
  const pointing: typeof import("./pointing.js") | null = range ? null : await import(host.base + "asset:pointing.js").catch(() => null);
  const marked = pointing?.inShadow() ?? range;
  aside?.hush();
  document.querySelector("corrigenda-button")?.remove();
  const giveBack = keepPage(marked);
  const dialog = h("dialog", {
    class: "top", "aria-labelledby": "title", lang: settings.lang, dir: settings.dir, part: "dialog",
    close() {
      session.ended.abort();
      element.remove();
      isOpen = false;
      giveBack();
      aside?.resume();
    },
  });
  const session = { host, settings, say: speak(settings), dialog, ended: new AbortController(), sending: false } as unknown as Session;
  // What is typed here is no shortcut of the page.
  const stop = (event: Event) => event.stopPropagation();
  const element = h("corrigenda-dialog", { keydown: stop, keyup: stop, keypress: stop });
  shade(element, styles, dialog);
  fitAboveKeyboard(dialog, session.ended);
  document.documentElement.append(element);
  if (pointing && !marked) await pointing.offer(kit, session).catch(() => begin(session, marked));
  else begin(session, marked);
  dialog.showModal();
  session.form.focus();
  announce("open");
}

/** Tells the page what happens, without any of the reader's words. */
function announce(name: Told, detail: unknown = null): void {
  document.dispatchEvent(new CustomEvent(`corrigenda:${name}`, { detail }));
}

async function edge(host: Host): Promise<typeof import("./aside.js")> {
  return (aside ??= await import(host.base + "asset:aside.js"));
}

/** A draft on what is marked, or on the whole article. */
function fresh({ host, settings }: Session, marked: Range | null, comment = ""): Draft {
  const passage = describe(host, settings, marked);
  return { passage, wishes: { should: passage.quote?.exact ?? "", comment, source: "", kind: "", email } };
}

/** Goes on with what was written on the same passage before. */
function begin(session: Session, marked: Range | null): void {
  const draft = fresh(session, marked);
  fill(session, drafts(session.host, draft.passage.url).find(({ passage }) => isSame(passage, draft.passage)) ?? draft);
}

/** Fills the dialog for a draft; `choice`, if there is one, changes what it is about. */
function fill(session: Session, draft: Draft, choice?: HTMLSelectElement): void {
  const { host, settings, say, dialog } = session;
  session.draft = draft;
  const form = makeForm(draft, settings, say, choice, {
    send: (another) => void send(session, another),
    cancel: () => dialog.close(),
    change(wishes) {
      draft.wishes = wishes;
      keepDraft(host, draft, false);
    },
    keys: `${host.isApple ? "⌘" : "Ctrl"} + Enter`,
    plain: `${host.base}${host.site}/report?lang=${settings.lang}&url=${encodeURIComponent(draft.passage.url)}`,
  });
  session.form = form;
  session.status = h("div", { role: "status", class: "status" });
  dialog.replaceChildren(form.element, session.status);
  look(session, form).catch(() => {});
}

/** Looks for what is known of the article and of the passage. Rejects when nobody answers. */
async function look(session: Session, form: Form): Promise<void> {
  const { host, draft } = session;
  const answer = await fetch(`${host.api}reported?lang=${host.lang}&url=${encodeURIComponent(draft.passage.url)}`, { credentials: "omit", cache: host.cache! });
  const reported: Reported = await answer.json();
  if (reported.closed) {
    if (session.form === form && !session.sending) finish(session, [h("p", {}, reported.closed)]);
  } else if (reported.passages[0] || reported.corrected[0]) {
    const { known }: typeof import("./known.js") = await import(host.base + "asset:known.js");
    form.know(await known(kit, session, reported));
  }
}

/** Sends the report if it is complete. Thanks are said only when the server has it. */
async function send(session: Session, another: boolean): Promise<void> {
  const { host, settings, say, draft, dialog, form, ended } = session;
  if (session.sending || !form.check()) return;
  busy(session, true);
  draft.wishes = form.wishes();
  ({ email } = draft.wishes);
  const annotation = annotate(draft.passage, draft.wishes, settings.text);
  draft.parcel = parcel(annotation, draft.parcel);
  keepDraft(host, draft, false);
  try {
    const answer = await deliver(host, draft.parcel, ended.signal).catch(async (error: Failure) => {
      // What could not be sent is kept for later, where the page allows it; else the failure stays what it is.
      if (error.problem || !host.keeps || ended.signal.aborted || !(await keep(host, draft.parcel!, error.wait))) throw error;
    });
    keepDraft(host, draft, true);
    if (answer) host.cache = "reload";
    announce(answer ? "sent" : "queued", answer && { id: answer.id });
    const lines = answer ? await thanks(kit, host, settings, answer, draft.passage.position !== null) : [h("p", {}, say("queued"))];
    if (another && (await edge(host).catch(() => null))) {
      dialog.close();
      void aside?.toast(kit, host, settings, lines, true);
    } else {
      finish(session, lines);
    }
  } catch (error) {
    if (ended.signal.aborted) return;
    await refuse(session, error as Failure, annotation);
    announce("error", { error });
  } finally {
    busy(session, false);
  }
}

/** Says why the report was not sent: at its fields, if the server said why. */
async function refuse(session: Session, { problem }: Failure, sent: Annotation): Promise<void> {
  const { host, form, say } = session;
  if (!problem) return form.refuse(say("unreached"));
  await import(host.base + "asset:refused.js").then(
    (refused: typeof import("./refused.js")) => refused.refuse(kit, session, problem, sent),
    () => form.refuse(say("refused", { why: problem.detail ?? "" })),
  );
}

/** Shows that the report is under way. */
function busy(session: Session, sending: boolean): void {
  session.sending = sending;
  session.form.element.setAttribute("aria-busy", String(sending));
}

/** Says in the dialog what became of the report, or why there will be none, in the place of the form. */
function finish({ dialog, form, status, say }: Session, lines: HTMLElement[]): void {
  // What the server says of the article may come after the thanks, which are last.
  if (status.nextSibling) return;
  const close = h("button", { class: "send", type: "button", click: () => dialog.close() }, say("close"));
  // Its title stays.
  form.element.replaceChildren(form.element.firstChild!);
  dialog.append(h("div", { class: "bar" }, close));
  status.append(...lines);
  close.focus();
}
