import { Redis } from 'ioredis';
import { withTimeout } from '../../src/lib/with-timeout.ts';
import { type BuildSummary, isFinished } from '../../src/state/build.ts';

const withinMs = 300_000;

/** Hears on Redis of every build that ends, as any viewer could. */
export class FinalBuilds {
  readonly #redis: Redis;
  readonly #listeners = new Set<(build: BuildSummary, at: number) => void>();

  private constructor(redis: Redis) {
    this.#redis = redis;
    redis.on('message', (_channel, message: string) => {
      const at = performance.now();
      const build = JSON.parse(message) as BuildSummary;
      if (isFinished(build.status)) for (const listener of this.#listeners) listener(build, at);
    });
  }

  static async listen(socket: string): Promise<FinalBuilds> {
    const redis = new Redis(socket);
    const builds = new FinalBuilds(redis);
    await redis.subscribe('drover:events');
    return builds;
  }

  /** The moment at which the `count`th build of a job from now on has ended, and that build. */
  next(job: string, count = 1): Promise<{ at: number; build: BuildSummary }> {
    const seen = new Set<number>();
    let stop = () => {};
    const found = new Promise<{ at: number; build: BuildSummary }>((resolve) => {
      const listener = (build: BuildSummary, at: number) => {
        if (build.job !== job) return;
        seen.add(build.number);
        if (seen.size === count) resolve({ at, build });
      };
      this.#listeners.add(listener);
      stop = () => this.#listeners.delete(listener);
    });
    return withTimeout(found, withinMs, `${count} builds of ${job} did not end`).finally(() => stop());
  }

  close(): void {
    this.#redis.disconnect();
  }
}
