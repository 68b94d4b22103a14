import type { SearchClient } from './client.ts';
import { SearchFault } from './fault.ts';
import { whatAnswers } from './probe.ts';
import type { SearchSettings } from './settings.ts';

/**
 * Asks what it is that answers, and loads the client library for it: those of Elasticsearch refuse to talk to OpenSearch.
 * Throws SearchFault.
 */
export async function connectSearch(settings: SearchSettings): Promise<SearchClient> {
  const { product, version } = await whatAnswers(settings);
  const major = Number(version.split('.')[0]);
  if (product === 'elasticsearch' && major < 8)
    throw new SearchFault(null, 'version', `Elasticsearch ${version} is too old: it must be 8 or later`);
  if (product === 'opensearch') return (await import('./opensearch.ts')).openSearch(settings, version);
  return (await import('./elasticsearch.ts')).openElasticsearch(settings, version);
}
