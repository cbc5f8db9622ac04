// The work that a server under load asks for before it takes a report: loaded when it does. The browser derives the
// keys on threads of its own, so that the page stays as smooth as it was.

import { json } from "./json.js";

/** What the server asks for: ALTCHA's protocol, version 2. */
interface Challenge {
  parameters: { cost: number; nonce: string; salt: string; keyLength: number; keyPrefix: string };
  signature: string;
}

/** Counters after which a challenge is not what this widget can solve. */
const MOST = 100_000;

/** Fetches the challenge, solves it, and gives the value of the header that proves it. */
export async function prove(url: string): Promise<string> {
  const answer = await fetch(url, { credentials: "omit", cache: "no-store" });
  const challenge: Challenge = await answer.json();
  const { cost, nonce, salt, keyLength, keyPrefix } = challenge.parameters;
  const password = new Uint8Array([...bytes(nonce), 0, 0, 0, 0]);
  const number = new DataView(password.buffer, password.length - 4);
  for (let counter = 0; counter < MOST; counter++) {
    number.setUint32(0, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derived = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost }, key, keyLength * 8);
    const derivedKey = hex(new Uint8Array(derived));
    if (derivedKey.startsWith(keyPrefix)) return btoa(json({ challenge, solution: { counter, derivedKey } }));
  }
  throw new Error("corrigenda: no proof");
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array((text.match(/../g) ?? []).map((pair) => parseInt(pair, 16)));
}

function hex(list: Uint8Array): string {
  return [...list].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
