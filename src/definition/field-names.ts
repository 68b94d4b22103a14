import type { ProblemList } from './problem-list.ts';
import { code } from './quote.ts';

/** The names of one map: a second of the same name would silently win, so it is a problem. */
export class FieldNames {
  readonly #problems: ProblemList;
  readonly #lines = new Map<string, number>();

  constructor(problems: ProblemList) {
    this.#problems = problems;
  }

  /** Whether the name is new. */
  add(name: string, at: number): boolean {
    const first = this.#lines.get(name);
    if (first === undefined) this.#lines.set(name, this.#problems.lineOf(at));
    else
      this.#problems.add(
        at,
        name,
        `${code(name)} stands twice in the same map, first in line ${first}: remove one`,
      );
    return first === undefined;
  }
}
