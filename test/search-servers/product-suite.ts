import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deleteOldIndices } from '../../src/reporting/outbox/prepare.ts';
import { createReporting, type Reporting } from '../../src/reporting/reporting.ts';
import { lastDays } from '../../src/reporting/reports/period.ts';
import { orders, type ReportQuery, subjects } from '../../src/reporting/reports/report.ts';
import type { SearchClient } from '../../src/reporting/search/client.ts';
import { connectSearch } from '../../src/reporting/search/connect.ts';
import { tallyOnce } from '../../src/reporting/tally/tallier.ts';
import { endBuild } from '../../src/reporting/testing/end-builds.ts';
import { createState, type State } from '../../src/state/index.ts';
import { createStorage, type Storage } from '../../src/storage/index.ts';
import { type PrivateRedis, startPrivateRedis } from '../helpers/private-redis.ts';
import type { Product } from './products.ts';
import type { SearchServer } from './start.ts';
import { ask, drainOnce, endMany, idsOf, indexedIds, settingsFor } from './testing.ts';

/** What a product of which version ever does with what is reported to it. */
export function productSuite(given: { readonly server: SearchServer }, { common, major }: Product): void {
  let redis: PrivateRedis;
  let state: State;
  let storage: Storage;
  let folder: string;
  let client: SearchClient;
  let reporting: Reporting;
  const settings = () => settingsFor(given.server, { logDays: 3 });

  beforeAll(async () => {
    redis = await startPrivateRedis();
    state = await createState({ redis: redis.connect(), prefix: '' });
    folder = await mkdtemp(join(tmpdir(), 'drover-reporting-'));
    storage = createStorage(folder);
    client = await connectSearch(settings());
    reporting = createReporting(state, settings());
    await state.jobs.put('api', { stages: [] });
    await state.outbox.switchOn();
    await endMany(state, 'api', 50, () => ({ stages: [stage()], flaky: true }));
    await endBuild(state, 'api', 'cancelled', {
      stages: [stage()],
      parameters: { VERSION: '1', PASSWORD: '***' },
      tests,
    });
    while ((await tallyOnce(state)) > 0);
    await layLog(storage, 51, 'the quick fox\nconnection refused: 127.0.0.1:5432\n\u001b[31mdone\u001b[0m\n');
    await drainOnce({ state, storage }, settings());
    await indexedIds(client, given.server);
    await ask(given.server, 'POST', '/drover-logs/_refresh');
  });

  afterAll(async () => {
    await reporting?.close();
    await client?.close();
    await redis?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  test('is known by what it answers, and talked to by its own client', () => {
    expect(client.product).toBe(common);
    expect(Number(client.version.split('.')[0])).toBe(major);
  });

  test('every build is there once, and nothing waits', async () => {
    expect(await indexedIds(client, given.server)).toEqual(idsOf('api', 51));
    expect(await state.outbox.counts()).toMatchObject({ waiting: 0, refused: 0 });
  });

  test('sent once more, every build is still there once', async () => {
    expect(await state.outbox.startBackfill('test', '')).toBe(true);
    expect(await state.outbox.fill('api', Number.MAX_SAFE_INTEGER, 1_000)).toBe(0);
    expect((await state.outbox.counts()).waiting).toBe(51);
    await state.outbox.stopBackfill();
    await drainOnce({ state, storage }, settings());
    expect(await indexedIds(client, given.server)).toEqual(idsOf('api', 51));
  });

  test('fields have the types of the template, in an index of the month', async () => {
    const month = new Date().toISOString().slice(0, 7).replace('-', '.');
    expect(await client.indices('drover-builds-*')).toEqual([`drover-builds-${month}`]);
    const mapping = (await ask(given.server, 'GET', '/drover-builds/_mapping')) as Record<
      string,
      { mappings: { properties: object } }
    >;
    const properties = mapping[`drover-builds-${month}`]?.mappings.properties;
    expect(properties).toMatchObject({
      job: { type: 'keyword' },
      finishedAt: { type: 'date' },
      durationMs: { type: 'long' },
      steps: { type: 'nested', properties: { exitCode: { type: 'integer' } } },
      stages: { type: 'nested' },
    });
  });

  test('no password and no definition is there', async () => {
    const { hits } = await client.search('drover-builds', { size: 1, query: { term: { number: 51 } } });
    const source = hits.hits[0]?._source;
    expect(source?.['parameters']).toEqual([{ title: 'VERSION', value: '1' }]);
    expect(source).not.toHaveProperty('definition');
    expect(JSON.stringify(source)).not.toContain('***');
  });

  test('reports say the same as those from Redis, whatever they are by', async () => {
    const fromRedis = createReporting(state, null);
    for (const by of subjects) {
      for (const jobs of [null, ['api']]) {
        const query: ReportQuery = { ...lastDays(2, Date.now()), by, order: 'builds', limit: 10, jobs };
        const [here, there] = await Promise.all([fromRedis.report(query), reporting.report(query)]);
        expect(there).toMatchObject({ source: 'elasticsearch', truncated: false });
        expect(there).not.toHaveProperty('note');
        const plain = ({ rows, total }: typeof here) =>
          [total, ...rows].map(({ durationMs, queueMs, ...figures }) => ({
            ...figures,
            duration: about(durationMs?.p90),
            queue: about(queueMs?.p90),
          }));
        expect(plain(there)).toEqual(plain(here));
      }
    }
  });

  test('every order is one that it can give', async () => {
    for (const order of orders) {
      const { rows } = await reporting.report({
        ...lastDays(2, Date.now()),
        by: 'step',
        order,
        limit: 1,
        jobs: null,
      });
      expect(rows).toMatchObject([
        { key: 'api ▸ Build ▸ Compile', job: 'api', stage: 'Build', step: 'Compile' },
      ]);
    }
  });

  test('tests and parameters are found, as they are in Redis', async () => {
    const fromRedis = createReporting(state, null);
    const query = { ...lastDays(2, Date.now()), jobs: null, limit: 10 };
    for (const order of ['failing', 'flakiest', 'slowest'] as const) {
      const [here, there] = await Promise.all([
        fromRedis.tests({ ...query, order }),
        reporting.tests({ ...query, order }),
      ]);
      expect(there).toEqual({ ...here, source: 'elasticsearch' });
    }
    expect(await reporting.parameters(query)).toEqual({
      ...(await fromRedis.parameters(query)),
      source: 'elasticsearch',
    });
  });

  test('which builds printed this', async () => {
    const ask = (query: string) =>
      reporting.logs({ ...lastDays(2, Date.now()), query, jobs: null, limit: 10 });
    expect(await ask('"connection refused" 5432')).toMatchObject({
      total: 1,
      builds: [
        {
          job: 'api',
          number: 51,
          matches: 1,
          lines: [{ log: 'Build/Compile.log', line: 2, text: 'connection refused: 127.0.0.1:5432' }],
        },
      ],
    });
    expect((await ask('done')).builds[0]?.lines[0]?.text).toBe('done');
    expect((await ask('elephant')).builds).toEqual([]);
    // What somebody pastes is no fault, whatever it is.
    for (const odd of ['(((', '"', 'a:b/c*', '-x ~2 ^', '\\', '+ | -']) await ask(odd);
  });

  test('indices of months that are too old go, and no others', async () => {
    for (const index of [
      'drover-builds-2020.01',
      'drover-logs-2020.01',
      'drover-builds-2020.01-mine',
      'droverless',
    ])
      await ask(given.server, 'PUT', `/${index}`);
    expect(await deleteOldIndices(client, { ...settings(), days: 0, logDays: null }, Date.now())).toEqual([]);
    const deleted = await deleteOldIndices(client, { ...settings(), days: 30 }, Date.now());
    expect(deleted.sort()).toEqual(['drover-builds-2020.01', 'drover-logs-2020.01']);
    expect(await client.indices('drover-builds-2020*')).toEqual(['drover-builds-2020.01-mine']);
    await client.deleteIndex('drover-builds-2020.01-mine');
  });

  test('a report comes from Redis, and says so, while it does not answer', async () => {
    const away = createReporting(state, settingsFor({ ...given.server, url: 'http://127.0.0.1:1' }));
    const report = await away.report({
      ...lastDays(2, Date.now()),
      by: 'day',
      order: 'name',
      limit: 10,
      jobs: null,
    });
    expect(report).toMatchObject({ source: 'redis', total: { builds: 51 } });
    expect(report.note).toContain('Elasticsearch could not answer');
    await away.close();
  });
}

const stage = () => {
  const times = {
    startedAt: new Date().toISOString(),
    finishedAt: new Date().toISOString(),
    durationMs: 1_000,
  };
  const log = 'Build/Compile.log';
  const step = {
    title: 'Compile',
    status: 'success' as const,
    exitCode: 0,
    signal: null,
    log,
    bytes: 9,
    lines: 1,
  };
  const never = { ...step, title: 'Never', status: 'skipped' as const, startedAt: null, finishedAt: null };
  return {
    title: 'Build',
    status: 'success' as const,
    ...times,
    hooks: [],
    steps: [
      { ...step, ...times, attempts: 2, flaky: true as const, retryMs: 250 },
      { ...never, durationMs: null, attempts: 0 },
    ],
  };
};

const tests = {
  total: 3,
  passed: 2,
  failed: 1,
  skipped: 0,
  durationMs: 1_200,
  failures: [{ suite: 'math', name: 'adds', message: 'expected 3' }],
  flaky: [{ suite: 'net', name: 'connects' }],
  slowest: [{ suite: 'net', name: 'waits', durationMs: 900 }],
};

/** Classes of durations in Redis are 15 % wide. */
const about = (ms: number | undefined): number | null =>
  ms === undefined ? null : Math.round(Math.log(ms + 1));

/** Puts a log where the build of that number, whose last document has a stage, would have written it. */
async function layLog(storage: Storage, number: number, text: string): Promise<void> {
  const place = { job: 'api', folder: '', number };
  const made = await storage.createBuild(place);
  await mkdir(join(made, 'Build'), { recursive: true });
  await writeFile(join(made, 'Build/Compile.log'), text);
}
