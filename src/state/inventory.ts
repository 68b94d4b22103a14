import type { BuildStatus } from './build.ts';
import { parseBuildId } from './build-id.ts';
import { readHead } from './build-json.ts';
import type { StateContext } from './context.ts';

/** What Redis holds of a build beside its document. */
export interface Traces {
  readonly id: string;
  /** Keys in which it was found, without the prefix. */
  readonly keys: readonly string[];
  readonly groups: readonly string[];
  /** That of its document; null when there is none. */
  readonly status: BuildStatus | null;
}

/** One that cannot be read counts as ended, since nobody can run it, and is in no folder. */
export interface DocumentHead {
  readonly status: BuildStatus;
  readonly folder: string | null;
}

export interface StoredNumbers {
  readonly job: string;
  /** Of documents that there are. */
  readonly documents: readonly number[];
  /** Of the job's list. */
  readonly listed: readonly number[];
  readonly jobExists: boolean;
}

/** Looking for what does not fit together, over all of Redis. Nothing here is quick. */
export interface Inventory {
  /** Every build of which there is more than a document. */
  traces(): Promise<Traces[]>;
  /** The documents and the list of every job of which there is either. */
  numbers(): Promise<StoredNumbers[]>;
  /** Highest number that a job of each name ever had. */
  lastNumbers(): Promise<Map<string, number>>;
  /** What the documents of these builds say, by id; one that is missing is left out. */
  heads(ids: readonly string[]): Promise<Map<string, DocumentHead>>;
  /** Those of the builds that are queued or running for all that Redis knows. */
  underWay(ids: readonly string[]): Promise<Set<string>>;
  /** Removes what is left of a build that is over. Null when it is under way; else the ids to be delivered now. */
  clear(traces: Traces): Promise<string[] | null>;
  /** Makes the list of a job's builds agree with its documents. False when there is no such job. */
  mendList(job: string, documents: readonly number[]): Promise<boolean>;
  /** Removes the document of a build whose job does not exist. */
  dropDocument(job: string, number: number): Promise<void>;
  /** Has a queued build offered to the workers again. */
  redeliver(id: string): Promise<void>;
}

const scannedAtOnce = 1_000;

export function createInventory(context: StateContext): Inventory {
  const { redis, prefix, keys, scripts } = context;

  return {
    async traces() {
      const found = new TraceList(prefix);
      for (const start of [keys.state(''), keys.lease(''), keys.private('')])
        for (const key of await scan(`${start}*`)) found.note(key.slice(start.length), key);
      for (const key of [keys.queued(), keys.running(), keys.undelivered(), keys.queueDeadlines()])
        for (const id of await redis.zrange(key, 0, '-1')) found.note(id, key);
      for (const start of [keys.groupHolders(''), keys.groupWaiting('')]) await noteGroups(start, found);
      return found.withStatus(await heads(found.ids));
    },

    async numbers() {
      const documents = new Map<string, number[]>();
      const lists = new Set<string>();
      for (const key of await scan(`${keys.job('')}*`)) {
        const name = key.slice(keys.job('').length);
        const [, job, number] = /^(.+)_([1-9]\d*)$/.exec(name) ?? [];
        if (job !== undefined) documents.set(job, [...(documents.get(job) ?? []), Number(number)]);
        else if (name.endsWith('_recent')) lists.add(name.slice(0, -'_recent'.length));
      }
      const jobs = [...new Set([...documents.keys(), ...lists])].sort();
      return Promise.all(
        jobs.map(async (job) => ({
          job,
          documents: documents.get(job) ?? [],
          listed: (await redis.lrange(keys.recent(job), 0, -1)).map(Number),
          jobExists: (await redis.exists(keys.job(job))) === 1,
        })),
      );
    },

    async lastNumbers() {
      const texts = Object.entries(await redis.hgetall(keys.numbers()));
      return new Map(texts.map(([job, number]) => [job, Number(number)]));
    },

    heads,

    async underWay(ids) {
      const there = new Set<string>();
      const pipeline = redis.pipeline();
      for (const id of ids) pipeline.exists(keys.state(id));
      const answers = ids.length === 0 ? [] : ((await pipeline.exec()) ?? []);
      for (const [index, [, exists]] of answers.entries()) if (exists === 1) there.add(ids[index] ?? '');
      return there;
    },

    async clear({ id, groups }) {
      const { job, number } = parseBuildId(id);
      const touched = [
        keys.state(id),
        keys.lease(id),
        keys.private(id),
        keys.build(job, number),
        keys.queued(),
        keys.running(),
        keys.undelivered(),
        keys.queueDeadlines(),
      ];
      const [code, ...admitted] = await scripts.ask('clear_traces', touched, [prefix, id, ...groups]);
      return code === 'ok' ? admitted.map(String) : null;
    },

    async mendList(job, documents) {
      const touched = [keys.job(job), keys.recent(job), keys.lastSuccess(), keys.pins(job)];
      const [code] = await scripts.ask('mend_recent', touched, [prefix, job, ...documents]);
      return code === 'ok';
    },

    async dropDocument(job, number) {
      await redis.del(keys.build(job, number));
    },

    async redeliver(id) {
      await redis.zadd(keys.undelivered(), 'NX', Date.now(), id);
    },
  };

  async function noteGroups(start: string, found: TraceList): Promise<void> {
    // A place that is held after the loss of a worker is given away by the sweep.
    const held = new Set(await redis.zrange(keys.groupHeld(), 0, '-1'));
    for (const key of await scan(`${start}*`)) {
      const group = key.slice(start.length);
      for (const id of await redis.zrange(key, 0, '-1'))
        if (!held.has(`${id} ${group}`)) found.note(id, key, group);
    }
  }

  async function scan(match: string): Promise<string[]> {
    const found = new Set<string>();
    const pattern = prefix.replace(/[\\*?[\]]/g, '\\$&') + match.slice(prefix.length);
    let cursor = '0';
    do {
      const [next, names] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', scannedAtOnce);
      for (const name of names) found.add(name);
      cursor = next;
    } while (cursor !== '0');
    return [...found].sort();
  }

  async function heads(ids: readonly string[]): Promise<Map<string, DocumentHead>> {
    const found = new Map<string, DocumentHead>();
    for (let start = 0; start < ids.length; start += scannedAtOnce) {
      const some = ids.slice(start, start + scannedAtOnce);
      const pipeline = redis.pipeline();
      for (const { job, number } of some.map(parseBuildId))
        pipeline.getrange(keys.build(job, number), 0, 1_023);
      for (const [index, [, text]] of ((await pipeline.exec()) ?? []).entries()) {
        const { status = 'error', folder = null } = readHead(String(text)) ?? {};
        if (text !== '') found.set(some[index] ?? '', { status: status as BuildStatus, folder });
      }
    }
    return found;
  }
}

/** Where each build was found. */
class TraceList {
  readonly #prefix: string;
  readonly #found = new Map<string, { keys: string[]; groups: Set<string> }>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  get ids(): string[] {
    return [...this.#found.keys()];
  }

  note(id: string, key: string, group?: string): void {
    const entry = this.#found.get(id) ?? { keys: [], groups: new Set() };
    this.#found.set(id, entry);
    entry.keys.push(key.slice(this.#prefix.length));
    if (group !== undefined) entry.groups.add(group);
  }

  withStatus(documents: ReadonlyMap<string, DocumentHead>): Traces[] {
    return [...this.#found].map(([id, { keys, groups }]) => ({
      id,
      keys,
      groups: [...groups],
      status: documents.get(id)?.status ?? null,
    }));
  }
}
