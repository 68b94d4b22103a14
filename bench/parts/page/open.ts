import type { Browser } from 'playwright-core';
import { openPage } from '../../../test/helpers/browser.ts';
import type { TestDrover } from '../../../test/helpers/drover.ts';
import type { Row } from '../../harness/row.ts';
import { median } from '../../harness/statistics.ts';

const part = 'page';
const repetitions = 9;

/** Goes to a line by the address, as a link does, and tells how long it took until its text was there. */
const goTo = (line: number): string => `new Promise((resolve) => {
  const begun = performance.now();
  const look = () => {
    const row = document.querySelector('[data-line="${line}"]');
    if (row !== null && row.textContent.includes('line ${line} ')) resolve(performance.now() - begun);
    else requestAnimationFrame(look);
  };
  window.location.hash = '#main/step:${line}';
  look();
})`;

/** From the click on a link to a line in the middle of a large log to its text. */
export async function opened(browser: Browser, drover: TestDrover, count: number): Promise<Row[]> {
  const page = await openPage(browser, drover, '/jobs/large/builds/1#main/step:1');
  await page.locator('[data-line="1"]').waitFor();
  const took: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    // Never the same place, so that nothing of it is there already.
    const line = Math.floor(count / 2) + repetition * 40_000 + 1;
    took.push(await page.evaluate<number>(goTo(line)));
  }
  await page.context().close();
  return [
    {
      part,
      what: `a line in the middle of ${count}, from its address to its text`,
      ours: median(took),
      unit: 'ms',
      aim: { of: 'ours', relation: '<=', value: 300 },
      note: `worst of ${repetitions}: ${Math.max(...took).toFixed(0)} ms`,
    },
  ];
}
