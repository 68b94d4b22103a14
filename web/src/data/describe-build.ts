import type { BuildDocument, BuildSummary } from './routes.ts';

/** Why a build runs, in few words: `push to main`, `schedule Nightly`, `by ada`. */
export function causeOf({ cause, github }: Pick<BuildSummary, 'cause' | 'github'>): string {
  if (github?.pullRequest !== undefined) return `pull request #${github.pullRequest.number}`;
  if (github !== undefined)
    return `push to ${github.commit.branch ?? github.commit.tag ?? github.commit.ref}`;
  switch (cause.kind) {
    case 'schedule':
      return `schedule ${cause.schedule ?? ''}`.trim();
    case 'rerun':
      return `${cause.of === undefined ? 'run again' : `again after #${numberOf(cause.of)}`} by ${cause.by}`;
    case 'upstream':
      return `after ${cause.of ?? 'another job'}`;
    case 'push':
    case 'pull_request':
      return cause.kind.replace('_', ' ');
    case 'manual':
    case 'api':
      return `by ${cause.by}`;
  }
}

const numberOf = (id: string): string => id.slice(id.lastIndexOf('_') + 1);

/** What a running build does at this moment: `Test ▸ Unit`. */
export function currentStep({ stages, hooks }: Pick<BuildDocument, 'stages' | 'hooks'>): string | null {
  for (const stage of stages) {
    if (stage.status !== 'running') continue;
    const step = stage.steps.find(({ status }) => status === 'running');
    const hook = stage.hooks.find(({ status }) => status === 'running');
    const doing = step?.title ?? hook?.hook;
    return doing === undefined ? stage.title : `${stage.title} ▸ ${doing}`;
  }
  return hooks.find(({ status }) => status === 'running')?.hook ?? null;
}
