import type { Browser } from 'playwright-core';
import { signedIn } from '../../../test/helpers/browser.ts';
import type { TestDrover } from '../../../test/helpers/drover.ts';
import type { Row } from '../../harness/row.ts';
import { median } from '../../harness/statistics.ts';

const part = 'page';
const repetitions = 9;

/** How long after the navigation began there was a button to press, drawn. */
const untilButton = (label: string): string => `new Promise((resolve) => {
  const look = () =>
    requestAnimationFrame(
      document.querySelector('[aria-label="' + ${JSON.stringify(label)} + '"]') === null
        ? look
        : () => resolve(performance.now()),
    );
  look();
})`;

/** The home page in a browser that has kept nothing. */
export async function firstLoad(browser: Browser, drover: TestDrover, job: string): Promise<Row[]> {
  const took: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const context = await signedIn(browser, drover);
    const page = await context.newPage();
    await page.goto(drover.url, { waitUntil: 'commit' });
    took.push(await page.evaluate<number>(untilButton(`Run ${job}`)));
    await context.close();
  }
  return [
    {
      part,
      what: 'the home page, nothing kept, until a job can be run',
      ours: median(took),
      unit: 'ms',
      aim: { of: 'ours', relation: '<=', value: 1_000 },
      note: `worst of ${repetitions}: ${Math.max(...took).toFixed(0)} ms`,
    },
  ];
}
