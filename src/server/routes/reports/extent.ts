import type { Extent } from '../../../reporting/reports/report.ts';
import type { State } from '../../../state/index.ts';
import { authorizeAt } from '../../access/authorize.ts';
import type { Caller } from '../../access/caller.ts';
import { visibleJobs } from '../../access/filter.ts';
import { visibleTo } from '../../guard.ts';
import { periodOf } from './period.ts';

interface Asked {
  readonly job?: string;
  readonly days?: number;
  readonly from?: string;
  readonly to?: string;
}

/**
 * The builds that a request asks for and that its caller may see. Who sees some folders only is told of the jobs that are
 * in them now. Throws REQUEST_INVALID, JOB_NOT_FOUND.
 */
export async function extentOf(
  state: State,
  { query, caller }: { query: Asked; caller: Caller },
): Promise<Extent> {
  const period = periodOf(query);
  const { job } = query;
  const visible = visibleTo(caller);
  if (job === undefined)
    return { ...period, jobs: visible === null ? null : visibleJobs(await state.jobs.tree(), visible) };
  if (visible !== null) await authorizeAt(state, caller, { kind: 'job', name: job, needed: 'viewer' });
  return { ...period, jobs: [job] };
}
