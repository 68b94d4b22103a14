import {
  type Alias,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { FieldNames } from './field-names.ts';
import type { ProblemList } from './problem-list.ts';
import { code } from './quote.ts';
import { Budget, type Entry, type MapTree, nowhere, ReadFault, type Tree } from './tree.ts';

type Node = ParsedNode | null;

const plainTags = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((tag) => `tag:yaml.org,2002:${tag}`),
);

/** Makes the tree itself instead of the library's `toJS`: with offsets, aliases within a budget, `<<` and own words for faults. */
export function treeOfYaml(contents: ParsedNode, problems: ProblemList): Tree {
  return new YamlTree(problems).convert(contents, 0, 0);
}

class YamlTree {
  readonly #problems: ProblemList;
  readonly #budget = new Budget();
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();

  constructor(problems: ProblemList) {
    this.#problems = problems;
  }

  /** `at` is where a value that is not written would stand. */
  convert(node: Node, at: number, depth: number): Tree {
    this.#budget.spend(node?.range[0] ?? at, depth, isScalar(node) ? String(node.value).length : 0);
    if (node === null) return { kind: 'scalar', at, value: null };
    if (isAlias(node)) return this.#convertAlias(node, depth);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    this.#checkTag(node);
    if (isScalar(node)) return scalarTree(node);
    this.#open.add(node);
    const tree = isMap(node) ? this.#convertMap(node, depth) : this.#convertList(node, depth);
    this.#open.delete(node);
    return tree;
  }

  #convertAlias(node: Alias.Parsed, depth: number): Tree {
    const at = node.range[0];
    const target = this.#anchors.get(node.source);
    if (target === undefined)
      throw new ReadFault(at, `there is no anchor \`&${printableName(node)}\` before this alias`);
    if (this.#open.has(target))
      throw new ReadFault(at, `the anchor \`&${printableName(node)}\` holds its own alias`);
    return this.convert(target, at, depth);
  }

  #checkTag(node: Exclude<ParsedNode, Alias.Parsed>): void {
    if (node.tag === undefined || plainTags.has(node.tag)) return;
    const tag = node.tag.replace('tag:yaml.org,2002:', '!!');
    this.#problems.add(
      node.range[0],
      '',
      `the tag ${code(tag)} is not allowed: a job file holds plain values`,
    );
  }

  #convertList(node: ParsedNode, depth: number): Tree {
    const at = node.range[0];
    const items = isSeq<Node>(node) ? node.items : [];
    return { kind: 'list', at, items: items.map((item) => this.convert(item, at, depth + 1)) };
  }

  #convertMap(node: YAMLMap.Parsed, depth: number): MapTree {
    const own: Entry[] = [];
    const merged: Entry[] = [];
    const names = new FieldNames(this.#problems);
    for (const { key, value } of node.items) {
      const at = key?.range[0] ?? node.range[0];
      const name = this.#keyOf(key, at);
      const tree = this.convert(value, at, depth + 1);
      if (name === null) continue;
      if (name === '<<') merged.push(...this.#mergedEntries(tree));
      else if (names.add(name, at)) own.push({ key: name, at, value: tree });
    }
    return { kind: 'map', at: node.range[0], entries: [...own, ...notAmong(own, merged)] };
  }

  #keyOf(key: Node, at: number): string | null {
    if (isScalar(key) && typeof key.value === 'string') {
      this.#checkTag(key);
      return key.value;
    }
    const shown = isScalar(key) ? code(String(key.source ?? key.value)) : 'this';
    this.#problems.add(
      at,
      '',
      key === null || isAlias(key) || isCollection(key)
        ? 'the name of a field must be plain text'
        : `the name of a field must be text: put ${shown} in quotes`,
    );
    return null;
  }

  /** `<<` takes one map or a list of them; the first that has a field counts. */
  #mergedEntries(tree: Tree): readonly Entry[] {
    const sources = tree.kind === 'list' ? tree.items : [tree];
    const entries: Entry[] = [];
    for (const source of sources) {
      if (source.kind === 'map') entries.push(...notAmong(entries, source.entries));
      else
        this.#problems.add(
          source.at === nowhere ? tree.at : source.at,
          '',
          '`<<` merges a map or a list of maps',
        );
    }
    return entries;
  }
}

const printableName = (node: Alias): string => code(node.source).slice(1, -1);

function notAmong(entries: readonly Entry[], more: readonly Entry[]): Entry[] {
  const names = new Set(entries.map((entry) => entry.key));
  return more.filter((entry) => !names.has(entry.key) && names.add(entry.key));
}

function scalarTree(node: Scalar.Parsed): Tree {
  const { value } = node;
  const at = node.range[0];
  if (typeof value === 'number') return { kind: 'scalar', at, value, source: node.source };
  if (typeof value === 'string' || typeof value === 'boolean' || value === null)
    return { kind: 'scalar', at, value };
  // What a tag made of it; the tag is a problem already.
  return { kind: 'scalar', at, value: node.source };
}
