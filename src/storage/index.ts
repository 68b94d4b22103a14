export type { LogOutline } from './log-outline.ts';
export type { LogPage } from './log-page.ts';
export type { LogReader } from './log-reader.ts';
export type { BuildPlace } from './paths.ts';
export { createStorage, type Storage } from './storage.ts';
