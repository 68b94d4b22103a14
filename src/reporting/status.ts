import type { State } from '../state/index.ts';
import type { Backfill } from '../state/outbox.ts';

/** How reporting to Elasticsearch goes, as any server can tell. Times are ISO 8601 UTC. */
export interface ReportingStatus {
  /** Some server has been configured for it, within 30 days: builds that end are put into the outbox. */
  readonly on: boolean;
  /** This server is configured for it. */
  readonly configuredHere: boolean;
  /** And for reporting the lines of logs too: they can be searched. */
  readonly logsIndexed: boolean;
  readonly waiting: number;
  /** How long the build that waits longest has waited, ms; null when none waits. */
  readonly lagMs: number | null;
  /** Documents that Elasticsearch refused and that are kept for a look. */
  readonly refused: number;
  /** Failures in a row; 0: all is well. */
  readonly failing: number;
  /**
   * Since reporting was switched on: acknowledged, put off, refused, removed before they were sent, and dropped because
   * the outbox or the list of the refused was full: a backfill sends these.
   */
  readonly counts: {
    readonly sent: number;
    readonly retried: number;
    readonly refused: number;
    readonly gone: number;
    readonly dropped: number;
  };
  readonly lastSentAt: string | null;
  readonly lastError: { readonly at: string; readonly message: string } | null;
  /** What was connected to last, and the server that did. */
  readonly target: {
    readonly product: string;
    readonly version: string;
    readonly index: string;
    readonly server: string;
  } | null;
  readonly backfill: Backfill | null;
}

type Configured = Pick<ReportingStatus, 'configuredHere' | 'logsIndexed'>;

export async function reportingStatus({ outbox }: State, configured: Configured): Promise<ReportingStatus> {
  const [on, { waiting, oldest, refused }, noted, backfill] = await Promise.all([
    outbox.isOn(),
    outbox.counts(),
    outbox.status(),
    outbox.backfill(),
  ]);
  const number = (field: string): number => Number(noted[field] ?? 0);
  const { lastSentAt = null, lastError, lastErrorAt, product, version = '', index = '', server = '' } = noted;
  return {
    on,
    ...configured,
    waiting,
    lagMs: oldest === null ? null : Math.max(0, Date.now() - oldest),
    refused,
    failing: number('failing'),
    counts: {
      sent: number('sent'),
      retried: number('retried'),
      refused: number('refused'),
      gone: number('gone'),
      dropped: number('dropped'),
    },
    lastSentAt,
    lastError:
      lastError === undefined || lastErrorAt === undefined ? null : { at: lastErrorAt, message: lastError },
    target: product === undefined ? null : { product, version, index, server },
    backfill,
  };
}

/** In one word, which may be told to anybody. */
export type ReportingHealth = 'ok' | 'off' | 'failing' | 'refusals' | 'unconnected';

export function healthOf({ on, failing, refused, target }: ReportingStatus): ReportingHealth {
  if (!on) return 'off';
  if (failing > 0) return 'failing';
  if (target === null) return 'unconnected';
  return refused > 0 ? 'refusals' : 'ok';
}

/** One sentence for people who may know: what is wrong, and what to do. */
export function sentenceOf(status: ReportingStatus): string {
  const { waiting, lastError, refused, target } = status;
  const waits = waiting === 0 ? '' : `; ${waiting} builds wait`;
  switch (healthOf(status)) {
    case 'off':
      return 'not configured: reports come from Redis';
    case 'failing':
      return `does not take builds (${lastError?.message ?? 'unknown'})${waits}: is it up, and are elasticsearchUrl and its key right?`;
    case 'unconnected':
      return `no server has connected to it yet${waits}: is a server with elasticsearchUrl running? If there is to be none, "drover report stop"`;
    case 'refusals':
      return `refused ${refused} builds${waits}: "drover report refused" says why${droppedWords(status)}`;
    case 'ok':
      return `${target?.product} ${target?.version} takes builds${waits}${droppedWords(status)}`;
  }
}

const droppedWords = ({ counts: { dropped } }: ReportingStatus): string =>
  dropped === 0 ? '' : `; ${dropped} were dropped from a full list: "drover report backfill" sends them`;
