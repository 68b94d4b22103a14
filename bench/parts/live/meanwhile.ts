import type { BenchDrover } from '../../harness/bench-drover.ts';
import { resetPeak, residentMemory } from '../../harness/process-memory.ts';
import type { Row } from '../../harness/row.ts';
import { type Stalls, watchStalls } from '../../harness/stalls.ts';
import { short } from '../../harness/table.ts';

const MIB = 2 ** 20;

/** Does `work`, and tells what memory and other requests came to meanwhile. */
export async function meanwhile<T>(
  ours: BenchDrover,
  what: string,
  work: () => Promise<T>,
): Promise<{ result: T; rows: Row[] }> {
  const { server, worker } = ours.pids();
  const before = [server, worker].map((pid) => residentMemory(pid).now);
  for (const pid of [server, worker]) resetPeak(pid);
  const asking = await watchStalls(ours.drover.url, server);
  let result: T;
  let stalls: Stalls;
  try {
    result = await work();
  } finally {
    stalls = await asking.stop();
  }
  const [serverGrowth = 0, workerGrowth = 0] = [server, worker].map(
    (pid, index) => (residentMemory(pid).peak - (before[index] ?? 0)) / MIB,
  );
  const memory = (of: string, growth: number): Row => ({
    part: 'live',
    what: `${what}: memory of the ${of}`,
    ours: growth,
    unit: 'MiB more',
    aim: { of: 'ours', relation: '<=', value: 32 },
  });
  return {
    result,
    rows: [
      memory('server', serverGrowth),
      memory('worker', workerGrowth),
      {
        part: 'live',
        what: `${what}: longest answer of /healthz`,
        ours: stalls.open,
        unit: 'ms',
        aim: { of: 'ours', relation: '<=', value: 30 },
        note: `asked every 10 ms by a process that does nothing else, which itself stood still for up to ${short(stalls.own)} ms`,
      },
      {
        part: 'live',
        what: `${what}: the same without what the server waited for a processor`,
        ours: stalls.awake,
        unit: 'ms',
      },
      {
        part: 'live',
        what: `${what}: the same on a new connection, which is accepted in its turn`,
        ours: stalls.fresh,
        unit: 'ms',
      },
    ],
  };
}
