/** The part of JSON Schema that the job file's schema uses. */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
}

/** What may stand at the end of that path: keys pass through lists and alternatives. */
export function schemasAt(root: Schema, path: readonly string[]): Schema[] {
  return path.reduce(
    (here, key) => here.flatMap((schema) => propertyOf(schema, key)).flatMap(alternatives),
    alternatives(root),
  );
}

function alternatives(schema: Schema): Schema[] {
  return [
    schema,
    ...(schema.anyOf ?? []).flatMap(alternatives),
    ...(schema.items === undefined ? [] : alternatives(schema.items)),
  ];
}

function propertyOf({ properties, patternProperties }: Schema, key: string): Schema[] {
  const own = properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
  if (own !== undefined) return [own];
  return Object.entries(patternProperties ?? {})
    .filter(([pattern]) => new RegExp(pattern, 'u').test(key))
    .map(([, schema]) => schema);
}

/** Keys that may stand there, with what they are for. */
export const keysAt = (root: Schema, path: readonly string[]): [key: string, schema: Schema][] =>
  schemasAt(root, path).flatMap(({ properties }) => Object.entries(properties ?? {}));

/** Values that are known for that key. */
export function valuesAt(root: Schema, path: readonly string[]): string[] {
  const values = schemasAt(root, path).flatMap(({ type, enum: known }) => {
    if (known !== undefined) return known.map(String);
    return type === 'boolean' ? ['true', 'false'] : [];
  });
  return [...new Set(values)];
}
