// What the server does not take, said where it stands: at the fields that its reasons point to. Loaded when it refuses.

import type { Annotation } from "./annotation.js";
import type { Kit, Session } from "./dialog.js";
import type { Control } from "./form.js";
import type { Problem } from "./wire.js";

/** Puts the reasons at their fields, and says all others above the buttons. */
export function refuse({ fail, goTo }: Kit, { form, say }: Session, problem: Problem, sent: Annotation): void {
  const rest: string[] = [];
  let first: Control | null = null;
  for (const { pointer, detail } of problem.errors ?? []) {
    // A JSON pointer into the annotation.
    const [, member = "", number] = pointer.split("/");
    const name = { contact: "email", kind: "kind", body: sent.body[Number(number ?? 0)]?.purpose === "editing" ? "should" : "comment" }[member] ?? "";
    const control = fail(form.element, name, detail);
    if (control) first ??= control;
    else rest.push(detail);
  }
  if (first) goTo(first);
  if (!first || rest.length) form.refuse(say("refused", { why: rest.join(" ") || problem.detail || problem.title || "" }));
}
