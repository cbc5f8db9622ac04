// The form of the dialog: the passage in its context with the change shown in it, the reader's words, and what is
// wrong with them. It neither opens nor sends.

import { type Wishes, remark, replacement } from "./annotation.js";
import { diff } from "./diff.js";
import { h, set } from "./dom.js";
import type { Draft } from "./draft.js";
import type { Settings } from "./host.js";
import { guess } from "./kind.js";
import { MAX_WORDS } from "./limits.js";
import type { Passage } from "./passage.js";
import type { Say } from "./words.js";

/** The form and what the dialog asks of it. */
export interface Form {
  element: HTMLFormElement;
  /** What the reader filled in. */
  wishes(): Wishes;
  /** Says at the fields what is missing; whether nothing is. */
  check(): boolean;
  /** Says above the buttons why nothing was sent, and where it can be sent otherwise. */
  refuse(said: string): void;
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
  /** The keys that send, for a person. */
  keys: string;
}

export type Control = HTMLTextAreaElement | HTMLInputElement | HTMLSelectElement;

/** Builds the form for a draft; `choice`, if there is one, changes what it is about. */
export function makeForm({ passage, wishes }: Draft, settings: Settings, say: Say, choice: HTMLSelectElement | undefined, actions: Actions): Form {
  const { quote, shortened, lang } = passage;
  const { form, place, news, note, failure, should, comment, kind } = build(passage, settings, say, choice, actions);
  for (const [name, value] of Object.entries(wishes)) {
    const control = form.elements.namedItem(name) as Control | null;
    if (control) control.value = value;
  }
  let chosen = wishes.kind;
  const read = () => Object.fromEntries(new FormData(form)) as unknown as Wishes;
  /** Shows the change while it is written, and guesses its kind until the reader chooses one. */
  const update = () => {
    const value = should.value.trim();
    if (quote) show(quote.exact, value, lang, place);
    note.textContent = (shortened ? say("shortened") : "") + (quote && !value ? say("deletes") : "");
    kind.value = chosen || (!quote ? "other" : value === quote.exact ? "typo" : guess(quote.exact, value, lang));
  };
  update();
  form.addEventListener("input", ({ target }) => {
    if (target === choice) return;
    if (target === kind) chosen = kind.value;
    failure.textContent = "";
    fail(form, (target as Control).name, "");
    // A comment is wanted only while the passage is left as it is.
    fail(form, "comment", "");
    update();
    actions.change(read());
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      actions.send(false);
    }
  });
  return {
    element: form,
    wishes: read,
    check: () => check(form, passage, read(), say),
    refuse: (said) => failure.append(said, " ", h("a", { href: actions.plain, target: "_blank", rel: "noopener" }, say("plain"))),
    know: (text) => (news.textContent = text),
    focus() {
      const control = quote ? should : comment;
      place.scrollIntoView({ block: "nearest" });
      // Scrolled no further than needed, so that the passage above it stays in view.
      control.focus({ preventScroll: true });
      control.scrollIntoView({ block: "nearest" });
      control.selectionStart = control.value.length;
    },
  };
}

/** The elements of the form. */
function build({ quote, lang, dir, before, after }: Passage, settings: Settings, say: Say, choice: HTMLSelectElement | undefined, actions: Actions) {
  const place = h("span", { class: "place" });
  const [news, note] = [h("p", { class: "note", "aria-live": "polite" }), h("p", { class: "note", "aria-live": "polite" })];
  const failure = h("p", { class: "wrong", role: "alert" });
  const should = h("textarea", { class: "words", lang, dir, autocomplete: "off" });
  const comment = h("textarea", { dir: "auto" });
  const kind = h("select", {}, ...settings.kinds.map((kind) => h("option", { value: kind }, say(`kind-${kind}`))));
  const field = (id: string, control: Control, hint = "") => {
    set(control, { id, name: id, part: "field", "aria-describedby": `${id}-hint ${id}-wrong` });
    return h("div", { class: "field" }, h("label", { for: id }, say(id)), control,
      h("p", { class: "wrong", id: `${id}-wrong`, role: "alert" }), h("p", { class: "hint", id: `${id}-hint` }, hint && say(hint)));
  };
  const form = h("form", { novalidate: "novalidate" }, h("h2", { id: "title" }, say("title")),
    h("div", { class: "body" },
      choice ? field("about", choice) : "",
      quote ? h("blockquote", { class: "passage", tabindex: "0", lang, dir, part: "passage" }, before, place, after) : h("p", { class: "passage" }, say("whole")),
      news, quote ? field("should", should) : "", note,
      field("comment", comment, quote ? "comment-hint" : "comment-whole"),
      field("source", h("input", { inputmode: "url", autocomplete: "off", dir: "ltr" }), "source-hint"),
      h("div", { class: "pair" }, field("kind", kind), field("email", h("input", { type: "email", autocomplete: "email", dir: "ltr" }), "email-hint"))),
    h("div", { class: "bar" }, failure, h("span", { class: "keys", "aria-hidden": "true" }, say("keys", { keys: actions.keys })),
      h("button", { type: "button", part: "cancel", click: actions.cancel }, say("cancel")),
      h("button", { type: "button", part: "another", click: () => actions.send(true) }, say("another")),
      h("button", {
        class: "send", part: "send",
        // Not when the form is submitted: in a sandbox that forbids forms it never is.
        click(event: Event) {
          event.preventDefault();
          actions.send(false);
        },
      }, say("send"))));
  return { form, place, news, note, failure, should, comment, kind };
}

/** Says what is wrong with a field, if anything is, and gives the field. */
export function fail(form: HTMLFormElement, name: string, text: string): Control | null {
  const control = form.elements.namedItem(name) as Control | null;
  control?.setAttribute("aria-invalid", String(text !== ""));
  control?.nextElementSibling?.replaceChildren(text);
  return control;
}

/** Leads the reader to a field, with what is said below it in view. */
export function goTo(control: Control): void {
  control.focus();
  control.parentElement?.scrollIntoView({ block: "nearest" });
}

/** When the passage is to read otherwise, what goes and what comes stands in its place. */
function show(exact: string, value: string, lang: string, place: HTMLElement): void {
  const changes = diff(exact, value, lang).map(([kind, text]) => (kind === "same" ? text : h(kind, {}, text)));
  place.replaceChildren(...(value === exact ? [h("mark", {}, exact)] : changes));
  // In a long passage the change may be out of sight.
  const [first, box] = [place.querySelector<HTMLElement>("del,ins"), place.parentElement];
  if (first && box) box.scrollTop = first.offsetTop - box.offsetTop - first.offsetHeight;
}

/** What a report must have and may not exceed, said at the first field that is at fault. */
function check(form: HTMLFormElement, passage: Passage, wishes: Wishes, say: Say): boolean {
  const over = (text: string) => ([...text].length > MAX_WORDS ? say("too-long", { n: [...text].length - MAX_WORDS }) : "");
  const edit = replacement(passage, wishes);
  const remarked = remark(wishes);
  const email = form.elements.namedItem("email") as HTMLInputElement;
  const wrong = [
    ["should", over(edit ?? "")],
    ["comment", edit === null && !remarked ? say(passage.quote ? "unchanged" : "empty") : over(remarked)],
    ["email", email.validity.valid ? "" : say("email-wrong")],
  ] as const;
  const [first] = wrong.filter(([name, text]) => (fail(form, name, text), text));
  if (first) goTo(form.elements.namedItem(first[0]) as Control);
  return !first;
}
