import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';

// Loaded into each process of Drover by `NODE_OPTIONS`. Appends a line to `<pid>` in the folder that the environment
// names, every quarter of a second: the time in ms since 1970, and how long the event loop stood still since the line
// before, at most and in its 99th percentile, in ms.
const folder = process.env['BENCH_LOOP_DELAYS'];
const everyMs = 250;
const resolution = 1;

if (folder !== undefined) {
  const delays = monitorEventLoopDelay({ resolution });
  delays.enable();
  // What it measures are the pauses between its own wake-ups, which are a resolution apart where nothing holds it up.
  const beyond = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - resolution).toFixed(2);
  setInterval(() => {
    const line = `${Date.now()} ${beyond(delays.max)} ${beyond(delays.percentile(99))}\n`;
    delays.reset();
    appendFileSync(join(folder, String(process.pid)), line);
  }, everyMs).unref();
}
