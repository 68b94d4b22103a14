import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportOf } from '../../src/reporting/documents/build-report.ts';
import { dashboardObjects } from '../../src/reporting/documents/dashboard.ts';
import { indexNames } from '../../src/reporting/documents/index-names.ts';
import { putTemplates } from '../../src/reporting/outbox/prepare.ts';
import type { SearchClient } from '../../src/reporting/search/client.ts';
import { connectSearch } from '../../src/reporting/search/connect.ts';
import { ended, sampleBuild } from '../../src/state/testing/sample-build.ts';
import type { SearchServer } from './start.ts';
import { ask, deleteAll, settingsFor } from './testing.ts';

interface Aggregation {
  readonly id: string;
  readonly type: string;
  readonly schema: 'metric' | 'segment' | 'group' | 'bucket';
  readonly params: { readonly field?: string; readonly [name: string]: unknown };
}

const panels = dashboardObjects().filter(({ type }) => type === 'visualization');
const aggregationsOf = (panel: (typeof panels)[number]): Aggregation[] =>
  (JSON.parse(String(panel.attributes['visState'])) as { aggs: Aggregation[] }).aggs;

/** The questions of the panels, put to a real server as Kibana puts them; Kibana itself cannot be had here. */
export function dashboardSuite(given: { readonly server: SearchServer }): void {
  let client: SearchClient;

  beforeAll(async () => {
    const settings = settingsFor(given.server);
    const names = indexNames(settings.index);
    client = await connectSearch(settings);
    await deleteAll(client);
    await putTemplates(client, settings);
    const lines = Array.from({ length: 20 }, (_, index) => documentOf(index)).flatMap((report) => [
      JSON.stringify({ index: { _index: names.buildsOf(report.finishedAt), _id: report.id } }),
      JSON.stringify(report),
    ]);
    const items = await client.bulk(lines);
    expect(items.filter(({ status }) => status >= 300)).toEqual([]);
    await ask(given.server, 'POST', `/${names.builds}/_refresh`);
  });

  afterAll(() => client?.close());

  test.each(panels.map((panel) => [String(panel.attributes['title']), panel] as const))(
    'answers: %s',
    async (_title, panel) => {
      const aggs = requestOf(aggregationsOf(panel));
      const query = { range: { finishedAt: { gte: 'now-30d', lte: 'now' } } };
      const { aggregations } = await client.search('drover-builds', { size: 0, query, aggs });
      expect(valuesIn(aggregations).length).toBeGreaterThan(0);
    },
  );

  test('each field is one of the mapping, of a type that its aggregation takes', async () => {
    const asked = panels
      .flatMap(aggregationsOf)
      .flatMap(({ type, params: { field } }) => (field === undefined ? [] : [{ type, field }]));
    const names = [...new Set(asked.map(({ field }) => field))].join(',');
    const { fields } = (await ask(given.server, 'GET', `/drover-builds/_field_caps?fields=${names}`)) as {
      fields: Record<string, Record<string, { aggregatable: boolean }>>;
    };
    const types: Readonly<Record<string, readonly string[]>> = {
      date_histogram: ['date'],
      terms: ['keyword'],
      percentiles: ['long'],
      sum: ['long'],
    };
    for (const { type, field } of asked) {
      const [[kind, { aggregatable }] = ['none', { aggregatable: false }]] = Object.entries(
        fields[field] ?? {},
      );
      expect([field, aggregatable, types[type]]).toEqual([field, true, expect.arrayContaining([kind])]);
    }
  });
}

/** Buckets in their order, each in the one before; metrics in the innermost. */
function requestOf(aggregations: readonly Aggregation[]): object {
  const metrics = aggregations.filter(({ schema, type }) => schema === 'metric' && type !== 'count');
  const inner = Object.fromEntries(metrics.map(({ id, type, params }) => [id, { [type]: params }]));
  const order = metrics[0] === undefined ? '_count' : metrics[0].id;
  return aggregations
    .filter(({ schema }) => schema !== 'metric')
    .reduceRight<object>((aggs, { id, type, params }) => {
      const { field } = params;
      const body =
        type === 'date_histogram'
          ? { field, calendar_interval: 'day', min_doc_count: params['min_doc_count'] }
          : { field, size: params['size'], order: { [order]: params['order'] } };
      return { [id]: { [type]: body, ...(Object.keys(aggs).length === 0 ? {} : { aggs }) } };
    }, inner);
}

/** Every count and value of an answer. */
function valuesIn(found: unknown): number[] {
  if (typeof found !== 'object' || found === null) return [];
  return Object.entries(found).flatMap(([name, value]) =>
    (name === 'doc_count' || name === 'value' || name.endsWith('.0')) &&
    typeof value === 'number' &&
    value > 0
      ? [value]
      : valuesIn(value),
  );
}

function documentOf(index: number) {
  const at = new Date(Date.now() - index * 86_400_000).toISOString();
  const ran = { startedAt: at, finishedAt: at, durationMs: 900 };
  const status = index % 3 === 0 ? ('failure' as const) : ('success' as const);
  const step = {
    title: 'Unit',
    ...ran,
    status,
    exitCode: index % 3,
    signal: null,
    log: 'x.log',
    bytes: 1,
    lines: 1,
  };
  const build = ended(
    {
      ...sampleBuild({ job: `job-${index % 4}` }),
      number: index + 1,
      worker: `ci-${index % 2}`,
      queueMs: 10 + index,
      durationMs: 1_000 * index,
      stages: [
        {
          title: 'Test',
          status,
          ...ran,
          hooks: [],
          steps: [{ ...step, attempts: 3, retryMs: 200, flaky: true }],
        },
      ],
    },
    status,
  );
  return reportOf({ ...build, finishedAt: at });
}
