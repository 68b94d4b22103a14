import type { Static } from 'typebox';
import type { WaitingBuild } from '../../../src/queue/list.ts';
import type { ScheduleView } from '../../../src/queue/list-schedules.ts';
import type { LogLines, LogOutline, LogSearchResult } from '../../../src/server/log-schemas.ts';
import type * as schemas from '../../../src/server/schemas.ts';
import type { BuildDocument, BuildStatus, BuildSummary } from '../../../src/state/build.ts';
import type { Job } from '../../../src/state/job.ts';
import type { TreeEntry } from '../../../src/state/tree.ts';
import type { TrendBuild } from '../../../src/state/trends.ts';
import type { WorkerView } from '../../../src/state/workers.ts';
import type { Session } from './session.ts';

export type { LastBuild } from '../../../src/state/last-build.ts';
export type { FolderEntry, JobEntry, TreeEntry } from '../../../src/state/tree.ts';
export type { TrendBuild } from '../../../src/state/trends.ts';
export type {
  BuildDocument,
  BuildStatus,
  BuildSummary,
  Job,
  ScheduleView,
  Session,
  WaitingBuild,
  WorkerView,
};

type Nothing = undefined;
type Parameters = Record<string, unknown>;

/** What the page asks of the server, by the addresses of the REST interface. */
export interface Routes {
  'GET /api/session': { reply: Session };
  'POST /api/session': {
    body: { token: string } | { code: string } | { name: string; password: string };
    reply: Session;
  };
  'DELETE /api/session': { reply: Nothing };

  'GET /api/jobs': { reply: { entries: TreeEntry[] } };
  'GET /api/trends': {
    query: { jobs: string; limit?: number };
    reply: { trends: Record<string, TrendBuild[]> };
  };
  'GET /api/jobs/:name': { reply: Job };
  'DELETE /api/jobs/:name': { query: { confirm: string }; reply: Nothing };
  'GET /api/jobs/:name/schedules': { reply: { schedules: ScheduleView[] } };
  'GET /api/schedules': { query?: { limit?: number }; reply: { schedules: ScheduleView[] } };

  'POST /api/jobs/:name/builds': { body: { parameters?: Parameters }; reply: BuildDocument };
  'GET /api/jobs/:name/builds': {
    query?: { limit?: number; before?: number };
    reply: { builds: BuildSummary[]; next: number | null };
  };
  'GET /api/jobs/:name/builds/:number': { reply: BuildDocument };
  'DELETE /api/jobs/:name/builds/:number': { reply: Nothing };
  'POST /api/jobs/:name/builds/:number/cancel': {
    body: { reason?: string; force?: boolean };
    reply: BuildDocument;
  };
  'POST /api/jobs/:name/builds/:number/rerun': {
    body: { parameters?: Parameters; from?: 'failedStage' };
    reply: BuildDocument;
  };
  'PATCH /api/jobs/:name/builds/:number': { body: { timeout: string }; reply: BuildDocument };
  'PUT /api/jobs/:name/builds/:number/pin': { body: { reason?: string }; reply: Nothing };
  'DELETE /api/jobs/:name/builds/:number/pin': { reply: Nothing };
  'GET /api/jobs/:name/builds/:number/lines': {
    query: { log: string; from?: number; count?: number };
    reply: LogLines;
  };
  'GET /api/jobs/:name/builds/:number/search': {
    query: { log: string; query: string; ignoreCase?: boolean; after?: number; limit?: number };
    reply: LogSearchResult;
  };
  'GET /api/jobs/:name/builds/:number/outline': { query: { log: string }; reply: LogOutline };
  'GET /api/jobs/:name/builds/:number/files/': { reply: Static<typeof schemas.FileList> };
  'GET /api/builds': { query?: { status?: BuildStatus; limit?: number }; reply: { builds: BuildSummary[] } };

  'GET /api/queue': { query?: { limit?: number }; reply: { builds: WaitingBuild[]; total: number } };
  'GET /api/workers': { reply: { workers: WorkerView[] } };
  'POST /api/workers/:name/pause': { reply: WorkerView };
  'POST /api/workers/:name/resume': { reply: WorkerView };
  'POST /api/workers/:name/drain': { reply: WorkerView };
}
