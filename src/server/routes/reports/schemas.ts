import { Type } from 'typebox';
import { orders, subjects, testOrders } from '../../../reporting/reports/report.ts';
import { JobName } from '../../schemas/index.ts';

const day = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}$',
  description: 'a day, UTC',
  examples: ['2026-11-24'],
});
const milliseconds = Type.Integer({ description: 'milliseconds' });
export const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

export const period = {
  days: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 366,
      description: 'so many days up to today; 30 without from and to',
    }),
  ),
  from: Type.Optional(day),
  to: Type.Optional(day),
};
/** What every report may be asked. */
const common = {
  job: Type.Optional(JobName),
  ...period,
  format: Type.Optional(Type.Enum(['json', 'csv'])),
};
const limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 }));

export const ReportQuery = Type.Object(
  {
    ...common,
    by: Type.Optional(Type.Enum([...subjects])),
    order: Type.Optional(Type.Enum([...orders])),
    limit,
  },
  { additionalProperties: false },
);
export const TestQuery = Type.Object(
  { ...common, order: Type.Optional(Type.Enum([...testOrders])), limit },
  { additionalProperties: false },
);
export const ParameterQuery = Type.Object({ ...common, limit }, { additionalProperties: false });
export const ChangeQuery = Type.Object(common, { additionalProperties: false });

const answer = {
  source: Type.Enum(['elasticsearch', 'redis']),
  from: day,
  to: day,
  note: Type.Optional(
    Type.String({ description: 'why it does not come from where it should, or what it lacks' }),
  ),
};
const Percentiles = nullable(
  Type.Object({ mean: milliseconds, p50: milliseconds, p90: milliseconds, p99: milliseconds }),
);
const figures = {
  builds: Type.Integer({ description: 'builds, or runs of the stage or step' }),
  success: Type.Integer(),
  failure: Type.Integer(),
  cancelled: Type.Integer(),
  timedOut: Type.Integer(),
  error: Type.Integer(),
  successRate: nullable(Type.Number({ minimum: 0, maximum: 1, description: 'of those not cancelled' })),
  flaky: Type.Integer({ description: 'succeeded only after a retry' }),
  retries: Type.Integer(),
  retryMs: Type.Integer({ description: 'milliseconds lost to attempts before the last' }),
  durationMs: Percentiles,
  queueMs: Percentiles,
};
const truncated = Type.Boolean({ description: 'there are more rows' });

export const Report = Type.Object({
  ...answer,
  by: Type.Enum([...subjects]),
  total: Type.Object(figures),
  rows: Type.Array(
    Type.Object({
      key: Type.String(),
      job: Type.Optional(Type.String()),
      stage: Type.Optional(Type.String()),
      step: Type.Optional(Type.String()),
      ...figures,
    }),
  ),
  truncated,
});
export const TestReport = Type.Object({
  ...answer,
  rows: Type.Array(
    Type.Object({
      job: Type.String(),
      suite: Type.String(),
      name: Type.String(),
      failed: Type.Integer({ description: 'builds in which it failed' }),
      flaky: Type.Integer({ description: 'builds in which it passed, but not at once' }),
      durationMs: nullable(milliseconds),
    }),
  ),
  truncated,
});
export const ParameterReport = Type.Object({
  ...answer,
  rows: Type.Array(
    Type.Object({
      job: Type.String(),
      title: Type.String(),
      value: Type.String(),
      builds: Type.Integer(),
      successRate: nullable(Type.Number()),
    }),
  ),
  truncated,
});
const Point = Type.Object({ number: Type.Integer(), at: Type.String({ format: 'date-time' }) });
export const ChangeReport = Type.Object({
  ...answer,
  broken: Type.Array(Type.Object({ job: Type.String(), since: Point, last: Type.Integer() })),
  fixed: Type.Array(
    Type.Object({
      job: Type.String(),
      by: Point,
      brokenSince: nullable(Point),
      brokenMs: nullable(milliseconds),
    }),
  ),
});
