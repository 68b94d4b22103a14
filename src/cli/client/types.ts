import type { LinkEntry } from '../../state/links.ts';

/** Shapes of the REST interface that the commands read; OpenAPI describes them at `/api/openapi.json`. */
export type { WaitingBuild } from '../../queue/list.ts';
export type { JobEntry, TreeEntry } from '../../state/tree.ts';
export type { WorkerView } from '../../state/workers.ts';

/** A link as it is listed, and when GitHub last sent something of its repository. */
export type LinkView = LinkEntry & { lastDeliveryAt: string | null };

/** A status of a commit, or a check run, that GitHub did not take. */
export interface GivenUpView {
  repository: string;
  sha: string;
  context: string;
  kind: 'status' | 'check';
  state: string;
  /** ISO 8601 UTC. */
  at: string;
  error: string;
}

export interface StatusesView {
  sentAs: 'app' | 'token' | 'nobody';
  waiting: number;
  waitingSince: string | null;
  givenUp: GivenUpView[];
}
