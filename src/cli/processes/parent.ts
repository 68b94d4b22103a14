import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** What the worker of a `drover up` has from it. */
export interface Parent {
  /** Environment variables, some of them secret, which is why they come through a pipe. */
  readonly environment: NodeJS.ProcessEnv;
  /** Resolves when it is gone, however it ended: the pipe ends with it. */
  readonly gone: Promise<void>;
}

/** Reads the options in the first line; the rest of the pipe stays silent until its writer is gone. */
export async function readParent(input: Readable): Promise<Parent> {
  const gone = once(input, 'close').then(() => {});
  let text = '';
  for (;;) {
    const chunk = input.read() as Buffer | null;
    text += chunk?.toString() ?? '';
    if (text.includes('\n') || input.readableEnded || input.destroyed) break;
    if (chunk === null) await Promise.race([once(input, 'readable'), gone]);
  }
  input.resume();
  return { environment: JSON.parse(text) as NodeJS.ProcessEnv, gone };
}
