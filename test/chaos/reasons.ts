import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { WaitingBuild } from '../../src/queue/list.ts';
import { type Facts, factsOf } from '../../src/queue/testing/facts.ts';
import { buildId } from '../../src/state/build.ts';
import { nobodyHas } from './jobs.ts';
import type { Topology } from './topology.ts';

export interface Sampled {
  /** How many reasons were compared with what is in Redis. */
  readonly compared: number;
  /** Those that were not true, a sentence each. */
  readonly wrong: readonly string[];
}

const everyMs = 300;
const answerWithinMs = 5_000;

/** What decides why a build waits, straight from Redis. */
interface Moment {
  /** By name, of those that are alive. */
  readonly workers: Record<string, { status: string; labels: string[]; slots: number; busy: number }>;
  /** Name → ids in their order. */
  readonly queues: Record<string, string[]>;
  readonly groups: Record<string, { limit: number; holders: string[]; waiting: string[]; held: string[] }>;
  /** Ids of those that may not begin yet. */
  readonly heldBack: string[];
}

/**
 * One script, so that it is one moment. Empty lists come as `{}`. `onTheWay` tells a build that has not come into a queue yet
 * from one that has left it; `run` tells a Redis that was killed from the one before, whose last second is lost: what looks
 * the same after it was something else in between.
 */
const momentScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local moment = { workers = {}, queues = {}, groups = {}, heldBack = redis.call('ZRANGEBYSCORE', 'drover:undelivered', now, '+inf') }
moment.run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
moment.onTheWay = { redis.call('ZRANGE', 'drover:undelivered', 0, -1) }
for _, name in ipairs(redis.call('HKEYS', 'drover:workers')) do
  local beat = redis.call('GET', 'drover:worker:' .. name)
  if beat then
    local told = cjson.decode(beat)
    moment.workers[name] = { status = told.status, labels = told.labels, slots = told.slots, busy = 0 }
  end
end
for _, id in ipairs(redis.call('ZRANGE', 'drover:running', 0, -1)) do
  local worker = moment.workers[redis.call('HGET', 'drover:state:' .. id, 'worker')]
  if worker and redis.call('EXISTS', 'drover:lease:' .. id) == 1 then worker.busy = worker.busy + 1 end
end
for _, name in ipairs(redis.call('HKEYS', 'drover:queues')) do
  moment.queues[name] = redis.call('ZRANGE', 'drover:bull:' .. name .. ':prioritized', 0, -1)
  table.insert(moment.onTheWay, redis.call('LRANGE', 'drover:bull:' .. name .. ':active', 0, -1))
end
local limits = redis.call('HGETALL', 'drover:group-limits')
for index = 1, #limits, 2 do
  local name = limits[index]
  moment.groups[name] = {
    limit = tonumber(limits[index + 1]),
    holders = redis.call('ZRANGE', 'drover:group-holders:' .. name, 0, -1),
    waiting = redis.call('ZRANGE', 'drover:group-waiting:' .. name, 0, -1),
    held = redis.call('ZRANGE', 'drover:group-held', 0, -1),
  }
end
return cjson.encode(moment)`;

/**
 * While everything breaks, asks either server why builds wait. An answer is compared when Redis was the same before and
 * after it: then each reason must be true.
 */
export async function sampleReasons(topology: Topology, stopped: AbortSignal): Promise<Sampled> {
  const wrong: string[] = [];
  const begin = performance.now();
  let compared = 0;
  let redis: Redis | null = null;
  for (let turn = 0; !stopped.aborted; turn += 1) {
    await pause(everyMs);
    try {
      redis ??= topology.redis.connect();
      const before = String(await redis.eval(momentScript, 0));
      const builds = await askQueue(topology, turn);
      if (builds === null || before !== String(await redis.eval(momentScript, 0))) continue;
      const moment = JSON.parse(before) as Moment;
      for (const build of builds) {
        compared += 1;
        const said = build.waitingFor.message;
        const truth = whyAt(moment, build);
        if (JSON.stringify(factsOf(said)) !== JSON.stringify(truth))
          wrong.push(
            `at ${((performance.now() - begin) / 1000).toFixed(1)} s ${build.job} #${build.number} says "${said}", but ${JSON.stringify(truth)} is true`,
          );
      }
    } catch {
      // Redis is away, or was just killed.
      redis?.disconnect();
      redis = null;
    }
  }
  redis?.disconnect();
  return { compared, wrong };
}

/** Null when there was no answer. */
async function askQueue(topology: Topology, turn: number): Promise<WaitingBuild[] | null> {
  const answer = await fetch(`${topology.address(turn)}/api/queue?limit=1000`, {
    headers: { authorization: `Bearer ${topology.drover.token}` },
    signal: AbortSignal.timeout(answerWithinMs),
  }).catch(() => null);
  if (answer?.status !== 200) return null;
  return ((await answer.json()) as { builds: WaitingBuild[] }).builds;
}

function whyAt({ workers, queues, groups, heldBack }: Moment, build: WaitingBuild): Facts {
  const id = buildId(build.job, build.number);
  const shown = (ids: readonly string[]): string[] => ids.map((one) => one.replace(/_(\d+)$/, ' #$1')).sort();
  for (const [name, { limit, holders, waiting, held }] of Object.entries(groups)) {
    const ahead = list(waiting).indexOf(id);
    if (ahead < 0) continue;
    const lost = list(holders).filter((holder) => list(held).includes(`${holder} ${name}`)).length;
    return {
      kind: 'group',
      group: name.startsWith('job:') ? 'its job' : name,
      limit,
      holders: shown(list(holders)),
      lost,
      ahead,
    };
  }
  const alive = Object.entries(workers);
  if (alive.length === 0) return { kind: 'workers' };
  const { resumes, runsOn, earlierAttempts = [] } = build;
  const has = (labels: readonly string[], wanted: readonly string[]) =>
    wanted.every((one) => list(labels).includes(one));
  const able = alive.filter(([name, { labels }]) =>
    resumes === undefined ? has(labels, runsOn) : name === resumes.worker,
  );
  if (able.length === 0)
    return resumes === undefined
      ? { kind: 'labels', never: runsOn.includes(nobodyHas) }
      : { kind: 'keeper', worker: resumes.worker };
  const open = able.filter(([, { status }]) => status === 'online');
  if (open.length === 0) return { kind: 'paused' };
  const own = Object.entries(queues).find(([, ids]) => list(ids).includes(id));
  if (own === undefined) {
    const lost = list(heldBack).includes(id) ? earlierAttempts.at(-1)?.worker : null;
    return lost ? { kind: 'delivery', worker: lost } : { kind: 'delivery' };
  }
  const elsewhere = Object.entries(queues)
    .filter(
      ([name]) => name !== own[0] && open.some(([worker, { labels }]) => serves(name, worker, list(labels))),
    )
    .reduce((sum, [, ids]) => sum + list(ids).length, 0);
  const ahead = own[1].indexOf(id);
  const slots = open.reduce((sum, [, worker]) => sum + worker.slots, 0);
  const busy = open.reduce((sum, [, worker]) => sum + Math.min(worker.busy, worker.slots), 0);
  if (slots - busy > ahead + elsewhere) return { kind: 'delivery', ahead: 0 };
  return { kind: 'slots', slots, busy, ahead: ahead + elsewhere, atMost: elsewhere > 0 };
}

/** Whether a worker takes from a queue: `builds`, `builds+gpu+linux` or `builds@worker`. */
function serves(queue: string, worker: string, labels: readonly string[]): boolean {
  const [, keeper] = queue.split('@');
  if (keeper !== undefined) return keeper === worker;
  return queue
    .split('+')
    .slice(1)
    .every((label) => labels.includes(label));
}

const list = <T>(items: readonly T[] | object): readonly T[] => (Array.isArray(items) ? (items as T[]) : []);
