import { repeat } from '../lib/repeat.ts';
import { readHeartbeat, type WorkerView } from '../state/index.ts';
import type { LiveContext } from './live-context.ts';
import type { GoneMessage, HeartbeatMessage } from './messages.ts';

/** Who is alive is asked of Redis, whose clock alone counts. */
const lookEveryMs = 1_000;

export type WorkerListener = (message: HeartbeatMessage | GoneMessage) => void;

export interface WorkerSubscription {
  /** All that are known at this moment. */
  readonly workers: WorkerView[];
  /** The same at any later moment. */
  now(): WorkerView[];
  close(): void;
}

/** Heartbeats to whoever asked, and when one fails to come. One Redis subscription, given up with the last listener. */
export class WorkerFeed {
  readonly #context: LiveContext;
  readonly #listeners = new Set<WorkerListener>();
  #known = new Map<string, WorkerView>();
  #stop: Promise<() => Promise<void>> | null = null;

  constructor(context: LiveContext) {
    this.#context = context;
  }

  /** Throws what Redis throws when it is away. */
  async subscribe(listener: WorkerListener): Promise<WorkerSubscription> {
    const close = () => this.#remove(listener);
    this.#listeners.add(listener);
    try {
      this.#stop ??= this.#begin();
      await this.#stop;
      return {
        workers: await this.#context.state.workers.list(),
        now: () => [...this.#known.values()],
        close,
      };
    } catch (error) {
      close();
      throw error;
    }
  }

  async #begin(): Promise<() => Promise<void>> {
    const { state, subscriptions } = this.#context;
    try {
      this.#known = byName(await state.workers.list());
      const drop = await subscriptions.listen(state.keys.heartbeatChannel(), (message) =>
        this.#hear(message.toString()),
      );
      const stopLooking = repeat(
        lookEveryMs,
        () => this.#look(),
        () => {},
      );
      return async () => {
        drop();
        await stopLooking();
      };
    } catch (error) {
      this.#stop = null;
      throw error;
    }
  }

  #remove(listener: WorkerListener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0 || this.#stop === null) return;
    const stop = this.#stop;
    this.#stop = null;
    stop.then((run) => run()).catch(() => {});
  }

  #hear(text: string): void {
    const heard = readHeartbeat(text);
    if (heard === null) return;
    if ('gone' in heard) this.#gone(heard.gone);
    else this.#alive(heard);
  }

  /** Finds who is offline now, and what a lost message did not tell. */
  async #look(): Promise<void> {
    const before = [...this.#known.keys()];
    const listed = byName(await this.#context.state.workers.list());
    for (const name of before) if (!listed.has(name)) this.#gone(name);
    for (const worker of listed.values()) {
      const known = this.#known.get(worker.name);
      const isNews =
        known === undefined ||
        worker.seenAt > known.seenAt ||
        (worker.seenAt === known.seenAt && worker.status !== known.status);
      if (isNews) this.#alive(worker);
    }
  }

  #alive(worker: WorkerView): void {
    this.#known.set(worker.name, worker);
    for (const listener of this.#listeners) listener({ type: 'heartbeat', worker });
  }

  #gone(name: string): void {
    if (!this.#known.delete(name)) return;
    for (const listener of this.#listeners) listener({ type: 'gone', name });
  }
}

const byName = (workers: WorkerView[]): Map<string, WorkerView> =>
  new Map(workers.map((worker) => [worker.name, worker]));
