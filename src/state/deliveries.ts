import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { DroverError } from '../errors/error.ts';
import type { StateContext } from './context.ts';
import type { DeliveryRecord, DeliveryView } from './delivery.ts';

export interface TakenDelivery {
  readonly record: DeliveryRecord;
  /** The event as GitHub sent it, JSON. */
  readonly payload: string;
  /** From 1: how often somebody has begun with it. */
  readonly attempt: number;
  readonly token: string;
  readonly member: string;
}

/** Deliveries of webhooks: each is acted on once, whichever server it came to, and stays listed for a while. */
export interface Deliveries {
  /**
   * Keeps a delivery before it is answered. Those of one lane are processed in the order in which they came; null: there
   * is nothing to process. False when this id was seen in the last 7 days. Throws TOO_MANY_REQUESTS when too
   * many wait.
   */
  accept(record: DeliveryRecord, payload: string, lane: string | null): Promise<boolean>;
  /** The oldest that nobody is at, never two of a lane. They are the caller's for `leaseMs`. */
  take(count: number, leaseMs: number): Promise<TakenDelivery[]>;
  /** Notes what became of one; nothing when it is not the caller's any more. */
  finish(taken: TakenDelivery, record: DeliveryRecord): Promise<void>;
  /** It may be taken again after that time. */
  release(taken: TakenDelivery, afterMs: number): Promise<void>;
  /** Newest first; `before` is an id of the list. */
  list(options: { limit: number; before?: string }): Promise<DeliveryView[]>;
  /** Throws NOT_FOUND. */
  get(id: string): Promise<DeliveryView>;
  /** The event as GitHub sent it, JSON. Throws NOT_FOUND, also when it is no longer kept. */
  payload(id: string): Promise<string>;
  countWaiting(): Promise<number>;
  /** Notes that something that came was refused, at most once a second: the last one is told. */
  refused(reason: string): Promise<void>;
  /** When a delivery last came from each repository (in lower case), and what was refused last. */
  arrivals(): Promise<Arrivals>;
}

export interface Arrivals {
  readonly repositories: ReadonlyMap<string, string>;
  readonly refused: { readonly at: string; readonly reason: string } | null;
}

/** So many are listed, for so long. */
const listed = 1_000;
const lifeMs = 7 * 86_400_000;
/** GitHub itself gives up a server that is so far behind. */
const mostWaiting = 10_000;
/** Compressed; of a bigger one the payload is dropped when it is processed. */
const mostKept = 256 * 1024;
const refusalEveryMs = 1_000;
/** The field of `drover:webhooks` beside the repositories, none of which is without a slash. */
const refusedField = 'refused';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

const idPattern = /^[A-Za-z0-9][A-Za-z0-9.-]{0,99}$/;
/** Whether a text can be the id of a delivery: GitHub's are GUIDs. */
export const isDeliveryId = (id: string): boolean => idPattern.test(id);

export function createDeliveries({ redis, prefix, keys, scripts }: StateContext): Deliveries {
  let refusalNoted = Number.NEGATIVE_INFINITY;

  return {
    async accept(record, payload, lane) {
      const packed = await deflate(payload, { level: 1 });
      const [code, now] = await scripts.ask(
        'accept_delivery',
        [
          keys.delivery(record.id),
          keys.deliveryPayload(record.id),
          keys.deliveries(),
          keys.deliveriesSeen(),
          keys.deliveriesOpen(),
          keys.webhooks(),
        ],
        [
          prefix,
          record.id,
          JSON.stringify(record),
          packed,
          lane ?? '',
          record.repository?.toLowerCase() ?? '',
          lifeMs,
          listed,
          mostWaiting,
          record.receivedAt,
          randomUUID(),
        ],
      );
      if (code === 'DELIVERIES_FULL')
        throw new DroverError('TOO_MANY_REQUESTS', {
          detail: `${now} deliveries wait to be processed: this one was not taken. Redeliver it later.`,
        });
      return code === 'ok';
    },

    async take(count, leaseMs) {
      const token = randomUUID();
      const found = await scripts.run(
        'take_deliveries',
        [keys.deliveriesOpen()],
        [prefix, count, token, leaseMs],
      );
      const taken: TakenDelivery[] = [];
      for (let index = 0; index + 1 < found.length; index += 2) {
        const member = String(found[index]);
        const id = idOf(member);
        const [text, packed] = await Promise.all([
          redis.hget(keys.delivery(id), 'record'),
          redis.getBuffer(keys.deliveryPayload(id)),
        ]);
        if (text === null || packed === null) {
          await redis.zrem(keys.deliveriesOpen(), member);
          continue;
        }
        const record = JSON.parse(text) as DeliveryRecord;
        taken.push({
          record,
          payload: await unpack(packed),
          attempt: Number(found[index + 1]),
          token,
          member,
        });
      }
      return taken;
    },

    async finish({ member, token }, record) {
      const { id } = record;
      await scripts.ask(
        'finish_delivery',
        [keys.delivery(id), keys.deliveryPayload(id), keys.deliveryLease(id), keys.deliveriesOpen()],
        [member, token, JSON.stringify(record), mostKept],
      );
    },

    async release({ record }, afterMs) {
      await redis.pexpire(keys.deliveryLease(record.id), afterMs);
    },

    async list({ limit, before }) {
      const rank = before === undefined ? -1 : await redis.zrevrank(keys.deliveries(), before);
      if (rank === null) return [];
      const ids = await redis.zrevrange(keys.deliveries(), rank + 1, rank + limit);
      const views = await Promise.all(ids.map(view));
      return views.filter((one) => one !== null);
    },

    async get(id) {
      const found = isDeliveryId(id) ? await view(id) : null;
      if (found === null) throw missing(id);
      return found;
    },

    async payload(id) {
      const packed = isDeliveryId(id) ? await redis.getBuffer(keys.deliveryPayload(id)) : null;
      if (packed === null) throw missing(id);
      return unpack(packed);
    },

    countWaiting: () => redis.zcard(keys.deliveriesOpen()),

    async refused(reason) {
      const now = performance.now();
      if (now - refusalNoted < refusalEveryMs) return;
      refusalNoted = now;
      await redis.hset(
        keys.webhooks(),
        refusedField,
        JSON.stringify({ at: new Date().toISOString(), reason }),
      );
    },

    async arrivals() {
      const { [refusedField]: refused, ...repositories } = await redis.hgetall(keys.webhooks());
      return {
        repositories: new Map(Object.entries(repositories)),
        refused: refused === undefined ? null : (JSON.parse(refused) as NonNullable<Arrivals['refused']>),
      };
    },
  };

  async function view(id: string): Promise<DeliveryView | null> {
    const [[record, duplicates], kept] = await Promise.all([
      redis.hmget(keys.delivery(id), 'record', 'duplicates'),
      redis.exists(keys.deliveryPayload(id)),
    ]);
    if (record === null || record === undefined) return null;
    return {
      ...(JSON.parse(record) as DeliveryRecord),
      duplicates: Number(duplicates ?? 0),
      replayable: kept === 1,
    };
  }
}

const idOf = (member: string): string => member.slice(0, member.indexOf(' '));

const unpack = async (packed: Buffer): Promise<string> => (await inflate(packed)).toString('utf8');

const missing = (id: string): DroverError =>
  new DroverError('NOT_FOUND', {
    detail: `There is no delivery ${JSON.stringify(id.slice(0, 100))}, or it is no longer kept.`,
  });
