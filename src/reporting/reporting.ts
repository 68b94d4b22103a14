import { DroverError } from '../errors/error.ts';
import type { State } from '../state/index.ts';
import { type ReporterContext, startReporter } from './outbox/reporter.ts';
import { createSearchReports } from './reports/from-search.ts';
import { type LogQuery, type LogSearch, searchLogs } from './reports/log-search.ts';
import { createReports, type Reports } from './reports/reports.ts';
import { LazyClient } from './search/lazy-client.ts';
import type { SearchSettings } from './search/settings.ts';
import { type ReportingStatus, reportingStatus } from './status.ts';
import { startTallier } from './tally/tallier.ts';

/** Everything about reports that a server does and answers. */
export interface Reporting extends Reports {
  /** Throws LOGS_NOT_INDEXED, SEARCH_UNAVAILABLE. */
  logs(query: LogQuery): Promise<LogSearch>;
  status(): Promise<ReportingStatus>;
  close(): Promise<void>;
}

/** Answers only; nothing is counted or sent. */
export function createReporting(state: State, settings: SearchSettings | null): Reporting {
  const lazy = settings === null ? null : new LazyClient(settings);
  const search = settings === null || lazy === null ? null : createSearchReports(lazy, settings.index);
  const configured = { configuredHere: settings !== null, logsIndexed: (settings?.logDays ?? null) !== null };
  return {
    ...createReports(state, search),
    async logs(query) {
      if (lazy === null || settings === null || settings.logDays === null)
        throw new DroverError('LOGS_NOT_INDEXED');
      return searchLogs(lazy, settings.index, query);
    },
    status: () => reportingStatus(state, configured),
    close: async () => lazy?.close(),
  };
}

/** Counts ended builds and, with settings, reports them to Elasticsearch. */
export async function startReporting(
  context: ReporterContext,
  settings: SearchSettings | null,
): Promise<Reporting> {
  const reporting = createReporting(context.state, settings);
  const stopTallier = startTallier(context.state, context.log);
  const stopReporter = settings === null ? async () => {} : await startReporter(context, settings);
  return {
    ...reporting,
    async close() {
      await Promise.all([stopTallier(), stopReporter(), reporting.close()]);
    },
  };
}
