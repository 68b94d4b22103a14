export type { CollectedArtifacts } from './collect-artifacts.ts';
export type { BuildFile, FileListing } from './list-files.ts';
export type { LogLine } from './log-lines.ts';
export type { Tail } from './log-tail.ts';
export { type BuildPlace, type JobPlace, jobPath } from './paths.ts';
export type { BuildSelection } from './remove-builds.ts';
export { createStorage, type Storage } from './storage.ts';
export type { StoredFile } from './stored-file.ts';
