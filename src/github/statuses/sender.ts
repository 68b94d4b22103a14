import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { jitter } from '../../lib/jitter.ts';
import { repeat } from '../../lib/repeat.ts';
import type { State } from '../../state/index.ts';
import type { WaitingStatus } from '../../state/statuses.ts';
import type { Storage } from '../../storage/index.ts';
import { type Github, GithubFault } from '../api/index.ts';
import { checkRunOf } from '../checks/check-run-of.ts';

const lookEveryMs = 500;
const holdEveryMs = 3_000;
/** With the pause between two tries to get it, another server takes over within 15 s. */
const lockMs = 10_000;
const switchOnEveryMs = 60 * 60 * 1_000;
const atOnce = 20;
const firstPauseMs = 1_000;
/** Of what an outage holds up, and of what somebody has to mend. */
const longestPauseMs = 60_000;
const longestRefusedMs = 10 * 60_000;
const givenUpAfterMs = 24 * 60 * 60 * 1_000;
const lock = 'statuses';
const checkRunsNeedApp =
  'GitHub takes check runs from GitHub Apps only, and this server works with a token: set githubAppId and githubAppKey, or take "checkRun" out of the link.';

export interface SenderContext {
  readonly state: State;
  /** Where the logs lie that a check run shows the end of. */
  readonly storage: Pick<Storage, 'tail'>;
  readonly github: Pick<Github, 'setStatus' | 'putCheckRun' | 'isApp'>;
  /** Where people reach the server, for links, without a slash at its end. */
  readonly publicUrl: string;
  readonly log: Logger;
}

/**
 * Sends the statuses of commits, and check runs. Runs on every server that has credentials, and one at a time sends, one
 * status after the other, so that of one commit and context none overtakes another. That GitHub is away or has had enough
 * of us delays them and nothing else.
 */
export function startStatusSender(context: SenderContext): () => Promise<void> {
  const { state, log } = context;
  const token = randomUUID();
  const sender = new Sender(context);
  let heldUntil = 0;
  const hold = async () => {
    const askedAt = performance.now();
    heldUntil = (await state.locks.hold(lock, token, lockMs)) ? askedAt + lockMs : 0;
  };
  const onError = (err: unknown) => log.warn({ err }, 'statuses not sent; trying again');
  void state.statuses.switchOn().catch(onError);
  const closers = [
    repeat(switchOnEveryMs, () => state.statuses.switchOn(), onError),
    // Apart from the sending, which may wait for GitHub.
    repeat(holdEveryMs, hold, onError),
    repeat(lookEveryMs, () => sender.sendDue(() => performance.now() < heldUntil), onError),
  ];
  void hold().catch(onError);
  return async () => {
    heldUntil = 0;
    sender.stop();
    await Promise.all(closers.map((close) => close()));
    await state.locks.release(lock, token).catch(() => {});
  };
}

export class Sender {
  readonly #context: SenderContext;
  /** GitHub wants nothing before this, ms since 1970. */
  #pausedUntil = 0;
  /** Calls in a row that found GitHub away. */
  #outage = 0;
  #stopped = false;

  constructor(context: SenderContext) {
    this.#context = context;
  }

  /** Sends what is due, while `mayGoOn` says so. */
  async sendDue(mayGoOn: () => boolean): Promise<void> {
    const ready = () => !this.#stopped && mayGoOn() && Date.now() >= this.#pausedUntil;
    if (!ready()) return;
    for (const waiting of await this.#context.state.statuses.due(Date.now(), atOnce)) {
      if (!ready()) return;
      await this.#send(waiting);
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  async #send(waiting: WaitingStatus): Promise<void> {
    try {
      const run =
        waiting.kind === 'check' ? await this.#putCheckRun(waiting) : await this.#setStatus(waiting);
      this.#outage = 0;
      await this.#context.state.statuses.settle(waiting, run);
    } catch (error) {
      if (!(error instanceof GithubFault)) throw error;
      await this.#failed(waiting, error);
    }
  }

  async #setStatus({
    status: { owner, repo, sha, job, number, ...status },
  }: WaitingStatus): Promise<undefined> {
    const { github, publicUrl } = this.#context;
    const targetUrl = job === undefined ? undefined : `${publicUrl}/jobs/${job}/builds/${number}`;
    await github.setStatus(owner, repo, sha, {
      ...status,
      ...(targetUrl === undefined ? {} : { targetUrl }),
    });
  }

  /** Resolves to its id. One that GitHub no longer has is made anew. */
  async #putCheckRun({ status, run }: WaitingStatus): Promise<number> {
    const { github } = this.#context;
    if (!github.isApp) throw new GithubFault('invalid', checkRunsNeedApp);
    const { owner, repo } = status;
    const wanted = await checkRunOf(this.#context, status);
    try {
      return await github.putCheckRun(owner, repo, wanted, run);
    } catch (error) {
      if (run === undefined || !(error instanceof GithubFault) || error.kind !== 'not_found') throw error;
      return github.putCheckRun(owner, repo, wanted);
    }
  }

  async #failed(waiting: WaitingStatus, fault: GithubFault): Promise<void> {
    const { state, log } = this.#context;
    const { target, attempts, since } = waiting;
    const expired = Date.now() - since >= givenUpAfterMs;
    if (expired || fault.kind === 'invalid') {
      log.error({ err: fault, target }, 'status given up');
      return state.statuses.giveUp(waiting, fault.message);
    }
    if (attempts === 0) log.warn({ err: fault, target }, 'status not sent; trying again');
    const pause = this.#pauseFor(fault, attempts);
    await state.statuses.retry(waiting, Date.now() + jitter(pause), fault.message);
  }

  /** How long this status waits, in ms. What concerns all of them makes all wait. */
  #pauseFor(fault: GithubFault, attempts: number): number {
    switch (fault.kind) {
      case 'rate_limited': {
        const pause = fault.retryAfterMs ?? longestPauseMs;
        this.#pausedUntil = Date.now() + pause;
        return pause;
      }
      case 'away': {
        const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** this.#outage);
        this.#outage += 1;
        this.#pausedUntil = Date.now() + jitter(pause);
        return pause;
      }
      case 'refused':
      case 'not_found':
      case 'invalid':
        return Math.min(longestRefusedMs, firstPauseMs * 2 ** attempts);
    }
  }
}
