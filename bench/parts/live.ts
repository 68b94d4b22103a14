import { startBareLive } from '../floor/bare-live.ts';
import { startBenchDrover } from '../harness/bench-drover.ts';
import type { Bench } from '../harness/part.ts';
import type { Row } from '../harness/row.ts';
import { withFolder } from '../harness/with-folder.ts';
import { fanOut } from './live/fan-out.ts';
import { flow } from './live/flow.ts';
import { latency } from './live/latency.ts';
import { quiet } from './live/quiet.ts';

/** Output on its way from a step to those who watch, against a bare pipe, Redis pub/sub and `ws`. */
export async function live(bench: Bench): Promise<Row[]> {
  const rows = await withFolder(async (folder) => {
    const bare = await startBareLive(folder);
    try {
      const ours = await startBenchDrover(2);
      try {
        return [
          ...(await latency(bench, ours, bare)),
          ...(await fanOut(bench, ours, bare)),
          ...(await flow(bench, ours)),
        ];
      } finally {
        await ours.stop();
      }
    } finally {
      await bare.stop();
    }
  });
  return [...rows, ...(await quiet(bench))];
}
