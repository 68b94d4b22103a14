import type { ServerResponse } from 'node:http';

/** Aborted when the client goes before it has its answer. */
export function whileConnected(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  if (response.destroyed) gone.abort();
  else response.once('close', () => gone.abort());
  return gone.signal;
}
