import type { Redis } from 'ioredis';
import type { SearchSettings } from '../../../src/reporting/search/settings.ts';
import type { State } from '../../../src/state/index.ts';
import { createStorage } from '../../../src/storage/index.ts';
import { drainOnce } from '../../../test/search-servers/testing.ts';
import { type Bench, scaled } from '../../harness/part.ts';
import type { Row } from '../../harness/row.ts';
import { pastBuild } from './past-build.ts';

const part = 'reporting';

export interface Given {
  readonly state: State;
  readonly redis: Redis;
  readonly folder: string;
}

/** After a long outage of Elasticsearch: what waits, in Redis, and how it goes. */
export async function afterOutage(
  bench: Bench,
  { state, redis, folder }: Given,
  settings: SearchSettings,
): Promise<Row[]> {
  const count = scaled(bench, 100_000);
  bench.say(`${count} builds wait`);
  await redis.flushall();
  for (let start = 0; start < count; start += 1_000) {
    const pipeline = redis.pipeline();
    for (let index = start; index < Math.min(count, start + 1_000); index += 1) {
      const build = pastBuild(index);
      pipeline.set(`job_${build.job}_${build.number}`, JSON.stringify(build));
      pipeline.zadd('drover:outbox', Date.now(), `${build.job}_${build.number}`);
    }
    await pipeline.exec();
  }
  const bytes = (await redis.memory('USAGE', 'drover:outbox', 'SAMPLES', 0)) ?? 0;
  const before = process.memoryUsage().rss;
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 100);
  const begin = performance.now();
  await drainOnce({ state, storage: createStorage(folder) }, settings);
  const seconds = (performance.now() - begin) / 1_000;
  clearInterval(timer);
  const { waiting } = await state.outbox.counts();
  if (waiting > 0) throw new Error(`${waiting} documents still wait`);
  const grown = (most - before) / 1_048_576;
  return [
    { part, what: `Redis for the ids of ${count} builds that wait`, ours: bytes / 1_048_576, unit: 'MiB' },
    {
      part,
      what: `${count} documents drained after an outage`,
      ours: count / seconds,
      unit: 'docs/s',
      note: `in ${seconds.toFixed(0)} s; the process grew by ${grown.toFixed(0)} MiB at most`,
    },
  ];
}
