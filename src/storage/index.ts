export type { LogReader } from './log-reader.ts';
export type { BuildPlace } from './paths.ts';
export { createStorage, type Storage } from './storage.ts';
