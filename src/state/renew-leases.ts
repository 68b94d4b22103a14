import type { CancelRequest } from './build.ts';
import type { StateContext } from './context.ts';
import type { Reply } from './run-script.ts';

export interface Held {
  readonly id: string;
  /** Of its lease. */
  readonly token: string;
}

export interface Renewal {
  /** The build is not the worker's any more. */
  readonly lost: boolean;
  readonly cancel: CancelRequest | null;
  /** What somebody has changed its time limit to, in ms from its start; null when nobody has. */
  readonly limitMs: number | null;
}

/** In one round trip; answers in the order given. */
export async function renewLeases(
  { keys, scripts }: StateContext,
  held: readonly Held[],
  leaseMs: number,
): Promise<Renewal[]> {
  if (held.length === 0) return [];
  const answers = await scripts.run(
    'renew',
    held.flatMap(({ id }) => [keys.state(id), keys.lease(id)]),
    [leaseMs, ...held.map(({ token }) => token)],
  );
  return held.map((_, index) => renewalOf(answers[2 * index] ?? null, answers[2 * index + 1]));
}

function renewalOf(cancel: Reply[number], limit: Reply[number] | undefined): Renewal {
  return {
    lost: cancel === null,
    cancel: cancel ? (JSON.parse(String(cancel)) as CancelRequest) : null,
    limitMs: limit ? Number(limit) : null,
  };
}
