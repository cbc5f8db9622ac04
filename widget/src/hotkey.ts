// The key combination that opens the dialog: reading it from the page's setting, and telling whether a key
// press is it. Where the press happened is not asked here.

/** A key with the modifiers that must be held, and no others. */
export interface Combination {
  key: string;
  ctrl: boolean;
  meta: boolean;
  alt: boolean;
  shift: boolean;
}

/** Apple devices have a Command key, which takes the place of Control. */
export const apple = /Mac|iP(hone|ad|od)/.test(navigator.platform);

/** The combinations that a setting such as `Ctrl+Shift+E` means; without one Ctrl+Enter, on Apple also Cmd+Enter. */
export function combinations(setting: string | undefined): Combination[] {
  const named = setting === undefined ? (apple ? ["cmd+enter", "ctrl+enter"] : ["ctrl+enter"]) : [setting];
  return named.map(combination);
}

function combination(text: string): Combination {
  const parts = text.toLowerCase().split("+").map((part) => part.trim());
  const key = parts.pop() ?? "";
  const held = (...names: string[]) => names.some((name) => parts.includes(name));
  return { key, ctrl: held("ctrl", "control"), meta: held("cmd", "meta"), alt: held("alt", "option"), shift: held("shift") };
}

/** How the first of the combinations is written for a person. */
export function spelled(wanted: Combination): string {
  const names = [wanted.ctrl && "Ctrl", wanted.meta && "⌘", wanted.alt && "Alt", wanted.shift && "Shift", wanted.key];
  return names.filter(Boolean).map((name) => String(name).replace(/^./, (letter) => letter.toUpperCase())).join(" + ");
}

/** Whether a key press is the combination. A letter is also known by its place, for keyboards of other scripts. */
export function pressed(event: KeyboardEvent, wanted: Combination): boolean {
  const key = event.key.toLowerCase() === wanted.key || event.code.toLowerCase() === `key${wanted.key}`;
  return key && event.ctrlKey === wanted.ctrl && event.metaKey === wanted.meta && event.altKey === wanted.alt && event.shiftKey === wanted.shift;
}
