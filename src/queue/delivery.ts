import { randomUUID } from 'node:crypto';
import { Queue, Worker as Taker } from 'bullmq';
import type { Redis } from 'ioredis';
import { Closers } from '../lib/closers.ts';

/**
 * BullMQ carries a build's id from the server that accepted it to the one worker that takes it; it knows
 * nothing else. What became of the build is in its document (see `src/state`), so an entry is dropped as
 * soon as its build is claimed, and one that a crash left behind is repaired by the sweep.
 */
export interface Delivery {
  /** Offers a build to the workers of a queue. Offering it twice is one entry. */
  offer(queue: string, id: string, priority: number): Promise<void>;
  /** Takes the next build of a queue, or null. The entry is locked until `done` or for `lockMs`. */
  take(queue: string): Promise<Taken | null>;
  /** Resolves to the name of one of the queues that may have a build, to null after `seconds` or `wake`. */
  wait(queues: readonly string[], seconds: number): Promise<string | null>;
  wake(): Promise<void>;
  /** Wakes another for a queue, when the one that was woken takes nothing. */
  passOn(queue: string): Promise<void>;
  /** Withdraws a build that nobody took. */
  withdraw(queue: string, id: string): Promise<void>;
  /** Place in the queue from 0, or null when it is not there. */
  position(queue: string, id: string): Promise<number | null>;
  /** Whether a queue has a build, waiting or just taken. */
  has(queue: string, id: string): Promise<boolean>;
  /** All ids that wait in a queue. */
  waiting(queue: string): Promise<string[]>;
  /** Ids that were taken, but whose taker neither claimed them nor is alive. */
  abandoned(queue: string): Promise<string[]>;
  close(): Promise<void>;
}

export interface Taken {
  readonly id: string;
  /** Drops the entry: the build's document now says who has it. */
  done(): Promise<void>;
}

/** How long a taken entry stays locked. Claiming takes milliseconds: past this the taker is dead. */
const lockMs = 10_000;

/** A nudge that nobody takes any more is gone after this. */
const nudgeSeconds = 60;

/** BullMQ serves entries without a priority first, so every build gets one: 1 is next, 21 last. */
const bullPriority = (priority: number): number => 11 - priority;

/** `wait` blocks its connection, so it has one of its own, opened at the first wait. */
export function createDelivery(redis: Redis, prefix: string): Delivery {
  const queues = new Map<string, Queue>();
  const takers = new Map<string, Taker>();
  const closers = new Closers();
  const options = { connection: redis, prefix: `${prefix}drover:bull`, skipVersionCheck: true } as const;
  /** What `wake` writes and `wait` waits for too, so that a wake just before a wait is not missed. */
  const nudge = `${prefix}drover:nudge:${randomUUID()}`;
  let blocking: Redis | null = null;
  let tokens = 0;

  const queueNamed = (name: string): Queue => {
    let queue = queues.get(name);
    if (queue === undefined) {
      queue = new Queue(name, {
        ...options,
        defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
        // BullMQ's own event stream has no reader here.
        streams: { events: { maxLen: 0 } },
      });
      queue.on('error', ignoreConnectionErrors);
      queues.set(name, queue);
      const opened = queue;
      closers.add(() => opened.close());
    }
    return queue;
  };

  const takerOf = (name: string): Taker => {
    let taker = takers.get(name);
    if (taker === undefined) {
      taker = new Taker(name, null, { ...options, autorun: false, lockDuration: lockMs });
      taker.on('error', ignoreConnectionErrors);
      takers.set(name, taker);
      const opened = taker;
      closers.add(() => opened.close(true));
    }
    return taker;
  };

  const blockingConnection = (): Redis => {
    if (blocking === null) {
      const client = redis.duplicate();
      client.on('error', ignoreConnectionErrors);
      closers.add(() => client.disconnect());
      blocking = client;
    }
    return blocking;
  };

  return {
    async offer(queue, id, priority) {
      await queueNamed(queue).add('build', {}, { jobId: id, priority: bullPriority(priority) });
    },

    async take(queue) {
      const token = `${process.pid}-${++tokens}`;
      const job = await takerOf(queue).getNextJob(token, { block: false });
      if (job === undefined || job.id === undefined) return null;
      return {
        id: job.id,
        done: async () => {
          await job.moveToCompleted('', token, false);
        },
      };
    },

    async wait(names, seconds) {
      const markers = names.map((name) => queueNamed(name).toKey('marker'));
      const popped = await blockingConnection().bzpopmin(nudge, ...markers, seconds);
      return (popped !== null && names[markers.indexOf(popped[0])]) || null;
    },

    async wake() {
      await redis.multi().zadd(nudge, 0, 'wake').expire(nudge, nudgeSeconds).exec();
    },

    async passOn(queue) {
      await redis.zadd(queueNamed(queue).toKey('marker'), 0, '0');
    },

    async withdraw(queue, id) {
      await queueNamed(queue).remove(id);
    },

    async position(queue, id) {
      return redis.zrank(queueNamed(queue).toKey('prioritized'), id);
    },

    has: async (queue, id) => (await redis.exists(queueNamed(queue).toKey(id))) === 1,
    waiting: (queue) => redis.zrange(queueNamed(queue).toKey('prioritized'), 0, '-1'),

    async abandoned(queue) {
      const handle = queueNamed(queue);
      const active = await redis.lrange(handle.toKey('active'), 0, 999);
      const locks = await Promise.all(active.map((id) => redis.exists(`${handle.toKey(id)}:lock`)));
      return active.filter((_, index) => locks[index] === 0);
    },

    async close() {
      await closers.close();
    },
  };
}

/** Connections heal themselves and every command is awaited where it is given; nothing is lost here. */
function ignoreConnectionErrors(): void {}
