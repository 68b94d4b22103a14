export { createStorage, type Storage } from './storage.ts';
export type { StoredFile } from './stored-file.ts';
