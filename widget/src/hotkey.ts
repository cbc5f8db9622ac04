// The key combination that opens the dialog: reading it from the page's setting, and telling whether a key
// press is it. Where the press happened is not asked here.

/** A key with the modifiers that must be held, and no others. */
export interface Combination {
  key: string;
  held: Modifier[];
}

/** The modifiers in the order they are written in, with their names in a setting. */
const MODIFIERS = [["ctrl", "control"], ["meta", "cmd"], ["alt", "option"], ["shift"]] as const;

type Modifier = (typeof MODIFIERS)[number][0];

/** Apple devices have a Command key, which takes the place of Control. */
export const isApple = /Mac|iP(hone|ad|od)/.test(navigator.platform);

/** The combinations that a setting such as `Ctrl+Shift+E` means; without one Ctrl+Enter, on Apple also Cmd+Enter. */
export function combinations(setting: string | undefined): Combination[] {
  const named = setting === undefined ? (isApple ? ["cmd+enter", "ctrl+enter"] : ["ctrl+enter"]) : [setting];
  return named.map(combination);
}

function combination(text: string): Combination {
  const parts = text.toLowerCase().split("+").map((part) => part.trim());
  const key = parts.pop() ?? "";
  return { key, held: MODIFIERS.filter((names) => names.some((name) => parts.includes(name))).map(([name]) => name) };
}

/** How a combination is written for a person. */
export function spelled({ key, held }: Combination): string {
  const names = [...held, key].map((name) => (name === "meta" ? "⌘" : name));
  return names.map((name) => name.replace(/^./, (letter) => letter.toUpperCase())).join(" + ");
}

/** Whether a key press is the combination. A letter is also known by its place, for keyboards of other scripts. */
export function pressed(event: KeyboardEvent, { key, held }: Combination): boolean {
  const isKey = event.key.toLowerCase() === key || event.code.toLowerCase() === `key${key}`;
  return isKey && MODIFIERS.every(([name]) => event[`${name}Key`] === held.includes(name));
}
