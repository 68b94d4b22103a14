import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';

/** Prometheus text. The metrics library is loaded at the first scrape: most small installations have none. */
export function metricsRoutes(app: App, context: ServerContext): void {
  let registry: Promise<import('prom-client').Registry> | undefined;

  app.get(
    '/metrics',
    { config: { role: 'viewer' }, schema: { summary: 'Metrics for Prometheus', produces: ['text/plain'] } },
    async (_request, reply) => {
      registry ??= createRegistry(context);
      const metrics = await registry;
      return reply.type(metrics.contentType).send(await metrics.metrics());
    },
  );
}

async function createRegistry({ state, reporting }: ServerContext) {
  const { Counter, Gauge, Registry, collectDefaultMetrics } = await import('prom-client');
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, read: () => Promise<number>) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(await read());
      },
    });
  gauge('drover_builds_queued', 'Builds that wait for a worker', () => state.builds.countQueued());
  gauge(
    'drover_queue_wait_seconds',
    'How long the build has waited that waits longest for a worker with a free slot',
    async () => ((await state.builds.longestWaitMs(Date.now())) ?? 0) / 1_000,
  );
  gauge('drover_builds_running', 'Builds that run', () => state.builds.countRunning());
  gauge('drover_workers_online', 'Workers with a heartbeat', async () => (await online()).length);
  gauge('drover_slots', 'Slots of the online workers', async () => sum(await online(), 'slots'));
  gauge('drover_slots_busy', 'Slots of the online workers that run a build', async () =>
    sum(await online(), 'busy'),
  );
  gauge('drover_deliveries_waiting', 'Deliveries of GitHub that are still to be processed', () =>
    state.deliveries.countWaiting(),
  );
  const reports = async () => reporting.status();
  gauge(
    'drover_reports_waiting',
    'Ended builds that Elasticsearch does not have yet',
    async () => (await reports()).waiting,
  );
  gauge(
    'drover_reports_lag_seconds',
    'How long the ended build that waits longest for Elasticsearch has waited',
    async () => ((await reports()).lagMs ?? 0) / 1000,
  );
  gauge(
    'drover_reports_failing',
    'Failures in a row of reporting to Elasticsearch',
    async () => (await reports()).failing,
  );
  gauge(
    'drover_reports_refused',
    'Documents that Elasticsearch refused and that are kept',
    async () => (await reports()).refused,
  );
  for (const [name, help] of [
    ['sent', 'Builds that Elasticsearch acknowledged'],
    ['retried', 'Documents that Elasticsearch put off'],
    ['dropped', 'Builds that are not reported because a list was full'],
  ] as const)
    counter(`drover_reports_${name}_total`, help, async () => (await reports()).counts[name]);
  gauge('drover_builds_uncounted', 'Ended builds that reports from Redis lack', () =>
    state.tallies.waiting(),
  );
  gauge(
    'drover_github_statuses_waiting',
    'Commit statuses that GitHub has not taken yet',
    async () => (await state.statuses.counts()).waiting,
  );
  gauge(
    'drover_github_statuses_lag_seconds',
    'How long the commit status has waited that waits longest',
    async () => {
      const { oldest } = await state.statuses.counts();
      return oldest === null ? 0 : Math.max(0, Date.now() - oldest) / 1_000;
    },
  );
  gauge(
    'drover_github_statuses_given_up',
    'Commit statuses that were given up, of the newest 100',
    async () => (await state.statuses.counts()).givenUp,
  );
  return registry;

  /** The count is kept in Redis, the same for every server. */
  function counter(name: string, help: string, read: () => Promise<number>) {
    return new Counter({
      name,
      help,
      registers: [registry],
      async collect() {
        const value = await read();
        this.reset();
        this.inc(value);
      },
    });
  }

  async function online() {
    return (await state.workers.list()).filter((worker) => worker.status !== 'offline');
  }
}

const sum = <K extends string>(items: readonly Record<K, number>[], key: K): number =>
  items.reduce((total, item) => total + item[key], 0);
