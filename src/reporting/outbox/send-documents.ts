import type { Refusal } from '../../state/outbox.ts';
import type { BulkItem, SearchClient } from '../search/client.ts';
import { SearchFault } from '../search/fault.ts';

/** A document on its way; the lines are those of a bulk request. */
export interface Outgoing {
  readonly id: string;
  readonly lines: readonly [action: string, document: string];
}

/** What became of each document. */
export interface Outcome {
  readonly sent: string[];
  /** It will not be taken however often it is sent. */
  readonly refused: { readonly id: string; readonly why: Refusal }[];
  /** Not now, as when a queue of Elasticsearch is full. */
  readonly later: { readonly id: string; readonly why: Refusal }[];
}

/** Statuses that tell of the moment, not of the document; 404: the index is just being made, or may not be. */
const isTemporary = (status: number): boolean =>
  status === 404 || status === 429 || status >= 500 || status === 0;

/** The request as a whole was not to Elasticsearch's liking, so one of its documents is not. */
const isOfDocuments = (error: unknown): boolean =>
  error instanceof SearchFault && (error.status === 400 || error.status === 413);

/**
 * Sends documents in one request. When that is refused as a whole, for its size or because it cannot be read, it is
 * halved until the document at fault is found. Throws SearchFault when nothing was taken.
 */
export async function sendDocuments(client: SearchClient, documents: readonly Outgoing[]): Promise<Outcome> {
  const outcome: Outcome = { sent: [], refused: [], later: [] };
  await send(documents);
  return outcome;

  async function send(some: readonly Outgoing[]): Promise<void> {
    const [first] = some;
    if (first === undefined) return;
    try {
      const items = await client.bulk(some.flatMap(({ lines }) => lines));
      for (const [index, { id }] of some.entries()) sort(id, items[index] ?? { status: 0 });
    } catch (error) {
      if (!(error instanceof SearchFault) || !isOfDocuments(error)) throw error;
      if (some.length === 1)
        outcome.refused.push({ id: first.id, why: refusal(error.status ?? 0, error.type, error.message) });
      else {
        const half = Math.ceil(some.length / 2);
        await send(some.slice(0, half));
        await send(some.slice(half));
      }
    }
  }

  function sort(id: string, { status, error }: BulkItem): void {
    if (status >= 200 && status < 300) outcome.sent.push(id);
    else {
      const why = refusal(status, error?.type ?? `http_${status}`, error?.reason ?? 'no reason was given');
      (isTemporary(status) ? outcome.later : outcome.refused).push({ id, why });
    }
  }
}

function refusal(status: number, type: string, reason: string): Refusal {
  return { at: new Date().toISOString(), status, type, reason: reason.slice(0, 1_000) };
}
