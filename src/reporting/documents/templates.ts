import type { IndexNames } from './index-names.ts';

/** Rises with every change of the mappings; an index template of a lower version is replaced. */
export const templateVersion = 1;

const keyword = { type: 'keyword', ignore_above: 1_024 };
const date = { type: 'date' };
const long = { type: 'long' };
const integer = { type: 'integer' };
const boolean = { type: 'boolean' };
/** Words can be searched; the whole can be counted. */
const text = { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } };

const command = {
  status: keyword,
  exitCode: integer,
  signal: keyword,
  startedAt: date,
  finishedAt: date,
  durationMs: long,
  bytes: long,
  lines: long,
};

const nested = (properties: object) => ({ type: 'nested', properties });
const object = (properties: object) => ({ properties });
const test = { suite: keyword, name: keyword };

const buildProperties = {
  id: keyword,
  job: keyword,
  number: long,
  folder: keyword,
  path: keyword,
  status: keyword,
  reason: text,
  attempt: integer,
  cause: object({ kind: keyword, by: keyword, of: keyword, schedule: keyword }),
  github: object({
    event: keyword,
    action: keyword,
    repository: keyword,
    sha: keyword,
    branch: keyword,
    tag: keyword,
    author: keyword,
    title: text,
    pullRequest: long,
    targetBranch: keyword,
    fork: boolean,
  }),
  group: keyword,
  runsOn: keyword,
  priority: integer,
  worker: keyword,
  node: keyword,
  queuedAt: date,
  startedAt: date,
  finishedAt: date,
  queueMs: long,
  durationMs: long,
  warnings: integer,
  flaky: boolean,
  retries: integer,
  retryMs: long,
  failed: object({ stage: keyword, step: keyword }),
  parameters: nested({ title: keyword, value: keyword }),
  stages: nested({
    path: keyword,
    title: keyword,
    index: integer,
    status: keyword,
    startedAt: date,
    finishedAt: date,
    durationMs: long,
  }),
  steps: nested({
    path: keyword,
    stage: keyword,
    title: keyword,
    index: integer,
    ...command,
    attempts: integer,
    retries: integer,
    retryMs: long,
    flaky: boolean,
    ignored: boolean,
  }),
  hooks: nested({ stage: keyword, hook: keyword, ...command }),
  artifacts: object({ count: integer, bytes: long }),
  tests: object({
    total: integer,
    passed: integer,
    failed: integer,
    skipped: integer,
    durationMs: long,
    failures: nested({ ...test, message: { type: 'text' } }),
    flaky: nested(test),
    slowest: nested({ ...test, durationMs: long }),
  }),
};

const logProperties = {
  build: keyword,
  job: keyword,
  number: long,
  folder: keyword,
  log: keyword,
  line: long,
  finishedAt: date,
  text: { type: 'text' },
};

const template = (alias: string, properties: object) => ({
  index_patterns: [`${alias}-*`],
  version: templateVersion,
  priority: 200,
  _meta: { description: 'Made by Drover; docs/elasticsearch.md says what the fields mean' },
  template: {
    aliases: { [alias]: {} },
    settings: { number_of_shards: 1, auto_expand_replicas: '0-1' },
    // Fields that only a newer Drover knows are kept, and not searched.
    mappings: { dynamic: false, properties },
  },
});

/** Name → index template. */
export const templatesOf = ({ builds, logs }: IndexNames): Readonly<Record<string, object>> => ({
  [builds]: template(builds, buildProperties),
  [logs]: template(logs, logProperties),
});
