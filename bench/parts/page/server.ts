import type { TestDrover } from '../../../test/helpers/drover.ts';
import type { Row } from '../../harness/row.ts';
import { median } from '../../harness/statistics.ts';

const part = 'page';
const log = 'main/step.log';
const repetitions = 9;

/** What the page of a build asks of a server when its log has a gibibyte. */
export async function serverRows(drover: TestDrover, count: number): Promise<Row[]> {
  const middle = Math.floor(count / 2);
  const last = `line ${count - 1} `;
  const whole = `of ${count} lines`;
  return [
    {
      ...(await timed(drover, `lines?log=${log}&from=${middle}&count=500`)),
      what: `500 lines from line ${middle}, ${whole}`,
      aim: { of: 'ours', relation: '<=', value: 300 },
    },
    { ...(await timed(drover, `lines?log=${log}&from=${count - 500}`)), what: `the last 500, ${whole}` },
    { ...(await searched(drover, last, false)), what: `a text in the last line, ${whole}` },
    { ...(await searched(drover, last, true)), what: `the same, whatever its case` },
  ];
}

async function timed(drover: TestDrover, path: string): Promise<Omit<Row, 'what'>> {
  const took: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const begun = performance.now();
    await drover.request('GET', `/api/jobs/large/builds/1/${path}`);
    took.push(performance.now() - begun);
  }
  return {
    part,
    ours: median(took),
    unit: 'ms',
    note: `worst of ${repetitions}: ${Math.max(...took).toFixed(0)} ms`,
  };
}

/** Through the whole log, answer by answer. */
async function searched(drover: TestDrover, query: string, ignoreCase: boolean): Promise<Omit<Row, 'what'>> {
  const begun = performance.now();
  let after: number | null = 0;
  let found = 0;
  while (after !== null) {
    const parameters = new URLSearchParams({
      log,
      query,
      ignoreCase: String(ignoreCase),
      after: String(after),
    });
    const { json } = await drover.request<{ found: unknown[]; next: number | null }>(
      'GET',
      `/api/jobs/large/builds/1/search?${parameters.toString()}`,
    );
    found += json.found.length;
    after = json.next;
  }
  return { part, ours: performance.now() - begun, unit: 'ms', note: `${found} found` };
}
