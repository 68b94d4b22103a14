import { DroverError } from '../../errors/error.ts';
import { indexNames } from '../documents/index-names.ts';
import type { SearchHit } from '../search/client.ts';
import { SearchFault } from '../search/fault.ts';
import type { LazyClient } from '../search/lazy-client.ts';
import { buildQuery } from './aggregations.ts';
import type { Extent, Period } from './report.ts';

export interface LogQuery extends Extent {
  /** Words that a line must have; `"…"` for words in a row, `*` at the end of one for any ending, `|` for or. */
  readonly query: string;
  /** Builds. */
  readonly limit: number;
}

export interface LogSearch extends Period {
  readonly source: 'elasticsearch';
  /** Newest first. */
  readonly builds: {
    readonly job: string;
    readonly number: number;
    readonly finishedAt: string;
    /** Lines that fit. */
    readonly matches: number;
    /** The first three of them. */
    readonly lines: { readonly log: string; readonly line: number; readonly text: string }[];
  }[];
  /** About how many builds there are. */
  readonly total: number;
}

const linesShown = 3;

/** Which builds printed this. Throws SEARCH_UNAVAILABLE. */
export async function searchLogs(lazy: LazyClient, prefix: string, asked: LogQuery): Promise<LogSearch> {
  const { from, to, query, limit } = asked;
  const body = {
    size: limit,
    _source: ['job', 'number', 'finishedAt'],
    query: {
      bool: {
        filter: [
          buildQuery(asked),
          {
            simple_query_string: {
              query,
              fields: ['text'],
              default_operator: 'and',
              // Not NOT: a line may hold a word that begins with a dash.
              flags: 'AND|OR|PHRASE|PREFIX|WHITESPACE',
            },
          },
        ],
      },
    },
    sort: [{ finishedAt: 'desc' }, { number: 'desc' }],
    collapse: {
      field: 'build',
      inner_hits: {
        name: 'lines',
        size: linesShown,
        sort: [{ line: 'asc' }],
        _source: ['log', 'line', 'text'],
      },
    },
    aggs: { builds: { cardinality: { field: 'build' } } },
  };
  try {
    const { hits, aggregations } = await lazy.use((client) => client.search(indexNames(prefix).logs, body));
    const total = (aggregations?.['builds'] as { value?: number } | undefined)?.value ?? 0;
    return { source: 'elasticsearch', from, to, builds: hits.hits.map(foundBuild), total };
  } catch (error) {
    if (!(error instanceof SearchFault)) throw error;
    throw new DroverError('SEARCH_UNAVAILABLE', {
      detail: `Elasticsearch could not answer: ${error.message}`,
    });
  }
}

function foundBuild({ _source, inner_hits }: SearchHit): LogSearch['builds'][number] {
  const lines = inner_hits?.['lines']?.hits;
  return {
    job: String(_source['job']),
    number: Number(_source['number']),
    finishedAt: String(_source['finishedAt']),
    matches: lines?.total?.value ?? 0,
    lines: (lines?.hits ?? []).map(({ _source: line }) => ({
      log: String(line['log']),
      line: Number(line['line']),
      text: String(line['text']),
    })),
  };
}
