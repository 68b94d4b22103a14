import type { Masker } from './masking/index.ts';
import { MaskedLog } from './masking/masked-log.ts';
import { OutputLog, type OutputLogOptions } from './output-log.ts';

/** Where the output of a command goes. */
export interface CommandLog {
  /** Bytes in the file. */
  readonly bytes: number;
  readonly lines: number;
  /** Where the next bytes are to be put, from its start. */
  room(): Buffer;
  /** Takes the first `count` bytes of the last `room`. False: read no more until `onRoom` is called. */
  accept(count: number): boolean;
  onRoom(listener: (() => void) | null): void;
  /** What was taken so far is all of it for now: nothing is kept back. */
  flush(): void;
  /** A line of Drover's own among the output, on a line by itself. */
  note(text: string): void;
  /** Waits until everything is in the files and closes them. */
  close(): Promise<void>;
}

/** Throws what `open` throws. */
export async function openCommandLog(options: OutputLogOptions, masker: Masker | null): Promise<CommandLog> {
  const log = await OutputLog.open(options);
  return masker === null ? log : new MaskedLog(log, masker);
}
