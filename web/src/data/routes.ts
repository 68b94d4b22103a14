import type { Static } from 'typebox';
import type { WaitingBuild } from '../../../src/queue/list.ts';
import type { ScheduleView } from '../../../src/queue/list-schedules.ts';
import type { LogLines, LogOutline, LogSearchResult } from '../../../src/server/log-schemas.ts';
import type * as audit from '../../../src/server/routes/audit.ts';
import type * as deliveries from '../../../src/server/routes/github-deliveries.ts';
import type * as github from '../../../src/server/routes/github-links.ts';
import type * as health from '../../../src/server/routes/health.ts';
import type * as outbox from '../../../src/server/routes/reports/outbox-schemas.ts';
import type * as reports from '../../../src/server/routes/reports/schemas.ts';
import type * as secrets from '../../../src/server/routes/secrets.ts';
import type * as sessions from '../../../src/server/routes/sessions.ts';
import type * as tests from '../../../src/server/routes/tests.ts';
import type * as tokens from '../../../src/server/routes/tokens.ts';
import type * as upkeep from '../../../src/server/routes/upkeep.ts';
import type * as users from '../../../src/server/routes/users.ts';
import type * as workers from '../../../src/server/routes/workers.ts';
import type * as schemas from '../../../src/server/schemas/index.ts';
import type { BuildDocument, BuildStatus, BuildSummary } from '../../../src/state/build.ts';
import type { Job } from '../../../src/state/job.ts';
import type { BranchLink, PullRequestLink } from '../../../src/state/link-schema.ts';
import type { TreeEntry } from '../../../src/state/tree.ts';
import type { TrendBuild } from '../../../src/state/trends.ts';
import type { WorkerView } from '../../../src/state/workers.ts';
import type { Role, Session } from './session.ts';

export type { LastBuild } from '../../../src/state/last-build.ts';
export type { JobEntry, TreeEntry } from '../../../src/state/tree.ts';
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

export type Delivery = Static<typeof deliveries.Delivery>;
export type Approval = Static<typeof deliveries.Waiting>;
export type Links = Static<typeof github.LinkList>;
export type Prunable = Static<typeof upkeep.Pruned>['builds'][number];
export type Joining = Static<typeof workers.Joining>;
export type Report = Static<typeof reports.Report>;
export type ReportQuery = Static<typeof reports.ReportQuery>;
export type FoundBuild = Static<typeof outbox.LogSearch>['builds'][number];
export type TestQuery = Static<typeof reports.TestQuery>;
export type Secret = Static<typeof secrets.Secret>;
export type Token = Static<typeof tokens.Token>;
export type User = Static<typeof users.UserView>;
export type OpenSession = Static<typeof sessions.SessionView>;
export type AuditEntry = Static<typeof audit.Entry>;

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
  'GET /api/login': { reply: { github: boolean } };
  'PUT /api/session/password': { body: { current?: string; password: string }; reply: Nothing };
  'POST /api/session/links': { body: { user?: string }; reply: { url: string; expiresAt: string } };

  'GET /api/jobs': { reply: { entries: TreeEntry[] } };
  'GET /api/trends': {
    query: { jobs: string; limit?: number };
    reply: { trends: Record<string, TrendBuild[]> };
  };
  'GET /api/jobs/:name': { reply: Job };
  'DELETE /api/jobs/:name': { query: { confirm: string }; reply: Nothing };
  'GET /api/jobs/:name/schedules': { reply: { schedules: ScheduleView[] } };
  'GET /api/schedules': { query?: { limit?: number }; reply: { schedules: ScheduleView[] } };

  'POST /api/jobs/:name/builds': {
    body: { parameters?: Parameters; priority?: number };
    reply: BuildDocument;
  };
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
  'POST /api/jobs/:name/builds/:number/move': {
    body: { to: 'front' } | { priority: number };
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
  'GET /api/jobs/:name/builds/:number/tests': { reply: Static<typeof tests.Results> };
  'GET /api/jobs/:name/builds/:number/outline': { query: { log: string }; reply: LogOutline };
  'GET /api/jobs/:name/builds/:number/files/': { reply: Static<typeof schemas.FileList> };
  'GET /api/builds': {
    query?: { status?: BuildStatus; worker?: string; limit?: number };
    reply: { builds: BuildSummary[] };
  };

  'GET /api/github/links': { reply: Static<typeof github.LinkList> };
  'PUT /api/github/:org/:repo/pullrequest': { body: PullRequestLink | BranchLink; reply: unknown };
  'PUT /api/github/:org/:repo/branch': { body: PullRequestLink | BranchLink; reply: unknown };
  'DELETE /api/github/:org/:repo/pullrequest': { reply: Nothing };
  'DELETE /api/github/:org/:repo/branch': { reply: Nothing };
  'GET /api/github/deliveries': { query?: { limit?: number }; reply: { deliveries: Delivery[] } };
  'POST /api/github/deliveries/:id/replay': { reply: Delivery };
  'GET /api/github/approvals': { reply: { approvals: Approval[] } };
  'POST /api/github/:org/:repo/pulls/:number/approve': {
    body: { sha: string };
    reply: Static<typeof deliveries.Outcome>;
  };

  'GET /api/reports/builds': { query: ReportQuery; reply: Report };
  'GET /api/reports/tests': { query: TestQuery; reply: Static<typeof reports.TestReport> };
  'GET /api/reports/parameters': {
    query: Static<typeof reports.ParameterQuery>;
    reply: Static<typeof reports.ParameterReport>;
  };
  'GET /api/jobs/:name/tests': {
    query: Static<typeof tests.HistoryQuery>;
    reply: Static<typeof tests.History>;
  };
  'GET /api/reports/changes': {
    query: Static<typeof reports.ChangeQuery>;
    reply: Static<typeof reports.ChangeReport>;
  };

  'GET /api/reports/status': { reply: Static<typeof outbox.ReportingStatus> };
  'GET /api/reports/logs': { query: Static<typeof outbox.LogQuery>; reply: Static<typeof outbox.LogSearch> };

  'GET /api/secrets': { reply: { secrets: Secret[] } };
  'PUT /api/secrets/:secret': { body: { value: string }; reply: { created: boolean } };
  'PUT /api/folders/:name/secrets/:secret': { body: { value: string }; reply: { created: boolean } };
  'PUT /api/jobs/:name/secrets/:secret': { body: { value: string }; reply: { created: boolean } };
  'DELETE /api/secrets/:secret': { reply: Nothing };
  'DELETE /api/folders/:name/secrets/:secret': { reply: Nothing };
  'DELETE /api/jobs/:name/secrets/:secret': { reply: Nothing };

  'GET /api/tokens': { reply: { tokens: Token[] } };
  'POST /api/tokens': {
    body: { name: string; role: Role; folder?: string; expiresIn?: string };
    reply: Static<typeof tokens.NewToken>;
  };
  'DELETE /api/tokens/:id': { reply: Nothing };
  'GET /api/users': { reply: { users: User[] } };
  'PUT /api/users/:name': {
    body: { role?: Role | null; grants?: User['grants']; password?: string };
    reply: User;
  };
  'DELETE /api/users/:name': { reply: Nothing };
  'GET /api/sessions': { reply: { sessions: OpenSession[] } };
  'DELETE /api/sessions': { reply: Nothing };
  'DELETE /api/sessions/:id': { reply: Nothing };
  'GET /api/audit': {
    query?: { refused?: boolean; before?: string; limit?: number };
    reply: { entries: AuditEntry[]; next: string | null };
  };
  'GET /api/retention': { reply: Static<typeof upkeep.RetentionList> };
  'POST /api/prune': { body: { job?: string; dryRun?: boolean }; reply: Static<typeof upkeep.Pruned> };
  'GET /api/orphans': { reply: Static<typeof upkeep.Orphans> };
  'POST /api/orphans/mend': { reply: Static<typeof upkeep.Mended> };
  'GET /api/health': { reply: Static<typeof health.Findings> };
  'GET /readyz': { reply: { status: string; redis: string; storage: string; version: string } };

  'GET /api/queue': { query?: { limit?: number }; reply: { builds: WaitingBuild[]; total: number } };
  'GET /api/workers/joining': { reply: Joining };
  'GET /api/workers': { reply: { workers: WorkerView[] } };
  'POST /api/workers/:name/pause': { reply: WorkerView };
  'POST /api/workers/:name/resume': { reply: WorkerView };
  'POST /api/workers/:name/drain': { reply: WorkerView };
}
