import { completeJournal } from '../complete-journal.ts';
import type { QueueContext } from '../context.ts';
import { documentOrphans } from './document-orphans.ts';
import { entryOrphans } from './entry-orphans.ts';
import { storageOrphans } from './storage-orphans.ts';
import { traceOrphans } from './trace-orphans.ts';
import { workspaceOrphans } from './workspace-orphans.ts';

/** Something that does not belong to anything any more, as after a crash that nobody foresaw or a hand in Redis. */
export interface Orphan {
  readonly kind: 'files' | 'document' | 'list' | 'keys' | 'entry' | 'workspace';
  /** What it is and why it does not belong, one sentence. */
  readonly message: string;
  /** Puts it right. Looks again first: false when it has come right or into use meanwhile. Null: a person decides. */
  readonly mend: (() => Promise<boolean>) | null;
}

/**
 * Everything in Redis and in the storage that belongs to nothing. What is under way is never among it: each finder reads
 * first what it suspects and then whether that is in use, in the order in which the scripts write.
 */
export async function findOrphans(context: QueueContext): Promise<Orphan[]> {
  // What a crash left in the journal is not lost, only late.
  await completeJournal(context);
  return [
    ...(await traceOrphans(context)),
    ...(await documentOrphans(context)),
    ...(await entryOrphans(context)),
    ...(await workspaceOrphans(context)),
    ...(await storageOrphans(context)),
  ];
}

export interface Mended {
  readonly kind: Orphan['kind'];
  readonly message: string;
  readonly mended: boolean;
}

/** Mends what can be. */
export async function mendOrphans(context: QueueContext): Promise<Mended[]> {
  const mended: Mended[] = [];
  for (const { kind, message, mend } of await findOrphans(context))
    mended.push({ kind, message, mended: mend !== null && (await mend()) });
  return mended;
}
