// Reports that could not be sent: kept in the browser until the server can be reached. Part of the dialog, because
// without a network nothing more can be loaded; sending them is for `later.ts`, which is loaded when there is hope.

import type { Host } from "./host.js";
import type { Parcel } from "./wire.js";

/** A report that waits. */
export interface Waiting extends Parcel {
  site: string;
  since: number;
}

/** So many wait at most: a browser is no archive. */
const MOST_WAITING = 50;

/** Milliseconds to the next attempt: the first, and the longest that doubling makes it. */
const [SOON, LATE] = [15_000, 600_000];

let pause = SOON;
let timer = 0;

/** Keeps a report for later; false when the browser does not take it. */
export async function keep(host: Host, { key, body }: Parcel, wait: number): Promise<boolean> {
  try {
    if ((await change((store) => store.count())) >= MOST_WAITING) return false;
    await change((store) => store.put({ key, body, site: host.site, since: Date.now() }));
    // By this mark the next page knows that there is something to send.
    localStorage[`corrigenda:${host.site}:unsent`] = 1;
    pause = SOON;
    sendLater(host, wait);
    return true;
  } catch {
    return false;
  }
}

/** Sends what waits after some seconds, or when the way may be free again. */
export function sendLater(host: Host, wait = 0): void {
  const send = () => import(host.base + "asset:later.js").then((later) => later.send(host)).catch(() => sendLater(host));
  // Once for the page, or every attempt would add one more.
  if (!timer) addEventListener("online", send);
  clearTimeout(timer);
  timer = setTimeout(send, Math.max(wait * 1000, pause));
  pause = Math.min(pause * 2, LATE);
}

/** One change of what waits; resolves when it is on disk. */
export async function change<T>(run: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open("corrigenda", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("reports", { keyPath: "key" });
  await new Promise((done, fail) => {
    opening.onsuccess = done;
    opening.onerror = fail;
  });
  const transaction = opening.result.transaction("reports", "readwrite");
  const request = run(transaction.objectStore("reports"));
  // It is closed when the transaction has ended.
  opening.result.close();
  await new Promise((done, fail) => {
    transaction.oncomplete = done;
    transaction.onabort = fail;
  });
  return request.result;
}
