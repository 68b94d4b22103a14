import type { Facts } from './facts.ts';

/**
 * What waits and why, worked out from what happened alone: it knows the rules from `docs/operations.md` and
 * `docs/reliability.md` and shares no code with what it is compared to.
 */
export interface ModelBuild {
  readonly id: string;
  readonly labels: readonly string[];
  readonly group: string | null;
  priority: number;
  /** When it was moved to the front, counted; 0: it was not. */
  front: number;
  /** The later it came to where it waits, the higher. */
  turn: number;
  where: 'group' | 'handing' | 'queue' | 'worker' | 'ended';
  lostWorker: string | null;
}

export interface ModelWorker {
  readonly name: string;
  readonly labels: readonly string[];
  readonly slots: number;
  mode: 'online' | 'paused' | 'draining' | 'offline';
  readonly builds: Set<ModelBuild>;
}

interface ModelGroup {
  limit: number;
  /** With those whose place is held after the loss of their worker. */
  readonly holders: Set<ModelBuild>;
  readonly held: Set<ModelBuild>;
}

const has = (labels: readonly string[], wanted: readonly string[]): boolean =>
  wanted.every((label) => labels.includes(label));

const isBefore = (a: ModelBuild, b: ModelBuild): boolean =>
  a.front !== b.front
    ? a.front > b.front
    : a.priority !== b.priority
      ? a.priority > b.priority
      : a.turn < b.turn;

export class QueueModel {
  readonly builds = new Map<string, ModelBuild>();
  readonly workers = new Map<string, ModelWorker>();
  readonly everHad: (readonly string[])[] = [];
  readonly #groups = new Map<string, ModelGroup>();
  #count = 0;

  next(): number {
    this.#count += 1;
    return this.#count;
  }

  get waiting(): ModelBuild[] {
    return [...this.builds.values()].filter(({ where }) => where !== 'worker' && where !== 'ended');
  }

  accept(build: Pick<ModelBuild, 'id' | 'labels' | 'group' | 'priority'>, limit: number): void {
    const added: ModelBuild = { ...build, front: 0, turn: this.next(), where: 'queue', lostWorker: null };
    this.builds.set(build.id, added);
    if (build.group === null) return;
    const group = this.#groups.get(build.group) ?? { limit, holders: new Set(), held: new Set() };
    this.#groups.set(build.group, group);
    group.limit = limit;
    const queueing = this.#queueing(build.group);
    if (group.holders.size < limit && queueing.length === 1) group.holders.add(added);
    else added.where = 'group';
  }

  /** Those that get a place by it wait to be offered. */
  setLimit(name: string, limit: number): void {
    const group = this.#groups.get(name);
    if (group === undefined) return;
    group.limit = limit;
    this.#admit(name, 'handing');
  }

  offerAll(): void {
    for (const build of this.waiting)
      if (build.where === 'handing' && build.lostWorker === null) this.offer(build);
  }

  end(build: ModelBuild): void {
    build.where = 'ended';
    for (const worker of this.workers.values()) worker.builds.delete(build);
    if (build.group === null) return;
    this.#groups.get(build.group)?.holders.delete(build);
    this.#admit(build.group, 'queue');
  }

  /** Its place is held. */
  lose(build: ModelBuild, worker: ModelWorker, again: boolean): void {
    worker.builds.delete(build);
    build.where = again ? 'handing' : 'ended';
    build.lostWorker = again ? worker.name : null;
    if (!again && build.group !== null) this.#groups.get(build.group)?.held.add(build);
  }

  release(): void {
    for (const [name, group] of this.#groups) {
      for (const build of group.held) group.holders.delete(build);
      group.held.clear();
      this.#admit(name, 'queue');
    }
  }

  move(build: ModelBuild, to: number | 'front'): void {
    if (to === 'front') {
      build.front = this.next();
      return;
    }
    // Its place among the others was lost with the move to the front.
    if (build.front > 0) build.turn = this.next();
    build.front = 0;
    build.priority = to;
  }

  /** What the worker takes next: of its queues that whose first build comes first. */
  takes({ labels }: ModelWorker, acceptedAt: ReadonlyMap<string, number>): ModelBuild[] {
    const heads = this.#queues()
      .filter(([first]) => has(labels, first.labels))
      .map(([first]) => first);
    const age = ({ id }: ModelBuild): number => acceptedAt.get(id) ?? 0;
    const best = heads.reduce<ModelBuild | null>((found, build) => {
      if (found === null || build.front !== found.front)
        return found === null || build.front > found.front ? build : found;
      if (build.priority !== found.priority) return build.priority > found.priority ? build : found;
      return age(build) < age(found) ? build : found;
    }, null);
    // Two that came in the same millisecond are as good.
    return heads.filter(
      (build) =>
        best !== null &&
        build.front === best.front &&
        build.priority === best.priority &&
        age(build) === age(best),
    );
  }

  why(build: ModelBuild): Facts {
    if (build.where === 'group') return this.#whyInGroup(build);
    const online = [...this.workers.values()].filter(
      ({ mode, labels }) => mode !== 'offline' && has(labels, build.labels),
    );
    if (online.length === 0) {
      const anyone = [...this.workers.values()].some(({ mode }) => mode !== 'offline');
      if (!anyone) return { kind: 'workers' };
      return { kind: 'labels', never: !this.everHad.some((labels) => has(labels, build.labels)) };
    }
    const open = online.filter(({ mode }) => mode === 'online');
    if (open.length === 0) return { kind: 'paused' };
    if (build.where === 'handing')
      return build.lostWorker === null
        ? { kind: 'delivery' }
        : { kind: 'delivery', worker: build.lostWorker };
    const queues = this.#queues();
    const own: ModelBuild[] = queues.find((queue) => queue.includes(build)) ?? [];
    const ahead = own.indexOf(build);
    const elsewhere = queues
      .filter((queue) => queue !== own)
      .filter(([first]) => open.some(({ labels }) => has(labels, first.labels)))
      .reduce((sum, queue) => sum + queue.length, 0);
    const slots = open.reduce((sum, worker) => sum + worker.slots, 0);
    const busy = open.reduce((sum, worker) => sum + worker.builds.size, 0);
    if (slots - busy > ahead + elsewhere) return { kind: 'delivery', ahead: 0 };
    return { kind: 'slots', slots, busy, ahead: ahead + elsewhere, atMost: elsewhere > 0 };
  }

  #whyInGroup(build: ModelBuild): Facts {
    const group = this.#groups.get(build.group ?? '');
    const holders = [...(group?.holders ?? [])].map(({ id }) => id.replace('_', ' #'));
    const ahead = this.#queueing(build.group ?? '').filter((other) => isBefore(other, build)).length;
    return {
      kind: 'group',
      group: build.group ?? '',
      limit: group?.limit ?? 0,
      holders: holders.sort(),
      lost: group?.held.size ?? 0,
      ahead,
    };
  }

  #queueing(group: string): ModelBuild[] {
    return this.waiting.filter(
      (build) => build.group === group && (build.where === 'group' || !this.#holds(build)),
    );
  }

  #holds(build: ModelBuild): boolean {
    return this.#groups.get(build.group ?? '')?.holders.has(build) ?? false;
  }

  #admit(name: string, where: 'handing' | 'queue'): void {
    const group = this.#groups.get(name);
    if (group === undefined) return;
    const inTurn = this.#queueing(name).sort((a, b) => (isBefore(a, b) ? -1 : 1));
    for (const build of inTurn.slice(0, Math.max(0, group.limit - group.holders.size))) {
      group.holders.add(build);
      build.where = where;
      if (where === 'queue') this.offer(build);
    }
  }

  offer(build: ModelBuild): void {
    build.where = 'queue';
    build.turn = this.next();
  }

  /** One for each set of labels, in the order in which its builds are taken; none is empty. */
  #queues(): [ModelBuild, ...ModelBuild[]][] {
    const queues = new Map<string, ModelBuild[]>();
    for (const build of this.waiting.filter(({ where }) => where === 'queue')) {
      const key = build.labels.join();
      queues.set(key, [...(queues.get(key) ?? []), build]);
    }
    return [...queues.values()].map(
      (queue) => queue.sort((a, b) => (isBefore(a, b) ? -1 : 1)) as [ModelBuild, ...ModelBuild[]],
    );
  }
}
