import { DroverError } from '../errors/error.ts';
import type { StateContext } from './context.ts';
import type { GithubEvent } from './github-event.ts';
import { fullName, type Repository } from './link.ts';

/** A pull request from a fork that nothing is built of before somebody has looked at it. */
export interface WaitingApproval {
  /** The linked job. */
  readonly job: string;
  readonly event: GithubEvent;
  /** Login of whoever caused the event. */
  readonly sender: string;
  /** ISO 8601 UTC */
  readonly since: string;
}

/** Who approved which commit, and when. */
export interface Approval {
  readonly sha: string;
  readonly by: string;
  readonly at: string;
}

/** Approvals are for a commit: the next one of the pull request needs another. */
export interface Approvals {
  /** Replaces what waited for the same pull request. */
  wait(number: number, waiting: WaitingApproval): Promise<void>;
  /** Oldest first. */
  list(): Promise<WaitingApproval[]>;
  /** Notes it. Throws NOT_FOUND when nothing waits, APPROVAL_STALE when another commit does. */
  approve(repository: Repository, number: number, approval: Approval): Promise<WaitingApproval>;
  /** Approved, and the build is not started yet. */
  approved(): Promise<{ waiting: WaitingApproval; approval: Approval }[]>;
  /** The build is started, or the pull request closed. Of another commit than `sha` nothing is taken away. */
  settle(repository: Repository, number: number, sha: string | null): Promise<void>;
}

export function createApprovals({ redis, keys, scripts }: StateContext): Approvals {
  const fieldOf = (repository: Repository, number: number): string =>
    `${fullName(repository).toLowerCase()}#${number}`;

  return {
    async wait(number, waiting) {
      const field = fieldOf(waiting.event.repository, number);
      await redis.hset(keys.approvals(), field, JSON.stringify(waiting));
    },

    async list() {
      const texts = await redis.hvals(keys.approvals());
      return texts
        .map((text) => JSON.parse(text) as WaitingApproval)
        .sort((a, b) => Date.parse(a.since) - Date.parse(b.since));
    },

    async approve(repository, number, approval) {
      const what = `${fullName(repository)}#${number}`;
      const [code, ...values] = await scripts.ask(
        'approve',
        [keys.approvals(), keys.approved()],
        [fieldOf(repository, number), approval.sha, JSON.stringify(approval)],
      );
      if (code === 'APPROVAL_STALE')
        throw new DroverError('APPROVAL_STALE', { what, given: approval.sha, current: String(values[0]) });
      if (code !== 'ok')
        throw new DroverError('NOT_FOUND', { detail: `Nothing of ${what} waits for approval.` });
      return JSON.parse(String(values[0])) as WaitingApproval;
    },

    async approved() {
      const approvals = await redis.hgetall(keys.approved());
      const found: { waiting: WaitingApproval; approval: Approval }[] = [];
      for (const [field, text] of Object.entries(approvals)) {
        const approval = JSON.parse(text) as Approval;
        const waiting = await redis.hget(keys.approvals(), field);
        const wanted = waiting === null ? null : (JSON.parse(waiting) as WaitingApproval);
        if (wanted?.event.commit.sha === approval.sha) found.push({ waiting: wanted, approval });
        // Another commit came meanwhile.
        else await redis.hdel(keys.approved(), field);
      }
      return found;
    },

    async settle(repository, number, sha) {
      await scripts.run(
        'settle_approval',
        [keys.approvals(), keys.approved()],
        [fieldOf(repository, number), sha ?? ''],
      );
    },
  };
}
