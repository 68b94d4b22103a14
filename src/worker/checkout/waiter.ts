import type { PreparationTools } from '../../engine/index.ts';
import { formatDuration } from '../../lib/duration.ts';

const tellsToWaitAfterMs = 1_000;
/** A fetch of a large repository may take long, but not for ever. */
const waitsForOthersMs = 60 * 60 * 1_000;

/** Says once what it waits for, and gives up in the end. */
export function waiter(tools: PreparationTools): (ms: number) => Promise<void> {
  const since = performance.now();
  let told = false;
  return async (ms) => {
    const waited = performance.now() - since;
    if (waited > waitsForOthersMs)
      throw new Error(`another build has fetched this repository for ${formatDuration(waitsForOthersMs)}`);
    if (!told && waited > tellsToWaitAfterMs) {
      told = true;
      tools.note('waiting for another build of this node that fetches the same repository');
    }
    await tools.sleep(ms);
  };
}
