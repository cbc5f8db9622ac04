// When nothing can be loaded, the reader is told, and shown the form that needs nothing loaded.

import assert from "node:assert/strict";
import test from "node:test";

const asked: string[] = [];
const opened: string[] = [];
let pageSaysItself = false;

// Newer runtimes have one that cannot be assigned.
Object.defineProperty(globalThis, "navigator", { value: { platform: "Linux" } });
Object.assign(globalThis, {
  window: globalThis,
  document: {
    currentScript: { dataset: { site: "daily" }, src: "https://down.invalid/corrigenda.js" },
    documentElement: { lang: "en" },
    addEventListener: () => {},
    querySelector: () => null,
    querySelectorAll: () => [],
    getSelection: () => null,
    dispatchEvent: () => !pageSaysItself,
  },
  HTMLElement: class {},
  customElements: { define: () => {}, get: () => undefined },
  addEventListener: () => {},
  localStorage: {},
  getSelection: () => null,
  fetch: () => Promise.reject(new TypeError("network")),
  location: { href: "https://daily.example.org/a?b=c&d", pathname: "/a", assign: (url: string) => opened.push(url) },
  confirm: (words: string) => asked.push(words) > 1,
});

test("a reader whose key press comes to nothing is asked to use the form", async () => {
  await import("../src/boot.js");
  const form = "https://down.invalid/daily/report?url=https%3A%2F%2Fdaily.example.org%2Fa%3Fb%3Dc%26d";
  await window.corrigenda?.open();
  assert.equal(asked.length, 1);
  assert.equal(asked[0]?.endsWith(form), true);
  assert.deepEqual(opened, [], "they did not want to");
  await window.corrigenda?.open();
  assert.deepEqual(opened, [form]);
  pageSaysItself = true;
  await window.corrigenda?.open();
  assert.equal(asked.length, 2);
});
