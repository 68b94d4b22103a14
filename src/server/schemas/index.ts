/** Shapes of the REST interface; the OpenAPI document is made from them. */

export * from './build.ts';
export * from './job.ts';
export * from './parts.ts';
export * from './people.ts';
export * from './problem.ts';
export * from './worker.ts';
