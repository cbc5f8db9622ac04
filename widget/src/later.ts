// Reports that could not be sent yet: kept in the browser, sent when the server can be reached, under the key they
// had. Loaded when there is one.

import type { Host } from "./host.js";
import type { Answer, Failure, Parcel } from "./wire.js";

/** A report that waits. */
interface Waiting extends Parcel {
  site: string;
  since: number;
}

/** So many wait at most, so long: a browser is no archive. */
const MOST = 50;
const DAYS = 7;

/** Milliseconds to the next attempt: the first, and the longest that doubling makes it. */
const [SOON, LATE] = [15_000, 600_000];

let pause = SOON;
let timer = 0;

/** Keeps a report for later; false when the browser does not take it. */
export async function keep(host: Host, { key, body }: Parcel, wait: number): Promise<boolean> {
  try {
    const reports = await all(host);
    if (reports.length >= MOST) return false;
    await change((store) => store.put({ key, body, site: host.site, since: Date.now() }));
    mark(host, true);
    next(host, wait * 1000);
    return true;
  } catch {
    return false;
  }
}

/** Sends what waits. One page of the browser does it at a time. */
export async function send(host: Host): Promise<void> {
  const locks = navigator.locks as LockManager | undefined;
  const left = await (locks ? locks.request(`corrigenda:${host.site}`, { ifAvailable: true }, (lock) => (lock ? sendAll(host) : true)) : sendAll(host)).catch(() => true);
  if (left) next(host, 0);
}

/** Whether any are left. */
async function sendAll(host: Host): Promise<boolean> {
  const { attempt, tell, announce } = await host.load();
  for (const waiting of await all(host)) {
    const isOld = Date.now() - waiting.since > DAYS * 864e5;
    try {
      const answer: Answer | null = isOld ? null : await attempt(host, waiting);
      await forget(waiting.key);
      if (answer) announce("sent", { id: answer.id });
      if (answer) await tell(host, answer);
    } catch (error) {
      const { problem, wait } = error as Failure;
      if (!problem) {
        next(host, wait * 1000);
        return true;
      }
      await forget(waiting.key);
      announce("error", { error });
      await tell(host, null, problem);
    }
  }
  // What another page put there meanwhile is that page's to send, or the next one's.
  mark(host, (await all(host)).length > 0);
  pause = SOON;
  return false;
}

/** Tries again after a while, or when the way may be free again. */
function next(host: Host, wait: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void send(host), Math.max(wait, pause));
  pause = Math.min(pause * 2, LATE);
  addEventListener("online", () => void send(host), { once: true });
}

/** The mark by which the next page knows that there is something to send. */
function mark(host: Host, waits: boolean): void {
  const name = `corrigenda:${host.site}:unsent`;
  if (waits) localStorage.setItem(name, "1");
  else localStorage.removeItem(name);
}

async function all(host: Host): Promise<Waiting[]> {
  const reports: Waiting[] = await change((store) => store.getAll(), "readonly");
  return reports.filter(({ site }) => site === host.site).sort((one, other) => one.since - other.since);
}

function forget(key: string): Promise<unknown> {
  return change((store) => store.delete(key));
}

/** One change of the store; resolves when it is on disk. */
async function change<T>(run: (store: IDBObjectStore) => IDBRequest<T>, mode: IDBTransactionMode = "readwrite"): Promise<T> {
  const database = await new Promise<IDBDatabase>((done, fail) => {
    const request = indexedDB.open("corrigenda", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("reports", { keyPath: "key" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  try {
    return await new Promise<T>((done, fail) => {
      const transaction = database.transaction("reports", mode);
      const request = run(transaction.objectStore("reports"));
      transaction.oncomplete = () => done(request.result);
      transaction.onabort = () => fail(transaction.error);
    });
  } finally {
    database.close();
  }
}
