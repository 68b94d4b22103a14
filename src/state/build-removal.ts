import { DroverError } from '../errors/error.ts';
import { type BuildSummary, buildId, type Pin } from './build.ts';
import type { StateContext } from './context.ts';
import { isName } from './names.ts';
import { readSummary } from './unreadable.ts';

export interface PruneRule {
  /** The newest so many stay. */
  readonly keep: number;
  /** Builds that ended before this time (ms) go, but for the job's newest; null: no such limit. */
  readonly olderThan: number | null;
}

/** A build that retention does not keep, and which of its limits says so. */
export interface Outdated {
  readonly number: number;
  readonly limit: 'builds' | 'days';
}

/** What is removed from Redis is noted in the journal, for the file storage. */
export interface BuildRemoval {
  /** Throws BUILD_NOT_FOUND, BUILD_RUNNING, BUILD_PINNED. */
  remove(job: string, number: number): Promise<void>;
  /** Removes those of the builds that are finished; resolves to how many. */
  removeMany(job: string, numbers: readonly number[]): Promise<number>;
  /** The finished builds that neither the rule nor a pin keeps, but never the last success. */
  outdated(job: string, rule: PruneRule): Promise<Outdated[]>;
}

/** A script holds Redis up while it runs: many builds are removed in several. */
const mostPerScript = 200;
/** Ages are read from the oldest on in steps of so many, since mostly the first is young enough. */
const readAtOnce = 20;

export interface BuildPins {
  /** Keeps a finished build; null: no longer. Throws BUILD_NOT_FOUND, BUILD_RUNNING. */
  pin(job: string, number: number, pin: Pin | null): Promise<void>;
}

export function createBuildPins({ prefix, keys, scripts }: StateContext): BuildPins {
  return {
    async pin(job, number, pin) {
      if (!isName('job', job)) throw new DroverError('BUILD_NOT_FOUND', { job, number });
      // The script finds the end of it by its brace.
      const braces: Record<string, string> = { '{': '\\u007b', '}': '\\u007d' };
      const reason = JSON.stringify(pin?.reason ?? '').replace(/[{}]/g, (brace) => braces[brace] ?? '');
      const text =
        pin === null
          ? ''
          : `{"by":${JSON.stringify(pin.by)},"at":${JSON.stringify(pin.at)},"reason":${reason}}`;
      await scripts.run('pin_build', [keys.pins(job), keys.build(job, number)], [prefix, job, number, text], {
        job,
        number,
      });
    },
  };
}

export function createBuildRemoval({ redis, prefix, keys, scripts }: StateContext): BuildRemoval {
  return {
    async remove(job, number) {
      if (!isName('job', job)) throw new DroverError('BUILD_NOT_FOUND', { job, number });
      await run(job, 'all', [number]);
    },

    removeMany,

    async outdated(job, { keep, olderThan }) {
      const tooMany = (await redis.lrange(keys.recent(job), keep, -1)).map(Number).reverse();
      const tooOld = olderThan === null ? [] : await endedBefore(job, olderThan);
      const limits = new Map<number, Outdated['limit']>(tooMany.map((number) => [number, 'builds']));
      for (const number of tooOld) if (!limits.has(number)) limits.set(number, 'days');
      const kept = await keptInAnyCase(job, [...limits.keys()]);
      return [...limits].flatMap(([number, limit]) => (kept.has(number) ? [] : [{ number, limit }]));
    },
  };

  /** Pinned, not finished, or the last success. The script that removes looks at the same again. */
  async function keptInAnyCase(job: string, numbers: readonly number[]): Promise<Set<number>> {
    if (numbers.length === 0) return new Set();
    const pipeline = redis.pipeline().hkeys(keys.pins(job)).hget(keys.lastSuccess(), job);
    for (const number of numbers) pipeline.exists(keys.state(buildId(job, number)));
    const [pins, success, ...unfinished] = ((await pipeline.exec()) ?? []).map(([, answer]) => answer);
    const underWay = numbers.filter((_, index) => unfinished[index] !== 0);
    return new Set([...(pins as string[]).map(Number), Number(success ?? 0), ...underWay]);
  }

  async function removeMany(job: string, numbers: readonly number[]): Promise<number> {
    let removed = 0;
    for (let start = 0; start < numbers.length; start += mostPerScript) {
      removed += await run(job, 'some', numbers.slice(start, start + mostPerScript));
    }
    return removed;
  }

  async function run(job: string, which: 'all' | 'some', numbers: readonly number[]): Promise<number> {
    const [removed] = await scripts.run(
      'remove_builds',
      [keys.job(job), keys.recent(job), keys.last(), keys.finished()],
      [prefix, job, which, ...numbers],
      { job, number: numbers[0] ?? 0 },
    );
    return Number(removed);
  }

  /** Numbers from the oldest on, up to the first that ended later. */
  async function endedBefore(job: string, time: number): Promise<number[]> {
    const numbers = (await redis.lrange(keys.recent(job), 1, -1)).map(Number).reverse();
    const old: number[] = [];
    for (let start = 0; start < numbers.length; start += readAtOnce) {
      const some = numbers.slice(start, start + readAtOnce);
      const texts = await scripts.run(
        'read_summaries',
        some.map((number) => keys.build(job, number)),
        [],
      );
      for (const [index, number] of some.entries()) {
        const text = texts[index] ?? null;
        const { finishedAt } = JSON.parse(
          readSummary(text === null ? null : String(text), job, number),
        ) as BuildSummary;
        if (finishedAt === null) continue;
        if (Date.parse(finishedAt) >= time) return old;
        old.push(number);
      }
    }
    return old;
  }
}
