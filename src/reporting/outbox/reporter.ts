import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { repeat } from '../../lib/repeat.ts';
import type { State } from '../../state/index.ts';
import type { Storage } from '../../storage/index.ts';
import { indexNames } from '../documents/index-names.ts';
import type { SearchClient } from '../search/client.ts';
import { connectSearch } from '../search/connect.ts';
import type { SearchSettings } from '../search/settings.ts';
import { BackOff } from './back-off.ts';
import { continueBackfill } from './backfill.ts';
import { drain } from './drain.ts';
import { deleteOldIndices, putTemplates } from './prepare.ts';

const everyMs = 1_000;
const switchOnEveryMs = 60 * 60 * 1_000;
const expireEveryMs = 60 * 60 * 1_000;
const lock = 'report';
/** A reporter that dies is followed by another within 8 s, where 15 s are promised: the lease, a turn of this and one of the work. */
const lockMs = 5_000;
const holdEveryMs = 1_500;

export interface ReporterContext {
  readonly state: State;
  readonly storage: Storage;
  readonly log: Logger;
}

/**
 * Sends the builds of the outbox to Elasticsearch. Every server that is configured for it runs one, and the one with the
 * lock works. Elasticsearch away: it is tried again with growing pauses, and the builds wait in Redis.
 */
export async function startReporter(
  { state, storage, log }: ReporterContext,
  settings: SearchSettings,
): Promise<() => Promise<void>> {
  const { outbox, locks } = state;
  const token = randomUUID();
  const names = indexNames(settings.index);
  const backOff = new BackOff();
  const tries = new Map<string, number>();
  let client: SearchClient | null = null;
  let leads = false;
  let stopped = false;
  let expiredAt = Number.NEGATIVE_INFINITY;

  await outbox.switchOn();
  const warn = (what: string) => (err: unknown) => log.warn({ err }, what);
  const closers = [
    repeat(switchOnEveryMs, () => outbox.switchOn(), warn('reporting not switched on')),
    repeat(holdEveryMs, hold, (err) => {
      leads = false;
      warn('lock of the reporter not held')(err);
    }),
    repeat(everyMs, work, warn('builds not reported; trying again')),
  ];
  await hold();
  return async () => {
    stopped = true;
    await Promise.all(closers.map((close) => close()));
    await locks.release(lock, token).catch(() => {});
    await client?.close();
  };

  async function hold(): Promise<void> {
    leads = !stopped && (await locks.hold(lock, token, lockMs));
  }

  async function work(): Promise<void> {
    if (!leads || backOff.waits) return;
    try {
      client ??= await connect();
      await continueBackfill(state);
      const mayGoOn = () => leads && !stopped;
      const indexLogs = settings.logDays !== null;
      const putOff = await drain({ state, storage, log, client, names, indexLogs, tries, mayGoOn });
      if (putOff !== null) throw new Error(`${putOff.type}: ${putOff.reason}`);
      await expire(client);
      await settled();
    } catch (error) {
      await failed(error);
    }
  }

  async function connect(): Promise<SearchClient> {
    const made = await connectSearch(settings);
    await putTemplates(made, settings);
    const { product, version } = made;
    log.info({ product, version, url: settings.url }, 'reporting builds');
    await outbox.note({ server: hostname(), product, version, index: settings.index });
    return made;
  }

  async function expire(search: SearchClient): Promise<void> {
    if (performance.now() - expiredAt < expireEveryMs) return;
    expiredAt = performance.now();
    const deleted = await deleteOldIndices(search, settings, Date.now());
    if (deleted.length > 0) log.info({ deleted }, 'indices of reports deleted: they were too old');
  }

  async function settled(): Promise<void> {
    tries.clear();
    if (backOff.failures === 0) return;
    log.info('Elasticsearch takes builds again');
    backOff.worked();
    await outbox.note({ failing: 0 });
  }

  /** What answers may be another product when it is back. */
  async function failed(error: unknown): Promise<void> {
    if (stopped) return;
    backOff.failed();
    const reason = error instanceof Error ? error.message : String(error);
    if (backOff.failures === 1) log.warn({ err: error }, 'Elasticsearch does not take builds; trying again');
    const old = client;
    client = null;
    await old?.close().catch(() => {});
    await outbox.note({
      failing: backOff.failures,
      lastError: reason.slice(0, 1_000),
      lastErrorAt: new Date().toISOString(),
    });
  }
}
