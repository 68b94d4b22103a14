import { join } from 'node:path';
import { type DroverProcess, TestDrover } from '../helpers/drover.ts';
import { type PrivateRedis, startPrivateRedis } from '../helpers/private-redis.ts';
import { LossyProxy } from '../live/support/lossy-proxy.ts';
import { SmallDisk } from './small-disk.ts';

/** A process of the cluster: it has a connection of its own to Redis, and may be dead or stopped for a while. */
export interface Node {
  readonly name: string;
  readonly proxy: LossyProxy;
  process: DroverProcess;
  /** Of a server. */
  url: string;
  /** SIGSTOP was sent. */
  stopped: boolean;
}

/** Two servers and three workers on one Redis with an append-only file and one storage, as real processes. */
export class Topology {
  readonly drover: TestDrover;
  readonly redis: PrivateRedis;
  readonly servers: Node[] = [];
  readonly workers: Node[] = [];

  /** The storage on a file system of its own, which can be filled; null where this user may not mount one. */
  disk: SmallDisk | null = null;

  private constructor(drover: TestDrover, redis: PrivateRedis) {
    this.drover = drover;
    this.redis = redis;
  }

  static async start(seed: number, storageMiB: number): Promise<Topology> {
    const redis = await startPrivateRedis({ appendOnly: true });
    const topology = new Topology(await TestDrover.create(), redis);
    try {
      topology.disk = SmallDisk.mount(join(topology.drover.data, 'storage'), storageMiB);
      for (const name of ['server-1', 'server-2']) await topology.#add(topology.servers, name, seed);
      for (const name of ['worker-1', 'worker-2', 'worker-3'])
        await topology.#add(topology.workers, name, seed);
      return topology;
    } catch (error) {
      await topology.stop();
      throw error;
    }
  }

  async #add(nodes: Node[], name: string, seed: number): Promise<void> {
    const proxy = await LossyProxy.start(this.redis.url.slice('unix://'.length), 0, seed);
    const started = await this.#spawn(name, proxy);
    nodes.push({ name, proxy, stopped: false, ...started });
  }

  async #spawn(name: string, proxy: LossyProxy): Promise<{ process: DroverProcess; url: string }> {
    const environment = { DROVER_REDIS_URL: proxy.url };
    if (name.startsWith('server')) return this.drover.startServer(environment);
    const labels = name === 'worker-1' ? '' : 'special';
    const worker = { DROVER_SLOTS: '3', DROVER_LABELS: labels, DROVER_CANCEL_GRACE: '2s', ...environment };
    return { process: await this.drover.startWorker(name, worker), url: '' };
  }

  /** Starts what is dead, and lets go on what stands still. */
  async heal(node: Node): Promise<void> {
    if (node.stopped) process.kill(node.process.pid, 'SIGCONT');
    node.stopped = false;
    if (node.process.ended) Object.assign(node, await this.#spawn(node.name, node.proxy));
  }

  async healAll(): Promise<void> {
    for (const node of [...this.servers, ...this.workers]) await this.heal(node);
    this.drover.url = this.servers[0]?.url ?? '';
  }

  /** Address of a server that is thought to live, chosen by `pick`. */
  address(pick: number): string {
    return this.servers[pick % this.servers.length]?.url ?? '';
  }

  async stop(): Promise<void> {
    for (const node of [...this.servers, ...this.workers])
      if (node.stopped) process.kill(node.process.pid, 'SIGCONT');
    for (const started of this.drover.processes) await started.stop();
    this.disk?.unmount();
    await this.drover.stop();
    for (const { proxy } of [...this.servers, ...this.workers]) await proxy.stop();
    await this.redis.stop();
  }
}
