import type { BuildDocument, CancelRequest } from './build.ts';
import { parseBuildId } from './build-id.ts';
import { buildText } from './build-json.ts';
import type { StateContext } from './context.ts';
import type { FinishCondition } from './end-build.ts';
import type { Reply } from './run-script.ts';
import type { KeyRing } from './secrets/key-ring.ts';
import { openValues } from './secrets/private-values.ts';
import { readBuild } from './unreadable.ts';

export interface Claim {
  readonly token: string;
  readonly worker: string;
  readonly node: string;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  readonly leaseMs: number;
  /** The queue that it was taken from. */
  readonly queue: string;
}

export interface Claimed {
  readonly build: BuildDocument;
  /** Real values by environment name, passwords included. */
  readonly parameters: Record<string, string>;
  readonly before: BuildsBefore;
  /** Others wait in its queue. When there are none, nobody is woken for that queue until one comes. */
  readonly more: boolean;
}

/** What the job's builds before this one came to; null where there is none. */
export interface BuildsBefore {
  readonly lastSuccess: number | null;
  /** The last that was not cancelled. */
  readonly last: { readonly number: number; readonly status: string } | null;
}

/** Somebody wanted it cancelled while it was queued, and has not ended it. */
export interface CancelledBefore {
  readonly build: BuildDocument;
  readonly cancel: CancelRequest;
}

/**
 * queued → running in one round trip: the script changes the beginning of the document where it lies. Null
 * when the build is not queued any more, or was damaged and has ended because of that.
 */
export async function claimBuild(
  context: StateContext & { readonly keyRing: KeyRing },
  id: string,
  claim: Claim,
  finish: (build: BuildDocument, condition: FinishCondition) => Promise<unknown>,
): Promise<Claimed | CancelledBefore | null> {
  const { job, number } = parseBuildId(id);
  const [code, text, values, ...others] = await askClaim(context, id, claim, '');
  if (code === 'REFUSED') return null;
  const build = readBuild(textOf(text), job, number);
  if (code === 'CANCELLED') return { build, cancel: JSON.parse(String(values)) as CancelRequest };
  const opened = openValues(context.keyRing, job, textOf(values));
  if (build.status === 'error' || 'unreadable' in opened) {
    const reason = build.reason ?? ('unreadable' in opened ? opened.unreadable : '');
    const ended: BuildDocument = { ...build, status: 'error', reason, finishedAt: new Date().toISOString() };
    await finish(ended, code === 'ok' ? { token: claim.token } : { expect: 'queued' });
    return null;
  }
  const { values: parameters } = opened;
  if (code === 'ok') return { build, parameters, ...circumstancesOf(others) };
  const circumstances = await claimOddText(context, id, claim, build);
  return circumstances === null ? null : { build, parameters, ...circumstances };
}

/** With a document that does not begin as ours do, as one that a person has edited. */
async function claimOddText(
  context: StateContext,
  id: string,
  claim: Claim,
  build: BuildDocument,
): Promise<Circumstances | null> {
  const { worker, node, startedAt } = claim;
  const queueMs = Math.max(0, Date.parse(startedAt) - Date.parse(build.queuedAt));
  Object.assign(build, {
    status: 'running',
    worker,
    node,
    startedAt,
    queueMs,
  } satisfies Partial<BuildDocument>);
  const [code, , , ...others] = await askClaim(context, id, claim, buildText(build));
  return code === 'ok' ? circumstancesOf(others) : null;
}

/** With `document` '' the script makes it from the one that is there. */
function askClaim(
  { prefix, keys, scripts }: StateContext,
  id: string,
  { token, worker, node, startedAt, leaseMs, queue }: Claim,
  document: string,
): Promise<Reply> {
  const { job, number } = parseBuildId(id);
  const touched = [
    keys.state(id),
    keys.lease(id),
    keys.build(job, number),
    keys.queued(),
    keys.running(),
    keys.undelivered(),
    keys.last(),
    keys.private(id),
  ];
  const who = [JSON.stringify(worker), JSON.stringify(node)];
  const when = [startedAt, Date.parse(startedAt), leaseMs];
  return scripts.ask('claim', touched, [prefix, id, token, ...who, ...when, document, job, number, queue]);
}

type Circumstances = Pick<Claimed, 'before' | 'more'>;

const circumstancesOf = ([more, lastSuccess, number, status]: Reply[number][]): Circumstances => ({
  more: more === 1,
  before: {
    lastSuccess: lastSuccess ? Number(lastSuccess) : null,
    last: number ? { number: Number(number), status: String(status) } : null,
  },
});

const textOf = (value: Reply[number] | undefined): string | null => (value == null ? null : String(value));
