/**
 * Every error that Drover shows to a person or a program, in one place. A code is never reused for
 * another meaning. `docs/errors.md` lists them; a test holds the page against this register.
 *
 * `status` is the HTTP status of the REST interface, `exit` the exit code of the CLI.
 * `{name}` in a message is filled from the details given where the error arises.
 */
export const register = {
  USAGE: { status: 400, exit: 2, message: '{detail}' },
  CONFIG_INVALID: { status: 400, exit: 2, message: '{detail}' },
  DEFINITION_INVALID: { status: 400, exit: 2, message: 'The job definition has {count}.' },
  REQUEST_INVALID: { status: 400, exit: 2, message: '{detail}' },
  PARAMETERS_INVALID: { status: 400, exit: 2, message: 'The parameters do not fit the job: {detail}' },
  NAME_INVALID: { status: 400, exit: 2, message: '{detail}' },
  UNAUTHENTICATED: {
    status: 401,
    exit: 1,
    message: 'This needs a token: send "Authorization: Bearer <token>", or sign in.',
  },
  SIGN_IN_REFUSED: {
    status: 401,
    exit: 1,
    message: 'The name and password, the token or the link is not right, or not valid any more.',
  },
  PASSWORD_REFUSED: { status: 403, exit: 1, message: 'The current password is not right.' },
  ORIGIN_REFUSED: {
    status: 403,
    exit: 1,
    message:
      'A page of {origin} may not do this here; the address at which people reach the server is set with --public-url.',
  },
  ROLE_TOO_LOW: {
    status: 403,
    exit: 1,
    message: 'This needs the role {needed}, and {name} has {has}.',
  },
  WEBHOOK_DISABLED: {
    status: 403,
    exit: 1,
    message:
      'No secret is set, so nothing is taken from GitHub: set DROVER_GITHUB_WEBHOOK_SECRET, and the same at the webhook.',
  },
  WEBHOOK_SIGNATURE: {
    status: 401,
    exit: 1,
    message:
      'The signature (X-Hub-Signature-256) is not right: {what}. Is the secret of the webhook that of DROVER_GITHUB_WEBHOOK_SECRET?',
  },
  NOT_FOUND: { status: 404, exit: 1, message: '{detail}' },
  JOB_NOT_FOUND: { status: 404, exit: 1, message: 'There is no job named "{job}".' },
  FOLDER_NOT_FOUND: { status: 404, exit: 1, message: 'There is no folder named "{folder}".' },
  BUILD_NOT_FOUND: { status: 404, exit: 1, message: 'Job "{job}" has no build {number}.' },
  WORKER_NOT_FOUND: { status: 404, exit: 1, message: 'There is no worker named "{worker}".' },
  SECRET_NOT_FOUND: { status: 404, exit: 1, message: 'There is no secret {name} {where}.' },
  SECRET_REFUSED: { status: 400, exit: 1, message: '{detail}' },
  SECRET_MISSING: {
    status: 409,
    exit: 1,
    message:
      'There is {named} for job "{job}": store it with `drover secret set {first} --job {job}`, or for a folder or all jobs.',
  },
  SECRET_DAMAGED: {
    status: 409,
    exit: 1,
    message: 'What is stored in Redis was changed by somebody, or belongs elsewhere: store the value anew.',
  },
  SECRET_KEY_MISSING: {
    status: 409,
    exit: 1,
    message: '{detail}: give it in DROVER_SECRET_KEY, or as a file.',
  },
  LINK_NOT_FOUND: { status: 404, exit: 1, message: 'The {what} of {repository} are not linked to a job.' },
  METHOD_NOT_ALLOWED: { status: 405, exit: 1, message: '{detail}' },
  NAME_TAKEN: { status: 409, exit: 1, message: 'The name "{name}" is taken by a {kind}.' },
  REVISION_CONFLICT: {
    status: 409,
    exit: 1,
    message: 'Job "{job}" is at revision {current}, and the change names {given}. Read it again, then save.',
  },
  FOLDER_NOT_EMPTY: {
    status: 409,
    exit: 1,
    message: 'Folder "{folder}" is not empty: move or delete what is in it first.',
  },
  JOB_BUSY: {
    status: 409,
    exit: 1,
    message: 'Job "{job}" has builds that are queued or running: cancel them or wait.',
  },
  JOB_LINKED: {
    status: 409,
    exit: 1,
    message: 'Job "{job}" is linked to {repository}: unlink it first, or link that to another job.',
  },
  JOB_IS_COPY: {
    status: 409,
    exit: 1,
    message:
      'Job "{job}" is itself a copy for a pull request or a branch: link the job that it is copied from.',
  },
  GITHUB_NO_CREDENTIALS: {
    status: 409,
    exit: 1,
    message:
      'This server has neither a token nor an App for GitHub, and sends nothing there: set DROVER_GITHUB_TOKEN, or DROVER_GITHUB_APP_ID and DROVER_GITHUB_APP_KEY.',
  },
  CHECK_RUN_NEEDS_APP: {
    status: 409,
    exit: 1,
    message:
      'GitHub takes check runs from GitHub Apps only, and this server is none: set DROVER_GITHUB_APP_ID and DROVER_GITHUB_APP_KEY, or leave checkRun out. The status of each commit needs no App.',
  },
  BUILD_RUNNING: {
    status: 409,
    exit: 1,
    message: 'Build {job} #{number} is not finished: cancel it or wait.',
  },
  BUILD_PINNED: {
    status: 409,
    exit: 1,
    message: 'Build {job} #{number} is pinned: unpin it first.',
  },
  BUILD_NOT_QUEUED: {
    status: 409,
    exit: 1,
    message: 'Build {job} #{number} does not wait any more: only queued builds can be moved.',
  },
  BUILD_FINISHED: { status: 409, exit: 1, message: 'Build {job} #{number} is already finished ({status}).' },
  GROUP_FULL: {
    status: 409,
    exit: 1,
    message:
      'The concurrency group "{group}" is full ({holder} is in it), and the job says to refuse a new build then: wait for it, or cancel it.',
  },
  WORKSPACE_GONE: {
    status: 409,
    exit: 1,
    message:
      'The workspace of {build} is not kept, or no longer: run the whole build again. For how long one is kept a job says by keepWorkspace.',
  },
  WORKSPACE_TAKEN: {
    status: 409,
    exit: 1,
    message: 'Build {by} goes on in the workspace of {build}: wait for it, or run the whole build again.',
  },
  SCHEDULE_TAKEN: { status: 409, exit: 1, message: 'Another server has started this run of the schedule.' },
  EVENT_TAKEN: { status: 409, exit: 1, message: 'Build {job} #{number} was started for this already.' },
  APPROVAL_STALE: {
    status: 409,
    exit: 1,
    message: 'An approval is for one commit: {what} is at {current} now, not at {given}. Look at that one.',
  },
  LEASE_LOST: { status: 409, exit: 1, message: 'Build {job} #{number} no longer belongs to this worker.' },
  LOGS_NOT_INDEXED: {
    status: 409,
    exit: 1,
    message:
      'The logs of all builds are searched in Elasticsearch: start the servers with elasticsearchUrl and indexLogs.',
  },
  NOT_REPORTING: { status: 409, exit: 1, message: 'Builds are not reported to Elasticsearch: {detail}.' },
  BACKFILL_RUNNING: {
    status: 409,
    exit: 1,
    message: 'A backfill of {by} is under way: wait for it, or stop it with "drover report backfill stop".',
  },
  BODY_TOO_LARGE: { status: 413, exit: 1, message: 'The request body is larger than {limit}.' },
  MEDIA_TYPE: { status: 415, exit: 1, message: '{detail}' },
  RANGE: { status: 416, exit: 1, message: '{detail}' },
  TOO_MANY_REQUESTS: { status: 429, exit: 1, message: '{detail}' },
  INTERNAL: {
    status: 500,
    exit: 70,
    message: 'Something in Drover failed; its log has the details under {id}.',
  },
  REDIS_UNAVAILABLE: { status: 503, exit: 69, message: '{detail}' },
  SERVER_UNREACHABLE: { status: 503, exit: 69, message: '{detail}' },
  SEARCH_UNAVAILABLE: { status: 503, exit: 69, message: '{detail}' },
  STORAGE_UNAVAILABLE: { status: 503, exit: 74, message: '{detail}' },
  ALREADY_RUNNING: { status: 409, exit: 73, message: '{detail}' },
  SCHEMA_NEWER: { status: 503, exit: 78, message: '{detail}' },
} as const satisfies Record<string, { status: number; exit: number; message: string }>;

export type ErrorCode = keyof typeof register;
