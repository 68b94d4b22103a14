import { type FileHandle, lstat, statfs } from 'node:fs/promises';
import { resolve } from 'node:path';
import { indexPathOf } from '../engine/line-index-format.ts';
import { DroverError } from '../errors/error.ts';
import { makeBuildFolder, writeBuildJson, writeWhole } from './build-folder.ts';
import { checkWritable } from './check-writable.ts';
import { type CollectedArtifacts, collectArtifacts } from './collect-artifacts.ts';
import { type FileListing, listFiles } from './list-files.ts';
import { type LogLine, linesBetween } from './log-lines.ts';
import { type LogOutline, outlineOf } from './log-outline.ts';
import { type LogPage, pageOf } from './log-page.ts';
import { type LogReader, openLogReader } from './log-reader.ts';
import { type Tail, tailOf, tailStartOf } from './log-tail.ts';
import { type MatchOptions, matchFiles, Notes } from './match-files.ts';
import { moveBuilds } from './move-builds.ts';
import { openInside } from './open-inside.ts';
import { type BuildPlace, buildFolderIn, type JobPlace, jobFolderOf, jobPath, quote } from './paths.ts';
import { readText } from './read-text.ts';
import { type BuildSelection, removeBuilds } from './remove-builds.ts';
import { type LogSearch, type SearchResult, searchLog } from './search-log.ts';
import { codeOf, storageError } from './storage-error.ts';
import { type StoredBuild, storedBuilds } from './stored-builds.ts';
import { type StoredFile, storedFile } from './stored-file.ts';

/**
 * The files of all builds, in one folder that servers and workers share:
 * `jobs/<folder>/…/<job>/<number>/`. Names and paths are checked here whoever calls. A path of a job is
 * `team/backend/api`, below `jobs`. What the file system refuses is thrown as STORAGE_UNAVAILABLE.
 */
export interface Storage {
  /** Absolute. */
  readonly root: string;
  /** Makes the folder if need be; throws STORAGE_UNAVAILABLE when nothing can be written there. */
  check(): Promise<void>;
  /** Bytes on its disk; `free` is what this user may still use. */
  space(): Promise<{ total: number; free: number }>;

  jobFolder(place: JobPlace): string;
  buildFolder(place: BuildPlace): string;
  /** Makes the build's folder, which may be there already; returns it. */
  createBuild(build: BuildPlace): Promise<string>;
  /** Makes the folder for the logs of an attempt after the first. */
  createAttempt(build: BuildPlace, attempt: number): Promise<void>;
  writeBuildJson(build: BuildPlace, text: string): Promise<void>;
  /** Copies what matches to `artifacts/`, in place of what is there; under the name that `shown` makes of each. */
  collectArtifacts(options: {
    workspace: string;
    globs: readonly string[];
    build: BuildPlace;
    shown?: (path: string) => string;
  }): Promise<CollectedArtifacts>;

  /** Paths of the regular files of a workspace that match, and sentences about what was left out. */
  matchingFiles(
    options: MatchOptions & { readonly shown?: (text: string) => string },
  ): Promise<{ paths: string[]; notes: string[] }>;
  /** Text of a regular file below a workspace; null when there is none, or it is larger. */
  readText(workspace: string, path: string, mostBytes: number): Promise<string | null>;
  /** Whoever reads `test-results.json` finds the old text or the new one, whole. */
  writeTestResults(build: BuildPlace, text: string): Promise<void>;

  files(build: BuildPlace): Promise<FileListing>;
  /** A log, an artifact: any regular file below the build's folder. Throws NOT_FOUND. */
  openFile(build: BuildPlace, path: string): Promise<StoredFile>;
  /** The last lines of a log. Throws NOT_FOUND. */
  tail(build: BuildPlace, log: string, lines: number): Promise<Tail>;
  /** The byte at which the last lines begin, and how many there are. Throws NOT_FOUND. */
  tailStart(build: BuildPlace, log: string, lines: number): Promise<{ offset: number; lines: number }>;
  /** A log to be read again and again; null when it is not there, as that of a command just started. */
  openLog(build: BuildPlace, log: string): Promise<LogReader | null>;
  /** `count` lines of a log from line `from` (from 0) on. Throws NOT_FOUND. */
  linesBetween(build: BuildPlace, log: string, from: number, count: number): Promise<LogLine[]>;
  /** The same, and how long the log is: fewer lines when they are more than `characters` in all. Throws NOT_FOUND. */
  page(
    build: BuildPlace,
    log: string,
    from: number,
    count: number,
    options?: { characters?: number },
  ): Promise<LogPage>;
  /** Lines of a log in which a text is found. Ends early when aborted. Throws NOT_FOUND. */
  search(build: BuildPlace, log: string, search: LogSearch, signal: AbortSignal): Promise<SearchResult>;
  /** Errors and groups of a log; goes on from what is known of it. Ends early when aborted. Throws NOT_FOUND. */
  outline(
    build: BuildPlace,
    log: string,
    known: LogOutline | null,
    isComplete: boolean,
    signal: AbortSignal,
  ): Promise<LogOutline>;
  /** Null when the log has no such line. Throws NOT_FOUND. */
  lineAt(build: BuildPlace, log: string, line: number): Promise<LogLine | null>;

  /** Whether a build has a folder. */
  hasBuild(build: BuildPlace): Promise<boolean>;
  /** Every folder of a build; `folders` are the paths of folders of jobs. */
  storedBuilds(folders: ReadonlySet<string>): AsyncGenerator<StoredBuild, void, void>;
  /** Moves the builds of a job up to and with number `upTo` from one path to another; may be repeated. */
  moveJob(from: string, to: string, upTo: number): Promise<void>;
  /** Removes builds of the job at that path; may be repeated. */
  removeBuilds(path: string, selection: BuildSelection): Promise<void>;
}

export function createStorage(folder: string): Storage {
  const root = resolve(folder);
  const jobFolder = (place: JobPlace): string => jobFolderOf(root, place);
  const buildFolder = (place: BuildPlace): string => buildFolderIn(jobFolder(place), place.number);
  const pathInRoot = (build: BuildPlace, path: string): string =>
    `jobs/${jobPath(build)}/${build.number}/${path}`;

  async function guarded<T>(operation: () => Promise<T>): Promise<T> {
    try {
      return await operation();
    } catch (error) {
      throw storageError(root, error);
    }
  }

  const withLog = <T>(build: BuildPlace, log: string, read: (handle: FileHandle) => Promise<T>): Promise<T> =>
    guarded(async () => {
      buildFolder(build);
      const handle = await openInside(root, pathInRoot(build, log));
      if (handle === null) throw noFile(build, log);
      try {
        return await read(handle);
      } finally {
        await handle.close();
      }
    });

  const withIndex = <T>(
    build: BuildPlace,
    log: string,
    read: (handle: FileHandle, index: FileHandle | null) => Promise<T>,
  ): Promise<T> =>
    withLog(build, log, async (handle) => {
      const index = await openInside(root, pathInRoot(build, indexPathOf(log)));
      try {
        return await read(handle, index);
      } finally {
        await index?.close();
      }
    });

  const linesOf = (build: BuildPlace, log: string, from: number, count: number): Promise<LogLine[]> =>
    withIndex(build, log, (handle, index) => linesBetween(handle, index, from, count));

  return {
    root,
    check: () => guarded(() => checkWritable(root)),
    space: () => guarded(() => spaceOf(root)),
    jobFolder,
    buildFolder,
    createBuild: (build) =>
      guarded(async () => {
        const made = buildFolder(build);
        await makeBuildFolder(made);
        return made;
      }),
    createAttempt: (build, attempt) =>
      guarded(() => makeBuildFolder(`${buildFolder(build)}/attempt-${attempt}`)),
    writeBuildJson: (build, text) => guarded(() => writeBuildJson(buildFolder(build), text)),
    collectArtifacts: ({ build, ...options }) =>
      guarded(() => collectArtifacts({ ...options, target: `${buildFolder(build)}/artifacts` })),
    async matchingFiles({ shown = (text) => text, ...options }) {
      const notes = new Notes(shown);
      const paths = await guarded(() => matchFiles(options, notes));
      return { paths, notes: notes.list() };
    },
    readText: (workspace, path, mostBytes) => guarded(() => readText(workspace, path, mostBytes)),
    writeTestResults: (build, text) =>
      guarded(() => writeWhole(buildFolder(build), 'test-results.json', text)),
    files: (build) => guarded(() => listFiles(buildFolder(build))),
    openFile: (build, path) =>
      guarded(async () => {
        buildFolder(build);
        const file = await storedFile(root, pathInRoot(build, path));
        if (file === null) throw noFile(build, path);
        return file;
      }),
    tail: (build, log, lines) => withLog(build, log, (handle) => tailOf(handle, lines)),
    tailStart: (build, log, lines) => withLog(build, log, (handle) => tailStartOf(handle, lines)),
    openLog: (build, log) =>
      guarded(() => {
        buildFolder(build);
        return openLogReader(root, pathInRoot(build, log));
      }),
    linesBetween: linesOf,
    page: (build, log, from, count, options) =>
      withIndex(build, log, (handle, index) => pageOf(handle, index, from, count, options)),
    search: (build, log, search, signal) =>
      withIndex(build, log, (handle, index) => searchLog(handle, index, search, signal)),
    outline: (build, log, known, isComplete, signal) =>
      withIndex(build, log, (handle, index) => outlineOf(handle, index, known, isComplete, signal)),
    lineAt: async (build, log, line) => (await linesOf(build, log, line, 1))[0] ?? null,
    hasBuild: (build) =>
      guarded(async () => (await lstat(buildFolder(build)).catch(nothingThere))?.isDirectory() ?? false),
    storedBuilds: (folders) => storedBuilds(root, folders),
    moveJob: (from, to, upTo) => guarded(() => moveBuilds(root, from, to, upTo)),
    removeBuilds: (path, selection) => guarded(() => removeBuilds(root, path, selection)),
  };
}

const noFile = ({ job, number }: BuildPlace, path: string): DroverError =>
  new DroverError('NOT_FOUND', { detail: `Build ${job} #${number} has no file ${quote(path)}.` });

async function spaceOf(root: string): Promise<{ total: number; free: number }> {
  const { bsize, blocks, bavail } = await statfs(root);
  return { total: bsize * blocks, free: bsize * bavail };
}

function nothingThere(error: unknown): null {
  if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
  throw error;
}
