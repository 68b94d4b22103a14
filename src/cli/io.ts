import { buffer } from 'node:stream/consumers';
import picocolors from 'picocolors';

export type Colors = ReturnType<typeof picocolors.createColors>;

/** What a command may touch of the process around it. Results go to stdout, everything else to stderr. */
export interface Io {
  /** One line, or several, to stdout. */
  print(lines: string): void;
  /** The same to stderr. */
  note(lines: string): void;
  /** Bytes to stdout as they are; resolves when more may be written. */
  write(bytes: Uint8Array): Promise<void>;
  /** Nobody reads stdout any more. */
  readerIsGone(): boolean;
  readonly colors: Colors;
  readonly noteColors: Colors;
  /** Columns of the terminal; Infinity when stdout is none. */
  readonly width: number;
  readonly environment: NodeJS.ProcessEnv;
  readonly folder: string;
  readInput(): Promise<Uint8Array>;
}

export function processIo(): Io {
  const { stdout, stderr, stdin, env } = process;
  return {
    print: (lines) => void stdout.write(`${lines}\n`),
    note: (lines) => void stderr.write(`${lines}\n`),
    write: (bytes) =>
      new Promise((resolve) => (stdout.write(bytes) ? resolve() : stdout.once('drain', resolve))),
    readerIsGone: () => stdout.errored !== null,
    colors: picocolors.createColors(wantsColors(env, stdout.isTTY)),
    noteColors: picocolors.createColors(wantsColors(env, stderr.isTTY)),
    width: stdout.isTTY ? Math.max(40, stdout.columns) : Number.POSITIVE_INFINITY,
    environment: env,
    folder: process.cwd(),
    readInput: () => buffer(stdin),
  };
}

/** NO_COLOR and FORCE_COLOR as their conventions say; otherwise colours are for terminals. */
export function wantsColors(environment: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  const {
    NO_COLOR: no,
    FORCE_COLOR: force,
    TERM: terminal,
  } = environment as Record<string, string | undefined>;
  if (no !== undefined && no !== '') return false;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  return isTerminal && terminal !== 'dumb';
}
