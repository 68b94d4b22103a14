import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from './faults.ts';
import type { ChaosJob } from './jobs.ts';
import type { Topology } from './topology.ts';

/** A request to start a build. `accepted` is its number; null: no answer came, so it may have been accepted or not. */
export interface Trigger {
  readonly job: string;
  readonly id: string;
  accepted: number | null;
}

const answerWithinMs = 10_000;
const cancelAfterMs = 1_000;

/** Starts builds at either server until `stopped`, some of which it cancels or runs again from the stage that failed. */
export async function produceLoad(
  topology: Topology,
  jobs: Readonly<Record<string, ChaosJob>>,
  random: Random,
  stopped: AbortSignal,
): Promise<Trigger[]> {
  const triggers: Trigger[] = [];
  const names = Object.keys(jobs);
  const later: Promise<void>[] = [];
  while (!stopped.aborted) {
    const job = names[Math.floor(random() * names.length)] as string;
    const trigger: Trigger = { job, id: `t${triggers.length}`, accepted: null };
    triggers.push(trigger);
    const url = topology.address(Math.floor(random() * 2));
    trigger.accepted = await start(topology, url, trigger);
    if (jobs[job]?.cancelled && trigger.accepted !== null)
      later.push(cancelLater(topology, job, trigger.accepted));
    if (jobs[job]?.rerun && trigger.accepted !== null)
      later.push(rerunLater(topology, job, trigger.accepted));
    await pause(20 + random() * 180);
  }
  await Promise.all(later);
  return triggers;
}

async function start(topology: Topology, url: string, { job, id }: Trigger): Promise<number | null> {
  const answer = await post(topology, `${url}/api/jobs/${job}/builds`, { parameters: { TRIGGER: id } });
  if (answer === null || answer.status >= 500) return null;
  if (answer.status !== 201)
    throw new Error(`${job} was refused with ${answer.status}: ${await answer.text()}`);
  const { number } = (await answer.json().catch(() => ({ number: null }))) as { number: number | null };
  return number;
}

/** May come to nothing, as when the server is dead at that moment. */
async function cancelLater(topology: Topology, job: string, number: number): Promise<void> {
  await pause(cancelAfterMs);
  await post(topology, `${topology.address(number)}/api/jobs/${job}/builds/${number}/cancel`, {});
}

/** Refused when the build has not ended yet, or its workspace is gone. */
async function rerunLater(topology: Topology, job: string, number: number): Promise<void> {
  await pause(cancelAfterMs);
  await post(topology, `${topology.address(number)}/api/jobs/${job}/builds/${number}/rerun`, {
    from: 'failedStage',
  });
}

function post(topology: Topology, url: string, body: object): Promise<Response | null> {
  return fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${topology.drover.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(answerWithinMs),
  }).catch(() => null);
}
