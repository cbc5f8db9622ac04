// One report to the server, until the server has said what became of it. The same report keeps its key, so that
// however often it is sent it arrives once.

import type { Host } from "./host.js";
import { json } from "./json.js";

/** A report as it is sent: its words, and the key that tells it from every other. */
export interface Parcel {
  key: string;
  body: string;
}

/** What the server says of a report it has taken. */
export interface Answer {
  id: string;
  receipt_url: string;
  placement: string;
  case: { id: string; state: string; reports: number } | null;
  in_review?: boolean;
}

/** A problem document (RFC 9457). */
export interface Problem {
  type?: string;
  title?: string;
  detail?: string;
  errors?: { pointer: string; detail: string }[];
  /** Where to get the work to prove, when that lets the report through. */
  challenge?: string;
}

/** The server would not take the report, and said why; or, without a problem, it could not be reached for now. */
export class Failure extends Error {
  constructor(
    readonly problem: Problem | null,
    /** Seconds to wait before the next attempt, when the server said so. */
    readonly wait = 0,
  ) {
    super(problem?.detail ?? "unreached");
  }
}

/** Milliseconds to wait before each further attempt. */
const PAUSES = [500, 2000];

/** Milliseconds after which an attempt counts as failed. */
const PATIENCE = 15_000;

/** Proofs after which the server is not asked again. */
const PROOFS = 2;

/** The parcel for these words: the last one, when they are the same. A key may stand for one report only. */
export function parcel(words: object, last?: Parcel): Parcel {
  const body = json(words);
  // 128 random bits. `randomUUID` is missing on pages without TLS.
  return last?.body === body ? last : { body, key: crypto.getRandomValues(new Uint32Array(4)).join("-") };
}

/** Sends a report, in a few attempts. Rejects with a `Failure`. */
export async function deliver(host: Host, sent: Parcel, signal: AbortSignal): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await post(host, sent, signal);
    } catch (error) {
      const { problem, wait } = error as Failure;
      if (problem || wait || signal.aborted || !navigator.onLine || !PAUSES[attempt]) throw error;
    }
    await new Promise((done) => setTimeout(done, PAUSES[attempt]));
  }
}

/** One attempt, with a proof of work when the server asks for one. Rejects with a `Failure`. */
export async function post(host: Host, sent: Parcel, signal?: AbortSignal): Promise<Answer> {
  let proof: string | undefined;
  for (let proofs = 0; ; proofs++) {
    const response = await request(host, sent, signal, proof);
    const { status } = response;
    const text = await response.json().catch(() => ({}));
    // An acknowledgement that broke off on its way is none: the same key gets it again.
    if (text.receipt_url) return text;
    const problem: Problem = { title: String(status), ...text };
    if (status === 429 && problem.challenge && proofs < PROOFS) {
      const { prove }: typeof import("./proof.js") = await unreached(import(host.base + "asset:proof.js"));
      proof = await unreached(prove(new URL(problem.challenge, host.base).href));
    } else {
      // What a later attempt may change: the way to the server, or the server for a moment, was down or busy.
      const passes = status === 201 || status > 499 || status === 408 || (status === 429 && !/full$/.test(problem.type ?? ""));
      throw new Failure(passes ? null : problem, Number(response.headers.get("Retry-After")) || 0);
    }
  }
}

function request(host: Host, { key, body }: Parcel, signal?: AbortSignal, proof?: string): Promise<Response> {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": key, ...(proof && { "Corrigenda-Proof": proof }) };
  // Browsers without one of them have to do with the other.
  const ends = [signal, AbortSignal.timeout?.(PATIENCE)].filter((end) => end !== undefined);
  // Kept alive, so that a reader who leaves the page at once has sent it nevertheless.
  return unreached(fetch(`${host.api}reports?lang=${host.lang}`, { method: "POST", body, headers, credentials: "omit", keepalive: true, signal: AbortSignal.any?.(ends) ?? ends[0] ?? null }));
}

/** Whatever fails on the way is a server that was not reached. */
function unreached<T>(promise: Promise<T>): Promise<T> {
  return promise.catch(() => Promise.reject(new Failure(null)));
}
