import { Client } from '@elastic/elasticsearch';
import { requestTimeoutMs, type SearchClient } from './client.ts';
import { faultOf } from './fault.ts';
import { createRequests } from './requests.ts';
import type { SearchSettings } from './settings.ts';

/** Elasticsearch 8 and 9, by its own client. */
export function openElasticsearch({ url, auth, ca }: SearchSettings, version: string): SearchClient {
  const client = new Client({
    node: url,
    // Tried again by those who ask, who know better what may be repeated.
    maxRetries: 0,
    requestTimeout: requestTimeoutMs,
    ...(auth === null ? {} : { auth }),
    ...(ca === null ? {} : { tls: { ca } }),
  });
  const requests = createRequests(async ({ method, path, query, body, lines }) => {
    const what = lines === undefined ? {} : { bulkBody: [...lines] };
    return client.transport
      .request({
        method,
        path,
        ...(query === undefined ? {} : { querystring: query }),
        ...(body === undefined ? what : { body }),
      })
      .catch((error: unknown) => {
        throw faultOf(error);
      });
  });
  return { product: 'elasticsearch', version, ...requests, close: () => client.close() };
}
