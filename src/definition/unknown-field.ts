import { nearest } from '../lib/nearest.ts';
import { code } from './quote.ts';
import { Checkout, Job, Parameter, Reports, Schedule, Stage, Step } from './schema/index.ts';

const owners: Record<string, { properties: object }> = {
  job: Job,
  stage: Stage,
  step: Step,
  parameter: Parameter,
  schedule: Schedule,
  checkout: Checkout,
  reports: Reports,
};

const planned = new Set(['leaveProcesses', 'extends', 'matrix', 'needs']);

/** What other systems call it. */
const otherNames = new Map(
  Object.entries({
    name: 'title',
    label: 'title',
    run: 'command',
    script: 'command',
    commands: 'command',
    cmd: 'command',
    exec: 'command',
    jobs: 'stages',
    tasks: 'steps',
    environment: 'env',
    variables: 'env',
    vars: 'env',
    'runs-on': 'runsOn',
    labels: 'runsOn',
    agents: 'runsOn',
    tags: 'runsOn',
    'continue-on-error': 'ignoreExitCode',
    allow_failure: 'ignoreExitCode',
    'working-directory': 'workingDirectory',
    cwd: 'workingDirectory',
    dir: 'workingDirectory',
    retries: 'retry',
    'timeout-minutes': 'timeout',
    params: 'parameters',
    inputs: 'parameters',
    schedule: 'schedules',
    tz: 'timezone',
    options: 'choices',
    values: 'choices',
    before_script: 'onStart',
    after_success: 'onSuccess',
    after_failure: 'onFailure',
  }),
);

/** The field that a person most likely meant by one that is not there. */
export function meantField(key: string, known: readonly string[]): string | null {
  if (planned.has(key)) return null;
  const other = otherNames.get(key);
  if (other !== undefined && known.includes(other)) return other;
  return ownersOf(key).length === 0 ? nearest(key.replace(/[-_]/g, ''), known) : null;
}

/** What to say of a field that `kind` (job, stage, step, parameter…) does not have. */
export function unknownField(key: string, kind: string, known: readonly string[]): string {
  if (kind !== 'parameter' && planned.has(key))
    return `${code(key)} is not yet supported in this version: leave it out`;
  if (kind === 'job' && key === 'meta') return '`meta` is what Drover adds to a saved job: leave it out';
  const unknown = `unknown field ${code(key)}`;
  const meant = meantField(key, known);
  if (meant !== null) return `${unknown}: did you mean \`${meant}\`?`;
  const other = otherNames.get(key) ?? key;
  const owner = ownersOf(other).join(' or a ');
  if (owner !== '') return `${unknown} in a ${kind}: \`${other}\` belongs to a ${owner}`;
  return `${unknown}: a ${kind} has ${known.map(code).join(', ')}`;
}

const ownersOf = (field: string): string[] =>
  Object.keys(owners).filter((name) => Object.hasOwn(owners[name]!.properties, field));
