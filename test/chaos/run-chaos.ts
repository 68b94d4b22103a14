import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BuildDocument } from '../../src/state/build.ts';
import { until } from '../helpers/drover.ts';
import { seededRandom } from '../live/support/seeded-random.ts';
import { violations } from './checks.ts';
import { faultsOf, type Random } from './faults.ts';
import { chaosJobs, definitionOf, patientJobs } from './jobs.ts';
import { produceLoad } from './load.ts';
import { sampleReasons } from './reasons.ts';
import { Topology } from './topology.ts';

export interface ChaosOptions {
  readonly seed: number;
  /** How long builds are started and things are broken. */
  readonly seconds: number;
  /** With jobs that are run again when their worker was lost. */
  readonly patient: boolean;
  readonly say: (text: string) => void;
}

export interface ChaosReport {
  readonly violations: readonly string[];
  /** Builds by status, faults by kind, triggers: for people. */
  readonly counts: Readonly<Record<string, number>>;
  /** What was broken when, in seconds from the start. */
  readonly timeline: readonly string[];
}

const settleWithinMs = 400_000;
const betweenFaultsMs = 4_000;
/** What the logs take, and as much again. */
const storageMiBPerSecond = 0.8;

/** Runs builds while things break, waits until all has settled, and looks at it from the outside. */
export async function runChaos({ seed, seconds, patient, say }: ChaosOptions): Promise<ChaosReport> {
  const jobs = patient ? { ...chaosJobs, ...patientJobs } : chaosJobs;
  const random = seededRandom(seed);
  const topology = await Topology.start(seed, 256 + Math.ceil(seconds * storageMiBPerSecond));
  if (topology.disk === null) say('no storage will be full: this user may not mount a file system');
  const witness = join(topology.drover.data, 'witness');
  const mark = topology.drover.data;
  writeFileSync(witness, '');
  try {
    for (const [name, job] of Object.entries(jobs))
      await topology.drover.define(name, definitionOf(job, witness, mark));
    const stop = new AbortController();
    const load = produceLoad(topology, jobs, seededRandom(seed + 1), stop.signal);
    const sampling = sampleReasons(topology, stop.signal);
    const timeline = await breakThings(topology, random, seconds, say).finally(() => stop.abort());
    const triggers = await load;
    const reasons = await sampling;
    await topology.healAll();
    say(`${triggers.length} triggers; waiting until all has settled`);
    await settled(topology);
    const builds = await allBuilds(topology, Object.keys(jobs));
    const counts: Record<string, number> = {
      triggers: triggers.length,
      'reasons compared': reasons.compared,
    };
    for (const { status } of builds) counts[status] = (counts[status] ?? 0) + 1;
    for (const entry of timeline) {
      const kind = entry.replace(/^[\d.]+ s /, '');
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    return {
      violations: [
        ...reasons.wrong,
        ...(await violations({ topology, jobs, triggers, builds, witness, mark })),
      ],
      counts,
      timeline,
    };
  } finally {
    await topology.stop();
  }
}

async function breakThings(
  topology: Topology,
  random: Random,
  seconds: number,
  say: (text: string) => void,
): Promise<string[]> {
  const begin = performance.now();
  const timeline: string[] = [];
  const kinds = Object.entries(faultsOf(topology));
  while (performance.now() - begin < seconds * 1_000) {
    const [kind, fault] = kinds[Math.floor(random() * kinds.length)] as (typeof kinds)[number];
    timeline.push(`${((performance.now() - begin) / 1_000).toFixed(1)} s ${kind}`);
    say(timeline.at(-1) ?? '');
    await fault(topology, random);
    await pause(random() * betweenFaultsMs);
  }
  return timeline;
}

/** Nothing waits, nothing runs and no place of a lost build is held, three looks in a row. */
async function settled(topology: Topology): Promise<void> {
  let quiet = 0;
  await until(
    async () => {
      const redis = topology.redis.connect();
      const waiting = await Promise.all([
        redis.zcard('drover:queued'),
        redis.zcard('drover:running'),
        redis.zcard('drover:uncopied'),
        redis.zcard('drover:group-held'),
      ]);
      redis.disconnect();
      quiet = waiting.every((count) => count === 0) ? quiet + 1 : 0;
      await pause(1_000);
      return quiet >= 3;
    },
    'everything has settled',
    settleWithinMs,
  );
}

async function allBuilds({ drover }: Topology, jobs: readonly string[]): Promise<BuildDocument[]> {
  const all: BuildDocument[] = [];
  for (const job of jobs) {
    let before = '';
    for (;;) {
      const { json } = await drover.request<{ builds: BuildDocument[]; next: number | null }>(
        'GET',
        `/api/jobs/${job}/builds?limit=100${before}`,
      );
      all.push(...json.builds);
      if (json.next === null) break;
      before = `&before=${json.next}`;
    }
  }
  return all;
}
