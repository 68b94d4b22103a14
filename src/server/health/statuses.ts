import { humanDuration } from '../../lib/human-duration.ts';
import type { GivenUpStatus, StatusCounts } from '../../state/statuses.ts';
import type { Finding } from './finding.ts';

/** GitHub being away for a moment is nothing to tell. */
const longWaitMs = 10 * 60_000;
/** What was given up before that nobody waits for any more. */
const rememberedMs = 7 * 86_400_000;

export interface StatusesState {
  readonly sentAs: 'app' | 'token' | 'nobody';
  readonly counts: Pick<StatusCounts, 'waiting' | 'oldest'>;
  /** Newest first. */
  readonly givenUp: readonly GivenUpStatus[];
}

/** Whether GitHub hears of the results. `now` is in ms since 1970. */
export function statusesFinding(
  { sentAs, counts: { waiting, oldest }, givenUp }: StatusesState,
  now: number,
): Finding {
  const finding = (ok: boolean, message: string): Finding => ({ check: 'statuses', ok, message });
  const since = (ms: number) => humanDuration(Math.max(0, now - ms));
  const lost = givenUp.filter(({ at }) => now - Date.parse(at) < rememberedMs);
  const [last] = lost;
  if (last !== undefined)
    return finding(
      false,
      `${lost.length} were given up, the last one of ${last.owner}/${last.repo} ${since(Date.parse(last.at))} ago: ${last.error} Mend that, then: drover statuses --resend`,
    );
  if (sentAs === 'nobody')
    return finding(true, 'are not sent: that needs a token or an App (DROVER_GITHUB_TOKEN)');
  if (oldest !== null && now - oldest > longWaitMs)
    return finding(
      false,
      `${waiting} wait, the first one for ${since(oldest)}: is GitHub reached, and may ${sentAs === 'app' ? 'the App' : 'the token'} set them? The log of the server says why`,
    );
  return finding(
    true,
    waiting === 0 ? 'GitHub has taken all of them' : `${waiting} are on their way to GitHub`,
  );
}
