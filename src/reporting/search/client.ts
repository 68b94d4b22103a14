/** A request that is not answered by then has failed. */
export const requestTimeoutMs = 30_000;

/** What a request for a bulk is answered for each document. */
export interface BulkItem {
  readonly status: number;
  readonly error?: { readonly type: string; readonly reason: string };
}

export interface SearchAnswer {
  readonly hits: {
    readonly total?: { readonly value: number };
    readonly hits: readonly SearchHit[];
  };
  readonly aggregations?: Record<string, unknown>;
}

export interface SearchHit {
  readonly _id: string;
  readonly _source: Record<string, unknown>;
  readonly highlight?: Record<string, readonly string[]>;
  readonly inner_hits?: Record<string, { readonly hits: SearchAnswer['hits'] }>;
}

/** What Drover asks of Elasticsearch or OpenSearch. Everything that fails is thrown as a `SearchFault`. */
export interface SearchClient {
  readonly product: 'elasticsearch' | 'opensearch';
  readonly version: string;
  /** Pairs of lines: action and document, JSON. The items are in the order of the pairs. */
  bulk(lines: readonly string[]): Promise<BulkItem[]>;
  /** An index that does not exist has no hits. */
  search(index: string, body: object): Promise<SearchAnswer>;
  /** Version of an index template; null when there is none. */
  templateVersion(name: string): Promise<number | null>;
  putTemplate(name: string, body: object): Promise<void>;
  /** Names of the indices that match. */
  indices(pattern: string): Promise<string[]>;
  deleteIndex(name: string): Promise<void>;
  close(): Promise<void>;
}

/** One request through a client library, whose answer is JSON. */
export type Send = (request: {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: object;
  readonly lines?: readonly string[];
}) => Promise<unknown>;
