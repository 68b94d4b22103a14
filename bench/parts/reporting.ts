import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportOf } from '../../src/reporting/documents/build-report.ts';
import { createReporting } from '../../src/reporting/reporting.ts';
import { lastDays } from '../../src/reporting/reports/period.ts';
import { type ReportQuery, subjects } from '../../src/reporting/reports/report.ts';
import { connectSearch } from '../../src/reporting/search/connect.ts';
import { tallyOnce } from '../../src/reporting/tally/tallier.ts';
import { endBuild } from '../../src/reporting/testing/end-builds.ts';
import { createState, type State } from '../../src/state/index.ts';
import { tallyRow } from '../../src/state/tally-row.ts';
import { createStorage } from '../../src/storage/index.ts';
import { startPrivateRedis } from '../../test/helpers/private-redis.ts';
import { startSearchServer, whyNoSearchServer } from '../../test/search-servers/start.ts';
import { drainOnce, settingsFor } from '../../test/search-servers/testing.ts';
import { type Bench, scaled } from '../harness/part.ts';
import type { Row } from '../harness/row.ts';
import { summarise } from '../harness/statistics.ts';
import { afterOutage, type Given } from './reporting/outage.ts';
import { pastBuild, realistic } from './reporting/past-build.ts';

const part = 'reporting';
const documentsAtOnce = 500;
const pairs = 5;

/** What reporting costs where builds end, how fast it sends, and how long a report takes over many builds. */
export async function reporting(bench: Bench): Promise<Row[]> {
  const redis = await startPrivateRedis();
  const folder = await mkdtemp(join(tmpdir(), 'drover-bench-reporting-'));
  try {
    const connection = redis.connect();
    const state = await createState({ redis: connection, prefix: '' });
    const rows = [await ending(bench, state)];
    await connection.flushall();
    const builds = scaled(bench, 100_000);
    bench.say(`counting ${builds} builds`);
    await seedRows(connection, builds);
    rows.push(...(await countAndReport(state, builds)));
    const whyNot = whyNoSearchServer();
    if (whyNot === null) rows.push(...(await withSearchServer(bench, { state, redis: connection, folder })));
    else bench.say(whyNot);
    return rows;
  } finally {
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Rounds with reporting on and off take turns, so that what else the machine does meets both. */
async function ending(bench: Bench, state: State): Promise<Row> {
  bench.say('ending builds');
  await state.jobs.put('api', { stages: [] });
  const each = scaled(bench, 250);
  const round = async (): Promise<number> => {
    const begin = performance.now();
    for (let index = 0; index < each; index += 1) await endBuild(state, 'api', 'success', realistic(index));
    return (performance.now() - begin) / each;
  };
  await round();
  const without: number[] = [];
  const more: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    await state.outbox.switchOff();
    const off = await round();
    await state.outbox.switchOn();
    more.push((await round()) - off);
    without.push(off);
  }
  const { p50, min, max } = summarise(more);
  return {
    part,
    what: 'a whole life of a build in Redis, more with reporting on',
    ours: p50,
    unit: 'ms',
    limit: { name: 'without', value: summarise(without).p50 },
    aim: { of: 'ours', relation: '<=', value: 0.5 },
    note: `median of ${pairs} pairs of rounds of ${each}; ${min.toFixed(2)} to ${max.toFixed(2)} ms`,
  };
}

async function seedRows(
  redis: { rpush(key: string, ...rows: string[]): Promise<number> },
  count: number,
): Promise<void> {
  for (let start = 0; start < count; start += 1_000) {
    const some = Array.from({ length: Math.min(1_000, count - start) }, (_, index) =>
      tallyRow(pastBuild(start + index)),
    );
    await redis.rpush('drover:untallied', ...some);
  }
}

async function countAndReport(state: State, builds: number): Promise<Row[]> {
  const begin = performance.now();
  while ((await tallyOnce(state)) > 0);
  const seconds = (performance.now() - begin) / 1_000;
  return [
    { part, what: 'ended builds counted for reports', ours: builds / seconds, unit: 'builds/s' },
    await slowestReport(createReporting(state, null), builds, 'Redis'),
  ];
}

async function slowestReport(
  from: ReturnType<typeof createReporting>,
  builds: number,
  source: string,
): Promise<Row> {
  const times: ({ by: string } & ReturnType<typeof summarise>)[] = [];
  for (const by of subjects) {
    const query: ReportQuery = { ...lastDays(30, Date.now()), by, order: 'slowest', limit: 100, jobs: null };
    const runs: number[] = [];
    for (let run = 0; run < 5; run += 1) {
      const begin = performance.now();
      const { total, note } = await from.report(query);
      runs.push(performance.now() - begin);
      if (total.builds !== builds || note !== undefined)
        throw new Error(`${total.builds} of ${builds} builds, ${note}`);
    }
    times.push({ by, ...summarise(runs) });
  }
  times.sort((a, b) => b.p50 - a.p50);
  return {
    part,
    what: `the slowest report over ${builds} builds, from ${source}`,
    ours: times[0]?.p50 ?? 0,
    unit: 'ms',
    aim: { of: 'ours', relation: '<=', value: 500 },
    note: `median of 5, and the first: ${times.map(({ by, p50, max }) => `${by} ${p50.toFixed(0)} (${max.toFixed(0)})`).join(', ')} ms`,
  };
}

async function withSearchServer(bench: Bench, given: Given): Promise<Row[]> {
  const { state, folder } = given;
  bench.say('starting Elasticsearch');
  const server = await startSearchServer('elasticsearch-8', { soon: false });
  const settings = settingsFor(server);
  try {
    const count = scaled(bench, 10_000);
    bench.say(`sending ${count} documents`);
    await state.jobs.put('api', { stages: [] });
    await state.outbox.switchOn();
    for (let index = 0; index < count; index += 1) await endBuild(state, 'api', 'success', realistic(index));
    const documents = Array.from({ length: count }, (_, index) => reportOf(pastBuild(index)));
    await bulkAlone(settings, documents.slice(0, count / 5), 'warm');
    const aloneSeconds = await bulkAlone(settings, documents, 'alone');
    const begin = performance.now();
    await drainOnce({ state, storage: createStorage(folder) }, settings);
    const seconds = (performance.now() - begin) / 1_000;
    const { waiting } = await state.outbox.counts();
    if (waiting > 0) throw new Error(`${waiting} documents still wait`);
    const builds = scaled(bench, 100_000);
    bench.say(`indexing ${builds} builds`);
    const client = await connectSearch(settings);
    for (const index of await client.indices('drover-builds-*')) await client.deleteIndex(index);
    await client.close();
    const many = { ...settings, index: 'drover' };
    for (let start = 0; start < builds; start += 10_000)
      await bulkAlone(
        many,
        Array.from({ length: Math.min(10_000, builds - start) }, (_, index) =>
          reportOf(pastBuild(start + index)),
        ),
        'builds',
      );
    await fetch(`${server.url}/drover-builds/_refresh`, { method: 'POST' });
    const from = createReporting(state, many);
    const report = await slowestReport(from, builds, 'Elasticsearch');
    await from.close();
    return [
      {
        part,
        what: `${count} documents drained to Elasticsearch`,
        ours: count / seconds,
        unit: 'docs/s',
        limit: { name: 'its client alone', value: count / aloneSeconds },
        ratio: aloneSeconds / seconds,
        aim: { of: 'ratio', relation: '>=', value: 0.8 },
        note: `in ${seconds.toFixed(1)} s, of 10 s allowed`,
      },
      report,
      ...(await afterOutage(bench, given, settings)),
    ];
  } finally {
    await server.stop();
  }
}

/** Seconds that the client needs for documents that are ready, to an index of builds of another prefix. */
async function bulkAlone(
  settings: ReturnType<typeof settingsFor>,
  documents: readonly ReturnType<typeof reportOf>[],
  suffix: string,
): Promise<number> {
  const client = await connectSearch(settings);
  try {
    const month = new Date().toISOString().slice(0, 7).replace('-', '.');
    const index =
      suffix === 'builds' ? `${settings.index}-builds-${month}` : `${settings.index}-builds-${suffix}`;
    const lines = documents.map((document) => [
      JSON.stringify({ index: { _index: index, _id: document.id } }),
      JSON.stringify(document),
    ]);
    const { putTemplates } = await import('../../src/reporting/outbox/prepare.ts');
    await putTemplates(client, settings);
    const begin = performance.now();
    for (let start = 0; start < lines.length; start += documentsAtOnce)
      await client.bulk(lines.slice(start, start + documentsAtOnce).flat());
    return (performance.now() - begin) / 1_000;
  } finally {
    await client.close();
  }
}
