import { join } from 'node:path';
import { openBrowser } from '../../test/helpers/browser.ts';
import { writeLargeLog } from '../../test/helpers/large-log.ts';
import { oneStep, startBenchDrover } from '../harness/bench-drover.ts';
import { type Bench, scaled } from '../harness/part.ts';
import type { Row } from '../harness/row.ts';
import { firstLoad } from './page/first-load.ts';
import { followed } from './page/follow.ts';
import { opened } from './page/open.ts';
import { serverRows } from './page/server.ts';

/** 107 bytes each: 1 GiB in all. */
const lines = 10_035_000;

/** The page of a build: a log of a gibibyte, and one that is printed while it is looked at. */
export async function page(bench: Bench): Promise<Row[]> {
  const [{ drover, builds, stop }, browser] = await Promise.all([startBenchDrover(1), openBrowser()]);
  try {
    await drover.define('large', oneStep('true', 'sh'));
    const ended = builds.next('large');
    await drover.start('large');
    await ended;
    const first = await firstLoad(browser, drover, 'large');
    const count = scaled(bench, lines);
    bench.say(`writing a log of ${count} lines`);
    await writeLargeLog(join(drover.data, 'storage/jobs/large/1/main/step.log'), count);
    bench.say('reading and searching it');
    const served = await serverRows(drover, count);
    bench.say('opening it in a browser');
    const shown = await opened(browser, drover, count);
    return [...first, ...served, ...shown, ...(await followed(bench, browser, drover))];
  } finally {
    await browser.close();
    await stop();
  }
}
