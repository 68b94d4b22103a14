import type { Problem } from '../errors/error.ts';
import { checkShape } from './check-shape.ts';
import { environmentName } from './environment-name.ts';
import { resolveParameters } from './parameters.ts';
import { ProblemList } from './problem-list.ts';
import { code } from './quote.ts';
import { Job, type ParameterDefinition } from './schema/index.ts';
import { childOf, itemsOf, plainValue, type Tree, textOf } from './tree.ts';

type Report = (tree: Tree, field: string, message: string) => void;

/** What the schema cannot say of schedules: that they can be told apart, and give the job what it asks for. */
export function checkSchedules(job: Tree, problems: ProblemList): void {
  const parameters = soundParameters(job);
  const names = new Set<string>();
  for (const [index, schedule] of itemsOf(childOf(job, 'schedules')).entries()) {
    const report: Report = (tree, field, message) =>
      problems.add(tree.at, `schedules[${index}]${field}`, message);
    checkName(schedule, names, report);
    if (parameters !== null) checkValues(schedule, parameters, report);
  }
}

/** What has happened to a schedule is kept under its title, or its cron where it has none. */
function checkName(schedule: Tree, names: Set<string>, report: Report): void {
  const field = childOf(schedule, 'title') === undefined ? 'cron' : 'title';
  const tree = childOf(schedule, field);
  const name = textOf(tree);
  if (tree === undefined || name === undefined) return;
  if (names.has(name)) {
    const remedy =
      field === 'cron' ? 'give each a `title`, so that they can be told apart' : 'give each its own';
    report(tree, `.${field}`, `a second schedule has the ${field} ${code(name)}: ${remedy}`);
  }
  names.add(name);
}

function checkValues(schedule: Tree, parameters: readonly ParameterDefinition[], report: Report): void {
  const values = childOf(schedule, 'parameters');
  if (schedule.kind !== 'map' || (values !== undefined && values.kind !== 'map')) return;
  const entries = (values?.entries ?? []).filter(
    ({ value }) => value.kind === 'scalar' && value.value !== null,
  );
  const given = Object.fromEntries(entries.map(({ key, value }) => [key, plainValue(value)]));
  for (const { path, message } of valueFaults(parameters, given)) {
    const entry = entries.find(({ key }) => key === path);
    const place = entry === undefined ? (values ?? schedule) : entry.value;
    report(place, `.parameters${path === '' ? '' : `.${path}`}`, message);
  }
}

function valueFaults(parameters: readonly ParameterDefinition[], given: Record<string, unknown>): Problem[] {
  const passwords = parameters.filter(({ type }) => type === 'password');
  const isPassword = (name: string): boolean =>
    passwords.some(({ title }) => title === name || environmentName(title) === name);
  const open = Object.entries(given).filter(([name]) => !isPassword(name));
  const resolved = resolveParameters(
    { parameters: parameters.filter((parameter) => !passwords.includes(parameter)) },
    Object.fromEntries(open),
  );
  const readable = Object.keys(given)
    .filter(isPassword)
    .map((path) => ({
      path,
      message: `${code(path)} is a password, which would be readable in the definition: remove it`,
    }));
  const missing = passwords
    .filter(({ required }) => required === true)
    .map(({ title }) => ({
      path: title,
      message: `${code(title)} is a required password, and a schedule cannot give one: make it \`required: false\``,
    }));
  return [...('problems' in resolved ? resolved.problems : []), ...readable, ...missing];
}

/** The parameters of the job; null when they have faults of their own, which are told elsewhere. */
function soundParameters(job: Tree): ParameterDefinition[] | null {
  const tree = childOf(job, 'parameters');
  if (tree === undefined) return [];
  const faults = new ProblemList();
  checkShape(Job.properties.parameters, tree, { path: '', name: '', problems: faults });
  return faults.empty ? (plainValue(tree) as ParameterDefinition[]) : null;
}
