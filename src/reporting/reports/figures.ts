import type { Counts } from '../../state/tallies.ts';
import { Histogram } from '../tally/histogram.ts';
import type { Figures } from './report.ts';

/** Adds up counts, named as in `count-row.ts`. */
export class FigureSum {
  readonly #counts = new Map<string, number>();
  readonly #durations = new Histogram();
  readonly #queue = new Histogram();

  addAll(counts: Counts): void {
    for (const count in counts) this.#add(count, counts[count] ?? 0);
  }

  #add(count: string, by: number): void {
    const classIndex = classOfCount(count);
    if (classIndex === null) this.#counts.set(count, (this.#counts.get(count) ?? 0) + by);
    else (count[0] === 'd' ? this.#durations : this.#queue).addClass(classIndex, by);
    if (count === 'durationMs') this.#durations.addSum(by);
    if (count === 'queueMs') this.#queue.addSum(by);
  }

  figures(): Figures {
    const of = (count: string): number => this.#counts.get(count) ?? 0;
    return figuresOf(
      {
        success: of('success'),
        failure: of('failure'),
        cancelled: of('cancelled'),
        timedOut: of('timed_out'),
        error: of('error'),
      },
      {
        flaky: of('flaky'),
        retries: of('retries'),
        retryMs: of('retryMs'),
        durationMs: this.#durations.percentiles(),
        queueMs: this.#queue.percentiles(),
      },
    );
  }
}

type Ends = Pick<Figures, 'success' | 'failure' | 'cancelled' | 'timedOut' | 'error'>;

export function figuresOf(
  ends: Ends,
  rest: Pick<Figures, 'flaky' | 'retries' | 'retryMs' | 'durationMs' | 'queueMs'>,
): Figures {
  const { success, failure, cancelled, timedOut, error } = ends;
  const judged = success + failure + timedOut + error;
  return { builds: judged + cancelled, ...ends, successRate: rateOf(success, judged), ...rest };
}

export const rateOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;

/** `d17` and `q17` count durations and queue times of class 17. */
function classOfCount(count: string): number | null {
  const second = count.charCodeAt(1);
  return (count[0] === 'd' || count[0] === 'q') && second >= 48 && second <= 57
    ? Number(count.slice(1))
    : null;
}
