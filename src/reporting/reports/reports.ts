import type { State } from '../../state/index.ts';
import { changesOf } from './changes.ts';
import { type PartQuery, parametersFromRedis, reportFromRedis, testsFromRedis } from './from-redis.ts';
import type {
  ChangeReport,
  Extent,
  ParameterReport,
  Report,
  ReportQuery,
  TestOrder,
  TestReport,
} from './report.ts';

export type TestQuery = PartQuery & { readonly order: TestOrder };
export type ParameterQuery = PartQuery;
export type ChangeQuery = Extent;

/** What can be asked of all reported builds. */
export interface SearchReports {
  report(query: ReportQuery): Promise<Report>;
  tests(query: TestQuery): Promise<TestReport>;
  parameters(query: ParameterQuery): Promise<ParameterReport>;
}

/** Every answer says where it comes from. */
export interface Reports extends SearchReports {
  changes(query: ChangeQuery): Promise<ChangeReport>;
}

/**
 * From Elasticsearch where there is one, else from the counts in Redis; from there, too, while Elasticsearch does not
 * answer, with a note that says so.
 */
export function createReports(state: State, search: SearchReports | null): Reports {
  async function ask<T extends { readonly note?: string }>(
    fromSearch: (search: SearchReports) => Promise<T>,
    fromRedis: () => Promise<T>,
  ): Promise<T> {
    if (search === null) return fromRedis();
    try {
      return await fromSearch(search);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const answer = await fromRedis();
      return {
        ...answer,
        note: [`Elasticsearch could not answer: ${why}`, answer.note ?? ''].join(' ').trim(),
      };
    }
  }
  return {
    report: (query) =>
      ask(
        (from) => from.report(query),
        () => reportFromRedis(state, query),
      ),
    tests: (query) =>
      ask(
        (from) => from.tests(query),
        () => testsFromRedis(state, query),
      ),
    parameters: (query) =>
      ask(
        (from) => from.parameters(query),
        () => parametersFromRedis(state, query),
      ),
    changes: (query) => changesOf(state, query),
  };
}
