import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildDocument, buildId, isFinished } from '../../src/state/build.ts';
import { until } from '../helpers/drover.ts';
import { type ChaosJob, outputOf } from './jobs.ts';
import type { Trigger } from './load.ts';
import type { Topology } from './topology.ts';

export interface Settled {
  readonly topology: Topology;
  readonly jobs: Readonly<Record<string, ChaosJob>>;
  readonly triggers: readonly Trigger[];
  readonly builds: readonly BuildDocument[];
  readonly witness: string;
  readonly mark: string;
}

/** What is wrong after everything has settled, one sentence each, seen from the outside. */
export async function violations(settled: Settled): Promise<string[]> {
  return [
    ...lostOrDoubled(settled),
    ...wrongNumbers(settled),
    ...stepsRunTwice(settled),
    ...wrongLogs(settled),
    ...wrongCopies(settled),
    ...leftProcesses(settled),
    ...(await leftKeys(settled)),
    ...(await orphans(settled)),
    ...(await leftWorkspaces(settled)),
  ];
}

/** Every accepted trigger has exactly one document, a final one; one without an answer has at most one. */
function lostOrDoubled({ triggers, builds }: Settled): string[] {
  const triggered = builds.filter(({ cause }) => cause.kind !== 'rerun');
  const found = groupBy(triggered, ({ parameters }) => parameters['TRIGGER'] ?? '');
  const faults = builds
    .filter(({ status }) => !isFinished(status))
    .map(({ job, number, status }) => `${job} #${number} is still ${status}`);
  for (const { id, job, accepted } of triggers) {
    const count = found.get(id)?.length ?? 0;
    if (accepted !== null && count !== 1)
      faults.push(`${job} #${accepted} was accepted and has ${count} documents`);
    if (count > 1) faults.push(`trigger ${id} of ${job} was accepted ${count} times`);
  }
  return faults;
}

function wrongNumbers({ builds }: Settled): string[] {
  return [...groupBy(builds, ({ job }) => job)].flatMap(([job, all]) => {
    const numbers = all.map(({ number }) => number).sort((a, b) => a - b);
    const whole = numbers.every((number, index) => number === index + 1);
    return whole ? [] : [`the numbers of ${job} have holes or come twice: ${numbers.join()}`];
  });
}

function stepsRunTwice({ witness }: Settled): string[] {
  const lines = readFileSync(witness, 'utf8').split('\n').slice(0, -1);
  return [...groupBy(lines, (line) => line)]
    .filter(([, same]) => same.length > 1)
    .map(([line, same]) => `"${line}" (build, attempt, step, attempt of the step) ran ${same.length} times`);
}

/** The log of a step that ran to its end is what it printed; that of any other is a beginning of it. */
function wrongLogs({ topology, jobs, builds }: Settled): string[] {
  return builds.flatMap((build) => {
    const folder = join(topology.drover.data, 'storage', 'jobs', build.job, String(build.number));
    return (build.stages[0]?.steps ?? []).flatMap((step, index) => {
      const plan = jobs[build.job]?.steps[index];
      if (plan === undefined || step.startedAt === null) return [];
      const expected = outputOf(plan, buildId(build.job, build.number));
      const written = readText(join(folder, step.log));
      const ended = step.status === 'success' || step.status === 'failure';
      const right =
        ended && !plan.leaves ? written === expected : isBeginning(written ?? '', expected, ended);
      return right
        ? []
        : [`${build.job} #${build.number} ${step.title} (${step.status}): its log is not what it printed`];
    });
  });
}

/** A note of Drover's own may follow what the command printed. */
function isBeginning(written: string, expected: string, whole: boolean): boolean {
  if (whole && !written.startsWith(expected)) return false;
  let same = 0;
  while (same < written.length && written[same] === expected[same]) same += 1;
  return (
    same === written.length ||
    /^\n?\[?drover/i.test(written.slice(same)) ||
    written.slice(same).includes('ending its processes')
  );
}

function wrongCopies({ topology, builds }: Settled): string[] {
  return builds.flatMap((build) => {
    if (build.startedAt === null) return [];
    const path = join(topology.drover.data, 'storage', 'jobs', build.job, String(build.number), 'build.json');
    const copy = readText(path);
    if (copy === null) return [`${build.job} #${build.number} (${build.status}) has no build.json`];
    const { status, number } = JSON.parse(copy) as BuildDocument;
    return status === build.status && number === build.number
      ? []
      : [`build.json of ${build.job} #${build.number} says ${status}, Redis ${build.status}`];
  });
}

function leftProcesses({ mark }: Settled): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const environment = readText(`/proc/${pid}/environ`)?.split('\0') ?? [];
      if (!environment.includes(`CHAOS_MARK=${mark}`)) return [];
      return [
        `process ${pid} of a build is alive: ${readText(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ')}`,
      ];
    });
}

async function leftKeys({ topology }: Settled): Promise<string[]> {
  const redis = topology.redis.connect();
  const keys = await redis.keys('drover:*');
  const ofBuilds = /^drover:(state|lease|private|group-(holders|waiting)):|^drover:bull:[^:]+:\w+_\d+/;
  const left = keys.filter((key) => ofBuilds.test(key)).map((key) => `the key ${key} is left`);
  for (const key of ['drover:queued', 'drover:running', 'drover:undelivered', 'drover:queue-deadlines']) {
    const ids = await redis.zrange(key, 0, '-1');
    left.push(...ids.map((id) => `${key} has ${id}`));
  }
  return left;
}

/** What Drover itself says is left over. */
async function orphans({ topology }: Settled): Promise<string[]> {
  const { json } = await topology.drover.request<{ orphans: { message: string }[] }>('GET', '/api/orphans');
  return json.orphans.map(({ message }) => `an orphan: ${message}`);
}

/** A worker that was killed leaves some, and some are kept for a while: each worker tidies every half a minute. */
async function leftWorkspaces({ topology }: Settled): Promise<string[]> {
  const left = () => readdirSync(join(topology.drover.data, 'workspaces'));
  await until(() => left().length === 0, 'workspaces are removed', 90_000).catch(() => {});
  return left().map((name) => `the workspace ${name} is left`);
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item)) ?? [];
    groups.set(keyOf(item), [...group, item]);
  }
  return groups;
}
