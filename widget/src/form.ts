// The form of the dialog: the passage in its context with the change shown in it, the reader's words, and what is
// wrong with them. It neither opens nor sends.

import { type Wishes, remark, replacement } from "./annotation.js";
import { diff } from "./diff.js";
import { h } from "./dom.js";
import type { Draft } from "./draft.js";
import type { Settings } from "./host.js";
import { apple } from "./hotkey.js";
import { guess } from "./kind.js";
import type { Passage } from "./passage.js";
import type { Problem } from "./wire.js";
import type { Say } from "./words.js";

/** The form and what the dialog asks of it. */
export interface Form {
  element: HTMLFormElement;
  /** What the reader filled in. */
  wishes(): Wishes;
  /** Says at the fields what is missing; whether nothing is. */
  check(): boolean;
  /** Says at the fields what the server refused, and what concerns none of them above the buttons; without a
   * problem, that the server was not reached. */
  refuse(problem: Problem | null, purposes: string[]): void;
  /** Says what is known of the passage already. */
  know(text: string): void;
  /** Puts the cursor where writing begins. */
  focus(): void;
}

/** What happens outside of the form when something happens in it. */
export interface Actions {
  /** Sends; afterwards the reader wants to mark another mistake, or not. */
  send(another: boolean): void;
  cancel(): void;
  change(wishes: Wishes): void;
  /** The address of the form that needs no script. */
  plain: string;
}

type Control = HTMLTextAreaElement | HTMLInputElement | HTMLSelectElement;

/** Builds the form for a draft; `choice`, if there is one, changes what it is about. */
export function makeForm({ passage, wishes }: Draft, settings: Settings, say: Say, choice: HTMLSelectElement | null, actions: Actions): Form {
  const { quote, lang, dir } = passage;
  const { place, element: shown } = showPassage(passage, say);
  const [news, note] = [h("p", { class: "note", "aria-live": "polite" }), h("p", { class: "note", "aria-live": "polite" })];
  const failure = h("p", { class: "wrong", role: "alert" });
  const should = h("textarea", { rows: "2", class: "words", lang: lang || false, dir, autocomplete: "off" });
  const comment = h("textarea", { rows: "2", dir: "auto" });
  const body = h("div", { class: "body" },
    choice ? field("about", say("about"), choice) : "",
    shown, news, quote ? field("should", say("should-read"), should) : "", note,
    field("comment", say("comment"), comment, say(quote ? "comment-hint" : "comment-whole")),
    field("source", say("source"), h("input", { inputmode: "url", autocomplete: "off", dir: "ltr" }), say("source-hint")),
    h("div", { class: "pair" },
      field("kind", say("kind"), h("select", {}, ...settings.kinds.map((kind) => h("option", { value: kind }, say(`kind-${kind}`))))),
      field("email", say("email"), h("input", { type: "email", autocomplete: "email", dir: "ltr" }), say("email-hint"))));
  const footer = h("div", { class: "bar" }, failure, h("span", { class: "keys", "aria-hidden": "true" }, say("keys", { keys: `${apple ? "⌘" : "Ctrl"} + Enter` })),
    h("button", { type: "button", part: "cancel", click: actions.cancel }, say("cancel")),
    h("button", { type: "button", part: "another", click: () => actions.send(true) }, say("another")),
    h("button", {
      class: "send", part: "send",
      // Not when the form is submitted: in a sandbox that forbids forms it never is.
      click(event: Event) {
        event.preventDefault();
        actions.send(false);
      },
    }, say("send")));
  const form = h("form", { novalidate: "" }, h("h2", { id: "title" }, say("title")), body, footer);
  for (const [name, value] of Object.entries(wishes)) {
    const control = form.elements.namedItem(name) as Control | null;
    if (control) control.value = value;
  }
  const read = () => Object.fromEntries(new FormData(form)) as unknown as Wishes;
  listen(form, failure, () => actions.send(false));
  follow(form, passage, wishes.kind, say, note, place);
  form.addEventListener("input", ({ target }) => target !== choice && actions.change(read()));
  return {
    element: form,
    wishes: read,
    check: () => check(form, passage, read(), settings, say),
    refuse(problem, purposes) {
      const said = problem ? atFields(form, problem, purposes, say) : say("unreached");
      if (said) failure.append(said, " ", h("a", { href: actions.plain, target: "_blank", rel: "noopener" }, say("plain")));
    },
    know: (text) => (news.textContent = text),
    focus() {
      const control = quote ? should : comment;
      place.scrollIntoView({ block: "nearest" });
      // Scrolled no further than needed, so that the passage above it stays in view.
      control.focus({ preventScroll: true });
      control.scrollIntoView({ block: "nearest" });
      control.setSelectionRange(control.value.length, control.value.length);
    },
  };
}

/** Shows the change while it is written, and guesses its kind until the reader chooses one. */
function follow(form: HTMLFormElement, passage: Passage, chosen: string, say: Say, note: HTMLElement, place: HTMLElement): void {
  const { quote, shortened, lang } = passage;
  const kind = form.elements.namedItem("kind") as HTMLSelectElement;
  const should = form.elements.namedItem("should") as HTMLTextAreaElement | null;
  const update = () => {
    const value = should?.value.trim() ?? "";
    if (quote) show(quote.exact, value, lang, place);
    note.textContent = (shortened ? say("shortened") : "") + (quote && !value ? say("deletes") : "");
    kind.value = chosen || (!quote ? "other" : value === quote.exact ? "typo" : guess(quote.exact, value, lang));
  };
  kind.addEventListener("input", () => (chosen = kind.value));
  should?.addEventListener("input", update);
  update();
}

/** Sends by key; takes back what was said of a field when that is changed. */
function listen(form: HTMLFormElement, failure: HTMLElement, send: () => void): void {
  form.addEventListener("input", ({ target }) => {
    failure.textContent = "";
    fail(form, (target as Control).name, "");
    // A comment is wanted only while the passage is left as it is.
    fail(form, "comment", "");
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      send();
    }
  });
}

/** A control with its label; the hint and what is wrong are its description. */
function field(id: string, label: string, control: Control, hint = ""): HTMLElement {
  for (const [name, value] of Object.entries({ id, name: id, part: "field", "aria-describedby": `${id}-hint ${id}-wrong` })) control.setAttribute(name, value);
  return h("div", { class: "field" }, h("label", { for: id }, label), control,
    h("p", { class: "wrong", id: `${id}-wrong`, role: "alert" }), h("p", { class: "hint", id: `${id}-hint` }, hint));
}

/** Says what is wrong with a field, if anything is, and gives the field. */
function fail(form: HTMLFormElement, name: string, text: string): Control | null {
  const control = form.elements.namedItem(name) as Control | null;
  control?.setAttribute("aria-invalid", String(text !== ""));
  control?.nextElementSibling?.replaceChildren(text);
  return control;
}

/** Leads the reader to a field, with what is said below it in view. */
function goTo(control: Control): void {
  control.focus();
  control.parentElement?.scrollIntoView({ block: "nearest" });
}

/** The passage in its paragraph, and its place there. */
function showPassage({ quote, lang, dir, before, after }: Passage, say: Say) {
  const place = h("span", { class: "place" });
  const element = quote
    ? h("blockquote", { class: "passage", tabindex: "0", lang: lang || false, dir, part: "passage" }, before, place, after)
    : h("p", { class: "passage" }, say("whole"));
  return { place, element };
}

/** When the passage is to read otherwise, what goes and what comes stands in its place. */
function show(exact: string, value: string, lang: string, place: HTMLElement): void {
  const changes = diff(exact, value, lang).map(({ kind, text }) => (kind === "same" ? text : h(kind, {}, text)));
  place.replaceChildren(...(value === exact ? [h("mark", {}, exact)] : changes));
  // In a long passage the change may be out of sight.
  const [first, box] = [place.querySelector<HTMLElement>("del,ins"), place.parentElement];
  if (first && box) box.scrollTop = first.offsetTop - box.offsetTop - first.offsetHeight;
}

/** What a report must have and may not exceed, said at the first field that is at fault. */
function check(form: HTMLFormElement, passage: Passage, wishes: Wishes, { limits }: Settings, say: Say): boolean {
  const over = (text: string, limit: number) => ([...text].length > limit ? say("too-long", { n: [...text].length - limit }) : "");
  const edit = replacement(passage, wishes);
  const remarked = remark(wishes);
  const email = form.elements.namedItem("email") as HTMLInputElement;
  const wrong = [
    ["should", over(edit ?? "", limits.replacement)],
    ["comment", edit === null && !remarked ? say(passage.quote ? "unchanged" : "empty") : over(remarked, limits.comment)],
    ["email", email.validity.valid ? "" : say("email-wrong")],
  ] as const;
  const [first] = wrong.filter(([name, text]) => (fail(form, name, text), text));
  if (first) goTo(form.elements.namedItem(first[0]) as Control);
  return !first;
}

/** Puts the server's reasons at the fields they point to, and gives the text for all others. */
function atFields(form: HTMLFormElement, problem: Problem, purposes: string[], say: Say): string {
  const rest: string[] = [];
  let first: Control | null = null;
  for (const { pointer, detail } of problem.errors ?? []) {
    // A JSON pointer into the annotation.
    const [, member = "", number] = pointer.split("/");
    const name = { contact: "email", kind: "kind", body: purposes[Number(number ?? 0)] === "editing" ? "should" : "comment" }[member] ?? "";
    const control = fail(form, name, detail);
    if (control) first ??= control;
    else rest.push(detail);
  }
  if (first) goTo(first);
  return first && !rest.length ? "" : say("refused", { why: rest.join(" ") || problem.detail || problem.title || "" });
}
