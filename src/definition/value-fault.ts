import { nearest } from '../lib/nearest.ts';
import { code, printable, quote } from './quote.ts';
import { jsonType, memberFor, type Shape } from './shape.ts';
import { textKinds } from './text-kinds.ts';
import type { ScalarTree, Tree } from './tree.ts';

/** What is wrong with a value itself, not with what it holds: the end of a sentence that begins with its name. */
export function valueFault(shape: Shape, tree: Tree): string | null {
  if (tree.kind === 'scalar' && tree.value === null) return 'has no value: write one, or remove it';
  if (shape.enum !== undefined) return enumFault(shape.enum, tree);
  const member = memberFor(shape, tree);
  if (member.type === 'integer') return integerFault(member, tree);
  if (member.type !== jsonType(tree))
    return `must be ${wanted(shape)}, not ${shown(tree)}${remedy(shape, tree)}`;
  if (tree.kind !== 'scalar') return null;
  return typeof tree.value === 'string' ? textFault(tree.value, member) : numberFault(tree);
}

function enumFault(values: readonly unknown[], tree: Tree): string | null {
  if (tree.kind === 'scalar' && values.includes(tree.value)) return null;
  const names = values.map(String);
  const near = tree.kind === 'scalar' ? nearest(String(tree.value), names) : null;
  const hint = near === null ? '' : `: did you mean ${code(near)}?`;
  return `must be one of ${names.map(code).join(', ')}, not ${shown(tree)}${hint}`;
}

function integerFault({ minimum = 0, maximum = 0 }: Shape, tree: Tree): string | null {
  const value = tree.kind === 'scalar' ? tree.value : null;
  if (typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum)
    return null;
  return `must be a whole number from ${minimum} to ${maximum}, not ${shown(tree)}`;
}

function textFault(text: string, { title = '' }: Shape): string | null {
  if (/\p{Surrogate}/u.test(text)) return 'has half of a character pair, which is no text: remove the escape';
  return textKinds[title]?.(text) ?? null;
}

/** 1.10 would arrive as 1.1 and 0x1F as 31: what a command shall see as it is written has to be text. */
function numberFault(tree: ScalarTree): string | null {
  if (typeof tree.value !== 'number') return null;
  if (!Number.isFinite(tree.value)) return 'must be a finite number';
  if (tree.source === undefined || tree.source === String(tree.value)) return null;
  return `is a number that would not stay as it is written: put it in quotes, ${quotedSource(tree)}`;
}

function wanted({ type, title = '', anyOf, patternProperties }: Shape): string {
  if (anyOf !== undefined) {
    if (anyOf[0]?.type === 'boolean') return 'true, false or a map of fields';
    const members: Record<string, string> = {
      Command: 'a command or a list of commands',
      KeepWorkspace: 'when and for how long, as in `onFailure, 30m`',
    };
    return members[anyOf[0]?.title ?? ''] ?? 'text, a number, true or false';
  }
  if (type === 'object')
    return patternProperties === undefined ? 'a map of fields' : 'a map of names and values';
  if (type === 'array') return 'a list';
  if (type === 'boolean') return 'true or false';
  return { Command: 'a command', Duration: 'a duration' }[title] ?? 'text';
}

/** What to write instead, where that is plain from what stands there. */
function remedy(shape: Shape, tree: Tree): string {
  if (tree.kind === 'map') return shape.type === 'array' ? ': begin each entry with `- `' : '';
  if (tree.kind === 'list') return '';
  if (shape.type === 'array' && shape.items?.type === 'string') return `: write \`[${source(tree)}]\``;
  if (typeof tree.value === 'string') return '';
  if (shape.title === 'Duration') {
    return typeof tree.value === 'number' ? `: give its unit, as in \`${source(tree)}s\`` : '';
  }
  const takesText = [shape, ...(shape.anyOf ?? [])].some(
    ({ type, title: kind }) => type === 'string' && kind !== 'KeepWorkspace',
  );
  return takesText ? `: put it in quotes, ${quotedSource(tree)}` : '';
}

function shown(tree: Tree): string {
  if (tree.kind === 'map') return 'a map';
  if (tree.kind === 'list') return 'a list';
  return typeof tree.value === 'string' ? quote(tree.value) : source(tree);
}

const source = (tree: ScalarTree): string => printable(tree.source ?? String(tree.value));

const quotedSource = (tree: ScalarTree): string => quote(tree.source ?? String(tree.value));
