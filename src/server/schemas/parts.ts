import { type Static, Type } from 'typebox';

export const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
export const time = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' });
export const milliseconds = Type.Integer({ minimum: 0, description: 'milliseconds' });

export const JobName = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'Name of a job',
  examples: ['hello'],
});
export const FolderName = Type.String({ maxLength: 200, description: 'Name of a folder; empty is the top' });
export const BuildNumber = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

export const JobParams = Type.Object({ name: JobName });
export const BuildParams = Type.Object({ name: JobName, number: BuildNumber });
export const FolderParams = Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }) });
export const WorkerParams = Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }) });
export type BuildParams = Static<typeof BuildParams>;
