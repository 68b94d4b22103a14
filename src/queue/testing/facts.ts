/** A reason without its words. */
export interface Facts {
  readonly kind: string;
  readonly group?: string;
  readonly limit?: number;
  readonly holders?: readonly string[];
  readonly lost?: number;
  readonly ahead?: number;
  /** There may be fewer. */
  readonly atMost?: boolean;
  readonly slots?: number;
  readonly busy?: number;
  /** No worker ever had the labels. */
  readonly never?: boolean;
  readonly worker?: string;
}

/** Sentences about waiting builds, and what they say. */
const sentences: readonly (readonly [RegExp, (parts: readonly (string | undefined)[]) => Facts])[] = [
  [
    /^(?:Its (job)|Group (\S+)) runs (\d+) at a time: (.+) ha(?:s|ve) the places?; (?:it is next|(\d+) builds? (?:is|are) ahead)\.( The worker of \S+ #\d+(?: and (\d+) more)? was lost.*)?$/,
    ([, job, name = '', limit, holders = '', ahead = '0', lost, more = '0']) => ({
      kind: 'group',
      group: job === undefined ? name : 'its job',
      limit: Number(limit),
      holders: holders.split(/, | and /).sort(),
      lost: lost === undefined ? 0 : 1 + Number(more),
      ahead: Number(ahead),
    }),
  ],
  [
    /^(?:The only slot is busy|All (\d+) slots are busy|(\d+) of (\d+) slots are busy); (?:it is next|(at most )?(\d+) builds? (?:is|are) ahead)\.$/,
    ([, all, some, of, atMost, ahead = '0']) => {
      const slots = Number(all ?? of ?? 1);
      return {
        kind: 'slots',
        slots,
        busy: Number(some ?? slots),
        ahead: Number(ahead),
        atMost: atMost !== undefined,
      };
    },
  ],
  [
    /^Worker (\S+), which keeps the workspace of \S+, is not online\.$/,
    ([, worker = '']) => ({ kind: 'keeper', worker }),
  ],
  [/^Worker \S+, which keeps the workspace of \S+, is paused or draining\.$/, () => ({ kind: 'paused' })],
  [
    /^Worker (\S+) was lost: the next attempt begins when that one has surely ended this one\.$/,
    ([, worker = '']) => ({ kind: 'delivery', worker }),
  ],
  [/^It is being handed to the workers\.$/, () => ({ kind: 'delivery' })],
  [/^It is next: a worker is taking it\.$/, () => ({ kind: 'delivery', ahead: 0 })],
  [/^No worker is online\.$/, () => ({ kind: 'workers' })],
  [/^Every worker that could run it is paused or draining\.$/, () => ({ kind: 'paused' })],
  [/^No worker has ever had the labels .+: check runsOn/, () => ({ kind: 'labels', never: true })],
  [/^No worker with the labels .+ is online\.$/, () => ({ kind: 'labels', never: false })],
];

/** What a sentence about a waiting build says; null for one that is not known. */
export function factsOf(message: string): Facts | null {
  for (const [pattern, read] of sentences) {
    const parts = pattern.exec(message);
    if (parts !== null) return read(parts);
  }
  return null;
}
