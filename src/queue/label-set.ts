/**
 * A label set is the sorted list of labels that a build asks of its worker. Each distinct set has a
 * queue of its own, so that a worker never takes a build it may not run.
 */

export function labelSet(labels: readonly string[]): string[] {
  return [...new Set(labels)].sort();
}

export function satisfies(workerLabels: ReadonlySet<string>, wanted: readonly string[]): boolean {
  return wanted.every((label) => workerLabels.has(label));
}
