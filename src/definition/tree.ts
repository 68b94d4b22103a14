import { limits } from './limits.ts';

/** What a reader makes of a text: plain values, each with the offset where it begins in the text. */
export type Tree = MapTree | ListTree | ScalarTree;

export interface Entry {
  readonly key: string;
  /** Offset of the key. */
  readonly at: number;
  readonly value: Tree;
}

export interface MapTree {
  readonly kind: 'map';
  readonly at: number;
  readonly entries: readonly Entry[];
}

export interface ListTree {
  readonly kind: 'list';
  readonly at: number;
  readonly items: readonly Tree[];
}

export interface ScalarTree {
  readonly kind: 'scalar';
  readonly at: number;
  readonly value: string | number | boolean | null;
  /** How a number was written, where that is known. */
  readonly source?: string | undefined;
}

/** Offset of a value that no text was read for. */
export const nowhere = -1;

/** Thrown by a reader where it cannot go on. */
export class ReadFault extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/** Counts what a reader builds, so that aliases and garbage stay within the limits. */
export class Budget {
  #values = 0;
  #characters = 0;

  spend(at: number, depth: number, characters = 0): void {
    this.#values += 1;
    this.#characters += characters;
    if (depth > limits.depth)
      throw new ReadFault(at, `lists and maps are nested more than ${limits.depth} deep`);
    if (this.#values > limits.values) {
      throw new ReadFault(
        at,
        `the file holds more than ${limits.values} values, aliases expanded: split the job`,
      );
    }
    if (this.#characters > limits.characters) {
      const mebibytes = limits.characters / 1024 / 1024;
      throw new ReadFault(
        at,
        `the file holds more than ${mebibytes} MiB of text, aliases expanded: split the job`,
      );
    }
  }
}

/** The tree of a value that came as JSON by another way, such as a request. */
export function treeOf(value: unknown, budget = new Budget(), depth = 0): Tree {
  budget.spend(nowhere, depth, typeof value === 'string' ? value.length : 0);
  if (Array.isArray(value)) {
    return { kind: 'list', at: nowhere, items: value.map((item) => treeOf(item, budget, depth + 1)) };
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, child]) => child !== undefined)
      .map(([key, child]) => ({ key, at: nowhere, value: treeOf(child, budget, depth + 1) }));
    return { kind: 'map', at: nowhere, entries };
  }
  return { kind: 'scalar', at: nowhere, value: scalarOf(value) };
}

function scalarOf(value: unknown): ScalarTree['value'] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value === null || value === undefined) return null;
  throw new ReadFault(nowhere, `a definition holds plain JSON values, not a ${typeof value}`);
}

/** The plain value of a tree that has been checked: no key of it is `__proto__`. */
export function plainValue(tree: Tree): unknown {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(plainValue);
  return Object.fromEntries(tree.entries.map(({ key, value }) => [key, plainValue(value)]));
}

export function childOf(tree: Tree | undefined, key: string): Tree | undefined {
  return tree?.kind === 'map' ? tree.entries.find((entry) => entry.key === key)?.value : undefined;
}

export function itemsOf(tree: Tree | undefined): readonly Tree[] {
  return tree?.kind === 'list' ? tree.items : [];
}

export function textOf(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' && typeof tree.value === 'string' ? tree.value : undefined;
}
