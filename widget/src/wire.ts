// One report to the server, until the server has said what became of it. The same report keeps its key, so that
// however often it is sent it arrives once.

import type { Annotation } from "./annotation.js";
import type { Host } from "./host.js";

/** What the server says of a report it has taken. */
export interface Answer {
  id: string;
  receipt_url: string;
  placement: string;
  case: { id: string; state: string; reports: number } | null;
}

/** A problem document (RFC 9457). */
export interface Problem {
  title?: string;
  detail?: string;
  errors?: { pointer: string; detail: string }[];
}

/** The server would not take the report, and said why. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title ?? "");
  }
}

/** Milliseconds to wait before each further attempt. */
const PAUSES = [500, 2000];

/** Milliseconds after which an attempt counts as failed. */
const PATIENCE = 15_000;

/** Answers that a later attempt may change: the way to the server, or the server for a moment, was down. */
const PASSING = [408, 502, 503, 504];

let last = { body: "", key: "" };

/** Sends a report. Rejects with `Refused` when the server gave a reason, with another error when it was not reached. */
export async function deliver(host: Host, annotation: Annotation, signal: AbortSignal): Promise<Answer> {
  const body = JSON.stringify(annotation);
  // Changed words are another report; a key may stand for one only.
  if (last.body !== body) last = { body, key: newKey() };
  for (let attempt = 0; ; attempt++) {
    const response = await attemptOnce(host, last, signal).catch((error) => (signal.aborted || attempt >= PAUSES.length ? Promise.reject(error) : null));
    if (response?.status === 201) {
      // What is said again after an answer is meant again: the first may have been withdrawn.
      last = { body: "", key: "" };
      return response.json();
    }
    if (response && (!PASSING.includes(response.status) || attempt >= PAUSES.length)) throw await refusal(response);
    await pause(PAUSES[attempt] ?? 0);
  }
}

function attemptOnce(host: Host, { body, key }: typeof last, signal: AbortSignal): Promise<Response> {
  const limit = new AbortController();
  const stop = () => limit.abort();
  signal.addEventListener("abort", stop);
  const timer = setTimeout(stop, PATIENCE);
  const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
  return fetch(`${host.base}api/v1/sites/${host.site}/reports`, { method: "POST", body, headers, credentials: "omit", signal: limit.signal })
    .finally(() => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    });
}

/** The reason in the answer. An answer of something else on the way, such as a proxy's page, has none. */
async function refusal(response: Response): Promise<Refused> {
  const problem: Problem = await response.json().catch(() => ({}));
  return new Refused({ title: String(response.status), ...problem });
}

function pause(time: number): Promise<void> {
  return new Promise((done) => setTimeout(done, time));
}

/** A key of 128 random bits. `randomUUID` is missing on pages without TLS. */
function newKey(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}
