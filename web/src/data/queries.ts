import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from './api.ts';

/** Names of what is kept of the server's answers. */
export const keys = {
  session: ['session'],
  login: ['login'],
  tree: ['tree'],
  job: (name: string) => ['job', name],
  definition: (name: string) => ['definition', name],
  schedules: (name: string) => ['schedules', name],
  history: (name: string) => ['history', name],
  builds: (job: string) => ['build', job],
  build: (job: string, number: number) => ['build', job, number],
  coming: ['schedules'],
  running: ['running'],
  queue: ['queue'],
  workers: ['workers'],
  buildsOf: (worker: string) => ['builds of', worker],
} as const;

/** Live news keep these up to date, so they do not age. */
const live = { staleTime: Number.POSITIVE_INFINITY } as const;

export const treeQuery = queryOptions({
  queryKey: keys.tree,
  queryFn: ({ signal }) => call('GET /api/jobs', { signal }),
  ...live,
});

/** Schedules of the jobs whose turn comes next. */
export const comingQuery = queryOptions({
  queryKey: keys.coming,
  queryFn: async ({ signal }) =>
    (await call('GET /api/schedules', { query: { limit: 200 }, signal })).schedules,
  refetchInterval: 60_000,
});

export const jobQuery = (name: string) =>
  queryOptions({
    queryKey: keys.job(name),
    queryFn: ({ signal }) => call('GET /api/jobs/:name', { params: { name }, signal }),
  });

export const schedulesQuery = (name: string) =>
  queryOptions({
    queryKey: keys.schedules(name),
    queryFn: ({ signal }) => call('GET /api/jobs/:name/schedules', { params: { name }, signal }),
  });

export const buildQuery = (job: string, number: number) =>
  queryOptions({
    queryKey: keys.build(job, number),
    queryFn: ({ signal }) =>
      call('GET /api/jobs/:name/builds/:number', { params: { name: job, number }, signal }),
    ...live,
  });

export const historyPage = 50;

export const historyQuery = (name: string) =>
  infiniteQueryOptions({
    queryKey: keys.history(name),
    queryFn: ({ signal, pageParam }) =>
      call('GET /api/jobs/:name/builds', {
        params: { name },
        query: { limit: historyPage, ...(pageParam === null ? {} : { before: pageParam }) },
        signal,
      }),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
    ...live,
  });

export const runningQuery = queryOptions({
  queryKey: keys.running,
  queryFn: async ({ signal }) => {
    const lists = await Promise.all(
      (['running', 'cancelling'] as const).map((status) =>
        call('GET /api/builds', { query: { status, limit: 1000 }, signal }),
      ),
    );
    return lists.flatMap(({ builds }) => builds);
  },
  ...live,
});

/** What is read when its page is opened, and again now and then while it is looked at. */
const slowMs = 15_000;

export const linksQuery = queryOptions({
  queryKey: ['github', 'links'],
  queryFn: ({ signal }) => call('GET /api/github/links', { signal }),
  refetchInterval: slowMs,
});

export const deliveriesQuery = queryOptions({
  queryKey: ['github', 'deliveries'],
  queryFn: async ({ signal }) =>
    (await call('GET /api/github/deliveries', { query: { limit: 50 }, signal })).deliveries,
  refetchInterval: slowMs,
});

export const approvalsQuery = queryOptions({
  queryKey: ['github', 'approvals'],
  queryFn: async ({ signal }) => (await call('GET /api/github/approvals', { signal })).approvals,
  refetchInterval: slowMs,
});

export const queueQuery = queryOptions({
  queryKey: keys.queue,
  queryFn: ({ signal }) => call('GET /api/queue', { query: { limit: 200 }, signal }),
});

export const workersQuery = queryOptions({
  queryKey: keys.workers,
  queryFn: async ({ signal }) => (await call('GET /api/workers', { signal })).workers,
  ...live,
});

/** Builds of a worker that are shown. */
export const mostOfWorker = 100;

/** What a worker runs and ran, newest first. */
export const buildsOfQuery = (worker: string) =>
  queryOptions({
    queryKey: keys.buildsOf(worker),
    queryFn: async ({ signal }) =>
      (await call('GET /api/builds', { query: { worker, limit: mostOfWorker }, signal })).builds,
    ...live,
  });
