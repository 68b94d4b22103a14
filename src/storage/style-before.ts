import type { FileHandle } from 'node:fs/promises';
import { applySgr, plain, type TextStyle } from '../log/style.ts';
import { BLOCK_BYTES } from './blocks.ts';

/** How far back a style is looked for, in bytes: nobody leaves a colour on for longer. */
export const STYLE_REACH = 4 * BLOCK_BYTES;

/** SGR sequences; of the strings OSC, DCS, SOS, PM and APC, in which there are none, the whole. */
// oxlint-disable-next-line no-control-regex -- they begin with one
const sequences = /\x1b(?:\[([0-9;:]*)m|[\]PX^_][^\x07\x1b\n]*)/g;
/** Whatever was before makes no difference after these. */
const reset = /^0*(?:;|$)/;

/**
 * The style in which the line that begins at byte `offset` begins: what the lines before it have switched on. It is
 * looked for backwards, up to where everything was last switched off.
 */
export async function styleBefore(log: FileHandle, offset: number): Promise<TextStyle> {
  const end = Math.max(0, offset - STYLE_REACH);
  let later: string[] = [];
  let rest = Buffer.alloc(0);
  for (let stop = offset; stop > end; ) {
    const start = Math.max(end, stop - BLOCK_BYTES);
    const block = Buffer.alloc(stop - start);
    const { bytesRead } = await log.read(block, 0, block.length, start);
    const bytes = Buffer.concat([block.subarray(0, bytesRead), rest]);
    // A sequence ends with its line, so that only a whole line can be read.
    const newline = bytes.indexOf(NEWLINE);
    const whole = start === 0 ? 0 : newline === -1 ? bytes.length : newline + 1;
    const found = sequencesIn(bytes.subarray(whole));
    rest = bytes.subarray(0, whole);
    const last = found.findLastIndex((parameters) => reset.test(parameters));
    later = [...found.slice(Math.max(0, last)), ...later];
    if (last !== -1) break;
    stop = start;
  }
  return later.reduce(applySgr, plain);
}

const NEWLINE = 0x0a;

function sequencesIn(bytes: Buffer): string[] {
  if (!bytes.includes(ESCAPE)) return [];
  return [...bytes.toString('latin1').matchAll(sequences)].flatMap(([, parameters]) => parameters ?? []);
}

const ESCAPE = 0x1b;
