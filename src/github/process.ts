import type { DeliveryRecord } from '../state/delivery.ts';
import { buildPullRequest } from './build-pull-request.ts';
import { buildPush } from './build-push.ts';
import type { GithubContext } from './context.ts';
import { endBranch, endPullRequest } from './end.ts';
import { readOccurrence } from './read-occurrence.ts';
import { failed, ignored, type Result } from './result.ts';

/**
 * Does what a delivery asks for. Whoever began with it may have died at any line, so all of it can be done again: a
 * build is started once, and the rest comes to the same. What is thrown may be tried again.
 */
export async function processDelivery(
  context: GithubContext,
  record: DeliveryRecord,
  payload: unknown,
): Promise<Result> {
  const occurrence = readOccurrence(record.event, payload, record.id);
  switch (occurrence.kind) {
    case 'pushed':
      return buildPush(context, occurrence, record.replayOf !== undefined);
    case 'proposed':
      return buildPullRequest(context, occurrence, { replayed: record.replayOf !== undefined });
    case 'deleted':
      return endBranch(context, occurrence);
    case 'closed':
      return endPullRequest(context, occurrence);
    case 'nothing':
      return ignored(occurrence.reason);
    case 'unreadable':
      return failed(occurrence.reason);
    default:
      return occurrence satisfies never;
  }
}
