import { DroverError } from '../errors/error.ts';
import { jitter } from '../lib/jitter.ts';
import { type BuildDocument, buildId, isFinished } from '../state/build.ts';
import type { State } from '../state/index.ts';
import type { Storage } from '../storage/index.ts';
import { type LogOfBuild, logsOf } from './logs-of.ts';
import type { Subscriptions } from './subscriptions.ts';
import { Wake } from './wake.ts';

export interface FollowContext {
  readonly state: State;
  readonly storage: Storage;
  readonly subscriptions: Subscriptions;
}

/** How long to wait for a hint before looking by oneself: hints may be lost, files and documents not. */
const lookAgainMs = 1_000;

/**
 * The output of a build from its first byte to its last, in order, while it runs. The files are the truth:
 * messages of the worker only tell that there is more to read, so a lost one delays and loses nothing.
 * Ends when the build has, or when `signal` aborts.
 */
export async function* followBuild(
  { state, storage, subscriptions }: FollowContext,
  job: string,
  number: number,
  wanted: (log: LogOfBuild) => boolean,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const wake = new Wake();
  const stopListening = await subscriptions.listen(state.keys.outputChannel(buildId(job, number)), () =>
    wake.set(),
  );
  const onAbort = () => wake.set();
  signal.addEventListener('abort', onAbort);
  const reading = new Reading();
  try {
    while (!signal.aborted) {
      // The document first: what it calls complete is in the files by now.
      const build = await state.builds.get(job, number);
      for (const log of logsOf(build).filter(wanted)) {
        if (!reading.isDone(log)) yield* reading.newBytes(storage, build, log, signal);
        if (!log.complete) break;
      }
      if (isFinished(build.status)) return;
      await wake.wait(jitter(lookAgainMs));
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    stopListening();
  }
}

/** How far each log of a build has been read. */
class Reading {
  readonly #offsets = new Map<string, number>();
  readonly #done = new Set<string>();

  isDone({ log }: LogOfBuild): boolean {
    return this.#done.has(log);
  }

  async *newBytes(
    storage: Storage,
    build: BuildDocument,
    { log, complete }: LogOfBuild,
    signal: AbortSignal,
  ): AsyncGenerator<Buffer> {
    const from = this.#offsets.get(log) ?? 0;
    const file = await openIfThere(storage, build, log);
    if (file !== null && file.size > from) {
      for await (const chunk of file.stream(from, file.size)) {
        yield chunk;
        if (signal.aborted) return;
      }
      this.#offsets.set(log, file.size);
    }
    if (complete) this.#done.add(log);
  }
}

/** A command that has just started may not have its file yet. */
async function openIfThere(storage: Storage, build: BuildDocument, log: string) {
  try {
    return await storage.openFile(build, log);
  } catch (error) {
    if (error instanceof DroverError && error.status === 404) return null;
    throw error;
  }
}
