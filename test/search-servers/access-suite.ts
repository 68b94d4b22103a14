import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createReporting } from '../../src/reporting/reporting.ts';
import { lastDays } from '../../src/reporting/reports/period.ts';
import { connectSearch } from '../../src/reporting/search/connect.ts';
import { SearchFault } from '../../src/reporting/search/fault.ts';
import { authorization } from '../../src/reporting/search/probe.ts';
import type { SearchAuth } from '../../src/reporting/search/settings.ts';
import { createState, type State } from '../../src/state/index.ts';
import { createStorage, type Storage } from '../../src/storage/index.ts';
import { type Certificates, makeCertificates } from '../helpers/certificates.ts';
import { type PrivateRedis, startPrivateRedis } from '../helpers/private-redis.ts';
import type { Product } from './products.ts';
import type { Access, SearchServer } from './start.ts';
import { ask, deleteAll, drainOnce, endMany, idsOf, indexedIds, settingsFor } from './testing.ts';
import { startTlsProxy, type TlsProxy } from './tls-proxy.ts';

const secret = 'kept-S3cret-of-0urs';
const basic: SearchAuth = { username: 'drover', password: secret };
const apiKey: SearchAuth = { apiKey: Buffer.from(`id:${secret}`).toString('base64') };

/**
 * TLS, a certificate authority, passwords and API keys. A secured server checks them itself; before the others, whose
 * security modules Maven Central does not have, a proxy of the test's own does.
 */
export function accessSuite(given: { readonly server: SearchServer }, product: Product): void {
  const secured = product.secured === true;
  let folder: string;
  let certificates: Certificates;
  let redis: PrivateRedis;
  let state: State;
  let storage: Storage;
  const proxies: TlsProxy[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'drover-access-'));
    certificates = await makeCertificates(folder);
    redis = await startPrivateRedis();
    state = await createState({ redis: redis.connect(), prefix: '' });
    storage = createStorage(folder);
    if (secured) await makeUser(given.server);
  });

  afterAll(async () => {
    for (const proxy of proxies) await proxy.close();
    await redis?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** How Drover is to be configured for a server that wants these credentials. */
  async function accessWith(auth: SearchAuth): Promise<Access> {
    if (secured) return { url: given.server.url, ca: given.server.ca, auth };
    const proxy = await startTlsProxy(
      given.server.url,
      certificates,
      authorization(auth)['authorization'] ?? '',
    );
    proxies.push(proxy);
    return { url: proxy.url, ca: certificates.ca, auth };
  }

  const faultOf = async (access: Access): Promise<SearchFault> => {
    const fault = await connectSearch(settingsFor(access)).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(SearchFault);
    expect(String(fault)).not.toContain(secret);
    return fault as SearchFault;
  };

  // OpenSearch's security plugin of this version knows no API keys.
  const kinds = secured
    ? [['password', basic] as const]
    : [['password', basic] as const, ['API key', apiKey] as const];

  test.each(kinds)('by %s over TLS, builds are reported and reports come back', async (_kind, auth) => {
    const access = await accessWith(auth);
    const admin = await connectSearch(settingsFor(given.server));
    await deleteAll(admin);
    await redis.connect().flushall();
    await state.jobs.put('api', { stages: [] });
    await state.outbox.switchOn();
    await endMany(state, 'api', 7);
    expect(await drainOnce({ state, storage }, settingsFor(access))).toBeNull();
    expect(await indexedIds(admin, given.server)).toEqual(idsOf('api', 7));
    const reporting = createReporting(state, settingsFor(access));
    const period = lastDays(2, Date.now());
    const report = await reporting.report({ ...period, by: 'job', order: 'builds', limit: 10, jobs: null });
    expect(report).toMatchObject({ source: 'elasticsearch', total: { builds: 7 } });
    await reporting.close();
    const client = await connectSearch(settingsFor(access));
    await client.deleteIndex('drover-builds-2020.01');
    await client.close();
    await admin.close();
  });

  test.each(kinds)('a wrong %s is refused with what to do, and not told', async (kind, auth) => {
    const access = await accessWith(auth);
    const wrong =
      kind === 'password' ? { username: 'drover', password: `${secret}-not` } : { apiKey: `${secret}-not` };
    for (const other of [wrong, null]) {
      const fault = await faultOf({ ...access, auth: other });
      expect(fault.status).toBe(401);
      expect(fault.message).toContain('the API key or the password is wrong, or missing');
    }
  });

  test('a certificate of an authority that is not known is not believed', async () => {
    const access = await accessWith(basic);
    const fault = await faultOf({ ...access, ca: null });
    expect(fault.status).toBeNull();
    expect(fault.message).toMatch(/certificate|issuer/);
    const stranger = await mkdtemp(join(folder, 'stranger-'));
    const { ca } = await makeCertificates(stranger);
    expect((await faultOf({ ...access, ca })).status).toBeNull();
  });
}

/** A user with the rights that docs/elasticsearch.md names and no others. */
async function makeUser(server: SearchServer): Promise<void> {
  const api = '/_plugins/_security/api';
  const role = {
    cluster_permissions: ['cluster_monitor', 'cluster_composite_ops', 'cluster_manage_index_templates'],
    index_permissions: [
      {
        index_patterns: ['drover-*'],
        allowed_actions: ['create_index', 'crud', 'indices:monitor/settings/get', 'indices:admin/delete'],
      },
    ],
  };
  for (const [path, body] of [
    ['/roles/drover', role],
    ['/internalusers/drover', { password: secret, opendistro_security_roles: ['drover'] }],
  ] as const) {
    const made = (await ask(server, 'PUT', `${api}${path}`, body)) as { status?: string };
    expect([path, made]).toEqual([path, expect.objectContaining({ status: 'CREATED' })]);
  }
}
