import type { Browser, Page } from 'playwright-core';
import { openPage } from '../../../test/helpers/browser.ts';
import type { TestDrover } from '../../../test/helpers/drover.ts';
import { oneStep } from '../../harness/bench-drover.ts';
import { type Bench, scaled } from '../../harness/part.ts';
import type { Row } from '../../harness/row.ts';
import { summarise } from '../../harness/statistics.ts';

const part = 'page';
const linesPerSecond = 5_000;
/** Until everything that is kept once is there. */
const warmUpSeconds = 15;
const watchedSeconds = 600;

/** Prints 100 lines every 20 ms, each time as many as are due by then. */
const printer = (seconds: number): string => `
  let printed = 0;
  const begun = Date.now();
  const timer = setInterval(() => {
    const due = Math.floor(((Date.now() - begun) / 1000) * ${linesPerSecond});
    let text = '';
    for (; printed < due; printed += 1)
      text += '\\x1b[32m✓\\x1b[0m test ' + printed + ' of a long suite passed in ' + (printed % 97) + ' ms\\n';
    process.stdout.write(text);
    if (Date.now() - begun > ${seconds * 1000}) clearInterval(timer);
  }, 20);`;

const countFrames = `(() => {
  const frames = (window.benchFrames = []);
  let last = performance.now();
  const next = (now) => {
    frames.push(now - last);
    last = now;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
})()`;

/** Frames and memory of a page that follows 5,000 lines a second. */
export async function followed(bench: Bench, browser: Browser, drover: TestDrover): Promise<Row[]> {
  const seconds = Math.max(30, scaled(bench, watchedSeconds));
  const program = printer(seconds + warmUpSeconds + 30).replaceAll("'", `'"'"'`);
  await drover.define('printer', oneStep(`exec node -e '${program}'`, 'sh'));
  const { number } = await drover.start('printer');
  const page = await openPage(browser, drover, `/jobs/printer/builds/${number}`);
  await page
    .locator(`[data-line="${linesPerSecond}"]`)
    .waitFor({ state: 'attached' })
    .catch(() => {});
  bench.say(`following ${linesPerSecond} lines a second for ${seconds} s`);
  await page.waitForTimeout(warmUpSeconds * 1000);
  const before = await heap(page);
  const lineBefore = await lastLine(page);
  await page.evaluate(countFrames);
  await page.waitForTimeout(seconds * 1000);
  const frames = await page.evaluate<number[]>('window.benchFrames');
  const rate = ((await lastLine(page)) - lineBefore) / seconds;
  const after = await heap(page);
  await page.context().close();
  await drover.request('POST', `/api/jobs/printer/builds/${number}/cancel`, { force: true });
  const { count, p50, p95, p99, max } = summarise(frames);
  return [
    {
      part,
      what: 'time between frames while following, p95',
      ours: p95,
      unit: 'ms',
      aim: { of: 'ours', relation: '<=', value: 50 },
      note: `p50 ${p50.toFixed(0)}, p99 ${p99.toFixed(0)}, worst ${max.toFixed(0)} ms of ${count}; ${rate.toFixed(0)} lines/s shown`,
    },
    {
      part,
      what: `heap of the page after ${seconds} s of following`,
      ours: after,
      unit: 'MiB',
      limit: { name: 'at their beginning', value: before },
      ratio: after / before,
      aim: { of: 'ratio', relation: '<=', value: 1.2 },
    },
  ];
}

const lastLine = (page: Page): Promise<number> =>
  page.evaluate<number>(
    `Math.max(...[...document.querySelectorAll('[data-line]')].map((row) => Number(row.dataset.line)))`,
  );

/** After everything that nobody holds is gone, in MiB. */
async function heap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1024 / 1024;
}
