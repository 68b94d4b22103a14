/** Elasticsearch did not do what it was asked. */
export class SearchFault extends Error {
  override readonly name = 'SearchFault';
  /** HTTP status; null when there was no answer. */
  readonly status: number | null;
  /** As `index_not_found_exception`, or what kept the answer away. */
  readonly type: string;

  constructor(status: number | null, type: string, reason: string) {
    super(reason);
    this.status = status;
    this.type = type;
  }
}

interface ClientError {
  readonly name?: string;
  readonly message?: string;
  readonly statusCode?: number | undefined;
  readonly meta?: { readonly statusCode?: number | null; readonly body?: unknown };
}

/** What a client library has thrown, without the request: that may hold credentials. */
export function faultOf(error: unknown): SearchFault {
  const { name = 'Error', message = String(error), meta } = error as ClientError;
  const status = meta?.statusCode ?? null;
  const { type, reason } = causeIn(meta?.body);
  if (status !== null && status > 0)
    return new SearchFault(status, type ?? `http_${status}`, reason ?? `it answered ${status}`);
  return new SearchFault(null, name, message.split('\n')[0] ?? name);
}

function causeIn(body: unknown): { type?: string; reason?: string } {
  const { error } = (body ?? {}) as { error?: { type?: string; reason?: string } | string };
  return typeof error === 'object' && error !== null ? error : error === undefined ? {} : { reason: error };
}
