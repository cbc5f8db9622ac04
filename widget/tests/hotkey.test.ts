// Which key presses open the dialog.

import assert from "node:assert/strict";
import test from "node:test";

// Older versions of Node have no navigator; the platform is asked when the module is read.
Object.defineProperty(globalThis, "navigator", { value: { platform: "Linux x86_64" }, configurable: true });
const { combinations, pressed, spelled } = await import("../src/hotkey.js");

const press = (key: string, held: Partial<KeyboardEvent> = {}) =>
  ({ key, code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held }) as KeyboardEvent;
const opens = (setting: string | undefined, event: KeyboardEvent) => combinations(setting).some((wanted) => pressed(event, wanted));

test("Ctrl+Enter opens, and nothing near it", () => {
  assert.equal(opens(undefined, press("Enter", { ctrlKey: true })), true);
  assert.equal(opens(undefined, press("Enter")), false);
  assert.equal(opens(undefined, press("Enter", { ctrlKey: true, shiftKey: true })), false);
  assert.equal(opens(undefined, press("a", { ctrlKey: true })), false);
});

test("a page may choose another combination, which then is the only one", () => {
  assert.equal(opens("Alt + Shift + E", press("E", { altKey: true, shiftKey: true })), true);
  assert.equal(opens("Alt+Shift+E", press("Enter", { ctrlKey: true })), false);
  assert.equal(opens("", press("Enter", { ctrlKey: true })), false);
});

test("a letter is known by its place on keyboards of other scripts", () => {
  assert.equal(opens("Ctrl+E", press("у", { code: "KeyE", ctrlKey: true })), true);
});

test("the combination is written for a person", () => {
  assert.equal(combinations("ctrl+enter").map(spelled).join(), "Ctrl + Enter");
});
