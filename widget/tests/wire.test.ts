// One report arrives once, and thanks are said only for what arrived.

import assert from "node:assert/strict";
import test from "node:test";

import type { Host } from "../src/host.js";
import { Failure, type Parcel, deliver, parcel } from "../src/wire.js";

const host = { base: "https://corrections.example.org/", api: "https://corrections.example.org/api/v1/sites/daily/", site: "daily", lang: "en" } as Host;
const acknowledged = { id: "1", receipt_url: "https://corrections.example.org/receipts/r" };
const accepted = () => new Response(JSON.stringify(acknowledged), { status: 201 });
const down = () => Promise.reject(new TypeError("network"));
const answer = (status: number, problem: object = {}, headers: Record<string, string> = {}) => () => new Response(JSON.stringify(problem), { status, headers });

Object.defineProperty(globalThis, "navigator", { value: { onLine: true } });

/** Sends a report to a network that answers in turn as given; the keys and bodies that it saw. */
async function send(sent: Parcel, ...answers: (() => Response | Promise<Response>)[]) {
  const seen: { url: string; key: string; body: string }[] = [];
  globalThis.fetch = async (url, init) => {
    seen.push({ url: String(url), key: (init?.headers as Record<string, string>)["Idempotency-Key"] ?? "", body: String(init?.body) });
    return (answers.shift() ?? down)();
  };
  const outcome = await deliver(host, sent, new AbortController().signal).catch((error: unknown) => error);
  return { seen, outcome };
}

const failure = (outcome: unknown) => {
  assert.equal(outcome instanceof Failure, true, String(outcome));
  return outcome as Failure;
};

// Pauses end at once.
globalThis.setTimeout = ((run: () => void) => (queueMicrotask(run), 0)) as typeof setTimeout;

test("a report is sent to its site", async () => {
  const { seen, outcome } = await send(parcel({ value: "a" }), accepted);
  assert.deepEqual(outcome, acknowledged);
  assert.equal(seen[0]?.url, "https://corrections.example.org/api/v1/sites/daily/reports?lang=en");
});

test("a report that did not get through is sent again under its key", async () => {
  const { seen, outcome } = await send(parcel({ value: "b" }), down, answer(503), accepted);
  assert.deepEqual(outcome, acknowledged);
  assert.equal(seen.length, 3);
  assert.equal(new Set(seen.map(({ key, body }) => key + body)).size, 1);
});

test("the same words keep their key, changed words have another", () => {
  const first = parcel({ value: "c" });
  assert.equal(parcel({ value: "c" }, first).key, first.key);
  assert.notEqual(parcel({ value: "d" }, first).key, first.key);
  assert.notEqual(parcel({ value: "c" }).key, first.key);
});

test("a server that is not reached gives no reason", async () => {
  for (const status of [408, 500, 502, 503]) {
    const { seen, outcome } = await send(parcel({ status }), answer(status), answer(status), answer(status), accepted);
    assert.equal(failure(outcome).problem, null);
    assert.equal(seen.length, 3);
  }
});

test("who sends too much waits as long as the server says, and is not asked again at once", async () => {
  const { seen, outcome } = await send(parcel({ value: "w" }), answer(429, { type: "/api/problems/too-many-requests" }, { "Retry-After": "30" }), accepted);
  assert.deepEqual([failure(outcome).problem, failure(outcome).wait, seen.length], [null, 30, 1]);
});

test("an article that takes no more today is a reason", async () => {
  const problem = { type: "/api/problems/article-full", detail: "Enough for today." };
  const { seen, outcome } = await send(parcel({ value: "f" }), answer(429, problem, { "Retry-After": "60" }), accepted);
  assert.equal(failure(outcome).problem?.detail, "Enough for today.");
  assert.equal(seen.length, 1);
});

test("an acknowledgement that broke off is asked for again under its key", async () => {
  const { seen, outcome } = await send(parcel({ value: "b" }), () => new Response('{"id": "1", "rec', { status: 201 }), accepted);
  assert.deepEqual(outcome, acknowledged);
  assert.deepEqual([seen.length, seen[0]?.key], [2, seen[1]?.key]);
});

test("a reason is the server's last word", async () => {
  const problem = { title: "Invalid", detail: "The report is not complete.", errors: [{ pointer: "/kind", detail: "unknown" }] };
  const { seen, outcome } = await send(parcel({ value: "e" }), answer(422, problem), accepted);
  assert.equal(seen.length, 1);
  assert.deepEqual(failure(outcome).problem?.errors, problem.errors);
});

test("an answer of something on the way is no thanks", async () => {
  const { outcome } = await send(parcel({ value: "g" }), () => new Response("<h1>Blocked</h1>", { status: 200 }));
  assert.equal(failure(outcome).problem?.title, "200");
});

test("a closed dialog sends no more", async () => {
  const ended = new AbortController();
  let attempts = 0;
  globalThis.fetch = () => {
    attempts++;
    ended.abort();
    return down();
  };
  await assert.rejects(deliver(host, parcel({}), ended.signal), (error) => error instanceof Failure);
  assert.equal(attempts, 1);
});

test("a server that does not answer is given up after fifteen seconds, as one that is not reached", async () => {
  const waited: number[] = [];
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (time) => (waited.push(time), AbortSignal.abort());
  let attempts = 0;
  globalThis.fetch = (_, init) => {
    attempts++;
    // As a browser does: it answers nothing and ends when it is told to.
    return init?.signal?.aborted ? Promise.reject(init.signal.reason) : new Promise(() => {});
  };
  const outcome = await deliver(host, parcel({ value: "t" }), new AbortController().signal).catch((error: unknown) => error);
  AbortSignal.timeout = timeout;
  assert.deepEqual([failure(outcome).problem, attempts, waited], [null, 3, [15_000, 15_000, 15_000]]);
});
