import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { json } from 'node:stream/consumers';
import pino from 'pino';
import { indexNames } from '../../src/reporting/documents/index-names.ts';
import { type DrainContext, drain } from '../../src/reporting/outbox/drain.ts';
import { putTemplates } from '../../src/reporting/outbox/prepare.ts';
import type { SearchClient } from '../../src/reporting/search/client.ts';
import { connectSearch } from '../../src/reporting/search/connect.ts';
import { authorization } from '../../src/reporting/search/probe.ts';
import type { SearchSettings } from '../../src/reporting/search/settings.ts';
import { endBuild } from '../../src/reporting/testing/end-builds.ts';
import type { BuildDocument } from '../../src/state/build.ts';
import type { State } from '../../src/state/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import type { Access } from './start.ts';

export const settingsFor = (
  { url, auth, ca }: Access,
  over: Partial<SearchSettings> = {},
): SearchSettings => ({
  url,
  auth,
  ca,
  index: 'drover',
  days: 0,
  logDays: null,
  ...over,
});

/** A request of the test itself; resolves to the answer, whatever its status. */
export async function ask(access: Access, method: string, path: string, body?: object): Promise<unknown> {
  const { url, auth, ca } = access;
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  const request = send(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...authorization(auth) },
    ...(ca === null ? {} : { ca }),
  });
  request.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return json(response);
}

export async function deleteAll(client: SearchClient): Promise<void> {
  for (const index of await client.indices('drover-*')) await client.deleteIndex(index);
}

/** One drain of the outbox, as the reporter does it. */
export async function drainOnce(
  { state, storage }: { state: State; storage: Storage },
  settings: SearchSettings,
  tries: DrainContext['tries'] = new Map(),
): Promise<Awaited<ReturnType<typeof drain>>> {
  const client = await connectSearch(settings);
  try {
    await putTemplates(client, settings);
    return await drain({
      state,
      storage,
      log: pino({ level: 'silent' }),
      client,
      names: indexNames(settings.index),
      indexLogs: settings.logDays !== null,
      tries,
      mayGoOn: () => true,
    });
  } finally {
    await client.close();
  }
}

/** Ends builds of a job, numbered from the next on, in a few at a time. */
export async function endMany(
  state: State,
  job: string,
  count: number,
  over: (index: number) => Partial<BuildDocument> = () => ({}),
): Promise<void> {
  for (let index = 0; index < count; index += 20) {
    const some = Array.from({ length: Math.min(20, count - index) }, (_, offset) => index + offset);
    await Promise.all(
      some.map((one) => endBuild(state, job, one % 10 === 9 ? 'failure' : 'success', over(one))),
    );
  }
}

/** Every `_id` in the index of builds, in order, one for each document. */
export async function indexedIds(
  client: SearchClient,
  access: Access,
  alias = 'drover-builds',
): Promise<string[]> {
  await ask(access, 'POST', `/${alias}/_refresh`);
  const ids: string[] = [];
  let after: unknown[] | undefined;
  for (;;) {
    const { hits } = (await client.search(alias, {
      size: 1_000,
      _source: false,
      sort: [{ job: 'asc' }, { number: 'asc' }],
      ...(after === undefined ? {} : { search_after: after }),
    })) as unknown as { hits: { hits: { _id: string; sort: unknown[] }[] } };
    if (hits.hits.length === 0) return ids;
    ids.push(...hits.hits.map(({ _id }) => _id));
    after = hits.hits.at(-1)?.sort;
  }
}

export const idsOf = (job: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${job}_${index + 1}`);
