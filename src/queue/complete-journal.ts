import type { QueueContext } from './context.ts';

/**
 * Moves and removals of storage folders are written down in the script that changes Redis, and done here, in
 * their order: at once by whoever made the change, or by a sweep after a crash. Doing one again does no
 * harm. When another process is at it, it does these too or the next sweep will.
 */
export async function completeJournal({
  state,
  storage,
}: Pick<QueueContext, 'state' | 'storage'>): Promise<void> {
  if ((await state.journal.list()).length === 0) return;
  await state.journal.exclusively(async () => {
    for (const entry of await state.journal.list()) {
      switch (entry.kind) {
        case 'move':
          await storage.moveJob(entry.from, entry.to, entry.upTo);
          break;
        case 'removal':
          await storage.removeBuilds(entry.path, entry.builds);
          break;
        default:
          entry satisfies never;
      }
      await state.journal.done(entry);
    }
  });
}
