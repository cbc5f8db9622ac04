// The dialog, loaded on first use: opens on a passage, sends what the reader wrote, says what became of it, and
// gives the page back as it was.

import type { CorrigendaEventMap } from "../types/corrigenda.js";
import { annotate } from "./annotation.js";
import { h, shade } from "./dom.js";
import { type Draft, drafts, isSame, keepDraft } from "./draft.js";
import { type Form, makeForm } from "./form.js";
import type { Host, Settings } from "./host.js";
import { known } from "./known.js";
import { fitAboveKeyboard, keepPage } from "./page-kept.js";
import { describe } from "./passage.js";
import { thanks } from "./sent.js";
import { styles } from "./styles.js";
import { type Answer, type Failure, type Problem, deliver, parcel, post } from "./wire.js";
import { type Say, speak } from "./words.js";

/** An open dialog: one at a time. */
interface Session {
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

/** Something that a report can be about. */
type Subject = [label: string, draft: () => Draft];

/** What other parts make their elements with. */
export const kit = { h, shade, styles, speak };
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
  const dialog = h("dialog", { class: "top", "aria-labelledby": "title", lang: settings.lang, dir: settings.dir, part: "dialog" });
  const session = { host, settings, say: speak(settings), dialog, ended: new AbortController(), sending: false } as unknown as Session;
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
    aside?.resume();
  });
  document.documentElement.append(element);
  const [list, first] = subjects(session, marked, pointing);
  fill(session, list, first);
  dialog.showModal();
  session.form.focus();
  announce("open");
}

/** One attempt to send a report, for those that wait. */
export const attempt = post;

/** Says at the edge of the page what became of a report that waited. */
export async function tell(host: Host, answer: Answer | null, problem?: Problem): Promise<void> {
  const settings = await host.settings();
  const say = speak(settings);
  (await edge(host)).toast(kit, settings, answer ? thanks(answer, host, say, settings.lang, false) : [h("p", {}, say("refused", { why: problem?.detail ?? "" }))]);
}

/** Tells the page what happens, without any of the reader's words. */
export function announce(name: Told, detail: unknown = null): void {
  document.dispatchEvent(new CustomEvent(`corrigenda:${name}`, { detail }));
}

async function edge(host: Host): Promise<typeof import("./aside.js")> {
  return (aside ??= await import(host.base + "asset:aside.js"));
}

/** What the report can be about, and which of it is meant most likely. */
function subjects({ host, settings, say }: Session, range: Range | null, pointing: typeof import("./pointing.js") | null): [Subject[], number] {
  const fresh = (marked: Range | null, comment = ""): Draft => {
    const passage = describe(host, settings, marked);
    return { passage, wishes: { should: passage.quote?.exact ?? "", comment, source: "", kind: "", email } };
  };
  const meant = fresh(range);
  const kept = drafts(host, meant.passage.url);
  if (range) return [[["", () => kept.find(({ passage }) => isSame(passage, meant.passage)) ?? meant]], 0];
  const list: Subject[] = [[say("article"), () => meant]];
  const parts = pointing?.spots(settings, say) ?? [];
  for (const { label, element, isMute } of parts) {
    const marked = document.createRange();
    marked.selectNodeContents(element);
    list.push([label, () => (isMute ? fresh(null, `${label}\n`) : fresh(marked))]);
  }
  const last = kept.pop();
  if (last) return [[[say("draft"), () => last], ...list], 0];
  return [list, (pointing?.atHand(parts) ?? -1) + 1];
}

/** Fills the dialog for one of the subjects. */
function fill(session: Session, list: Subject[], at: number): void {
  const { host, settings, say, dialog } = session;
  const draft = list[at]![1]();
  session.draft = draft;
  const choice = h("select", {
    change() {
      fill(session, list, choice.selectedIndex);
      dialog.querySelector("select")?.focus();
    },
  }, ...list.map(([label]) => h("option", {}, label)));
  choice.selectedIndex = at;
  const form = makeForm(draft, settings, say, list[1] ? choice : null, {
    send: (another) => void send(session, another),
    cancel: () => dialog.close(),
    change(wishes) {
      draft.wishes = wishes;
      keepDraft(host, draft, false);
      // Without a network it could not be fetched when it is needed.
      if (host.keeps) later(host).catch(() => {});
    },
    plain: `${host.base}${host.site}/report?lang=${settings.lang}&url=${encodeURIComponent(draft.passage.url)}`,
  });
  session.form = form;
  session.status = h("div", { role: "status", class: "status" });
  dialog.replaceChildren(form.element, session.status);
  known(host, draft.passage, say).then(({ closed, news }) => {
    if (!closed) form.know(news);
    else if (session.form === form && !session.sending) finish(session, [h("p", {}, closed)]);
  }, () => {});
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
    const answer = await deliver(host, draft.parcel, ended.signal).catch((error) => keepForLater(session, error));
    const lines = answer ? thanks(answer, host, say, settings.lang, draft.passage.position !== null) : [h("p", {}, say("queued"))];
    keepDraft(host, draft, true);
    announce(answer ? "sent" : "queued", answer && { id: answer.id });
    if (another && (await edge(host).catch(() => null))) {
      dialog.close();
      aside?.toast(kit, settings, [...lines, h("p", {}, say("next", { keys: host.keys }))]);
    } else {
      finish(session, lines);
    }
  } catch (error) {
    if (ended.signal.aborted) return;
    form.refuse((error as Failure).problem, annotation.body.map(({ purpose }) => purpose));
    announce("error", { error });
  } finally {
    busy(session, false);
  }
}

/** Shows that the report is under way. */
function busy(session: Session, sending: boolean): void {
  session.sending = sending;
  session.form.element.classList.toggle("busy", sending);
  session.form.element.setAttribute("aria-busy", String(sending));
}

/** Keeps what could not be sent for later, where the page allows it; else the failure stays what it is. */
async function keepForLater({ host, draft, ended }: Session, error: Failure): Promise<null> {
  if (error.problem || !host.keeps || ended.signal.aborted) throw error;
  const { keep } = await later(host).catch(() => Promise.reject(error));
  if (draft.parcel && (await keep(host, draft.parcel, error.wait))) return null;
  throw error;
}

function later(host: Host): Promise<typeof import("./later.js")> {
  return import(host.base + "asset:later.js");
}

/** Says in the dialog what became of the report, or why there will be none, in the place of the form. */
function finish({ dialog, form, status, say }: Session, lines: HTMLElement[]): void {
  const close = h("button", { class: "send", type: "button", click: () => dialog.close() }, say("close"));
  form.element.querySelectorAll(".body,.bar").forEach((part) => part.remove());
  dialog.append(h("div", { class: "bar" }, close));
  status.append(...lines);
  close.focus();
}
