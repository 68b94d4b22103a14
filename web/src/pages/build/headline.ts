import { humanDuration } from '../../../../src/lib/human-duration.ts';
import type { BuildSummary, WaitingBuild } from '../../data/routes.ts';
import { counted } from '../../ui/format.ts';
import { commandsOf, currentOf, outlineOfBuild, titleOf } from './commands.ts';

/** What happened and why, in one line. */
export function headline(build: BuildSummary, waitingFor: WaitingBuild['waitingFor'] | null): string {
  const took = build.durationMs === null ? '' : ` in ${humanDuration(build.durationMs)}`;
  switch (build.status) {
    case 'queued':
      return waitingFor === null ? 'Waits for a worker' : waitingFor.message;
    case 'running':
      return runningLine(build);
    case 'cancelling':
      return `Is being cancelled${byWhom(build)}${reasonOf(build)}`;
    case 'success':
      return build.warnings === 0 ? `Succeeded${took}` : `Succeeded${took} with ${warnings(build)}`;
    case 'cancelled': {
      const after = build.durationMs === null ? '' : ` after ${humanDuration(build.durationMs)}`;
      return `Cancelled${byWhom(build)}${after}${reasonOf(build)}`;
    }
    case 'failure':
    case 'timed_out':
    case 'error':
      return capitalised(
        build.reason ??
          { failure: 'Failed', timed_out: 'Timed out', error: 'Error of the system' }[build.status],
      );
  }
}

function runningLine(build: BuildSummary): string {
  const current = currentOf(outlineOfBuild(build));
  if (current === null) return 'Begins';
  const { record } = current;
  if (record.retryAt !== undefined) return `${titleOf(current)} is tried again soon`;
  if (record.status !== 'running') return 'Between two steps';
  const attempt = record.attempts !== undefined && record.attempts > 1 ? `, attempt ${record.attempts}` : '';
  return `Runs ${titleOf(current)}${attempt}`;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const byWhom = ({ cancel }: BuildSummary): string => (cancel === undefined ? '' : ` by ${cancel.by}`);

const reasonOf = ({ cancel }: BuildSummary): string =>
  cancel === undefined || cancel.reason === '' ? '' : `: ${cancel.reason}`;

function warnings(build: BuildSummary): string {
  const first = commandsOf(outlineOfBuild(build)).find(
    ({ record, kind }) => record.ignored === true || (kind === 'hook' && record.status === 'failure'),
  );
  const which = first === undefined ? '' : `: ${titleOf(first)} ${first.record.reason ?? 'failed'}`;
  return `${counted(build.warnings, 'warning')}${build.warnings === 1 ? which : ''}`;
}

/** Why the build exists. */
export function causeText({ cause, github }: BuildSummary): string {
  const { kind, by } = cause;
  if (github?.pullRequest !== undefined)
    return `pull request #${github.pullRequest.number} by ${github.pullRequest.author}`;
  if (github !== undefined && kind === 'push')
    return `push to ${github.commit.branch ?? github.commit.tag ?? github.commit.ref}`;
  switch (kind) {
    case 'manual':
    case 'api':
      return `started by ${by}`;
    case 'push':
      return `push by ${by}`;
    case 'pull_request':
      return `pull request by ${by}`;
    case 'schedule':
      return `schedule ${cause.schedule ?? ''}`.trim();
    case 'upstream':
      return `started by ${cause.of ?? by}`;
    case 'rerun':
      return `rerun of #${cause.of?.replace(/^.*_/, '') ?? '?'} by ${by}`;
  }
}
