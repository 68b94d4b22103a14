import { setTimeout as pause } from 'node:timers/promises';
import type { Node, Topology } from './topology.ts';

/** Between 0 and 1. */
export type Random = () => number;

const within = (random: Random, least: number, most: number): number => least + random() * (most - least);
const one = (nodes: readonly Node[], random: Random): Node =>
  nodes[Math.floor(random() * nodes.length)] as Node;

/** Longer than a lease lives and a server waits for it. */
const standstillMs = 24_000;

type Fault = (topology: Topology, random: Random) => Promise<void>;

/** What can go wrong here. */
export function faultsOf({ disk }: Topology): Readonly<Record<string, Fault>> {
  if (disk === null) return faults;
  return {
    ...faults,
    async 'a full storage'(_topology, random) {
      disk.fill();
      await pause(within(random, 500, 4_000));
      disk.free();
    },
  };
}

/** Each ends with what it broke whole again. */
const faults: Readonly<Record<string, Fault>> = {
  async 'kill -9 of a worker'(topology, random) {
    const node = one(topology.workers, random);
    await node.process.stop('SIGKILL');
    await pause(within(random, 0, 3_000));
    await topology.heal(node);
  },

  async 'kill -9 of a server'(topology, random) {
    const node = one(topology.servers, random);
    await node.process.stop('SIGKILL');
    await pause(within(random, 0, 3_000));
    await topology.heal(node);
  },

  async 'restart of a server'(topology, random) {
    const node = one(topology.servers, random);
    await node.process.stop('SIGTERM');
    await topology.heal(node);
  },

  async 'restart of a worker'(topology, random) {
    const node = one(topology.workers, random);
    await node.process.stop('SIGTERM');
    await topology.heal(node);
  },

  async 'kill -9 of Redis'({ redis }, random) {
    await redis.kill();
    await pause(within(random, 100, 4_000));
    await redis.start();
  },

  async 'a worker that stands still for longer than its lease'(topology, random) {
    const node = one(topology.workers, random);
    if (node.stopped || node.process.ended) return;
    process.kill(node.process.pid, 'SIGSTOP');
    node.stopped = true;
    await pause(standstillMs);
    await topology.heal(node);
  },

  async 'cut connections of a worker'({ workers }, random) {
    one(workers, random).proxy.cut();
  },

  async 'cut connections of a server'({ servers }, random) {
    one(servers, random).proxy.cut();
  },
};
