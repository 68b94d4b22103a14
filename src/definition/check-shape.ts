import { isReserved } from './environment-name.ts';
import { limits } from './limits.ts';
import type { ProblemList } from './problem-list.ts';
import { code, quote } from './quote.ts';
import { memberFor, type Shape } from './shape.ts';
import type { ListTree, MapTree, Tree } from './tree.ts';
import { meantField, unknownField } from './unknown-field.ts';
import { valueFault } from './value-fault.ts';

interface Place {
  /** Path of the value from the top. */
  readonly path: string;
  /** How messages call it. */
  readonly name: string;
  readonly problems: ProblemList;
}

/** Holds a tree against the schema. One mistake gives one problem, in words for people. */
export function checkShape(shape: Shape, tree: Tree, place: Place): void {
  const fault = valueFault(shape, tree);
  const member = memberFor(shape, tree);
  if (fault !== null) complain(tree, place, fault);
  else if (tree.kind === 'list') checkList(member, tree, place);
  else if (tree.kind === 'map' && member.title === 'Environment') checkEnvironment(member, tree, place);
  else if (tree.kind === 'map' && member.title === 'ParameterValues') checkValues(member, tree, place);
  else if (tree.kind === 'map') checkFields(member, tree, place);
}

function complain(tree: Tree, { path, name, problems }: Place, message: string): void {
  problems.add(tree.at, path, `${name === '' ? 'the job' : code(name)} ${message}`);
}

const needs: Record<string, string> = {
  'job.stages': 'a job needs at least one stage',
  'stage.steps': 'a stage needs its steps; write `steps: []` for none',
  'step.command': 'a step needs a command to run',
  'retry.max': 'say how often the step runs again, as in `max: 2`',
  'workspace.when': 'say after which builds, as in `when: onFailure`',
  'parameter.title': 'a parameter needs one, as in `title: VERSION`',
  'schedule.cron': 'a schedule needs its times, as in `cron: H 4 * * MON-FRI`',
};

function checkFields(
  { title = '', properties = {}, required = [] }: Shape,
  tree: MapTree,
  place: Place,
): void {
  const kind = title.toLowerCase();
  const before = place.path === '' ? '' : `${place.path}.`;
  const known = Object.keys(properties);
  const present = new Set<string>();
  for (const { key, at, value } of tree.entries) {
    present.add(key);
    if (Object.hasOwn(properties, key)) {
      checkShape(properties[key]!, value, { ...place, path: before + key, name: key });
    } else {
      place.problems.add(at, before + key, () => {
        // A slip in the name of a field that must be there is one mistake, not two.
        present.add(meantField(key, known) ?? key);
        return unknownField(key, kind, known);
      });
    }
  }
  for (const key of required) {
    if (!present.has(key))
      place.problems.add(tree.at, before + key, `${code(key)} is missing: ${needs[`${kind}.${key}`]}`);
  }
}

function checkEnvironment({ patternProperties = {} }: Shape, tree: MapTree, place: Place): void {
  const valueShape = Object.values(patternProperties)[0]!;
  let bytes = 0;
  for (const { key, at, value } of tree.entries) {
    const path = `${place.path}.${key}`;
    const fault = variableFault(key);
    if (fault !== null) place.problems.add(at, path, `${code(key)} ${fault}`);
    checkShape(valueShape, value, { ...place, path, name: `env.${key}` });
    bytes += Buffer.byteLength(key) + (value.kind === 'scalar' ? Buffer.byteLength(String(value.value)) : 0);
  }
  if (bytes <= limits.envBytes) return;
  complain(tree, place, `holds more than ${limits.envBytes / 1024} KiB: put large data into files`);
}

/** Whether the names are parameters of the job `check-schedules.ts` knows. */
function checkValues({ patternProperties = {} }: Shape, tree: MapTree, place: Place): void {
  const valueShape = Object.values(patternProperties)[0]!;
  for (const { key, at, value } of tree.entries) {
    const path = `${place.path}.${key}`;
    // It would set the prototype of an object in careless hands.
    if (key === '__proto__')
      place.problems.add(at, path, `${code(key)} is not allowed as the name of a value`);
    checkShape(valueShape, value, { ...place, path, name: `parameters.${key}` });
  }
}

function variableFault(name: string): string | null {
  if (isReserved(name)) return 'is reserved: Drover sets the variables that begin with `CI_`';
  // It would set the prototype of an object in careless hands.
  if (name === '__proto__') return 'is not allowed as the name of a variable';
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return null;
  return 'is no name for a variable: use letters, digits and `_`, and no digit first';
}

function checkList(
  { items = {}, minItems = 0, maxItems = 0, uniqueItems }: Shape,
  tree: ListTree,
  place: Place,
): void {
  const { length } = tree.items;
  if (length < minItems) {
    const need = items.title === 'Stage' ? needs['job.stages'] : 'write at least one entry, or remove it';
    complain(tree, place, `is empty: ${need}`);
  }
  if (length > maxItems) complain(tree, place, `has ${length} entries: at most ${maxItems} are allowed`);
  const seen = new Set<unknown>();
  for (const [index, item] of tree.items.slice(0, maxItems).entries()) {
    const own = { ...place, path: `${place.path}[${index}]`, name: `${place.name}[${index}]` };
    checkShape(items, item, own);
    if (uniqueItems !== true || item.kind !== 'scalar') continue;
    if (seen.has(item.value)) complain(item, own, `repeats ${quote(String(item.value))}: remove it`);
    seen.add(item.value);
  }
}
