// The form of the dialog: the passage in its context with the change shown in it, the reader's words, and what is
// wrong with them. It neither opens nor sends.

import type { Wishes } from "./annotation.js";
import { diff } from "./diff.js";
import { h } from "./dom.js";
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
  /** Shows that the report is under way. */
  busy(sending: boolean): void;
  /** Puts the cursor where writing begins. */
  focus(): void;
}

/** A labelled control with a place for what is wrong with it. */
interface Field<T extends Control = Control> {
  element: HTMLElement;
  control: T;
  fail(text: string): void;
}

type Control = HTMLTextAreaElement | HTMLInputElement | HTMLSelectElement;

/** Builds the form for a passage; `send` and `cancel` are what its buttons do. */
export function makeForm(passage: Passage, settings: Settings, say: Say, send: () => void, cancel: () => void): Form {
  const fields = makeFields(passage, settings, say);
  const shown = showPassage(passage, say);
  const note = h("p", { class: "note", "aria-live": "polite" });
  const failure = h("p", { class: "failure", role: "alert" });
  const sendButton = h("button", { class: "send", part: "send" }, say("send"));
  const cancelButton = h("button", { type: "button", part: "cancel" }, say("cancel"));
  cancelButton.addEventListener("click", cancel);
  const { should, comment, kind, email } = fields;
  const element = h("form", { novalidate: true },
    h("header", {}, h("h2", { id: "title" }, say("title"))),
    h("div", { class: "body" },
      shown.element, ...(passage.quote ? [should.element] : []), note, comment.element,
      h("div", { class: "pair" }, kind.element, email.element)),
    h("footer", {}, failure, h("span", { class: "keys", "aria-hidden": "true" }, say("keys", { keys: `${apple ? "⌘" : "Ctrl"} + Enter` })), cancelButton, sendButton),
  );
  follow(fields, passage, say, note, shown.change);
  listen(element, fields, failure, send);
  const wishes = () => read(fields, passage);
  return {
    element,
    wishes,
    check: () => check(fields, wishes(), !passage.quote, settings, say),
    refuse(problem, purposes) {
      failure.textContent = problem ? atFields(fields, problem, purposes, say) : say("unreached");
    },
    busy(sending) {
      element.classList.toggle("busy", sending);
      sendButton.setAttribute("aria-disabled", String(sending));
    },
    focus() {
      const { control } = passage.quote ? should : comment;
      // Scrolled no further than needed, so that the passage above it stays in view.
      control.focus({ preventScroll: true });
      control.scrollIntoView({ block: "nearest" });
      control.setSelectionRange(control.value.length, control.value.length);
    },
  };
}

/** What the reader filled in. */
function read({ should, comment, kind, email }: Fields, { quote }: Passage): Wishes {
  // A passage neither begins nor ends with white space, and so does what it should read.
  const value = should.control.value.trim();
  return {
    replacement: quote && value !== quote.exact ? value : null,
    comment: comment.control.value.trim(),
    kind: kind.control.value,
    email: email.control.value.trim(),
  };
}

/** Shows the change while it is written, and guesses its kind until the reader chooses one. */
function follow({ should, kind }: Fields, { quote, shortened, lang }: Passage, say: Say, note: HTMLElement, show: (value: string) => void): void {
  let chosen = false;
  kind.control.addEventListener("change", () => (chosen = true));
  const update = () => {
    const value = should.control.value.trim();
    show(value);
    note.textContent = [shortened && say("shortened"), quote && !value && say("deletes")].filter(Boolean).join(" ");
    if (chosen) return;
    kind.control.value = !quote ? "other" : value === quote.exact ? "typo" : guess(quote.exact, value, lang);
  };
  should.control.addEventListener("input", update);
  update();
}

/** Sends by button and by key; takes back what was said of a field when that is changed. */
function listen(form: HTMLFormElement, fields: Fields, failure: HTMLElement, send: () => void): void {
  form.addEventListener("input", (event) => {
    failure.textContent = "";
    for (const field of Object.values(fields) as Field[]) {
      // A comment is wanted only while the passage is left as it is.
      if (field.control === event.target || (field === fields.comment && event.target === fields.should.control)) field.fail("");
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      send();
    }
  });
}

interface Fields {
  should: Field<HTMLTextAreaElement>;
  comment: Field<HTMLTextAreaElement>;
  kind: Field<HTMLSelectElement>;
  email: Field<HTMLInputElement>;
}

function makeFields(passage: Passage, settings: Settings, say: Say): Fields {
  const should = h("textarea", { rows: "2", class: "words", lang: passage.lang || undefined, dir: passage.dir, autocomplete: "off" });
  should.value = passage.quote?.exact ?? "";
  const kinds = settings.kinds.map((kind) => h("option", { value: kind }, say(`kind-${kind}`)));
  return {
    should: field("should", say("should-read"), should),
    comment: field("comment", say("comment"), h("textarea", { rows: "2", dir: "auto" }), say(passage.quote ? "comment-hint" : "comment-whole")),
    kind: field("kind", say("kind"), h("select", {}, ...kinds)),
    email: field("email", say("email"), h("input", { type: "email", autocomplete: "email", dir: "ltr", inputmode: "email" }), say("email-hint")),
  };
}

/** A control with its label; the hint and what is wrong are its description. */
function field<T extends Control>(id: string, label: string, control: T, hint?: string): Field<T> {
  const wrong = h("p", { class: "wrong", id: `${id}-wrong`, role: "alert" });
  control.id = id;
  control.setAttribute("part", "field");
  control.setAttribute("aria-describedby", hint ? `${id}-hint ${id}-wrong` : `${id}-wrong`);
  const element = h("div", { class: `field ${id}` }, h("label", { for: id }, label), control, wrong);
  if (hint) element.append(h("p", { class: "hint", id: `${id}-hint` }, hint));
  return {
    element,
    control,
    fail(text) {
      wrong.textContent = text;
      control.setAttribute("aria-invalid", String(text !== ""));
    },
  };
}

/** The passage in its paragraph. When it is to read otherwise, what goes and what comes stands in its place. */
function showPassage(passage: Passage, say: Say) {
  const place = h("span", { class: "place" });
  const quote = passage.quote?.exact ?? "";
  const element = passage.quote
    ? h("blockquote", { class: "passage words", lang: passage.lang || undefined, dir: passage.dir, part: "passage" }, passage.before, place, passage.after)
    : h("p", { class: "passage" }, say("whole"));
  function change(value: string): void {
    const changes = value === quote ? [] : diff(quote, value, passage.lang);
    place.replaceChildren(...(changes.length ? changes.map(({ kind, text }) => (kind === "same" ? text : h(kind, {}, text))) : [h("mark", {}, quote)]));
    // In a long passage the change may be out of sight.
    const first = place.querySelector<HTMLElement>("del, ins");
    if (first) element.scrollTop = first.offsetTop - element.offsetTop - first.offsetHeight;
  }
  return { element, change };
}

/** What a report must have and may not exceed, said at the first field that is at fault. */
function check(fields: Fields, wishes: Wishes, whole: boolean, settings: Settings, say: Say): boolean {
  const { replacement, comment } = settings.limits;
  const over = (text: string, limit: number) => ([...text].length > limit ? say("too-long", { n: [...text].length - limit }) : "");
  const wrong: [Field, string][] = [
    [fields.should, over(wishes.replacement ?? "", replacement)],
    [fields.comment, wishes.replacement === null && !wishes.comment ? say(whole ? "empty" : "unchanged") : over(wishes.comment, comment)],
    [fields.email, fields.email.control.validity.valid ? "" : say("email-wrong")],
  ];
  for (const [field, text] of wrong) field.fail(text);
  wrong.find(([, text]) => text)?.[0].control.focus();
  return wrong.every(([, text]) => !text);
}

/** Puts the server's reasons at the fields they point to, and gives the text for all others. */
function atFields(fields: Fields, problem: Problem, purposes: string[], say: Say): string {
  const rest: string[] = [];
  const found = new Set<Field>();
  for (const { pointer, detail } of problem.errors ?? []) {
    const field = fieldOf(fields, pointer, purposes);
    field?.fail(detail);
    if (field) found.add(field);
    else rest.push(detail);
  }
  const first = Object.values(fields).find((field: Field) => found.has(field));
  first?.control.focus();
  if (first && !rest.length) return "";
  return say("refused", { why: rest.join(" ") || problem.detail || problem.title || "" });
}

/** The field whose words stand at a JSON pointer into the annotation. */
function fieldOf(fields: Fields, pointer: string, purposes: string[]): Field | undefined {
  const [, member, number] = pointer.split("/");
  if (member === "contact") return fields.email;
  if (member === "kind") return fields.kind;
  if (member !== "body") return undefined;
  return purposes[Number(number ?? 0)] === "editing" ? fields.should : fields.comment;
}
