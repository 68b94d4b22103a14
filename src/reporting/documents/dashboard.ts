/**
 * Saved objects for Kibana and OpenSearch Dashboards: a pattern over all builds, some charts, and a dashboard of them. In
 * the form of version 7, which both take and bring up to date when they import it.
 */
const pattern = 'drover-builds';

interface SavedObject {
  readonly id: string;
  readonly type: 'index-pattern' | 'visualization' | 'dashboard';
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly references: readonly { readonly id: string; readonly name: string; readonly type: string }[];
}

interface Aggregation {
  readonly type: string;
  readonly schema: 'metric' | 'segment' | 'group' | 'bucket';
  readonly params: object;
}

const searchSource = JSON.stringify({
  query: { query: '', language: 'kuery' },
  filter: [],
  indexRefName: 'kibanaSavedObjectMeta.searchSourceJSON.index',
});

const count: Aggregation = { type: 'count', schema: 'metric', params: {} };
const byDay: Aggregation = {
  type: 'date_histogram',
  schema: 'segment',
  params: { field: 'finishedAt', useNormalizedEsInterval: true, interval: 'auto', min_doc_count: 1 },
};
const terms = (field: string, schema: 'group' | 'bucket' | 'segment', size: number): Aggregation => ({
  type: 'terms',
  schema,
  params: { field, size, order: 'desc', orderBy: '1' },
});
const percentiles = (field: string): Aggregation => ({
  type: 'percentiles',
  schema: 'metric',
  params: { field, percents: [50, 90, 99] },
});
const sum = (field: string): Aggregation => ({ type: 'sum', schema: 'metric', params: { field } });

function chart(
  id: string,
  title: string,
  type: 'histogram' | 'line' | 'table' | 'pie',
  aggregations: readonly Aggregation[],
): SavedObject {
  const aggs = aggregations.map((aggregation, index) => ({
    id: String(index + 1),
    enabled: true,
    ...aggregation,
  }));
  return {
    id: `drover-${id}`,
    type: 'visualization',
    attributes: {
      title,
      description: '',
      version: 1,
      uiStateJSON: '{}',
      visState: JSON.stringify({ title, type, params: paramsOf(type), aggs }),
      kibanaSavedObjectMeta: { searchSourceJSON: searchSource },
    },
    references: [
      { id: pattern, name: 'kibanaSavedObjectMeta.searchSourceJSON.index', type: 'index-pattern' },
    ],
  };
}

function paramsOf(type: 'histogram' | 'line' | 'table' | 'pie'): object {
  if (type === 'table') return { perPage: 10, showTotal: false };
  if (type === 'pie') return { addLegend: true, addTooltip: true, isDonut: true };
  return {
    type,
    addLegend: true,
    addTooltip: true,
    legendPosition: 'right',
    categoryAxes: [
      { id: 'CategoryAxis-1', type: 'category', position: 'bottom', show: true, labels: { show: true } },
    ],
    valueAxes: [
      {
        id: 'ValueAxis-1',
        name: 'LeftAxis-1',
        type: 'value',
        position: 'left',
        show: true,
        labels: { show: true },
      },
    ],
    seriesParams: [
      {
        data: { id: '1', label: '' },
        type,
        mode: type === 'histogram' ? 'stacked' : 'normal',
        show: true,
        valueAxis: 'ValueAxis-1',
      },
    ],
  };
}

const charts: readonly SavedObject[] = [
  chart('results', 'Builds by result', 'histogram', [count, byDay, terms('status', 'group', 6)]),
  chart('durations', 'Durations (ms): half, 90 %, 99 %', 'line', [percentiles('durationMs'), byDay]),
  chart('queue', 'Time in the queue (ms): half, 90 %, 99 %', 'line', [percentiles('queueMs'), byDay]),
  chart('failing', 'Steps that ended builds', 'table', [
    count,
    terms('job', 'bucket', 20),
    terms('failed.stage', 'bucket', 5),
    terms('failed.step', 'bucket', 5),
  ]),
  chart('retries', 'Time lost to retries (ms)', 'table', [sum('retryMs'), terms('job', 'bucket', 20)]),
  chart('workers', 'Builds by worker', 'pie', [count, terms('worker', 'segment', 20)]),
];

export function dashboardObjects(): readonly SavedObject[] {
  const panels = charts.map(({ id }, index) => ({
    panelIndex: String(index + 1),
    gridData: { x: (index % 2) * 24, y: Math.floor(index / 2) * 15, w: 24, h: 15, i: String(index + 1) },
    version: '7.10.2',
    embeddableConfig: {},
    panelRefName: `panel_${index}`,
    id,
  }));
  return [
    {
      id: pattern,
      type: 'index-pattern',
      attributes: { title: pattern, timeFieldName: 'finishedAt' },
      references: [],
    },
    ...charts,
    {
      id: 'drover',
      type: 'dashboard',
      attributes: {
        title: 'Drover',
        description: 'Builds that were reported by Drover',
        version: 1,
        timeRestore: true,
        timeFrom: 'now-30d',
        timeTo: 'now',
        optionsJSON: JSON.stringify({ useMargins: true, hidePanelTitles: false }),
        panelsJSON: JSON.stringify(panels.map(({ id: _id, ...panel }) => panel)),
        kibanaSavedObjectMeta: {
          searchSourceJSON: JSON.stringify({ query: { query: '', language: 'kuery' }, filter: [] }),
        },
      },
      references: panels.map(({ id, panelRefName }) => ({ id, name: panelRefName, type: 'visualization' })),
    },
  ];
}
