import type { Definition } from '../definition/index.ts';
import type { GithubEvent } from '../state/github-event.ts';
import type { DerivedFrom } from './derived-name.ts';

/**
 * The definition of a copy: that of the job, without its schedules. A newer commit takes the place of an older one: of a pull
 * request also while that runs, of a branch while it waits. A fork never gets secrets.
 */
export function derivedDefinition(
  definition: Definition,
  from: DerivedFrom,
  event: GithubEvent,
  forkLabel: string | undefined,
): Definition {
  const { schedules: _ofTheJob, concurrency: _own, ...rest } = definition;
  const concurrency = concurrencyFor(definition, from);
  const copy: Definition = { ...rest, ...(concurrency === undefined ? {} : { concurrency }) };
  if (event.pullRequest?.fork !== true) return copy;
  const withoutSecrets = dropSecrets(copy) as Definition;
  if (forkLabel === undefined) return withoutSecrets;
  return { ...withoutSecrets, runsOn: [...new Set([...(copy.runsOn ?? []), forkLabel])] };
}

/** A group with a name is shared with other jobs: there a copy waits like any other build. */
export const sharesGroup = ({ concurrency }: Definition): boolean => concurrency?.group !== undefined;

function concurrencyFor(definition: Definition, { kind }: DerivedFrom): Definition['concurrency'] {
  const { concurrency } = definition;
  if (sharesGroup(definition) || kind === 'tags') return concurrency;
  return { limit: 1, onNew: kind === 'pull' ? 'cancelRunning' : 'replaceQueued', ...concurrency };
}

/** Wherever in the definition they are asked for. */
function dropSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => name !== 'secrets');
  return Object.fromEntries(kept.map(([name, inner]) => [name, inner === null ? null : dropSecrets(inner)]));
}
