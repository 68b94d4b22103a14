/** The jobs that the chaos suite runs, and what each step of theirs must have printed. */

export interface ChaosStep {
  readonly title: string;
  readonly lines: number;
  readonly seconds: number;
  readonly exitCode: number;
  readonly retry?: number;
  readonly ignoreExitCode?: boolean;
  /** A process forked twice that has left the group, ignores SIGTERM and holds the output outlives it. */
  readonly leaves?: boolean;
}

export interface ChaosJob {
  readonly steps: readonly ChaosStep[];
  /** More of the definition. */
  readonly more?: object;
  /** The suite cancels its builds a moment after it started them. */
  readonly cancelled?: boolean;
  /** The suite runs its builds again from the stage that failed. */
  readonly rerun?: boolean;
}

const step = (title: string, over: Partial<ChaosStep> = {}): ChaosStep => ({
  title,
  lines: 3,
  seconds: 0,
  exitCode: 0,
  ...over,
});

/** A label that no worker ever has. */
export const nobodyHas = 'toaster';

export const chaosJobs: Readonly<Record<string, ChaosJob>> = {
  trivial: { steps: [step('one')] },
  several: { steps: [step('one'), step('two', { seconds: 0.3 }), step('three')] },
  failing: { steps: [step('one'), step('bad', { exitCode: 3 }), step('never')] },
  ignored: { steps: [step('bad', { exitCode: 3, ignoreExitCode: true }), step('after')] },
  retried: { steps: [step('stubborn', { exitCode: 1, retry: 1 })] },
  chatty: { steps: [step('much', { lines: 20_000 }), step('after')] },
  slow: { steps: [step('sleepy', { seconds: 3 }), step('after')] },
  grouped: { steps: [step('one', { seconds: 0.5 })], more: { concurrency: { group: 'chaos', limit: 2 } } },
  single: { steps: [step('one', { seconds: 1 })], more: { concurrency: {} } },
  impatient: { steps: [step('never')], more: { runsOn: [nobodyHas], queueTimeout: '3s' } },
  important: { steps: [step('one')], more: { priority: 5 } },
  labelled: { steps: [step('one', { seconds: 0.2 })], more: { runsOn: ['special'] } },
  hooked: {
    steps: [step('one')],
    more: { onStart: 'echo begin', onSuccess: 'echo end', onFailure: 'echo end' },
  },
  cancelled: { steps: [step('sleepy', { seconds: 5 })], cancelled: true },
  leaving: { steps: [step('forks', { leaves: true }), step('after')] },
  kept: {
    steps: [step('bad', { exitCode: 3 })],
    more: { keepWorkspace: 'onFailure, 2s' },
    rerun: true,
  },
};

/** Only in the long form: another attempt begins a minute after its worker was lost. */
export const patientJobs: Readonly<Record<string, ChaosJob>> = {
  requeued: { steps: [step('one', { seconds: 2 }), step('two')], more: { onWorkerLost: 'requeue' } },
};

export function definitionOf({ steps, more = {} }: ChaosJob, witness: string, mark: string): object {
  return {
    env: { WITNESS: witness, CHAOS_MARK: mark },
    retention: { builds: 10_000 },
    parameters: [{ title: 'TRIGGER' }],
    ...more,
    stages: [
      {
        title: 'main',
        steps: steps.map(({ title, lines, seconds, exitCode, retry, ignoreExitCode, leaves }) => ({
          title,
          ...(retry === undefined ? {} : { retry }),
          ...(ignoreExitCode === undefined ? {} : { ignoreExitCode }),
          command: [
            ...(leaves === true ? ['(setsid bash -c "trap \'\' TERM; sleep 600" &)'] : []),
            `echo "$CI_BUILD_ID $CI_BUILD_ATTEMPT ${title} $CI_STEP_ATTEMPT" >> "$WITNESS"`,
            `seq -f "line %.0f of ${title} in $CI_BUILD_ID" ${lines}`,
            `sleep ${seconds}`,
            `exit ${exitCode}`,
          ].join('\n'),
        })),
      },
    ],
  };
}

/** What a step that ran to its end has in its log. */
export function outputOf({ title, lines }: ChaosStep, buildId: string): string {
  return Array.from({ length: lines }, (_, index) => `line ${index + 1} of ${title} in ${buildId}\n`).join(
    '',
  );
}
