// Sends the reports that could not be sent when they were written, under the key they had. Loaded when there is one and
// the server may be reached.

import type { Kit } from "./dialog.js";
import type { Host } from "./host.js";
import type { Waiting } from "./waiting.js";
import type { Answer, Failure, Problem } from "./wire.js";

/** So long a report waits. */
const DAYS = 7;

/** Sends what waits. One page of the browser does it at a time. */
export async function send(host: Host): Promise<void> {
  const { kit } = await host.load();
  const locks = navigator.locks as LockManager | undefined;
  const run = () => sendAll(kit, host);
  const wait = await (locks ? locks.request(`corrigenda:${host.site}`, { ifAvailable: true }, (lock) => (lock ? run() : 0)) : run()).catch(() => 0);
  if (wait !== null) kit.sendLater(host, wait);
}

/** Sends all of them; when some are left, gives the seconds to wait. */
async function sendAll(kit: Kit, host: Host): Promise<number | null> {
  await dropOld(kit, host);
  for (const waiting of await all(kit, host)) {
    try {
      const answer = await kit.post(host, waiting);
      // Said before it is forgotten: the receipt is the reader's only one, and to send it again would be harmless.
      await tell(kit, host, answer);
      await forget(kit, waiting);
      kit.announce("sent", { id: answer.id });
    } catch (error) {
      const { problem, wait } = error as Failure;
      if (!problem) return wait || 0;
      await tell(kit, host, null, problem);
      await forget(kit, waiting);
      kit.announce("error", { error });
    }
  }
  // What another page put there meanwhile is that page's to send, or the next one's: it may come right after the look.
  const mark = `corrigenda:${host.site}:unsent`;
  delete localStorage[mark];
  if ((await all(kit, host)).length) localStorage[mark] = 1;
  return null;
}

/** Drops what has waited too long, and says so first: a reader who was told that it will be sent believes that. */
async function dropOld(kit: Kit, host: Host): Promise<void> {
  const old = (await all(kit, host)).filter(({ since }) => Date.now() - since > DAYS * 864e5);
  if (!old.length) return;
  const say = kit.speak(await host.settings("elements"));
  await tell(kit, host, null, { detail: say("unsent-old", { n: old.length }) });
  kit.announce("error", { error: new Error("old") });
  for (const waiting of old) await forget(kit, waiting);
}

/** Says at the edge of the page what became of a report that waited. */
async function tell(kit: Kit, host: Host, answer: Answer | null, problem?: Problem): Promise<void> {
  const settings = await host.settings();
  const lines = answer ? await kit.thanks(kit, host, settings, answer, false) : [kit.h("p", {}, kit.speak(settings)("refused", { why: problem?.detail ?? "" }))];
  (await kit.edge(host)).toast(kit, host, settings, lines, false);
}

async function all(kit: Kit, host: Host): Promise<Waiting[]> {
  const reports: Waiting[] = await kit.change((store) => store.getAll());
  return reports.filter(({ site }) => site === host.site).sort((one, other) => one.since - other.since);
}

function forget(kit: Kit, { key }: Waiting): Promise<unknown> {
  return kit.change((store) => store.delete(key));
}
