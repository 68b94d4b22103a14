import type { Tree } from './tree.ts';

/** The part of JSON Schema that `schema.ts` uses. */
export interface Shape {
  readonly type?: string;
  readonly title?: string;
  readonly anyOf?: readonly Shape[];
  readonly enum?: readonly unknown[];
  readonly items?: Shape;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly patternProperties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[] | undefined;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Of a union the member that the value's own type speaks for, so that one mistake is not told per member. */
export function memberFor(shape: Shape, tree: Tree): Shape {
  if (shape.anyOf === undefined) return shape;
  return shape.anyOf.find((member) => member.type === jsonType(tree)) ?? shape.anyOf[0]!;
}

export function jsonType(tree: Tree): string {
  if (tree.kind === 'map') return 'object';
  return tree.kind === 'list' ? 'array' : typeof tree.value;
}
