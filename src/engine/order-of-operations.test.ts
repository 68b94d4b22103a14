import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Plan } from '../definition/plan.ts';
import { OutputPipes } from './output-pipes.ts';
import type { HookName, RunRecord, RunStatus } from './record.ts';
import type { RunAbort } from './stop.ts';
import { Bench } from './testing/bench.ts';
import { hook, plan, stage, step } from './testing/plans.ts';

/**
 * Each command appends its name to a witness file, then does as its behaviour says. `hang` runs into its
 * timeout or waits for the cancel, which the test sends as soon as it sees the name of the hanging one.
 */
type Behaviour = 'pass' | 'fail' | 'hang';
type StepBehaviour = Behaviour | 'ignored' | 'flaky' | 'stubborn';

interface Scenario {
  /** `hang` in a hook that has no limit of its own must come with a cancel. */
  jobHooks: Partial<Record<HookName, Behaviour>>;
  stages: { hooks: Partial<Record<HookName, Behaviour>>; steps: StepBehaviour[] }[];
  /** What ends a command that hangs. */
  ends: 'cancel' | 'step' | 'stage' | 'job';
}

interface Outcome {
  order: string[];
  status: RunStatus;
  stages: RunStatus[];
  steps: RunStatus[][];
  warnings: number;
}

const pipes = new OutputPipes();
afterAll(() => pipes.close());

const names: HookName[] = ['onStart', 'onSuccess', 'onFailure'];
/** Only what hangs runs into the step's limit; the others must leave time for the commands before. */
const LIMIT_MS = { step: 100, stage: 800, job: 800 };

function commandOf(name: string, behaviour: StepBehaviour): string {
  const witness = `echo ${name} >> witness`;
  switch (behaviour) {
    case 'pass':
      return witness;
    case 'fail':
    case 'ignored':
    case 'stubborn':
      return `${witness}; exit 3`;
    case 'flaky':
      return `${witness}; test "$CI_STEP_ATTEMPT" -eq 3`;
    case 'hang':
      return `${witness}; echo hanging; sleep 30`;
  }
}

function planFor({ jobHooks, stages, ends }: Scenario): Plan {
  const hooksOf = (hooks: Scenario['jobHooks'], owner: string, folder: string) =>
    names.flatMap((name) =>
      hooks[name] ? [hook(name, commandOf(`${owner}/${name}`, hooks[name]), folder)] : [],
    );
  const limit = (kind: keyof typeof LIMIT_MS) => (ends === kind ? { timeoutMs: LIMIT_MS[kind] } : {});
  return plan({
    ...limit('job'),
    hooks: hooksOf(jobHooks, 'job', ''),
    stages: stages.map(({ hooks, steps }, at) => {
      const title = `stage${at + 1}`;
      // A limit only where something hangs: a slow machine must not make another stage run into it.
      const hangs = hooks.onStart === 'hang' || steps.includes('hang');
      return stage(
        title,
        steps.map((behaviour, index) =>
          step(`step${index + 1}`, commandOf(`${title}/step${index + 1}`, behaviour), {
            shell: 'sh',
            ignoreExitCode: behaviour === 'ignored',
            retries: behaviour === 'flaky' || behaviour === 'stubborn' ? 2 : 0,
            ...(behaviour === 'hang' ? limit('step') : {}),
          }),
        ),
        { hooks: hooksOf(hooks, title, `${title}/`), ...(hangs ? limit('stage') : {}) },
      );
    }),
  });
}

/** What the contract says, written down without a look at the engine: walk, note, stop at the first end. */
function model({ jobHooks, stages, ends }: Scenario): Outcome {
  const order: string[] = [];
  let warnings = 0;
  let end: RunStatus | null = null;
  const stopped: RunStatus = ends === 'cancel' ? 'cancelled' : 'timed_out';
  const runHook = (behaviour: Behaviour | undefined, name: string) => {
    if (behaviour === undefined) return;
    order.push(name);
    if (behaviour !== 'pass') warnings += 1;
    if (behaviour === 'hang') end ??= stopped;
  };
  const runStep = (behaviour: StepBehaviour, name: string): RunStatus => {
    if (end !== null) return 'skipped';
    const tries = behaviour === 'flaky' || behaviour === 'stubborn' ? 3 : 1;
    for (let attempt = 0; attempt < tries; attempt += 1) order.push(name);
    if (behaviour === 'pass' || behaviour === 'flaky') return 'success';
    if (behaviour === 'ignored') warnings += 1;
    else end = behaviour === 'hang' ? stopped : 'failure';
    return behaviour === 'hang' ? stopped : 'failure';
  };
  const endHooks = (hooks: Scenario['jobHooks'], owner: string) => {
    if (end === null) runHook(hooks.onSuccess, `${owner}/onSuccess`);
    if (end !== null) runHook(hooks.onFailure, `${owner}/onFailure`);
  };
  runHook(jobHooks.onStart, 'job/onStart');
  const stageStatuses: RunStatus[] = [];
  const stepStatuses: RunStatus[][] = [];
  stages.forEach(({ hooks, steps }, at) => {
    const title = `stage${at + 1}`;
    if (end !== null) {
      stageStatuses.push('skipped');
      stepStatuses.push(steps.map(() => 'skipped'));
      return;
    }
    runHook(hooks.onStart, `${title}/onStart`);
    stepStatuses.push(steps.map((behaviour, index) => runStep(behaviour, `${title}/step${index + 1}`)));
    endHooks(hooks, title);
    stageStatuses.push(end ?? 'success');
  });
  endHooks(jobHooks, 'job');
  return { order, status: end ?? 'success', stages: stageStatuses, steps: stepStatuses, warnings };
}

async function runScenario(scenario: Scenario): Promise<Outcome> {
  const bench = await Bench.make();
  const abort = new AbortController();
  const cancel: RunAbort = { kind: 'cancel', by: 'ann', reason: '' };
  try {
    const record = await bench.run(planFor(scenario), {
      pipes,
      signal: abort.signal,
      onOutput: () => {
        if (scenario.ends === 'cancel') abort.abort(cancel);
      },
    });
    return { order: bench.witness(), ...outcomeOf(record) };
  } finally {
    await bench.remove();
  }
}

const outcomeOf = (record: RunRecord): Omit<Outcome, 'order'> => ({
  status: record.status,
  stages: record.stages.map((one) => one.status),
  steps: record.stages.map((one) => one.steps.map((each) => each.status)),
  warnings: record.warnings,
});

const passing = { onStart: 'pass', onSuccess: 'pass', onFailure: 'pass' } as const;

const rows: [what: string, scenario: Scenario, order: string][] = [
  [
    'everything passes',
    {
      jobHooks: passing,
      stages: [
        { hooks: passing, steps: ['pass', 'pass'] },
        { hooks: passing, steps: ['pass'] },
      ],
      ends: 'step',
    },
    'job/onStart stage1/onStart stage1/step1 stage1/step2 stage1/onSuccess stage2/onStart stage2/step1 stage2/onSuccess job/onSuccess',
  ],
  [
    'the first failing step ends its stage and the job',
    {
      jobHooks: passing,
      stages: [
        { hooks: passing, steps: ['fail', 'pass'] },
        { hooks: passing, steps: ['pass'] },
      ],
      ends: 'step',
    },
    'job/onStart stage1/onStart stage1/step1 stage1/onFailure job/onFailure',
  ],
  [
    'an ignored exit code lets everything go on',
    { jobHooks: passing, stages: [{ hooks: passing, steps: ['ignored', 'pass'] }], ends: 'step' },
    'job/onStart stage1/onStart stage1/step1 stage1/step2 stage1/onSuccess job/onSuccess',
  ],
  [
    'failing hooks change nothing',
    {
      jobHooks: { onStart: 'fail', onSuccess: 'fail' },
      stages: [{ hooks: { onStart: 'fail', onSuccess: 'fail' }, steps: ['pass'] }],
      ends: 'step',
    },
    'job/onStart stage1/onStart stage1/step1 stage1/onSuccess job/onSuccess',
  ],
  [
    'failing onFailure hooks change nothing',
    {
      jobHooks: { onFailure: 'fail' },
      stages: [{ hooks: { onFailure: 'fail' }, steps: ['fail'] }],
      ends: 'step',
    },
    'stage1/step1 stage1/onFailure job/onFailure',
  ],
  [
    'an empty stage runs its hooks',
    {
      jobHooks: {},
      stages: [
        { hooks: passing, steps: [] },
        { hooks: {}, steps: ['pass'] },
      ],
      ends: 'step',
    },
    'stage1/onStart stage1/onSuccess stage2/step1',
  ],
  [
    'a step that passes at its third attempt passes',
    { jobHooks: {}, stages: [{ hooks: passing, steps: ['flaky', 'pass'] }], ends: 'step' },
    'stage1/onStart stage1/step1 stage1/step1 stage1/step1 stage1/step2 stage1/onSuccess',
  ],
  [
    'a step that fails at every attempt fails once',
    { jobHooks: {}, stages: [{ hooks: passing, steps: ['stubborn', 'pass'] }], ends: 'step' },
    'stage1/onStart stage1/step1 stage1/step1 stage1/step1 stage1/onFailure',
  ],
  ...(['step', 'stage', 'job', 'cancel'] as const).map((ends): [string, Scenario, string] => [
    `ended by ${ends} in a step: the onFailure hooks of its stage and the job run`,
    {
      jobHooks: passing,
      stages: [
        { hooks: passing, steps: ['pass'] },
        { hooks: passing, steps: ['hang', 'pass'] },
      ],
      ends,
    },
    'job/onStart stage1/onStart stage1/step1 stage1/onSuccess stage2/onStart stage2/step1 stage2/onFailure job/onFailure',
  ]),
  ...(['stage', 'job', 'cancel'] as const).map((ends): [string, Scenario, string] => [
    `ended by ${ends} in a stage's onStart: its steps are skipped`,
    { jobHooks: passing, stages: [{ hooks: { ...passing, onStart: 'hang' }, steps: ['pass'] }], ends },
    'job/onStart stage1/onStart stage1/onFailure job/onFailure',
  ]),
  ...(['job', 'cancel'] as const).map((ends): [string, Scenario, string] => [
    `ended by ${ends} in the job's onStart: no stage begins`,
    { jobHooks: { ...passing, onStart: 'hang' }, stages: [{ hooks: passing, steps: ['pass'] }], ends },
    'job/onStart job/onFailure',
  ]),
  [
    "cancelled in a stage's onSuccess: onFailure has its turn too",
    {
      jobHooks: passing,
      stages: [{ hooks: { ...passing, onSuccess: 'hang' }, steps: ['pass'] }],
      ends: 'cancel',
    },
    'job/onStart stage1/onStart stage1/step1 stage1/onSuccess stage1/onFailure job/onFailure',
  ],
  [
    "cancelled in the job's onSuccess: onFailure has its turn too",
    { jobHooks: { ...passing, onSuccess: 'hang' }, stages: [{ hooks: {}, steps: ['pass'] }], ends: 'cancel' },
    'job/onStart stage1/step1 job/onSuccess job/onFailure',
  ],
];

test.each(rows)('%s', async (_what, scenario, order) => {
  const expected = model(scenario);
  expect(expected.order.join(' ')).toBe(order);
  expect(await runScenario(scenario)).toEqual(expected);
});

const instant = fc.constantFrom<Behaviour | undefined>(undefined, 'pass', 'fail');
const hooks = fc.record({ onStart: instant, onSuccess: instant, onFailure: instant }).map(defined);
const steps = fc.array(
  fc.constantFrom<StepBehaviour>('pass', 'pass', 'pass', 'fail', 'ignored', 'flaky', 'stubborn'),
  {
    maxLength: 3,
  },
);

function defined(given: Record<HookName, Behaviour | undefined>): Scenario['jobHooks'] {
  return Object.fromEntries(Object.entries(given).filter(([, behaviour]) => behaviour !== undefined));
}

test('any combination without a stop runs in the order of the model', async () => {
  const scenarios = fc.record({
    jobHooks: hooks,
    stages: fc.array(fc.record({ hooks, steps }), { maxLength: 3 }),
    ends: fc.constant('step' as const),
  });
  await fc.assert(
    fc.asyncProperty(scenarios, async (scenario) => {
      expect(await runScenario(scenario)).toEqual(model(scenario));
    }),
    { numRuns: 40 },
  );
});

test('any combination with one command that is stopped runs in the order of the model', async () => {
  const scenarios = fc.record({
    jobHooks: hooks,
    before: fc.array(fc.record({ hooks, steps: fc.constant<StepBehaviour[]>(['pass', 'ignored']) }), {
      maxLength: 1,
    }),
    hooks,
    place: fc.constantFrom('step', 'onStart', 'onSuccess'),
    ends: fc.constantFrom<Scenario['ends']>('cancel', 'cancel', 'step', 'step', 'stage'),
  });
  await fc.assert(
    fc.asyncProperty(scenarios, async ({ jobHooks, before, hooks: own, place, ends }) => {
      const last: Scenario['stages'][number] =
        place === 'step'
          ? { hooks: own, steps: ['pass', 'hang', 'pass'] }
          : { hooks: { ...own, [place]: 'hang' }, steps: ['pass'] };
      // No limit of a step holds in a hook, and none of a stage in its onSuccess.
      const fits = place === 'step' || (place === 'onStart' && ends === 'stage');
      const scenario: Scenario = {
        jobHooks,
        stages: [...before, last, { hooks: own, steps: ['pass'] }],
        ends: fits ? ends : 'cancel',
      };
      expect(await runScenario(scenario)).toEqual(model(scenario));
    }),
    { numRuns: 20 },
  );
});
