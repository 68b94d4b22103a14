/**
 * Every key and channel of Drover in Redis, once. `<x>` is filled in. `docs/redis.md` says what each
 * holds, who writes it and how long it lives; a test compares. BullMQ has its own below `drover:bull:`.
 */
export const keyNames = {
  jobs: 'jobs',
  folder: 'folder_<name>',
  job: 'job_<name>',
  recent: 'job_<name>_recent',
  build: 'job_<name>_<number>',
  linkOfPullRequests: 'github_<org>_<repo>_pullrequest',
  linkOfBranches: 'github_<org>_<repo>_branch',
  schema: 'drover:schema',
  folders: 'drover:folders',
  numbers: 'drover:numbers',
  last: 'drover:last',
  queued: 'drover:queued',
  running: 'drover:running',
  undelivered: 'drover:undelivered',
  finished: 'drover:finished',
  state: 'drover:state:<id>',
  lease: 'drover:lease:<id>',
  private: 'drover:private:<id>',
  queues: 'drover:queues',
  queueDeadlines: 'drover:queue-deadlines',
  uncopied: 'drover:uncopied',
  lastSuccess: 'drover:last-success',
  pins: 'drover:pins:<job>',
  written: 'drover:written:<job>',
  schedules: 'drover:schedules',
  schedule: 'drover:schedule:<job>',
  groupHolders: 'drover:group-holders:<group>',
  groupWaiting: 'drover:group-waiting:<group>',
  groupHeld: 'drover:group-held',
  groupLimits: 'drover:group-limits',
  groupOrder: 'drover:group-order',
  frontOrder: 'drover:front-order',
  history: 'drover:history',
  workspaces: 'drover:workspaces',
  workers: 'drover:workers',
  worker: 'drover:worker:<name>',
  labelSets: 'drover:label-sets',
  journal: 'drover:journal',
  journalLock: 'drover:journal-lock',
  moves: 'drover:moves',
  removals: 'drover:removals',
  users: 'drover:users',
  tokens: 'drover:tokens',
  tokenUses: 'drover:token-uses',
  sessions: 'drover:sessions',
  session: 'drover:session:<hash>',
  loginCode: 'drover:login-code:<hash>',
  loginAttempts: 'drover:login-attempts:<hash>',
  audit: 'drover:audit',
  once: 'drover:once',
  links: 'drover:links',
  github: 'drover:github',
  statuses: 'drover:statuses',
  status: 'drover:status:<target>',
  statusFailures: 'drover:status-failures',
  secrets: 'drover:secrets',
  reporting: 'drover:reporting',
  reportingStatus: 'drover:reporting-status',
  outbox: 'drover:outbox',
  refused: 'drover:refused',
  refusals: 'drover:refusals',
  backfill: 'drover:backfill',
  lock: 'drover:lock:<name>',
  untallied: 'drover:untallied',
  tally: 'drover:tally:<kind>:<day>',
  health: 'drover:health',
  turns: 'drover:turns',
  trigger: 'drover:trigger:<job>',
  retired: 'drover:retired',
  approvals: 'drover:approvals',
  approved: 'drover:approved',
  openHeads: 'drover:open-heads:<branch>',
  webhooks: 'drover:webhooks',
  deliveries: 'drover:deliveries',
  deliveriesSeen: 'drover:deliveries-seen',
  deliveriesOpen: 'drover:deliveries-open',
  delivery: 'drover:delivery:<id>',
  deliveryPayload: 'drover:delivery-payload:<id>',
  deliveryLease: 'drover:delivery-lease:<id>',
} as const;

export const channelNames = {
  eventsChannel: 'drover:events',
  controlChannel: 'drover:control',
  heartbeatChannel: 'drover:heartbeats',
  outputChannel: 'drover:output:<id>',
} as const;

const names = { ...keyNames, ...channelNames };

type Names = typeof names;
type Parameters<T extends string> = T extends `${string}<${string}>${infer Rest}`
  ? [part: string | number, ...Parameters<Rest>]
  : [];

/** `keys.build('api', 3)` → `job_api_3`, with the prefix before it. */
export type Keys = { readonly [K in keyof Names]: (...parts: Parameters<Names[K]>) => string };

export function createKeys(prefix: string): Keys {
  const entries = Object.entries(names).map(([key, template]) => {
    const [first = '', ...rest] = template.split(/<\w+>/);
    const start = prefix + first;
    return [
      key,
      (...parts: unknown[]) =>
        rest.reduce((name, text, index) => `${name}${String(parts[index])}${text}`, start),
    ];
  });
  return Object.fromEntries(entries) as Keys;
}
