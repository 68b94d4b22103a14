import { environmentName, isReserved, isUnsafeForParameter } from './environment-name.ts';
import { isNumber } from './number-text.ts';
import type { ProblemList } from './problem-list.ts';
import { code, quote } from './quote.ts';
import { childOf, itemsOf, type ScalarTree, type Tree, textOf } from './tree.ts';

/** What the schema cannot say of parameters. Works on what is there, however broken the rest is. */
export function checkParameters(job: Tree, problems: ProblemList): void {
  const titles = new Map<string, string>();
  for (const [index, parameter] of itemsOf(childOf(job, 'parameters')).entries()) {
    const report: Report = (tree, field, message) =>
      problems.add(tree.at, `parameters[${index}].${field}`, message);
    checkName(parameter, titles, report);
    checkType(parameter, report);
  }
  for (const [index, secret] of itemsOf(childOf(job, 'secrets')).entries()) {
    const title = titles.get(textOf(secret) ?? '');
    if (title === undefined) continue;
    const message = `${code(title)} is a parameter too, and both are one variable: rename one`;
    problems.add(secret.at, `secrets[${index}]`, message);
  }
}

type Report = (tree: Tree, field: string, message: string) => void;

function checkName(parameter: Tree, titles: Map<string, string>, report: Report): void {
  const title = textOf(childOf(parameter, 'title'));
  if (title === undefined || title.trim() === '') return;
  const tree = childOf(parameter, 'title')!;
  const name = environmentName(title);
  const variable = name === title ? code(title) : `${code(title)} becomes the variable ${code(name)}, which`;
  const before = titles.get(name);
  if (isReserved(name)) {
    report(
      tree,
      'title',
      `${variable} is reserved: Drover sets the variables that begin with \`CI_\`, choose another title`,
    );
  } else if (isUnsafeForParameter(name)) {
    report(
      tree,
      'title',
      `${variable} would let whoever starts a build take over its commands: choose another title`,
    );
  } else if (before === title) {
    report(tree, 'title', `a second parameter has the title ${code(title)}: give each its own`);
  } else if (before !== undefined) {
    report(
      tree,
      'title',
      `${code(title)} becomes the variable ${code(name)}, as ${code(before)} does: choose another title`,
    );
  } else {
    titles.set(name, title);
  }
}

function checkType(parameter: Tree, report: Report): void {
  const type = childOf(parameter, 'type') === undefined ? 'string' : textOf(childOf(parameter, 'type'));
  const choices = childOf(parameter, 'choices');
  const given = childOf(parameter, 'default');
  if (type === 'choice' && choices === undefined) {
    report(parameter, 'choices', '`choices` is missing: a parameter of type `choice` lists its values there');
  }
  if (type !== undefined && type !== 'choice' && choices !== undefined) {
    report(choices, 'choices', `\`choices\` goes only with \`type: choice\`, and the type is ${code(type)}`);
  }
  if (given?.kind !== 'scalar' || given.value === null || type === undefined) return;
  // Told already: the number would not stay as it is written.
  if (typeof given.value === 'number' && given.source !== undefined && given.source !== String(given.value))
    return;
  const fault = defaultFault(type, given, choices);
  if (fault !== null) report(given, 'default', `\`default\` ${fault}`);
}

function defaultFault(type: string, { value, source }: ScalarTree, choices: Tree | undefined): string | null {
  const asText = `put it in quotes, ${quote(source ?? String(value))}`;
  switch (type) {
    case 'password':
      return 'of a password would be readable in the definition: remove it, and give the value with each build';
    case 'number':
      return typeof value === 'number' || isNumber(String(value))
        ? null
        : `must be a number, not ${quote(String(value))}`;
    case 'boolean':
      return ['true', 'false'].includes(String(value))
        ? null
        : `must be true or false, not ${quote(String(value))}`;
    case 'choice': {
      if (typeof value !== 'string') return `of a choice must be text: ${asText}`;
      const allowed = itemsOf(choices).map(textOf);
      return allowed.length === 0 || allowed.includes(value)
        ? null
        : `is ${quote(value)}, which is not among \`choices\``;
    }
    case 'string':
      if (typeof value !== 'string') return `of a string must be text: ${asText}`;
      return /[\r\n]/.test(value) ? 'has a line break: a parameter of several lines has `type: text`' : null;
    default:
      return typeof value === 'string' ? null : `of a text must be text: ${asText}`;
  }
}
