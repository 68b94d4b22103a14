import { DroverError } from '../errors/error.ts';
import type { Storage } from '../storage/index.ts';
import type { LogOfBuild } from './logs-of.ts';
import type { WatchedBuild } from './watched-build.ts';

/** Where to begin in each log so as to see the last lines over all of them: from the last log backwards until there are enough. */
export async function tailOffsets(
  storage: Storage,
  { build, logs }: WatchedBuild,
  lines: number,
  wanted: (log: LogOfBuild) => boolean = () => true,
): Promise<Record<string, number>> {
  const offsets: Record<string, number> = {};
  let missing = lines;
  for (const { log } of logs.filter(wanted).toReversed()) {
    try {
      const start = await storage.tailStart(build, log, missing);
      offsets[log] = start.offset;
      missing -= start.lines;
    } catch (error) {
      // A command that has just started may not have its file yet.
      if (!(error instanceof DroverError && error.status === 404)) throw error;
    }
  }
  return offsets;
}
