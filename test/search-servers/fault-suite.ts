import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SearchClient } from '../../src/reporting/search/client.ts';
import { connectSearch } from '../../src/reporting/search/connect.ts';
import { SearchFault } from '../../src/reporting/search/fault.ts';
import { createState, type State } from '../../src/state/index.ts';
import { createStorage, type Storage } from '../../src/storage/index.ts';
import { TestDrover, until } from '../helpers/drover.ts';
import { type PrivateRedis, startPrivateRedis } from '../helpers/private-redis.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import type { SearchServer } from './start.ts';
import { ask, deleteAll, drainOnce, endMany, idsOf, indexedIds, settingsFor } from './testing.ts';

/** Whatever fails, the index holds exactly the builds that ended, each once. The server has to itself what it holds. */
export function faultSuite(given: { readonly server: SearchServer }): void {
  let proxy: FaultProxy;
  let redis: PrivateRedis;
  let drover: TestDrover;
  let state: State;
  let storage: Storage;
  let client: SearchClient;

  beforeAll(async () => {
    client = await connectSearch(settingsFor(given.server));
    await deleteAll(client);
    redis = await startPrivateRedis();
  });

  beforeEach(async () => {
    const connection = redis.connect();
    await connection.flushall();
    state = await createState({ redis: connection, prefix: '' });
    await state.jobs.put('api', { stages: [] });
    await state.outbox.switchOn();
    drover = await TestDrover.create();
    drover.environment['DROVER_REDIS_URL'] = redis.url;
    storage = createStorage(drover.data);
    proxy = await startFaultProxy(given.server.url);
  });

  afterEach(async () => {
    await drover.stop();
    await proxy.close();
    await deleteAll(client);
  });

  afterAll(async () => {
    await client?.close();
    await redis?.stop();
  });

  const settings = () => settingsFor({ ...given.server, url: proxy.url });
  const waiting = async () => (await state.outbox.counts()).waiting;
  /** A server that reports to the proxy. */
  const startServer = () => drover.startServer({ DROVER_ELASTICSEARCH_URL: proxy.url });

  async function expectAll(count: number): Promise<void> {
    expect(await waiting()).toBe(0);
    expect(await indexedIds(client, given.server)).toEqual(idsOf('api', count));
  }

  test('away while 1,000 builds end', async () => {
    proxy.fault = () => ({ kind: 'hang up' });
    await startServer();
    await endMany(state, 'api', 1_000);
    await until(async () => Number((await state.outbox.status())['failing'] ?? 0) >= 2, 'it fails twice');
    expect(await waiting()).toBe(1_000);
    const status = await drover.request('GET', '/api/reports/status');
    expect(status.json).toMatchObject({
      on: true,
      waiting: 1_000,
      lastError: { message: expect.any(String) },
    });
    const metrics = (await drover.request('GET', '/metrics')).text;
    expect(metrics).toMatch(/^drover_reports_waiting 1000$/m);
    expect(metrics).toMatch(/^drover_reports_failing [1-9]/m);
    expect((await drover.request('GET', '/readyz')).json).toMatchObject({
      status: 'ready',
      reports: 'failing',
    });
    const doctor = await drover.cli('doctor');
    expect(doctor.output).toContain('1000 builds wait');
    proxy.fault = () => null;
    await until(async () => (await waiting()) === 0, 'the outbox is empty', 60_000);
    await expectAll(1_000);
    await until(async () => (await state.outbox.status())['failing'] === '0', 'all is well again');
    expect((await drover.request('GET', '/readyz')).json).toMatchObject({ reports: 'ok' });
  });

  test.each([429, 503])('it answers %i', async (status) => {
    await endMany(state, 'api', 30);
    proxy.fault = (path) => (path.startsWith('/_bulk') ? { kind: 'answer', status } : null);
    await expect(drainOnce({ state, storage }, settings())).rejects.toBeInstanceOf(SearchFault);
    expect(await waiting()).toBe(30);
    proxy.fault = () => null;
    await drainOnce({ state, storage }, settings());
    await expectAll(30);
  });

  test('half of a bulk is put off, again and again', async () => {
    await endMany(state, 'api', 100);
    proxy.fault = (path) => (path.startsWith('/_bulk') ? { kind: 'half' } : null);
    const putOff = await drainOnce({ state, storage }, settings());
    expect(putOff).toMatchObject({ status: 429, type: 'es_rejected_execution_exception' });
    expect(await waiting()).toBe(50);
    await drainOnce({ state, storage }, settings());
    expect(await waiting()).toBe(25);
    proxy.fault = () => null;
    await drainOnce({ state, storage }, settings());
    await expectAll(100);
    expect(await state.outbox.counts()).toMatchObject({ refused: 0 });
  });

  test('the answer is lost', async () => {
    await endMany(state, 'api', 40);
    proxy.fault = (path) => (path.startsWith('/_bulk') ? { kind: 'lose the answer' } : null);
    await expect(drainOnce({ state, storage }, settings())).rejects.toBeInstanceOf(SearchFault);
    expect(await indexedIds(client, given.server)).toHaveLength(40);
    expect(await waiting()).toBe(40);
    proxy.fault = () => null;
    await drainOnce({ state, storage }, settings());
    await expectAll(40);
  });

  test('a bulk too large for it is halved, and a document that is alone too large is refused', async () => {
    await endMany(state, 'api', 20, (index) => ({ reason: index === 7 ? 'large' : 'small' }));
    proxy.fault = (path, body) =>
      path.startsWith('/_bulk') && (body.split('\n').length > 9 || body.includes('"large"'))
        ? { kind: 'answer', status: 413 }
        : null;
    await drainOnce({ state, storage }, settings());
    expect(await waiting()).toBe(0);
    expect(await state.outbox.listRefused(10)).toMatchObject([{ id: 'api_8', status: 413 }]);
    expect(await indexedIds(client, given.server)).toEqual(idsOf('api', 20).filter((id) => id !== 'api_8'));
  });

  test('an index that somebody made with other types: refused, told, and sent again when it is mended', async () => {
    const month = new Date().toISOString().slice(0, 7).replace('-', '.');
    await ask(given.server, 'PUT', `/drover-builds-${month}`, {
      mappings: { properties: { job: { type: 'date' } } },
    });
    await startServer();
    await endMany(state, 'api', 12);
    await until(async () => (await state.outbox.counts()).refused === 12, 'all are refused');
    expect(await waiting()).toBe(0);
    const { json } = await drover.request<{ refused: object[] }>('GET', '/api/reports/refused');
    expect(json.refused[0]).toMatchObject({ status: 400, reason: expect.stringContaining('[job]') });
    expect((await drover.cli('report', 'refused')).output).toContain('api_12');
    expect((await drover.request('GET', '/readyz')).json).toMatchObject({ reports: 'refusals' });
    expect((await drover.cli('doctor')).output).toContain('drover report refused');
    await client.deleteIndex(`drover-builds-${month}`);
    expect((await drover.cli('report', 'resend')).output).toContain('12 builds will be sent again');
    await until(async () => (await waiting()) === 0, 'the outbox is empty');
    await expectAll(12);
    expect(await state.outbox.counts()).toMatchObject({ refused: 0 });
  });

  test('kill -9 of the reporter between acknowledgement and removal: another takes over within 15 s', async () => {
    const first = await startServer();
    await until(async () => (await state.outbox.status())['product'] !== undefined, 'it is connected');
    await startServer();
    let killed = 0;
    proxy.fault = (path) => {
      if (!path.startsWith('/_bulk') || killed > 0) return null;
      killed = performance.now();
      // The documents get there; whoever sent them does not live to hear of it.
      first.process.child.kill('SIGKILL');
      return { kind: 'lose the answer' };
    };
    await endMany(state, 'api', 200);
    await until(async () => killed > 0 && (await waiting()) === 0, 'the other one has sent them', 40_000);
    expect(first.process.ended).toBe(true);
    expect(performance.now() - killed).toBeLessThan(15_000);
    await expectAll(200);
  });

  test('builds that are deleted or renamed while they wait', async () => {
    await state.jobs.put('gone', { stages: [] });
    await state.jobs.put('old', { stages: [] });
    await endMany(state, 'api', 5);
    await endMany(state, 'gone', 3);
    await endMany(state, 'old', 2);
    await state.builds.remove('api', 5);
    await state.jobs.delete('gone');
    await state.jobs.move('old', { name: 'zz' });
    await drainOnce({ state, storage }, settings());
    expect(await waiting()).toBe(0);
    expect(await indexedIds(client, given.server)).toEqual([...idsOf('api', 4), ...idsOf('zz', 2)]);
  });

  test('retention keeps what waits', async () => {
    await endMany(state, 'api', 30);
    const old = (await state.builds.outdated('api', { keep: 5, olderThan: null })).map(
      ({ number }) => number,
    );
    expect(await state.builds.removeMany('api', old)).toBe(0);
    await drainOnce({ state, storage }, settings());
    await expectAll(30);
    expect(await state.builds.removeMany('api', old)).toBe(25);
  });

  test('history is reported when somebody asks for it', async () => {
    await state.outbox.switchOff();
    await endMany(state, 'api', 1_200);
    expect(await waiting()).toBe(0);
    await startServer();
    const answer = await drover.request('POST', '/api/reports/backfill', {});
    expect(answer.status).toBe(202);
    await until(
      async () => (await state.outbox.backfill()) === null && (await waiting()) === 0,
      'it is through',
      60_000,
    );
    await expectAll(1_200);
  });
}
