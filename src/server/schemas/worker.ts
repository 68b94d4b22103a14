import { Type } from 'typebox';
import { nullable, time } from './parts.ts';

export const Worker = Type.Object({
  name: Type.String(),
  node: Type.String(),
  status: Type.Enum(['online', 'offline', 'paused', 'draining']),
  labels: Type.Array(Type.String()),
  slots: Type.Integer(),
  busy: Type.Integer(),
  builds: Type.Array(Type.String()),
  load: Type.Number(),
  freeDisk: Type.Integer({ description: 'bytes' }),
  version: Type.String(),
  checkout: Type.Optional(
    Type.Object({
      git: nullable(Type.String({ description: 'Version of git on its node; null: there is none' })),
      mirrors: Type.Integer({ description: 'Copies of repositories on its node' }),
      bytes: Type.Integer({ description: 'What those take' }),
      mostBytes: Type.Integer(),
    }),
  ),
  seenAt: time,
});
export const WorkerList = Type.Object({ workers: Type.Array(Worker) });
