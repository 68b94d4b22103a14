import type { Logger } from 'pino';
import type { BuildSummary } from '../../state/build.ts';
import { parseBuildId } from '../../state/build-id.ts';
import type { State } from '../../state/index.ts';
import type { Refusal, Waiting } from '../../state/outbox.ts';
import { readSummary } from '../../state/unreadable.ts';
import type { Storage } from '../../storage/index.ts';
import { reportOf } from '../documents/build-report.ts';
import type { IndexNames } from '../documents/index-names.ts';
import type { SearchClient } from '../search/client.ts';
import { logLines } from './log-lines.ts';
import { type Outgoing, sendDocuments } from './send-documents.ts';

export interface DrainContext {
  readonly state: State;
  readonly storage: Storage;
  readonly log: Logger;
  readonly client: SearchClient;
  readonly names: IndexNames;
  readonly indexLogs: boolean;
  /** How often each build was not taken for the moment while others were; kept over drains. */
  readonly tries: Map<string, number>;
  /** False when another server has taken over, or this one is to stop. */
  mayGoOn(): boolean;
}

const documentsAtOnce = 500;
/** Documents of a request; one that is larger goes alone. */
const bytesAtOnce = 5 * 1024 * 1024;
/** A document that is put off so often, while others are taken, is at fault itself. */
const mostTries = 10;

/**
 * Sends everything that waits, those that wait longest first, and removes from the outbox only what was acknowledged.
 * Resolves to why some are put off, null when none is. Throws SearchFault when Elasticsearch takes nothing.
 */
export async function drain(context: DrainContext): Promise<Refusal | null> {
  const { outbox } = context.state;
  let putOff: Refusal | null = null;
  let skip = 0;
  while (context.mayGoOn()) {
    const batch = await outbox.read({ skip, count: documentsAtOnce, bytes: bytesAtOnce });
    if (batch.length === 0) break;
    const gone = batch.filter(({ text }) => text === null).map(({ id }) => id);
    const builds = batch.flatMap((waiting) => summaryOf(waiting) ?? []);
    const { sent, refused, later } = await sendDocuments(
      context.client,
      builds.map((build) => outgoing(context, build)),
    );
    if (context.indexLogs) await sendLogs(context, builds, new Set(sent));
    const hopeless = later.filter(({ id }) => sent.length > 0 && countTry(context.tries, id) >= mostTries);
    const given = [...refused, ...hopeless];
    await outbox.remove([...sent, ...gone]);
    await outbox.refuse(given);
    for (const { id, why } of given) context.log.warn({ build: id, ...why }, 'Elasticsearch refused a build');
    for (const id of [...sent, ...given.map(({ id }) => id)]) context.tries.delete(id);
    await outbox.note(sent.length > 0 ? { lastSentAt: new Date().toISOString() } : {}, {
      sent: sent.length,
      refused: given.length,
      gone: gone.length,
      retried: later.length - hopeless.length,
    });
    skip += later.length - hopeless.length;
    putOff = later[0]?.why ?? putOff;
  }
  return putOff;
}

function summaryOf({ id, text }: Waiting): BuildSummary | null {
  if (text === null) return null;
  const { job, number } = parseBuildId(id);
  return JSON.parse(readSummary(text, job, number)) as BuildSummary;
}

function outgoing({ names }: DrainContext, build: BuildSummary): Outgoing {
  const report = reportOf(build);
  const action = { index: { _index: names.buildsOf(build.finishedAt), _id: report.id } };
  return { id: report.id, lines: [JSON.stringify(action), JSON.stringify(report)] };
}

/** Lines that are refused are not worth more than a line in the log; being put off puts off the build. */
async function sendLogs(
  { client, storage, names, log }: DrainContext,
  builds: readonly BuildSummary[],
  sent: ReadonlySet<string>,
): Promise<void> {
  for (const build of builds) {
    const id = `${build.job}_${build.number}`;
    if (!sent.has(id)) continue;
    let refused = 0;
    for await (const lines of logLines(storage, names, build))
      refused += (await client.bulk(lines)).filter(({ status }) => status >= 300).length;
    if (refused > 0) log.warn({ build: id, refused }, 'lines of its logs were not taken by Elasticsearch');
  }
}

function countTry(tries: Map<string, number>, id: string): number {
  const count = (tries.get(id) ?? 0) + 1;
  tries.set(id, count);
  return count;
}
