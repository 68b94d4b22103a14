import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DroverProcess, TestDrover } from '../../helpers/drover.ts';
import { type PrivateRedis, startPrivateRedis } from '../../helpers/private-redis.ts';
import { LossyProxy } from './lossy-proxy.ts';

export interface ClusterOptions {
  /** Share of pub/sub messages that each server does not get; 0 leaves the proxy out. */
  readonly loss?: number;
  readonly seed?: number;
  readonly workers?: readonly string[];
}

/** Two servers and two workers on one Redis and one storage. */
export class Cluster {
  readonly drover: TestDrover;
  readonly redis: PrivateRedis;
  readonly servers: { process: DroverProcess; url: string }[] = [];
  readonly workers: DroverProcess[] = [];
  readonly proxies: LossyProxy[] = [];

  private constructor(drover: TestDrover, redis: PrivateRedis) {
    this.drover = drover;
    this.redis = redis;
  }

  static async start({
    loss = 0,
    seed = 1,
    workers = ['one', 'two'],
  }: ClusterOptions = {}): Promise<Cluster> {
    const redis = await startPrivateRedis({ appendOnly: true });
    const cluster = new Cluster(await TestDrover.create(), redis);
    const { drover, proxies } = cluster;
    try {
      drover.environment['DROVER_REDIS_URL'] = redis.url;
      for (let index = 0; index < 2; index += 1) {
        const through: Record<string, string> = {};
        if (loss > 0) {
          const proxy = await LossyProxy.start(redis.url.replace('unix://', ''), loss, seed + index);
          proxies.push(proxy);
          through['DROVER_REDIS_URL'] = proxy.url;
        }
        cluster.servers.push(await drover.startServer(through));
      }
      for (const name of workers) {
        cluster.workers.push(await drover.startWorker(name, { DROVER_SLOTS: '2' }));
      }
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  get urls(): string[] {
    return this.servers.map(({ url }) => url);
  }

  /** The bytes of a log as they are in the storage. */
  file(job: string, number: number, log: string): Promise<Buffer> {
    return readFile(join(this.drover.data, 'storage/jobs', job, String(number), log));
  }

  async stop(): Promise<void> {
    await this.drover.stop();
    for (const proxy of this.proxies) await proxy.stop();
    await this.redis.stop();
  }
}
