import { hostname } from 'node:os';
import type { BuildDocument } from '../state/build.ts';
import type { BuildsBefore } from '../state/claim-build.ts';
import type { QueueContext } from './context.ts';
import { finishQueued } from './finish.ts';
import { leaseMs } from './lease-times.ts';

export interface Claimed {
  readonly build: BuildDocument;
  readonly token: string;
  /** Values by environment name, passwords included. */
  readonly parameters: Record<string, string>;
  readonly before: BuildsBefore;
  /** Others wait in the queue that it came from. */
  readonly more: boolean;
}

/**
 * Makes a delivered build this worker's: in one script the state becomes running, the lease is taken and
 * the document says who has it. Null when the build is not queued any more (cancelled, deleted, or taken
 * before a delivery was repeated).
 */
export async function claimBuild(
  context: Pick<QueueContext, 'state' | 'delivery'>,
  { id, queue }: { readonly id: string; readonly queue: string },
  token: string,
  worker: string,
): Promise<Claimed | null> {
  const startedAt = new Date().toISOString();
  const claimed = await context.state.builds.claim(id, {
    token,
    worker,
    node: hostname(),
    startedAt,
    leaseMs,
    queue,
  });
  if (claimed === null) return null;
  if ('cancel' in claimed) {
    await finishQueued(context, claimed.build, claimed.cancel);
    return null;
  }
  return { ...claimed, token };
}
