import type { QueryClient } from '@tanstack/react-query';
import { keys } from './queries.ts';
import type { WorkerView } from './routes.ts';

export function applyWorkers(cache: QueryClient, workers: readonly WorkerView[]): void {
  cache.setQueryData<WorkerView[]>(keys.workers, [...workers]);
}

export function applyHeartbeat(cache: QueryClient, worker: WorkerView): void {
  cache.setQueryData<WorkerView[]>(keys.workers, (known = []) => {
    const others = known.filter(({ name }) => name !== worker.name);
    return [...others, worker].sort((a, b) => (a.name < b.name ? -1 : 1));
  });
}

export function removeWorker(cache: QueryClient, name: string): void {
  cache.setQueryData<WorkerView[]>(keys.workers, (known) => known?.filter((worker) => worker.name !== name));
}
