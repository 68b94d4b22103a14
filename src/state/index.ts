import type { Redis } from 'ioredis';
import { type Approvals, createApprovals } from './approvals.ts';
import { type Audit, createAudit } from './audit.ts';
import { type Builds, createBuilds } from './builds.ts';
import type { StateContext } from './context.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { createDerived, type Derived } from './derived.ts';
import { createFolders, type Folders } from './folders.ts';
import { createGroups, type Groups } from './groups.ts';
import { createHistory, type History } from './history.ts';
import { createLoginAttempts, type LoginAttempts } from './identity/login-attempts.ts';
import { createLoginCodes, type LoginCodes } from './identity/login-codes.ts';
import { createSessions, type Sessions } from './identity/sessions.ts';
import { createTokens, type Tokens } from './identity/tokens.ts';
import { createUsers, type Users } from './identity/users.ts';
import { createInspect, type Inspect } from './inspect.ts';
import { createInventory, type Inventory } from './inventory.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { createJournal, type Journal } from './journal.ts';
import { createKeys, type Keys } from './keys.ts';
import { createLinks, type Links } from './links.ts';
import { createLocks, type Locks } from './locks.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createQueues, type Queues } from './queues.ts';
import { createScripts } from './run-script.ts';
import { createSchedules, type Schedules } from './schedules.ts';
import { createKeyRing, type KeyRing } from './secrets/key-ring.ts';
import { createSecrets, type Secrets } from './secrets/secrets.ts';
import { createStatuses, type Statuses } from './statuses.ts';
import { openStructure } from './structure.ts';
import { createTallies, type Tallies } from './tallies.ts';
import { createTrends, type Trends } from './trends.ts';
import { createWaiting, type Waiting } from './waiting.ts';
import { createWorkers, type Workers } from './workers.ts';
import { createWorkspaces, type Workspaces } from './workspaces.ts';

export { queueNameOf, queueOfBuild } from './queues.ts';
export type { WorkerHeartbeat, WorkerView } from './workers.ts';
export { readHeartbeat } from './workers.ts';

/** Everything that Drover keeps in Redis. Each change of several keys is one script. */
export interface State {
  readonly keys: Keys;
  readonly folders: Folders;
  readonly jobs: Jobs;
  readonly builds: Builds;
  readonly groups: Groups;
  readonly history: History;
  readonly queues: Queues;
  readonly schedules: Schedules;
  readonly trends: Trends;
  readonly statuses: Statuses;
  readonly waiting: Waiting;
  readonly workers: Workers;
  readonly workspaces: Workspaces;
  readonly links: Links;
  readonly secrets: Secrets;
  readonly users: Users;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly loginCodes: LoginCodes;
  readonly loginAttempts: LoginAttempts;
  readonly audit: Audit;
  readonly deliveries: Deliveries;
  readonly derived: Derived;
  readonly approvals: Approvals;
  readonly journal: Journal;
  readonly locks: Locks;
  readonly outbox: Outbox;
  readonly tallies: Tallies;
  readonly inspect: Inspect;
  readonly inventory: Inventory;
  /** True for the first caller ever with this name on this Redis. */
  once(name: string): Promise<boolean>;
}

/**
 * `prefix` is put before every key and channel. The connection stays the caller's.
 * Throws SCHEMA_NEWER when Redis holds what a newer Drover has written.
 */
export async function createState({
  redis,
  prefix,
  keyRing = createKeyRing([]),
}: {
  redis: Redis;
  prefix: string;
  /** Keys for secrets and passwords; without one they can be neither stored nor read. */
  keyRing?: KeyRing;
}): Promise<State> {
  const keys = createKeys(prefix);
  const context: StateContext = { redis, prefix, keys, scripts: createScripts(redis) };
  await openStructure(context);
  const folders = createFolders(context);
  return {
    keys,
    folders,
    jobs: createJobs(context, folders),
    builds: createBuilds(context, keyRing),
    groups: createGroups(context),
    history: createHistory(context),
    queues: createQueues(context),
    schedules: createSchedules(context),
    trends: createTrends(context),
    statuses: createStatuses(context),
    waiting: createWaiting(context),
    workers: createWorkers(context),
    workspaces: createWorkspaces(context),
    links: createLinks(context),
    secrets: createSecrets(context, keyRing),
    users: createUsers(context),
    tokens: createTokens(context),
    sessions: createSessions(context),
    loginCodes: createLoginCodes(context),
    loginAttempts: createLoginAttempts(context),
    audit: createAudit(context),
    deliveries: createDeliveries(context),
    derived: createDerived(context),
    approvals: createApprovals(context),
    journal: createJournal(context),
    locks: createLocks(context),
    outbox: createOutbox(context),
    tallies: createTallies(context),
    inspect: createInspect(context),
    inventory: createInventory(context),
    async once(name) {
      return (await redis.hsetnx(keys.once(), name, new Date().toISOString())) === 1;
    },
  };
}
