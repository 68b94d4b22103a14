import type { Logger } from 'pino';
import type { OutputPipes } from '../engine/index.ts';
import type { RunUser } from '../engine/run-user.ts';
import type { Sandbox } from '../engine/sandbox.ts';
import type { OutputPublisher } from '../live/output-publisher.ts';
import type { Subscriptions } from '../live/subscriptions.ts';
import type { Delivery } from '../queue/delivery.ts';
import type { Retention } from '../queue/prune.ts';
import type { State } from '../state/index.ts';
import type { Storage } from '../storage/index.ts';
import type { Checkouts } from './checkout/index.ts';
import type { WorkerIdentity } from './environment.ts';
import type { Workspaces } from './workspaces.ts';

/** What a worker works with. Times are milliseconds. */
export interface WorkerContext {
  readonly state: State;
  readonly delivery: Delivery;
  readonly storage: Storage;
  readonly subscriptions: Subscriptions;
  readonly workspaces: Workspaces;
  /** Pipes for the output of steps, made ahead. */
  readonly pipes: OutputPipes;
  /** By build id: how the output of each running build gets to its viewers. */
  readonly publishers: Map<string, OutputPublisher>;
  readonly checkouts: Checkouts;
  /** Who runs the commands of a build, by its slot; none: the user of the worker. */
  readonly users: readonly RunUser[];
  /** What shuts the commands of a build in; null: nothing. */
  readonly sandbox: Sandbox | null;
  readonly log: Logger;
  readonly identity: WorkerIdentity;
  readonly settings: WorkerSettings;
  /** Sends a message on a channel; resolves to the number of listeners. */
  publish(channel: string, message: string | Buffer): Promise<number>;
}

export interface WorkerSettings extends Retention {
  readonly slots: number;
  /** Folder below which each build gets a workspace of its own. */
  readonly workspacesFolder: string;
  /** Limit of a job whose definition names none. */
  readonly defaultTimeoutMs: number;
  /** Limit of a job, whatever its definition says. */
  readonly maxTimeoutMs: number;
  /** Between SIGTERM and SIGKILL. */
  readonly cancelGraceMs: number;
  /** How long `stop` waits for running builds before it cancels them. */
  readonly stopTimeoutMs: number;
}
