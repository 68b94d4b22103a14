import type { WorkerContext } from './context.ts';

export type WorkerOrder = 'pause' | 'resume' | 'drain';

export interface OrderHandlers {
  obey(order: WorkerOrder): void;
  /** A build may have been cancelled: its lease tells. */
  renew(id: string): Promise<void>;
  /** A label set was used for the first time. */
  newQueue(): void;
  /** Somebody watches the output of a build. */
  watch(id: string): void;
}

type Message =
  | { cancel: string }
  | { queue: string }
  | { watch: string }
  | { worker: string; action: WorkerOrder };

/** Listens to what servers tell workers. Resolves to the closer. */
export function listenToOrders(context: WorkerContext, handlers: OrderHandlers): Promise<() => void> {
  const { log, identity, state, subscriptions } = context;
  return subscriptions.listen(state.keys.controlChannel(), (text) => {
    const message = JSON.parse(text.toString()) as Message;
    if ('cancel' in message) {
      handlers
        .renew(message.cancel)
        .catch((err) => log.warn({ err }, 'cancellation not read; the next renewal will'));
    } else if ('queue' in message) {
      handlers.newQueue();
    } else if ('watch' in message) {
      handlers.watch(message.watch);
    } else if (message.worker === identity.name) {
      handlers.obey(message.action);
    }
  });
}
