import { Type } from 'typebox';
import { BuildStatus } from './build.ts';
import { BuildNumber, milliseconds, nullable } from './parts.ts';

export const Job = Type.Unsafe<object>({
  type: 'object',
  required: ['meta', 'stages'],
  description: 'A job definition with `meta`: name, folder, revision, createdAt, updatedAt',
});
export const Tree = Type.Object({
  entries: Type.Array(
    Type.Unsafe<object>({
      type: 'object',
      required: ['kind', 'name', 'path'],
      properties: { kind: { type: 'string', enum: ['folder', 'job'] } },
      description: 'A folder with `entries`, or a job with `last`: its newest build',
    }),
  ),
});
export const TrendList = Type.Object({
  trends: Type.Record(
    Type.String(),
    Type.Array(Type.Object({ number: BuildNumber, status: BuildStatus, durationMs: nullable(milliseconds) })),
  ),
});
export const Folder = Type.Object({
  name: Type.String(),
  path: Type.String(),
  parent: Type.String(),
  entries: Type.Array(Type.Object({ kind: Type.String(), name: Type.String() })),
});
export const FileList = Type.Object({
  files: Type.Array(Type.Object({ path: Type.String(), bytes: Type.Integer() })),
  truncated: Type.Boolean({ description: 'there are more files than are listed' }),
});
