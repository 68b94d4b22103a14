import { Client } from '@opensearch-project/opensearch';
import { requestTimeoutMs, type SearchClient } from './client.ts';
import { faultOf } from './fault.ts';
import { authorization } from './probe.ts';
import { createRequests } from './requests.ts';
import type { SearchSettings } from './settings.ts';

/** OpenSearch, by its own client, which knows no API keys: the header is ours. */
export function openSearch({ url, auth, ca }: SearchSettings, version: string): SearchClient {
  const client = new Client({
    node: url,
    maxRetries: 0,
    requestTimeout: requestTimeoutMs,
    headers: authorization(auth),
    ...(ca === null ? {} : { ssl: { ca } }),
  });
  const requests = createRequests(async ({ method, path, query, body, lines }) => {
    const what = lines === undefined ? {} : { bulkBody: [...lines] };
    const answer = await client.transport
      .request({
        method,
        path,
        ...(query === undefined ? {} : { querystring: query }),
        ...(body === undefined ? what : { body: body as Record<string, unknown> }),
      })
      .catch((error: unknown) => {
        throw faultOf(error);
      });
    return answer.body;
  });
  return { product: 'opensearch', version, ...requests, close: () => client.close() };
}
