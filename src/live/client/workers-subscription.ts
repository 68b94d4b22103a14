import type { WorkerView } from '../../state/workers.ts';
import type { ServerMessage } from '../messages.ts';
import { keyOf, type Subscription } from './subscription.ts';

export interface WorkersHandlers {
  /** All workers that are known, at the beginning and after each new connection. */
  workers(workers: readonly WorkerView[]): void;
  /** One has told of itself, or has gone `offline`. */
  heartbeat(worker: WorkerView): void;
  /** One has signed off. */
  gone(name: string): void;
  failed(error: Error): void;
}

export function workersSubscription(handlers: WorkersHandlers): Subscription {
  return {
    key: keyOf('workers'),
    subscribe: () => [{ type: 'subscribe', channel: 'workers' }],
    unsubscribe: () => ({ type: 'unsubscribe', channel: 'workers' }),
    take(message: ServerMessage) {
      if (message.type === 'workers') handlers.workers(message.workers);
      if (message.type === 'heartbeat') handlers.heartbeat(message.worker);
      if (message.type === 'gone') handlers.gone(message.name);
      return 'taken';
    },
    failed: (error) => handlers.failed(error),
  };
}
