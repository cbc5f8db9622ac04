// One report arrives once, and thanks are said only for what arrived.

import assert from "node:assert/strict";
import test from "node:test";

import type { Annotation } from "../src/annotation.js";
import type { Host } from "../src/host.js";
import { Refused, deliver } from "../src/wire.js";

const host = { base: "https://corrections.example.org/", site: "daily" } as Host;
const accepted = () => new Response(JSON.stringify({ id: "1" }), { status: 201 });
const down = () => Promise.reject(new TypeError("network"));

/** Sends a report to a network that answers in turn as given; the keys and bodies that it saw. */
async function send(value: string, ...answers: (() => Response | Promise<Response>)[]) {
  const seen: { url: string; key: string; body: string }[] = [];
  globalThis.fetch = async (url, init) => {
    seen.push({ url: String(url), key: (init?.headers as Record<string, string>)["Idempotency-Key"] ?? "", body: String(init?.body) });
    return (answers.shift() ?? down)();
  };
  const annotation: Annotation = { body: [{ purpose: "editing" }], value };
  const outcome = await deliver(host, annotation, new AbortController().signal).catch((error: unknown) => error);
  return { seen, outcome };
}

// Pauses end at once; what limits an attempt never does.
globalThis.setTimeout = ((run: () => void, time: number) => (time < 10_000 && queueMicrotask(run), 0)) as typeof setTimeout;

test("a report is sent to its site", async () => {
  const { seen, outcome } = await send("a", accepted);
  assert.deepEqual(outcome, { id: "1" });
  assert.equal(seen[0]?.url, "https://corrections.example.org/api/v1/sites/daily/reports");
});

test("a report that did not get through is sent again under its key", async () => {
  const { seen, outcome } = await send("b", down, () => new Response("", { status: 503 }), accepted);
  assert.deepEqual(outcome, { id: "1" });
  assert.equal(seen.length, 3);
  assert.equal(new Set(seen.map(({ key, body }) => key + body)).size, 1);
});

test("the reader's next try has the same key, changed words have another", async () => {
  const first = await send("c", down, down, down);
  const again = await send("c", accepted);
  const changed = await send("d", accepted);
  assert.equal(first.outcome instanceof TypeError, true);
  assert.equal(first.seen.length, 3);
  assert.equal(again.seen[0]?.key, first.seen[0]?.key);
  assert.notEqual(changed.seen[0]?.key, first.seen[0]?.key);
});

test("what was taken and is said again is another report", async () => {
  const first = await send("said twice", accepted);
  const again = await send("said twice", accepted);
  assert.notEqual(again.seen[0]?.key, first.seen[0]?.key);
});

test("a reason is the server's last word", async () => {
  const problem = { title: "Invalid", detail: "The report is not complete.", errors: [{ pointer: "/kind", detail: "unknown" }] };
  const { seen, outcome } = await send("e", () => new Response(JSON.stringify(problem), { status: 422 }), accepted);
  assert.equal(seen.length, 1);
  assert.equal(outcome instanceof Refused, true);
  assert.deepEqual((outcome as Refused).problem.errors, problem.errors);
});

test("an answer of something on the way is no thanks", async () => {
  const { outcome } = await send("f", () => new Response("<h1>Blocked</h1>", { status: 200 }));
  assert.equal(outcome instanceof Refused, true);
});

test("a closed dialog sends no more", async () => {
  const ended = new AbortController();
  let attempts = 0;
  globalThis.fetch = () => {
    attempts++;
    ended.abort();
    return down();
  };
  await assert.rejects(deliver(host, { body: [] }, ended.signal), (error) => error instanceof TypeError);
  assert.equal(attempts, 1);
});
