import { DroverError } from '../errors/error.ts';
import { type BuildDocument, buildId } from './build.ts';
import { buildText } from './build-json.ts';
import { statusArguments } from './commit-status.ts';
import type { StateContext } from './context.ts';
import { lastTail } from './last-build.ts';
import { queueOfBuild } from './queues.ts';
import { tallyRow } from './tally-row.ts';

/** On what a build may be finished: the worker's token, or a state that nobody has changed meanwhile. */
export type FinishCondition =
  | { readonly token: string }
  | { readonly expect: 'queued' }
  /** `heldUntil`: when the lost worker has surely ended its processes, in ms since 1970; its place in a group is held so long. */
  | { readonly expect: 'leaseGone' | 'stateless'; readonly heldUntil: number };

/** How many finished builds the list over all jobs holds. */
const finishedListed = 1000;

/** queued | running → finished: see `BuildChanges`. */
export async function finishBuild(
  { prefix, keys, scripts }: StateContext,
  build: BuildDocument,
  condition: FinishCondition,
): Promise<string[] | null> {
  const { job, number } = build;
  const id = buildId(job, number);
  const [how, token] = 'token' in condition ? ['token', condition.token] : [condition.expect, ''];
  const [code, ...admitted] = await scripts.ask(
    'finish',
    [
      keys.state(id),
      keys.lease(id),
      keys.private(id),
      keys.build(job, number),
      keys.queued(),
      keys.running(),
      keys.undelivered(),
      keys.last(),
      keys.finished(),
    ],
    [
      prefix,
      id,
      how,
      token,
      buildText(build),
      job,
      number,
      lastTail(build),
      finishedListed,
      Date.now(),
      tallyRow(build),
      ...statusArguments(build),
      Date.parse(build.queuedAt),
      'heldUntil' in condition ? condition.heldUntil : '',
    ],
  );
  if (code !== 'ok' && 'token' in condition) throw new DroverError('LEASE_LOST', { job, number });
  return code === 'ok' ? admitted.map(String) : null;
}

/** running → queued: see `BuildChanges`. */
export async function requeueBuild(
  { prefix, keys, scripts }: StateContext,
  build: BuildDocument,
  notBefore: number,
  token: string,
): Promise<boolean> {
  const { job, number } = build;
  const id = buildId(job, number);
  const [code] = await scripts.ask(
    'requeue',
    [
      keys.state(id),
      keys.lease(id),
      keys.build(job, number),
      keys.queued(),
      keys.running(),
      keys.undelivered(),
      keys.last(),
    ],
    [
      prefix,
      id,
      buildText(build),
      Date.now(),
      notBefore,
      job,
      number,
      lastTail(build),
      token,
      queueOfBuild(build),
    ],
  );
  return code === 'ok';
}
