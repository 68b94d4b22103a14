import { Type } from 'typebox';
import { JobName } from '../../schemas/index.ts';
import { nullable, period } from './schemas.ts';

export { nullable } from './schemas.ts';

const time = Type.String({ format: 'date-time' });

export const Backfill = Type.Object({
  startedAt: time,
  by: Type.String(),
  only: Type.String({ description: 'the only job; empty: all' }),
  job: Type.String({ description: 'how far it got' }),
  below: Type.Integer(),
  builds: Type.Integer({ description: 'put into the outbox so far' }),
});

export const ReportingStatus = Type.Object({
  on: Type.Boolean({ description: 'builds that end are put into the outbox' }),
  configuredHere: Type.Boolean({ description: 'this server has an elasticsearchUrl' }),
  logsIndexed: Type.Boolean({ description: 'and indexLogs: the lines of logs can be searched' }),
  waiting: Type.Integer(),
  lagMs: nullable(
    Type.Integer({ description: 'how long the build that waits longest has waited, milliseconds' }),
  ),
  refused: Type.Integer(),
  failing: Type.Integer({ description: 'failures in a row' }),
  counts: Type.Object({
    sent: Type.Integer(),
    retried: Type.Integer(),
    refused: Type.Integer(),
    gone: Type.Integer({ description: 'removed before they were sent' }),
    dropped: Type.Integer({ description: 'dropped because the outbox or the list of the refused was full' }),
  }),
  lastSentAt: nullable(time),
  lastError: nullable(Type.Object({ at: time, message: Type.String() })),
  target: nullable(
    Type.Object({
      product: Type.String(),
      version: Type.String(),
      index: Type.String(),
      server: Type.String(),
    }),
  ),
  backfill: nullable(Backfill),
});

export const RefusedList = Type.Object({
  refused: Type.Array(
    Type.Object({
      id: Type.String(),
      at: time,
      status: Type.Integer(),
      type: Type.String(),
      reason: Type.String(),
    }),
  ),
});

export const LogQuery = Type.Object(
  {
    query: Type.String({
      minLength: 1,
      maxLength: 1_000,
      description: 'words that a line must have; "…" for words in a row, word* for any ending, | for or',
    }),
    job: Type.Optional(JobName),
    ...period,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  },
  { additionalProperties: false },
);
export const LogSearch = Type.Object({
  source: Type.Literal('elasticsearch'),
  from: Type.String(),
  to: Type.String(),
  builds: Type.Array(
    Type.Object({
      job: Type.String(),
      number: Type.Integer(),
      finishedAt: time,
      matches: Type.Integer(),
      lines: Type.Array(Type.Object({ log: Type.String(), line: Type.Integer(), text: Type.String() })),
    }),
  ),
  total: Type.Integer(),
});
