import type { BulkItem, SearchAnswer, SearchClient, Send } from './client.ts';
import { SearchFault } from './fault.ts';

/** The requests, which are the same for both products, over whichever library sends them. */
export function createRequests(send: Send): Omit<SearchClient, 'product' | 'version' | 'close'> {
  return {
    async bulk(lines) {
      const { items } = (await send({
        method: 'POST',
        path: '/_bulk',
        query: { filter_path: 'items.*.status,items.*.error.type,items.*.error.reason' },
        lines,
      })) as { items?: Record<string, BulkItem>[] };
      return (items ?? []).map((item) => Object.values(item)[0] ?? { status: 0 });
    },

    async search(index, body) {
      return (await send({
        method: 'POST',
        path: `/${encodeURIComponent(index)}/_search`,
        query: { ignore_unavailable: true, allow_no_indices: true },
        body,
      })) as SearchAnswer;
    },

    async templateVersion(name) {
      try {
        const { index_templates: found = [] } = (await send({
          method: 'GET',
          path: `/_index_template/${encodeURIComponent(name)}`,
        })) as { index_templates?: { index_template?: { version?: number } }[] };
        return found[0] === undefined ? null : (found[0].index_template?.version ?? 0);
      } catch (error) {
        if (error instanceof SearchFault && error.status === 404) return null;
        throw error;
      }
    },

    async putTemplate(name, body) {
      await send({ method: 'PUT', path: `/_index_template/${encodeURIComponent(name)}`, body });
    },

    async indices(pattern) {
      const found = (await send({
        method: 'GET',
        path: `/${encodeURIComponent(pattern)}/_settings/index.creation_date`,
        query: { ignore_unavailable: true, allow_no_indices: true },
      })) as object;
      return Object.keys(found);
    },

    async deleteIndex(name) {
      try {
        await send({ method: 'DELETE', path: `/${encodeURIComponent(name)}` });
      } catch (error) {
        if (!(error instanceof SearchFault) || error.status !== 404) throw error;
      }
    },
  };
}
