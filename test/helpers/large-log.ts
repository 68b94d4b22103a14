import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { indexPathOf } from '../../src/engine/line-index-format.ts';
import { LineIndexWriter } from '../../src/engine/line-index-writer.ts';

const chunkLines = 1000;
/** What a command prints within one millisecond. */
const linesPerMs = 50;

/** Line `n`, counted from 1, of every log that is made here. */
export const largeLogLine = (n: number, bytes: number): string =>
  n % 1000 === 0
    ? `\x1b[32m✓\x1b[0m line ${n} passed`.padEnd(bytes - 3, '.')
    : `line ${n} of a large log, checked at ${(n * 7919) % 1_000_000}`.padEnd(bytes - 1, '.');

export interface LargeLog {
  readonly lines: number;
  readonly bytes: number;
}

/** Writes a log of so many lines of the same length, and its index as the engine writes it. */
export async function writeLargeLog(path: string, lines: number, lineBytes = 107): Promise<LargeLog> {
  await mkdir(dirname(path), { recursive: true });
  const log = createWriteStream(path);
  const index = new LineIndexWriter(indexPathOf(path));
  let bytes = 0;
  for (let first = 1; first <= lines; first += chunkLines) {
    const last = Math.min(lines, first + chunkLines - 1);
    let text = '';
    for (let n = first; n <= last; n += 1) text += `${largeLogLine(n, lineBytes)}\n`;
    const chunk = Buffer.from(text);
    index.add(chunk, Math.floor(first / linesPerMs));
    bytes += chunk.length;
    if (!log.write(chunk)) await once(log, 'drain');
  }
  log.end();
  await once(log, 'close');
  await index.close();
  return { lines, bytes };
}
